"""Every route keeps the same rules of HTTP; one table of them, from the text of the standards.

RFC 9110 (semantics), 9111 (caching), 9457 (problem details) and 7089 (time), over one server with
an earlier release beside the one in use. What a route answers is the matter of other tests.
"""

import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import quote

import brotli
import pytest

from server import downloads
from server.app.assets import asset
from server.http import coding
from server.http.fields import FRAMED, GUARDS
from server.portfolio.products import Product
from server.portfolio.sharing import packed
from server.release import CURRENT, MANIFEST
from tests.serving import tiny
from tests.serving.running import Reply, Web, serving

BEFORE, NOW, GONE = tiny.ID, "2027-02-01-aaaaaaaaaaaa", "2026-01-31-00000000000a"
MORE = {
    "landschap": """
<id/view/plaat> a gemma:View ; skos:prefLabel "Plaat"@nl , "Plate"@en ; gemma:title "Plaat"@nl .
<id/node/plaat-balie> a gemma:ViewNode ; gemma:nodeOf <id/view/plaat> ;
    gemma:represents element:balie ; skos:prefLabel "Balie op de plaat"@nl ;
    gemma:x 10 ; gemma:y 10 ; gemma:width 160 ; gemma:height 60 .
element:nieuw a gemma:ReferenceComponent ; skos:prefLabel "Nieuw"@nl .
""",
    "catalog": """
dataset:catalogus dcat:contactPoint <id/organisation/wij> .
<id/organisation/wij> <http://www.w3.org/2006/vcard/ns#hasEmail> <mailto:wij@example.org> .
""",
}
FILES = {"landschap.ttl": b"# een bestand\n" * 99, "elementen.csv": b"naam\r\nBalie\r\n" * 99}

HTML, TTL, JSON = "text/html", "text/turtle", "application/json"
LIST = "view=plaat&l=" + packed([Product("Molen", "", (), (), ("Balie",), 2)], tiny.BASE)
BOTH, CODED, TIMED = "accept, accept-encoding", "accept-encoding", ", accept-datetime"
ASK = "query=" + quote("SELECT ?s WHERE { ?s ?p ?o } ORDER BY ?s LIMIT 40")


@dataclass(frozen=True)
class Route:
    """A route as a client with this Accept gets it: the type, what it varies by, the language.

    A `vary` without Accept is of an address that fixes its form, so that any Accept is fine.
    """

    path: str
    accept: str | None
    type: str
    vary: str = BOTH
    language: str = ""

    @property
    def negotiated(self) -> bool:
        return "accept" in self.vary.split(", ")


DOCUMENTS = [
    "/doc/element/balie", "/doc/element", "/def", "/catalog", "/quality", "/def/conformance",
    "/def/shapes", "/doc/view/plaat",
]  # fmt: skip
ROUTES = [
    Route("/", HTML, HTML, language="nl"),
    Route("/index.en.html", TTL, HTML, CODED, "en"),
    *(
        route
        for path in DOCUMENTS
        for route in (
            Route(path, HTML, HTML, BOTH + TIMED, "nl"),
            Route(path, TTL, TTL, BOTH + TIMED, "nl, en"),
            Route(f"{path}.en.html", TTL, HTML, CODED + TIMED, "en"),
            Route(f"{path}.ttl", HTML, TTL, CODED + TIMED, "nl, en"),
            Route(f"{path}?release={NOW}", HTML, HTML, BOTH, "nl"),
        )
    ),
    Route("/doc/element/balie.html", TTL, HTML, CODED + TIMED, "nl"),
    Route(f"/doc/element/balie?release={BEFORE}", TTL, TTL, BOTH, "nl, en"),
    Route(f"/doc/element.en.html?release={BEFORE}", TTL, HTML, CODED, "en"),
    Route("/doc/view/plaat.svg", HTML, "image/svg+xml", CODED + TIMED, "nl"),
    Route("/doc/view/plaat.en.svg", HTML, "image/svg+xml", CODED + TIMED, "en"),
    Route("/landscape", HTML, HTML, BOTH, "nl"),
    Route("/landscape", "image/svg+xml", "image/svg+xml", BOTH, "nl"),
    Route("/landscape.en.html?colour=layer", TTL, HTML, CODED, "en"),
    Route("/landscape.en.svg?colour=layer&find=balie", HTML, "image/svg+xml", CODED, "en"),
    Route("/landscape.csv?colour=certainty", HTML, "text/csv", CODED, "nl, en"),
    Route("/doc/element.csv", HTML, "text/csv", CODED + TIMED, "nl, en"),
    Route("/def/context.jsonld", HTML, "application/ld+json", CODED + TIMED),
    Route("/timemap/doc/element/balie", HTML, "application/link-format", CODED),
    Route("/releases", HTML, HTML, BOTH, "nl"),
    Route("/releases", TTL, TTL),
    Route("/releases.en.html", TTL, HTML, CODED, "en"),
    Route("/releases.ttl", HTML, TTL, CODED),
    *(
        route
        for path in ("/changes", f"/changes/{BEFORE}/{NOW}")
        for route in (
            Route(path, HTML, HTML, BOTH, "nl"),
            Route(path, TTL, TTL, BOTH, "nl, en"),
            Route(f"{path}.en.html", TTL, HTML, CODED, "en"),
            Route(f"{path}.ttl", HTML, TTL, CODED, "nl, en"),
        )
    ),
    Route("/changes.atom", HTML, "application/atom+xml", CODED, "nl"),
    Route(f"/changes/{BEFORE}/{NOW}.csv", HTML, "text/csv", CODED, "nl, en"),
    Route("/list", HTML, HTML, BOTH, "nl"),
    Route("/list.en.html", TTL, HTML, CODED, "en"),
    Route(f"/list?{LIST}", HTML, HTML, BOTH, "nl"),
    Route(f"/list?{LIST}", JSON, JSON, BOTH, "nl, en"),
    Route(f"/list?{LIST}", TTL, TTL, BOTH),
    Route(f"/list.en.html?{LIST}", TTL, HTML, CODED, "en"),
    Route(f"/list.svg?{LIST}", HTML, "image/svg+xml", CODED, "nl"),
    Route(f"/list.csv?{LIST}", HTML, "text/csv", CODED, "nl, en"),
    Route("/list/sjabloon.csv", HTML, "text/csv", CODED, "nl"),
    Route("/list/gemeente.ttl", HTML, TTL, CODED, "nl"),
    Route("/search", HTML, HTML, BOTH, "nl"),
    Route("/search?q=balie", HTML, HTML, BOTH, "nl"),
    Route("/search?q=balie", JSON, JSON),
    Route("/search.en.html?q=balie", TTL, HTML, CODED, "en"),
    Route("/search/suggest?q=ba", HTML, "application/x-suggestions+json", CODED, "nl"),
    Route("/search/suggest.json?q=ba", HTML, JSON, CODED, "nl"),
    Route("/search/suggest.en.json?q=ba", HTML, JSON, CODED, "en"),
    Route("/help", TTL, HTML, CODED, "nl"),
    Route("/help.en.html", TTL, HTML, CODED, "en"),
    Route("/reconcile", HTML, JSON, CODED, "nl"),
    Route("/reconcile/en", HTML, JSON, CODED, "en"),
    Route("/reconcile/suggest/entity?prefix=ba", HTML, JSON, CODED, "nl"),
    Route("/reconcile/en/properties?type=", HTML, JSON, CODED, "en"),
    Route("/reconcile/preview?id=element/balie", TTL, HTML, CODED, "nl"),
    Route("/opensearch.xml", HTML, "application/opensearchdescription+xml", CODED, "nl"),
    Route("/query", HTML, HTML, BOTH, "nl"),
    Route("/query", JSON, JSON, BOTH, "nl, en"),
    Route("/query.en.html", TTL, HTML, CODED, "en"),
    Route("/query/implicaties-van-principe", HTML, HTML, BOTH, "nl"),
    Route("/query/implicaties-van-principe", JSON, "application/sparql-results+json"),
    Route("/query/implicaties-van-principe.html", TTL, HTML, CODED, "nl"),
    Route("/query/implicaties-van-principe.en.html", TTL, HTML, CODED, "en"),
    Route("/query/implicaties-van-principe.csv?page=1", HTML, "text/csv", CODED),
    Route("/openapi.json", HTML, "application/vnd.oai.openapi+json", CODED, "nl, en"),
    Route("/sparql", HTML, HTML, BOTH, "nl"),
    Route("/sparql", TTL, TTL),
    Route("/sparql?as=en.html", TTL, HTML, BOTH, "en"),
    Route(f"/sparql?{ASK}", HTML, HTML, BOTH, "nl"),
    Route(f"/sparql?{ASK}", None, "application/sparql-results+json"),
    Route(f"/sparql?{ASK}&as=csv", HTML, "text/csv"),
    Route("/quality/badge.svg", HTML, "image/svg+xml", CODED, "nl"),
    Route("/sitemap.xml", HTML, "application/xml", CODED),
    Route("/sitemap-1.xml", HTML, "application/xml", CODED),
    Route("/robots.txt", HTML, "text/plain", CODED),
    Route("/llms.txt", HTML, "text/plain", CODED, "en"),
    Route("/.well-known/security.txt", HTML, "text/plain", CODED),
    Route(asset("gemma.css"), HTML, "text/css", CODED),
    Route(f"/download/{NOW}/landschap.ttl", HTML, TTL, ""),
    Route(f"/download/{NOW}/elementen.csv", HTML, "text/csv", ""),
]
#: What answers with another address, or with no form at all.
LEADING = [
    ("/id/element/balie", "/doc/element/balie"),
    (f"/id/element/balie?release={BEFORE}", f"/doc/element/balie?release={BEFORE}"),
    ("/.well-known/void", "/catalog"),
    ("/favicon.ico", asset("gemma.svg")),
    ("/reconcile/en/view?id=element/balie", "/doc/element/balie.en.html"),
    ("/download/latest/landschap.ttl", f"/download/{NOW}/landschap.ttl"),
]
LACKING = [
    "/weg", "/doc/element/weg", "/doc/element/balie.docx", "/doc/element.svg", "/releases.csv",
    "/releases.docx", "/changes.csv", f"/changes/{BEFORE}/{NOW}.svg", "/changes/x/y",
    "/landscape.ttl", "/landscape.html.html",
    "/search.html", "/search.ttl", "/search/x", "/reconcile/x", "/reconcile/preview?id=x",
    "/query/weg", "/query/implicaties-van-principe.ttl",
    "/list.html", "/list.docx", "/list/weg.csv", "/list/gemeente.svg",
    "/query/implicaties-van-principe.", "/query.html", "/openapi.yaml", "/sitemap-9.xml",
    "/timemap/weg", "/timemap/doc/element/weg", "/quality.csv", "/quality/badge.png",
    "/def/shapes.csv", "/catalog.docx", "/static/weg", "/download/latest/weg", "/index.html",
    f"/download/{NOW}/gemma.nq", f"/doc/element/nieuw?release={BEFORE}", "/doc/element?page=9",
    "/doc/element/balie?release=2020-01-01-000000000000",
]  # fmt: skip
EVERY = [
    *dict.fromkeys(route.path for route in ROUTES),
    *(path for path, _ in LEADING), *LACKING,
    f"/doc/element/balie?release={GONE}", "/doc/element/loket", "/sparql?query=fout",
    "/healthz", "/readyz", "/search?kind=weg", "/landscape?colour=weg",
    "/query/implicaties-van-principe?principe=weg",
]  # fmt: skip
#: Fields that say when rather than what.
APART = {"date"}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server over two releases, of which the one in use has files to fetch."""
    var = tmp_path_factory.mktemp("alles")
    tiny.release(var, BEFORE)
    folder = tiny.release(var, NOW, more=MORE, announced=(GONE, BEFORE))
    _give(folder)
    (var / CURRENT).symlink_to(folder.relative_to(var))
    with serving(var, tiny.BASE) as running:
        yield running


def _give(folder: Path) -> None:
    """Add files to fetch to a release."""
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / downloads.FOLDER).mkdir()
    for name, body in FILES.items():
        (folder / downloads.FOLDER / name).write_bytes(body)
        manifest["files"][f"{downloads.FOLDER}/{name}"] = {
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
    (folder / MANIFEST).write_text(json.dumps(manifest))


def fields(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in APART}


def named(field: str) -> set[str]:
    return {name.strip().lower() for name in field.split(",")} - {""}


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.path} {r.accept}")
def test_an_answer_says_what_it_is(web: Web, route: Route) -> None:
    """RFC 9110, 8.3, 8.5, 8.8.3 and 12.5.5; RFC 9111, 5.2.2."""
    reply = web.send(route.path, route.accept)
    assert (reply.status, reply.type) == (200, route.type)
    assert named(reply.headers.get("vary", "")) == named(route.vary)
    assert named(reply.headers.get("content-language", "")) == named(route.language)
    assert re.fullmatch(r'"[!#-~]+"', reply.headers["etag"])
    assert "max-age=" in reply.headers["cache-control"]
    assert reply.headers["content-length"] == str(len(reply.body))
    if route.type in (HTML, "image/svg+xml"):
        assert f'lang="{route.language}"' in reply.text


@pytest.mark.parametrize("route", ROUTES, ids=lambda r: f"{r.path} {r.accept}")
def test_who_has_it_hears_so(web: Web, route: Route) -> None:
    """RFC 9110, 13.1 and 15.4.5, in each coding; each has a tag of its own (8.8.3.3)."""
    plain = web.send(route.path, route.accept)
    tags = set()
    for name, decode in (("identity", bytes), ("gzip", gzip.decompress), ("br", brotli.decompress)):
        reply = web.send(route.path, route.accept, Accept_Encoding=name)
        coded = reply.headers.get("content-encoding", "identity")
        large = len(plain.body) >= coding.MINIMUM and "accept-encoding" in route.vary
        assert coded == (name if large else "identity")
        assert (decode(reply.body) if large else reply.body) == plain.body
        assert reply.headers.get("vary") == plain.headers.get("vary")
        tag = reply.headers["etag"]
        tags.add(tag)
        for method, given in (("GET", tag), ("HEAD", f'"x", W/{tag}')):
            again = web.send(
                route.path, route.accept, method, Accept_Encoding=name, If_None_Match=given
            )
            assert (again.status, again.body) == (304, b"")
            for field in ("etag", "vary", "cache-control", "content-location"):
                assert again.headers.get(field) == reply.headers.get(field)
            assert not {"content-type", "content-encoding"} & again.headers.keys()
        failed = web.send(route.path, route.accept, Accept_Encoding=name, If_Match='"x"')
        assert (failed.status, failed.headers["cache-control"]) == (412, "no-store")
        assert web.send(route.path, route.accept, Accept_Encoding=name, If_Match=tag).status == 200
    assert len(tags) == (3 if large else 1)


def test_no_two_representations_have_one_tag(web: Web) -> None:
    """RFC 9110, 8.8.3: a tag tells the forms and languages of an address apart."""
    tags: dict[str, set[str]] = {}
    for route in ROUTES:
        tag = web.send(route.path, route.accept).headers["etag"]
        assert tag not in tags.setdefault(route.path, set())
        tags[route.path].add(tag)


@pytest.mark.parametrize("path", EVERY)
def test_head_is_get_without_a_body(web: Web, path: str) -> None:
    """RFC 9110, 9.3.2; and what stands on every answer."""
    for accept in (None, HTML, TTL):
        before = web.send(path, accept, "HEAD")  # where nothing is kept yet
        get = web.send(path, accept)
        for head in (before, web.send(path, accept, "HEAD")):
            assert (head.status, head.body) == (get.status, b"")
            assert fields(head) == fields(get)
        guarded(get)
        # RFC 9111, 4.2.2: what says nothing of it may be kept by guess.
        assert "cache-control" in get.headers


@pytest.mark.parametrize("path", [*DOCUMENTS, "/def/shapes.ttl", "/quality.en.html"])
def test_every_document_is_as_it_was(web: Web, path: str) -> None:
    """RFC 7089, 4.1 and 4.2: in every form, by links that stay in that release."""
    leads = web.send(path, TTL, Accept_Datetime="Fri, 31 Dec 2027 00:00:00 GMT")
    assert (leads.status, leads.headers["location"]) == (302, f"{path}?release={NOW}")
    assert "cache-control" in leads.headers and "accept-datetime" in leads.headers["vary"].lower()
    then = web.send(leads.headers["location"], TTL)
    assert (then.status, then.headers["memento-datetime"]) == (200, "Mon, 01 Feb 2027 00:00:00 GMT")
    suffixed = "." in path
    place = None if suffixed else f"{path}.ttl?release={NOW}"
    assert then.headers.get("content-location") == place
    for target in re.findall(r'<([^>]*)>; rel="alternate"', then.headers["link"]):
        assert target.endswith(f"?release={NOW}")
    assert f"<{path}?release={NOW}>" in web.send(f"/timemap{path}").text


def guarded(reply: Reply) -> None:
    framed = "frame-ancestors *" in reply.headers["content-security-policy"]
    guards = FRAMED if framed else GUARDS
    assert {name: reply.headers[name.lower()] for name in guards} == guards
    assert framed == (b'class="preview"' in reply.body or "x-frame-options" not in reply.headers)
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("path", EVERY)
def test_only_what_is_allowed_is_done(web: Web, path: str) -> None:
    """RFC 9110, 9.3.7 and 15.5.6; RFC 9457."""
    options = web.send(path, None, "OPTIONS")
    assert (options.status, options.body) == (204, b"")
    guarded(options)
    posted = ["POST"] * (re.match(r"/sparql|/list(?!/)|/reconcile(/en)?$", path) is not None)
    allow = sorted(["GET", "HEAD", "OPTIONS", *posted])
    assert options.headers["allow"] == ", ".join(allow)
    for method in {"POST", "PUT", "DELETE", "PATCH"} - {*allow}:
        reply = web.send(path, None, method, b"x")
        assert (reply.status, reply.headers["allow"]) == (405, ", ".join(allow))
        if reply.type not in ("text/plain", HTML, TTL):  # a suffix says in which form
            assert reply.type == "application/problem+json"
            assert json.loads(reply.body)["status"] == 405
        guarded(reply)


@pytest.mark.parametrize(("path", "to"), LEADING)
def test_what_leads_elsewhere_stays_here(web: Web, path: str, to: str) -> None:
    """RFC 9110, 15.4: a path, whatever host or scheme the request names."""
    reply = web.send(path, Host="kwaad.example", X_Forwarded_Host="kwaad.example")
    assert 300 < reply.status < 308 and reply.headers["location"] == to
    assert (reply.body, reply.type) == (b"", "")


@pytest.mark.parametrize("path", LACKING)
def test_what_is_not_there_is_a_problem(web: Web, path: str) -> None:
    """RFC 9457, 3; in words for people, and never to be kept."""
    machine, page = web.send(path), web.send(path, HTML)
    assert (machine.status, machine.type) == (404, "application/problem+json")
    what = json.loads(machine.body)
    assert what["status"] == 404 and what["title"] and what["detail"]
    assert page.status == 404 and page.headers["content-language"] in ("nl", "en")
    for reply in (machine, page):
        assert reply.headers["cache-control"] == "no-store"
        assert "accept" in named(reply.headers["vary"])


@pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.accept is not None], ids=lambda r: f"{r.path} {r.accept}"
)
def test_what_fits_no_form(web: Web, route: Route) -> None:
    """RFC 9110, 12.5.1 and 15.5.7: 406 with the list; an address of one form always has it."""
    reply = web.send(route.path, "image/png, */*;q=0")
    if not route.negotiated or "as=" in route.path:
        assert (reply.status, reply.type) == (200, route.type)
    else:
        assert (reply.status, reply.type) == (406, "application/problem+json")
        assert route.type in json.loads(reply.body)["offers"]


QUERIES = [
    "%0d%0aX-Evil:%201", "q=%0d%0aX-Evil:%201", "as=%0d%0aX-Evil:%201", "page=%0d%0aX-Evil:%201",
    "release=%0d%0aX-Evil:%201", "q=%ff%fe", "%ff=%ff", "q=%00%08%1b", "page=%ff", "release=%ff",
    "kind=%ff", "q=%ed%a0%80", "q=" + "a" * 7_000, "&" * 3_000, "page=" + "9" * 99, "page=-1",
    "%", "q=%u0041", "find=%00%08%1b", "colour=layer&find=%3Cb%3E%ff%ef%bf%bf",
    "find=%0d%0aX-Evil:%201", "principe=%00", "query=ASK%7B%7D%23%00", "release=../../x",
    "q=\"onload='x'&q=1",
]  # fmt: skip
PATHS = [
    "/", "/index.en.html", "/landscape", "/landscape.svg", "/search", "/search.en.html",
    "/search/suggest", "/opensearch.xml", "/list", "/list.svg", f"/list.en.html?{LIST}",
    "/query", "/query/implicaties-van-principe", "/query/implicaties-van-principe.html",
    "/query/implicaties-van-principe.csv", "/openapi.json", "/releases", "/changes",
    f"/changes/{BEFORE}/{NOW}", "/changes.atom", "/quality", "/quality/badge.svg", "/doc/element",
    "/doc/element/balie.en.html", "/id/element/balie", "/timemap/doc/element", "/catalog",
    "/reconcile", "/reconcile/suggest/entity", "/reconcile/properties", "/reconcile/preview",
    "/sparql", "/sitemap-1.xml", f"/download/{NOW}/landschap.ttl", "/healthz",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_hostile_query_gets_a_clean_answer(web: Web, path: str) -> None:
    for query, accept in product(QUERIES, (None, HTML)):
        reply = web.send(f"{path}?{quote(query, safe='%=&:/-')}", accept)
        assert reply.status < 500, (query, reply.status)
        assert "x-evil" not in reply.headers
        guarded(reply)
        assert reply.type in ("", "application/octet-stream") or reply.body.decode("utf-8")
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", reply.body), query


def test_nothing_of_the_request_is_in_an_answer(web: Web) -> None:
    """Host and forwarded fields make no address, on any route and in any error."""
    for path, accept in product(EVERY, (None, HTML)):
        reply = web.send(
            path, accept, Host="kwaad.example", X_Forwarded_Host="kwaad.example",
            X_Forwarded_Proto="kwaad", X_Forwarded_Prefix="/kwaad", Forwarded="host=kwaad.example",
            X_Original_URL="/kwaad", Referer="https://kwaad.example/", User_Agent="kwaad",
        )  # fmt: skip
        assert b"kwaad" not in reply.body and "kwaad" not in str(dict(reply.headers))


def test_kept_answers_never_cross(web: Web) -> None:
    """RFC 9111, 4.1: not forms, codings, moments, languages or releases, in whatever order."""
    asked = list(
        product(
            ["/doc/element/balie", "/doc/element", "/def", "/", "/releases", "/changes", "/sparql",
             "/query", "/query/implicaties-van-principe", f"/sparql?{ASK}", "/search?q=balie",
             "/doc/element/balie.en.html", "/doc/element/balie.html", "/timemap/doc/element"],
            [None, HTML, TTL, "image/png"],
            [None, "br"],
            [None, "Sun, 22 Nov 2026 00:00:00 GMT"],
            ["", f"release={BEFORE}"],
        )
    )  # fmt: skip
    first = [_sent(web, *one) for one in asked]
    for one, before in zip(reversed(asked), reversed(first), strict=True):
        assert _sent(web, *one) == before, one


def _sent(
    web: Web, path: str, accept: str | None, coded: str | None, moment: str | None, query: str
) -> tuple[int, dict[str, str], bytes]:
    more: dict[str, Any] = {"Accept_Encoding": coded, "Accept_Datetime": moment}
    target = path + (("&" if "?" in path else "?") + query if query else "")
    given = {name: value for name, value in more.items() if value is not None}
    reply = web.send(target, accept, **given)
    return reply.status, fields(reply), reply.body
