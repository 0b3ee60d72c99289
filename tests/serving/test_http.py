"""HTTP by the letter: validators, links, methods, guards, and an error in the form asked for."""

import json

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDFS

from server.app.assets import asset
from server.formats import DOCUMENT_FORMATS
from server.http.fields import GUARDS
from tests.serving import tiny
from tests.serving.running import Web

B = tiny.BASE
ANSWERS = [
    "/", "/id/element/balie", "/doc/element/balie", "/doc/element/balie.ttl", "/doc/element",
    "/def", "/sparql", "/sparql?query=ASK%7B%7D", "/sparql?query=fout", asset("gemma.css"), "/weg",
    "/doc/element/loket",
]  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/doc/element/balie.ttl", "/doc/element/balie", "/def.html"])
def test_an_unchanged_answer_is_not_sent_again(web: Web, path: str) -> None:
    first = web.send(path)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    for given in (tag, f'"x", {tag}', "*", f"W/{tag}"):
        again = web.send(path, If_None_Match=given)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["etag"] == tag and again.headers["vary"] == first.headers["vary"]
        assert "cache-control" in again.headers
    assert web.send(path, If_None_Match='"x"').status == 200


def test_each_form_has_its_own_tag(web: Web) -> None:
    tags = {
        web.send(f"/{path}.{form.suffix}").headers["etag"]
        for path in ("doc/element/balie", "doc/element/vals")
        for form in DOCUMENT_FORMATS
    }
    assert len(tags) == 2 * len(DOCUMENT_FORMATS)


@pytest.mark.parametrize("path", ANSWERS)
@pytest.mark.parametrize("accept", [None, "text/html", "text/turtle"])
def test_head_is_get_without_a_body(web: Web, path: str, accept: str | None) -> None:
    get, head = web.send(path, accept), web.send(path, accept, "HEAD")
    assert (head.status, head.body) == (get.status, b"")
    apart = {"date", "expires"}
    assert {k: v for k, v in head.headers.items() if k not in apart} == {
        k: v for k, v in get.headers.items() if k not in apart
    }


@pytest.mark.parametrize("path", ANSWERS)
def test_guards_stand_on_every_answer(web: Web, path: str) -> None:
    for method in ("GET", "PUT"):
        reply = web.send(path, "text/html", method)
        for name, value in GUARDS.items():
            assert reply.headers[name.lower()] == value
        assert "set-cookie" not in reply.headers
        # RFC 6797, 7.2: not over plain HTTP; who knows of TLS is in front (deploy/README.md)
        assert "strict-transport-security" not in reply.headers
    assert "unsafe" not in GUARDS["Content-Security-Policy"]


def test_links_lead_to_every_other_form(web: Web) -> None:
    reply = web.send("/doc/element/balie", "text/turtle")
    links = reply.headers["link"]
    for form in DOCUMENT_FORMATS:
        link = f'</doc/element/balie.{form.suffix}>; rel="alternate"; type="{form.media_type}"'
        assert (link in links) == (form.key != "turtle")
    assert f'<{B}doc/element/balie>; rel="canonical"' in links
    assert f"<{B}id/element/balie>" in links and 'rel="license"' in links


def test_the_front_door_leads_machines_to_the_catalogue(web: Web) -> None:
    assert web.send("/", "text/html").type == "text/html"
    reply = web.send("/", "text/turtle")
    assert (reply.status, reply.headers["location"]) == (303, "/doc/dataset/catalogus.ttl")
    assert web.send("/", "image/png").status == 406


@pytest.mark.parametrize(
    "path",
    [
        "/weg", "/id", "/id/", "/id/element", "/id/element/", "/id/element/weg", "/id/weg/balie",
        "/doc", "/doc/", "/doc/weg", "/doc/element/", "/doc/element/weg", "/doc/element/balie/",
        "/doc/element/BALIE", "/doc/element/b%C3%A4lie", "/doc/element/balie%00", "//", "//weg",
        "//doc/element/balie", "/doc//element/balie", "/doc/element/../element/balie", "/%2e%2e",
        "/id/element/balie.ttl", "/static/", "/static/../app.py", "/static/%2e%2e/site.py",
        "/def/", "/def/x", "/" + "a" * 4_000, "/doc/element/balie%0d%0aX-Evil:1",
        "/doc/element/" + "a" * 81, "/.well-known/x", "/doc/element/balie;x", "/def%23Element",
    ],
)  # fmt: skip
def test_an_unknown_path_is_not_found(web: Web, path: str) -> None:
    page = web.send(path, "text/html,*/*;q=0.8")
    assert (page.status, page.type) == (404, "text/html")
    assert 'lang="nl"' in page.text and "Niet gevonden" in page.text
    machine = web.send(path)
    assert (machine.status, machine.type) == (404, "application/problem+json")
    assert json.loads(machine.body)["status"] == 404
    for reply in (page, machine):
        assert reply.headers["cache-control"] == "no-store"
        assert "x-evil" not in reply.headers and b"Traceback" not in reply.body


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_an_rdf_client_gets_its_error_as_rdf(web: Web, accept: str) -> None:
    reply = web.send("/doc/element/weg", accept)
    assert (reply.status, reply.type) == (404, accept)
    names = {"text/turtle": "turtle", "application/ld+json": "json-ld"}
    found = Graph().parse(data=reply.body, format=names.get(accept, "xml"))
    about = URIRef(B + "doc/element/weg")
    assert (about, RDFS.label, None) in found and (about, RDFS.comment, None) in found
    assert web.send("/doc/element/weg.ttl").type == "text/turtle"


@pytest.mark.parametrize("path", ["/doc/element/balie.docx", "/doc/element/balie.", "/def.srj"])
def test_an_unknown_suffix_lists_those_there_are(web: Web, path: str) -> None:
    reply = web.send(path)
    assert reply.status == 404
    if path != "/doc/element/balie.":
        assert ".ttl" in json.loads(reply.body)["detail"]


@pytest.mark.parametrize("path", ["/doc/element/balie", "/doc/element", "/def", "/sparql"])
def test_what_fits_no_form_gets_the_list(web: Web, path: str) -> None:
    reply = web.send(path, "image/png, text/html;q=0")
    assert (reply.status, reply.type) == (406, "application/problem+json")
    offers = json.loads(reply.body)["offers"]
    assert "text/turtle" in offers and "application/ld+json" in offers


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/", "GET, HEAD, OPTIONS"),
        ("/doc/element/balie", "GET, HEAD, OPTIONS"),
        ("/sparql", "GET, HEAD, OPTIONS, POST"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "VREEMD"])
def test_other_methods_are_refused(web: Web, path: str, allow: str, method: str) -> None:
    reply = web.send(path, None, method)
    assert (reply.status, reply.headers["allow"]) == (405, allow)
    assert json.loads(reply.body)["status"] == 405


def test_options_tells_the_methods(web: Web) -> None:
    reply = web.send("/doc/element/balie", None, "OPTIONS")
    assert (reply.status, reply.body) == (204, b"")
    assert set(reply.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
    endpoint = web.send("/sparql", None, "OPTIONS")
    assert "POST" in endpoint.headers["allow"]


def test_a_body_that_is_too_large_is_not_read(web: Web) -> None:
    body = b"query=" + b"a" * (300 * 1024)
    reply = web.send(
        "/sparql", None, "POST", body, Content_Type="application/x-www-form-urlencoded"
    )
    assert reply.status == 413 and json.loads(reply.body)["status"] == 413


def test_the_host_of_the_request_is_nowhere(web: Web) -> None:
    for path in ("/id/element/balie", "/doc/element/balie", "/doc/element/balie.ttl", "/sparql"):
        reply = web.send(path, "text/html", Host="kwaad.example", X_Forwarded_Host="kwaad.example")
        assert b"kwaad" not in reply.body and "kwaad" not in str(dict(reply.headers))


@pytest.mark.parametrize("octets", [b"\xe9", b"\xc3\xa9", b"\xff\xfe", b"%E9", b"\xe9=1"])
@pytest.mark.parametrize(
    "target", [b"/sparql?query=", b"/search?q=", b"/nergens?q=", b"/?as=", b"/doc/element/balie?"]
)
def test_octets_that_are_no_ascii_are_no_fault_of_ours(
    web: Web, target: bytes, octets: bytes
) -> None:
    """RFC 3986 has none; what a client meant by them is as if it had escaped them."""
    lines = b" HTTP/1.1\r\nHost: x\r\nAccept: text/html\r\nConnection: close\r\n\r\n"
    escaped = b"".join(b"%%%02X" % one if one > 127 else bytes([one]) for one in octets)
    raw, plain = (web.raw(b"GET " + target + found + lines) for found in (octets, escaped))
    assert raw.status == plain.status < 500
    assert raw.body == plain.body
