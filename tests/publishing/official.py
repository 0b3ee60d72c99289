"""A server made from the official OpenAPI file, which judges what passes between us and a portal.

Prism (Stoplight) as a proxy: a request or an answer that breaks the file comes back as an error.
`make portals` installs it; the file is in the shared material.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.serving.running import SECONDS, free_port, wait_for
from tests.sources import ROOT

PORTALS = ROOT / ".portals"
PRISM = PORTALS / "node_modules" / ".bin" / "prism"
SPECIFICATION = ROOT.parent / "shared" / "standards" / "data-overheid" / "AanleverAPI-openapi.json"


def require(*files: Path) -> None:
    """Skip where something that this needs is not here, and say how to get it."""
    for file in files:
        if not file.exists():
            pytest.skip(f"{file.parent.name}/{file.name} is not here: `make portals`, or shared/")


@contextmanager
def judged(url: str) -> Iterator[str]:
    """Stand before the server at `url` for as long as the block lasts; gives our own address."""
    require(PORTALS / ".installed", SPECIFICATION)
    port = free_port()
    command = [str(PRISM), "proxy", str(SPECIFICATION), url, "--errors", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process, SECONDS)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(SECONDS)
