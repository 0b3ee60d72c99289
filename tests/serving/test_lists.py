"""A user's own list, on the real release: it comes in every way, is judged, drawn and forgotten."""

import csv
import io
import json
import re
import subprocess
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from openapi_spec_validator import validate as is_openapi
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from server.app.answers.openapi_lists import PROBLEMS
from server.namespaces import gemma
from server.portfolio.findings import REMARKS
from server.portfolio.products import NAME_MAXIMUM
from server.portfolio.sharing import LINK_MAXIMUM
from server.portfolio.statements import FILE_MAXIMUM
from server.settings import DEFAULT_BASE as B
from tests.serving.running import ROOT, Reply, Web
from tests.serving.test_pages import Page

EXAMPLES = {f.stem: f for f in (ROOT / "server/portfolio/examples").glob("*.csv")}
HTML, JSON, SVG, CSV, TTL = (
    "text/html", "application/json", "image/svg+xml", "text/csv", "text/turtle",
)  # fmt: skip
NOTHING = Path("/dev/null")
SMALL = "product;leverancier;componenten\nMolen;Grutto;Zaaksysteem | e-Formulieren\nWulp;;DMS\n"


def send(
    web: Web, text: str | bytes, accept: str = JSON, path: str = "/list", form: str = CSV
) -> Reply:
    body = text if isinstance(text, bytes) else text.encode()
    return web.send(path, accept, "POST", body, Content_Type=form)


def words(page: str) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<[^>]*>", "", page))


def outcome(web: Web, text: str | bytes, form: str = CSV) -> dict[str, Any]:
    reply = send(web, text, form=form)
    assert (reply.status, reply.type) == (200, JSON), reply.text
    found: dict[str, Any] = json.loads(reply.text)
    return found


def verdict(web: Web, text: str | bytes, form: str = CSV) -> dict[str, Any]:
    reply = send(web, text, path="/list/validate", form=form)
    assert (reply.status, reply.type) == (200, JSON), reply.text
    found: dict[str, Any] = json.loads(reply.text)
    return found


def upload(web: Web, file: Path, *more: str) -> bytes:
    """Send a file with the real curl, as a form does."""
    command = ["curl", "-sS", "--max-time", "30", "-F", f"file=@{file}", *more, f"{web.root}/list"]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_has_no_mistake_and_says_that_it_is_invented(real: Web, name: str) -> None:
    reply = real.send(f"/list/{name}.csv")
    assert verdict(real, reply.body) == {"conforms": True, "more": 0, "findings": []}
    found = outcome(real, reply.body)
    assert all("(verzonnen)" in product["name"] for product in found["products"])
    assert all("(verzonnen)" in product["supplier"] for product in found["products"])
    # Of what a list is good for, each shows something.
    counts = found["counts"]
    assert min(counts[name] for name in ("once", "none", "connections", "unfinished")) > 0
    assert counts["components"] == counts["once"] + counts["several"] + counts["none"]


def test_an_example_in_turtle_says_the_same(real: Web) -> None:
    for name in EXAMPLES:
        turtle, table = (real.send(f"/list/{name}.{suffix}").body for suffix in ("ttl", "csv"))
        one, other = outcome(real, turtle, TTL), outcome(real, table)
        for found in (one, other):
            for product in found["products"]:
                del product["line"]
        assert one == other


def test_a_municipality_sees_what_it_has_lacks_and_has_twice(real: Web) -> None:
    found = outcome(real, EXAMPLES["gemeente"].read_bytes())
    by_name = {one["name"]["nl"]: one for one in found["components"]}
    assert by_name["Handhaving"]["coverage"] == "several"
    assert by_name["Documentenbeheer"]["products"] == ["Molendocument (verzonnen)"]  # by DMS
    assert by_name["Geo-magazijn"]["coverage"] == "none"
    assert "LV-BAG" not in by_name  # not for a municipality to have
    lent = next(one for one in found["connections"] if one["name"]["nl"] == "BAG bijhouding")
    at = {one["id"]: one for one in found["ends"]}
    assert at[lent["from"][0]]["products"] == ["Panden & Adressen (verzonnen)"]
    assert at[lent["to"][0]]["name"]["nl"] == "LV-BAG" and at[lent["to"][0]]["products"] == []
    needed = {one["id"]: one["name"]["nl"] for one in found["standards"]}
    assert [needed[standard] for standard in lent["standards"]] == ["Koppelvlak BAG LV 1.2.3"]


def test_a_form_an_upload_and_a_body_say_the_same(real: Web) -> None:
    for file in EXAMPLES.values():
        body = send(real, file.read_bytes()).body
        assert upload(real, file) == body
        # What is pasted has its own ends of lines.
        pasted = file.read_text(encoding="utf-8").replace("\n", "\r\n")
        found = json.loads(upload(real, NOTHING, "--form-string", f"list={pasted}"))
        assert found == json.loads(body)


def test_a_form_can_choose_the_view(real: Web) -> None:
    file = EXAMPLES["gemeente"]
    plate = ET.fromstring(upload(real, file, "-F", "view=wmo", "-H", f"Accept: {SVG}"))
    assert (plate.findtext("{http://www.w3.org/2000/svg}title") or "").startswith("Wmo")
    text = "".join(plate.itertext())
    assert "Koppeling die nodig is" in text and "Ontbreekt" in text
    assert "Koppeling die nodig is" not in upload(real, file, "-H", f"Accept: {SVG}").decode()


def test_every_box_says_what_is_there(real: Web) -> None:
    plate = ET.fromstring(send(real, SMALL, SVG, "/list.svg").body)
    names = [a.get("aria-label", "") for a in plate.iter("{http://www.w3.org/2000/svg}a")]
    (case,) = [name for name in names if name.startswith("Zaaksysteem,")]
    (lack,) = [name for name in names if name.startswith("Geo-magazijn,")]
    assert case.endswith("Aanwezig: één product (Molen)") and lack.endswith("Ontbreekt")
    english = send(real, SMALL, SVG, "/list.en.svg").text
    assert "Present: one product (Molen)" in english and 'lang="en"' in english


def test_a_link_holds_the_list(real: Web) -> None:
    first = outcome(real, EXAMPLES["gemeente"].read_bytes())
    link = first["link"]
    assert len(link) < LINK_MAXIMUM and urlsplit(link).path == "/list"
    again = json.loads(real.send(link, JSON).body)
    assert again["products"] == [{**p, "line": n} for n, p in enumerate(first["products"], 2)]
    assert {**again, "products": []} == {**first, "products": []}
    for suffix, kind in (("svg", SVG), ("csv", CSV), ("ttl", TTL), ("json", JSON)):
        reply = real.send(link.replace("/list", f"/list.{suffix}"))
        sent = send(real, EXAMPLES["gemeente"].read_bytes(), path=f"/list.{suffix}")
        assert reply.type == sent.type == kind
        assert suffix == "json" or reply.body == sent.body


def test_what_comes_of_a_list_is_kept_by_nobody_else(real: Web) -> None:
    """RFC 9111, 5.2.2.5 and 5.2.2.7."""
    link = outcome(real, SMALL)["link"]
    for accept in (HTML, JSON, SVG):
        reply = real.send(link, accept)
        assert reply.headers["cache-control"].startswith("private")
        assert real.send(link, accept, If_None_Match=reply.headers["etag"]).status == 304
        posted = send(real, SMALL, accept)
        assert posted.headers["cache-control"] == "no-store" and "etag" not in posted.headers
        assert posted.headers["vary"] == "Accept, Accept-Encoding"
    assert send(real, SMALL, path="/list/validate").headers["cache-control"] == "no-store"


def test_a_list_that_is_too_long_for_a_link_is_told_so(real: Web) -> None:
    text = "product;component\n" + "".join(
        f"{n * 7919 % 99991}-{n * 104729 % 99989};Zaaksysteem\n" for n in range(1_500)
    )
    assert outcome(real, text)["link"] is None
    page = send(real, text, HTML)
    assert "te lang voor een link" in page.text and "?l=" not in page.text
    found = Page(page.text)
    # What was sent goes on in the form, so that every form of it can still be fetched.
    (held,) = [field for field in found.all("input") if field.get("type") == "hidden"]
    assert outcome(real, held["value"])["counts"]["products"] == 1_500
    sent_again = [b["formaction"] for b in found.all("button") if "formaction" in b]
    assert sent_again == ["/list.en.html", "/list.svg", "/list.csv", "/list.ttl", "/list.json"]
    # The other language is asked with the list, and nothing leads there without it.
    assert not [link for link in found.all("a") if link.get("hreflang") == "en"]
    english = send(real, held["value"], HTML, "/list.en.html")
    assert "1500 products offer" in " ".join(words(english.text).split())


def test_a_list_that_cannot_be_read_is_asked_for_again_in_the_other_language(real: Web) -> None:
    page = Page(send(real, "geen;kop\n", HTML).text)
    (other,) = [button for button in page.all("button") if "formaction" in button]
    (form,) = [form for form in page.all("form") if form.get("id") == other["form"]]
    assert other["formaction"] == "/list.en.html" and form["method"] == "post"


def test_an_outcome_grows_no_faster_than_its_list(real: Web) -> None:
    """A product has its name where it covers something, not at each connection of that as well."""
    sizes = [
        len(json.dumps(outcome(real, "product;component\n" + "".join(
            f"{n}-{'x' * 180};Zaaksysteem | Digikoppeling adapter | e-Formulieren\n"
            for n in range(products)
        ))))
        for products in (100, 400)
    ]  # fmt: skip
    assert sizes[1] < 4 * sizes[0]
    # Once in the list, and once at each of its components and each end that stands for them.
    assert sizes[1] < 400 * (180 + 1_000 + 8 * 200)


def test_the_table_can_be_opened_and_the_list_sent_again(real: Web) -> None:
    reply = send(real, SMALL, CSV, "/list.csv")
    rows = list(csv.DictReader(io.StringIO(reply.body.decode("utf-8-sig")), delimiter=";"))
    (one,) = [row for row in rows if row["iri"].endswith("/zaaksysteem")]
    assert (one["coverage"], one["products"], one["suppliers"]) == ("once", "Molen", "Grutto")
    assert one["label_en"] == "Case management system" and one["part_of"] == "Zakenbeheer"
    turtle = send(real, SMALL, TTL, "/list.ttl").body
    again = send(real, turtle, TTL, "/list.ttl", TTL).body
    one_graph, other = (Graph().parse(t, format="turtle", publicID=B) for t in (turtle, again))
    assert isomorphic(one_graph, other)
    product = URIRef(f"{gemma(B)}SoftwareProduct")
    assert len(list(one_graph.subjects(RDF.type, product))) == 2


#: What is wrong -> (a list, its line, what the finding is by, a word of the message).
FINDINGS = {
    "name": ("product,component\n,DMS\n", 2, "SoftwareProduct-name", "precies één naam"),
    "long name": (f"product,component\n{'a' * 201},DMS\n", 2, "SoftwareProduct-name", "200"),
    "no component": ("product,component\nA,DMS\nB,\n", 3, "SoftwareProduct-some", "minstens één"),
    "unknown": ("product,component\nA,DMS\nB,Zaaksisteem\n", 3, "SoftwareProduct-component",
                "geen referentiecomponent"),
    "a function": ("product,component\nA,Zakenbeheer\n", 2, "SoftwareProduct-component",
                   "geen referentiecomponent"),
    "two names": (
        "@prefix gemma: <def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<#a> a gemma:SoftwareProduct ;\n rdfs:label 'A' , 'B' ;\n gemma:offersFunctionalityOf"
        " 'DMS' .\n", 2, "SoftwareProduct-name", "precies één naam"),
    "no supplier": (
        "@prefix gemma: <def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<#a> a gemma:SoftwareProduct ;\n rdfs:label 'A' ;\n gemma:offersFunctionalityOf 'DMS' ;\n"
        " gemma:suppliedBy 'B' .\n", 5, "SoftwareProduct-supplier", "leverancier"),
    "no user": (
        "@prefix gemma: <def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<#a> a gemma:SoftwareProduct ;\n rdfs:label 'A' ;\n gemma:offersFunctionalityOf 'DMS' ;\n"
        " gemma:usedBy <#b> .\n", 5, "SoftwareProduct-user", "afdeling"),
    "a party without a name": (
        "@prefix gemma: <def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<#a> a gemma:SoftwareProduct ; rdfs:label 'A' ; gemma:offersFunctionalityOf 'DMS' .\n"
        "<#b> a gemma:Supplier .\n", 3, "partyName", "precies één naam"),
    "encoding": ("product,component\nCafé,DMS\n".encode("windows-1252"), 0, "encoding", "UTF-8"),
    "column": ("product,component,kosten\nA,DMS,7\n", 1, "column", "kosten"),
    "cells": ("product,component\nA,DMS,7\n", 2, "cells", "meer cellen"),
    "twice": ("product,component\nA,DMS\nA,DMS\n", 3, "twice", "DMS"),
    "today": ("product,component\nA,DMS\nB,gravenbeheer-component\n", 3, "today", "model van nu"),
    "term": (
        "@prefix gemma: <def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "<#a> a gemma:SoftwareProduct ; rdfs:label 'A' ; gemma:offersFunctionalityOf 'DMS' ;\n"
        " gemma:offers 'CRM' .\n", 3, "term", "gemma:offers"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "rule", "word"), FINDINGS.values(), ids=FINDINGS)
def test_each_mistake_is_said_with_its_line(
    real: Web, text: str | bytes, line: int, rule: str, word: str
) -> None:
    form = TTL if "@prefix" in str(text) else CSV
    (found,) = verdict(real, text, form)["findings"]
    assert found["rule"].removeprefix(f"{B}def/shapes#") == rule
    assert (found["line"] or 0) == line and word in found["message"]["nl"]
    assert found["message"]["en"] not in ("", found["message"]["nl"])
    page = send(real, text, HTML, form=form)
    assert page.status == 200 and found["message"]["nl"] in words(page.text)
    assert page.text.count('id="opmerkingen"') == 1


def test_a_name_that_is_too_long_is_told_in_short(real: Web) -> None:
    """Else an answer would have it whole at each end of every connection."""
    name, supplier = "n" * 5_000, "s" * 5_000
    text = f"product,supplier,component\n{name},{supplier},Zaaksysteem\n"
    (one,) = outcome(real, text)["products"]
    assert (one["name"], one["supplier"]) == (name[:NAME_MAXIMUM], supplier[:NAME_MAXIMUM])
    table = send(real, text, CSV, "/list.csv").text
    assert name[:NAME_MAXIMUM] in table and len(table) < 100 * NAME_MAXIMUM


def test_every_remark_is_tried() -> None:
    assert set(REMARKS) <= set(FINDINGS)


def test_what_was_meant_is_suggested(real: Web) -> None:
    text = "product,component\nA,Zaaksisteem\nB,zaak systeem\nC,Zakenbeheer\nD,qqqqqqqq\n"
    found = verdict(real, text)["findings"]
    meant = {f["about"]: [one["name"]["nl"] for one in f["meant"]] for f in found}
    assert meant["A"][0] == "Zaaksysteem" and "B" not in meant
    assert "Zaaksysteem" in meant["C"] and meant["D"] == []
    page = send(real, text, HTML).text
    assert '<a href="/doc/element/zaaksysteem">Zaaksysteem</a>' in page


@pytest.mark.parametrize("written", [
    "Zaaksysteem", "ZAAK-SYSTEEM", "Case management system", "element:zaaksysteem",
    f"{B}id/element/zaaksysteem", f"{B}doc/element/zaaksysteem.en.html",
    "http://127.0.0.1:8000/doc/element/zaaksysteem", "Zaaksysteem, DMS",
])  # fmt: skip
def test_a_component_goes_by_every_name(real: Web, written: str) -> None:
    found = outcome(real, f'product;component\nA;"{written}"\n')
    assert found["products"][0]["components"][0]["id"] == f"{B}id/element/zaaksysteem"
    assert found["products"][0]["unknown"] == [] and found["conforms"]


def test_a_name_of_today_goes_for_its_component_and_is_told(real: Web) -> None:
    found = outcome(real, "product,component\nA,Gravenbeheercomponent\n")
    (told,) = found["findings"]
    names = [one["name"]["nl"] for one in found["products"][0]["components"]]
    assert names == ["Begraafplaatsenadministratie"] == [m["name"]["nl"] for m in told["meant"]]
    assert found["conforms"] and told["severity"] == "info"


def test_a_report_is_of_shacl(real: Web) -> None:
    text = "product,component\nA,Zaaksisteem\n,DMS\n"
    reply = send(real, text, TTL, "/list/validate")
    graph = Graph().parse(data=reply.body, format="turtle")
    (top,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert (top, SH.conforms, Literal(False)) in graph
    results = list(graph.objects(top, SH.result))
    assert len(results) == 2 == len(verdict(real, text)["findings"])
    for result in results:
        for term in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(graph.objects(result, term))) == 1
        assert len(list(graph.objects(result, SH.resultMessage))) == 2
    (broken,) = graph.subjects(SH.value, Literal("Zaaksisteem"))
    shape = URIRef(f"{B}def/shapes#SoftwareProduct-component")
    assert (broken, SH.sourceShape, shape) in graph
    # The rule has an address, and so does the product: in the list that it stands in.
    assert real.send("/def/shapes", HTML).text.count('id="SoftwareProduct-component"') == 1
    assert graph.value(broken, SH.focusNode) == URIRef(f"{B}list#a")


REFUSED = {
    "nothing": ("", CSV, 422), "spaces": ("  \n ", CSV, 422), "prose": ("Hallo", CSV, 422),
    "a picture": (b"\x89PNG\r\n\x1a\n\0", CSV, 422), "a workbook": (b"PK\x03\x04", CSV, 422),
    "half of Turtle": ("<#a> a <#b", TTL, 422), "no products": ("<#a> a <#b> .", TTL, 422),
    "JSON": ("{}", JSON, 415), "no type": ("product\nA\n", "", 415),
    "RDF 1.2": ("<#a> <#b> " + "<<( <#a> <#b> " * 50_000 + "1" + " )>>" * 50_000, TTL, 422),
    "too many products": (
        "@prefix gemma: <def#> .\n"
        + "".join(f"<#{n}> a gemma:SoftwareProduct .\n" for n in range(2_001)), TTL, 422),
}  # fmt: skip


@pytest.mark.parametrize(("body", "form", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_is_refused_in_words(
    real: Web, body: str | bytes, form: str, status: int
) -> None:
    for path in ("/list", "/list/validate"):
        reply = send(real, body, path=path, form=form)
        assert (reply.status, reply.type) == (status, "application/problem+json")
        assert json.loads(reply.text)["detail"] and reply.headers["cache-control"] == "no-store"
    page = send(real, body, HTML, form=form)
    assert page.status == status and page.type == HTML
    if status == 422:
        assert any("error" in p.get("class", "") for p in Page(page.text).all("p"))
        assert "English" in page.text
    assert str(status) in PROBLEMS


def test_what_is_too_large_is_refused_before_it_is_all_there(real: Web) -> None:
    """RFC 9110, 15.5.14; by its length, so that nothing of it is kept."""
    for path in ("/list", "/list/validate"):
        head = f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: {CSV}\r\nContent-Length: "
        reply = real.raw(f"{head}{FILE_MAXIMUM + 50_000}\r\n\r\nproduct".encode())
        assert (reply.status, reply.type) == (413, "application/problem+json")


def test_a_list_of_nearly_a_megabyte_comes_in_whole(real: Web) -> None:
    """Its last line counts; a query may be no longer than a quarter of that."""
    text = f"naam,component\n{chr(10) * (FILE_MAXIMUM - 1_000)}A,bestaat-niet-hier\n"
    reply = real.send("/list/validate", "application/json", "POST", text.encode(), Content_Type=CSV)
    assert reply.status == 200 and "bestaat-niet-hier" in reply.text


def test_what_was_typed_is_there_to_be_mended(real: Web) -> None:
    text = "naam van wat,component\n</textarea><script>alert(1)</script>,DMS\n"
    page = upload(real, NOTHING, "--form-string", f"list={text}", "-H", "Accept: text/html")
    found = Page(page.decode())
    assert "</textarea><script>alert(1)</script>,DMS" in words(page.decode())
    assert not [script for script in found.all("script") if "src" not in script]


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def test_names_are_only_names(real: Web) -> None:
    """Whatever a product is called, in every form that a browser or spreadsheet opens."""
    cell = '"' + HOSTILE.replace('"', '""') + '"'
    text = (
        f"product;leverancier;gebruiker;component\n{cell};{cell};{cell};Zaaksysteem|{cell[1:-1]}\n"
    )
    text = text.replace("|", " | ").replace(
        f"Zaaksysteem | {cell[1:-1]}", f'"Zaaksysteem | {cell[1:]}'
    )
    turtle = (
        "@prefix gemma: <def#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        f"<javascript:alert(1)> a gemma:SoftwareProduct ; rdfs:label {json.dumps(HOSTILE)} ;\n"
        "gemma:offersFunctionalityOf <javascript:alert(2)> , <data:text/html,x> , 'DMS' ;\n"
        "gemma:suppliedBy <javascript:alert(3)> ; rdfs:seeAlso <http://127.0.0.1:1/> .\n"
    )
    for given, form in ((text, CSV), (turtle, TTL)):
        for path in ("/list", "/list.en.html"):
            page = Page(send(real, given, HTML, path, form).text)
            assert not [s for s in page.all("script") if "src" not in s] and not page.all("img")
            links = [a["href"] for a in page.all("a")]
            assert not [href for href in links if not href.startswith(("/", "#", "http"))]
        plate = ET.fromstring(send(real, given, SVG, form=form).body)
        assert not list(plate.iter("{http://www.w3.org/2000/svg}script"))
        assert HOSTILE[:30] in "".join(plate.itertext())


def test_a_cell_is_never_a_formula(real: Web) -> None:
    text = "product;leverancier;component\n=1+1;@x;Zaaksysteem\n"
    for path in ("/list.csv",):
        table = send(real, text, path=path).body.decode("utf-8-sig")
        assert "'=1+1" in table and "'@x" in table and ";=" not in table
    link = outcome(real, text)["link"]
    assert json.loads(real.send(link, JSON).body)["products"][0]["name"] == "=1+1"


BROKEN = [
    "l=", "l=%25", "l=aGFsbG8", "l=a&l=b", "l=%ff", "l=" + "A" * 7_000, "view=weg", "view=../x",
    "l=y0jNyckHAA&view=weg",
]  # fmt: skip


@pytest.mark.parametrize("query", BROKEN)
def test_a_broken_link_is_said(real: Web, query: str) -> None:
    for accept in (HTML, JSON, SVG):
        reply = real.send(f"/list?{query}", accept)
        assert reply.status == 400, reply.text
    assert json.loads(real.send(f"/list?{query}", JSON).body)["detail"]


def test_a_link_is_needed_for_data(real: Web) -> None:
    for accept in (JSON, SVG, CSV, TTL):
        assert real.send("/list", accept).status == 400
    assert real.send("/list", HTML).status == real.send("/list.en.html", TTL).status == 200
    assert real.send("/list", "image/png").status == 406


def test_the_page_says_how(real: Web) -> None:
    for path, language in (("/list", "nl"), ("/list.en.html", "en")):
        page = Page(real.send(path, HTML).text)
        (form,) = [f for f in page.all("form") if f.get("method") == "post"]
        assert form["enctype"] == "multipart/form-data" and form["action"] == path
        assert {"list", "file", "view"} <= {
            field["name"] for kind in ("textarea", "input", "select") for field in page.all(kind)
        }
        assert page.all("html")[0]["lang"] == language
        for link in page.all("a"):
            if link["href"].startswith("/list"):
                assert real.send(link["href"], HTML).status == 200, link
    assert real.send("/list/sjabloon.csv").headers["content-disposition"].startswith("attachment")
    template = verdict(real, real.send("/list/sjabloon.csv").body)
    assert template["conforms"] is True


def test_nothing_goes_to_the_log(real: Web) -> None:
    """The address of a list is the list; the log has paths only (see test_observability)."""
    link = outcome(real, SMALL)["link"]
    assert parse_qs(urlsplit(link).query)["l"] and len(urlsplit(link).path) == len("/list")


def test_openapi_is_true(real: Web) -> None:
    described = json.loads(real.send("/openapi.json").body)
    is_openapi(described)
    get, post = (described["paths"]["/list"][method] for method in ("get", "post"))
    default = get["parameters"][0]["schema"]["default"]
    example = post["requestBody"]["content"][CSV]["example"]
    for media_type in get["responses"]["200"]["content"]:
        assert real.send(f"/list?l={default}", media_type).type == media_type
        assert send(real, example, media_type).type == media_type
    judged = described["paths"]["/list/validate"]["post"]["responses"]["200"]["content"]
    for media_type in judged:
        assert send(real, example, media_type, "/list/validate").type == media_type
    schemas = described["components"]["schemas"]
    assert set(schemas["Outcome"]["properties"]) == set(outcome(real, SMALL))
    assert set(schemas["Verdict"]["properties"]) == set(verdict(real, SMALL))
    one = verdict(real, "product,component\nA,Zaaksisteem\n")["findings"][0]
    assert set(schemas["Verdict"]["properties"]["findings"]["items"]["properties"]) == set(one)
