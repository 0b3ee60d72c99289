"""Serving calls nobody, whatever address a request or the data names."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import odd, tiny
from tests.serving.running import SECONDS, Web, encoded, environment, free_port, wait_for

STRACE = shutil.which("strace")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something that would hear a call."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as found:
        found.setblocking(False)
        yield found


def lures(address: str) -> list[tuple[str, str, dict[str, str], bytes]]:
    """Requests that make some server call an address: (method, path, headers, body)."""
    host = address.removeprefix("http://").rstrip("/")
    queries = [
        f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ \\u0053ERVICE <{address}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ BIND(<{address}> AS ?g) SERVICE ?g {{ ?s ?p ?o }} }}",
        f"SELECT * FROM <{address}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{address}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"LOAD <{address}>",
        f"DESCRIBE <{address}>",
    ]
    found: list[tuple[str, str, dict[str, str], bytes]]
    found = [("GET", "/sparql?query=" + encoded(query), {}, b"") for query in queries]
    found += [
        ("GET", f"/sparql?query=ASK%7B%7D&{name}={encoded(address)}", {}, b"")
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    found += [
        ("GET", path, headers, b"")
        for path in ("/doc/element/balie", "/id/element/balie", "/def.jsonld", "/")
        for headers in (
            {"Host": host},
            {"X-Forwarded-Host": host, "Forwarded": f"host={host}", "X-Forwarded-For": host},
            {"Referer": address, "Origin": address, "Link": f'<{address}>; rel="context"'},
            {"Accept": f'application/ld+json;profile="{address}"', "Via": f"1.1 {host}"},
        )
    ]
    json_ld = f'{{"@context": "{address}", "@id": "{address}"}}'.encode()
    return [*found, ("POST", "/sparql", {"Content-Type": "application/ld+json"}, json_ld)]


def test_nobody_is_called(odd_web: Web, listener: socket.socket) -> None:
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    for method, path, headers, body in lures(address):
        fields = {name.replace("-", "_"): value for name, value in headers.items()}
        reply = odd_web.send(path, None, method, body or None, **fields)
        assert 200 <= reply.status < 500, (path, reply.status)
    with pytest.raises(BlockingIOError):
        listener.accept()


#: A call by the system: to a socket of the network, not of this machine's files.
CALL = re.compile(r"connect\(\d+, \{sa_family=AF_INET6?.*")


@pytest.mark.skipif(not STRACE, reason="no strace here")
def test_the_system_sees_no_call(tmp_path: Path, listener: socket.socket) -> None:
    """The same, as the kernel sees it, workers included, from start to end."""
    tiny.write(tmp_path / "var", more=odd.MORE)
    port, log = free_port(), tmp_path / "calls"
    trace = [str(STRACE), "-f", "-qq", "-e", "trace=connect,bind", "-o", str(log)]
    process = subprocess.Popen(
        [*trace, sys.executable, "-m", "scripts.cli", "serve", "--no-build"],
        env=environment(tmp_path / "var", tiny.BASE, PORT=str(port)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # strace passes no signal on: the group is told to stop.
        start_new_session=True,
    )
    try:
        wait_for(port, process, SECONDS * 2)
        web = Web(port, tiny.BASE)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        for method, path, headers, body in lures(address)[:12]:
            fields = {name.replace("-", "_"): value for name, value in headers.items()}
            assert web.send(path, None, method, body or None, **fields).status < 500
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(SECONDS)
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert f"htons({port})" in calls, "it saw the server begin to listen"
    assert CALL.findall(calls) == []
