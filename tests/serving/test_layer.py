"""The thin layer never answers otherwise than Flask would, and once warm does not ask it."""

import io
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from server.app import from_site
from server.app.assets import asset
from server.app.layer import KEEP, Layer
from server.app.site import Site, engine
from server.release import Release, open_current
from server.settings import Settings
from server.store import Store
from tests.serving import odd, tiny

PATHS = [
    "/", "/id/element/balie", "/doc/element/balie", "/doc/element/balie.ttl", "/doc/element",
    "/doc/element.csv", "/doc/note", "/doc/note.nq?page=2", "/doc/note?page=9", "/def",
    "/def/context.jsonld", "/def/1.0.0", "/doc/element/loket", "/doc/element/weg", "/weg",
    asset("gemma.css"), asset("gemma.svg"), "/.well-known/security.txt",
    "/doc/view/kwaad", "/doc/view/kwaad.svg", "/doc/view/kwaad.en.svg", "/doc/dataset/catalogus",
    "/search?q=balie", "/search.en.html?q=bali&kind=element", "/search/suggest?q=b",
]  # fmt: skip
ACCEPTS = [None, "", "text/turtle", "application/trig;q=0.5, image/svg+xml", "image/png"]
CODINGS = [None, "br, gzip", "identity;q=0"]
Answer = tuple[str, list[tuple[str, str]], bytes]


@pytest.fixture(scope="module")
def flask(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over the odd release; its engine is elsewhere, as no page asks it."""
    var = tmp_path_factory.mktemp("laag")
    tiny.write(var, more=odd.MORE)
    release = open_current(var)
    settings = Settings(tiny.BASE, Path(var), endpoint="http://127.0.0.1:9/query")
    return from_site(_site(settings, release))


def _site(settings: Settings, release: Release) -> Site:
    store = Store(release.quads, release.base)
    return Site(settings, release, store, engine(settings, release))


class Counting:
    """Flask without the layer, counting what it is asked."""

    def __init__(self, app: Flask) -> None:
        self.asked = 0
        self._app = app

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked += 1
        return Flask.wsgi_app(self._app, environ, start)


def asked(method: str, target: str, headers: dict[str, str | None]) -> dict[str, Any]:
    """A request, as an application gets it."""
    path, _, query = target.partition("?")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }  # fmt: skip
    for name, value in headers.items():
        if value is not None:
            environ["HTTP_" + name.upper()] = value
    return environ


def send(application: Any, method: str, target: str, headers: dict[str, str | None]) -> Answer:
    environ = asked(method, target, headers)
    seen: list[tuple[str, list[tuple[str, str]]]] = []
    parts = application(environ, lambda status, found, *_: seen.append((status, list(found))))
    body = b"".join(parts)
    status, found = seen[-1]
    return status, sorted((name.lower(), value) for name, value in found), body


def conditions(answer: Answer) -> list[dict[str, str | None]]:
    named = dict(answer[1])
    tag, modified = named.get("etag", '"geen"'), named.get("last-modified")
    return [
        {},
        {"if_none_match": tag},
        {"if_none_match": f'W/{tag}, "x"'},
        {"if_none_match": '"x"'},
        {"if_match": tag},
        {"if_match": '"x"'},
        {"if_modified_since": modified or "Sat, 29 Oct 1994 19:43:31 GMT"},
        {"if_unmodified_since": "Sat, 29 Oct 1994 19:43:31 GMT"},
    ]


@pytest.mark.parametrize("path", PATHS)
def test_it_answers_as_flask_does(flask: Flask, path: str) -> None:
    bare = Counting(flask)
    layered = Layer(bare)
    statuses = set()
    for accept, coding in product(ACCEPTS, CODINGS):
        given: dict[str, str | None] = {"accept": accept, "accept_encoding": coding}
        first = send(bare, "GET", path, given)
        for more, method, _ in product(conditions(first), ("GET", "HEAD"), ("cold", "warm")):
            wanted = send(bare, method, path, {**given, **more})
            assert send(layered, method, path, {**given, **more}) == wanted, (given, more, method)
            statuses.add(wanted[0][:3])
    assert statuses


def test_a_head_that_is_known_again_gets_the_same(flask: Flask) -> None:
    """Whatever it asks for, and on whatever condition; with another it is another head."""
    layered, statuses = Layer(Counting(flask)), set()
    for path, accept in product(PATHS, ACCEPTS):
        first = send(layered, "GET", path, {"accept": accept})
        for more, method in product(conditions(first), ("GET", "HEAD", "POST")):
            given: dict[str, str | None] = {"accept": accept, **more}
            head = repr((method, path, given)).encode()
            assert layered.recall(head) is None
            wanted = layered.find(asked(method, path, given), head)
            found = layered.recall(head)
            assert (found[0] if found else None) == wanted
            if found:
                assert found[1].method == method and path.startswith(found[1].path)
                statuses.add(found[0].status[:3])
    assert statuses == {"200", "303", "304", "410"}


def test_it_covers_every_kind_of_answer(flask: Flask) -> None:
    """What the test above compares is not all one status."""
    statuses = set()
    for path, accept in product(PATHS, ACCEPTS):
        first = send(Counting(flask), "GET", path, {"accept": accept})
        for more in conditions(first):
            statuses.add(send(Counting(flask), "GET", path, {"accept": accept, **more})[0][:3])
    assert statuses == {"200", "303", "304", "404", "406", "410", "412"}


def test_flask_is_asked_once(flask: Flask) -> None:
    bare = Counting(flask)
    layered = Layer(bare)
    for path in ("/doc/element/balie", "/", "/id/element/balie", asset("gemma.css")):
        before = bare.asked
        first = send(layered, "GET", path, {"accept": "text/html"})
        tag = dict(first[1]).get("etag")
        for method, more in product(("GET", "HEAD"), ({}, {"if_none_match": tag})):
            again = send(layered, method, path, {"accept": "text/html", **more})
            # A redirect has no tag, so no condition is about it.
            assert again[0] == ("304 NOT MODIFIED" if more and tag else first[0])
        assert bare.asked == before + 1


def test_words_however_many_push_out_no_other_answer(flask: Flask) -> None:
    """What was found is kept too, in a place of its own: the last words, not all there are."""
    answers: dict[str, int] = {}

    def large(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        asked = environ["PATH_INFO"] + "?" + environ["QUERY_STRING"]
        answers[asked] = answers.get(asked, 0) + 1
        environ[KEEP] = True
        start("200 OK", [("ETag", '"x"')])
        return [b"x" * 1_000_000]

    layered = Layer(large)
    paths = ["/doc/element?", *(f"/search?q={number}" for number in range(40))]
    for path in [*paths, paths[0], paths[-1], paths[1]]:
        send(layered, "GET", path, {})
    assert (answers[paths[0]], answers[paths[-1]], answers[paths[1]]) == (1, 1, 2)


@pytest.mark.parametrize("path", ["/search?q=bali", "/search/suggest.json?q=bal"])
def test_what_was_found_is_found_once(flask: Flask, path: str) -> None:
    bare = Counting(flask)
    layered = Layer(bare)
    first = send(layered, "GET", path, {"accept": "text/html"})
    tag = dict(first[1])["etag"]
    assert send(layered, "GET", path, {"accept": "text/html"}) == first
    again = send(layered, "GET", path, {"accept": "text/html", "if_none_match": tag})
    assert again[0] == "304 NOT MODIFIED" and bare.asked == 1


def test_what_first_readers_would_wait_for_is_made_before_they_come(flask: Flask) -> None:
    given: Site = flask.extensions["gemma"]
    site = _site(given.settings, given.release)
    made = {"_index", "_lists"}
    assert not made & vars(site).keys()
    site.warm()
    assert made <= vars(site).keys()
    ready = site.index, site.lists
    site.warm()
    assert (site.index, site.lists) == ready


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "PROPFIND"])
def test_it_leaves_other_methods_to_flask(flask: Flask, method: str) -> None:
    bare = Counting(flask)
    layered = Layer(bare)
    send(layered, "GET", "/doc/element/balie", {})
    answer = send(layered, method, "/doc/element/balie", {})
    assert bare.asked == 2 and answer[0][:3] in ("204", "405")


def test_what_is_not_for_keeping_is_not_kept(flask: Flask) -> None:
    bare = Counting(flask)
    layered = Layer(bare)
    for path, accept in (("/weg", None), ("/doc/element/balie", "image/png")):
        for _ in range(2):
            send(layered, "GET", path, {"accept": accept})
    assert bare.asked == 4
    # nor what no client of good will asks twice
    for _ in range(2):
        send(layered, "GET", "/doc/element/balie", {"accept": "text/html" + "," * 2_000})
        send(layered, "GET", "/doc/element/balie?utm_source=x", {})
    assert bare.asked == 8
    send(layered, "GET", "/doc/element/balie", {})
    too_large: dict[str, str | None] = {"x": "a" * 40_000}
    assert send(layered, "GET", "/doc/element/balie", too_large)[0][:3] == "431"
