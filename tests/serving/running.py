"""Processes and clients of these tests: a server started for real, and ways to talk to it."""

import contextlib
import http.client
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30


@dataclass(frozen=True)
class Reply:
    """An answer as it came over the wire, no redirect followed."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


@dataclass(frozen=True)
class Web:
    """A server that runs, by its address; `base` is that of its release."""

    port: int
    base: str

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def send(
        self,
        path: str,
        accept: str | None = None,
        method: str = "GET",
        body: bytes | None = None,
        source: str = "127.0.0.1",
        **headers: str,
    ) -> Reply:
        """Send one request from an address of this machine; `headers` have _ for hyphens."""
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        if accept is not None:
            fields["Accept"] = accept
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=SECONDS, source_address=(source, 0)
        )
        try:
            connection.request(method, path, body, fields)
            response = connection.getresponse()
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())
        finally:
            connection.close()

    def raw(self, request: bytes) -> Reply:
        """Send bytes that no client would send; status 0 when the connection just ends."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS) as connection:
            connection.sendall(request)
            response = http.client.HTTPResponse(connection)
            try:
                response.begin()
            except (http.client.BadStatusLine, ConnectionError):
                return Reply(0, {}, b"")
            names = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, names, response.read())

    def ask(
        self, query: str, accept: str | None = None, source: str = "127.0.0.1", **parameters: str
    ) -> Reply:
        """Ask the endpoint by GET; `BASE` of the release stands before the query."""
        text = f"BASE <{self.base}> {query}"
        path = "/sparql?" + urlencode({"query": text, **parameters})
        return self.send(path, accept, source=source)

    def curl(self, *args: str) -> str:
        """Run the real curl, following redirects; the last argument is a path."""
        *options, path = args
        command = ["curl", "-sSL", "--max-time", str(SECONDS), *options, self.root + path]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def free_port() -> int:
    """A port that nothing listens on at this moment.

    Below those that the kernel gives to outgoing connections: one of these could take it again
    before the server does. The processes of one run have ports of their own for the same reason.
    """
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    count = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    while True:
        port = random.randrange(10_240 + number, 32_768, count)
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port


def wait_for(
    port: int, process: subprocess.Popen[str] | subprocess.Popen[bytes], seconds: float = SECONDS
) -> None:
    """Wait until something accepts connections, or the process ended, or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as trial:
            trial.settimeout(1)
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"nothing listens on {port}; the process says {process.poll()}")


def environment(var: Path, base: str, **more: str) -> dict[str, str]:
    """The environment of a process, without the settings of whoever runs the tests."""
    ours = ("GEMMA_", "HOST", "PORT")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "GEMMA_VAR": str(var),
        "GEMMA_BASE": base,
        **more,
    }


def gemma(
    *args: str, env: Mapping[str, str], given: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "scripts.cli", *args],
        env=dict(env),
        input=given,
        capture_output=True,
        text=True,
        timeout=SECONDS * 2,
        check=False,
    )


@contextmanager
def serving(
    var: Path,
    base: str,
    *,
    build: bool = False,
    seconds: float = SECONDS,
    port: int = 0,
    **more: str,
) -> Iterator[Web]:
    """Serve a release for as long as the block lasts, on a free port unless one is given.

    `build` makes it first.
    """
    port = port or free_port()
    options = [] if build else ["--no-build"]
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", *options],
        env=environment(var, base, PORT=str(port), **more),
        stdout=subprocess.DEVNULL,
        text=True,
    )
    try:
        wait_for(port, process, seconds)
        yield Web(port, base)
    finally:
        process.terminate()
        process.wait(SECONDS)


def encoded(query: str) -> str:
    """A query for in an address."""
    return quote(query, safe="")
