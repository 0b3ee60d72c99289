"""OpenAPI of documents: what each page takes, with the values there are; made from their tables."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from server import release, resource
from server.app.answers.operation import operation
from server.app.pages.colouring import WAYS
from server.app.pages.kinds import choices
from server.app.pages.kinds.choices import Choice
from server.app.site import Site
from server.errors import NotFoundError
from server.formats import BY_KEY, COLLECTION_FORMATS, DOCUMENT_FORMATS, VIEW_FORMATS
from server.http import memento
from server.search.folding import QUESTION_MAXIMUM
from server.store import Store
from server.uris import COLLECTIONS, KEY_MAXIMUM, key

KEY_PATTERN: Final = "^[a-z0-9]+(-[a-z0-9]+)*$"
_MEMBERS: Final = ("Wat er in een collectie is", "Per pagina van 500 / Members of a collection")
_DESCRIBE: Final = ("De beschrijving van een ding", "In alle vormen / Description of a thing")
_STANDING: Final = ("Een document", "Met een eigen adres / A document with an address of its own")
_STATES: Final = (
    "Alle uitgaven van een document",
    "In de tijd / All states of a document (RFC 7089)",
)
_COLOURED: Final = (
    "Een plaat, gekleurd",
    "Met een tabel die zegt waarom / The landscape or another view, with a table that says why",
)
_IN_COLLECTION: Final = {
    "name": "collection", "in": "path", "required": True,
    "schema": {"type": "string", "enum": list(COLLECTIONS)},
}  # fmt: skip
_WITH_KEY: Final = {
    "name": "key", "in": "path", "required": True,
    "schema": {"type": "string", "pattern": KEY_PATTERN, "maxLength": KEY_MAXIMUM},
}  # fmt: skip
PAGE: Final = {
    "name": "page", "in": "query", "description": "Pagina, vanaf 1 / Page, from 1",
    "schema": {"type": "integer", "minimum": 1, "default": 1},
}  # fmt: skip
_RELEASE: Final = {
    "name": "release", "in": "query",
    "description": "Zoals het was in een uitgave van /releases / As it was in a release",
    "schema": {"type": "string", "pattern": f"^{release.NAME.pattern}$"},
}  # fmt: skip
_THEN: Final = {
    "name": "Accept-Datetime", "in": "header",
    "description": "Zoals het toen was (RFC 7089), als datum van HTTP / As it was then",
    "schema": {"type": "string"},
}  # fmt: skip
_IN_TIME: Final = (_RELEASE, _THEN)
#: Path of a page that can be kept to some -> the collection of what it lists, and its choices.
_CHOSEN: Final[Mapping[str, tuple[str, Sequence[Choice]]]] = {
    **{f"/doc/{name}": (name, found) for name, found in choices.COLLECTIONS.items()},
    "/doc/view/{key}": ("flow", (choices.STANDARD,)),
}


def paths(site: Site) -> dict[str, Any]:
    """Return path -> its operations, for all that `server.app.answers.documents` answers."""
    store = site.store
    collections = {
        path: _described(path, _MEMBERS, (*_kept(path, store), PAGE, *_IN_TIME), COLLECTION_FORMATS)
        for path in _CHOSEN
        if "{" not in path
    }
    views = "/doc/view/{key}"
    of_views = (_WITH_KEY, *_kept(views, store), *_IN_TIME)
    return {
        **_landscape(site),
        **collections,
        "/doc/{collection}": _described(
            "members", _MEMBERS, (_IN_COLLECTION, PAGE, *_IN_TIME), COLLECTION_FORMATS
        ),
        **(
            {views: _described(views, _DESCRIBE, of_views, VIEW_FORMATS)}
            if store.members.get("view")
            else {}
        ),
        "/doc/{collection}/{key}": _described(
            "describe", _DESCRIBE, (_IN_COLLECTION, _WITH_KEY, *_IN_TIME), DOCUMENT_FORMATS
        ),
        **_standing(store),
        "/timemap/{path}": {
            "get": operation("states", "doc", _STATES, (_PATH, PAGE), {memento.LINK_FORMAT: {}})
        },
    }


_PATH: Final = {
    "name": "path", "in": "path", "required": True, "example": "doc/element/balie",
    "description": "Pad van een document / Path of a document",
    "schema": {"type": "string"},
}  # fmt: skip


def _described(
    name: str, said: tuple[str, str], parameters: Iterable[Any], forms: Iterable[Any]
) -> dict[str, Any]:
    """Return the operations of a document; its name follows from its path."""
    identifier = "-".join(part.strip("{}") for part in name.split("/") if part)
    return {
        "get": operation(
            identifier, "doc", said, parameters, {form.media_type: {} for form in forms}
        )
    }


def _standing(store: Store) -> dict[str, Any]:
    """Return the documents with an address of their own that this release has."""
    found = {}
    for path in resource.STANDING:
        try:
            document = resource.resolve(path, store)
        except NotFoundError:
            continue
        if isinstance(document, resource.Document):
            found[f"/{path}"] = _described(path, _STANDING, _IN_TIME, document.forms)
    return found


def _kept(path: str, store: Store) -> list[dict[str, Any]]:
    """Return what a page may be kept to, with all that may be chosen."""
    collection, found = _CHOSEN[path]
    members = store.members.get(collection, ())
    return [
        {
            "name": choice.name,
            "in": "query",
            "description": f"Houd de pagina (HTML) bij / Keep the page (HTML) to: "
            f"{' / '.join(choice.label)}",
            "schema": _one_of(choices.known(choice, members, store)),
        }
        for choice in found
    ]


def _landscape(site: Site) -> dict[str, Any]:
    """Return the coloured plates, where the release has any."""
    members = site.store.members
    if not members.get("view"):
        return {}
    content: dict[str, Any] = {BY_KEY[form].media_type: {} for form in ("html", "svg", "csv")}
    things = ("view", *(name for name, way in WAYS.items() if way.collection))
    asked = (
        {
            "name": "colour", "in": "query", "description": "Waarnaar / What by",
            "schema": _one_of(WAYS),
        },
        *(
            {
                "name": name, "in": "query",
                "description": f"Sleutel van een ding in / Key of a thing in /doc/{name}",
                "schema": _one_of(key(iri) for iri in members.get(name, ())),
            }
            for name in things
        ),
        {
            "name": "find", "in": "query", "description": "Wat opvalt met deze naam / Find",
            "schema": {"type": "string", "maxLength": QUESTION_MAXIMUM},
        },
    )  # fmt: skip
    return {"/landscape": {"get": operation("landscape", "doc", _COLOURED, asked, content)}}


def _one_of(values: Iterable[str]) -> dict[str, Any]:
    """Return the schema of one of these keys; of any key where there is none in this release."""
    found = sorted(values)
    return {"type": "string", **({"enum": found} if found else {"pattern": KEY_PATTERN})}
