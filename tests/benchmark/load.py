"""Clients of the benchmarks: `wrk` for many connections, one open connection for one at a time."""

import re
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self
from urllib.parse import quote

_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Figures:
    """Answers, how many a second, and the milliseconds that 50 and 99 percent stay under."""

    answers: int
    rate: float
    p50: float
    p99: float


def wrk(
    port: int, path: str, headers: Mapping[str, str], connections: int, seconds: int
) -> Figures:
    """Ask as often as it goes on so many connections at once.

    Raises `SystemExit` when an answer was no success or a connection broke.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command.append(f"http://127.0.0.1:{port}{path}")
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise SystemExit(said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    times = re.findall(r"(?:50|99)%\s+([\d.]+)(us|ms|s)\b", said)
    answers = re.search(r"(\d+) requests in ", said)
    if rate is None or answers is None or len(times) != 2:
        raise SystemExit(said)
    p50, p99 = (float(number) * _UNITS[unit] for number, unit in times)
    return Figures(int(answers[1]), float(rate[1]), p50, p99)


class Connection:
    """One connection that stays open; it costs less than what it measures, so it parses little."""

    def __init__(self, port: int, seconds: float = 60) -> None:
        """Connect."""
        self._host = f"127.0.0.1:{port}"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self._socket.close()

    def get(self, path: str, headers: Mapping[str, str]) -> tuple[float, bytes]:
        """Return the milliseconds that one GET took, and the body; `SystemExit` unless 200.

        Who is told to come back later does so, and only the last time counts.
        """
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        sent = f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n{lines}\r\n".encode()
        while True:
            began = time.perf_counter()
            self._socket.sendall(sent)
            head, body = self._read()
            took = (time.perf_counter() - began) * 1000
            if b" 200 " in head[:16]:
                return took, body
            later = re.search(rb"\r\nretry-after: *(\d+)", head.lower())
            if b" 429 " not in head[:16] or later is None:
                raise SystemExit((head + body[:500]).decode(errors="replace"))
            time.sleep(int(later[1]))

    def ask(self, path: str, query: str, accept: str) -> tuple[float, bytes]:
        """Return the milliseconds that one query took, and its answer."""
        return self.get(f"{path}?query={quote(query, safe='')}", {"Accept": accept})

    def _read(self) -> tuple[bytes, bytes]:
        found = self._some()
        while b"\r\n\r\n" not in found:
            found += self._some()
        head, _, body = found.partition(b"\r\n\r\n")
        fields = head.lower()
        if length := re.search(rb"\r\ncontent-length: *(\d+)", fields):
            parts, size = [body], len(body)
            while size < int(length[1]):
                parts.append(self._some())
                size += len(parts[-1])
            return head, b"".join(parts)
        parts, tail = [body], (b"\r\n" + body)[-7:]
        while tail != b"\r\n0\r\n\r\n":  # the last chunk (RFC 9112, 7.1)
            parts.append(self._some())
            tail = (tail + parts[-1])[-7:]
        return head, _joined(b"".join(parts))

    def _some(self) -> bytes:
        some = self._socket.recv(262_144)
        if not some:
            raise SystemExit("the server closed a connection")
        return some


def _joined(chunks: bytes) -> bytes:
    """Return a body without the sizes of its chunks (RFC 9112, 7.1)."""
    found, at = [], 0
    while at < len(chunks):
        start = chunks.index(b"\r\n", at) + 2
        length = int(chunks[at:start].split(b";")[0], 16)
        found.append(chunks[start : start + length])
        at = start + length + 2
    return b"".join(found)
