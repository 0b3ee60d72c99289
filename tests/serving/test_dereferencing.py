"""A URI of a thing leads to its description, in the form asked for, whatever the client."""

import re

import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS, SKOS

from server.formats import BY_KEY, DOCUMENT_FORMATS, Format
from tests.serving import tiny
from tests.serving.running import Web

B = tiny.BASE
BALIE = URIRef(B + "id/element/balie")
RDFLIB = {
    "turtle": "turtle", "json-ld": "json-ld", "rdf-xml": "xml", "n-triples": "nt",
    "trig": "trig", "n-quads": "nquads",
}  # fmt: skip
RDF_FORMS = [f for f in DOCUMENT_FORMATS if f.key in RDFLIB]
PATHS = [
    "doc/element/balie",
    "doc/element/vals",
    "doc/implication/open-data-twee",
    "doc/scheme/laag",
    "doc/concept/laag-backoffice",
    "doc/graph/landschap",
    "doc/dataset/catalogus",
    "doc/place/landschap-5-6",
    "doc/claim/balie-plaats",
    "doc/element/loket",
    "doc/element",
    "doc/flow",
    "def",
]


def graph(web: Web, path: str, form: str = "turtle") -> Graph:
    reply = web.send(f"/{path}.{BY_KEY[form].suffix}")
    found = Dataset()
    found.parse(data=reply.body, format=RDFLIB[form])
    # A statement that stands in two graphs is one statement.
    union = Graph()
    for s, p, o, _ in found.quads():
        union.add((s, p, o))
    return union


def test_a_thing_is_not_its_document(web: Web) -> None:
    for accept in (None, "text/turtle", "text/html", "image/png"):
        reply = web.send("/id/element/balie", accept)
        assert reply.status == 303
        assert reply.headers["location"] == "/doc/element/balie"
        assert "Accept" in reply.headers["vary"] and reply.body == b""


@pytest.mark.parametrize("form", DOCUMENT_FORMATS, ids=lambda f: f.key)
def test_curl_gets_the_form_it_asks_for(web: Web, form: Format) -> None:
    for path in ("/id/element/balie", "/id/implication/open-data-twee", "/def"):
        seen = web.curl("-D", "-", "-H", f"Accept: {form.media_type}", path)
        types = re.findall(r"(?mi)^content-type: (.*?)\r?$", seen)
        assert types[-1] == form.content_type, seen[:800]


@pytest.mark.parametrize("path", PATHS)
def test_every_form_is_the_same_graph(web: Web, path: str) -> None:
    wanted = graph(web, path, "n-triples")
    assert len(wanted) > 0
    for form in RDF_FORMS:
        assert isomorphic(graph(web, path, form.key), wanted), form.key


def test_a_description_holds_the_thing_and_what_points_at_it(web: Web) -> None:
    found = graph(web, "doc/element/balie")
    element = URIRef(B + "def#partOf")
    assert (BALIE, SKOS.prefLabel, Literal("Balie", lang="nl")) in found
    assert (BALIE, element, URIRef(B + "id/element/burgerzaken")) in found
    assert (URIRef(B + "id/element/reisdocumenten"), element, BALIE) in found
    assert (URIRef(B + "id/element/loket"), DCTERMS.isReplacedBy, BALIE) in found


def test_a_description_labels_everything_it_names(web: Web) -> None:
    found = graph(web, "doc/element/balie")
    labelled = set(found.subjects(SKOS.prefLabel)) | set(found.subjects(RDFS.label))
    named = {
        t for s, p, o in found for t in (s, p, o) if str(t).startswith((B + "id/", B + "def#"))
    }
    without = {str(t).removeprefix(B) for t in named - labelled}
    # The tiny vocabulary leaves these without a label; each of the others has one.
    assert {"def#partOf", "id/element/burgerzaken"} <= {str(t).removeprefix(B) for t in labelled}
    assert all(name.startswith("def#") or name == "id/dataset/catalogus" for name in without)


def test_a_description_shows_its_grounds(web: Web) -> None:
    found = graph(web, "doc/element/balie")
    claim, place = URIRef(B + "id/claim/balie-plaats"), URIRef(B + "id/place/landschap-5-6")
    assert (claim, URIRef(B + "def#certainty"), URIRef(B + "id/concept/zekerheid-laag")) in found
    assert (place, URIRef(B + "def#firstLine"), Literal(5)) in found
    # but not what else the claim is about
    assert (claim, None, URIRef(B + "id/element/reisdocumenten")) not in found


def test_a_description_tells_about_itself(web: Web) -> None:
    found, document = graph(web, "doc/element/balie"), URIRef(B + "doc/element/balie")
    assert (document, RDF.type, FOAF.Document) in found
    assert (document, FOAF.primaryTopic, BALIE) in found
    licence = URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    assert (document, DCTERMS.license, licence) in found
    assert (document, DCTERMS.isPartOf, URIRef(B + "id/dataset/catalogus")) in found


def test_literals_come_through_every_form_as_they_are(web: Web) -> None:
    vals = URIRef(B + "id/element/vals")
    for form in RDF_FORMS:
        found = graph(web, "doc/element/vals", form.key)
        printed = {str(o) for o in found.objects(vals, URIRef(B + "def#sourceLabel"))}
        assert printed == {"eerste\rtweede\r\nderde\tvierde\\vijfde"}, form.key
        names = {str(o) for o in found.objects(vals, SKOS.prefLabel)}
        assert "<script>alert('vals')</script> & \"co\"" in names, form.key


def test_a_collection_lists_its_members(web: Web) -> None:
    found = graph(web, "doc/element")
    topics = set(found.objects(URIRef(B + "doc/element"), FOAF.topic))
    assert BALIE in topics and URIRef(B + "id/element/loket") in topics and len(topics) == 6
    page = web.send("/doc/implication", "text/html").text
    assert page.index("Tweede") < page.index("Tiende")
    assert set(graph(web, "doc/flow").objects(None, FOAF.topic)) == set()


def test_the_vocabulary_is_one_document(web: Web) -> None:
    found = graph(web, "def")
    assert (URIRef(B + "def#partOf"), RDFS.label, Literal("onderdeel van", lang="nl")) in found
    assert any(not isinstance(s, URIRef) for s in found.subjects())
    reply = web.send("/def/1.0.0")
    assert (reply.status, reply.headers["location"]) == (303, "/def")
    assert web.send("/def/0.9.0").status == 404


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("form", DOCUMENT_FORMATS, ids=lambda f: f.key)
def test_a_suffix_beats_accept(web: Web, path: str, form: Format) -> None:
    by_suffix = web.send(f"/{path}.{form.suffix}", "image/png")
    by_accept = web.send(f"/{path}", form.media_type)
    assert by_suffix.headers["content-type"] == by_accept.headers["content-type"]
    assert by_suffix.headers["content-type"] == form.content_type
    assert by_suffix.body == by_accept.body
    assert by_accept.headers["content-location"] == f"/{path}.{form.suffix}"
    assert "content-location" not in by_suffix.headers


def test_things_that_were_withdrawn_name_their_successor(web: Web) -> None:
    for path in ("/id/element/loket", "/doc/element/loket"):
        page = web.send(path, "text/html")
        assert page.status == 410 and page.type == "text/html"
        assert 'href="/doc/element/balie"' in page.text and "Ingetrokken" in page.text
        turtle = web.send(path, "text/turtle")
        assert turtle.status == 410
        found = Graph().parse(data=turtle.body, format="turtle")
        assert (URIRef(B + "id/element/loket"), DCTERMS.isReplacedBy, BALIE) in found
    assert web.send("/doc/element/loket.jsonld").status == 410
    alone = web.send("/doc/element/kaartenbak", "text/html").text
    assert "geen opvolger" in alone and "vervangen door" not in alone, "no row without a value"


def test_two_servers_give_the_same_bytes(web: Web, store: object) -> None:
    """The server's process and this one agree, so nothing depends on a hash or an order."""
    from server import description, resource
    from server.namespaces import prefixes
    from server.rdf import jsonld
    from server.rdf.render import Beside, render
    from server.store import Store
    from server.uris import COLLECTIONS

    assert isinstance(store, Store)
    terms = jsonld.terms(store.graph("ontology"), B, prefixes(B, tuple(COLLECTIONS)))
    beside = Beside(store.graphs, terms)
    for path in PATHS:
        found = resource.resolve(path, store)
        assert isinstance(found, resource.Document)
        triples = description.describe(found, store)
        for form in RDF_FORMS:
            body = render(triples, form, B, (found.about, B + found.path), beside)
            assert web.send(f"/{path}.{form.suffix}").body == body, (path, form.key)
