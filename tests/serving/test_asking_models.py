"""Search over the publication and a model beside it: together, told apart, or one of them."""

import json
from urllib.parse import quote

import pytest

from server.settings import DEFAULT_BASE as B
from tests.serving.running import Web
from tests.serving.test_pages import page

HOME = f"{B}model/voorbeeld/"
EDITION = {"nl": "Voorbeeldstad, 3 februari 2026", "en": "Exampleton, 3 February 2026"}


def results(web: Web, asked: str) -> list[dict[str, str]]:
    reply = web.send(f"/search?{asked}", "application/json")
    assert reply.status == 200, reply.text
    found: list[dict[str, str]] = json.loads(reply.text)["results"]
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


def test_an_edition_that_is_not_there_is_said(modelled: Web, real: Web) -> None:
    for web, known in ((modelled, "publication, voorbeeld"), (real, "publication")):
        reply = web.send("/search?q=a&in=nergens", "application/json")
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
