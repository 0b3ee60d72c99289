"""A load generator: the same request over and over on open connections, one thread, no parsing.

It knows how long an answer is from the first one and then only counts bytes, so that it costs
less than what it measures.
"""

import selectors
import socket
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Figures:
    """Answers a second, and the milliseconds that 50 and 99 percent of them stay under."""

    rate: float
    p50: float
    p99: float


def request(port: int, path: str, **headers: str) -> bytes:
    """Return the bytes of a GET; `headers` have underscores for hyphens."""
    fields = {"Host": f"127.0.0.1:{port}", **{k.replace("_", "-"): v for k, v in headers.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


def answer(port: int, asked: bytes) -> bytes:
    """Return one whole answer, head and body."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(asked)
        found = b""
        while b"\r\n\r\n" not in found:
            found += connection.recv(65_536)
        head, _, body = found.partition(b"\r\n\r\n")
        lengths = [
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length:")
        ]
        while lengths and len(body) < lengths[0]:
            body += connection.recv(65_536)
        return head + b"\r\n\r\n" + body


def run(port: int, asked: bytes, connections: int = 16, seconds: float = 4.0) -> Figures:
    """Ask as often as it goes on so many connections at once, after half a second to warm up."""
    length = len(answer(port, asked))
    _measure(port, asked, length, connections, 0.5)
    return _measure(port, asked, length, connections, seconds)


def _measure(port: int, asked: bytes, length: int, connections: int, seconds: float) -> Figures:
    clock = time.perf_counter
    times: list[float] = []
    with selectors.DefaultSelector() as waiting:
        open_ = [socket.create_connection(("127.0.0.1", port)) for _ in range(connections)]
        state: dict[socket.socket, list[float]] = {}
        for one in open_:
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            waiting.register(one, selectors.EVENT_READ, one)
            state[one] = [clock(), 0]
            one.sendall(asked)
        started = clock()
        while (now := clock()) - started < seconds:
            for key, _ in waiting.select(0.5):
                one = key.data
                mine = state[one]
                got = len(one.recv(262_144))
                if not got:
                    raise ConnectionError("the server closed a connection")
                mine[1] += got
                if mine[1] >= length:
                    now = clock()
                    times.append(now - mine[0])
                    mine[0], mine[1] = now, 0
                    one.sendall(asked)
        spent = clock() - started
        for one in open_:
            one.close()
    times.sort()
    at = [times[int(len(times) * part)] * 1000 for part in (0.5, 0.99)]
    return Figures(len(times) / spent, *at)
