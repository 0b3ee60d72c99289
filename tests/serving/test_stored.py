"""Stored questions over HTTP: an address each, with parameters, as a page and as data."""

import csv
import io
import json

import pytest
from openapi_spec_validator import validate
from rdflib import Graph, URIRef

from server.formats import Form, for_form
from tests.serving import tiny
from tests.serving.running import Web, encoded
from tests.serving.test_pages import Page, page

FUNCTION = "/query/componenten-onder-functie"


def test_the_list_is_a_page_and_data(web: Web) -> None:
    _, text = page(web, "/query")
    assert f'<a href="{FUNCTION}">' in text
    found = json.loads(web.send("/query", "application/json").text)
    assert len(found) >= 22
    for question in found:
        assert web.send(question["path"], "application/json").status == 200, question["name"]


def test_a_choice_is_answered_in_every_form(web: Web) -> None:
    for form in for_form(Form.BINDINGS, html=False):
        by_suffix = web.send(f"{FUNCTION}.{form.suffix}?functie=burgerzaken")
        by_accept = web.send(f"{FUNCTION}?functie=burgerzaken", form.media_type)
        assert by_suffix.body == by_accept.body and by_suffix.type == form.media_type
    rows = list(csv.DictReader(io.StringIO(web.send(f"{FUNCTION}.csv").text)))
    assert [row["naam"] for row in rows] == ["Balie", "Reisdocumenten"]
    english = web.send(f"{FUNCTION}.csv?taal=en").text
    assert "Counter" in english and "Balie" not in english


def test_a_page_shows_what_was_chosen(web: Web) -> None:
    found, text = page(web, f"{FUNCTION}?functie=balie")
    assert '<option value="balie" selected>Balie</option>' in text and "Reisdocumenten" in text
    assert found.all("form")[-1]["action"] == FUNCTION and "VALUES ?functie" in text
    links = [a["href"] for a in found.all("a") if a["href"].startswith(f"{FUNCTION}.")]
    assert {web.send(link).status for link in links} == {200} and len(links) >= 4
    _, english = page(web, f"{FUNCTION}.en.html?functie=balie")
    assert "Travel documents" in english and 'value="en" selected' in english


def test_an_answer_can_be_had_in_pages(web: Web) -> None:
    first = web.send(f"{FUNCTION}.csv?size=1")
    assert first.text.count("\n") == 2 and first.headers["sparql-rows"] == "1"
    assert f'<{FUNCTION}.csv?size=1&page=2>; rel="next"' in first.headers["link"]
    assert "prev" not in first.headers["link"]
    last = web.send(f"{FUNCTION}.csv?size=2&page=2")
    assert last.headers["sparql-rows"] == "0" and 'rel="next"' not in last.headers["link"]
    assert 'rel="prev"' in last.headers["link"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{FUNCTION}?functie=weg", 400),
        (f"{FUNCTION}?functie=" + encoded("a> } INSERT"), 400),
        (f"{FUNCTION}?iets=1", 400),
        (f"{FUNCTION}?page=0", 400),
        ("/query/weg", 404),
        (f"{FUNCTION}.svg", 404),
        (f"{FUNCTION}.docx", 404),
    ],
)
def test_what_is_wrong_is_said(web: Web, path: str, status: int) -> None:
    reply = web.send(path, "application/json")
    assert reply.status == status and json.loads(reply.text)["detail"]
    assert reply.type == "application/problem+json"


def test_an_unknown_form_is_told_from_an_unknown_question(web: Web) -> None:
    said = json.loads(web.send(f"{FUNCTION}.json", "application/json").text)["detail"]
    assert said.startswith("Er is geen vorm .json.") and ".srj, .srx, .csv" in said


def test_openapi_is_valid_and_true(web: Web) -> None:
    """OpenAPI 3.1, by its own schema; then every path and example of it is tried."""
    reply = web.send("/openapi.json")
    found = json.loads(reply.text)
    validate(found)
    assert reply.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.1"
    assert found["servers"] == [{"url": tiny.BASE.rstrip("/")}]
    for path, methods in found["paths"].items():
        assert not path.endswith("/") and {*methods} <= {"get", "post"}
        if path.startswith("/list"):  # tried with lists, where those are
            continue
        assert "get" in methods
        given = methods["get"]["parameters"]
        there = {each["name"]: each["example"] for each in given if "example" in each}
        there |= {"id": "element/balie"} if "id" in there else {}
        address = path.format(collection="element", key="balie", **there)
        asked = [each["name"] for each in given if each.get("required") and each["in"] == "query"]
        address += "".join(f"?{name}={there[name]}" for name in asked)
        said = methods["get"]["responses"]
        if "303" in said:  # leads to another address
            assert web.send(address).status == 303
            continue
        offered = said["200"]["content"]
        for media_type in offered:
            answer = web.send(address, media_type)
            assert (answer.status, answer.type) == (200, media_type), address
        for parameter in methods["get"]["parameters"]:
            default = parameter["schema"].get("default")
            if default is not None and parameter["in"] == "query":
                sign = "&" if "?" in address else "?"
                asking = f"{address}{sign}{parameter['name']}={default}"
                # The tiny release does not have all that a question names of itself.
                assert web.send(asking, next(iter(offered))).status in (200, 400), asking
    identifiers = [each["operationId"] for m in found["paths"].values() for each in m.values()]
    assert len(identifiers) == len(set(identifiers))


def test_an_answer_says_its_version_and_where_it_is_described(web: Web) -> None:
    reply = web.send(f"{FUNCTION}.csv")
    assert reply.headers["api-version"] == "1.0.0"
    assert '</openapi.json>; rel="service-desc"' in reply.headers["link"]


def test_a_condition_and_a_coding_are_of_the_answer(web: Web) -> None:
    reply = web.send(f"{FUNCTION}.csv")
    again = web.send(f"{FUNCTION}.csv", If_None_Match=reply.headers["etag"])
    assert again.status == 304 and not again.body
    found = web.send(FUNCTION, "text/html", If_None_Match=reply.headers["etag"])
    assert found.status == 200 and Page(found.text).all("table")


def test_the_address_of_a_thing_in_an_answer_leads_to_it(web: Web) -> None:
    row = next(csv.DictReader(io.StringIO(web.send(f"{FUNCTION}.csv").text)))
    described = web.send("/" + row["component"].removeprefix(tiny.BASE), "text/turtle")
    assert described.status == 303
    found = Graph().parse(data=web.send(described.headers["location"], "text/turtle").body)
    assert (URIRef(row["component"]), None, None) in found
