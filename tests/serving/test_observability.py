"""What a server tells of itself: a log without persons, health, numbers, and no banner."""

import json
import re
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.app.assets import asset
from server.http import observe
from server.http.fields import GUARDS
from tests.serving import tiny
from tests.serving.running import SECONDS, Web, environment, free_port, gemma, wait_for
from tests.serving.watched import Watched, watched

B = tiny.BASE


@pytest.fixture(scope="module")
def scraped() -> int:
    return free_port()


@pytest.fixture(scope="module")
def server(tiny_var: Path, scraped: int) -> Iterator[Watched]:
    with watched(tiny_var, B, scraped=scraped, GEMMA_QUERY_SECONDS="1") as running:
        yield running


def scrape(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS) as reply:
        assert reply.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert reply.headers["Server"] == "gemma"
        text: str = reply.read().decode()
    return text


def numbers(text: str) -> dict[str, float]:
    """Read the text format 0.0.4: comments, and samples of a name, labels and a number."""
    found = {}
    sample = re.compile(r'([a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) ([0-9.e+-]+|\+Inf)')
    assert text.endswith("\n")
    for line in text.splitlines():
        if not line.startswith("#"):
            match = sample.fullmatch(line)
            assert match, line
            assert match[1] not in found, line
            found[match[1]] = float(match[2])
    return found


def test_a_line_for_each_answer(server: Watched) -> None:
    web = server.web
    web.send("/doc/element/balie?naam=Jansen", "text/html", User_Agent="geheim", Referer="geheim")
    line = server.line(lambda found: found.get("path", "").startswith("/doc/"))
    assert set(line) == {"time", "client", "method", "path", "status", "bytes", "ms", "outcome"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert (line["client"], line["method"], line["path"]) == (
        "127.0.0.0/24",
        "GET",
        "/doc/element/balie",
    )
    assert (line["status"], line["outcome"]) == (200, "answered") and line["bytes"] > 1_000
    assert line["ms"] > 0
    assert "Jansen" not in str(line) and "geheim" not in str(line)


def test_a_query_has_a_digest_and_an_outcome_but_no_text(server: Watched) -> None:
    web = server.web
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6)) + "}"
    asked = [
        ("ASK { ?s ?p 'Jansen' }", 200, "answered"), ("ASK {", 400, "QuerySyntax"),
        (slow, 503, "QueryTimeout"), ("ASK { ?s ?p 'Jansen' }", 200, "answered"),
    ]  # fmt: skip
    lines = []
    for text, status, outcome in asked:
        assert web.ask(text).status == status
        line = server.line(lambda found: found.get("path") == "/sparql")
        assert (line["status"], line["outcome"]) == (status, outcome)
        assert line["lane"] in ("quick", "slow", "kept")
        assert re.fullmatch("[0-9a-f]{16}", line["query"]) and "Jansen" not in str(line)
        lines.append(line["query"])
    assert lines[0] == lines[3] and len(set(lines)) == 3


def test_hostile_requests_stay_on_their_own_line(server: Watched) -> None:
    path = "/%0a%7b%22status%22:200%7d%0d%0a%c3%a9%22"
    with socket.create_connection(("127.0.0.1", server.web.port), timeout=SECONDS) as client:
        client.sendall(f"VREEMD {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert client.recv(100)
    line = server.line(lambda found: found.get("method") == "other")
    assert line["status"] in (400, 404, 405) and line["outcome"] == "refused"
    server.web.send("/" + "a" * 5_000)
    line = server.line(lambda found: found.get("path", "").startswith("/aaa"))
    assert len(line["path"]) < 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health(server: Watched, path: str) -> None:
    web = server.web
    reply = web.send(path)
    assert (reply.status, reply.headers["cache-control"]) == (200, "no-store")
    if path == "/readyz":
        assert json.loads(reply.body) == {"status": "ready", "release": tiny.ID}
    head = web.send(path, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(reply.body))
    refused = web.send(path, method="POST", body=b"x")
    assert (refused.status, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    for name, value in GUARDS.items():
        assert reply.headers[name.lower()] == refused.headers[name.lower()] == value


def test_no_banner(server: Watched) -> None:
    for path in ("/", "/weg", "/sparql?query=fout", asset("gemma.css"), "/healthz"):
        for method in ("GET", "HEAD", "PUT", "OPTIONS"):
            assert server.web.send(path, method=method).headers["server"] == "gemma"


def test_the_numbers_are_those_of_the_answers(server: Watched, scraped: int) -> None:
    web = server.web
    before = numbers(scrape(scraped))
    for _ in range(3):
        web.send("/doc/element/balie.ttl")
    size = len(web.send("/doc/element/balie.ttl").body)
    web.send("/weg", method="KWAAD")
    web.ask("ASK {}")
    after = numbers(scrape(scraped))

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more('gemma_requests_total{kind="document",method="GET",status="200"}') == 4
    assert more('gemma_requests_total{kind="other",method="other",status="405"}') == 1
    assert more('gemma_answer_bytes_total{kind="document"}') == 4 * size
    assert more('gemma_request_seconds_count{kind="document"}') == 4
    assert more('gemma_request_seconds_bucket{kind="document",le="+Inf"}') == 4
    assert more('gemma_request_seconds_sum{kind="document"}') > 0
    assert more('gemma_queries_total{lane="quick",outcome="answered"}') == 1
    assert after[f'gemma_release_info{{release="{tiny.ID}"}}'] == 1
    assert after['gemma_releases_total{outcome="opened"}'] == 1
    assert after["gemma_requests_running"] == 0
    assert after["process_resident_memory_bytes"] > 10_000_000
    buckets = [
        after[f'gemma_request_seconds_bucket{{kind="document",le="{b:g}"}}']
        for b in observe.BUCKETS
    ]
    assert buckets == sorted(buckets)


def test_every_family_is_explained(scraped: int, server: Watched) -> None:
    text = scrape(scraped)
    for name, (kind, meaning, _) in observe.FAMILIES.items():
        assert f"# HELP {name} {meaning}\n# TYPE {name} {kind}\n" in text
    assert server.web.send("/metrics").status == 404  # not beside the data


def test_a_slow_scraper_holds_nobody_up_for_ever(scraped: int, server: Watched) -> None:
    with socket.create_connection(("127.0.0.1", scraped), timeout=SECONDS) as slow:
        slow.sendall(b"GET /met")
        assert server.web.send("/doc/element/balie").status == 200
        assert slow.recv(1) == b""  # hung up on
    assert scrape(scraped)


def test_a_log_that_nobody_reads_does_not_stop_the_server(tiny_var: Path) -> None:
    """The pipe is full after some hundreds of lines; the answers go on."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", "--no-build"],
        env=environment(tiny_var, B, PORT=str(port)),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        web = Web(port, B)
        statuses: list[int] = []

        def client() -> None:
            statuses.extend(web.send("/" + "a" * 250).status for _ in range(150))

        clients = [threading.Thread(target=client) for _ in range(4)]
        for thread in clients:
            thread.start()
        for thread in clients:
            thread.join(SECONDS)
        assert statuses == [404] * 600
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def test_an_address_for_the_numbers_that_cannot_be_used(tiny_var: Path) -> None:
    for wrong in ("9464", "127.0.0.1:", "127.0.0.1:x", ":1", "127.0.0.1:70000"):
        env = environment(tiny_var, B, GEMMA_METRICS=wrong, PORT=str(free_port()))
        done = gemma("serve", "--no-build", env=env)
        assert done.returncode == 2 and wrong in done.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        for port in (free_port(), taken.getsockname()[1]):
            env = environment(tiny_var, B, GEMMA_METRICS=address, PORT=str(port))
            done = gemma("serve", "--no-build", env=env)
            assert done.returncode == 2 and str(taken.getsockname()[1]) in done.stderr
    port = str(free_port())
    env = environment(tiny_var, B, GEMMA_METRICS=f"127.0.0.1:{port}", PORT=port)
    done = gemma("serve", "--no-build", env=env)
    assert done.returncode == 2 and "GEMMA_METRICS and PORT" in done.stderr


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("203.0.113.77", "203.0.113.0/24"), ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"), ("[::1]", "::/48"), ("", ""), ("onzin", ""),
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
    ],
)  # fmt: skip
def test_an_address_is_cut_to_its_network(address: str, kept: str) -> None:
    assert observe.network(address) == kept


def test_labels_are_escaped() -> None:
    """Text format 0.0.4: backslash, double quote and line feed in the value of a label."""
    metrics = observe.Metrics()
    metrics.set("gemma_release_info", 1, 'a\\b"c\nd')
    assert 'gemma_release_info{release="a\\\\b\\"c\\nd"} 1\n' in metrics.text()
