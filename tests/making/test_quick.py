"""The rules in SPARQL get the same answers from pyoxigraph as from rdflib, only sooner."""

import pytest
from rdflib import Graph, Literal, URIRef

from scripts.load import load_sources
from scripts.quick import QuickGraph, StillGraph
from scripts.terms import graph_of
from server.settings import DEFAULT_BASE
from tests.making.conftest import Project

PREFIXES = f"PREFIX gemma: <{DEFAULT_BASE}def#>\nPREFIX element: <{DEFAULT_BASE}id/element/>\n"
QUERIES = [
    "SELECT $this ?value WHERE { $this gemma:partOf ?value }",
    "SELECT DISTINCT $this ?value WHERE { $this gemma:partOf+ ?value }",
    "SELECT $this ?value WHERE { ?value ?p $this FILTER (?value != $this) }",
    "SELECT $this ?n WHERE { ?x gemma:claimSubject ?y BIND (STR($this) AS ?n) FILTER (?y=$this) }",
    "SELECT $this WHERE { FILTER NOT EXISTS { ?part gemma:partOf $this } }",
    "ASK { $this gemma:partOf element:deel }",
]


@pytest.fixture
def graph(project: Project) -> Graph:
    sources = load_sources(project.root, DEFAULT_BASE)
    return graph_of(triple for source in sources for triple in source.triples)


def rows(graph: Graph, query: str, this: URIRef | None) -> object:
    bindings = {"this": this} if this is not None else None
    result = graph.query(PREFIXES + query, initBindings=bindings)
    if result.type == "ASK":
        return result.askAnswer
    return sorted(
        sorted((str(name), str(term)) for name, term in row.items()) for row in result.bindings
    )


@pytest.mark.parametrize("query", QUERIES[:-1])
@pytest.mark.parametrize("key", ["geheel", "deel", "zaaksysteem", "absent"])
def test_same_answers(graph: Graph, query: str, key: str) -> None:
    this = URIRef(f"{DEFAULT_BASE}id/element/{key}")
    assert rows(QuickGraph(graph), query, this) == rows(graph, query, this)


def test_without_bindings(graph: Graph) -> None:
    for query in (QUERIES[0], QUERIES[-1]):
        assert rows(QuickGraph(graph), query, None) == rows(graph, query, None)


@pytest.mark.parametrize(
    "word", ["SERVICE", "service silent", "\\u0053ERVICE", "\\U00000053ervice"]
)
def test_nobody_else_is_asked(graph: Graph, word: str) -> None:
    with pytest.raises(ValueError, match="another host"):
        QuickGraph(graph).query(f"SELECT * {{ {word} <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}")


def test_the_source_is_not_changed(graph: Graph) -> None:
    before = set(graph)
    quick = QuickGraph(graph)
    assert set(quick) == before == set(graph)
    assert len(quick) == len(graph)
    assert Literal("x") not in set(quick.objects())


def test_what_is_remembered_is_what_there_is(graph: Graph) -> None:
    still = StillGraph(graph)
    subject, predicate, value = sorted(graph)[0]
    for pattern in (
        (None, None, None), (subject, None, None), (None, predicate, None), (None, None, value),
        (subject, predicate, value), (value, subject, None),
    ):  # fmt: skip
        for _ in range(2):
            assert set(still.triples(pattern)) == set(graph.triples(pattern))
