"""A portal on loopback: it keeps what it was asked, and misbehaves once where it is told to."""

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = Any


@dataclass(frozen=True)
class Answer:
    """A status, a body (JSON unless it is bytes) and more fields."""

    status: int
    body: Json = None
    fields: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json"


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    fields: Mapping[str, str]
    body: Json

    @property
    def line(self) -> str:
        return f"{self.method} {self.path.partition('?')[0]}"


#: What goes wrong with one request: it may carry it out, and says what is sent, if anything.
Fault = Callable[[socket.socket, Callable[[], Answer]], Answer | None]


class Portal:
    """What portals share; `answer` says what each does."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Asked] = []
        #: (part of the request line, what goes wrong); each happens once, in this order.
        self.faults: list[tuple[str, Fault]] = []
        self.stop = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def changed(self) -> list[str]:
        """The requests that may change something."""
        return [asked.line for asked in self.asked if self.changes(asked)]

    def changes(self, asked: Asked) -> bool:
        raise NotImplementedError

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def take(self, asked: Asked, plug: socket.socket) -> Answer | None:
        """Answer, unless this is where it goes wrong."""
        self.asked.append(asked)
        for place, (part, fault) in enumerate(self.faults):
            if part in asked.line:
                del self.faults[place]
                return fault(plug, lambda: self.answer(asked))
        return self.answer(asked)


@contextmanager
def running(portal: Portal) -> Iterator[None]:
    """Run a portal for as long as the block lasts."""

    class Handler(BaseHTTPRequestHandler):
        def serve(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            fields = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, self.path, fields, json.loads(body) if body else None)
            answer = portal.take(asked, self.connection)
            if answer is None:
                self.close_connection = True
                return
            raw = (
                answer.body if isinstance(answer.body, bytes) else json.dumps(answer.body).encode()
            )
            self.send_response(answer.status)
            if answer.body is not None:
                self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(raw) if answer.body is not None else 0))
            for name, value in answer.fields.items():
                self.send_header(name, value)
            self.end_headers()
            if answer.body is not None and self.command != "HEAD":
                self.wfile.write(raw)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = serve  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        portal.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield
        finally:
            portal.stop.set()
            server.shutdown()
            thread.join()


def says(
    status: int, body: Json = b"<h1>neen</h1>", kind: str = "text/html", **fields: str
) -> Fault:
    """Answer this, and do nothing; `fields` have _ for hyphens."""
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return lambda _plug, _do: Answer(status, body, named, kind)


def loses(_plug: socket.socket, do: Callable[[], Answer]) -> None:
    """Carry it out, and hang up without an answer."""
    do()


def halves(plug: socket.socket, do: Callable[[], Answer]) -> None:
    """Carry it out, and send half of the answer."""
    body = json.dumps(do().body).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    plug.sendall(head.encode() + b"\r\n" + body[: len(body) // 2])
