"""The documented deployment for real: Debian's nginx before two replicas, one of which dies."""

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.serving import tiny
from tests.serving.misbehaving import Endpoint, answer, misbehaving, sends
from tests.serving.running import ROOT, SECONDS, Reply, Web, environment, free_port, wait_for
from tests.serving.watched import asking, two_ports

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

HOST = "gemma.example.nl"
FORM = "application/x-www-form-urlencoded"
MAIN = """
{user}
pid {folder}/nginx.pid;
error_log {folder}/main.log;
worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/gemma.conf;
}}
"""


@dataclass(frozen=True)
class Site:
    """What a client sees: nginx, by its port."""

    port: int
    folder: Path

    def send(self, path: str, accept: str | None = None, **more: Any) -> Reply:
        return Web(self.port, "").send(path, accept, Host=HOST, **more)

    def ask(self, query: str) -> Reply:
        body = urlencode({"query": query}).encode()
        return self.send("/sparql", "text/csv", method="POST", body=body, Content_Type=FORM)

    def log(self, wanted: str) -> str:
        """The log once this is in it: a line comes after its answer."""
        deadline = time.monotonic() + SECONDS
        while wanted not in (text := (self.folder / "gemma.log").read_text()):
            assert time.monotonic() < deadline, text
        return text


@contextmanager
def nginx(folder: Path, replicas: tuple[int, int], patience: int = 1) -> Iterator[Site]:
    """Run nginx with the documented file; only addresses, places and patience are changed."""
    port = free_port()
    text = (ROOT / "deploy/gemma.conf").read_text(encoding="utf-8")
    changes = [
        ("127.0.0.1:8001", f"127.0.0.1:{replicas[0]}"),
        ("127.0.0.1:8002", f"127.0.0.1:{replicas[1]}"),
        ("listen 80", f"listen 127.0.0.1:{port}"),
        ("/var/cache/nginx/gemma", f"{folder}/cache"),
        ("/var/log/nginx", str(folder)),
        ("client_header_timeout 10s", f"client_header_timeout {patience}s"),
        ("client_body_timeout 10s", f"client_body_timeout {patience}s"),
        ("send_timeout 10s;\n    keepalive", f"send_timeout {patience}s;\n    keepalive"),
    ]
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "gemma.conf").write_text(text, encoding="utf-8")
    with started(folder, port):
        yield Site(port, folder)


@contextmanager
def started(folder: Path, port: int) -> Iterator[None]:
    """Run nginx with the `gemma.conf` in a folder, after it found no fault in that.

    Not every machine that runs tests has IPv6, so it listens on IPv4 alone.
    """
    file = folder / "gemma.conf"
    text, both = re.subn(r"\n *listen \[::\].*", "", file.read_text(encoding="utf-8"))
    assert both == 2
    file.write_text(text, encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    command = [str(NGINX), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    warned = [line for line in tried.stderr.splitlines() if "[warn]" in line]
    assert tried.returncode == 0, tried.stderr
    assert all("ssl_stapling" in line for line in warned), warned  # nobody issued our certificate
    process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(SECONDS)


class Replica:
    """One `gemma serve` that can be killed with all its processes, and started again."""

    def __init__(self, var: Path) -> None:
        self.port = free_port()
        self._env = environment(var, tiny.BASE, PORT=str(self.port), GEMMA_QUERY_SECONDS="5")
        self.start()

    def start(self) -> None:
        """Start; again when the port is for a moment that of somebody's outgoing connection."""
        deadline = time.monotonic() + SECONDS
        while True:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "scripts.cli", "serve", "--no-build"],
                env=self._env,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            try:
                return wait_for(self.port, self._process)
            except AssertionError:
                if self._process.poll() != 2 or time.monotonic() > deadline:
                    raise

    def end(self, number: int) -> None:
        """SIGKILL for all of it at once, or a stop as an operator gives it."""
        if number == signal.SIGKILL:
            os.killpg(self._process.pid, number)
        else:
            self._process.send_signal(number)
        self._process.wait(SECONDS)


@pytest.fixture(scope="module")
def replicas(tiny_var: Path) -> Iterator[tuple[Replica, Replica]]:
    """Two that run; who ends one starts it again."""
    with ExitStack() as stack:
        found = []
        for _ in range(2):
            replica = Replica(tiny_var)
            stack.callback(replica.end, signal.SIGTERM)
            found.append(replica)
        yield found[0], found[1]


@pytest.fixture
def site(replicas: tuple[Replica, Replica], tmp_path: Path) -> Iterator[Site]:
    with nginx(tmp_path, (replicas[0].port, replicas[1].port)) as running:
        yield running


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[tuple[Site, Endpoint]]:
    """nginx before something that remembers what it was sent."""
    whole = answer(b"ok", "text/plain", more="Server: gemma\r\nConnection: close\r\n")
    with misbehaving(sends(whole)) as endpoint, nginx(tmp_path, (endpoint.port,) * 2) as running:
        yield running, endpoint


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_request_fails_while_a_replica_dies(
    site: Site, replicas: tuple[Replica, Replica], number: int
) -> None:
    """Each replica in turn ends under load and comes back; nothing comes from the cache."""
    numbers = count()
    answered = threading.Semaphore(0)

    def more(number: int) -> None:
        """Wait for so many answers from now on."""
        while answered.acquire(blocking=False):
            pass
        for _ in range(number):
            assert answered.acquire(timeout=SECONDS)

    def told(client: Callable[[], int]) -> Callable[[], int]:
        def ask() -> int:
            try:
                return client()
            finally:
                answered.release()

        return ask

    def page() -> int:
        return site.send(f"/doc/element/balie?{next(numbers)}", "text/html").status

    def query() -> int:
        reply = site.ask(f"SELECT ('{next(numbers)}' AS ?x) {{}}")
        return reply.status if reply.status != 200 or reply.body.startswith(b"x\r\n") else 0

    clients: list[Callable[[], int]] = [page, query, page, query]
    with asking([told(client) for client in clients]) as found:
        for replica in (replicas[0], replicas[1], replicas[0]):
            more(40)
            replica.end(number)
            more(40)
            replica.start()
    assert len(found) >= 240 and set(found) == {200}, set(found)
    assert site.send("/laatste").status == 404
    assert '"cache":"HIT"' not in site.log("/laatste")


def test_with_both_gone_what_was_asked_before_still_answers(
    site: Site, replicas: tuple[Replica, Replica]
) -> None:
    pages = ["/doc/element/balie.ttl", "/sparql?query=ASK%7B%7D"]
    first = [site.send(path).body for path in pages]
    for replica in replicas:
        replica.end(signal.SIGKILL)
    assert [site.send(path).body for path in pages] == first
    assert site.send("/doc/element/reisdocumenten.ttl").status == 502
    for replica in replicas:
        replica.start()
    assert site.send("/doc/element/reisdocumenten.ttl").status == 200


def test_the_cache_keeps_forms_apart_and_errors_out(site: Site) -> None:
    forms = ["text/turtle", "text/html", "application/ld+json", "text/turtle", "text/html"]
    for _ in range(2):
        assert [site.send("/doc/element/balie", form).type for form in forms] == forms
        assert site.send("/weg").status == 404
    reply = site.send("/doc/element/balie", "text/turtle")
    assert (
        site.send("/doc/element/balie", "text/turtle", If_None_Match=reply.headers["etag"]).status
        == 304
    )
    assert site.send("/doc/element/balie", "text/turtle", method="HEAD").body == b""
    assert site.send("/laatste").status == 404
    log = site.log("/laatste")
    assert log.count('"cache":"HIT"') >= 6
    assert not re.search(r'"path":"/weg".*"HIT"', log)
    for path in ("/healthz", "/readyz"):
        assert site.send(path).status == 200
    site.log('"/readyz","status":200,"bytes":')


def test_the_log_has_no_person_in_it(site: Site) -> None:
    site.send("/doc/element/balie?naam=Jansen", "text/html", User_Agent="geheim")
    log = site.log('"client":"127.0.0.0/24"')
    assert "Jansen" not in log and "geheim" not in log and '127.0.0.1"' not in log


def test_another_host_is_not_for_us(echo: tuple[Site, Endpoint]) -> None:
    """RFC 9110, 15.5.20 (421) and RFC 9112, 3.2 (400 without or with two)."""
    site, endpoint = echo

    def raw(head: str) -> bytes:
        with socket.create_connection(("127.0.0.1", site.port), timeout=SECONDS) as client:
            client.sendall(head.encode() + b"\r\n\r\n")
            found = b""
            while b"\r\n\r\n" not in found and (some := client.recv(65536)):
                found += some
            return found

    close = "\r\nConnection: close"
    for host in ("kwaad.example", "127.0.0.1", f"x.{HOST}", f"{HOST}.kwaad.example", "_"):
        for line in ("GET / HTTP/1.1", "GET /sparql?query=x HTTP/1.1", "PUT /x HTTP/1.1"):
            assert raw(f"{line}\r\nHost: {host}{close}").startswith(b"HTTP/1.1 421 ")
    assert raw(f"GET http://kwaad.example/ HTTP/1.1\r\nHost: {HOST}{close}").startswith(
        b"HTTP/1.1 421 "
    )
    assert raw("GET / HTTP/1.1").startswith(b"HTTP/1.1 400 ")
    assert raw(f"GET / HTTP/1.1\r\nHost: {HOST}\r\nHost: kwaad.example").startswith(
        b"HTTP/1.1 400 "
    )
    both = f"Host: {HOST}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked"
    assert raw(f"POST /sparql HTTP/1.1\r\n{both}").startswith(b"HTTP/1.1 400 ")
    assert endpoint.asked == []
    assert raw(f"GET / HTTP/1.1\r\nHost: {HOST.upper()}{close}").startswith(b"HTTP/1.1 200 ")


def test_what_a_client_says_of_itself_is_overwritten(echo: tuple[Site, Endpoint]) -> None:
    site, endpoint = echo
    lies = dict.fromkeys(
        ["X_Forwarded_For", "X_Forwarded_Host", "X_Forwarded_Proto", "X_Forwarded_Port",
         "X_Forwarded_Prefix", "Forwarded", "X_Real_IP", "Via", "Proxy"], "kwaad",
    )  # fmt: skip
    reply = site.send("/", **lies)
    assert (reply.status, reply.headers["server"]) == (200, "gemma")
    (asked,) = endpoint.asked
    head = asked.decode().lower()
    assert "kwaad" not in head
    assert "x-forwarded-for: 127.0.0.1\r\n" in head and "x-forwarded-proto: http\r\n" in head
    assert f"host: {HOST}\r\n" in head


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"GET / HT", id="head"),
        pytest.param(
            f"POST /sparql HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: {FORM}\r\n"
            "Content-Length: 100\r\n\r\nquery=".encode(),
            id="body",
        ),
    ],
)
def test_slow_clients_are_cut_off_and_reach_no_replica(
    echo: tuple[Site, Endpoint], sent: bytes
) -> None:
    site, endpoint = echo
    slow = [socket.create_connection(("127.0.0.1", site.port), timeout=SECONDS) for _ in range(20)]
    for client in slow:
        client.sendall(sent)
    assert site.send("/").status == 200
    for client in slow:
        with client, contextlib.suppress(ConnectionResetError):
            found = client.recv(1000)
            assert found == b"" or found.startswith(b"HTTP/1.1 408 ")
    assert len(endpoint.asked) == 1


def test_sizes(site: Site) -> None:
    """RFC 9110, 15.5.14 and 15.5.15; up to these sizes the replica answers in its own words."""
    long = "SELECT * {} #" + "a" * 14_000
    assert site.send("/sparql?" + urlencode({"query": long})).status == 200
    assert site.send("/sparql?" + urlencode({"query": long * 2})).status == 414
    assert site.ask(long * 4).status == 200
    reply = site.send("/sparql", method="POST", body=b"query=" + b"a" * 300_000, Content_Type=FORM)
    assert (reply.status, reply.type) == (413, "application/problem+json")
    reply = site.send("/sparql", method="POST", body=b"a" * 2_000_000, Content_Type=FORM)
    assert (reply.status, reply.type) == (413, "text/html")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_tls_as_the_notes_have_it(echo: tuple[Site, Endpoint], tmp_path: Path) -> None:
    """The block in deploy/README.md around the rest of the file; HTTP leads to HTTPS."""
    _, endpoint = echo
    folder = tmp_path / "tls"
    folder.mkdir()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    notes = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    block = notes.partition("```nginx\n")[2].partition("```")[0]
    first, mark, rest = (
        (ROOT / "deploy/gemma.conf").read_text().rpartition("    server_tokens off;\n")
    )
    assert mark
    block = block.replace("    # the rest of the second server of gemma.conf\n}\n", rest)
    block = block.replace(f"/etc/letsencrypt/live/{HOST}", str(folder))
    plain, secure = two_ports()
    block = block.replace("listen 80", f"listen 127.0.0.1:{plain}")
    block = block.replace("listen 443", f"listen 127.0.0.1:{secure}")
    shared = first.partition("# A request for another host")[0]
    text = shared + "map $host $never { default 0; }\n" + block
    for old in ("127.0.0.1:8001", "127.0.0.1:8002"):
        text = text.replace(old, f"127.0.0.1:{endpoint.port}")
    text = text.replace("/var/cache/nginx/gemma", f"{folder}/cache")
    (folder / "gemma.conf").write_text(text.replace("/var/log/nginx", str(folder)))
    with started(folder, secure):
        done = subprocess.run(
            ["curl", "-sSiL", "--cacert", folder / "fullchain.pem", "--connect-to",
             f"{HOST}:443:127.0.0.1:{secure}", "--connect-to", f"{HOST}:80:127.0.0.1:{plain}",
             f"http://{HOST}/doc/x"],
            check=True, capture_output=True, text=True, timeout=SECONDS,
        )  # fmt: skip
    assert done.stdout.startswith("HTTP/1.1 301 ") and f"https://{HOST}/doc/x" in done.stdout
    assert "HTTP/2 200" in done.stdout and done.stdout.endswith("ok")
    plainly, securely = done.stdout.lower().split("http/2 200")
    assert "strict-transport-security: max-age=31536000; includesubdomains\n" in securely
    assert "strict-transport" not in plainly, "RFC 6797, 7.2: not over plain HTTP"
    assert b"X-Forwarded-Proto: https" in endpoint.asked[-1]


def test_the_file_is_explained() -> None:
    text = (ROOT / "deploy/README.md").read_text(encoding="utf-8")
    for word in (
        "gemma.conf",
        "non_idempotent",
        "GEMMA_METRICS",
        "listen 443",
        "worker_connections",
    ):
        assert word in text
