"""What the server costs: start to first answer, memory and processor time of all its processes."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.settings import DEFAULT_BASE
from tests.benchmark.load import Connection
from tests.serving.running import environment, free_port, wait_for

_ASK = "ASK { ?s ?p ?o }"
#: Seconds in which a server at rest uses no processor, as far as that is counted.
_STILL = 0.5
_JSON = "application/sparql-results+json"


def measure(var: Path) -> None:
    """Start the server on a release that is in use, ask it, weigh it, and print."""
    print("\nStart and memory, shipped data")
    began = time.perf_counter()
    with (
        running(var) as (port, process),
        Connection(port) as connection,
    ):
        if json.loads(connection.ask("/sparql", _ASK, _JSON)[1])["boolean"] is not True:
            raise SystemExit("the server finds nothing")
        took = time.perf_counter() - began
        print(f"  start to first answer of SPARQL {took:5.2f} s (asked: under 2)")
        for number in range(200):
            connection.ask("/sparql", f"SELECT * {{ ?s ?p ?o }} LIMIT {number}", _JSON)
            connection.get("/doc/element/zaaksysteem", {"Accept": "text/html"})
        found = [proportional(pid) for pid in family(process)]
        print(f"  memory (PSS) of {len(found)} processes {sum(found):4.0f} MB (asked: under 300)")


@contextmanager
def running(var: Path) -> Iterator[tuple[int, int]]:
    """Run the server on a release that is in use; gives its port and its process."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", "--no-build"],
        env=environment(var, DEFAULT_BASE, PORT=str(port)),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait()


def rest(pid: int) -> None:
    """Wait until a server is at rest: it makes some things ready beside its first answers."""
    before = -1.0
    while processor(pid) > before:
        before = processor(pid)
        time.sleep(_STILL)


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


def processor(pid: int) -> float:
    """Return the seconds of processor time that a process and all that came of it have used."""
    ticks = 0
    for one in family(pid):
        fields = Path(f"/proc/{one}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # proc_pid_stat(5): utime and stime
    return ticks / os.sysconf("SC_CLK_TCK")
