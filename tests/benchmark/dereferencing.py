"""Dereferencing beside nginx with the same finished file, in one run; prints ratios.

Run `python -m tests.benchmark.dereferencing`: it builds and serves the shipped data, lets nginx
(where it is installed) serve the same bytes, and asks both in turn from one load generator.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from statistics import median

from server.settings import DEFAULT_BASE
from tests.benchmark import load
from tests.serving.running import free_port, serving, wait_for

PATH = "/doc/element/zaaksysteem.ttl"
#: What is asked: a name, and the headers that go with it.
CASES = {
    "Turtle": {"Accept": "text/turtle"},
    "Turtle, gzip": {"Accept": "text/turtle", "Accept_Encoding": "gzip"},
}
#: Short rounds in turn, so that what else the machine does falls on both.
ROUNDS = 7
SECONDS = 1.5


def main() -> None:
    """Measure and print."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "var", DEFAULT_BASE, build=True, seconds=180) as web,
    ):
        for name, headers in CASES.items():
            ours = load.request(web.port, PATH, **headers)
            body = load.answer(web.port, ours).partition(b"\r\n\r\n")[2]
            with nginx(Path(folder), body) as port:
                theirs = load.request(port, "/file.ttl") if port else b""
                if port and load.answer(port, theirs).partition(b"\r\n\r\n")[2] != body:
                    raise SystemExit("nginx does not serve the same bytes")
                rounds = [
                    (
                        load.run(web.port, ours, seconds=SECONDS),
                        load.run(port, theirs, seconds=SECONDS) if port else None,
                    )
                    for _ in range(ROUNDS)
                ]
            print(f"{name:14} {len(body):6} bytes  here   {_figures(one for one, _ in rounds)}")
            pairs = [(one, two) for one, two in rounds if two]
            if pairs:
                ratio = median(two.rate / one.rate for one, two in pairs)
                print(f"{'':27}  nginx  {_figures(two for _, two in pairs)}")
                print(f"{'':27}  nginx : here = {ratio:.2f} (median of {len(pairs)})")


def _figures(rounds: Iterable[load.Figures]) -> str:
    """Return the median of each figure."""
    rate, p50, p99 = (median(values) for values in zip(*map(astuple, rounds), strict=True))
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


if __name__ == "__main__":
    main()
