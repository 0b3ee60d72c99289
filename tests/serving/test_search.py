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
    assert '<a href="/doc/element/balie">Balie</a>' in text
    assert "Elementen van het landschap" in text
    _, other = page(web, "/search?q=counter")
    assert '<a href="/doc/element/balie">Balie</a> <span class="why">andere taal: ' in other
    assert '<span lang="en">Counter</span>' in other


def test_a_page_in_english_leads_on_in_english(web: Web) -> None:
    _, text = page(web, "/search.en.html?q=counter")
    assert '<a href="/doc/element/balie.en.html">Counter</a></li>' in text
    assert 'hreflang="nl"' in text and "/search?q=counter" in text


def test_every_page_can_search(web: Web) -> None:
    for path in ("/", "/doc/element/balie", "/def.en.html"):
        found, _ = page(web, path)
        assert any(form.get("role") == "search" for form in found.all("form")), path
        assert any(link["rel"] == "search" for link in found.all("link"))


def test_a_mistake_is_said(web: Web) -> None:
    _, text = page(web, "/search?q=burgerzkaen")
    assert "<strong>burgerzaken</strong>" in text and "/doc/element/burgerzaken" in text


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
