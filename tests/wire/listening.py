"""A real listener on a free port, before a tiny application of the tests, and its clients."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, cast

from server.errors import GemmaError
from server.http.ready import Ready
from server.wire.inbox import Request
from server.wire.listener import Listener

SECONDS = 20
#: More than the kernel takes from us for who reads nothing.
LARGE = 16 * 1024 * 1024


class Reply(NamedTuple):
    """An answer as it came over the wire."""

    status: int
    fields: dict[str, str]
    body: bytes


class Tiny:
    """An application whose answers name what was asked; the path says how it behaves."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        #: What a thread does when it begins with something slow, and what lets it end.
        self.begun = threading.Semaphore(0)
        self.go = threading.Event()
        #: The same for who looks up what was answered before.
        self.looking = threading.Semaphore(0)
        self.look = threading.Event()
        self._known: dict[bytes, Ready] = {}

    def recall(self, head: bytes, _peer: str) -> Ready | None:
        if b"/recalled-slowly" in head:
            self.looking.release()
            assert self.look.wait(SECONDS)
        return self._known.get(head)

    def answer(self, environ: dict[str, Any], head: bytes) -> Ready:
        path, body = environ["PATH_INFO"], environ["wsgi.input"].read()
        self.asked.append(path)
        if path.startswith("/slow"):
            self.begun.release()
            assert self.go.wait(SECONDS)
        if path == "/raises":
            raise RuntimeError("as it was asked to")
        if path == "/split":
            return Ready("200 OK", [("X", "a\r\nSet-Cookie: b")], b"")
        found = b"a" * LARGE if "large" in path else path.encode() + body
        ready = ok(found)
        if path.startswith("/known") and head:
            self._known[head] = ready
        return ready

    def is_brief(self, request: Request) -> bool:
        return request.head.target.startswith("/brief")

    def offer(self, _environ: dict[str, Any], _head: bytes) -> None:
        """Lend nobody."""

    def reclaim(self) -> None:
        """Nobody was lent."""

    def refuse(self, error: GemmaError, _peer: str) -> Ready:
        return ok(type(error).__name__.encode(), f"{error.status} {error.title[1]}")


def ok(body: bytes, status: str = "200 OK") -> Ready:
    """An answer with its length."""
    return Ready(status, [("Content-Length", str(len(body)))], body)


class Served(NamedTuple):
    """A listener that runs."""

    listener: Listener
    port: int
    app: Tiny
    thread: threading.Thread


@contextlib.contextmanager
def listening(threads: int = 4, app: Tiny | None = None) -> Iterator[Served]:
    """A listener for as long as the block lasts; it may have stopped before."""
    bound = socket.create_server(("127.0.0.1", 0))
    app, ready = app or Tiny(), threading.Event()
    listener = Listener(bound, app, threads)
    thread = threading.Thread(target=listener.serve, args=[ready.set])
    thread.start()
    try:
        assert ready.wait(SECONDS)
        yield Served(listener, bound.getsockname()[1], app, thread)
    finally:
        app.go.set()
        app.look.set()
        listener.stop(0)
        thread.join(SECONDS)
        assert not thread.is_alive()


class Client:
    """A client of a listener."""

    def __init__(self, port: int, window: int = 0) -> None:
        """Connect; `window` is how much of an answer waits here unread, 0 for what is usual."""
        self.socket = socket.socket()
        if window:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        self.socket.settimeout(SECONDS)
        self.socket.connect(("127.0.0.1", port))
        self._stream = cast(BinaryIO, self.socket.makefile("rb"))

    def say(self, *requests: str | bytes) -> "Client":
        """Send paths to get, or octets, in one piece."""
        self.socket.sendall(b"".join([r if isinstance(r, bytes) else get(r) for r in requests]))
        return self

    def reply(self, *, with_body: bool = True) -> Reply:
        """Read the next answer."""
        line = self._stream.readline()
        assert line.startswith(b"HTTP/1.1 ") and line.endswith(b"\r\n"), line
        fields: dict[str, str] = {}
        while (field := self._stream.readline()) != b"\r\n":
            name, _, value = field.decode("latin-1").partition(":")
            fields[name.lower()] = value.strip()
        length = int(fields.get("content-length", "0")) if with_body else 0
        return Reply(int(line[9:12]), fields, self._stream.read(length))

    def ask(self, request: str | bytes) -> Reply:
        """Send one request and read its answer."""
        return self.say(request).reply()

    def has_ended(self) -> bool:
        """Wait for the end; whether it came before anything else did."""
        try:
            return self._stream.read(1) == b""
        except ConnectionResetError:
            return True

    def finish(self) -> "Client":
        """Say that nothing more is sent."""
        self.socket.shutdown(socket.SHUT_WR)
        return self

    def leave(self) -> None:
        """Go, so that the other side is told so when it sends."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._stream.close()
        self.socket.close()


def get(path: str, *lines: str, minor: int = 1) -> bytes:
    """A request without a body."""
    return "\r\n".join([f"GET {path} HTTP/1.{minor}", "Host: a", *lines, "", ""]).encode()


def post(path: str, body: bytes, *lines: str, length: int | None = None) -> bytes:
    """A request with a body, of another length than is said where that is given."""
    said = f"Content-Length: {len(body) if length is None else length}"
    return "\r\n".join([f"POST {path} HTTP/1.1", "Host: a", said, *lines, "", ""]).encode() + body
