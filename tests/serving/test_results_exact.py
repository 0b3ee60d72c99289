"""Results to the letter, whatever the values hold.

SPARQL 1.1 Query Results JSON (3), XML (2), CSV and TSV (3 and 4), each read with a parser that is
not the one that wrote it.
"""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.util import from_n3

from tests.serving.running import Web

XSD = "http://www.w3.org/2001/XMLSchema#"
#: name -> (how SPARQL writes it, its value, language, datatype).
VALUES: dict[str, tuple[str, str, str | None, str | None]] = {
    "plain": ('"plain"', "plain", None, None),
    "empty": ('""', "", None, None),
    "quotes": (r'"say \"x\", and \\"', 'say "x", and \\', None, None),
    "commas": ('"a,b;c"', "a,b;c", None, None),
    "lines": (r'"a\nb\rc\r\nd\te"', "a\nb\rc\r\nd\te", None, None),
    "markup": ('"<b>&amp;]]></b>"', "<b>&amp;]]></b>", None, None),
    "outside": ('"é€𝄞\u2028\u0085"', "é€𝄞\u2028\u0085", None, None),
    "spaces": ('"  x  "', "  x  ", None, None),
    "formula": ('"=1+1"', "=1+1", None, None),
    "language": ('"hoi"@nl', "hoi", "nl", None),
    "region": ('"hoi"@nl-BE', "hoi", "nl-be", None),
    "integer": ("42", "42", None, XSD + "integer"),
    "decimal": ("1.5", "1.5", None, XSD + "decimal"),
    "boolean": ("true", "true", None, XSD + "boolean"),
    "date": (f'"2026-11-22"^^<{XSD}date>', "2026-11-22", None, XSD + "date"),
    "own": ('"x,y"^^<http://x/a,b>', "x,y", None, "http://x/a,b"),
}
QUERY = (
    "SELECT ?name ?value ?unbound { VALUES (?name ?value) { "
    + " ".join(f'("{name}" {written})' for name, (written, *_) in VALUES.items())
    + ' ("iri" <http://x/a,b?c=d&e=\'f>) } }'
)
SR = "{http://www.w3.org/2005/sparql-results#}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def test_json(web: Web) -> None:
    found = json.loads(web.ask(QUERY, "application/sparql-results+json").body)
    assert found["head"] == {"link": [f"{web.base}sparql"], "vars": ["name", "value", "unbound"]}
    rows = {row["name"]["value"]: row for row in found["results"]["bindings"]}
    assert all("unbound" not in row for row in rows.values())
    for name, (_, value, language, datatype) in VALUES.items():
        term = rows[name]["value"]
        assert (term["type"], term["value"]) == ("literal", value), name
        assert (term.get("xml:lang"), term.get("datatype")) == (language, datatype), name
    assert rows["iri"]["value"] == {"type": "uri", "value": "http://x/a,b?c=d&e='f"}


def test_xml(web: Web) -> None:
    root = ElementTree.fromstring(web.ask(QUERY, "application/sparql-results+xml").body)
    head = root.find(f"{SR}head")
    assert head is not None
    assert [child.tag for child in head] == [f"{SR}variable"] * 3 + [f"{SR}link"]
    assert head[-1].get("href") == f"{web.base}sparql"
    rows = {}
    for result in root.iter(f"{SR}result"):
        bound = {binding.get("name"): binding[0] for binding in result}
        assert set(bound) == {"name", "value"}
        rows[bound["name"].text] = bound["value"]
    for name, (_, value, language, datatype) in VALUES.items():
        term = rows[name]
        assert (term.tag, term.text or "") == (f"{SR}literal", value), name
        assert (term.get(XML_LANG), term.get("datatype")) == (language, datatype), name
    assert (rows["iri"].tag, rows["iri"].text) == (f"{SR}uri", "http://x/a,b?c=d&e='f")


def test_csv(web: Web) -> None:
    reply = web.ask(QUERY, "text/csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    assert reply.body.startswith(b"name,value,unbound\r\n") and reply.body.endswith(b"\r\n")
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(reply.text, newline=""))}
    for name, (_, value, *_rest) in VALUES.items():
        assert rows[name] == [value, ""], name
    assert rows["iri"] == ["http://x/a,b?c=d&e='f", ""]
    # RFC 4180, 2.6 and 2.7: quoted where needed, quotes doubled.
    assert b'quotes,"say ""x"", and \\",\r\n' in reply.body and b"plain,plain,\r\n" in reply.body


def test_tsv(web: Web) -> None:
    reply = web.ask(QUERY, "text/tab-separated-values")
    assert reply.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    lines = reply.body.decode().split("\n")
    assert lines[0] == "?name\t?value\t?unbound" and lines[-1] == ""
    rows = {line.split("\t")[0].strip('"'): line.split("\t")[1:] for line in lines[1:-1]}
    for name, (_, value, language, datatype) in VALUES.items():
        written, unbound = rows[name]
        assert unbound == "" and "\r" not in written
        term = from_n3(written)
        assert isinstance(term, Literal) and str(term) == value, name
        assert term.language == language, name
        assert (str(term.datatype) if term.datatype else None) == datatype, name
    assert from_n3(rows["iri"][0]) == URIRef("http://x/a,b?c=d&e='f")


@pytest.mark.parametrize(
    ("query", "csv_", "tsv"),
    [
        ("SELECT ?x { }", '"x"\r\n""\r\n', "?x\n\n"),
        ("SELECT ?x { FILTER(false) }", "x\r\n", "?x\n"),
        ("SELECT * { }", "\r\n\r\n", "\n\n"),
        ("SELECT ?x ?y { VALUES ?y { 1 } }", "x,y\r\n,1\r\n", "?x\t?y\n\t1\n"),
    ],
)
def test_tables_with_little_in_them(web: Web, query: str, csv_: str, tsv: str) -> None:
    assert web.ask(query, "text/csv").text.replace('"', "") == csv_.replace('"', "")
    assert web.ask(query, "text/tab-separated-values").text == tsv


def test_blank_nodes_are_the_same_within_an_answer(web: Web) -> None:
    query = "SELECT ?x ?y { ?x <http://www.w3.org/2002/07/owl#onProperty> ?p BIND(?x AS ?y) }"
    row = json.loads(web.ask(query).body)["results"]["bindings"][0]
    assert row["x"] == row["y"] and row["x"]["type"] == "bnode"
    for accept in ("text/csv", "text/tab-separated-values"):
        line = web.ask(query, accept).text.splitlines()[1]
        one, other = line.replace(",", "\t").split("\t")
        assert one == other and one.startswith("_:")


def test_control_characters(web: Web) -> None:
    text = "".join(map(chr, range(1, 32)))
    query = 'SELECT ?x { BIND("' + "".join(f"\\u{ord(c):04X}" for c in text) + '" AS ?x) }'
    found = json.loads(web.ask(query).body)["results"]["bindings"][0]["x"]["value"]
    assert found == text
    table = io.StringIO(web.ask(query, "text/csv").text, newline="")
    assert list(csv.reader(table)) == [["x"], [text]]
    refused = web.ask(query, "application/sparql-results+xml")
    assert refused.status == 406 and json.loads(refused.body)["offers"]


TRIPLE = '<<( <http://x/s> <http://x/p> "a\\tb"@en--rtl )>>'


def test_terms_of_rdf_1_2_in_tables(web: Web) -> None:
    query = f"SELECT ?x {{ VALUES ?x {{ {TRIPLE} }} }}"
    term = json.loads(web.ask(query).body)["results"]["bindings"][0]["x"]
    assert term["type"] == "triple" and term["value"]["object"]["its:dir"] == "rtl"
    root = ElementTree.fromstring(web.ask(query, "application/sparql-results+xml").body)
    assert root.find(f".//{SR}triple/{SR}object/{SR}literal") is not None
    assert web.ask(query, "text/tab-separated-values").text.splitlines() == ["?x", TRIPLE]
    rows = list(csv.reader(io.StringIO(web.ask(query, "text/csv").text, newline="")))
    assert rows == [["x"], [TRIPLE]]
    assert "http://x/s" in web.ask(query, "text/html").text


def test_terms_of_rdf_1_2_in_graphs(web: Web) -> None:
    query = f"CONSTRUCT {{ <http://x/a> <http://x/b> ?x }} {{ VALUES ?x {{ {TRIPLE} }} }}"
    for accept in ("text/turtle", "application/n-triples"):
        reply = web.ask(query, accept)
        assert reply.status == 200 and "@en--rtl )>>" in reply.text
    reply = web.ask(query, "application/ld+json")
    assert reply.status == 406 and "RDF 1.2" in json.loads(reply.body)["detail"]
    directed = 'CONSTRUCT { <http://x/a> <http://x/b> "x"@ar--rtl } {}'
    found = json.loads(web.ask(directed, "application/ld+json").body)
    value = {"@value": "x", "@language": "ar", "@direction": "rtl"}
    assert found["@graph"][0]["http://x/b"] == [value]


def test_graphs_hold_whatever_the_values_hold(web: Web) -> None:
    values = " ".join(written for written, *_ in VALUES.values())
    query = f"CONSTRUCT {{ <http://x/a> <http://x/b> ?x }} {{ VALUES ?x {{ {values} }} }}"
    forms = {
        "text/turtle": "turtle",
        "application/n-triples": "nt",
        "application/rdf+xml": "xml",
        "application/ld+json": "json-ld",
    }
    wanted = {(v, lang, kind) for _, v, lang, kind in VALUES.values()}
    for accept, parser in forms.items():
        reply = web.ask(query, accept)
        assert (reply.status, reply.type) == (200, accept)
        assert reply.headers["sparql-rows"] == str(len(VALUES))
        found = Graph().parse(data=reply.body, format=parser)
        assert {
            (str(o), o.language, str(o.datatype) if o.datatype else None)
            for o in found.objects()
            if isinstance(o, Literal)
        } == wanted
