"""The other servers on the same data: oxigraph and rdflib-endpoint, both from PyPI."""

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.serving.running import Web, free_port, wait_for
from tests.serving.stores import oxigraph


def union(quads: Path, target: Path) -> Path:
    """Write N-Quads of which the default graph holds every statement, as that of our engine."""
    with quads.open("rb") as source, target.open("wb") as out:
        for line in source:
            out.write(line)
            out.write(line[: line.rindex(b" <")] + b" .\n")  # the graph is the last term
    return target


@contextmanager
def oxigraph_with(quads: Path) -> Iterator[int]:
    """Run `oxigraph serve`, in memory, with these quads; gives its port."""
    with oxigraph() as store:
        body = quads.read_bytes()
        reply = Web(store.port, "").send(
            "/store", None, "POST", body, Content_Type="application/n-quads"
        )
        if reply.status not in (200, 201, 204):
            raise SystemExit(reply.text)
        yield store.port


@contextmanager
def rdflib_with(quads: Path) -> Iterator[int]:
    """Run `rdflib-endpoint serve` (the union is its default graph); port 0 where it cannot run."""
    if importlib.util.find_spec("rdflib_endpoint") is None:
        yield 0
        return
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "rdflib_endpoint", "serve", "--host", "127.0.0.1",
         "--port", str(port), str(quads)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with suppress(AssertionError):  # without what it needs itself it ends at once
            wait_for(port, process, 180)
        yield port if process.poll() is None else 0
    finally:
        process.terminate()
        process.wait()
