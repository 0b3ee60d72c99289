"""What changed, over HTTP and by the command: forms, links, the feed (RFC 4287), and refusals."""

import csv
import io
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest
from rdflib import Dataset, Graph, URIRef

from scripts.cli import main
from server.app.answers.compared import STATEMENTS_MAXIMUM
from server.changes.things import Kind
from server.formats import COLLECTION_FORMATS, DOCUMENT_FORMATS, Format
from server.release import QUADS, open_current
from tests.serving import changing, tiny
from tests.serving.running import Web, serving
from tests.serving.test_changes import CS, DCT, compared
from tests.serving.test_pages import Page

B = tiny.BASE
PAIR = f"changes/{changing.FIRST}/{changing.SECOND}"
#: What is taken away from the graphs that are told of.
GONE = {key: text for key, text in changing.GONE.items() if key != "inferred"}
BROKEN = "2026-11-22-00000000000d"
Command = Callable[..., tuple[int, str, str]]
LARGE = "2026-11-20-0000000000ee"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three releases, the second in use; a damaged one of the first day, and a large one before."""
    var = tmp_path_factory.mktemp("stappen")
    first = changing.two(var)
    changing.edited(first, changing.THIRD, lambda lines: lines)
    note = f'<{B}id/element/balie> <{B}def#note> "{{}}" <{B}id/graph/landschap> .'
    notes = map(note.format, range(STATEMENTS_MAXIMUM + 1))
    changing.edited(first, LARGE, lambda lines: [*lines, *notes])
    broken = changing.edited(first, BROKEN, lambda lines: lines)
    body = (broken / QUADS).read_bytes()
    (broken / QUADS).write_bytes(body.replace(b"Balie", b"Bolie", 1))
    return var


@pytest.fixture(scope="module")
def web(var: Path) -> Iterator[Web]:
    """A server over these releases; requests with another Host than its base."""
    with serving(var, B) as running:
        yield running


def parsed(body: bytes, suffix: str) -> Graph:
    names = {"jsonld": "json-ld", "rdf": "xml", "nq": "nquads"}
    return Dataset(default_union=True).parse(data=body, format=names.get(suffix, suffix))


@pytest.mark.parametrize("form", DOCUMENT_FORMATS[1:], ids=lambda form: form.suffix)
def test_every_form_of_rdf_says_the_same(web: Web, form: Format) -> None:
    reply, asked = web.send(f"/{PAIR}.{form.suffix}"), web.send(f"/{PAIR}", form.media_type)
    assert (reply.status, reply.type) == (200, form.media_type) and asked.body == reply.body
    assert asked.headers["content-location"] == f"/{PAIR}.{form.suffix}"
    assert "immutable" in reply.headers["cache-control"]
    graph = parsed(reply.body, form.suffix)
    document = URIRef(B + PAIR)
    assert len(set(graph.objects(document, DCT.hasPart))) == 10
    assert len(set(graph.objects(None, CS.subjectOfChange))) == 10
    assert len(set(graph.objects(None, CS.removal))) == len(changing.lines(GONE))
    assert (document, DCT.license, None) in graph


def test_the_page(web: Web) -> None:
    reply = web.send(f"/{PAIR}", "text/html")
    page = Page(reply.text)
    counts = "2 toegevoegd, 1 ingetrokken, 1 van adres veranderd, 6 gewijzigd"
    assert f"Van uitgave {changing.FIRST} naar {changing.SECOND}: {counts}." in reply.text
    assert "id/element/balie" in page.ids and "def#ReferenceComponent" in page.ids
    links = {attrs["href"] for attrs in page.all("a")}
    assert {"/doc/element/balie", "/doc/view/loketplaat", f"/{PAIR}.csv"} <= links
    assert "een nieuw <del>document</del> <ins>paspoort</ins> aan" in reply.text
    assert "met &lt;b&gt;nadruk&lt;/b&gt; &amp; meer" in reply.text
    # Its foot names the release in use, so it does not stay the same for good.
    assert "immutable" not in reply.headers["cache-control"]
    assert f'<{B}{PAIR}>; rel="canonical"' in reply.headers["link"]


def test_the_pages_in_english_lead_on_in_english(web: Web) -> None:
    reply = web.send(f"/{PAIR}.en.html")
    assert (reply.status, reply.headers["content-language"]) == (200, "en")
    assert f'<{B}{PAIR}.en.html>; rel="canonical"' in reply.headers["link"]
    assert "2 added, 1 withdrawn, 1 moved, 6 changed" in reply.text
    assert "in view Counter view" in reply.text and "Raakt" not in reply.text
    links = {attrs["href"] for attrs in Page(reply.text).all("a")}
    assert {"/doc/element/balie.en.html", "/changes.en.html", f"/{PAIR}.csv"} <= links
    steps = Page(web.send("/changes.en.html").text)
    assert f"/{PAIR}.en.html" in {attrs["href"] for attrs in steps.all("a")}


def test_texts_in_the_other_language_say_so(web: Web) -> None:
    """WCAG 2.1, 3.1.2: the language of each passage can be determined by a program."""
    english, dutch = (web.send(f"/{PAIR}{form}").text for form in (".en.html", ""))
    assert re.search(r'<span lang="nl">“De burger [^<]*<del>document</del> ', english)
    assert '<span lang="nl">' not in dutch


def test_the_table(web: Web) -> None:
    reply = web.send(f"/{PAIR}", "text/csv")
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(reply.body.decode(), newline="")))
    assert {row["change"] for row in rows} == set(Kind)


def test_a_release_differs_from_itself_in_nothing(web: Web) -> None:
    path = f"/changes/{changing.FIRST}/{changing.FIRST}"
    assert "niets veranderd" in web.send(path, "text/html").text
    assert not set(parsed(web.send(path + ".nt").body, "nt").subjects(CS.subjectOfChange))


def test_the_steps_end_at_the_release_in_use(web: Web) -> None:
    text = web.send("/changes", "text/html").text
    assert "de nieuwste eerst. Wie op de hoogte" in text
    page = Page(text)
    steps = [a["href"] for a in page.all("a") if a["href"].startswith("/changes/")]
    # By date and then by name; the third is later than the one in use, so it was taken back, but
    # it can be compared.
    assert web.send(f"/changes/{changing.SECOND}/{changing.THIRD}").status == 200
    assert steps == [
        f"/{PAIR}", f"/changes/{BROKEN}/{changing.FIRST}", f"/changes/{LARGE}/{BROKEN}",
    ]  # fmt: skip
    graph = parsed(web.send("/changes", "text/turtle").body, "ttl")
    assert {str(step) for step in graph.objects(URIRef(B + "changes"), DCT.hasPart)} == {
        B + step[1:] for step in steps
    }


@pytest.mark.parametrize(
    "path",
    [
        f"/changes/{changing.FIRST}/2026-11-22-ffffffffffff",
        f"/changes/../{changing.FIRST}",
        f"/changes/{changing.FIRST}/current",
    ],
)
def test_an_unknown_release_is_404_with_those_that_there_are(web: Web, path: str) -> None:
    reply = web.send(path, "application/json")
    assert reply.status == 404 and reply.headers["cache-control"] == "no-store"
    assert f"{LARGE}, {BROKEN}, {changing.FIRST}, {changing.SECOND}" in reply.text


@pytest.mark.parametrize("path", [f"/{PAIR}.svg", f"/{PAIR}.atom", f"/{PAIR}.", "/changes.csv"])
def test_a_form_that_there_is_not_is_404(web: Web, path: str) -> None:
    assert web.send(path).status == 404


def test_a_damaged_release_is_503_and_shows_no_path(web: Web, var: Path) -> None:
    reply = web.send(f"/changes/{BROKEN}/{changing.SECOND}.ttl", "application/json")
    assert reply.status == 503 and BROKEN in reply.text and str(var) not in reply.text


def test_more_than_an_answer_holds_is_413_and_the_page_counts_it(web: Web) -> None:
    path = f"/changes/{LARGE}/{changing.FIRST}"
    for suffix in ("ttl", "csv"):
        reply = web.send(f"{path}.{suffix}", "application/json")
        assert reply.status == 413 and "20001" in reply.text and "gemma diff" in reply.text
    reply = web.send(path, "text/html")
    assert reply.status == 200 and "en nog 19981" in reply.text and len(reply.body) < 10_000


def test_conditions_and_codings(web: Web) -> None:
    path = f"/{PAIR}.ttl"
    plain, small = web.send(path), web.send(path, Accept_Encoding="gzip")
    assert small.headers["content-encoding"] == "gzip" and len(small.body) < len(plain.body)
    assert plain.headers["etag"] != small.headers["etag"]
    assert web.send(path, If_None_Match=plain.headers["etag"]).status == 304
    assert web.send(path, method="HEAD").headers["content-length"] == str(len(plain.body))


def test_many_at_once_get_an_answer_or_are_asked_to_wait(web: Web) -> None:
    pairs = [(changing.SECOND, changing.FIRST), (changing.SECOND, changing.SECOND)]
    paths = [f"/changes/{a}/{b}.{form.suffix}" for a, b in pairs for form in COLLECTION_FORMATS]
    with ThreadPoolExecutor(len(paths)) as pool:
        replies = list(pool.map(web.send, paths))
    assert {reply.status for reply in replies} <= {200, 503}
    assert all("retry-after" in reply.headers for reply in replies if reply.status == 503)
    assert {web.send(path).status for path in paths} == {200}


# RFC 4287.


def test_the_feed_is_what_a_reader_of_feeds_expects(web: Web) -> None:
    reply = web.send("/changes.atom", Host="elders.example")
    assert (reply.status, reply.type) == (200, "application/atom+xml")
    assert web.send("/changes", "application/atom+xml").body == reply.body
    assert b"elders.example" not in reply.body and b"127.0.0.1" not in reply.body
    found = feedparser.parse(io.BytesIO(reply.body), response_headers=reply.headers)
    assert not found.bozo and found.version == "atom10"
    assert found.feed.updated == "2026-11-23T00:00:00Z" and found.feed.language == "nl"
    assert [entry.link for entry in found.entries] == [
        f"{B}{PAIR}", f"{B}changes/{BROKEN}/{changing.FIRST}", f"{B}changes/{LARGE}/{BROKEN}",
    ]  # fmt: skip


def test_the_feed_tells_what_changed(web: Web) -> None:
    last, first, _ = feedparser.parse(io.BytesIO(web.send("/changes.atom").body)).entries
    assert last.title.startswith(f"Uitgave {changing.SECOND}: 2 toegevoegd")
    content = last.content[0].value
    assert "Stroom D3 “Nieuw” op plaat Loketplaat toegevoegd: van Balie naar" in content
    assert f'href="{B}{PAIR}#id/element/balie"' in content
    assert {link.type for link in last.links} >= {"text/html", "text/turtle", "text/csv"}
    assert "beschadigd" in first.content[0].value


def test_pages_lead_to_the_feed(web: Web) -> None:
    for path, leads in (("/", True), ("/doc/dataset/catalogus", True), ("/doc/element/balie", 0)):
        links = Page(web.send(path, "text/html").text).all("link")
        feeds = [link["href"] for link in links if link.get("type") == "application/atom+xml"]
        assert feeds == ["/changes.atom"] * int(leads), path


def test_the_feed_by_the_letter(web: Web) -> None:
    feed = ElementTree.fromstring(web.send("/changes.atom").body)
    assert feed.tag == f"{ATOM}feed"
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")  # RFC 3339
    assert len(feed.findall(f"{ATOM}author/{ATOM}name")) == 1  # 4.1.1: of all entries
    selves = [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    assert [link.get("href") for link in selves] == [B + "changes.atom"]  # 4.1.1
    entries = feed.findall(f"{ATOM}entry")
    for part in (feed, *entries):
        for name in ("id", "title", "updated"):  # 4.1.1, 4.1.2: exactly one
            assert len(part.findall(ATOM + name)) == 1, name
        assert moment.fullmatch(part.findtext(f"{ATOM}updated") or "")  # 3.3
        assert (part.findtext(f"{ATOM}id") or "").startswith(B)  # 4.2.6: an absolute IRI
        links = part.findall(f"{ATOM}link")
        kinds = [(x.get("type"), x.get("hreflang")) for x in links if x.get("rel") == "alternate"]
        assert kinds and len(kinds) == len(set(kinds))  # 4.1.1, 4.1.2
        assert all((link.get("href") or "").startswith(("http:", "https:")) for link in links)
    for entry in entries:
        (content,) = entry.findall(f"{ATOM}content")  # 4.1.3.3: a single XHTML div
        assert content.get("type") == "xhtml"
        assert [child.tag for child in content] == ["{http://www.w3.org/1999/xhtml}div"]
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries) == 3


# The command.


@pytest.fixture
def gemma(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> Command:
    monkeypatch.setenv("GEMMA_VAR", str(var))
    monkeypatch.setenv("GEMMA_BASE", B)

    def run(*args: str) -> tuple[int, str, str]:
        code = main(("diff", *args))
        told = capsysbinary.readouterr()
        return code, told.out.decode(), told.err.decode()

    return run


def test_the_command_in_words(gemma: Command) -> None:
    code, out, err = gemma(changing.FIRST, "current")
    assert (code, err) == (0, "")
    assert out.splitlines()[:4] == [
        f"{changing.FIRST} → {changing.SECOND}: 2 added, 1 withdrawn, 1 moved, 6 changed",
        "",
        "Flow D3 “New” in view Counter view added: from Counter to Travel documents",
        "  touches: Counter view, Counter, Travel documents",
    ]
    assert "raakt: Loketplaat" in gemma(changing.FIRST, "current", "--language", "nl")[1]


def test_the_command_for_programs(gemma: Command, var: Path) -> None:
    folder = str(var / "releases" / changing.FIRST)
    assert gemma(folder, "current", "--form", "csv")[1].startswith("change,iri,")
    graph = parsed(gemma(folder, "current", "--form", "ttl")[1].encode(), "turtle")
    assert len(set(graph.objects(None, CS.subjectOfChange))) == 10
    page = Page(gemma(folder, "current", "--form", "html")[1])
    assert {f"{B}id/element/balie"} <= {a["href"] for a in page.all("a")}
    inferred = gemma(folder, "current", "--graph", "inferred")[1]
    assert "1 added, 1 withdrawn" in inferred.splitlines()[0]


def test_no_difference_is_no_error(gemma: Command) -> None:
    line = f"{changing.SECOND} → {changing.SECOND}: nothing changed\n"
    assert gemma("current", "current") == (0, line, "")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("nergens", f"there are: {LARGE}, {BROKEN}, {changing.FIRST}"),
        (BROKEN, "is not what manifest.json says"),
        ("previous", "no release was in use before this one"),
    ],
)
def test_what_is_not_there_or_damaged_is_said(gemma: Command, name: str, why: str) -> None:
    code, out, err = gemma(name, "current")
    assert (code, out) == (4, "") and why in err and len(err.splitlines()) == 1


def test_another_base_iri_is_said(gemma: Command, tmp_path: Path) -> None:
    other = changing.write(tmp_path / changing.THIRD, [], "https://elders.example/")
    code, _, err = gemma(str(other), "current")
    assert code == 4 and "https://elders.example/" in err and B in err


# The real release.


def test_five_seeded_edits_of_the_real_release_are_found(
    real: Web, real_var: Path, tmp_path: Path
) -> None:
    release = open_current(real_var)
    base, chance = real.base, random.Random(20261122)
    lines = release.quads.read_text(encoding="utf-8").splitlines()
    here = f" <{base}id/graph/landschap> ."

    def some(collection: str, says: str) -> str:
        start = f"<{base}id/{collection}/"
        found = [x for x in lines if x.startswith(start) and says in x and x.endswith(here)]
        return chance.choice(found)

    definition = some("element", 'definition> "')
    end = some("flow", "def#to>")
    name = some("view", '"@nl')
    gone = some("use", "def#useOf>").split(" ")[0]
    added = f"<{base}id/element/proefstuk>"
    edits = {
        definition: definition.replace('definition> "', 'definition> "Kortom: '),
        end: end.replace("def#to>", "def#via>"),
        name: re.sub(r'"(.*)"@nl', r'"\1 (proef)"@nl', name),
    }
    after = [edits.get(line, line) for line in lines if not line.startswith(gone + " ")]
    after.append(f"{added} <{base}def#partOf> <{base}id/element/zaaksysteem>{here}")
    folder = changing.write(tmp_path / changing.THIRD, after, base, release.folder)
    found = compared(release.folder, folder)
    assert {(change.kind, f"<{change.thing}>") for change in found.changes} == {
        (Kind.CHANGED, definition.split(" ")[0]), (Kind.CHANGED, end.split(" ")[0]),
        (Kind.CHANGED, name.split(" ")[0]), (Kind.WITHDRAWN, gone), (Kind.ADDED, added),
    }  # fmt: skip
    assert sum(len(c.gone) + len(c.new) for c in found.changes if c.kind is Kind.CHANGED) == 6
