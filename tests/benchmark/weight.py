"""Start to first answer, and memory of all processes of the server."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from server.settings import DEFAULT_BASE
from tests.benchmark.load import Connection
from tests.serving.running import environment, free_port, wait_for

_ASK = "ASK { ?s ?p ?o }"
_JSON = "application/sparql-results+json"


def measure(var: Path) -> None:
    """Start the server on a release that is in use, ask it, weigh it, and print."""
    print("\nStart and memory, shipped data")
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", "--no-build"],
        env=environment(var, DEFAULT_BASE, PORT=str(port)),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, process)
        with Connection(port) as connection:
            if json.loads(connection.ask("/sparql", _ASK, _JSON)[1])["boolean"] is not True:
                raise SystemExit("the server finds nothing")
            took = time.perf_counter() - began
            print(f"  start to first answer of SPARQL {took:5.2f} s (asked: under 2)")
            for number in range(200):
                connection.ask("/sparql", f"SELECT * {{ ?s ?p ?o }} LIMIT {number}", _JSON)
                connection.get("/doc/element/zaaksysteem", {"Accept": "text/html"})
        found = [proportional(pid) for pid in family(process.pid)]
        total = sum(found)
        print(f"  memory (PSS) of {len(found)} processes {total:4.0f} MB (asked: under 300)")
    finally:
        process.terminate()
        process.wait()


def family(pid: int) -> Iterator[int]:
    """Yield a process and all that came of it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text(encoding="ascii").split():
            yield from family(int(child))


def proportional(pid: int) -> float:
    """Return the memory of a process in MB, what it shares divided among those who share it."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
