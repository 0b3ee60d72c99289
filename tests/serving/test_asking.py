"""What people read of an answer: names and links, bars, plates, the request, and the mistake."""

import html
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from server.app.pages import asking, snippets
from server.formats import Form
from server.sparql import stored
from server.sparql.counted import counted
from tests.serving import tiny
from tests.serving.running import ROOT, SECONDS, Web, encoded, serving
from tests.serving.test_pages import Page, page

#: A view with two flows, which the tiny release lacks.
FLOWS = """
<id/view/baan> a gemma:View ; skos:prefLabel "Baan"@nl , "Road"@en .
<id/node/balie> a gemma:ViewNode ; gemma:nodeOf <id/view/baan> ; gemma:represents element:balie ;
    gemma:x 10 ; gemma:y 10 ; gemma:width 160 ; gemma:height 60 .
<id/node/reis> a gemma:ViewNode ; gemma:nodeOf <id/view/baan> ;
    gemma:represents element:reisdocumenten ;
    gemma:x 410 ; gemma:y 10 ; gemma:width 160 ; gemma:height 60 .
<id/flow/een> a gemma:Flow ; gemma:flowOf <id/view/baan> ; gemma:number "1" ;
    skos:prefLabel "Eerste stroom"@nl ; gemma:from element:balie ; gemma:to element:reisdocumenten .
<id/flow/twee> a gemma:Flow ; gemma:flowOf <id/view/baan> ; gemma:number "2" ;
    skos:prefLabel "Tweede stroom"@nl ; gemma:from element:reisdocumenten ; gemma:to element:balie .
"""


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server over the tiny release with a view."""
    var = tmp_path_factory.mktemp("wegen")
    tiny.write(var, more={"landschap": FLOWS})
    with serving(var, tiny.BASE) as running:
        yield running


def ask(web: Web, query: str, language: str = "nl") -> str:
    more = "&as=en.html" if language == "en" else ""
    return web.send(f"/sparql?query={encoded(query)}{more}", "text/html").text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("SELECT (COUNT(?a) AS ?n) ?b {} GROUP BY ?b", {"n"}),
        ("SELECT ((SUM(?a) / 2) AS ?half) (AVG(?a) as ?m) {}", {"half", "m"}),
        ("SELECT (count(distinct *) AS $all) {}", {"all"}),
        ("SELECT (MAX(?line) AS ?last) (SAMPLE(?a) AS ?one) {}", set()),
        ('SELECT ?n { BIND ("COUNT" AS ?n) BIND (?x AS ?y) }', set()),
        ("SELECT ?n { { SELECT (COUNT(*) AS ?n) {} } } # (COUNT(*) AS ?c)", {"n"}),
        ("SELECT (COUNT(*) AS", set()),
    ],
)
def test_what_is_counted_shows_in_the_query(query: str, names: set[str]) -> None:
    """SPARQL 1.1 Query, 18.5.1: aggregates; one in a comment or a text is none."""
    assert counted(query) == names


def test_a_count_has_a_bar_beside_its_number(web: Web) -> None:
    query = f"SELECT ?t (COUNT(?s) AS ?n) {{ VALUES ?t {{ <{tiny.BASE}def#ReferenceComponent> \
<{tiny.BASE}def#BusinessFunction> }} ?s a ?t }} GROUP BY ?t ORDER BY DESC(?n)"
    bars = re.findall(
        r'<span class="amount">(\d+)</span><svg[^>]*><rect width="([\d.]+)"', ask(web, query)
    )
    assert bars == [("3", "100.0"), ("1", "33.3")]
    # A number that was not counted is no amount, and one row is compared with nothing.
    assert "<rect" not in ask(web, "SELECT ?n { VALUES ?n { 1 2 3 } }")
    assert "<rect" not in ask(web, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert "<rect" not in ask(
        web, "SELECT ?k (SUM(?v) AS ?n) { VALUES (?k ?v) { (1 -2) (2 2) } } GROUP BY ?k"
    )


def test_a_large_number_is_written_for_its_reader(web: Web) -> None:
    query = "SELECT ?k (SUM(?v) AS ?n) { VALUES (?k ?v) { (1 1234567) (2 12.5) } } GROUP BY ?k"
    assert {"1.234.567", "12,5"} <= {*re.findall(r'class="amount">([^<]+)<', ask(web, query))}
    english = ask(web, query, "en")
    assert {"1,234,567", "12.5"} <= {*re.findall(r'class="amount">([^<]+)<', english)}


def test_flows_in_an_answer_are_marked_on_their_plate(roads: Web) -> None:
    text = ask(roads, f"SELECT ?flow {{ ?flow a <{tiny.BASE}def#Flow> }} ORDER BY ?flow")
    assert text.count('<figure class="plate') == 1 and "2 stromen" in text
    assert "in het antwoord" in text and '<a href="/doc/view/baan">Baan</a>' in text
    one = ask(roads, f"DESCRIBE <{tiny.BASE}id/flow/een>", "en")
    assert "1 flow" in one and "in the answer" in one
    # A view that is named is drawn as it is; what is neither has no plate.
    named = ask(roads, f"SELECT ?view {{ ?view a <{tiny.BASE}def#View> }}")
    assert '<figure class="plate' in named and "in het antwoord" not in named
    assert "<figure" not in ask(roads, f"SELECT ?s {{ ?s a <{tiny.BASE}def#Claim> }}")


def test_a_question_shows_names_that_lead_on(web: Web) -> None:
    _, text = page(web, "/query/componenten-onder-functie?functie=burgerzaken")
    assert '<a href="/doc/element/balie">Balie</a>' in text
    # The address of a thing is no column beside its name, as it is in the data.
    assert re.findall(r'<th scope="col">([^<]+)', text) == ["Naam", "Omschrijving"]
    _, english = page(web, "/query/componenten-onder-functie.en.html?functie=burgerzaken")
    assert re.findall(r'<th scope="col">([^<]+)', english) == ["Name", "Definition"]
    data = web.send("/query/componenten-onder-functie.csv?functie=burgerzaken").text
    assert data.startswith("component,naam,omschrijving\r\n")


@pytest.mark.parametrize("file", sorted(ROOT.glob("server/queries/*.rq")), ids=lambda f: f.stem)
def test_every_column_of_a_question_has_a_title(web: Web, file: Path) -> None:
    question = stored.read(file, tiny.BASE)
    answer = json.loads(web.ask(question.text.partition("\n")[2], "application/json").body)
    assert set(answer["head"]["vars"]) == question.columns.keys()
    assert all(said.keys() == {"nl", "en"} for said in question.columns.values())


class _Code(HTMLParser):
    """The texts of the requests on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag == "pre" and "data-base" in dict(attrs)
        self.found += [""] * self._within

    def handle_endtag(self, tag: str) -> None:
        self._within = self._within and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self._within:
            self.found[-1] += data


def run(web: Web, code: str, path: str, *command: str) -> str:
    """What a request of a page prints, here rather than at the lasting address."""
    lasting = tiny.BASE + path
    assert code.count(lasting) == 1
    code = code.replace(lasting, f"{web.root}/{path}")
    done = subprocess.run(
        [*command, code], capture_output=True, text=True, timeout=SECONDS, check=True
    )
    return done.stdout


#: Queries with every sign that a shell or Python would take for its own.
ODD = (
    r'''SELECT ?x ("it's $HOME `id` \\ ! \" %s {x}" AS ?y) {
  VALUES ?x { """a"b""" 'c' "é" } # '''
    + '\'"""\''
    + "\n}\n"
)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (ODD, """it's $HOME `id` \\ ! " %s {x}"""),
        ("ASK {}", "true"),
        (f"DESCRIBE <{tiny.BASE}id/element/balie>", "Helpt aan de balie."),
        (f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, range(3_000)))} }} }}", "2999"),
    ],
    ids=["signs", "ask", "graph", "long"],
)
def test_the_request_on_a_page_is_true(web: Web, query: str, told: str) -> None:
    """It is run as it stands, by a shell and by Python."""
    body = f"query={encoded(query)}".encode()
    form = "application/x-www-form-urlencoded"
    text = web.send("/sparql", "text/html", "POST", body, Content_Type=form).text
    curl, python = _Code(text).found
    # Within a table a quote is written twice (RFC 4180, 2).
    assert told in run(web, curl, "sparql", "sh", "-c").replace('""', '"')
    printed = run(web, python, "sparql", sys.executable, "-c")
    assert told in printed.replace("True", "true") or repr(told)[1:-1] in printed


def test_the_request_of_a_question_is_true(web: Web) -> None:
    _, text = page(web, "/query/componenten-onder-functie?functie=burgerzaken")
    curl, python = _Code(text).found
    path = "query/componenten-onder-functie"
    assert "Reisdocumenten" in run(web, curl, path, "sh", "-c")
    assert "Reisdocumenten" in run(web, python, path, sys.executable, "-c")


def test_an_answer_can_be_shared_and_taken_along(web: Web) -> None:
    query = "SELECT ?s { ?s a <x:y> }"
    found, text = page(web, f"/sparql?query={encoded(query)}")
    shared = [a for a in found.all("a") if "data-copy" in a]
    assert web.send(shared[0]["href"], "text/html").text == text
    for form in ("srj", "srx", "csv", "tsv"):
        (link,) = (a["href"] for a in found.all("a") if a["href"].endswith(f"&as={form}"))
        assert web.send(link).status == 200


def test_what_fits_no_address_is_asked_without(web: Web) -> None:
    """RFC 9110, 4.1: an address of 8,000 octets is sure to arrive, a longer one is not."""
    query = f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, range(3_000)))} }} }}"
    assert len(snippets.shared("/sparql", query)) > asking.ADDRESS_MAXIMUM
    form = "application/x-www-form-urlencoded"
    reply = web.send(
        "/sparql", "text/html", "POST", f"query={encoded(query)}".encode(), Content_Type=form
    )
    found = Page(reply.text)
    assert "te lang voor een adres" in reply.text
    assert all(len(a["href"]) < asking.ADDRESS_MAXIMUM for a in found.all("a"))
    posting = [each for each in found.all("form") if each["method"] == "post"]
    assert len(posting) == 2  # to ask again, and for the other forms
    hidden = next(i["value"] for i in found.all("input") if i.get("name") == "query")
    body = f"query={encoded(html.unescape(hidden))}&as=csv".encode()
    assert (
        web.send("/sparql", method="POST", body=body, Content_Type=form).text.count("\r\n") == 3_001
    )


def test_a_mistake_is_shown_at_its_place(web: Web) -> None:
    query = "SELECT ?s\nWHERE {\n  ?s a foo:bar .\n}\n"
    reply = web.send(f"/sparql?query={encoded(query)}", "text/html")
    assert reply.status == 400
    found = Page(reply.text)
    (field,) = found.all("textarea")
    assert (field["data-line"], field["data-column"], field["data-length"]) == ("3", "8", "7")
    assert "dit prefix is niet gedeclareerd" in field["data-message"]
    assert "<mark>" in reply.text and "foo:bar</mark>" in reply.text
    lines = [each["value"] for each in found.all("li") if "value" in each]
    assert lines == ["1", "2", "3", "4", "5"]
    # What is posted is shown again too, and in English the words say where.
    form = "application/x-www-form-urlencoded"
    body = f"query={encoded(query)}&as=en.html".encode()
    posted = web.send("/sparql", "text/html", "POST", body, Content_Type=form)
    assert posted.status == 400 and "foo:bar</mark>" in posted.text


@pytest.mark.parametrize(
    ("query", "line", "column", "shown"),
    [
        ("SELECT ?s", 1, 10, ("SELECT ?s", "", "")),
        ("ASK {\n", 2, 1, ("", "", "")),
        ('ASK { "a\nb }', 1, 7, ("ASK { ", '"a', "")),
        ("ASK { ? }", 1, 7, ("ASK { ", "?", " }")),
        ("ASK", 9, 40, ("ASK", "", "")),
    ],
)
def test_a_mistake_may_be_anywhere(
    query: str, line: int, column: int, shown: tuple[str, str, str]
) -> None:
    found = asking.mistake(query, line, column)
    (wrong,) = (each for each in found.lines if each.here)
    assert (wrong.before, wrong.wrong, wrong.after) == shown
    assert found.length == len(wrong.wrong)


@pytest.mark.parametrize("form", Form)
def test_a_request_names_no_form_that_its_answer_lacks(form: Form) -> None:
    curl, python = snippets.of_query("https://x.example/sparql", "ASK {}", form, posted=False)
    assert ("text/turtle" in curl.code) == ("text/turtle" in python.code) == (form is Form.GRAPH)
