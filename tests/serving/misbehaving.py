"""Endpoints that misbehave, as real servers on loopback: each sends what it is told, and how."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.serving.running import SECONDS

#: What a server does with a connection once it has read the request.
Behaviour = Callable[["Endpoint", socket.socket], None]


@dataclass
class Endpoint:
    """A server that runs: its address, what it was asked, and what tells it to stop."""

    port: int
    asked: list[bytes] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/query"


@contextmanager
def misbehaving(behaviour: Behaviour, tls: ssl.SSLContext | None = None) -> Iterator[Endpoint]:
    """Run a server that treats every request in this way, each on a thread of its own."""
    with socket.create_server(("127.0.0.1", 0), backlog=100) as listener:
        endpoint = Endpoint(listener.getsockname()[1])
        threads: list[threading.Thread] = []

        def accept() -> None:
            while True:
                try:
                    connection = listener.accept()[0]
                except OSError:
                    return
                thread = threading.Thread(target=serve, args=(connection,))
                threads.append(thread)
                thread.start()

        def serve(connection: socket.socket) -> None:
            with contextlib.suppress(OSError), connection:
                connection.settimeout(SECONDS)
                if tls:
                    connection = tls.wrap_socket(connection, server_side=True)
                endpoint.asked.append(read_request(connection))
                behaviour(endpoint, connection)

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield endpoint
        finally:
            endpoint.stop.set()
            listener.shutdown(socket.SHUT_RDWR)
            accepting.join(SECONDS)
            for thread in threads:
                thread.join(SECONDS)


def read_request(connection: socket.socket) -> bytes:
    """Read one request with its body."""
    found = b""
    while b"\r\n\r\n" not in found:
        found += _some(connection)
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == LENGTH]
    while len(body) < sum(lengths):
        body += _some(connection)
    return head + b"\r\n\r\n" + body


LENGTH = b"content-length:"


def _some(connection: socket.socket) -> bytes:
    some = connection.recv(65536)
    if not some:
        raise OSError("the client went away")
    return some


def sends(raw: bytes) -> Behaviour:
    """Send this and hang up."""
    return lambda _, connection: connection.sendall(raw)


def hangs(raw: bytes = b"") -> Behaviour:
    """Send this and then nothing, with the line open."""

    def behave(endpoint: Endpoint, connection: socket.socket) -> None:
        connection.sendall(raw)
        endpoint.stop.wait(SECONDS)

    return behave


def drips(raw: bytes, again: bytes) -> Behaviour:
    """Send this, and then one more piece every now and then, for ever."""

    def behave(endpoint: Endpoint, connection: socket.socket) -> None:
        connection.sendall(raw)
        while not endpoint.stop.wait(0.02):
            connection.sendall(again)

    return behave


def floods(raw: bytes) -> Behaviour:
    """Send this, and then as much as goes in."""

    def behave(endpoint: Endpoint, connection: socket.socket) -> None:
        connection.sendall(raw)
        while not endpoint.stop.is_set():
            connection.sendall(b" " * 1_000_000)

    return behave


def answer(
    body: bytes,
    kind: str = "application/sparql-results+json",
    status: str = "200 OK",
    more: str = "",
) -> bytes:
    """A whole answer, with its length."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body
