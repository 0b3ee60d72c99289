"""OpenAPI of lists: what a program can do with a user's own list; plain values, made once."""

from collections.abc import Mapping
from typing import Any, Final

from server.app.answers.operation import operation
from server.formats import BY_KEY
from server.portfolio import sharing
from server.portfolio.products import Product
from server.portfolio.sheets import table
from server.portfolio.statements import FILE_MAXIMUM

_JSON: Final = "application/json"
_SVG, _CSV, _TURTLE, _HTML = (BY_KEY[key].media_type for key in ("svg", "csv", "turtle", "html"))
_ONE: Final = (Product("Molenzaak", "Grutto", (), (), ("Zaaksysteem",), 1),)
#: What only an interface that takes a body answers: status -> what it means.
PROBLEMS: Final = {
    "413": "De lijst is te groot / The list is too large",
    "415": "Een lijst is CSV of Turtle / A list is CSV or Turtle",
    "422": "Dit is niet als lijst te lezen; zie `detail` / This cannot be read as a list",
}
_TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}
_NAMED: Final = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "name"],
        "properties": {"id": {"type": "string", "format": "iri"}, "name": _TEXTS},
    },
}
_VERDICT: Final = {
    "conforms": {"type": "boolean", "description": "Geen regel gebroken / No rule is broken"},
    "more": {"type": "integer", "description": "Bevindingen die hier niet staan / Not told here"},
    "findings": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["severity", "line", "rule", "message", "meant"],
            "properties": {
                "severity": {"type": "string", "enum": ["violation", "warning", "info"]},
                "line": {"type": ["integer", "null"]},
                "about": {"type": ["string", "null"]},
                "value": {"type": ["string", "null"]},
                "rule": {"type": "string"},
                "message": _TEXTS,
                "meant": _NAMED,
            },
        },
    },
}
SCHEMAS: Final[dict[str, Any]] = {
    "Verdict": {"type": "object", "required": [*_VERDICT], "properties": _VERDICT},
    "Outcome": {
        "type": "object",
        "required": [
            "link",
            "counts",
            "products",
            "components",
            "connections",
            "ends",
            "standards",
        ],
        "properties": {
            "link": {"type": ["string", "null"]},
            "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
            **{
                name: {"type": "array", "items": {"type": "object"}}
                for name in ("products", "components", "connections", "ends", "standards")
            },
            **_VERDICT,
        },
    },
}
_LINKED: Final = {
    "name": "l", "in": "query",
    "description": "De lijst: CSV met komma's, DEFLATE (RFC 1951), base64url zonder opvulling "
    "(RFC 4648) / The list: CSV with commas, DEFLATE, base64url without padding",
    "schema": {
        "type": "string", "maxLength": sharing.LINK_MAXIMUM,
        "default": sharing.packed(_ONE, ""),
    },
}  # fmt: skip
_VIEW: Final = {
    "name": "view", "in": "query",
    "description": "Sleutel van een plaat in / Key of a view in /doc/view",
    "schema": {"type": "string"},
}  # fmt: skip
_EXAMPLE: Final = table(_ONE, str, ",").decode()
_BODY: Final = {
    "required": True,
    "description": f"Ten hoogste {FILE_MAXIMUM} bytes / At most so many bytes",
    "content": {
        _CSV: {"schema": {"type": "string"}, "example": _EXAMPLE},
        _TURTLE: {"schema": {"type": "string"}},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {"type": "string", "contentMediaType": "application/octet-stream"},
                    "list": {"type": "string"},
                    "view": {"type": "string"},
                },
            }
        },
    },
}
_OUTCOME: Final[dict[str, Any]] = {
    _JSON: {"schema": {"$ref": "#/components/schemas/Outcome"}},
    _SVG: {}, _CSV: {}, _TURTLE: {}, _HTML: {},
}  # fmt: skip
_JUDGED: Final[dict[str, Any]] = {
    _JSON: {"schema": {"$ref": "#/components/schemas/Verdict"}},
    _TURTLE: {},
}
_SHOW: Final = (
    "Uw eigen lijst op het landschap",
    "Wat producten dekken, wat ontbreekt of dubbel is, en welke koppelingen nodig zijn; er wordt "
    "niets bewaard / What products cover, what is missing or overlaps, and which connections are "
    "needed; nothing is kept",
)
_JUDGE: Final = (
    "Keur een lijst",
    "Bevindingen per regel, of een SHACL-rapport / Findings per line, or a SHACL report",
)


def _posted(one: dict[str, Any]) -> dict[str, Any]:
    """Return an operation that takes a list as its body."""
    more = {s: {"$ref": f"#/components/responses/Problem{s}"} for s in PROBLEMS}
    return {**one, "requestBody": _BODY, "responses": {**one["responses"], **more}}


#: Path -> its operations, by method.
PATHS: Final[Mapping[str, Any]] = {
    "/list": {
        "get": operation("shared", "list", _SHOW, (_LINKED, _VIEW), _OUTCOME),
        "post": _posted(operation("show", "list", _SHOW, (_VIEW,), _OUTCOME)),
    },
    "/list/validate": {"post": _posted(operation("validate", "list", _JUDGE, (), _JUDGED))},
}
