"""The edge of HTTP: codings, language, guards, odd requests; a clean answer to each."""

import gzip
import json
import re
from datetime import date, timedelta

import brotli
import pytest
from rdflib import Graph

from server.app.assets import asset
from server.formats import DOCUMENT_FORMATS
from tests.serving import odd, tiny
from tests.serving.running import Web

B = tiny.BASE
DOCUMENT = "/doc/element/balie"
EARLIER = "Fri, 20 Nov 2026 00:00:00 GMT"


@pytest.mark.parametrize("path", [DOCUMENT, DOCUMENT + ".ttl", "/def", "/", asset("gemma.css")])
def test_a_coding_is_another_representation(web: Web, path: str) -> None:
    """RFC 9110, 8.8.3.3: codings of one thing differ in their strong tag."""
    plain = web.send(path, Accept_Encoding="identity")
    assert "content-encoding" not in plain.headers
    tags = {plain.headers["etag"]}
    for coding, decode in (("gzip", gzip.decompress), ("br", brotli.decompress)):
        coded = web.send(path, Accept_Encoding=coding)
        assert coded.headers["content-encoding"] == coding
        assert decode(coded.body) == plain.body and len(coded.body) < len(plain.body)
        assert coded.headers["content-length"] == str(len(coded.body))
        assert coded.headers["vary"] == plain.headers["vary"]
        tag = coded.headers["etag"]
        tags.add(tag)
        again = web.send(path, Accept_Encoding=coding, If_None_Match=tag)
        assert (again.status, again.body) == (304, b"") and "content-encoding" not in again.headers
        # that a client has it in one coding says nothing of another
        assert web.send(path, Accept_Encoding="identity", If_None_Match=tag).status == 200
    assert len(tags) == 3 and not any(tag.startswith("W/") for tag in tags)


def test_vary_says_what_an_answer_depends_on(web: Web) -> None:
    assert web.send(DOCUMENT).headers["vary"] == "Accept, Accept-Encoding, Accept-Datetime"
    assert web.send(DOCUMENT + ".ttl").headers["vary"] == "Accept-Encoding, Accept-Datetime"
    assert web.send(DOCUMENT + "weg").headers["vary"] == "Accept"


def test_curl_decodes_what_it_asks_for(web: Web) -> None:
    text = web.curl("--compressed", "-H", "Accept: application/n-triples", "/id/element/balie")
    assert len(Graph().parse(data=text, format="nt")) > 10


def test_no_coding_that_fits_is_refused_with_the_list(web: Web) -> None:
    reply = web.send(DOCUMENT, Accept_Encoding="zstd, *;q=0")
    assert reply.status == 406
    assert json.loads(reply.body)["offers"] == ["br", "gzip", "identity"]


def test_languages_are_those_of_the_form(web: Web) -> None:
    for form in DOCUMENT_FORMATS:
        reply = web.send(f"{DOCUMENT}.{form.suffix}")
        wanted = "nl" if form.key == "html" else "nl, en"
        assert reply.headers["content-language"] == wanted, form.key
    assert web.send("/doc/element.csv").headers["content-language"] == "nl, en"
    assert web.send("/").headers["content-language"] == "nl"
    assert "content-language" not in web.send("/def/context.jsonld").headers


def test_a_plate_has_an_address_for_each_language(odd_web: Web) -> None:
    """RFC 8288, 3.4.1: hreflang says in what language the target is."""
    dutch, english = (odd_web.send(f"/doc/view/kwaad{mark}.svg") for mark in ("", ".en"))
    assert dutch.headers["content-language"] == "nl" and 'lang="nl"' in dutch.text
    assert english.headers["content-language"] == "en" and 'lang="en"' in english.text
    assert dutch.headers["etag"] != english.headers["etag"]
    link = '<{}>; rel="alternate"; type="image/svg+xml"; hreflang="{}"'
    to_dutch = link.format("/doc/view/kwaad.svg", "nl")
    to_english = link.format("/doc/view/kwaad.en.svg", "en")
    assert to_english in dutch.headers["link"] and to_dutch not in dutch.headers["link"]
    assert to_dutch in english.headers["link"] and to_english not in english.headers["link"]
    page = odd_web.send("/doc/view/kwaad", "text/html")
    assert to_dutch in page.headers["link"] and to_english in page.headers["link"]
    assert 'href="/doc/view/kwaad.en.svg"' in page.text
    for path in ("kwaad.nl.svg", "kwaad.fr.svg", "kwaad.en.ttl", "kwaad.en", ".en.svg"):
        assert odd_web.send("/doc/view/" + path).status == 404
    for path in ("balie.en.svg", "balie.x.ttl", "balie.ttl.ttl", "balie..ttl"):
        assert odd_web.send("/doc/element/" + path).status == 404


def test_last_modified_is_that_of_the_thing(odd_web: Web) -> None:
    reply = odd_web.send("/doc/dataset/catalogus.ttl")
    assert reply.headers["last-modified"] == "Sat, 21 Nov 2026 00:00:00 GMT"
    gone = odd_web.send("/doc/element/loket")
    assert (gone.status, gone.headers["last-modified"]) == (410, "Sun, 22 Nov 2026 00:00:00 GMT")
    for path in (DOCUMENT, "/def", "/doc/element", asset("gemma.css"), "/"):
        assert "last-modified" not in odd_web.send(path).headers, "the data does not say"
    for since, status in ((reply.headers["last-modified"], 304), (EARLIER, 200)):
        again = odd_web.send("/doc/dataset/catalogus.ttl", If_Modified_Since=since)
        assert again.status == status
    assert odd_web.send("/doc/dataset/catalogus.ttl", If_Match='"x"').status == 412


def test_a_thing_leads_on(web: Web) -> None:
    links = web.send(DOCUMENT, "text/html").headers["link"]
    assert '</doc/element>; rel="collection"' in links
    assert '</doc/dataset/catalogus>; rel="describedby"' in links
    assert '<https://docs.geostandaarden.nl/nl-sbb/nl-sbb/>; rel="profile"' in links
    catalogue = web.send("/doc/dataset/catalogus", "text/html").headers["link"]
    assert '<https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/>; rel="profile"' in catalogue


#: RFC 8288, 3: what a Link header looks like, for links with quoted parameters.
LINK = r'<[!-;=?-~]*>(?:; [a-z]+="[^"]*")+'


@pytest.mark.parametrize("path", [DOCUMENT, "/doc/note", "/def", "/doc/view/kwaad", "/"])
def test_links_are_well_formed_whatever_the_data_holds(odd_web: Web, path: str) -> None:
    header = odd_web.send(path, "text/html").headers["link"]
    assert re.fullmatch(f"{LINK}(?:, {LINK})*", header)
    assert "javascript:" not in header
    if path != "/":
        assert '<https://example.org/licentie/%C3%A9>; rel="license"' in header


def test_another_site_may_read_everything(web: Web) -> None:
    """Fetch Standard, CORS protocol: the preflight and the answer."""
    asked = web.send(
        DOCUMENT,
        method="OPTIONS",
        Origin="https://elders.example",
        Access_Control_Request_Method="GET",
        Access_Control_Request_Headers="accept, if-none-match",
    )
    assert asked.status == 204 and asked.headers["access-control-allow-origin"] == "*"
    assert "GET" in asked.headers["access-control-allow-methods"].split(", ")
    allowed = asked.headers["access-control-allow-headers"].lower()
    assert {"accept", "if-none-match", "content-type"} <= set(allowed.split(", "))
    assert "access-control-allow-credentials" not in asked.headers
    endpoint = web.send("/sparql", method="OPTIONS", Origin="https://elders.example")
    assert "POST" in endpoint.headers["access-control-allow-methods"]
    for path in (DOCUMENT, "/doc/element/weg", "/id/element/balie", asset("gemma.css")):
        reply = web.send(path, Origin="https://elders.example")
        assert reply.headers["access-control-allow-origin"] == "*"
        exposed = reply.headers["access-control-expose-headers"].lower()
        assert {"link", "etag", "content-location"} <= set(exposed.split(", "))


def test_options_of_the_server_as_a_whole(web: Web) -> None:
    """RFC 9110, 9.3.7: `OPTIONS *` is about the server."""
    reply = web.raw(b"OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert reply.status == 204 and "GET" in reply.headers["allow"]


def test_security_txt(odd_web: Web, web: Web) -> None:
    """RFC 9116: media type (3), Contact and Expires (2.5.3, 2.5.5), none of a dangerous scheme."""
    reply = odd_web.send("/.well-known/security.txt")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in reply.text.splitlines()]
    assert [value for name, value in fields if name == "Contact"] == [
        "mailto:wij@example.org",
        "https://example.org/",
    ]
    (expires,) = (value for name, value in fields if name == "Expires")
    released = date.fromisoformat(tiny.ID[:10])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", expires)
    assert released < date.fromisoformat(expires[:10]) < released + timedelta(days=365)
    assert ["Canonical", B + ".well-known/security.txt"] in fields
    assert ["Preferred-Languages", "nl, en"] in fields
    # without a contact there is none to give
    assert web.send("/.well-known/security.txt").status == 404


def test_an_address_that_is_too_long(web: Web) -> None:
    for path in ("/" + "a" * 9_000, "/doc/element?page=" + "1" * 9_000):
        page = web.send(path, "text/html")
        assert (page.status, page.type) == (414, "text/html")
        assert web.send(path, "text/turtle").type == "text/turtle"
        problem = web.send(path)
        assert json.loads(problem.body)["status"] == problem.status == 414
    # RFC 9110, 4.1: 8,000 octets are read
    assert web.send(DOCUMENT + "?x=" + "1" * 7_900).status == 200


def test_fields_that_are_too_large(web: Web) -> None:
    """RFC 6585, 5."""
    for headers in ({"X_Long": "a" * 40_000}, {f"X_{n}": "a" * 900 for n in range(40)}):
        reply = web.send(DOCUMENT, None, "GET", None, **headers)
        assert json.loads(reply.body)["status"] == reply.status == 431
    assert web.send(DOCUMENT, X_Long="a" * 20_000).status == 200


ODD: list[tuple[bytes, set[int]]] = [
    # no Host (RFC 9112, 3.2: a server must answer 400); HTTP/1.0 needs none
    (b"GET / HTTP/1.1\r\n\r\n", {400}),
    (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", {400}),
    (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", {400}),
    (b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", {400}),
    (b"GET / HTTP/1.1\r\nHost: [::1]:8000\r\n\r\n", {200}),
    (b"GET / HTTP/1.0\r\n\r\n", {200}),
    # absolute form (RFC 9112, 3.2.2): the path counts, the host is nowhere
    (b"GET http://kwaad.example/id/element/balie HTTP/1.1\r\nHost: kwaad.example\r\n\r\n", {303}),
    (b"GET //kwaad.example/ HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET //kwaad.example/id/element/balie HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /\\kwaad.example/ HTTP/1.1\r\nHost: x\r\n\r\n", {400, 404}),
    (b"GET /%5Ckwaad.example HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /%2F%2Fkwaad.example HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/../element/balie HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /static/..%2f__init__.py HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /static/%2fetc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/balie%0d%0aX-Kwaad:%201 HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /id/element/balie%0a HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/%00 HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/%c0%ae HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/%f0%9f%92%a9.ttl HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/%E2%80%AEeilab HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/% HTTP/1.1\r\nHost: x\r\n\r\n", {400, 404}),
    (b"GET /doc/element/%zz HTTP/1.1\r\nHost: x\r\n\r\n", {400, 404}),
    (b"GET /doc/element/\xc3\xa9 HTTP/1.1\r\nHost: x\r\n\r\n", {400, 404}),
    (b"GET /doc/element/balie;a=b HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /DOC/element/balie HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /?%00%ff=%zz&&&=; HTTP/1.1\r\nHost: x\r\n\r\n", {200}),
    (b"GET /doc/element?page=%ff HTTP/1.1\r\nHost: x\r\n\r\n", {404}),
    (b"GET /doc/element/balie HTTP/1.1\r\nHost: x\r\nAccept: \xff\xfe\r\n\r\n", {200, 400, 406}),
    (b"GET /doc/element/balie HTTP/1.1\r\nHost: x\r\nAccept: ,;q=;=,\"\r\n\r\n", {406}),
    (b"GET /doc/element/balie HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ;;q=\r\n\r\n", {200}),
    (b"GET /doc/element/balie HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"\r\n\r\n", {200}),
    (b"GET /doc/element/balie HTTP/1.1\r\nHost: x\r\nIf-Modified-Since: \xff\r\n\r\n", {200, 400}),
    (b"GET /doc/element/balie HTTP/1.1\r\nHost: x\r\nRange: bytes=0-0\r\n\r\n", {200}),
    (b"GET /doc/element/balie HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", {200}),
    (b"TRACE / HTTP/1.1\r\nHost: x\r\nCookie: geheim=1\r\n\r\n", {405}),
    (b"get / HTTP/1.1\r\nHost: x\r\n\r\n", {400, 405}),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01", {0, 400}),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "statuses"), ODD, ids=lambda v: repr(v)[:60])
def test_odd_requests_get_clean_answers(web: Web, request_: bytes, statuses: set[int]) -> None:
    sent = request_.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
    reply = web.raw(sent)
    assert reply.status in statuses
    assert b"Traceback" not in reply.body and b"geheim" not in reply.body
    assert "x-kwaad" not in reply.headers
    location = reply.headers.get("location", "/")
    assert location.startswith("/") and not location.startswith(("//", "/\\"))
    if reply.status:
        assert b"kwaad.example" not in str(reply.headers).encode()


@pytest.mark.parametrize("path", ["/id/element/balie", DOCUMENT, "/", "/doc/note?page=2", "/def"])
def test_nothing_of_the_request_makes_an_address(odd_web: Web, path: str) -> None:
    plain = odd_web.send(path, "text/html")
    for headers in (
        {"Host": "kwaad.example"},
        {"X_Forwarded_Host": "kwaad.example", "X_Forwarded_Proto": "https"},
        {"X_Forwarded_Prefix": "/kwaad", "X_Script_Name": "/kwaad"},
        {"Forwarded": "host=kwaad.example;proto=https", "X_Original_URL": "/kwaad"},
        {"X_Rewrite_URL": "/kwaad", "X_HTTP_Method_Override": "DELETE"},
    ):
        reply = odd_web.send(path, "text/html", "GET", None, **headers)
        assert (reply.status, reply.body) == (plain.status, plain.body)
        apart = {"date"}
        assert {k: v for k, v in reply.headers.items() if k not in apart} == {
            k: v for k, v in plain.headers.items() if k not in apart
        }


@pytest.mark.parametrize("path", ["/doc/element/kwaad", "/doc/view/kwaad", "/doc/dataset/catalogus",
                                  "/doc/organisation/wij", "/doc/element/balie",
                                  "/doc/view/kwaad.svg", "/doc/element"])  # fmt: skip
def test_an_iri_of_a_dangerous_scheme_is_no_link(odd_web: Web, path: str) -> None:
    text = odd_web.send(path, "text/html").text
    targets = re.findall(r'\b(?:href|src|action|xlink:href)="([^"]*)"', text)
    assert targets
    for target in targets:
        assert re.match(r"(https?://|/(?!/)|#)", target), target
    assert odd.LABEL not in text and "<img" not in text and "onerror=alert(2)>" not in text


def test_errors_come_in_every_form(web: Web) -> None:
    for path, status in (("/doc/element/weg", 404), ("/" + "a" * 9_000, 414)):
        for form in DOCUMENT_FORMATS:
            reply = web.send(path, form.media_type)
            assert (reply.status, reply.headers["content-type"]) == (status, form.content_type)
