"""A release goes into the real `oxigraph` server whole or not at all; no reader sees less."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from scripts.publishing.lines import split
from server.engines.remote import Dataset, RemoteEngine
from server.formats import BY_KEY, Form
from server.graphs import graph_iri, union_iri
from server.release import open_current
from server.sparql.engine import Query
from tests.serving import releases, tiny
from tests.serving.misbehaving import answer, misbehaving, sends
from tests.serving.running import SECONDS, environment, free_port, gemma
from tests.serving.stores import Store, gate, oxigraph

B = tiny.BASE
MARK = B + "sparql#release"
SECOND = "2026-11-23-000000000002"
FOREIGN = "https://elders.example/graaf"
SECRET = "Basic Z2VoZWltOndhY2h0d29vcmQ="


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """Two tiny releases, the first in use."""
    tiny.write(tmp_path)
    releases.add(tmp_path, 2)
    return tmp_path


@pytest.fixture
def store() -> Iterator[Store]:
    with oxigraph() as running:
        yield running


def publish(var: Path, url: str, *args: str, **more: str) -> subprocess.CompletedProcess[str]:
    return gemma("publish", "store", url, *args, env=environment(var, B, **more))


def start(var: Path, url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "publish", "store", url],
        env=environment(var, B),
        stderr=subprocess.DEVNULL,
    )


def assert_holds(store: Store, var: Path) -> None:
    """The store holds the release in use and nothing else of ours."""
    release = open_current(var)
    lines = split(release)
    iris = {graph_iri(B, key) for key in lines}
    assert {g for g in store.graphs() if g.startswith(B)} == {*iris, union_iri(B), MARK}
    wanted = {graph_iri(B, key): list(text) for key, text in lines.items()}
    wanted[union_iri(B)] = sorted({line for text in lines.values() for line in text})
    for iri, text in wanted.items():
        found = Graph().parse(data=store.graph(iri), format="nt")
        assert isomorphic(found, Graph().parse(data="".join(text), format="nt")), iri
    assert release.id in store.graph(MARK)


def test_a_release_arrives_whole(var: Path, store: Store) -> None:
    assert store.send("PUT", FOREIGN, b"<http://a/> <http://b/> <http://c/> .\n").status == 201
    assert store.send("PUT", B + "id/graph/vroeger", b"<http://a/> <http://b/> _:c .").status == 201
    done = publish(var, store.url)
    assert (done.returncode, done.stderr) == (0, "") and tiny.ID in done.stdout
    assert_holds(store, var)
    assert "http://c/" in store.graph(FOREIGN)
    assert store.rows("SELECT * { ?s ?p ?o }") == []  # the default graph is nobody's


def test_the_same_release_is_not_loaded_again(var: Path, store: Store) -> None:
    assert publish(var, store.url).returncode == 0
    with gate(store) as before:
        done = publish(var, before.url)
    assert done.returncode == 0 and done.stdout.startswith("up to date")
    assert before.seen and all(request == "POST /query" for request in before.seen)
    assert_holds(store, var)


def test_the_same_release_is_loaded_again_where_part_of_it_is_gone(var: Path, store: Store) -> None:
    assert publish(var, store.url).returncode == 0
    assert store.send("DELETE", graph_iri(B, "principes")).status == 204
    assert publish(var, store.url).stdout.startswith("in use")
    assert_holds(store, var)


def test_readers_see_one_whole_release_at_every_moment(var: Path, store: Store) -> None:
    """Each answer counts in the union and in two graphs; all three are of one release."""
    named = tuple(graph_iri(B, key) for key in split(open_current(var)))
    engine = RemoteEngine(store.endpoint, B, SECONDS, Dataset((union_iri(B),), named))
    text = f"""SELECT ?union ?graphs ?one {{
      {{ SELECT (COUNT(*) AS ?union) {{ ?s ?p ?o }} }}
      {{ SELECT (COUNT(*) AS ?graphs) {{ GRAPH ?g {{ ?s ?p ?o }} }} }}
      {{ SELECT (COUNT(*) AS ?one) {{ GRAPH <{B}id/graph/schemes> {{ ?s ?p ?o }} }} }} }}"""
    asked = Query(text, formats={Form.BINDINGS: BY_KEY["csv"]})

    def read() -> bytes:
        return engine.answer(asked).body.split(b"\r\n")[1]

    names = [tiny.ID, SECOND]
    whole = []
    for name in names:
        releases.use(var, name)
        assert publish(var, store.url).returncode == 0
        whole.append(read())
    assert whole[0] != whole[1]
    seen: list[bytes] = []
    done = threading.Event()

    def reader() -> None:
        while not done.is_set():
            seen.append(read())

    readers = [threading.Thread(target=reader) for _ in range(2)]
    for thread in readers:
        thread.start()
    try:
        for name in names:
            releases.use(var, name)
            assert publish(var, store.url).returncode == 0
    finally:
        done.set()
        for thread in readers:
            thread.join(SECONDS)
    assert set(seen) == set(whole)


@pytest.mark.parametrize("held", [4, 9, 10, 12])
def test_a_kill_while_loading_leaves_the_old_release(var: Path, store: Store, held: int) -> None:
    """The publisher dies at a graph, at the union, at the count and just before the switch."""
    assert publish(var, store.url).returncode == 0
    releases.use(var, SECOND)
    with gate(store, hold=held) as before:
        process = start(var, before.url)
        assert before.held.wait(SECONDS)
        process.kill()
        process.wait(SECONDS)
        releases.use(var, tiny.ID)
        release = open_current(var)
        assert release.id in store.graph(MARK)
        for key, lines in split(release).items():
            found = store.graph(graph_iri(B, key)).splitlines()
            assert len(found) == len(lines)
    releases.use(var, SECOND)
    assert publish(var, store.url).returncode == 0
    assert_holds(store, var)


def test_a_stop_cleans_up_what_was_staged(var: Path, store: Store) -> None:
    with gate(store, hold=6) as before:
        process = start(var, before.url)
        assert before.held.wait(SECONDS)
        process.send_signal(signal.SIGTERM)
        before.open.set()
        assert process.wait(SECONDS) == 143
    assert not [g for g in store.graphs() if g.startswith(B)]


def test_a_store_that_dies_while_loading_keeps_the_old_release(var: Path, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with oxigraph(folder) as store:
        assert publish(var, store.url).returncode == 0
        releases.use(var, SECOND)
        with gate(store, hold=6) as before:
            process = start(var, before.url)
            assert before.held.wait(SECONDS)
            os.kill(store.process.pid, signal.SIGKILL)
            store.process.wait(SECONDS)
            before.open.set()
            assert process.wait(SECONDS) == 5
    with oxigraph(folder) as store:
        assert tiny.ID in store.graph(MARK)
        assert len(store.graph(union_iri(B)).splitlines()) > 50
        assert publish(var, store.url).returncode == 0
        assert_holds(store, var)


def test_what_did_not_arrive_is_not_put_in_use(var: Path, store: Store) -> None:
    """A store or a line that loses a statement without a word."""

    def lose(request: bytes) -> bytes:
        head, _, body = request.partition(b"\r\n\r\n")
        if not (head.startswith(b"PUT") and b"landschap" in head):
            return request
        left = body[: body[:-1].rfind(b"\n") + 1]
        length = str(len(body)).encode()
        return head.replace(length, str(len(left)).encode()) + b"\r\n\r\n" + left

    with gate(store, spoil=lose) as before:
        done = publish(var, before.url)
    assert done.returncode == 5 and "landschap> has" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not [g for g in store.graphs() if g.startswith(B)]


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (answer(b"<h1>no</h1>", "text/html", "500 Oops"), "500 <h1>no</h1>"),
        (answer(b"", status="307 Moved", more="Location: /x\r\n"), "not followed: 307"),
        (answer(b"<h1>hello</h1>", "text/html"), "gave no SPARQL JSON (text/html)"),
        (b"SSH-2.0\r\n", "no usable answer"),
        (answer(b"", status="401 Unauthorized"), "401"),
    ],
)
def test_what_a_store_says_is_passed_on(var: Path, raw: bytes, words: str) -> None:
    with misbehaving(sends(raw)) as endpoint:
        done = publish(var, endpoint.url, GEMMA_STORE_AUTH=SECRET)
        assert f"authorization: {SECRET}" in endpoint.asked[0].decode().replace("Author", "author")
    assert done.returncode == 5 and words in done.stderr and len(done.stderr.splitlines()) == 1
    assert SECRET[6:] not in done.stdout + done.stderr


def test_nobody_there(var: Path) -> None:
    done = publish(var, f"http://127.0.0.1:{free_port()}/store")
    assert done.returncode == 5 and "Connection refused" in done.stderr


@pytest.mark.parametrize(
    ("url", "authorization"),
    [
        ("http://naam:geheim@127.0.0.1:1/store", ""), ("ftp://x/", ""), ("store", ""),
        ("http://127.0.0.1:1/store?x", ""), ("http://127.0.0.1:1/store", "geheim"),
        ("http://127.0.0.1:1/store", "Basic geheim\r\nX-Evil: 1"),
    ],
)  # fmt: skip
def test_an_address_or_password_that_cannot_be_used(
    var: Path, url: str, authorization: str
) -> None:
    done = publish(var, url, GEMMA_STORE_AUTH=authorization)
    assert done.returncode == 2 and "geheim" not in done.stderr + done.stdout


def test_no_release_nothing_sent(tmp_path: Path, store: Store) -> None:
    assert publish(tmp_path, store.url).returncode == 4
    assert store.graphs() == set()
