"""Rendering: every form is the same graph, in the same bytes, whatever order came in."""

import random

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from server.errors import NotAcceptableError
from server.formats import BY_KEY, DOCUMENT_FORMATS, Format
from server.namespaces import RDF_TYPE, XSD
from server.rdf.render import read, render, well_formed_xml
from server.rdf.terms import BlankNode, Literal, NamedNode, Triple, lang, triple

BASE = "https://example.org/gemma/"
FORMS = [f for f in DOCUMENT_FORMATS if f.key != "html"]
RDFLIB = {"turtle": "turtle", "json-ld": "json-ld", "rdf-xml": "xml", "n-triples": "nt",
          "trig": "trig", "n-quads": "nquads"}  # fmt: skip

A = BASE + "id/element/a"
TRIPLES = [
    triple(A, RDF_TYPE, BASE + "def#Element"),
    triple(A, BASE + "def#label", lang("aé\"\\\n\t'<&>]]>", "nl")),
    triple(A, BASE + "def#label", lang("b", "en-GB")),
    triple(A, BASE + "def#plain", Literal("")),
    triple(A, BASE + "def#number", Literal("7", datatype=NamedNode(XSD + "integer"))),
    triple(A, BASE + "def#day", Literal("2026-11-22", datatype=NamedNode(XSD + "date"))),
    triple(A, "http://www.w3.org/2004/02/skos/core#note", Literal("one")),
    triple(A, BASE + "def#partOf", BASE + "id/element/3-b"),
    triple(A, BASE + "def#odd", "https://example.org/x?a=b&c=d'e#f"),
    triple(BASE + "doc/element/a", "http://xmlns.com/foaf/0.1/primaryTopic", A),
    Triple(NamedNode(A), NamedNode(BASE + "def#list"), BlankNode("b0")),
    Triple(BlankNode("b0"), NamedNode(BASE + "def#first"), Literal("x")),
    Triple(BlankNode("b0"), NamedNode(RDF_TYPE), BlankNode("b1")),
]


@pytest.mark.parametrize("chosen", FORMS, ids=lambda f: f.key)
def test_every_form_is_the_same_graph(chosen: Format) -> None:
    wanted = Graph().parse(data=render(TRIPLES, BY_KEY["n-triples"], BASE), format="nt")
    body = render(TRIPLES, chosen, BASE)
    assert len(wanted) == len(TRIPLES)
    assert isomorphic(Graph().parse(data=body, format=RDFLIB[chosen.key]), wanted)
    again = read(body, chosen.media_type)
    nt = render(again, BY_KEY["n-triples"], BASE)
    assert isomorphic(Graph().parse(data=nt, format="nt"), wanted)


@pytest.mark.parametrize("chosen", FORMS, ids=lambda f: f.key)
def test_order_and_doubles_make_no_difference(chosen: Format) -> None:
    wanted = render(TRIPLES, chosen, BASE, (A,))
    chance = random.Random(7)
    for _ in range(10):
        mixed = [*TRIPLES, *chance.sample(TRIPLES, 5)]
        chance.shuffle(mixed)
        assert render(mixed, chosen, BASE, (A,)) == wanted


def test_turtle_is_for_people() -> None:
    text = render(TRIPLES, BY_KEY["turtle"], BASE, (A,)).decode()
    head, _, body = text.partition("\n\n")
    assert head.splitlines()[0] == f"@prefix gemma: <{BASE}def#> ."
    assert "@prefix dcat:" not in head and "@prefix rdf:" not in head
    assert body.startswith("element:a a gemma:Element ;")


def test_json_ld_uses_prefixes() -> None:
    text = render(TRIPLES, BY_KEY["json-ld"], BASE).decode()
    assert '"@id": "element:a"' in text and '"gemma:partOf"' in text and '"é' not in text
    assert "aé" in text


def test_nothing_at_all() -> None:
    for form in FORMS:
        body = render([], form, BASE)
        assert len(Graph().parse(data=body, format=RDFLIB[form.key])) == 0


@pytest.mark.parametrize("text", ["\x01", "\x0b", "\x1f", "\ufffe", "\uffff", "a\x00b"])
def test_what_xml_cannot_hold_is_refused(text: str) -> None:
    bad = [triple(A, BASE + "def#p", Literal(text))]
    with pytest.raises(NotAcceptableError) as refused:
        render(bad, BY_KEY["rdf-xml"], BASE)
    assert "text/turtle" in refused.value.offers
    for key in ("turtle", "json-ld", "n-triples"):
        body = render(bad, BY_KEY[key], BASE)
        assert read(body, BY_KEY[key].media_type) == bad


def test_a_property_that_is_no_xml_name_is_refused() -> None:
    with pytest.raises(NotAcceptableError):
        render([triple(A, "https://example.org/123", Literal("x"))], BY_KEY["rdf-xml"], BASE)


def test_carriage_returns_survive_xml() -> None:
    rows = [triple(A, BASE + "def#p", Literal("a\rb\r\nc\td"))]
    body = render(rows, BY_KEY["rdf-xml"], BASE)
    found = [str(o) for o in Graph().parse(data=body, format="xml").objects()]
    assert found == ["a\rb\r\nc\td"]
    assert well_formed_xml(b"<a>\r</a>") == b"<a>&#13;</a>"


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"<a> <b> ", "text/turtle"),
        (b"<html>", "application/n-triples"),
        (b"{}{", "application/ld+json"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><rdf:RDF/>", "application/rdf+xml"),
        (b"", "text/html"),
        (b"", ""),
    ],
)
def test_what_is_no_rdf_is_not_read(body: bytes, media_type: str) -> None:
    with pytest.raises((SyntaxError, ValueError)):
        read(body, media_type)
