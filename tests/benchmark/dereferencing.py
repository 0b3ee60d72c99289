"""Dereferencing beside nginx with the same finished file: 16 connections, in turn."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.benchmark.load import Connection, Figures, wrk
from tests.serving.running import free_port, wait_for

PATH = "/doc/element/zaaksysteem.ttl"
CONNECTIONS = 16
#: What is asked: a name, and the headers that go with it.
CASES = {
    "Turtle": {"Accept": "text/turtle"},
    "Turtle, gzip": {"Accept": "text/turtle", "Accept-Encoding": "gzip"},
}
#: Short rounds in turn, so that what else the machine does falls on both; seconds of each.
ROUNDS = 5
SECONDS = 2


def measure(port: int, folder: Path) -> None:
    """Measure the server on a port, and print."""
    print(f"\nDereferencing a warm resource, {CONNECTIONS} connections (client: wrk, one thread)")
    if shutil.which("wrk") is None:
        print("  skipped: wrk is not installed")
        return
    for name, headers in CASES.items():
        with Connection(port) as connection:
            body = connection.get(PATH, headers)[1]
        with nginx(folder, body) as theirs:
            ours_found, theirs_found = [], []
            for _ in range(ROUNDS):
                ours_found.append(_run(port, PATH, headers))
                if theirs:
                    theirs_found.append(_run(theirs, "/file.ttl", headers))
        print(f"  {name:13} {len(body):6} bytes  here   {_said(ours_found)}")
        if theirs_found:
            pairs = zip(ours_found, theirs_found, strict=True)
            ratio = median(two.rate / one.rate for one, two in pairs)
            print(f"  {'':26}  nginx  {_said(theirs_found)}")
            print(f"  {'':26}  nginx : here = {ratio:.2f} (asked: at most 2)")
        else:
            print("  nginx is not installed: no ratio")


def _run(port: int, path: str, headers: dict[str, str]) -> Figures:
    found = wrk(port, path, headers, CONNECTIONS, SECONDS)
    assert found is not None
    return found


def _said(rounds: list[Figures]) -> str:
    """Return the median of each figure."""
    rate, p50, p99 = (
        median(getattr(one, name) for one in rounds) for name in ("rate", "p50", "p99")
    )
    return f"{rate:8.0f}/s  p50 {p50:6.2f} ms  p99 {p99:6.2f} ms"


@contextmanager
def nginx(folder: Path, body: bytes) -> Iterator[int]:
    """Serve one file by nginx for as long as the block lasts; port 0 where it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        yield 0
        return
    port, root = free_port(), folder / "files"
    root.mkdir(exist_ok=True)
    (root / "file.ttl").write_bytes(body)
    config = folder / "nginx.conf"
    config.write_text(f"""
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
  access_log off; sendfile on; keepalive_requests 10000000; open_file_cache max=10;
  types {{ text/turtle ttl; }}
  server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
""")
    root.chmod(0o755)
    folder.chmod(0o755)
    process = subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()
