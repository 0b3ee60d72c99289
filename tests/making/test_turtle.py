"""Canonical Turtle and N-Triples say the same, whatever the terms."""

import pyoxigraph as ox
import pytest
from rdflib import RDF, BNode, Literal, Namespace, URIRef

from scripts.terms import Triple, graph_of, ntriples
from scripts.turtle import serialize, short
from server.settings import DEFAULT_BASE

XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
S, P = URIRef(f"{DEFAULT_BASE}id/element/s"), URIRef(f"{DEFAULT_BASE}def#p")
LIST = [BNode("l1"), BNode("l2")]

#: what -> triples.
CASES: dict[str, list[Triple]] = {
    "nothing": [],
    "quotes": [(S, P, Literal('a "b" \\ \n\r\t é 😀 \u00a0', datatype=XSD.string))],
    "language": [(S, P, Literal("x", lang="nl")), (S, P, Literal("x", lang="en-gb"))],
    "numbers": [
        (S, P, Literal(text, datatype=kind))
        for kind, texts in {
            XSD.integer: ("1", "01", "+1", "x", ""),
            XSD.boolean: ("true", "1"),
            XSD.decimal: ("1.0",),
            XSD.date: ("2026-01-31",),
        }.items()
        for text in texts
    ],
    "odd IRIs": [
        (URIRef(f"{DEFAULT_BASE}id/element/a.b"), P, URIRef(f"{DEFAULT_BASE}id/element/-a")),
        (URIRef(f"{DEFAULT_BASE}id/element/a-"), P, URIRef(f"{DEFAULT_BASE}id/element/")),
        (URIRef("http://example.org/é?x=1#y"), P, URIRef(f"{DEFAULT_BASE}id/element/1")),
    ],
    "list": [
        (S, P, LIST[0]),
        (LIST[0], RDF.first, Literal("a", datatype=XSD.string)),
        (LIST[0], RDF.rest, LIST[1]),
        (LIST[1], RDF.first, S),
        (LIST[1], RDF.rest, RDF.nil),
        (S, P, RDF.nil),
    ],
    "open list": [(S, P, LIST[0]), (LIST[0], RDF.first, S)],
    "nested": [(S, P, BNode("a")), (BNode("a"), P, BNode("b")), (BNode("b"), RDF.type, S)],
    "empty node": [(S, P, BNode("a"))],
    "top node": [(BNode("a"), RDF.type, S), (BNode("a"), P, S)],
    "shared node": [(S, P, BNode("a")), (S, RDF.value, BNode("a")), (BNode("a"), P, S)],
    "round list": [(LIST[0], RDF.first, S), (LIST[0], RDF.rest, LIST[0])],
    "two firsts": [
        (S, P, LIST[0]),
        (LIST[0], RDF.first, S),
        (LIST[0], RDF.first, P),
        (LIST[0], RDF.rest, RDF.nil),
    ],
    "own node": [(BNode("a"), P, BNode("a"))],
    "two nodes": [(BNode("a"), P, BNode("b")), (BNode("b"), P, BNode("a"))],
}


def canonical(text: str, form: ox.RdfFormat) -> ox.Dataset:
    dataset = ox.Dataset(ox.parse(text.encode(), format=form))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("what", CASES)
def test_turtle_and_ntriples_say_the_same(what: str) -> None:
    triples = CASES[what]
    plain = ntriples(triples)
    assert plain == ntriples(reversed(triples))
    text = serialize(triples, DEFAULT_BASE)
    assert text == serialize(reversed(triples), DEFAULT_BASE)
    turtle = canonical(text, ox.RdfFormat.TURTLE)
    assert turtle == canonical(plain, ox.RdfFormat.N_TRIPLES)
    assert len(turtle) == len(graph_of(triples))


def test_only_used_prefixes_and_short_names() -> None:
    text = serialize([(S, RDF.type, P)], DEFAULT_BASE)
    assert text == (
        f"@prefix element: <{DEFAULT_BASE}id/element/> .\n"
        f"@prefix gemma: <{DEFAULT_BASE}def#> .\n\nelement:s\n    a gemma:p .\n"
    )
    assert short(S, DEFAULT_BASE) == "element:s"
