"""Every form of the promise: graphs by name, a context, a table, pages of a large collection."""

import csv
import io
import json
import re
from typing import Any

import pytest
from rdflib import BNode, Dataset, Graph, URIRef
from rdflib.namespace import FOAF

from server.app.assets import asset
from server.formats import BY_KEY, COLLECTION_FORMATS, DOCUMENT_FORMATS
from server.namespaces import EXTERNAL
from server.resource import MEMBERS_MAXIMUM
from tests.serving import odd, tiny
from tests.serving.running import Web

B = tiny.BASE
HYDRA = EXTERNAL["hydra"]
BALIE = URIRef(B + "id/element/balie")


def dataset(web: Web, path: str, form: str) -> Dataset:
    found = Dataset()
    found.parse(data=web.send(path).body, format=form)
    return found


def quads(found: Dataset) -> set[tuple[str, str, str, str]]:
    """Every statement with the name of its graph; "" for the default graph.

    A blank node has no name that another reader would know: it is written as SPARQL asks for one.
    """

    def written(term: Any) -> str:
        return "[]" if isinstance(term, BNode) else str(term.n3())

    return {
        (
            written(s),
            p.n3(),
            written(o),
            "" if g is None or str(g).startswith("urn:x-rdflib") else str(g),
        )
        for s, p, o, g in found.quads()
    }


@pytest.mark.parametrize("path", ["/doc/element/balie", "/doc/element/loket", "/doc/element"])
def test_named_graphs_are_those_of_the_endpoint(web: Web, path: str) -> None:
    trig, nquads = dataset(web, path + ".trig", "trig"), dataset(web, path + ".nq", "nquads")
    assert quads(trig) == quads(nquads)
    named = {row for row in quads(trig) if row[3]}
    assert len(named) > 3
    for s, p, o, g in named:
        asked = web.ask(f"ASK {{ GRAPH <{g}> {{ {s} {p} {o} }} }}", "application/json")
        assert json.loads(asked.body)["boolean"] is True
    # What the document says of itself stands in no graph of the release.
    for s, _, _, g in quads(trig) - named:
        assert s == f"<{B}{path[1:]}>" and g == ""


def test_what_follows_from_others_stands_in_its_own_graph(web: Web) -> None:
    found = quads(dataset(web, "/doc/element/balie.trig", "trig"))
    inferred = {row for row in found if row[3] == B + "id/graph/inferred"}
    assert {(p, o) for _, p, o, _ in inferred} >= {(f"<{B}def#hasPart>", BALIE.n3())}


def test_the_context_is_a_document_that_answers_embed(web: Web) -> None:
    reply = web.send("/def/context.jsonld", "text/html")
    assert (reply.status, reply.type) == (200, "application/ld+json")
    whole = json.loads(reply.body)
    # It is JSON-LD that says what it is, beside the context.
    assert whole["@id"] == B + "def/context.jsonld" and set(whole["title"]) == {"nl", "en"}
    assert len(Graph().parse(data=reply.body, format="json-ld")) >= 5
    for path in ("/doc/element/balie", "/doc/principle/open-data", "/def", "/doc/element"):
        answer = json.loads(web.send(path + ".jsonld").body)
        # No address in it: nothing is fetched to read an answer.
        assert isinstance(answer["@context"], dict)
        assert all(whole["@context"][name] == value for name, value in answer["@context"].items())
    assert "partOf" in whole["@context"] and web.send("/def/context.ttl").status == 404


def test_json_ld_asked_with_a_profile_is_compacted(web: Web) -> None:
    """JSON-LD 1.1, 6.3 (IANA): a profile is a wish; the link says what it got."""
    for profile in ("compacted", "expanded", "flattened"):
        accept = f'application/ld+json;profile="http://www.w3.org/ns/json-ld#{profile}"'
        reply = web.send("/doc/element/balie", accept)
        assert (reply.status, reply.type) == (200, "application/ld+json")
        assert '<http://www.w3.org/ns/json-ld#compacted>; rel="profile"' in reply.headers["link"]


SUMMARY = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "DataCatalog"),
        ("/doc/element/balie", "DefinedTerm"),
        ("/doc/scheme/laag", "DefinedTermSet"),
        ("/doc/dataset/catalogus", "DataCatalog"),
        ("/doc/document/landschap", "CreativeWork"),
        ("/doc/claim/balie-plaats", "Thing"),
        ("/doc/element", "CollectionPage"),
        ("/def", "DefinedTermSet"),
    ],
)
def test_a_page_holds_a_summary_for_search_engines(web: Web, path: str, kind: str) -> None:
    (text,) = SUMMARY.findall(web.send(path, "text/html").text)
    found = json.loads(text)
    assert found["@type"] == kind and found["@context"] == {"@vocab": "https://schema.org/"}
    assert found.get("url", found["@id"]) == B + path[1:]
    assert found["name"]
    graph = Graph().parse(data=text, format="json-ld")
    assert any(str(p).startswith("https://schema.org/") for p in graph.predicates())


def test_hostile_text_stays_within_the_summary(odd_web: Web) -> None:
    text = odd_web.send("/doc/element/kwaad", "text/html").text
    (summary,) = SUMMARY.findall(text)
    found = json.loads(summary)
    assert {name["@value"] for name in found["name"]} == {odd.LABEL}
    assert "javascript:" not in summary and "data:" not in summary
    # Beside it only the script of our own that every page has.
    assert text.count("<script") == text.count("</script") == 2
    assert f'<script src="{asset("gemma.js")}" defer></script>' in text


def test_a_collection_is_a_table(web: Web) -> None:
    reply = web.send("/doc/element", "text/csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.headers["content-location"] == "/doc/element.csv"
    rows = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    topics = Graph().parse(data=web.send("/doc/element.ttl").body).objects(None, FOAF.topic)
    assert {row["iri"] for row in rows} == {str(topic) for topic in topics}
    (balie,) = (row for row in rows if row["iri"] == str(BALIE))
    assert balie == {
        "iri": str(BALIE),
        "number": "",
        "type": B + "def#ReferenceComponent",
        "label_nl": "Balie",
        "label_en": "Counter",
        "definition_nl": "Helpt aan de balie.",
        "definition_en": "Helps at the counter.",
    }
    # RFC 4180, 2: every line ends in CRLF, and a cell with a quote or comma stands in quotes
    assert reply.body.endswith(b"\r\n") and reply.body.count(b"\r\n") == len(rows) + 1
    assert b'"<script>alert(\'vals\')</script> & ""co"""' in reply.body
    assert web.send("/doc/element/balie", "text/csv").status == 406
    assert web.send("/doc/element/balie.csv").status == 404


def test_cells_are_exact(odd_web: Web) -> None:
    """RFC 4180, 2.6 and 2.7: line ends, commas and quotes come back as they were."""
    reply = odd_web.send("/doc/element.csv")
    rows = list(csv.DictReader(io.StringIO(reply.text, newline="")))
    (row,) = (row for row in rows if row["iri"].endswith("/kwaad"))
    assert row["label_nl"] == odd.LABEL
    assert row["number"] in ('=HYPERLINK("https://example.org")', 'a,b;"c"\r\nd')


def test_a_large_collection_has_pages(odd_web: Web) -> None:
    seen: list[str] = []
    path, turned = "/doc/note", 0
    while path:
        reply = odd_web.send(path, "text/turtle")
        assert reply.status == 200
        found = Graph().parse(data=reply.body, format="turtle")
        topics = {str(topic) for topic in found.objects(URIRef(B + "doc/note"), FOAF.topic)}
        assert len(topics) <= MEMBERS_MAXIMUM
        total = found.value(URIRef(B + "doc/note"), URIRef(HYDRA + "totalItems"))
        assert str(total) == str(odd.NOTES)
        view = found.value(URIRef(B + "doc/note"), URIRef(HYDRA + "view"))
        links = {
            rel: href
            for href, rel in re.findall(
                r'<([^>]*)>; rel="(first|prev|next|last)"', reply.headers["link"]
            )
        }
        assert links["first"] == "/doc/note" and links["last"] == "/doc/note?page=3"
        assert str(view) == B + f"doc/note?page={turned + 1}"
        following = found.value(URIRef(str(view)), URIRef(HYDRA + "next"))
        assert (str(following) == B + links["next"][1:]) if "next" in links else following is None
        seen += sorted(topics)
        path, turned = links.get("next", ""), turned + 1
    assert turned == 3 and len(seen) == len(set(seen)) == odd.NOTES


@pytest.mark.parametrize("page", [1, 2, 3])
def test_every_form_of_a_page_is_the_same(odd_web: Web, page: int) -> None:
    query = f"?page={page}"
    wanted = None
    for form in DOCUMENT_FORMATS[1:]:
        reply = odd_web.send(f"/doc/note.{form.suffix}{query}")
        found = Dataset()
        names = {"turtle": "turtle", "json-ld": "json-ld", "rdf-xml": "xml", "n-triples": "nt",
                 "trig": "trig", "n-quads": "nquads"}  # fmt: skip
        found.parse(data=reply.body, format=names[form.key])
        triples = {(s, p, o) for s, p, o, _ in found.quads()}
        wanted = wanted or triples
        assert triples == wanted, form.key
    rows = list(csv.DictReader(io.StringIO(odd_web.send(f"/doc/note.csv{query}").text)))
    html = odd_web.send(f"/doc/note.html{query}").text
    members = {str(o) for _, p, o in wanted or () if p == FOAF.topic}
    assert {row["iri"] for row in rows} == members
    for row in rows:
        assert f'href="/doc/note/{row["iri"].rpartition("/")[2]}"' in html
    assert f"pagina {page} van 3" in html


def test_pages_have_addresses_of_their_own(odd_web: Web) -> None:
    reply = odd_web.send("/doc/note?page=2", "text/html")
    assert reply.headers["content-location"] == "/doc/note.html?page=2"
    assert f'<{B}doc/note?page=2>; rel="canonical"' in reply.headers["link"]
    assert '</doc/note.csv?page=2>; rel="alternate"; type="text/csv"' in reply.headers["link"]
    for relation, target in (("prev", "/doc/note"), ("next", "/doc/note?page=3")):
        assert f'<a rel="{relation}" href="{target}">' in reply.text
    by_suffix = odd_web.send("/doc/note.nt?page=2").headers["link"]
    assert '</doc/note.nt?page=3>; rel="next"' in by_suffix
    tags = {odd_web.send(f"/doc/note.ttl?page={n}").headers["etag"] for n in (1, 2, 3)}
    assert len(tags) == 3
    assert odd_web.send("/doc/note.ttl").body == odd_web.send("/doc/note.ttl?page=1").body


@pytest.mark.parametrize("page", ["0", "4", "-1", "2.0", "x", "", "%32%20", "1e0", "9" * 300, "٢"])
def test_a_page_that_is_not_there(odd_web: Web, page: str) -> None:
    from urllib.parse import quote

    reply = odd_web.send(f"/doc/note?page={quote(page, safe='%')}")
    assert (reply.status, reply.type) == (404, "application/problem+json")


def test_a_small_collection_says_nothing_of_pages(web: Web) -> None:
    reply = web.send("/doc/element.ttl")
    assert 'rel="next"' not in reply.headers["link"] and HYDRA not in reply.text
    assert web.send("/doc/element?page=2").status == 404
    assert len(COLLECTION_FORMATS) == len(DOCUMENT_FORMATS) + 1 and BY_KEY["csv"].suffix == "csv"
