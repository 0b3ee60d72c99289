"""The endpoint as its clients see it: curl, SPARQLWrapper and a browser, over the wire."""

import csv
import io
import json
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from rdflib import Graph, URIRef
from SPARQLWrapper import CSV, JSON, JSONLD, N3, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from server.formats import FORMATS
from tests.serving import tiny
from tests.serving.running import ROOT, Web, encoded

B = tiny.BASE
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
COUNT = "SELECT (COUNT(*) AS ?n) {}"
SD = "http://www.w3.org/ns/sparql-service-description#"


def test_three_ways_to_ask(web: Web) -> None:
    replies = [
        web.send(f"/sparql?query={encoded(COUNT)}"),
        web.send("/sparql", None, "POST", urlencode({"query": COUNT}).encode(), Content_Type=FORM),
        web.send("/sparql", None, "POST", COUNT.encode(), Content_Type=DIRECT),
    ]
    for reply in replies:
        assert (reply.status, reply.type) == (200, "application/sparql-results+json")
        assert json.loads(reply.body)["results"]["bindings"][0]["n"]["value"] == "1"
    assert len({reply.body for reply in replies}) == 1


def test_curl_asks_by_form(web: Web) -> None:
    seen = web.curl("--data-urlencode", f"query={COUNT}", "-H", "Accept: text/csv", "/sparql")
    assert seen == "n\r\n1\r\n" or seen == "n\n1\n"


@pytest.mark.parametrize(
    ("form", "query", "media_type"),
    [
        (JSON, "SELECT * {?s ?p ?o} LIMIT 1", "application/sparql-results+json"),
        (XML, "SELECT * {?s ?p ?o} LIMIT 1", "application/sparql-results+xml"),
        (CSV, "SELECT * {?s ?p ?o} LIMIT 1", "text/csv"),
        (TSV, "SELECT * {?s ?p ?o} LIMIT 1", "text/tab-separated-values"),
        (JSON, "ASK {?s ?p ?o}", "application/sparql-results+json"),
        (XML, "ASK {?s ?p ?o}", "application/sparql-results+xml"),
        (TURTLE, "CONSTRUCT WHERE {?s ?p ?o}", "text/turtle"),
        (N3, "CONSTRUCT WHERE {?s ?p ?o}", "text/turtle"),
        (RDFXML, f"DESCRIBE <{B}id/element/balie>", "application/rdf+xml"),
        (JSONLD, "CONSTRUCT WHERE {?s ?p ?o}", "application/ld+json"),
    ],
)
def test_sparqlwrapper(web: Web, form: str, query: str, media_type: str) -> None:
    for method in ("GET", "POST"):
        client = SPARQLWrapper(web.root + "/sparql")
        client.setReturnFormat(form)
        client.setMethod(method)
        client.setQuery(query)
        answer = client.query()
        assert answer.info()["content-type"].partition(";")[0] == media_type
        assert answer.convert()


def test_the_same_table_in_every_form(web: Web) -> None:
    query = (
        "SELECT ?s ?o { ?s <def#sourceLabel>|<http://www.w3.org/2000/01/rdf-schema#seeAlso> ?o }"
        " ORDER BY ?s ?o"
    )
    found = json.loads(web.ask(query, "application/sparql-results+json").body)
    values = [[row[n]["value"] for n in ("s", "o")] for row in found["results"]["bindings"]]
    assert len(values) == 5
    xml = ElementTree.fromstring(web.ask(query, "application/sparql-results+xml").body)
    ns = "{http://www.w3.org/2005/sparql-results#}"
    rows = [[binding[0].text for binding in row] for row in xml.iter(f"{ns}result")]
    assert rows == values
    read = list(csv.reader(io.StringIO(web.ask(query, "text/csv").text, newline="")))
    assert read == [["s", "o"], *values]
    tsv = web.ask(query, "text/tab-separated-values").text.splitlines()
    assert tsv[0] == "?s\t?o" and len(tsv) == 1 + len(values)
    assert '"eerste\\rtweede\\r\\nderde\\tvierde\\\\vijfde"' in "\n".join(tsv)


def test_the_union_is_the_default_graph(web: Web) -> None:
    query = "ASK { <id/element/balie> a <def#Element> , <def#ReferenceComponent> }"
    assert json.loads(web.ask(query).body)["boolean"] is True


def test_graphs_can_be_chosen(web: Web) -> None:
    landscape, inferred = f"{B}id/graph/landschap", f"{B}id/graph/inferred"
    kinds = "SELECT ?k {} { <id/element/balie> a ?k }"
    named = "SELECT ?k {} { GRAPH ?g { <id/element/balie> a ?k } }"

    def count(query: str, clause: str = "", **parameters: str) -> int:
        reply = web.ask(query.replace("{}", clause, 1), **parameters)
        assert reply.status == 200, reply.text
        return len(json.loads(reply.body)["results"]["bindings"])

    assert count(kinds) == 3 and count(named) == 3
    assert count(kinds, f"FROM <{landscape}>") == 2
    assert count(kinds, "FROM <id/graph/inferred>") == 1
    assert count(kinds, f"FROM NAMED <{inferred}>") == 0
    assert count(named, f"FROM NAMED <{inferred}>") == 1
    assert count(named, f"FROM <{inferred}>") == 0
    assert count(kinds, **{"default-graph-uri": inferred}) == 1
    assert count(named, **{"default-graph-uri": inferred}) == 0
    assert count(named, **{"named-graph-uri": inferred}) == 1
    assert count(kinds, **{"named-graph-uri": inferred}) == 0
    # section 2.1.4: the protocol's dataset goes before the query's
    assert count(kinds, f"FROM <{landscape}>", **{"default-graph-uri": inferred}) == 1


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sparql?query=", 400),
        ("/sparql?default-graph-uri=https%3A%2F%2Fx%2F", 400),
        ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400),
        ("/sparql?query=%FF", 400),
        ("/sparql?query=" + encoded("INSERT DATA { <a:a> <a:b> <a:c> }"), 403),
        ("/sparql?update=CLEAR%20ALL", 403),
        ("/sparql?query=" + encoded("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"), 403),
        ("/sparql?query=" + encoded("ASK FROM <http://elders.example/> {}"), 403),
        ("/sparql?query=ASK%7B%7D&default-graph-uri=http%3A%2F%2Felders.example%2F", 403),
    ],
)
def test_refusals(web: Web, path: str, status: int) -> None:
    for accept, media_type in ((None, "application/problem+json"), ("text/html", "text/html")):
        reply = web.send(path, accept)
        assert (reply.status, reply.type) == (status, media_type)
        assert b"Traceback" not in reply.body


def test_refused_bodies(web: Web) -> None:
    update = b"INSERT DATA { <a:a> <a:b> <a:c> }"
    sent = [
        (update, "application/sparql-update", 403),
        (b"update=" + encoded(update.decode()).encode(), FORM, 403),
        (b"query=" + encoded(update.decode()).encode(), FORM, 403),
        (b"", FORM, 400),
        (b"ASK {}", "text/plain", 415),
        (b"\xff", DIRECT, 400),
        (b"ASK {} # " + b"x" * 70_000, DIRECT, 413),
    ]
    for body, content_type, status in sent:
        reply = web.send("/sparql", None, "POST", body, Content_Type=content_type)
        assert reply.status == status, (body, content_type)
    assert web.send("/sparql", None, "POST").status == 415
    assert json.loads(web.ask("ASK { <a:a> ?p ?o }").body)["boolean"] is False


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("SELECT * {\n  ?s ?p\n}", 3),
        ("SELECT * {\n\n  ?s onbekend:p ?o }", 3),
        ("SELEKT", 1),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?y", 1),
    ],
)
def test_a_mistake_is_pointed_at(web: Web, query: str, line: int) -> None:
    reply = web.send(f"/sparql?query={encoded(query)}")
    problem = json.loads(reply.body)
    assert (reply.status, problem["line"]) == (400, line)
    # The engine points at where it could go no further, at most just past the mistake.
    assert 1 <= problem["column"] <= len(query.splitlines()[line - 1]) + 1
    assert f"Regel {line}, kolom {problem['column']}" in problem["detail"]
    page = web.send(f"/sparql?query={encoded(query)}", "text/html")
    assert page.status == 400 and f"Regel {line}" in page.text and "<textarea" in page.text


def test_an_unknown_function_is_a_mistake(web: Web) -> None:
    reply = web.ask("SELECT (<http://x/f>(1) AS ?y) {}")
    assert reply.status == 400 and "http://x/f" in reply.text


@pytest.mark.parametrize(
    ("query", "accept"),
    [("CONSTRUCT WHERE {?s ?p ?o}", "text/csv"), ("ASK {}", "text/turtle"), ("ASK {}", "text/csv")],
)
def test_a_form_that_cannot_hold_the_result(web: Web, query: str, accept: str) -> None:
    reply = web.ask(query, accept)
    assert reply.status == 406 and json.loads(reply.body)["offers"]


def test_what_xml_cannot_hold_is_refused_and_elsewhere_it_is_there(web: Web) -> None:
    query = 'SELECT ?x { BIND("a\\u0001b" AS ?x) }'
    assert web.ask(query, "application/sparql-results+xml").status == 406
    found = json.loads(web.ask(query).body)
    assert found["results"]["bindings"][0]["x"]["value"] == "a\x01b"


def test_without_a_query_the_endpoint_describes_itself(web: Web) -> None:
    reply = web.send("/sparql")
    assert reply.type == "text/turtle"
    found = Graph().parse(data=reply.body, format="turtle")
    service = URIRef(B + "sparql")
    assert (service, URIRef(SD + "endpoint"), service) in found
    graphs = {str(o) for o in found.objects(None, URIRef(SD + "name"))}
    assert graphs == {f"{B}id/graph/{key}" for key in tiny.GRAPHS}
    formats = {str(o) for o in found.objects(service, URIRef(SD + "resultFormat"))}
    assert formats == {f.iri for f in FORMATS if f.key != "html"}


def test_a_browser_gets_a_form_and_examples(web: Web) -> None:
    page = web.send("/sparql", "text/html").text
    assert "<textarea" in page and 'action="/sparql"' in page
    stored = sorted(ROOT.glob("server/queries/examples/*.rq"))
    assert page.count('href="/sparql?query=') == len(stored) >= 20


def test_a_browser_gets_a_table_with_labels_and_links(web: Web) -> None:
    query = "SELECT ?s ?n { ?s a <def#ReferenceComponent> ; <def#sourceLabel> ?n }"
    page = web.ask(query, "text/html").text
    assert '<a href="/doc/element/balie">Balie</a>' in page and "as=csv" in page
    assert "<script>" not in page and "&lt;script&gt;" in page
    graph = web.ask("DESCRIBE <id/element/vals>", "text/html").text
    assert "<script>" not in graph and "as=ttl" in graph and 'href="javascript:' not in graph
    assert ">Ja<" in web.ask("ASK {}", "text/html").text
    assert web.ask("SELECT ?leeg { BIND(1 AS ?x) }", "text/html").status == 200


def test_as_gives_a_form_by_link(web: Web) -> None:
    reply = web.ask(COUNT, "text/html", **{"as": "csv"})
    assert reply.type == "text/csv"


def test_answers_to_get_have_validators(web: Web) -> None:
    reply = web.ask(COUNT)
    assert reply.headers["vary"] == "Accept"
    assert web.send(f"/sparql?query={encoded(COUNT)}", If_None_Match="*").status == 304
    posted = web.send("/sparql", None, "POST", COUNT.encode(), Content_Type=DIRECT)
    assert "etag" not in posted.headers


def test_constructed_graphs_are_sorted_and_without_doubles(web: Web) -> None:
    query = "CONSTRUCT { ?s a <def#X> } { ?s ?p ?o . FILTER(isIRI(?s)) }"
    lines = web.ask(query, "application/n-triples").text.splitlines()
    assert lines == sorted(set(lines)) and len(lines) > 10
