"""Dereferencing: a warm answer beside the least that the same HTTP server can do, and nginx.

All are asked in turn over 16 connections, so that what else the machine does falls on all of them;
the processor time of an answer is least disturbed by it.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmark import weight
from tests.benchmark.load import Figures, wrk
from tests.serving import test_deployment
from tests.serving.running import ROOT, Reply, Web, free_port, wait_for

PATH = "/doc/element/zaaksysteem.ttl"
CONNECTIONS = 16
#: What is asked: a name, and the headers that go with it.
CASES = {
    "Turtle": {"Accept": "text/turtle", "Accept-Encoding": "identity"},
    "Turtle, gzip": {"Accept": "text/turtle", "Accept-Encoding": "gzip"},
}
ROUNDS = 5
#: Seconds of each.
SECONDS = 1
HERE, FLOOR, NGINX, DEPLOYED = "here", "floor", "nginx", "deployed"
MEANING = {
    HERE: "gemma serve",
    FLOOR: "the same HTTP server with the same fields and bytes, and nothing to do for them",
    NGINX: "a file of the same bytes",
    DEPLOYED: "gemma serve behind nginx and its cache, as in deploy/gemma.conf",
}


@dataclass(frozen=True)
class Server:
    """A server that runs: its port, its process, and what to ask it by."""

    port: int
    process: int
    headers: Mapping[str, str]

    def run(self) -> tuple[Figures, float]:
        """Return what `wrk` saw, and the microseconds of processor time of one answer."""
        before = weight.processor(self.process)
        found = wrk(self.port, PATH, self.headers, CONNECTIONS, SECONDS)
        return found, (weight.processor(self.process) - before) / found.answers * 1e6


def measure(var: Path, folder: Path) -> None:
    """Measure the server on a release that is in use beside the others, and print."""
    print(f"\nDereferencing a warm resource, {CONNECTIONS} connections (client: wrk, one thread)")
    if shutil.which("wrk") is None:
        print("  skipped: wrk is not installed")
        return
    for name, meaning in MEANING.items():
        print(f"  {name:8} {meaning}")
    with weight.running(var) as (port, process):
        weight.rest(process)
        for number, (name, headers) in enumerate(CASES.items()):
            place = folder / f"case{number}"
            place.mkdir()
            reply = Web(port, "").send(
                PATH, headers["Accept"], Accept_Encoding=headers["Accept-Encoding"]
            )
            here = Server(port, process, headers)
            with ExitStack() as stack:
                servers = {HERE: here, FLOOR: stack.enter_context(floor(reply, place, headers))}
                if test_deployment.NGINX:
                    servers[NGINX] = stack.enter_context(nginx(reply, place, headers))
                    servers[DEPLOYED] = stack.enter_context(deployed(here, place))
                print(f"  {name}, {len(reply.body)} bytes")
                _compare(servers)


def _compare(servers: Mapping[str, Server]) -> None:
    """Ask all servers in turn, and print."""
    rounds = [{name: server.run() for name, server in servers.items()} for _ in range(ROUNDS)]
    for name in servers:
        seen = [found[name][0] for found in rounds]
        took = median(found[name][1] for found in rounds)
        rate, p50, p99 = (
            median(getattr(one, which) for one in seen) for which in ("rate", "p50", "p99")
        )
        asked = " (asked: p99 under 15)" if name == HERE else ""
        print(
            f"    {name:8} {rate:8.0f}/s  p50 {p50:6.2f} ms  p99 {p99:6.2f} ms  "
            f"processor {took:5.1f} us{asked}"
        )

    def ratio(one: str, other: str) -> str:
        found = median(turn[one][0].rate / turn[other][0].rate for turn in rounds)
        return f"{one} : {other} = {found:.2f}"

    print(f"    {ratio(FLOOR, HERE)}")
    if NGINX in servers:
        print(f"    {ratio(NGINX, HERE)} (asked: at most 2), {ratio(NGINX, FLOOR)}")
        print(f"    {ratio(NGINX, DEPLOYED)}")
    else:
        print("    nginx is not installed: no ratio")


@contextmanager
def floor(reply: Reply, folder: Path, headers: Mapping[str, str]) -> Iterator[Server]:
    """Give an answer again and again by the HTTP server alone."""
    port = free_port()
    fields, body = folder / "fields.json", folder / "body"
    # These two the HTTP server sets itself.
    said = [[*pair] for pair in reply.headers.items() if pair[0] not in ("date", "server")]
    fields.write_text(json.dumps(said), encoding="utf-8")
    body.write_bytes(reply.body)
    command = [sys.executable, "-m", "tests.benchmark.floor", str(fields), str(body)]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PORT": str(port)})
    try:
        wait_for(port, process)
        yield Server(port, process.pid, headers)
    finally:
        process.terminate()
        process.wait()


@contextmanager
def deployed(here: Server, folder: Path) -> Iterator[Server]:
    """Run nginx before the server as it is documented; what is measured comes from its cache."""
    place = folder / "deployed"
    place.mkdir()
    with test_deployment.nginx(place, (here.port,) * 2) as site:
        process = int((place / "nginx.pid").read_text(encoding="ascii"))
        yield Server(site.port, process, {**here.headers, "Host": test_deployment.HOST})


@contextmanager
def nginx(reply: Reply, folder: Path, headers: Mapping[str, str]) -> Iterator[Server]:
    """Serve one file by nginx, as fast as it can."""
    port, root = free_port(), folder / "files"
    file = root / PATH.removeprefix("/")
    file.parent.mkdir(parents=True)
    file.write_bytes(reply.body)
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # else it may not read a folder of ours
    config.write_text(f"""
{user} worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; keepalive_requests 10000000; open_file_cache max=10;
  types {{ text/turtle ttl; }}
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
""")
    process = subprocess.Popen(
        [str(test_deployment.NGINX), "-c", str(config)], stderr=subprocess.DEVNULL
    )
    try:
        wait_for(port, process)
        yield Server(port, process.pid, headers)
    finally:
        process.terminate()
        process.wait()
