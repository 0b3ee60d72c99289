"""The servers that are measured: ours, bare HTTP, and from PyPI oxigraph and rdflib-endpoint."""

import contextlib
import http.client
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.settings import DEFAULT_BASE
from tests.benchmark.weight import rest
from tests.serving.running import environment, free_port, wait_for
from tests.serving.stores import oxigraph

#: Seconds in which a server must have loaded what it serves.
_PATIENCE = 900
#: Bytes of the answer to a small query.
_SMALL = 200


@dataclass(frozen=True)
class Started:
    """A server of ours that runs: its port, its process, and the seconds until it listened."""

    port: int
    pid: int
    seconds: float


@contextmanager
def here(var: Path) -> Iterator[Started]:
    """Run our server on the release in use under `var`; it is at rest."""
    with _python("scripts.cli", "serve", "--no-build", env=environment(var, DEFAULT_BASE)) as found:
        rest(found.pid)
        yield found


@contextmanager
def constant() -> Iterator[int]:
    """Run the HTTP server alone, with an answer as long as to a small query; gives its port."""
    with tempfile.TemporaryDirectory() as folder:
        fields, body = Path(folder, "fields.json"), Path(folder, "body")
        fields.write_text(f'[["Content-Type", "text/plain"], ["Content-Length", "{_SMALL}"]]')
        body.write_bytes(b" " * _SMALL)
        with _python(
            "tests.benchmark.floor", str(fields), str(body), env=dict(os.environ)
        ) as found:
            yield found.port


@contextmanager
def _python(*command: str, env: dict[str, str]) -> Iterator[Started]:
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *command], env=env | {"HOST": "127.0.0.1", "PORT": str(port)},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, process, _PATIENCE)
        yield Started(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait()


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
        connection = http.client.HTTPConnection("127.0.0.1", store.port, timeout=_PATIENCE)
        fields = {
            "Content-Type": "application/n-quads", "Content-Length": str(quads.stat().st_size)
        }  # fmt: skip
        with contextlib.closing(connection), quads.open("rb") as body:
            connection.request("POST", "/store", body, fields)
            reply = connection.getresponse()
            if reply.status not in (200, 201, 204):
                raise SystemExit(reply.read().decode(errors="replace"))
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
        with contextlib.suppress(AssertionError):  # without what it needs itself it ends at once
            wait_for(port, process, 180)
        yield port if process.poll() is None else 0
    finally:
        process.terminate()
        process.wait()
