"""The endpoint as its clients see it: curl, SPARQLWrapper and a browser, over the wire."""

import csv
import io
import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from rdflib import Graph, URIRef
from SPARQLWrapper import CSV, JSON, JSONLD, N3, RDFXML, TSV, TURTLE, XML, SPARQLWrapper

from server.formats import FORMATS, Form
from tests.serving import tiny
from tests.serving.running import ROOT, Reply, Web, encoded, serving

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
    ("query", "line", "column", "words"),
    [
        ("SELECT * {\n  ?s ?p\n}", 3, 1, "een variabele"),
        ("SELECT * {\n\n  ?s onbekend:p ?o }", 3, 6, "PREFIX"),
        ("SELECT * {\n ?s <p> ?o }", 2, 5, "BASE"),
        ("SELEKT", 1, 1, "SELECT"),
        ("SELECT * { ?s ?p 'é𝄞' fout }", 1, 23, "}"),
        ("ASK {} LIMIT", 1, 13, "een getal"),
        ("SELECT ?x { ?x ?y ?z } GROUP BY ?y", 1, None, "gegroepeerd"),
    ],
)
def test_a_mistake_is_pointed_at(
    web: Web, query: str, line: int, column: int | None, words: str
) -> None:
    reply = web.send(f"/sparql?query={encoded(query)}")
    problem = json.loads(reply.body)
    assert (reply.status, problem["line"]) == (400, line)
    assert problem["column"] == column if column else problem["column"] >= 1
    assert f"Regel {line}, kolom {problem['column']}" in problem["detail"]
    assert words in problem["detail"]
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
    asked = {
        Form.BINDINGS: "SELECT * { VALUES ?x { 1 } }",
        Form.BOOLEAN: "ASK {}",
        Form.GRAPH: "CONSTRUCT WHERE { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o }",
    }
    for offered in FORMATS:
        for form in offered.forms if offered.key != "html" else ():
            reply = web.ask(asked[form], offered.media_type)
            assert (reply.status, reply.type) == (200, offered.media_type)
    assert formats == {f.iri for f in FORMATS if f.forms and f.key != "html"}


def test_a_browser_gets_a_form_and_examples(web: Web) -> None:
    page = web.send("/sparql", "text/html").text
    assert "<textarea" in page and 'action="/sparql"' in page
    # Those about a model are offered beside one.
    stored = [f for f in ROOT.glob("server/queries/*.rq") if "-model-" not in f.stem]
    # Those with something to choose are forms, the others links.
    named = {*re.findall(r'(?:href|action)="/query/([a-z0-9-]+)"', page)}
    assert named == {file.stem.partition("-")[2] for file in stored} and len(named) >= 20


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
    assert reply.headers["vary"] == "Accept, Accept-Encoding" and reply.headers["etag"].startswith(
        '"'
    )
    assert web.send(f"/sparql?query={encoded(COUNT)}", If_None_Match="*").status == 304
    posted = web.send("/sparql", None, "POST", COUNT.encode(), Content_Type=DIRECT)
    assert "etag" not in posted.headers


def test_the_same_request_has_the_same_bytes_and_another_form_another_tag(web: Web) -> None:
    query = "SELECT ?s (BNODE() AS ?b) { ?s a <def#ReferenceComponent> }"
    first, again = web.ask(query), web.ask(query)
    assert (first.body, first.headers["etag"]) == (again.body, again.headers["etag"])
    path = f"/sparql?query={encoded(f'BASE <{B}> {query}')}"
    assert web.send(path, If_None_Match=first.headers["etag"]).status == 304
    other = web.send(path, "text/csv", If_None_Match=first.headers["etag"])
    assert other.status == 200 and other.headers["etag"] != first.headers["etag"]


def test_what_is_new_each_time_is_not_kept(web: Web) -> None:
    for function in ("UUID()", "STRUUID()", "RAND()"):
        replies = [web.ask(f"SELECT ({function} AS ?x) {{}}") for _ in range(2)]
        assert replies[0].body != replies[1].body
        assert all("etag" not in r.headers for r in replies)
        assert all(r.headers["cache-control"] == "no-cache" for r in replies)


@pytest.mark.parametrize("accept", [None, "text/csv", "text/html", "image/png"])
def test_given_again_it_is_the_same_response(web: Web, accept: str | None) -> None:
    """The first comes from the application, the others from what was kept of it."""
    path = f"/sparql?query={encoded(f'SELECT (1 AS ?x) {{}} # {accept}')}"
    unkept = web.send(path, accept, If_Modified_Since="x")  # goes to the application itself
    first, again, head = (web.send(path, accept, method) for method in ("GET", "GET", "HEAD"))

    def said(reply: Reply) -> dict[str, str]:
        return {name: value for name, value in reply.headers.items() if name != "date"}

    assert unkept.status == first.status == again.status == head.status
    assert unkept.body == first.body == again.body and head.body == b""
    assert said(unkept) == said(first) == said(again) == said(head)
    if first.status != 200:
        return
    tag = first.headers["etag"]
    asked = [web.send(path, accept, If_None_Match=f'"x", W/{tag}') for _ in range(2)]
    asked.append(web.send(path, accept, If_None_Match=tag, If_Modified_Since="x"))
    assert [reply.status for reply in asked] == [304] * 3
    assert said(asked[0]) == said(asked[2]) and asked[0].body == b""
    assert web.send(path, accept, If_None_Match='"x"').body == first.body


@pytest.mark.parametrize("accept", [None, "text/csv", "text/html", "image/png"])
@pytest.mark.parametrize("query", [COUNT, "SELECT {", "DESCRIBE <x:y>", ""])
def test_head_is_get_without_a_body(web: Web, query: str, accept: str | None) -> None:
    path = f"/sparql?query={encoded(query)}" if query else "/sparql"
    got, head = web.send(path, accept), web.send(path, accept, "HEAD")
    assert head.body == b"" and head.status == got.status
    drop = {"date"}
    assert {k: v for k, v in head.headers.items() if k not in drop} == {
        k: v for k, v in got.headers.items() if k not in drop
    }


def test_a_script_elsewhere_may_post_a_query(web: Web) -> None:
    """The preflight of Fetch (3.2.2): a body of application/sparql-query needs one."""
    reply = web.send("/sparql", None, "OPTIONS", Origin="https://elders.example")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert "Content-Type" in reply.headers["access-control-allow-headers"]
    assert reply.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods(web: Web, method: str) -> None:
    reply = web.send("/sparql?query=ASK%7B%7D", None, method, b"")
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_rows_and_their_limit_are_said(patient: Web) -> None:
    reply = patient.ask("SELECT * { VALUES ?x { 1 2 3 } }")
    assert (reply.headers["sparql-rows"], reply.headers["sparql-row-limit"]) == ("3", "100000")
    assert patient.ask("ASK {}").headers["sparql-rows"] == "1"
    triples = patient.ask(
        "CONSTRUCT { ?x a ?x } { VALUES ?x { <a:a> <a:b> <a:a> } }", "text/turtle"
    )
    assert triples.headers["sparql-rows"] == "2"
    assert "SPARQL-Rows" in reply.headers["access-control-expose-headers"]
    numbers = "{ " + " ".join(map(str, range(47))) + " }"
    product = f"{{ VALUES ?a {numbers} VALUES ?b {numbers} VALUES ?c {numbers} }}"  # 103,823 rows
    for accept in ("application/sparql-results+json", "text/csv", "text/html"):
        many = patient.ask(f"SELECT ?unbound {product}", accept)
        assert many.status == 413 and "100000 rijen" in many.text and "LIMIT" in many.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?x ?y { VALUES ?x { 'a,{' ',{\"' '[{' } }",
        "SELECT ?x ?y { VALUES (?x ?y) { (UNDEF UNDEF) (1 UNDEF) (UNDEF ',{') } }",
        "SELECT ?x { VALUES ?x { <<( <a:a> <a:b> ',{[{<result>' )>> '<result>' '\\\\' } }",
        "SELECT ?x ?y ?z { VALUES ?x { '\\n' '\\u2028' '\\\\\"' } }",
    ],
)
def test_rows_are_counted_whatever_they_hold(web: Web, query: str) -> None:
    types = ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]
    for accept in (*types, "text/tab-separated-values"):
        reply = web.ask(query, accept)
        assert (reply.status, reply.headers.get("sparql-rows")) == (200, "3"), reply.text


def test_a_page_shows_the_first_rows_and_tells_how_many_there_are(patient: Web) -> None:
    page = patient.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", "text/html")
    rows = int(page.headers["sparql-rows"])
    assert rows > 1_000 and page.text.count("<tr>") == 1_001
    assert f"{rows} rijen; hier staan de eerste 1000" in page.text
    table = patient.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", "text/csv")
    assert len(list(csv.reader(io.StringIO(table.text, newline="")))) == 1 + rows
    both = patient.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", "text/html;q=0.5, text/csv")
    assert both.body == table.body
    graph = patient.ask("CONSTRUCT { [] a ?a } { ?a ?b ?c . ?d ?e ?f }", "text/html")
    assert graph.status == 200 and graph.text.count("<tr>") == 1_001


def test_functions_in_the_description_work(web: Web) -> None:
    found = Graph().parse(data=web.send("/sparql").body, format="turtle")
    listed = {str(o) for o in found.objects(URIRef(B + "sparql"), URIRef(SD + "extensionFunction"))}
    values = {
        "date": "2026-11-22", "time": "10:00:00", "duration": "P1D", "dayTimeDuration": "P1D",
        "yearMonthDuration": "P1Y", "gYear": "2026", "gYearMonth": "2026-11", "gMonth": "--11",
        "gMonthDay": "--11-22", "gDay": "---22",
    }  # fmt: skip
    assert {iri.rpartition("#")[2] for iri in listed} == set(values)
    for iri in listed:
        reply = web.ask(f"SELECT (<{iri}>('{values[iri.rpartition('#')[2]]}') AS ?x) {{}}")
        assert json.loads(reply.body)["results"]["bindings"][0]["x"]["datatype"] == iri


def test_the_description_says_the_limits(web: Web) -> None:
    text = web.send("/sparql", "text/turtle").text
    assert "100000 rijen" in text and "1.5 seconden" in text
    page = web.send("/sparql", "text/html").text
    assert "100.000 rijen" in page and "1,5 seconden" in page
    english = web.send("/sparql?as=en.html").text
    assert "100,000 rows" in english and "1.5 seconds" in english


def test_many_at_once_each_get_their_own_answer(web: Web) -> None:
    def ask(number: int) -> bool:
        accept = ("application/sparql-results+json", "text/csv")[number % 2]
        reply = web.ask(f"SELECT ({number} AS ?x) {{}}", accept, f"127.0.3.{number % 9 + 1}")
        return reply.status == 200 and str(number) in reply.text and reply.type == accept

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(ask, range(1_000, 1_300)))


def test_void_is_where_the_catalogue_is(web: Web) -> None:
    """VoID, 7.2: the well-known address redirects to the description."""
    reply = web.send("/.well-known/void")
    assert reply.status == 303 and reply.headers["location"] == "/catalog"
    seen = web.curl("-H", "Accept: text/turtle", "/.well-known/void")
    assert "dcat:Catalog" in seen


def test_a_proxy_is_believed_only_where_it_is_named(tiny_var: Path) -> None:
    """What counts against a client shows by 429: many clients at once get 503 at most."""
    slow = "SELECT (COUNT(*){} AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }}"

    def statuses(web: Web, forwarded: Callable[[int], str]) -> set[int]:
        def ask(number: int) -> int:
            path = f"/sparql?query={encoded(slow.format(' + 1' * number))}"
            return web.send(path, X_Forwarded_For=forwarded(number)).status

        with ThreadPoolExecutor(16) as pool:
            return set(pool.map(ask, range(16)))

    with serving(tiny_var, B, GEMMA_QUERY_SECONDS="2", GEMMA_TRUSTED_PROXY="127.0.0.1") as web:
        assert statuses(web, lambda n: f"203.0.113.9, 198.51.100.{n}") == {503}
        assert 429 in statuses(web, lambda n: f"203.0.113.{n}, 198.51.100.99")
    with serving(tiny_var, B, GEMMA_QUERY_SECONDS="2") as web:
        assert 429 in statuses(web, lambda n: f"198.51.100.{n}")


def test_constructed_graphs_are_sorted_and_without_doubles(web: Web) -> None:
    query = "CONSTRUCT { ?s a <def#X> } { ?s ?p ?o . FILTER(isIRI(?s)) }"
    lines = web.ask(query, "application/n-triples").text.splitlines()
    assert lines == sorted(set(lines)) and len(lines) > 10
