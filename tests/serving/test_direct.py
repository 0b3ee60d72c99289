"""A query is answered before Flask as Flask would answer it: status, fields and bytes."""

import io
from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from server.app import direct, from_site, lent
from server.app.answers.endpoint import Endpoint
from server.app.site import Site, engine
from server.http import coding
from server.release import Release
from server.settings import Settings
from server.store import Store
from tests.serving import tiny

ALL = "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o"
FORM = "application/x-www-form-urlencoded"
Answer = tuple[str, list[tuple[str, str]], bytes]
#: method, parameters of the address, content type, body
REQUESTS: dict[str, tuple[str, dict[str, str], str, bytes]] = {
    "select": ("GET", {"query": ALL}, "", b""),
    "head": ("HEAD", {"query": ALL}, "", b""),
    "small": ("GET", {"query": "ASK {}"}, "", b""),
    "graph": ("GET", {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, "", b""),
    "as": ("GET", {"query": ALL, "as": "csv"}, "", b""),
    "form": ("POST", {}, FORM, urlencode({"query": ALL}).encode()),
    "direct": ("POST", {}, "application/sparql-query", ALL.encode()),
    "volatile, no row": ("GET", {"query": "SELECT (NOW() AS ?n) {} LIMIT 0"}, "", b""),
    "description": ("GET", {}, "", b""),
    "syntax": ("GET", {"query": "SELECT ?s {"}, "", b""),
    "update": ("POST", {}, "application/sparql-update", b"CLEAR ALL"),
    "unknown type": ("POST", {}, "text/plain", ALL.encode()),
    "no query": ("POST", {}, FORM, b""),
    "empty": ("GET", {"query": " "}, "", b""),
    "service": ("GET", {"query": "SELECT * { SERVICE <http://a.example/> {} }"}, "", b""),
    "foreign graph": ("GET", {"query": ALL, "default-graph-uri": "http://a.example/"}, "", b""),
    "no UTF-8": ("POST", {}, "application/sparql-query", b"\xff"),
    "too long": ("POST", {}, "application/sparql-query", b"#" * 70_000),
    "far too long": ("POST", {}, "application/sparql-query", b"#" * 300_000),
    "put": ("PUT", {"query": ALL}, "", b""),
    "options": ("OPTIONS", {}, "", b""),
}
ACCEPTS = [None, "text/csv", "application/n-triples", "text/html", "image/png"]
CODINGS = [None, "br", "gzip, br;q=0.5", "identity;q=0, *;q=0"]


@pytest.fixture(scope="module")
def site(tiny_var: Path, tiny_release: Release) -> Iterator[Site]:
    settings = Settings(tiny.BASE, tiny_var, query_seconds=5)
    store = Store(tiny_release.quads, tiny_release.base)
    found = Site(settings, tiny_release, store, engine(settings, tiny_release))
    yield found
    found.engine.close()


class Counting:
    """Flask with nothing before it, counting what it is asked."""

    def __init__(self, app: Flask) -> None:
        self.asked = 0
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked += 1
        return Flask.wsgi_app(self._app, environ, start)


def send(application: Any, name: str, **headers: str | None) -> Answer:
    return answered(application, environment(name, **headers))


def environment(name: str, **headers: str | None) -> dict[str, Any]:
    method, parameters, kind, body = REQUESTS[name]
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": "/sparql", "QUERY_STRING": urlencode(parameters),
        "SCRIPT_NAME": "", "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
    }  # fmt: skip
    if kind:
        environ |= {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body))}
    return environ | {"HTTP_" + name.upper(): value for name, value in headers.items() if value}


def answered(application: Any, environ: dict[str, Any]) -> Answer:
    seen: list[tuple[str, list[tuple[str, str]]]] = []
    parts = application(environ, lambda status, found, *_: seen.append((status, list(found))))
    status, found = seen[-1]
    return status, sorted((key.lower(), value) for key, value in found), b"".join(parts)


@pytest.mark.parametrize("name", REQUESTS)
def test_it_answers_as_flask_does(site: Site, name: str) -> None:
    bare = Counting(from_site(site))
    before = direct.before(bare, Endpoint(site))
    for accept, coded in product(ACCEPTS, CODINGS):
        given = {"accept": accept, "accept_encoding": coded}
        wanted = send(bare, name, **given)
        assert send(before, name, **given) == wanted, given
        tag = dict(wanted[1]).get("etag")
        for condition in ("if_none_match", "if_match"):
            for value in (tag, '"x"', "*"):
                more = {**given, condition: value}
                assert send(before, name, **more) == send(bare, name, **more), more


def test_who_asks_under_a_condition_or_by_a_proxy_is_not_lent(site: Site) -> None:
    """RFC 9110, 13: a condition would be judged for one query, and for none of those that follow.

    And a proxy may ask for somebody else next.
    """
    before = direct.before(from_site(site), Endpoint(site))
    head = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    conditions = ("if_none_match", "if_match", "if_modified_since", "if_unmodified_since")
    proxies = ("x_forwarded_for", "forwarded", "via")
    for name in ("select", "small", "graph", "as"):
        plain = environment(name)
        assert answered(before, plain)[0] == "200 OK" and lent.terms(plain, head)
        assert lent.terms(plain, b"") is None
        for field in (*conditions, *proxies):
            for value in ("*", '"x"', "Thu, 31 May 2035 20:35:00 GMT"):
                environ = environment(name, **{field: value})
                answered(before, environ)
                assert lent.terms(environ, head) is None


def test_it_covers_every_kind_of_answer(site: Site) -> None:
    """What the test above compares is not all one status."""
    bare = Counting(from_site(site))
    statuses = {send(bare, name, accept=a)[0][:3] for name, a in product(REQUESTS, ACCEPTS)}
    statuses |= {send(bare, "select", if_none_match="*")[0][:3]}
    statuses |= {send(bare, "select", if_match='"x"')[0][:3]}
    assert statuses == {"200", "204", "304", "400", "403", "405", "406", "412", "413", "415"}


def test_an_answer_in_data_does_not_ask_flask_and_a_page_does(site: Site) -> None:
    bare = Counting(from_site(site))
    before = direct.before(bare, Endpoint(site))
    for name in ("select", "head", "small", "graph", "as", "form", "direct"):
        assert send(before, name)[0] == "200 OK"
    assert bare.asked == 0
    send(before, "select", accept="text/html")
    send(before, "description")
    assert bare.asked == 2


def test_a_query_that_fails_is_evaluated_once(site: Site) -> None:
    asked: list[str] = []
    answer = site.engine.answer

    class Watched:
        stable = True
        close = site.engine.close
        lend = site.engine.lend
        reclaim = site.engine.reclaim

        def answer(self, query: Any) -> Any:
            asked.append(query.text)
            return answer(query)

    watched = Site(site.settings, site.release, site.store, Watched())
    application = direct.before(Counting(from_site(watched)), Endpoint(watched))
    assert send(application, "syntax")[0][:3] == "400"
    assert len(asked) == 1


@pytest.mark.parametrize("wanted", ["br", "gzip"])
def test_answers_are_compressed_with_a_tag_of_their_own(site: Site, wanted: str) -> None:
    """RFC 9110, 8.8.3.3: each content coding has its own strong tag; 12.5.5: Vary says so."""
    application = direct.before(Counting(from_site(site)), Endpoint(site))
    for name in ("select", "form"):
        _, plain, body = send(application, name)
        _, found, coded = send(application, name, accept_encoding=wanted)
        plain_named, named = dict(plain), dict(found)
        assert named["content-encoding"] == wanted and "content-encoding" not in plain_named
        assert len(coded) < len(body) and coding.decode(coded, wanted) == body
        assert named["vary"] == plain_named["vary"] == "Accept, Accept-Encoding"
        assert named["content-length"] == str(len(coded))
        if name == "select":
            assert named["etag"] != plain_named["etag"]
            again = send(application, name, accept_encoding=wanted, if_none_match=named["etag"])
            assert again[0][:3] == "304"
            assert send(application, name, if_none_match=named["etag"])[0] == "200 OK"
    # a small answer goes as it is, and so does one that is made anew each time
    assert "content-encoding" not in dict(send(application, "small", accept_encoding=wanted)[1])
    volatile = dict(send(application, "volatile, no row", accept_encoding=wanted)[1])
    assert "content-encoding" not in volatile and volatile["vary"] == "Accept"
