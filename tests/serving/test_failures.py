"""An error is told in the language of its page, which leads on in both, by name where it can be."""

import json

import pytest

from tests.serving.running import Reply, Web
from tests.serving.test_pages import Page

HTML, JSON = "text/html", "application/json"


def told(web: Web, path: str) -> tuple[Reply, Page, str]:
    reply = web.send(path, HTML)
    page = Page(reply.text)
    start = reply.text.index('<p class="lead">')
    return reply, page, reply.text[start : reply.text.index("</p>", start)]


@pytest.mark.parametrize(
    ("path", "status", "dutch", "english"),
    [
        ("/doc/element/weg", 404, "Er is niets met de sleutel", "There is nothing with the key"),
        ("/weg", 404, "Hier is niets", "There is nothing here"),
        ("/doc/note?page=9", 404, "Er is één pagina", "There is one page"),
        ("/doc/element?kind=weg", 400, "Bedrijfsfunctie (BusinessFunction)",
         "Business function (BusinessFunction)"),
        ("/landscape?view=weg", 400, "BRK mutaties en leveringen (brk)", "BRK changes"),
        ("/landscape?colour=weg", 400, "Standaard (standard)", "Standard (standard)"),
        ("/search?kind=weg", 400, "Stromen (flow)", "Flows (flow)"),
        ("/list?view=weg", 400, "BRK mutaties en leveringen (brk)", "BRK changes"),
        ("/query/weg", 404, "Deze vraag is hier niet", "This question is not here"),
        ("/changes/a/b", 404, "Er is hier geen uitgave", "There is no release"),
    ],
)  # fmt: skip
def test_a_page_says_it_in_its_language_and_leads_to_the_other(
    real: Web, path: str, status: int, dutch: str, english: str
) -> None:
    marked, sign, query = path.partition("?")
    other = f"{marked}.en.html{sign}{query}"
    for address, text, beside, lang in ((path, dutch, other, "en"), (other, english, path, "nl")):
        reply, page, lead = told(real, address)
        assert (reply.status, reply.type) == (status, HTML), address
        assert text in lead and "lang=" not in lead, address
        (link,) = [each for each in page.all("a") if each.get("hreflang") == lang]
        assert link["href"] == beside
        assert real.send(beside, HTML).status == status


def test_data_says_it_in_dutch_and_rdf_in_both(real: Web) -> None:
    problem = json.loads(real.send("/search?kind=weg", JSON).text)
    assert problem["title"] == "Verzoek niet begrepen"
    assert problem["detail"].startswith("`kind` is een van: Componenten en functies (element); ")
    turtle = real.send("/doc/element/weg.ttl").text
    assert '"@nl' in turtle and "There is nothing with the key" in turtle and '"@en' in turtle


def test_what_is_wrong_with_a_query_is_said_in_the_language_of_its_page(real: Web) -> None:
    for mark, title, said in (
        ("html", "Fout in de SPARQL-vraag", "Regel 1, kolom 11: hier had kunnen staan: "),
        ("en.html", "Mistake in the SPARQL query", "Line 1, column 11: here could have stood: "),
    ):
        reply = real.send(f"/sparql?query=SELECT%20*%20%7B&as={mark}", HTML)
        assert reply.status == 400 and title in reply.text and f"<strong><span>{said}" in reply.text


def test_what_is_said_in_dutch_only_says_that_it_is(real: Web) -> None:
    asked = "query=ASK%7B%7D&default-graph-uri=nergens&as=en.html"
    reply = real.send(f"/sparql?{asked}", HTML)
    assert "Request not understood" in reply.text
    assert '<span lang="nl">&#39;nergens&#39; is geen volledige IRI' in reply.text
