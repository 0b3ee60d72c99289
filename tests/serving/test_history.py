"""Earlier releases stay as they were, and time leads to them (RFC 7089, by section)."""

import re
import shutil
import weakref
from collections.abc import Iterator
from html import unescape
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from rdflib import DCTERMS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS

from server import history
from server.app.answers import mementos
from server.app.answers.mementos import Mementos
from server.app.site import Site, engine
from server.errors import ReleaseError, UnavailableError
from server.formats import DOCUMENT_FORMATS
from server.release import MANIFEST, QUADS, RELEASES, Release, open_current
from server.settings import Settings
from server.store import Store
from tests.serving import past, tiny
from tests.serving.past import BACK, DAMAGED, ELSEWHERE, GONE, HALF, ONE, THREE, TWO
from tests.serving.running import Reply, Web, serving

B = tiny.BASE
DATA = [form for form in DOCUMENT_FORMATS if form.key != "html"]
BALIE = "/doc/element/balie"
FIRST, SECOND = "Sun, 22 Nov 2026 00:00:00 GMT", "Mon, 01 Feb 2027 00:00:00 GMT"
DOCUMENTS = [BALIE, "/doc/element", "/doc/implication/open-data-twee", "/def", "/doc/scheme/laag"]
#: RFC 8288, 3: a target and its parameters.
LINK = re.compile(r'<([^>]*)>((?:; [a-z]+="[^"]*")*)')


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("verleden")
    past.write(found)
    return found


@pytest.fixture(scope="module")
def old(var: Path) -> Iterator[Web]:
    """A server over a release with others before it; no test here asks for a third other one."""
    with serving(var, B) as running:
        yield running


@pytest.fixture(scope="module")
def once(var: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server over the first release, when it was in use."""
    found = tmp_path_factory.mktemp("eerst")
    past.begin(found, var)
    with serving(found, B) as running:
        yield running


def links(text: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Links by relation: the target and its other parameters."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for target, parameters in LINK.findall(text):
        named = dict(re.findall(r'; ([a-z]+)="([^"]*)"', parameters))
        for relation in named.pop("rel").split():
            found.setdefault(relation, []).append((target, named))
    return found


def then(web: Web, moment: str, path: str = BALIE, accept: str | None = None) -> Reply:
    return web.send(path, accept, Accept_Datetime=moment)


def at(path: str, release: str) -> str:
    return f"{path}?release={release}"


@pytest.mark.parametrize(
    ("moment", "release"),
    [
        (FIRST, ONE),
        ("Sun, 31 Jan 2027 23:59:59 GMT", ONE),
        (SECOND, THREE),
        # 4.5.3: outside the range, the nearest end of it.
        ("Mon, 01 Jan 1990 00:00:00 GMT", ONE),
        ("Fri, 31 Dec 9999 23:59:59 GMT", THREE),
    ],
)
def test_a_document_is_its_own_timegate(old: Web, moment: str, release: str) -> None:
    """4.1.1, pattern 1.1: 302 to the state of that moment, which is no memento itself."""
    for accept in (None, "text/turtle", "text/html"):
        reply = then(old, moment, accept=accept)
        assert (reply.status, reply.headers["location"]) == (302, at(BALIE, release))
        assert "accept-datetime" in reply.headers["vary"].lower()
        assert "memento-datetime" not in reply.headers and reply.body == b""
        found = links(reply.headers["link"])
        assert [target for target, _ in found["original"]] == [BALIE]
        assert [target for target, _ in found["timegate"]] == [BALIE]
        (timemap,) = found["timemap"]
        assert timemap == (f"/timemap{BALIE}", {"type": "application/link-format"})
        assert found["first"] == [(at(BALIE, ONE), {"datetime": FIRST})]
        assert found["last"] == [(at(BALIE, THREE), {"datetime": SECOND})]


def test_without_a_date_a_document_is_as_it_is_now(old: Web) -> None:
    """2.1.2: Vary tells that there is a choice; 2.2: the links say where it leads."""
    for path in (BALIE, BALIE + ".ttl", "/doc/element", "/def", "/catalog"):
        reply = old.send(path)
        assert reply.status == 200 and "memento-datetime" not in reply.headers
        assert "accept-datetime" in reply.headers["vary"].lower()
        found = links(reply.headers["link"])
        assert found["original"] == found["timegate"] == [(path, {})]
        assert found["timemap"][0][0] == f"/timemap{path}"
        assert found["last"] == [(at(path, THREE), {"datetime": SECOND})]


@pytest.mark.parametrize(
    "moment",
    ["", "gisteren", "2026-11-22", "2026-11-22T00:00:00Z", "Sun, 22 Nov 2026 00:00:00 CET",
     "sun, 22 nov 2026 00:00:00 gmt", "Sun, 22 Nov 2026 00:00:00", "Sun, 31 Feb 2027 00:00:00 GMT",
     "Sun, 22 Nov 2026 24:61:00 GMT", "Sunday, 22-Nov-26 00:00:00 GMT"],
)  # fmt: skip
def test_what_is_no_date_is_refused(old: Web, moment: str) -> None:
    """2.1.1: an rfc1123-date, in which case counts; 4.5.3: anything else is 400."""
    reply = then(old, moment)
    assert reply.status == 400 and "Sun, 22 Nov 2026 00:00:00 GMT" in reply.text


def test_a_date_means_nothing_where_nothing_has_a_past(old: Web) -> None:
    """4.5.8: not everything takes part; a thing leads to its document, where time counts."""
    assert then(old, FIRST, "/id/element/balie").headers["location"] == BALIE
    assert then(old, FIRST, "/").status == 200
    assert then(old, FIRST, "/doc/element/weg").status == 404
    assert then(old, FIRST, at(BALIE, TWO)).headers["memento-datetime"] == SECOND


def test_kept_answers_never_cross_time(old: Web) -> None:
    """The layer before Flask keeps answers; a date makes it another question."""
    for _ in range(3):
        assert old.send(BALIE, "text/turtle").status == 200
        assert then(old, FIRST, accept="text/turtle").headers["location"] == at(BALIE, ONE)
        assert then(old, SECOND, accept="text/turtle").headers["location"] == at(BALIE, THREE)
    assert old.send(at(BALIE, ONE), "text/turtle").body != old.send(BALIE, "text/turtle").body


def test_a_memento_says_when_and_of_what(old: Web) -> None:
    """2.1.1, 2.2 and 4.2: Memento-Datetime, the original, and its neighbours in time."""
    reply = old.send(at(BALIE, TWO), "text/turtle")
    assert reply.status == 200 and reply.headers["memento-datetime"] == SECOND
    assert reply.headers["content-location"] == at(BALIE + ".ttl", TWO)
    assert "immutable" in reply.headers["cache-control"]
    assert "accept-datetime" not in reply.headers["vary"].lower()
    assert reply.headers["x-robots-tag"] == "noindex"
    found = links(reply.headers["link"])
    assert found["original"] == found["timegate"] == [(BALIE, {})]
    assert found["prev"] == found["first"] == [(at(BALIE, ONE), {"datetime": FIRST})]
    assert found["next"] == found["last"] == [(at(BALIE, THREE), {"datetime": SECOND})]
    assert (at(BALIE, TWO), {"datetime": SECOND}) in found["memento"]
    assert [target for target, _ in found["collection"]] == [at("/doc/element", TWO)]
    for target, _ in found["alternate"]:
        assert target.endswith(f"?release={TWO}") and old.send(target).status == 200


def test_every_kind_of_document_has_a_past(old: Web) -> None:
    for path in ("/catalog", "/def/context.jsonld", "/doc/element.csv", "/doc/claim/balie-plaats"):
        reply = old.send(at(path, ONE))
        assert (reply.status, reply.headers["memento-datetime"]) == (200, FIRST), path
    for path, document in (("/id/element/balie", BALIE), ("/def/1.0.0", "/def")):
        reply = old.send(at(path, ONE))
        assert (reply.status, reply.headers["location"]) == (303, at(document, ONE))


def test_the_release_in_use_is_a_memento_too(old: Web) -> None:
    reply = old.send(at(BALIE, THREE), "text/turtle")
    assert reply.headers["memento-datetime"] == SECOND
    assert reply.body == old.send(BALIE, "text/turtle").body


def test_data_is_the_same_bytes_as_it_was(old: Web, once: Web) -> None:
    """4.5.6: a state that has passed does not change. Here: not in one byte, nor its tag."""
    for path, form in product(DOCUMENTS, DATA):
        address = f"{path}.{form.suffix}"
        was, now = once.send(address), old.send(at(address, ONE))
        assert (now.status, now.body) == (200, was.body), address
        assert now.headers["etag"] == was.headers["etag"]
        again = old.send(at(address, ONE), If_None_Match=was.headers["etag"])
        assert again.status == 304 and again.headers["memento-datetime"] == FIRST
    assert once.send(BALIE + ".ttl").body != old.send(BALIE + ".ttl").body


def test_curl_goes_back_in_time(old: Web) -> None:
    for moment, name in ((FIRST, "Balie"), (SECOND, "Klantbalie")):
        headers = ("-H", f"Accept-Datetime: {moment}", "-H", "Accept: text/turtle")
        found = Graph().parse(data=old.curl(*headers, "/id/element/balie"), format="turtle")
        label = Literal(name, lang="nl")
        assert (URIRef(B + "id/element/balie"), SKOS.prefLabel, label) in found


def test_a_page_of_the_past_stays_there(old: Web) -> None:
    """Whoever reads an archive stays in it, until the page says that a link leaves it."""
    # These are about what is in use, whoever leads there.
    present = ("/releases", "/changes", "/query", "/landscape", "/list", "/help", "/accessibility")
    out = {"/", "/index.en.html", "/sparql", "/sparql?as=en.html"}
    out |= {name + mark for name in present for mark in ("", ".en.html")}
    said = {"nl": ("Dit is uitgave", "Zoals het nu is"), "en": ("This is release", "As it is now")}
    seen: set[str] = set()
    todo = [at(BALIE, ONE)]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        reply = old.send(path, "text/html")
        assert reply.status in (200, 404, 410), path
        if reply.status == 404 or reply.type != "text/html":
            continue  # the tiny release names what it does not describe
        page = reply.text
        language = reply.headers["content-language"]
        now = path.partition("?")[0]
        now = now if language == "en" else now.removesuffix(".html")
        this, as_it_is = said[language]
        assert f"{this} {ONE}" in page and f'<a href="{now}">{as_it_is}</a>' in page
        assert "Klantbalie" not in page
        for link in map(unescape, re.findall(r'<a href="(/[^"]*)"', page)):
            if link.partition("#")[0] not in {now, *out} and not link.startswith(
                ("/releases", "/download/", "/static/")
            ):
                assert f"release={ONE}" in link, (path, link)
                todo.append(link.partition("#")[0])
    assert len(seen) > 40


def test_a_plate_of_the_past_is_drawn_from_its_data(old: Web, once: Web) -> None:
    was, now = once.send("/doc/view/plaat.svg"), old.send("/doc/view/plaat.svg")
    past_ = old.send(at("/doc/view/plaat.svg", ONE))
    assert "Klantbalie" in now.text and "Klantbalie" not in past_.text
    assert past_.text == re.sub(
        f'"{B}(id/[^"]*|def)(#?[^"]*)"',
        lambda found: f'"{B}{found[1].replace("id/", "doc/")}?release={ONE}{found[2]}"',
        was.text,
    )
    page = old.send(at("/doc/view/plaat", ONE), "text/html").text
    assert f'href="/doc/element/balie?release={ONE}"' in page


def test_a_timemap_lists_every_state(old: Web) -> None:
    """5: the original, the TimeMap itself with its span, the TimeGate and the mementos."""
    for path in (BALIE, BALIE + ".jsonld", "/doc/element", "/doc/view/plaat.en.svg", "/def"):
        reply = old.send(f"/timemap{path}")
        assert (reply.status, reply.type) == (200, "application/link-format")
        assert re.fullmatch(rf"{LINK.pattern}(,\n{LINK.pattern})*\n", reply.text)
        found = links(reply.text)
        assert found["original"] == found["timegate"] == [(path, {})]
        span = {"type": "application/link-format", "from": FIRST, "until": SECOND}
        assert found["self"] == [(f"/timemap{path}", span)]
        states = [(at(path, ONE), FIRST), (at(path, TWO), SECOND), (at(path, THREE), SECOND)]
        assert found["memento"] == [(target, {"datetime": when}) for target, when in states]
        assert found["first"] == found["memento"][:1] and found["last"] == found["memento"][-1:]
        for target, when in states:
            assert old.send(target).headers["memento-datetime"] == when


def test_a_state_before_the_thing_is_none(old: Web) -> None:
    states = links(old.send("/timemap/doc/element/nieuw").text)["memento"]
    assert [target for target, _ in states] == [at("/doc/element/nieuw", r) for r in (TWO, THREE)]
    assert then(old, FIRST, "/doc/element/nieuw").headers["location"].endswith(TWO)
    none = old.send(at("/doc/element/nieuw", ONE))
    assert none.status == 404 and f"In uitgave {ONE}: " in none.text
    (only,) = links(old.send("/timemap/doc/element/kip").text)["memento"]
    found = links(old.send("/timemap/doc/element/kip").text)
    assert found["first"] == found["last"] == [only]


@pytest.mark.parametrize(
    "path", ["", "/", "/weg", "/doc/element/weg", "/doc/element/balie.exe", "/id/element/balie",
             "/sparql", "/element", "/doc/element/balie.svg.ttl"],
)  # fmt: skip
def test_what_has_no_past_has_no_timemap(old: Web, path: str) -> None:
    assert old.send(f"/timemap{path}").status == 404


def test_pages_of_a_collection_have_a_past(old: Web) -> None:
    reply = old.send("/doc/element?page=2")
    assert reply.status == 404
    one = old.send("/doc/element?page=1")
    assert links(one.headers["link"])["original"] == [("/doc/element", {})]


def test_withdrawn_is_gone_since_then(old: Web) -> None:
    """4.5.5: an answer of the past keeps its status. RFC 9110, 15.5.11; RFC 5829, 3.3."""
    path = "/doc/element/loket"
    for accept, kind in ((None, "text/html"), ("text/turtle", "text/turtle"),
                         ("application/ld+json", "application/ld+json")):  # fmt: skip
        for address in (path, at(path, ONE)):
            reply = old.send(address, accept)
            assert (reply.status, reply.type) == (410, kind)
            successor = address.replace("loket", "balie")
            assert links(reply.headers["link"])["successor-version"] == [(successor, {})]
    assert old.send(at(path, ONE)).headers["memento-datetime"] == FIRST
    vals = "/doc/element/vals"
    assert (old.send(vals).status, old.send(at(vals, ONE)).status) == (410, 200)


@pytest.mark.parametrize("tail", ["", ".ttl", ".html", ".nq"])
def test_another_key_is_another_address_for_good(old: Web, tail: str) -> None:
    """RFC 9110, 15.4.2; a chain leads to its end at once, in the form that was asked for."""
    reply = old.send(f"/doc/element/reisdocumenten{tail}", "text/turtle")
    new = f"/doc/element/identiteitsbewijzen{tail}"
    assert (reply.status, reply.headers["location"]) == (301, new)
    assert links(reply.headers["link"])["successor-version"] == [(new, {})]
    assert old.send(new).status == 200
    then_ = old.send(at(f"/doc/element/reisdocumenten{tail}", TWO))
    assert (then_.status, then_.headers["memento-datetime"]) == (301, SECOND)
    assert then_.headers["location"] == at(f"/doc/element/paspoorten{tail}", TWO)
    assert old.send(at(f"/doc/element/reisdocumenten{tail}", ONE)).status == 200


def test_the_thing_itself_leads_to_its_key(old: Web) -> None:
    reply = old.send("/id/element/reisdocumenten")
    assert (reply.status, reply.headers["location"]) == (301, "/id/element/identiteitsbewijzen")
    found = Graph().parse(
        data=old.curl("-H", "Accept: text/turtle", "/id/element/paspoorten"), format="turtle"
    )
    now = URIRef(B + "id/element/identiteitsbewijzen")
    assert (URIRef(B + "id/element/paspoorten"), DCTERMS.isReplacedBy, now) in found


def test_a_ring_of_keys_ends(old: Web) -> None:
    """No check lets it through; a server that goes round and round would be worse."""
    assert old.send("/doc/element/kip").headers["location"] == "/doc/element/ei"
    assert old.send("/doc/element/ei").headers["location"] == "/doc/element/kip"


def test_a_release_that_is_not_here(old: Web) -> None:
    names = ("2020-01-01-000000000000", ELSEWHERE, "latest", "", "../releases", "x\r\ny", "é")
    for name in names:
        reply = old.send(f"{BALIE}?release={quote(name)}", "text/html")
        assert reply.status == 404 and "memento-datetime" not in reply.headers
        assert all(release in reply.text for release in (ONE, TWO, THREE)), name
        assert "/releases" in reply.text
    gone = old.send(at(BALIE, GONE), "text/turtle")
    assert gone.status == 410 and "niet meer bewaard" in gone.text
    for name in (DAMAGED, HALF):
        damaged = old.send(at(BALIE, name), "application/problem+json")
        assert damaged.status == 503 and "beschadigd" in damaged.text
        assert damaged.headers["cache-control"] == "no-store"
    assert old.send(BALIE).status == 200


@pytest.mark.parametrize(
    "manifest", ["", "{", "[]", "null", '{"id": 1, "base": 2, "files": 3}',
                 '{"id": "x", "base": "y", "files": {"release.nq": 7}, "graphs": [1]}'],
)  # fmt: skip
def test_whatever_stands_beside_it_the_release_in_use_opens(var: Path, manifest: str) -> None:
    release = open_current(var)
    name = "2026-12-27-00000000dead"
    folder = var / RELEASES / name
    folder.mkdir()
    try:
        (folder / MANIFEST).write_text(manifest)
        found = history.read(release)
    finally:
        shutil.rmtree(folder)
    assert name in found.damaged and [known.id for known in found.releases] == [ONE, TWO, THREE]


def test_one_flipped_byte_is_damage(tmp_path: Path) -> None:
    past.write(tmp_path)
    quads = tmp_path / RELEASES / ONE / QUADS
    quads.write_bytes(quads.read_bytes().replace(b"Paspoorten.", b"Paspoorten!"))
    release = open_current(tmp_path)
    with pytest.raises(ReleaseError, match=f"Uitgave {ONE} is beschadigd"):
        Mementos(_site(tmp_path, release)).edition(ONE)


def test_what_was_taken_back_is_still_found_by_name(var: Path) -> None:
    with serving(var, B) as web:
        assert web.send(at(BALIE, BACK), "text/turtle").status == 200
        assert BACK not in web.send(f"/timemap{BALIE}").text
        assert BACK not in web.send("/releases", "text/html").text


def test_the_list_of_releases(old: Web) -> None:
    page = old.send("/releases", "text/html")
    assert (page.status, page.headers["content-location"]) == (200, "/releases.html")
    order = [page.text.index(name) for name in (f">{THREE}<", f">{TWO}<", f">{ONE}<", GONE)]
    assert order == sorted(order) and "22 november 2026" in page.text
    notes = [page.text.index(said) for said in ("Nieuwe namen.", "De eerste.", "Een proef.")]
    assert notes == sorted(notes) and "New names." not in page.text
    assert f'href="/changes/{ONE}/{TWO}"' in page.text and DAMAGED not in page.text
    dataset = old.send("/doc/dataset/gemma", "text/html").text
    assert f'href="/doc/dataset/gemma?release={ONE}"' in dataset
    then_ = old.send(at("/doc/dataset/gemma", ONE), "text/html").text
    assert TWO not in then_ and "(in gebruik)" not in then_ and "(in gebruik)" in dataset
    counts = set()
    dcat = Namespace("http://www.w3.org/ns/dcat#")
    for form in ("ttl", "jsonld", "rdf", "nt"):
        reply = old.send(f"/releases.{form}")
        kind = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}[form]
        found = Graph().parse(data=reply.text, format=kind)
        counts.add(len(found))
        one, two, three = (URIRef(f"{B}releases#{name}") for name in (ONE, TWO, THREE))
        assert (three, dcat.previousVersion, two) in found
        assert (two, dcat.previousVersion, one) in found
        assert (one, DCTERMS.isVersionOf, URIRef(B + "id/dataset/gemma")) in found
    assert len(counts) == 1
    assert old.send("/releases.svg").status == 404


@pytest.fixture
def site(var: Path) -> Site:
    """The release in use; its engine is elsewhere, as no page asks it."""
    return _site(var, open_current(var))


def _site(var: Path, release: Release) -> Site:
    settings = Settings(B, var, endpoint="http://127.0.0.1:9/query")
    return Site(settings, release, Store(release.quads, B), engine(settings, release))


def test_few_are_open_and_none_in_a_hurry(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Mementos(site)
    first, second = found.edition(ONE), found.edition(TWO)
    assert found.edition(ONE) is first
    with pytest.raises(UnavailableError) as refused:
        found.edition(BACK)
    assert 0 < refused.value.retry_after <= 6
    assert found.edition(THREE) is site
    monkeypatch.setattr(mementos, "_STAY", 0.0)
    closed = weakref.ref(second.store)
    found.edition(BACK)
    del second
    assert closed() is None, "its memory is free at once"
    assert found.edition(ONE) is first, "the one that was used last stays open"


def test_nobody_waits_long_for_what_is_being_opened(site: Site) -> None:
    found = Mementos(site)
    for _ in range(4):
        assert found._places.acquire(blocking=False)
    with pytest.raises(UnavailableError, match="geopend"):
        found.edition(ONE)
    assert found.edition(THREE) is site
