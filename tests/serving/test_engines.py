"""One contract, two engines: the embedded pool, and the real `oxigraph` server over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from server.app import site
from server.engines.embedded import EmbeddedEngine
from server.engines.remote import RemoteEngine
from server.errors import (
    BadRequestError,
    EngineError,
    GemmaError,
    NotAcceptableError,
    QuerySyntaxError,
)
from server.formats import BY_KEY, Form
from server.release import Release
from server.settings import Settings
from server.sparql.engine import Engine, Query
from tests.serving import tiny
from tests.serving.running import environment, free_port, gemma, serving
from tests.serving.stores import oxigraph

B = tiny.BASE
FORMATS = {
    Form.BINDINGS: BY_KEY["sparql-json"],
    Form.BOOLEAN: BY_KEY["sparql-json"],
    Form.GRAPH: BY_KEY["turtle"],
}


@pytest.fixture(scope="module")
def embedded(tiny_release: Release) -> Iterator[Engine]:
    engine = EmbeddedEngine((tiny_release.quads,), tiny_release.base, workers=2, seconds=5)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def endpoint(tiny_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An oxigraph server with what `gemma publish store` put in it, and something of others."""
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as store:
        done = gemma("publish", "store", store.url, env=environment(tiny_var, B))
        assert done.returncode == 0, done.stderr
        for graph in ("https://elders.example/graaf", f"{B}sparql#stage-x"):
            assert (
                store.send("PUT", graph, b"<http://x/s> <http://x/p> <http://x/o> .").status == 201
            )
        yield store.endpoint


@pytest.fixture(scope="module")
def remote(endpoint: str, tiny_release: Release) -> Engine:
    found = site.engine(Settings(endpoint=endpoint, query_seconds=5), tiny_release)
    assert isinstance(found, RemoteEngine)
    return found


@pytest.fixture(params=["embedded", "remote"])
def engine(request: pytest.FixtureRequest) -> Engine:
    found: Engine = request.getfixturevalue(request.param)
    return found


def query(text: str, **keys: str) -> Query:
    formats = {**FORMATS, **{Form(form): BY_KEY[key] for form, key in keys.items()}}
    return Query(f"BASE <{B}> {text}", formats=formats)


def rows(engine: Engine, asked: Query) -> list[list[str]]:
    found = json.loads(engine.answer(asked).body)
    names = found["head"]["vars"]
    return [
        [row[n]["value"] if n in row else "" for n in names] for row in found["results"]["bindings"]
    ]


def test_select(engine: Engine) -> None:
    asked = query(
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?s ?n "
        "{ ?s <def#partOf> <id/element/burgerzaken> ; skos:prefLabel ?n } ORDER BY ?n"
    )
    assert engine.answer(asked).form is Form.BINDINGS
    assert rows(engine, asked) == [[f"{B}id/element/balie", n] for n in ("Balie", "Counter")]


def test_paths_and_aggregates(engine: Engine) -> None:
    asked = query("SELECT (COUNT(?s) AS ?n) { ?s <def#partOf>+ <id/element/burgerzaken> }")
    assert rows(engine, asked) == [["2"]]


def test_nothing_but_the_release(engine: Engine, tiny_release: Release) -> None:
    """A store may hold more: what others put there, and a release that is being loaded."""
    count = "SELECT (COUNT(*) AS ?n) { %s }"
    graphs = tiny_release.manifest["graphs"].values()
    number = str(sum(graph["triples"] for graph in graphs))
    assert rows(engine, query(count % "GRAPH ?g { ?s ?p ?o }")) == [[number]]
    assert int(rows(engine, query(count % "?s ?p ?o"))[0][0]) <= int(number)
    found = rows(engine, query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"))
    assert found == sorted([graph["iri"]] for graph in graphs)
    assert rows(engine, query("SELECT * { ?s <http://x/p> ?o }")) == []


def test_a_statement_in_two_graphs_counts_once_in_the_union(engine: Engine) -> None:
    kinds = "SELECT (COUNT(*) AS ?n) { ?s a <def#ReferenceComponent> }"
    assert rows(engine, query(kinds)) == [["3"]]


def test_ask(engine: Engine) -> None:
    for text, truth in (
        ("ASK { <id/element/balie> ?p ?o }", True),
        ("ASK { FILTER(false) }", False),
    ):
        answer = engine.answer(query(text))
        assert (answer.form, json.loads(answer.body)["boolean"]) == (Form.BOOLEAN, truth)


@pytest.mark.parametrize("key", ["sparql-json", "sparql-xml", "csv", "tsv"])
def test_tables_in_every_format(engine: Engine, key: str) -> None:
    answer = engine.answer(query("SELECT ?x { VALUES ?x { 1 'a' <http://x/> } }", bindings=key))
    assert answer.format.key == key and b"http://x/" in answer.body


@pytest.mark.parametrize("key", ["turtle", "json-ld", "rdf-xml", "n-triples"])
def test_graphs_in_every_format_are_the_same_bytes(
    embedded: Engine, remote: Engine, tiny_release: Release, key: str
) -> None:
    names = {"turtle": "turtle", "json-ld": "json-ld", "rdf-xml": "xml", "n-triples": "nt"}
    mark = f" <{B}id/graph/landschap> ."
    lines = tiny_release.quads.read_text(encoding="utf-8").splitlines()
    triples = [line.removesuffix(mark) + " .\n" for line in lines if line.endswith(mark)]
    wanted = Graph().parse(data="".join(triples), format="nt")
    text = "CONSTRUCT { ?s ?p ?o } { GRAPH <id/graph/landschap> { ?s ?p ?o } }"
    answers = [engine.answer(query(text, graph=key)) for engine in (embedded, remote)]
    assert answers[0].body == answers[1].body
    found = Graph().parse(data=answers[0].body, format=names[key])
    assert isomorphic(found, wanted)


def test_describe(engine: Engine) -> None:
    answer = engine.answer(query("DESCRIBE <id/element/balie>"))
    assert answer.form is Form.GRAPH and b'"Balie"@nl' in answer.body


def test_the_default_graph_is_the_union_until_chosen(engine: Engine) -> None:
    kinds = "SELECT ?k {} {{ <id/element/balie> a ?k }}"
    assert len(rows(engine, query(kinds.format("")))) == 3
    assert len(rows(engine, query(kinds.format("FROM <id/graph/inferred>")))) == 1
    asked = query(kinds.format(""))
    inferred = Query(asked.text, (f"{B}id/graph/inferred",), (), asked.formats)
    assert len(rows(engine, inferred)) == 1
    only_named = Query(asked.text, (), (f"{B}id/graph/inferred",), asked.formats)
    assert rows(engine, only_named) == []


@pytest.mark.parametrize("text", ["SELECT {", "SELECT * {\n ?s ?p }", "ASK { x:y ?p ?o }"])
def test_mistakes_have_a_place(engine: Engine, text: str) -> None:
    with pytest.raises(QuerySyntaxError) as refused:
        engine.answer(query(text))
    assert refused.value.line == len(text.splitlines()) and refused.value.column
    said = refused.value.said
    assert [words.split()[0] for words in said] == ["Regel", "Line"]


@pytest.mark.parametrize(
    ("text", "form", "dutch", "english"),
    [
        ("SELECT ?b { VALUES (?a ?b) {} } GROUP BY ?a", "sparql-json", "niet gegroepeerd",
         "neither grouped"),
        ("ASK { FILTER(<x>(1)) }", "sparql-json", "function", "function"),
        ("SELECT ('\\u0001' AS ?x) {}", "sparql-xml", "stuurteken", "control character"),
        ("CONSTRUCT { <a> <b/> 1 } {}", "rdf-xml", "niet schrijven", "cannot write"),
        ("CONSTRUCT { <a> <b> ?c } { VALUES ?c { <<(<x> <y> 1)>> } }", "json-ld", "RDF 1.2",
         "statements about statements"),
    ],
)  # fmt: skip
def test_what_a_worker_refuses_is_said_in_both_languages(
    embedded: Engine, text: str, form: str, dutch: str, english: str
) -> None:
    with pytest.raises(GemmaError) as refused:
        embedded.answer(query(text, bindings=form, graph=form))
    nl, en = refused.value.said
    assert dutch in nl and english in en


def test_what_is_no_query(engine: Engine) -> None:
    for text in ("", "hallo", "PREFIX x: <http://x/>"):
        with pytest.raises(BadRequestError):
            engine.answer(Query(text, formats=FORMATS))


def test_an_update_changes_nothing(engine: Engine) -> None:
    with pytest.raises(GemmaError):
        engine.answer(query("INSERT DATA { <a> <b> <c> }"))
    assert json.loads(engine.answer(query("ASK { <a> <b> <c> }")).body)["boolean"] is False


def test_a_form_that_is_not_wanted(engine: Engine) -> None:
    wanted = {Form.BINDINGS: BY_KEY["csv"]}
    with pytest.raises(NotAcceptableError) as refused:
        engine.answer(Query("ASK {}", formats=wanted))
    nl, en = refused.value.said
    assert "ja of nee (ASK)" in nl and "yes or no (ASK)" in en
    assert BY_KEY["sparql-json"].media_type in refused.value.offers


def test_characters_outside_ascii(engine: Engine) -> None:
    assert rows(engine, query("SELECT ('é€𝄞' AS ?x) {}")) == [["é€𝄞"]]


def test_no_endpoint() -> None:
    with pytest.raises(EngineError, match="niet te bereiken") as refused:
        RemoteEngine(f"http://127.0.0.1:{free_port()}/query", B, 2).answer(query("ASK {}"))
    assert refused.value.status == 502


def test_the_server_asks_the_endpoint_it_was_told(tiny_var: Path, endpoint: str) -> None:
    with serving(tiny_var, B, GEMMA_SPARQL_ENDPOINT=endpoint) as web:
        reply = web.ask("ASK { <id/element/balie> a <def#Element> , <def#ReferenceComponent> }")
        assert (reply.status, json.loads(reply.body)["boolean"]) == (200, True)
        reply = web.ask("SELECT * {\n fout }")
        assert (reply.status, json.loads(reply.body)["line"]) == (400, 2)
        reply = web.ask("DESCRIBE <id/element/balie>", "application/ld+json")
        assert (reply.status, reply.type) == (200, "application/ld+json")
        assert web.ask("ASK FROM <http://elders.example/> {}").status == 403


def test_pages_go_on_without_the_endpoint(tiny_var: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}/query"
    with serving(tiny_var, B, GEMMA_SPARQL_ENDPOINT=nowhere) as web:
        reply = web.ask("ASK {}")
        assert (reply.status, reply.type) == (502, "application/problem+json")
        assert nowhere not in reply.text
        for path in ("/", "/doc/element/balie", "/def", "/sparql"):
            assert web.send(path, "text/html").status == 200
