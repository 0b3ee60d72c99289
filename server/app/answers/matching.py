"""Matching: the reconciliation service as OpenAPI 3.1 describes it; one table."""

from typing import Any, Final

from server.app.answers.operation import operation
from server.search.folding import QUESTION_MAXIMUM

_JSON: Final[dict[str, Any]] = {"application/json": {"schema": {"type": "object"}}}
_HTML: Final[dict[str, Any]] = {"text/html": {}}
_FORM: Final = "application/x-www-form-urlencoded"
_MATCH: Final = (
    "Namen koppelen",
    "Zonder parameters wat deze dienst biedt; met `queries` kandidaten, met `extend` eigenschappen "
    "/ Without parameters the manifest; with `queries` candidates, with `extend` properties",
)
_SUGGEST: Final = ("Voorstellen", "Dingen, eigenschappen of soorten / Entities, properties, types")
_PROPOSE: Final = ("Eigenschappen van een soort", "Die op te halen zijn / Properties of a type")
_PREVIEW: Final = ("Een ding in het klein", "Voor in een frame / A thing, for in a frame")
_POSTED: Final = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("queries", "extend")},
}  # fmt: skip
_BATCH: Final = tuple(
    {
        "name": name, "in": "query", "schema": {"type": "string"},
        "description": f"{said}, als JSON / as JSON",
    }
    for name, said in (("queries", "Vragen onder namen"), ("extend", "`ids` en `properties`"))
)  # fmt: skip
_PREFIXED: Final = (
    {
        "name": "what", "in": "path", "required": True, "example": "entity",
        "schema": {"type": "string", "enum": ["entity", "property", "type"]},
    },
    {
        "name": "prefix", "in": "query", "required": True, "example": "a",
        "description": "Begin van een naam of kenmerk / Beginning of a name or identifier",
        "schema": {"type": "string", "maxLength": QUESTION_MAXIMUM},
    },
    {
        "name": "cursor", "in": "query", "description": "Zoveel overslaan / Skip so many",
        "schema": {"type": "integer", "minimum": 0, "default": 0},
    },
)  # fmt: skip
_OF_TYPE: Final = (
    {
        "name": "type", "in": "query", "description": "IRI van een soort / IRI of a type",
        "schema": {"type": "string", "default": ""},
    },
    {
        "name": "limit", "in": "query", "description": "Ten hoogste zoveel / At most so many",
        "schema": {"type": "integer", "minimum": 1},
    },
)  # fmt: skip
_OF_THING: Final = (
    {
        "name": "id", "in": "query", "required": True, "example": "element/zaaksysteem",
        "description": "IRI van een ding, of wat na `id/` komt / IRI of a thing, or the part "
        "after `id/`",
        "schema": {"type": "string"},
    },
)  # fmt: skip

_VIEW: Final = ("De pagina van een ding", "Leidt daarheen / Leads to the page of a thing")


def _leading(one: dict[str, Any]) -> dict[str, Any]:
    """Return an operation whose answer is another address."""
    refused = {status: said for status, said in one["responses"].items() if status != "200"}
    return {**one, "responses": {"303": {"description": "Zie / See `Location`"}, **refused}}


PATHS: Final = {
    "/reconcile": {
        "get": operation("manifest", "reconcile", _MATCH, _BATCH, _JSON),
        "post": {
            **operation("match", "reconcile", _MATCH, (), _JSON),
            "requestBody": {"required": True, "content": {_FORM: {"schema": _POSTED}}},
        },
    },
    "/reconcile/suggest/{what}": {
        "get": operation("propose", "reconcile", _SUGGEST, _PREFIXED, _JSON)
    },
    "/reconcile/properties": {
        "get": operation("properties", "reconcile", _PROPOSE, _OF_TYPE, _JSON)
    },
    "/reconcile/preview": {"get": operation("preview", "reconcile", _PREVIEW, _OF_THING, _HTML)},
    "/reconcile/view": {"get": _leading(operation("view", "reconcile", _VIEW, _OF_THING, {}))},
}
