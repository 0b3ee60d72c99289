"""Asking with a model beside the publication: search, stored questions and matching.

What is asked of the publication is answered as if there were no model.
"""

import csv
import io
import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from server.settings import DEFAULT_BASE as B
from tests.serving.running import Web
from tests.serving.test_pages import page

HOME = f"{B}model/voorbeeld/"
EDITION = {"nl": "Voorbeeldstad, 3 februari 2026", "en": "Exampleton, 3 February 2026"}


def results(web: Web, asked: str) -> list[dict[str, Any]]:
    reply = web.send(f"/search?{asked}", "application/json")
    assert reply.status == 200, reply.text
    found: list[dict[str, Any]] = json.loads(reply.text)["results"]
    return found


@pytest.mark.parametrize(
    ("question", "kind", "path"),
    [
        ("Een ApplicationComponent", "element", "element/application-component"),
        ("applicationcomponent", "element", "element/application-component"),
        ("A Constraint", "standard", "element/constraint"),
        ("Een Requirement", "version", "element/requirement"),
        ("Eerste plaat", "view", "view/plaat-een"),
        ("Bureau Voorbeeld", "organisation", "organisation/bureau-voorbeeld"),
        ("Ook bekend als", "property", "property/ook-bekend-als"),
        ("Exampleton", "model", "model/voorbeeld"),
    ],
)
def test_what_people_look_for_in_a_model_is_found(
    modelled: Web, question: str, kind: str, path: str
) -> None:
    first = results(modelled, f"q={quote(question)}&in=voorbeeld")[0]
    assert (first["id"], first["kind"]) == (f"{HOME}id/{path}", kind)
    assert (first["in"], first["edition"]) == ("voorbeeld", EDITION)
    assert modelled.send(first["path"], "text/html").status == 200


def test_both_are_searched_and_told_apart(modelled: Web) -> None:
    found = results(modelled, "q=driver&kind=element") + results(modelled, "q=burgerzaken")
    assert {each["in"] for each in found} == {"voorbeeld", "publication"}
    zaken = next(each for each in found if each["id"] == f"{B}id/element/burgerzaken")
    assert zaken["edition"]["nl"] == "landschap 2013"
    assert not results(modelled, "q=driver&kind=element&in=publication")


def test_a_page_says_which_and_keeps_to_one(modelled: Web) -> None:
    _, text = page(modelled, "/search?q=burgerzaken")
    assert " · landschap 2013</span>" in text
    assert '<option value="voorbeeld">Voorbeeldstad, 3 februari 2026</option>' in text
    _, kept = page(modelled, "/search.en.html?q=a&in=voorbeeld")
    assert '<option value="voorbeeld" selected>Exampleton, 3 February 2026</option>' in kept
    assert "/model/voorbeeld/doc/element/" in kept and 'href="/doc/element/' not in kept
    assert "in=voorbeeld&amp;kind=element" in kept, "the rest of a kind is that of the same edition"


def test_who_types_is_told_from_which_it_is(modelled: Web) -> None:
    found = json.loads(modelled.send("/search/suggest.json?q=een+dri").text)
    option = found["groups"][0]["options"][0]
    assert option["name"] == "Een Driver" and option["note"].endswith(EDITION["nl"])
    assert option["href"] == "/model/voorbeeld/doc/element/driver"
    _, names, said, _ = json.loads(modelled.send("/search/suggest?q=een+driver").text)
    assert names[0] == "Een Driver" and said[0].endswith(EDITION["nl"])


@pytest.mark.parametrize("path", ["suggest", "suggest.json", "suggest.en.json"])
def test_who_types_is_told_of_one_edition_too(modelled: Web, real: Web, path: str) -> None:
    def told(web: Web, asked: str) -> set[str]:
        """The addresses of what is suggested, whatever the form."""
        text = web.send(f"/search/{path}?q=application{asked}").text
        return {*re.findall(r'"(/[^"]+)"', text)}

    model = told(modelled, "&in=voorbeeld")
    assert model and all(address.startswith("/model/voorbeeld/doc/") for address in model)
    assert told(modelled, "&in=publication") == told(real, "") != set()


@pytest.mark.parametrize("path", ["/search", "/search/suggest", "/search/suggest.json"])
def test_an_edition_that_is_not_there_is_said(modelled: Web, real: Web, path: str) -> None:
    for web, known in ((modelled, "publication, voorbeeld"), (real, "publication")):
        reply = web.send(f"{path}?q=a&in=nergens", "application/json")
        assert reply.status == 400
        assert json.loads(reply.text)["detail"] == f"`in` is een van: {known}"
    _, text = page(real, "/search?q=burgerzaken")
    assert "landschap 2013" not in text and 'name="in"' not in text


def test_the_publication_is_found_as_without_a_model(modelled: Web, real: Web) -> None:
    for question in ("burgerzaken", "zaakssyteem", "3.6.2", "koppeling+zaaksysteem+dms", "e"):
        kept = results(modelled, f"q={question}&in=publication")
        assert kept == results(real, f"q={question}"), question
        # Nothing of a model takes part in what colours the landscape.
        looked = f"/landscape?find={question}"
        assert modelled.send(looked).text == real.send(looked).text


def rows(web: Web, path: str) -> list[dict[str, str]]:
    reply = web.send(path, "text/csv")
    assert reply.status == 200, (path, reply.text)
    return list(csv.DictReader(io.StringIO(reply.text)))


def questions(web: Web) -> dict[str, list[dict[str, Any]]]:
    found = json.loads(web.send("/query", "application/json").text)
    return {question["name"]: question["parameters"] for question in found}


def test_each_question_about_the_publication_is_about_that(modelled: Web, real: Web) -> None:
    """The same rows at its address and at the endpoint, whatever is loaded, in both languages."""
    of_models = {name for name, asked in questions(modelled).items() if "model" in names(asked)}
    assert len(of_models) >= 10 and not of_models & {*questions(real)}
    for name in questions(real):
        for language in ("nl", "en"):
            path = f"/query/{name}.csv?taal={language}"
            first = rows(real, path)
            assert first and sorted(map(str, rows(modelled, path))) == sorted(map(str, first)), path
        text = rows_of_text(modelled, name)
        assert sorted(map(str, text)) == sorted(map(str, rows(real, f"/query/{name}.csv"))), name


def names(asked: list[dict[str, Any]]) -> set[str]:
    return {parameter["name"] for parameter in asked}


def rows_of_text(web: Web, name: str) -> list[dict[str, str]]:
    """The rows of a question whose text, as its page shows it, goes to the endpoint."""
    found, _ = page(web, f"/query/{name}")
    address = next(a["href"] for a in found.all("a") if a["href"].startswith("/sparql?query="))
    return rows(web, f"{address}&as=csv")


#: Question about the small model -> what is chosen, and the rows that has, things by their key.
ASKED: dict[str, tuple[str, list[tuple[str, ...]]]] = {
    "model-relaties-van-een-element": (
        "element=application-component",
        [
            ("Aggregatie", "in", "grouping", "Een Grouping", "rel-aggregation"),
            ("Compositie", "uit", "application-function", "Een ApplicationFunction",
             "rel-composition"),
            ("Realisatie", "uit", "constraint", "Een Constraint", "rel-realization"),
            ("Stroom", "uit", "node", "Een Node", "rel-flow"),
            ("Stroom", "uit", "node", "Een Node", "rel-flow-2"),
        ],
    ),
    "model-platen-met-een-element": (
        "element=application-component",
        [("plaat-een", "Eerste plaat", "Platen"), ("plaat-twee", "Tweede plaat", "Platen")],
    ),
    "model-standaard-bij-componenten": (
        "standaard=Een+Constraint",
        [("application-component", "Een ApplicationComponent", "Realisatie", "Verplicht",
          "requirement", "In ontwikkeling")],
    ),
    "model-wat-een-standaard-raakt": (
        "standaard=constraint&taal=en",
        [("application-component", "A ApplicationComponent", "plaat-een", "First view"),
         ("application-component", "A ApplicationComponent", "plaat-twee", "Tweede plaat")],
    ),
    "model-namen-die-dubbel-zijn": (
        "",
        [("Een BusinessRole", "dubbele-naam-1-c321ae95", "Bedrijfsobject"),
         ("Een BusinessRole", "business-role", "Bedrijfsrol")],
    ),
    "model-weg-tussen-elementen": (
        "begin=node&einde=application-component",
        [("1", "", "", "", "")],
    ),
    "model-waarden-van-een-eigenschap": (
        "eigenschap=soort",
        [("soort-referentiecomponent", "Referentiecomponent", "1"),
         ("soort-standaard", "Standaard", "1"),
         ("soort-standaardversie", "Standaardversie", "1")],
    ),
    "model-wat-werd-van-2013": ("", []),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ASKED))
def test_a_question_about_a_model(modelled: Web, name: str) -> None:
    chosen, expected = ASKED[name]
    found = rows(modelled, f"/query/{name}.csv?{chosen}")
    short = [tuple(value.rpartition("/")[2] for value in row.values()) for row in found]
    assert [row for row in expected if row not in short] == []
    if name != "model-weg-tussen-elementen":
        assert len(short) == len(expected)


def test_what_a_model_has_is_counted_whole(modelled: Web) -> None:
    """Each element once; those on no view, and those without a definition, are what others lack."""
    said = (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT DISTINCT ?element WHERE { "
        "?element a <https://purl.org/archimate#Element> ; skos:inScheme "
        f"<{HOME}id/model/voorbeeld> "
    )
    every = modelled.ask(said + "}", "text/csv").text.split()[1:]
    kinds = rows(modelled, "/query/model-elementen-per-soort.csv")
    assert sum(int(row["aantal"]) for row in kinds) == len(every) > 50
    for name, term in (("op-geen-plaat", "<def#shownIn>"), ("zonder-definitie", "skos:definition")):
        having = modelled.ask(f"{said} ; {term} [] }}", "text/csv").text.split()[1:]
        found = [row["element"] for row in rows(modelled, f"/query/model-elementen-{name}.csv")]
        assert having and sorted(found) == sorted({*every} - {*having}), name


def test_a_field_takes_a_name_and_the_page_leads_to_the_model(modelled: Web) -> None:
    path = "/query/model-relaties-van-een-element"
    _, text = page(modelled, f"{path}?element=Een+ApplicationComponent")
    assert 'value="Een ApplicationComponent"' in text
    assert '<a href="/model/voorbeeld/doc/element/node">Een Node</a>' in text
    assert f'<option value="voorbeeld" selected>{EDITION["nl"]}</option>' in text
    _, other = page(modelled, f"{path}.en.html?element=application-component")
    assert '<a href="/model/voorbeeld/doc/element/node.en.html">A Node</a>' in other
    described = json.loads(modelled.send("/openapi.json").text)["paths"][path]["get"]
    model = next(each for each in described["parameters"] if each["name"] == "model")
    assert model["schema"] == {"type": "string", "enum": ["voorbeeld"], "default": "voorbeeld"}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ("model=nergens", "`model` is een van: voorbeeld"),
        ("element=Iets+anders", "er is geen 'Iets anders' in /model/voorbeeld/doc/element"),
        ("element=a%3E%20%7D", "er is geen"),
        ("element=node&element=node", "elk ten hoogste één keer"),
    ],
)
def test_what_a_model_has_not_is_said(modelled: Web, chosen: str, said: str) -> None:
    reply = modelled.send(f"/query/model-relaties-van-een-element?{chosen}", "application/json")
    assert reply.status == 400 and said in json.loads(reply.text)["detail"]


def test_a_name_of_two_has_to_be_told_by_key(modelled: Web) -> None:
    path = "/query/model-relaties-van-een-element?element=Een+BusinessRole"
    said = json.loads(modelled.send(path, "application/json").text)["detail"]
    assert "zo heten er 2" in said and "business-role" in said


def matched(web: Web, query: dict[str, Any], service: str = "/model/voorbeeld/reconcile") -> Any:
    body = urlencode({"queries": json.dumps({"q": query})}).encode()
    form = "application/x-www-form-urlencoded"
    reply = web.send(service, None, "POST", body, Content_Type=form)
    assert reply.status == 200, reply.text
    return json.loads(reply.text)["q"]["result"]


@pytest.mark.parametrize("mark", ["", "/en"])
def test_a_model_has_a_service_for_matching_of_its_own(modelled: Web, mark: str) -> None:
    """Reconciliation Service API 0.2, "Service Manifest": what identifiers and types are of."""
    service = f"/model/voorbeeld/reconcile{mark}"
    said = json.loads(modelled.send(service).text)
    assert said["identifierSpace"] == f"{HOME}id/"
    assert said["name"] == f"{EDITION['en' if mark else 'nl']} ({mark[1:] or 'nl'})"
    kinds = {kind["id"] for kind in said["defaultTypes"]}
    assert {"https://purl.org/archimate#Node", f"{B}def#ReferenceComponent"} <= kinds
    assert said["view"]["url"].startswith(B + service[1:])
    ours = json.loads(modelled.send("/reconcile").text)
    assert ours["identifierSpace"] == f"{B}id/"
    assert not any("archimate" in kind["id"] for kind in ours["defaultTypes"])


def test_things_of_a_model_are_matched_by_name_identifier_kind_and_property(modelled: Web) -> None:
    component = f"{HOME}id/element/application-component"
    for query in (
        {"query": "een applicationcomponent"},
        {"query": "A ApplicationComponent", "type": f"{B}def#ReferenceComponent"},
        {"query": "application-component"},
        {"query": component},
        {
            "query": "Een ApplicationComponent",
            "properties": [{"pid": "property/soort", "v": "Referentiecomponent"}],
        },
    ):
        first = matched(modelled, query)[0]
        assert (first["id"], first["match"]) == (component, True), query
    assert first["type"][0]["id"] == f"{B}def#ReferenceComponent"
    other = {"query": "Een Node", "type": f"{B}def#ReferenceComponent"}
    assert all(each["id"] != f"{HOME}id/element/node" for each in matched(modelled, other))
    double = matched(modelled, {"query": "Een BusinessRole"})
    assert [each["match"] for each in double[:2]] == [False, False]
    assert matched(modelled, {"query": "Een Node"}, "/reconcile") == []


def test_properties_of_the_publisher_can_be_fetched(modelled: Web) -> None:
    """Data Extension Service: proposed for a type, and their values."""
    service = "/model/voorbeeld/reconcile"
    kind = quote(f"{B}def#StandardVersion")
    proposed = json.loads(modelled.send(f"{service}/properties?type={kind}").text)["properties"]
    keys = [each["id"] for each in proposed]
    assert {"version-of", "property/status", "property/soort"} <= {*keys}
    assert "property/techniek" not in keys, "what is left out has no values"
    wanted = [{"id": "property/status"}, {"id": "version-of"}, {"id": "views"}]
    asked = {"ids": ["requirement", "weg"], "properties": wanted}
    path = f"{service}?" + urlencode({"extend": json.dumps(asked)})
    rows = json.loads(modelled.send(path).text)["rows"]
    assert rows["requirement"]["version-of"] == [
        {"id": f"{HOME}id/element/constraint", "name": "Een Constraint"}
    ]
    assert rows["requirement"]["property/status"][0]["name"] == "In ontwikkeling"
    assert rows["weg"] == {"property/status": [], "version-of": [], "views": []}


def test_a_thing_of_a_model_is_suggested_previewed_and_viewed(modelled: Web) -> None:
    service = "/model/voorbeeld/reconcile"
    found = json.loads(modelled.send(f"{service}/suggest/entity?prefix=een+constr").text)["result"]
    assert found[0]["id"] == f"{HOME}id/element/constraint"
    assert found[0]["notable"][0]["name"] == "Standaard"
    assert "Bureau Voorbeeld" in modelled.send(f"{service}/preview?id=element/constraint").text
    leads = modelled.send(f"{service}/en/view?id=constraint")
    assert leads.headers["location"] == "/model/voorbeeld/doc/element/constraint.en.html"
    assert modelled.send(f"{service}/view?id=element/zaaksysteem").status == 404
    assert modelled.send("/model/nergens/reconcile").status == 404
