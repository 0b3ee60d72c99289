"""A real `oxigraph` server, and a gate before it that sees, holds or spoils what goes in."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tests.serving.misbehaving import read_request
from tests.serving.running import SECONDS, Reply, Web, free_port, wait_for

OXIGRAPH = Path(sys.executable).parent / "oxigraph"


@dataclass(frozen=True)
class Store:
    """An oxigraph server that runs."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/store"

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}/query"

    def rows(self, query: str) -> list[dict[str, str]]:
        """Ask the store itself, past everything of ours."""
        sent = quote(query, safe="")
        reply = Web(self.port, "").send(f"/query?query={sent}", "application/sparql-results+json")
        assert reply.status == 200, reply.text
        found = json.loads(reply.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in found]

    def graph(self, iri: str) -> str:
        """A graph as N-Triples (Graph Store HTTP Protocol, 5.2)."""
        reply = self.send("GET", iri)
        assert reply.status == 200, reply.text
        return reply.text

    def send(self, method: str, iri: str, body: bytes | None = None) -> Reply:
        kind = "application/n-triples"
        path = f"/store?graph={quote(iri, safe='')}"
        return Web(self.port, "").send(path, kind, method, body, Content_Type=kind)

    def graphs(self) -> set[str]:
        return {row["g"] for row in self.rows("SELECT ?g { GRAPH ?g {} }")}


@contextmanager
def oxigraph(folder: Path | None = None) -> Iterator[Store]:
    """Run a store for as long as the block lasts; without a folder it is all in memory."""
    port = free_port()
    where = ["--location", str(folder)] if folder else []
    process = subprocess.Popen(
        [OXIGRAPH, "serve", *where, "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield Store(port, process)
    finally:
        process.kill()
        process.wait(SECONDS)


@dataclass
class Gate:
    """What passes on its way to a store: the start of each request, in order."""

    port: int
    seen: list[str] = field(default_factory=list)
    #: Set when something is held; nothing passes until `open` is set.
    held: threading.Event = field(default_factory=threading.Event)
    open: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/store"


@contextmanager
def gate(
    store: Store, hold: int = 0, spoil: Callable[[bytes], bytes] = lambda request: request
) -> Iterator[Gate]:
    """Stand before a store; request number `hold` waits, and `spoil` may change what passes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Gate(listener.getsockname()[1])

        def accept() -> None:
            with contextlib.suppress(OSError):
                while True:
                    with listener.accept()[0] as client, contextlib.suppress(OSError):
                        client.settimeout(SECONDS)
                        request = spoil(read_request(client))
                        found.seen.append(request.partition(b" HTTP")[0].decode())
                        if len(found.seen) == hold:
                            found.held.set()
                            found.open.wait(SECONDS)
                        client.sendall(_forward(store, request))

        passing = threading.Thread(target=accept)
        passing.start()
        try:
            yield found
        finally:
            found.open.set()
            listener.shutdown(socket.SHUT_RDWR)
            passing.join(SECONDS)


def _forward(store: Store, request: bytes) -> bytes:
    answer = b""
    with socket.create_connection(("127.0.0.1", store.port), timeout=SECONDS) as server:
        server.sendall(request)
        while some := server.recv(65536):
            answer += some
    return answer
