"""Whatever a query does, it ends in time with a reason, and the next query is answered."""

import contextlib
import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.embedded import QUEUE, EmbeddedEngine
from server.engine import Query
from server.errors import (
    GemmaError,
    QuerySyntaxError,
    QueryTimeoutError,
    RefusedError,
    TooLargeError,
    UnavailableError,
)
from server.formats import BY_KEY, Form
from tests.serving.running import Web, encoded

FORMATS = {
    Form.BINDINGS: BY_KEY["sparql-json"],
    Form.BOOLEAN: BY_KEY["sparql-json"],
    Form.GRAPH: BY_KEY["turtle"],
}
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
SLOW = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} . ?j ?k ?l }}"
BASE = "https://example.org/"


@pytest.fixture(scope="module")
def quads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Statements enough for a product of them to be endless."""
    file = tmp_path_factory.mktemp("vragen") / "release.nq"
    file.write_text(
        "".join(
            f'<{BASE}s{i}> <{BASE}p{i % 7}> "{"x" * 200}{i}" <{BASE}id/graph/g> .\n'
            for i in range(5_000)
        )
    )
    return file


@pytest.fixture(scope="module")
def engine(quads: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(quads, BASE, workers=2, seconds=1.0)
    yield engine
    engine.close()


def well(engine: EmbeddedEngine) -> bool:
    """Tell whether the engine answers as ever."""
    answer = engine.answer(Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", formats=FORMATS))
    return bool(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"] == "5000")


def refused(engine: EmbeddedEngine, text: str) -> GemmaError:
    with pytest.raises(GemmaError) as error:
        engine.answer(Query(text, formats=FORMATS))
    assert well(engine)
    return error.value


def test_past_the_deadline(engine: EmbeddedEngine) -> None:
    error = refused(engine, SLOW)
    assert isinstance(error, QueryTimeoutError) and error.status == 503
    assert "1 seconden" in error.detail


@pytest.mark.parametrize("open_, close", [("{", "}"), ("(", ")"), ("[", "]")])
def test_nesting_that_ends_a_parser(engine: EmbeddedEngine, open_: str, close: str) -> None:
    depth = 20_000
    head = {"{": "ASK ", "(": "ASK { FILTER(", "[": "ASK { "}[open_]
    error = refused(engine, head + open_ * depth + close * depth)
    assert isinstance(error, QuerySyntaxError | UnavailableError)
    assert error.status in (400, 503)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT (GROUP_CONCAT(CONCAT(?c, ?f, ?i); separator='') AS ?x) {{ {CROSS} }}",
        f"SELECT * {{ {CROSS} }} ORDER BY ?c ?f ?i",
        f"SELECT DISTINCT ?a ?d ?g {{ {CROSS} }}",
        "SELECT (CONCAT(?x, ?x) AS ?y) { BIND(STRLANG('x', 'nl') AS ?x) " + CROSS + " }",
        f"CONSTRUCT {{ ?a ?b ?i . ?d ?e ?c . ?g ?h ?f }} {{ {CROSS} }}",
        "ASK { ?s " + "/".join(["(<a:a>|!<a:b>)*"] * 200) + " ?o }",
        'ASK { ?s ?p ?o FILTER(REGEX("' + "a" * 2_000 + '!", "^(a+)+$")) }',
        "ASK { " + " UNION ".join("{ ?s ?p ?o }" for _ in range(5_000)) + " }",
    ],
)
def test_runaways_are_bounded(engine: EmbeddedEngine, text: str) -> None:
    try:
        answer = engine.answer(Query(text, formats=FORMATS))
    except GemmaError as error:
        assert error.status in (400, 413, 503) and error.detail
    else:
        assert answer.body
    assert well(engine)


def test_an_answer_without_end_is_refused(engine: EmbeddedEngine) -> None:
    error = refused(engine, f"SELECT * {{ {CROSS} }}")
    assert isinstance(error, TooLargeError | QueryTimeoutError)
    if isinstance(error, TooLargeError):
        assert "LIMIT" in error.detail


def test_a_worker_that_is_killed_costs_one_answer(quads: Path) -> None:
    engine = EmbeddedEngine(quads, BASE, workers=1, seconds=20)
    try:
        place = engine._places.get()
        assert place is not None
        engine._places.put(place)
        with ThreadPoolExecutor(1) as pool:
            asked = pool.submit(engine.answer, Query(SLOW, formats=FORMATS))
            while not engine._places.empty() and not asked.done():
                pass
            os.kill(place.pid, signal.SIGKILL)
            with pytest.raises(UnavailableError):
                asked.result(10)
        assert well(engine)
    finally:
        engine.close()


def test_a_nursery_that_is_killed_comes_back(quads: Path) -> None:
    engine = EmbeddedEngine(quads, BASE, workers=2, seconds=5)
    try:
        process = engine._nursery._process
        assert process is not None
        process.kill()
        process.wait()
        # The workers died with it: each place may cost one answer, no more.
        for _ in range(2):
            try:
                assert well(engine)
            except UnavailableError:
                continue
        assert well(engine) and well(engine)
    finally:
        engine.close()


def test_who_does_not_fit_the_queue_hears_it_at_once(quads: Path) -> None:
    engine = EmbeddedEngine(quads, BASE, workers=1, seconds=1.0)
    try:
        many = QUEUE + 20
        start = threading.Barrier(many)

        def ask() -> str:
            start.wait()
            try:
                engine.answer(Query(SLOW, formats=FORMATS))
            except UnavailableError as error:
                return error.detail
            return ""

        with ThreadPoolExecutor(many) as pool:
            said = [job.result() for job in [pool.submit(ask) for _ in range(many)]]
        assert sum("wachten te veel" in text for text in said) >= many - QUEUE - 1 - 5
        assert all(said)
        assert well(engine)
    finally:
        engine.close()


def test_no_query_reaches_out(engine: EmbeddedEngine) -> None:
    """Past every check of the text, a worker still opens no connection and no file."""
    with socket.socket() as canary:
        canary.bind(("127.0.0.1", 0))
        canary.listen()
        canary.setblocking(False)
        address = f"http://127.0.0.1:{canary.getsockname()[1]}/"
        error = refused(engine, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
        assert isinstance(error, RefusedError)
        for text in (
            f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}",
            f"ASK FROM <{address}> {{ ?s ?p ?o }}",
            "ASK FROM <file:///etc/passwd> { ?s ?p ?o }",
        ):
            with contextlib.suppress(GemmaError):
                engine.answer(Query(text, formats=FORMATS))
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_over_http_a_runaway_is_503_and_pages_go_on(web: Web) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6)) + "}"
    with ThreadPoolExecutor(4) as pool:
        jobs = [pool.submit(web.send, f"/sparql?query={encoded(slow)}") for _ in range(4)]
        while not all(job.done() for job in jobs):
            assert web.send("/doc/element/balie").status == 200
        for job in jobs:
            reply = job.result()
            assert (reply.status, reply.type) == (503, "application/problem+json")
            assert int(reply.headers["retry-after"]) > 0
            assert "seconden" in json.loads(reply.body)["detail"]
    assert web.send("/sparql?query=ASK%7B%7D").status == 200
