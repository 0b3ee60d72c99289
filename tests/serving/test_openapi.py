"""What `/openapi.json` says of parameters is what routes read: each is watched while it answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict

from server.app import from_site
from server.app.site import Site, engine
from server.release import open_current
from server.settings import Settings
from server.store import Store
from tests.serving import odd, tiny

#: What a route is tried with, by the name of the part of its address.
PARTS = {
    "collection": "element", "key": "balie", "what": "entity", "name": "sjabloon", "suffix": "csv",
    "mark": "svg", "release": tiny.ID, "before": tiny.ID, "after": tiny.ID, "number": "1",
    "marked": "weg", "model": "weg",
}  # fmt: skip
#: What `<path:path>` is tried with: everything that `server.resource` knows.
PATHS = (
    "doc/element/balie", "doc/element", "doc/note", "doc/flow", "doc/view/kwaad", "def", "catalog",
    "quality", "def/shapes", "def/conformance",
)  # fmt: skip
#: Read from the query as it is sent, so not seen here; `test_protocol` and `test_stored` try these.
UNSEEN = {"/sparql"}
#: What is read to be refused, and what is read before it is known whether it means anything: the
#: page of a document, and the language of an error.
REFUSED = {"callback"}
EARLY = {"page", "as"}

read: set[str] = set()


class Watched(ImmutableMultiDict[str, str]):
    """Parameters that note which of them are asked for."""

    def get(self, key: str, *args: Any, **more: Any) -> Any:
        read.add(key)
        return super().get(key, *args, **more)

    def getlist(self, key: str, *args: Any, **more: Any) -> Any:
        read.add(key)
        return super().getlist(key, *args, **more)

    def __contains__(self, key: object) -> bool:
        read.add(str(key))
        return super().__contains__(key)


class Asked(Request):
    """A request with such parameters."""

    parameter_storage_class = Watched


@pytest.fixture(scope="module")
def flask(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over the odd release, whose engine is elsewhere: only `/query` asks it."""
    var = tmp_path_factory.mktemp("beschreven")
    tiny.write(var, more=odd.MORE)
    release = open_current(var)
    settings = Settings(tiny.BASE, Path(var), endpoint="http://127.0.0.1:9/query")
    store = Store(release.quads, release.base)
    app = from_site(Site(settings, release, store, engine(settings, release)))
    app.request_class = Asked
    return app


def addresses(flask: Flask) -> Iterator[str]:
    """Every address that a GET is answered at, by one example of each rule."""
    for rule in flask.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        parts = re.split(r"<(?:\w+:)?(\w+)>", rule.rule)
        for path in PATHS if "path:path" in rule.rule else ("",):
            yield "".join(
                PARTS.get(part, path) if number % 2 else part for number, part in enumerate(parts)
            )


def described(address: str, paths: dict[str, Any]) -> set[str]:
    """The parameters that the description gives for an address, whatever its form or language."""
    plain = re.sub(r"\.(en\.html|en|svg)$", "", address).replace("/reconcile/en", "/reconcile")
    fits = [
        path
        for path in paths
        if re.fullmatch(re.sub(r"\{path\}", ".+", re.sub(r"\{(?!path)\w+\}", "[^/]+", path)), plain)
    ]
    # A path without a part to fill in goes first (OpenAPI 3.1.1, 4.8.8.2).
    best = min(fits, key=lambda path: path.count("{"), default="")
    return {
        each["name"]
        for each in paths.get(best, {}).get("get", {}).get("parameters", ())
        if each["in"] == "query"
    }


def test_every_parameter_that_a_route_reads_is_described_and_no_other(flask: Flask) -> None:
    client = flask.test_client()
    paths = client.get("/openapi.json").get_json(force=True)["paths"]
    seen = {}
    for address in addresses(flask):
        read.clear()
        client.get(address, headers={"Accept": "text/html, application/json;q=0.5, */*;q=0.1"})
        seen[address] = set(read) - REFUSED
    assert seen["/landscape"] >= {"view", "find"} and seen["/doc/flow"] >= {"standard", "view"}
    for address, names in seen.items():
        if address not in UNSEEN:
            said = described(address, paths)
            assert said <= names and names - said <= EARLY, address


def test_what_may_be_chosen_is_listed(flask: Flask) -> None:
    paths = flask.test_client().get("/openapi.json").get_json(force=True)["paths"]
    given = {each["name"]: each["schema"] for each in paths["/doc/element"]["get"]["parameters"]}
    assert given["kind"]["enum"] == ["ReferenceComponent", "BusinessFunction"][::-1]
    assert given["layer"]["enum"] == ["laag-backoffice"] and given["function"]["enum"] == [
        "burgerzaken"
    ]
    client = flask.test_client()
    for name in ("kind", "layer", "function"):
        for value in (*given[name]["enum"], "weg"):
            answer = client.get(f"/doc/element?{name}={value}", headers={"Accept": "text/html"})
            assert answer.status_code == (400 if value == "weg" else 200)
