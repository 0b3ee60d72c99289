"""Reconciliation over HTTP: others match their own lists with our things (OpenRefine and others).

Reconciliation Service API 0.2 (W3C, Final Community Group Report, 2023). In Dutch at `/reconcile`,
in English at `/reconcile/en`; names in either language match at both. Each model has a service of
its own in its space, as its identifiers and types are its own.
"""

from collections.abc import Iterable, Mapping, Set
from functools import cache, cached_property
from typing import Any, Final

from flask import Flask, Response, render_template, request

from server.app.answers.openapi import JSON, VERSION
from server.app.answers.turns import Turns
from server.app.assets import asset
from server.app.headers import coded, framed, keep, respond
from server.app.pages import editions, matched
from server.app.pages.language import SPOKEN, Reader
from server.app.pages.view import Value
from server.app.site import InUse, Site
from server.errors import BadRequestError, NotFoundError, UnsupportedMediaTypeError
from server.formats import BY_KEY
from server.http.clients import asker
from server.http.fields import SECONDS_FRESH, SUFFIXED, Representation
from server.namespaces import EXTERNAL
from server.search import batch
from server.search.attributes import Attribute, Holders, attributes, holders
from server.search.folding import QUESTION_MAXIMUM
from server.search.reconciling import Known, Query, candidates, identified
from server.store import Store
from server.uris import document_path

PATH: Final = "reconcile"
_HTML: Final = BY_KEY["html"]
_FORM: Final = "application/x-www-form-urlencoded"
#: The size of the frame for a preview, in pixels.
_WIDTH, _HEIGHT = 420, 260
#: Suggestions at a time; `cursor` skips those before.
_SUGGESTED: Final = 10
_CURSOR_MAXIMUM: Final = 1_000
#: Batches that may wait for the one that is worked on, and those of one client, that one included.
_WAITING: Final = 12
_WAITING_OF_ONE: Final = 4
_UNKNOWN: Final = ("`id` is hier geen ding", "`id` is nothing that is here")


def root(language: str, space: str) -> str:
    """Return the path of the service of an edition that speaks a language."""
    return f"/{space}{PATH}" if language == SPOKEN[0] else f"/{space}{PATH}/{language}"


def register(app: Flask, site: Site) -> None:
    """Bind the service to this site, once for each edition and language."""
    turns = Turns(_WAITING, _WAITING_OF_ONE)
    for edition in site.spaces.values():
        known = _Known(edition)
        for language in SPOKEN:
            reader = Reader(language, space=edition.store.space)
            _register(app, site, reader, turns, known)
            _register_pages(app, reader, known)


class _Known:
    """What is known of an edition, each part worked out when it is first asked for."""

    def __init__(self, edition: InUse) -> None:
        """Work out nothing."""
        self.edition, self.store = edition, edition.store

    @cached_property
    def attributes(self) -> dict[str, Attribute]:
        """The properties that things have."""
        return attributes(self.store)

    @cached_property
    def _held(self) -> dict[str, Mapping[str, Set[str]]]:
        return {}

    def held(self, asked: Iterable[Query]) -> Holders:
        """Return which things have a value, for the properties that are asked for."""
        for wanted in (wanted for query in asked for wanted in query.properties):
            attribute = wanted.attribute
            if attribute.key not in self._held:
                self._held[attribute.key] = holders(attribute, self.store)
        return self._held


def _register(app: Flask, site: Site, reader: Reader, turns: Turns, known: _Known) -> None:
    language, at = reader.language, root(reader.language, reader.space)
    name, store = at.strip("/").replace("/", "-"), known.store

    @cache
    def types() -> tuple[matched.Type, ...]:
        return matched.types(store, reader)

    @cache
    def had(kind: str) -> list[dict[str, str]]:
        having = matched.had(kind, store, known.attributes.values())
        return matched.properties(having, language)

    def answer(found: Any) -> Response:
        shown = Representation(matched.written(found), JSON.content_type, languages=(language,))
        response = respond(coded(shown), known.edition.release.id, vary=SUFFIXED)
        if request.method == "POST":
            # What was posted is not for caches (RFC 9110, 9.3.3).
            del response.headers["ETag"]
            response.headers["Cache-Control"] = "no-cache"
        return response

    @app.route(at, methods=["GET", "POST"], endpoint=name)
    def service() -> Response:
        """Answer a batch of queries or an extension; without either, say what this service is."""
        what, text = _asked()
        if not what:
            return keep(answer(_manifest(known.edition, site, types(), language)))
        if what == "extend":
            wanted = batch.extension(text, known.attributes)
            with turns.taken(asker(request.environ, site.settings.trusted_proxy)):
                return answer(matched.extended(wanted, store, reader))
        asked = batch.queries(text, frozenset(found.id for found in types()), known.attributes)
        with turns.taken(asker(request.environ, site.settings.trusted_proxy)):
            here = Known(known.edition.index, store, known.held(asked.values()))
            found = {each: candidates(query, here, language) for each, query in asked.items()}
            return answer(matched.results(found, store, reader))

    @app.get(f"{at}/suggest/<what>", endpoint=f"{name}-suggest")
    def suggest(what: str) -> Response:
        """Suggest entities, properties or types for the beginning of a name or identifier."""
        prefix, cursor = _typed()
        shown = slice(cursor, cursor + _SUGGESTED)
        if what == "entity":
            things = matched.entities(prefix, known.edition.index, store, reader)[shown]
            return answer({"result": [matched.entity(thing, store, reader) for thing in things]})
        if what == "property":
            found = matched.named(prefix, matched.properties(known.attributes.values(), language))
        elif what == "type":
            found = matched.named(prefix, [kind.brief for kind in types()])
        else:
            raise NotFoundError("Voorgesteld wordt alleen `entity`, `property` of `type`")
        return answer({"result": found[shown]})

    @app.get(f"{at}/properties", endpoint=f"{name}-properties")
    def propose() -> Response:
        """Propose the properties that things of a type have (Data Extension Property Proposals)."""
        kind, limit = request.args.get("type", ""), request.args.get("limit", "")
        if kind and kind not in {found.id for found in types()}:
            raise BadRequestError(f"`type` is geen soort; {at}/suggest/type noemt ze")
        if limit and not (limit.isascii() and limit.isdecimal() and len(limit) < 5):
            raise BadRequestError("`limit` is een heel getal")
        proposed = had(kind)
        if not limit:
            return answer({"type": kind, "properties": proposed})
        most = int(limit)
        return answer({"type": kind, "limit": most, "properties": proposed[:most]})

    del service, suggest, propose


def _register_pages(app: Flask, reader: Reader, known: _Known) -> None:
    language, at = reader.language, root(reader.language, reader.space)
    name, store = at.strip("/").replace("/", "-"), known.store

    @app.get(f"{at}/preview", endpoint=f"{name}-preview")
    def preview() -> Response:
        """Show a thing in a small frame of somebody else's page."""
        thing = _thing(store)
        page = render_template(
            "preview.html",
            language=language,
            title=Value(matched.name(thing, store, reader)),
            found=matched.preview(thing, store, reader, known.attributes),
        )
        found = Representation(page.encode(), _HTML.content_type, languages=(language,))
        return framed(respond(coded(found), known.edition.release.id, vary=SUFFIXED))

    @app.get(f"{at}/view", endpoint=f"{name}-view")
    def view() -> Response:
        """Lead from an identifier to the page about the thing."""
        response = Response(status=303)
        del response.headers["Content-Type"]
        response.headers["Location"] = reader.at(document_path(store.base, _thing(store)) or "/")
        response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
        return response

    del preview, view


def _asked() -> tuple[str, str]:
    """Return which parameter was given, and its text; raises `BadRequestError` for both."""
    if request.method == "POST" and request.mimetype != _FORM:
        raise UnsupportedMediaTypeError(f"Stuur `queries` of `extend` als {_FORM}")
    given = request.form if request.method == "POST" else request.args
    if "callback" in given:
        raise BadRequestError("JSONP is er niet: elke site mag dit lezen (CORS)")
    asked = [(name, text) for name in ("queries", "extend") for text in given.getlist(name)]
    if len(asked) > 1 or (request.method == "POST" and not asked):
        raise BadRequestError("Geef `queries` of `extend`, één keer")
    return asked[0] if asked else ("", "")


def _typed() -> tuple[str, int]:
    """Return what was typed and how many suggestions to skip; raises `BadRequestError`."""
    prefix, cursor = request.args.get("prefix"), request.args.get("cursor", "0")
    if prefix is None or len(prefix) > QUESTION_MAXIMUM:
        raise BadRequestError(f"Geef in `prefix` ten hoogste {QUESTION_MAXIMUM} tekens")
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) < 5):
        raise BadRequestError("`cursor` is een heel getal")
    return prefix, min(int(cursor), _CURSOR_MAXIMUM)


def _thing(store: Store) -> str:
    """Return the thing whose identifier was given; raises `NotFoundError`."""
    thing = identified(request.args.get("id", ""), store)
    if not thing:
        raise NotFoundError(_UNKNOWN)
    return thing


def _manifest(
    edition: InUse, site: Site, types: tuple[matched.Type, ...], language: str
) -> dict[str, Any]:
    """Return what this service is and offers; its addresses are the canonical ones."""
    base, place = site.base, edition.store.space
    here = base + root(language, place).removeprefix("/")
    called = editions.name(place, site, language) if place else "GEMMA als Linked Open Data"

    def offered(path: str) -> dict[str, str]:
        return {"service_url": here, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": f"{called} ({language})",
        "identifierSpace": f"{edition.store.home}id/",
        "schemaSpace": EXTERNAL["archimate"] if place else f"{base}def#",
        "documentation": f"{base}help",
        "logo": base + asset("gemma.svg").removeprefix("/"),
        "serviceVersion": VERSION,
        "defaultTypes": [kind.whole for kind in types],
        "view": {"url": f"{here}/view?id={{{{id}}}}"},
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": _WIDTH, "height": _HEIGHT},
        "suggest": {name: offered(f"/suggest/{name}") for name in ("entity", "property", "type")},
        "extend": {"propose_properties": offered("/properties"), "property_settings": []},
        "batchSize": batch.QUERIES_MAXIMUM,
    }
