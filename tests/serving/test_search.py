"""Search over HTTP: a page, JSON and suggestions, each for what was typed, whatever that was."""

import json
import xml.etree.ElementTree as ET
from urllib.parse import quote

import pytest

from server.app.assets import asset
from tests.serving import tiny
from tests.serving.running import Web
from tests.serving.test_pages import Page, page

OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_a_page_groups_what_it_found_and_says_why(web: Web) -> None:
    _, text = page(web, "/search?q=balie")
    assert '<a href="/doc/element/balie"><mark>Balie</mark></a>' in text
    assert '<span class="why">Referentiecomponent</span>' in text
    assert "Componenten en functies" in text
    _, other = page(web, "/search?q=counter")
    assert '<strong>Engels:</strong> <span lang="en"><mark>Counter</mark></span>' in other


def test_a_page_in_english_leads_on_in_english(web: Web) -> None:
    _, text = page(web, "/search.en.html?q=counter")
    assert '<a href="/doc/element/balie.en.html"><mark>Counter</mark></a>' in text
    assert "Helps at the <mark>counter</mark>." in text
    assert 'hreflang="nl"' in text and "/search?q=counter" in text


def test_every_page_can_search(web: Web) -> None:
    for path in ("/", "/doc/element/balie", "/def.en.html"):
        found, _ = page(web, path)
        assert any(form.get("role") == "search" for form in found.all("form")), path
        assert any(link["rel"] == "search" for link in found.all("link"))


def test_a_mistake_is_said(web: Web) -> None:
    _, text = page(web, "/search?q=burgerzkaen")
    assert 'Bedoelde u <a href="/search?q=burgerzaken">burgerzaken</a>?' in text
    assert "/doc/element/burgerzaken" in text
    _, other = page(web, "/search.en.html?q=burgerzkaen")
    assert 'Did you mean <a href="/search.en.html?q=burgerzaken">burgerzaken</a>?' in other


def test_words_that_were_left_out_are_said(web: Web) -> None:
    _, text = page(web, "/search?q=wat+is+een+balie")
    assert "Niets heeft al deze woorden. Gezocht naar <strong>balie</strong>" in text


def test_a_former_name_leads_to_what_came_in_its_place(web: Web) -> None:
    _, text = page(web, "/search?q=loket")
    assert '<a href="/doc/element/balie">Balie</a>' in text
    assert "<strong>vroegere naam:</strong> <span><mark>Loket</mark></span>" in text
    assert "/doc/element/loket" not in text
    _, gone = page(web, "/search?q=kaartenbak")
    assert "/doc/element/kaartenbak" in gone  # nothing did, so its own page says so


def test_a_program_gets_iris_and_reasons(web: Web) -> None:
    reply = web.send("/search?q=balie&kind=element", "application/json")
    assert reply.type == "application/json" and json.loads(reply.text)["total"] >= 1
    first = json.loads(reply.text)["results"][0]
    assert first["id"] == f"{tiny.BASE}id/element/balie" and first["kind"] == "element"
    assert first["name"] == {"nl": "Balie", "en": "Counter"} and first["match"] == "exact"
    assert web.send(first["path"]).status == 200


def test_suggestions_are_four_lists_of_one_length(web: Web) -> None:
    """OpenSearch Suggestions 1.1: what was typed, completions, descriptions, addresses."""
    reply = web.send("/search/suggest?q=bal")
    assert reply.type == "application/x-suggestions+json"
    typed, names, kinds, addresses = json.loads(reply.text)
    assert typed == "bal" and "Balie" in names
    assert len(names) == len(kinds) == len(addresses)


@pytest.mark.parametrize(
    ("mark", "status", "name", "group", "note"),
    [
        ("", "1 voorstel", "Balie", "Componenten en functies", "Referentiecomponent"),
        (".en", "1 suggestion", "Counter", "Components and functions", "Dutch: Balie"),
    ],
)
def test_a_field_gets_what_it_lists_in_its_language(
    web: Web, mark: str, status: str, name: str, group: str, note: str
) -> None:
    reply = web.send(f"/search/suggest{mark}.json?q=bal")
    assert reply.type == "application/json"
    found = json.loads(reply.text)
    assert found["status"] == status and found["groups"][0]["name"] == group
    first = found["groups"][0]["options"][0]
    assert first["name"] == name and note in first["note"] and first["lang"] == ""
    assert web.send(first["href"], "text/html").headers["content-language"] == (mark[1:] or "nl")


def test_nothing_to_suggest_is_said(web: Web) -> None:
    for path in ("/search/suggest.json", "/search/suggest.json?q=qqqq"):
        found = json.loads(web.send(path).text)
        assert found == {"status": "Geen voorstellen", "groups": []}


def test_browsers_can_search_here(web: Web) -> None:
    reply = web.send("/opensearch.xml")
    assert reply.type == "application/opensearchdescription+xml"
    root = ET.fromstring(reply.text)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    assert len(root.findtext(f"{OPENSEARCH}ShortName") or "") <= 16
    for url in root.findall(f"{OPENSEARCH}Url"):
        template = url.attrib["template"]
        assert template.startswith(tiny.BASE) and template.endswith("{searchTerms}")
        path = "/" + template.removeprefix(tiny.BASE).replace("{searchTerms}", "balie")
        assert web.send(path, url.attrib["type"]).type == url.attrib["type"]


@pytest.mark.parametrize(
    "typed",
    ["<script>alert(1)</script>", "' OR 1=1 --", "\u202e\u0000", "%", "a\r\nX: y", "🙂", '" * ^'],
)
def test_what_was_typed_is_only_text(web: Web, typed: str) -> None:
    reply = web.send("/search?q=" + quote(typed), "text/html")
    assert reply.status == 200
    scripts = Page(reply.text).all("script")
    assert all(script == {"src": asset("gemma.js"), "defer": ""} for script in scripts)
    assert "<script>alert" not in reply.text and "x" not in reply.headers


@pytest.mark.parametrize("query", ["q=" + "a" * 300, "q=a&q=b", "q=a&kind=planeet"])
def test_a_wrong_question_is_said(web: Web, query: str) -> None:
    reply = web.send(f"/search?{query}", "application/json")
    assert reply.status == 400 and json.loads(reply.text)["detail"]


def test_nothing_asked_is_an_empty_form(web: Web) -> None:
    found, _ = page(web, "/search")
    assert [attrs["name"] for attrs in found.all("input")].count("q") == 2
