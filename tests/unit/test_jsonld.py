"""JSON-LD: with the documented context every statement comes back, whatever its value."""

import json

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from server.formats import BY_KEY
from server.namespaces import OWL, RDF, RDF_TYPE, RDFS, XSD, prefixes
from server.rdf import jsonld
from server.rdf.render import Beside, read, render
from server.rdf.terms import BlankNode, Literal, NamedNode, Object, Triple, lang, triple
from server.uris import COLLECTIONS

BASE = "https://example.org/gemma/"
PREFIXES = prefixes(BASE, tuple(COLLECTIONS))
A = BASE + "id/element/a"


def prop(name: str, kind: str, range_: str = "") -> list[Triple]:
    found = [triple(BASE + "def#" + name, RDF_TYPE, OWL + kind)]
    return [*found, triple(BASE + "def#" + name, RDFS + "range", range_)] if range_ else found


ONTOLOGY = [
    *prop("partOf", "ObjectProperty"),
    *prop("partOf", "TransitiveProperty"),
    *prop("basis", "AnnotationProperty", "http://www.w3.org/2004/02/skos/core#Concept"),
    *prop("position", "DatatypeProperty", XSD + "integer"),
    *prop("optional", "DatatypeProperty", XSD + "boolean"),
    *prop("evidence", "DatatypeProperty", RDF + "langString"),
    *prop("code", "DatatypeProperty", XSD + "string"),
    *prop("remark", "AnnotationProperty"),
    # A name that is a prefix already is no term.
    *prop("version", "DatatypeProperty"),
    *prop("Element", "Class"),
]
TERMS = jsonld.terms(ONTOLOGY, BASE, PREFIXES)
BESIDE = Beside(lambda _: (), TERMS)

VALUES: list[Object] = [
    NamedNode(BASE + "id/element/b"),
    NamedNode("https://example.org/é?a=b#c"),
    NamedNode("javascript:alert(1)"),
    # a scheme that is the name of a prefix of ours, and of a term
    NamedNode("element:x"),
    NamedNode("partOf:x"),
    NamedNode("urn:x"),
    BlankNode("b0"),
    Literal("zonder taal"),
    Literal(""),
    Literal("@id"),
    Literal("element:a"),
    lang("met taal", "nl"),
    lang("nog een", "nl"),
    lang("with", "en-gb"),
    *(Literal(text, datatype=NamedNode(XSD + "integer")) for text in ("7", "-7", "0", "007", "+7",
                                                                      "9" * 30, "x")),
    *(Literal(text, datatype=NamedNode(XSD + "boolean")) for text in ("true", "1")),
    Literal("2026-11-22", datatype=NamedNode(XSD + "date")),
    Literal("<b>", datatype=NamedNode(RDF + "HTML")),
]  # fmt: skip
NAMES = ["partOf", "basis", "position", "optional", "evidence", "code", "remark", "version"]


@pytest.mark.parametrize("name", NAMES)
def test_any_value_of_any_property_comes_back(name: str) -> None:
    rows = [Triple(NamedNode(A), NamedNode(BASE + "def#" + name), value) for value in VALUES]
    body = render(rows, BY_KEY["json-ld"], BASE, (), BESIDE)
    wanted = Graph().parse(data=render(rows, BY_KEY["n-triples"], BASE), format="nt")
    again = render(read(body, "application/ld+json"), BY_KEY["n-triples"], BASE)
    assert isomorphic(Graph().parse(data=again, format="nt"), wanted)


def test_the_context_says_how_values_are_written() -> None:
    whole = json.loads(jsonld.context_document(BASE, PREFIXES, TERMS))["@context"]
    assert whole["partOf"] == {"@id": "gemma:partOf", "@type": "@id"}
    assert whole["basis"] == {"@id": "gemma:basis", "@type": "@id"}
    assert whole["position"] == {"@id": "gemma:position", "@type": "xsd:integer"}
    assert whole["evidence"] == {"@id": "gemma:evidence", "@container": "@language"}
    assert whole["code"] == whole["remark"] | {"@id": "gemma:code"} == {"@id": "gemma:code"}
    assert whole["prefLabel"] == {"@id": "skos:prefLabel", "@container": "@language"}
    assert whole["version"] == BASE + "id/version/" and "Element" not in whole


def test_the_context_is_read_by_others_as_it_reads_here() -> None:
    """A document that uses the whole context means the same as one with the part it uses."""
    rows = [
        triple(A, BASE + "def#partOf", BASE + "id/element/b"),
        triple(A, "http://www.w3.org/2004/02/skos/core#prefLabel", lang("A", "nl")),
        triple(A, BASE + "def#position", Literal("3", datatype=NamedNode(XSD + "integer"))),
    ]
    part = json.loads(render(rows, BY_KEY["json-ld"], BASE, (), BESIDE))
    whole = json.loads(jsonld.context_document(BASE, PREFIXES, TERMS))["@context"]
    assert {key: whole[key] for key in part["@context"]} == part["@context"]
    (node,) = part["@graph"]
    assert node == {
        "@id": "element:a",
        "prefLabel": {"nl": ["A"]},
        "partOf": ["element:b"],
        "position": [3],
    }
    body = json.dumps(part | {"@context": whole}).encode()
    assert set(read(body, "application/ld+json")) == set(rows)
    assert len(Graph().parse(data=body, format="json-ld")) == len(rows)


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;/script&gt;", "\u2028"],
)
def test_nothing_ends_the_element_of_a_page(text: str) -> None:
    written = jsonld.in_page({"name": text, text: "x"})
    assert not set(written) & set("<>&")
    assert json.loads(written) == {"name": text, text: "x"}
