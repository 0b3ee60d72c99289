"""Clients of an attack: a normal load at a steady pace, and those who mean harm."""

import http.client
import itertools
import random
import socket
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from tests.attack.runaways import runaways

#: Seconds after which a client of the normal load gives up.
PATIENCE: Final = 30.0
_SPARQL: Final = "application/sparql-query"
#: Slow clients at once: of heads, of bodies, of answers.
HEADERS, BODIES, READERS = 100, 40, 8
#: Small queries before each runaway over a connection that is kept.
_BEFORE: Final = 4


@dataclass(frozen=True)
class Sample:
    """How one request went; status 0 when the connection broke. Times are in seconds."""

    kind: str
    at: float
    seconds: float
    status: int
    whole: bool
    body: str = ""


@dataclass(frozen=True)
class Target:
    """Where requests go: a port of this machine, and the name that they ask for."""

    port: int
    host: str


def send(
    target: Target,
    kind: str,
    request: tuple[str, str, dict[str, str], bytes | None],
    source: str,
) -> Sample:
    """Send one request from an address and read all of the answer."""
    method, path, headers, body = request
    began = time.monotonic()
    connection = http.client.HTTPConnection(
        "127.0.0.1", target.port, timeout=PATIENCE, source_address=(source, 0)
    )
    status, whole, text = 0, False, b""
    try:
        connection.request(method, path, body, {"Host": target.host, **headers})
        reply = connection.getresponse()
        status = reply.status
        text = reply.read()
        whole = True
    except (OSError, http.client.HTTPException):
        pass
    finally:
        connection.close()
    return Sample(
        kind, began, time.monotonic() - began, status, whole, text[-200:].decode("latin-1")
    )


def normal(kind: str, things: Sequence[str], number: int) -> tuple[str, str, dict[str, str], None]:
    """Return request `number` of a kind; every other one has an address that no cache has seen."""
    thing = things[number % len(things)]
    unseen = f"?{number}" if number % 2 else ""
    if kind == "page":
        return "GET", f"/doc/{thing}{unseen}", {"Accept": "text/html,*/*;q=0.8"}, None
    if kind == "description":
        return "GET", f"/doc/{thing}.ttl{unseen}", {}, None
    small = f"SELECT ?p ?o {{ <https://w3id.org/gemma/id/{thing}> ?p ?o }} LIMIT {number + 1}"
    return "GET", f"/sparql?query={quote(small)}", {"Accept": "text/csv"}, None


def paced(
    target: Target,
    things: Sequence[str],
    kinds: Sequence[str],
    rate: float,
    seconds: float,
    source: str,
) -> list[Sample]:
    """Send requests at a steady rate; each counts from the moment that it was due.

    So a server that makes one wait is blamed for those behind it as well.
    """
    start = time.monotonic()
    due = [start + number / rate for number in range(int(rate * seconds))]

    def one(number: int) -> Sample:
        kind = kinds[number % len(kinds)]
        found = send(target, kind, normal(kind, things, number // len(kinds)), source)
        late = found.at - due[number]
        return Sample(kind, found.at, found.seconds + late, found.status, found.whole, found.body)

    never = threading.Event()
    with ThreadPoolExecutor(64) as pool:
        jobs = []
        for number, at in enumerate(due):
            never.wait(max(0.0, at - time.monotonic()))
            jobs.append(pool.submit(one, number))
        return [job.result() for job in jobs]


def crowd(
    target: Target,
    sources: Sequence[str],
    clients: int,
    seconds: float,
    seed: int,
) -> list[Sample]:
    """Post runaways from so many clients at once, each the next as soon as it was answered."""
    over = time.monotonic() + seconds
    addresses = itertools.cycle(sources)

    def client(number: int, source: str) -> list[Sample]:
        found = []
        texts = runaways(seed + number)
        while time.monotonic() < over:
            request = ("POST", "/sparql", {"Content-Type": _SPARQL}, next(texts).encode())
            found.append(send(target, "runaway", request, source))
        return found

    with ThreadPoolExecutor(clients) as pool:
        jobs = [pool.submit(client, number, next(addresses)) for number in range(clients)]
        return [sample for job in jobs for sample in job.result()]


def kept(
    target: Target, addresses: Sequence[str], clients: int, seconds: float, seed: int
) -> list[Sample]:
    """Let clients ask small queries over a connection each, until they may be answered by a worker
    itself (`server.engines.loans`), and then a runaway; again and again. Return how those went.
    """
    end = time.monotonic() + seconds

    def client(number: int) -> list[Sample]:
        texts, found = runaways(seed + number), list[Sample]()
        source = addresses[number % len(addresses)]
        line = http.client.HTTPConnection(
            "127.0.0.1", target.port, timeout=PATIENCE, source_address=(source, 0)
        )
        while time.monotonic() < end:
            small = (f"ASK {{ ?s ?p {len(found)}{more} }}" for more in range(_BEFORE))
            for text in (*small, next(texts)):
                began = time.monotonic()
                status, whole = 0, False
                with suppress(OSError, http.client.HTTPException):
                    line.request("GET", f"/sparql?query={quote(text)}", None, {"Host": target.host})
                    reply = line.getresponse()
                    status = reply.status
                    whole = bool(reply.read())
                if not status:
                    line.close()
            found.append(Sample("runaway", began, time.monotonic() - began, status, whole))
        line.close()
        return found

    with ThreadPoolExecutor(clients) as pool:
        jobs = [pool.submit(client, number) for number in range(clients)]
        return [sample for job in jobs for sample in job.result()]


class Slow:
    """Clients that take their time for as long as the block lasts; who is cut off comes back."""

    def __init__(self, target: Target, source: str) -> None:
        self._target, self._source = target, source
        self._over = threading.Event()
        self._stack = ExitStack()

    def __enter__(self) -> "Slow":
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._stack.close()

    def start(self, number: int, first: bytes, then: Callable[[socket.socket], None]) -> None:
        """Let `number` clients send something and then, a few times a second, do a little more."""

        def client() -> None:
            while not self._over.is_set():
                with suppress(OSError), self._connection() as line:
                    line.sendall(first)
                    while not self._over.wait(random.uniform(0.2, 0.6)):
                        then(line)
                self._over.wait(0.1)

        for _ in range(number):
            thread = threading.Thread(target=client)
            thread.start()
            self._stack.callback(thread.join)

    def _connection(self) -> socket.socket:
        line = socket.socket()
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.settimeout(PATIENCE)
        line.bind((self._source, 0))
        line.connect(("127.0.0.1", self._target.port))
        return line

    def all(self) -> None:
        """Start every kind."""
        self.headers(HEADERS)
        self.bodies(BODIES)
        self.readers(READERS)

    def headers(self, number: int) -> None:
        """Heads that never end."""
        first = f"GET /doc/ HTTP/1.1\r\nHost: {self._target.host}\r\n".encode()
        self.start(number, first, lambda line: line.sendall(b"X-A: b\r\n"))

    def bodies(self, number: int) -> None:
        """Queries of which a byte comes every now and then."""
        first = (
            f"POST /sparql HTTP/1.1\r\nHost: {self._target.host}\r\n"
            f"Content-Type: {_SPARQL}\r\nContent-Length: 9000\r\n\r\nASK {{"
        ).encode()
        self.start(number, first, lambda line: line.sendall(b" "))

    def readers(self, number: int) -> None:
        """Large answers that are read a few bytes at a time."""
        large = quote("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 30000")
        first = f"GET /sparql?query={large} HTTP/1.1\r\nHost: {self._target.host}\r\n\r\n".encode()

        def read(line: socket.socket) -> None:
            if not line.recv(64):
                raise OSError("cut off")

        self.start(number, first, read)
