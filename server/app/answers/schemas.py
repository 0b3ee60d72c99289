"""Schemas: what the answers in JSON hold, in JSON Schema as OpenAPI 3.1 has it; one table."""

from typing import Any, Final

from server.app.pages.language import SPOKEN
from server.search.finding import How

_TEXTS: Final = {
    "type": "object",
    "properties": {language: {"type": "string"} for language in SPOKEN},
}
SCHEMAS: Final[dict[str, Any]] = {
    "Questions": {
        "type": "array",
        "items": {
            "type": "object",
            "required": ["name", "path", "title", "description", "parameters"],
            "properties": {
                "name": {"type": "string"},
                "path": {"type": "string"},
                "title": _TEXTS,
                "description": _TEXTS,
                "parameters": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["name", "type", "label", "default"],
                        "properties": {
                            "name": {"type": "string"},
                            "type": {"type": "string"},
                            "label": _TEXTS,
                            "default": {"type": "string"},
                        },
                    },
                },
            },
        },
    },
    "Found": {
        "type": "object",
        "required": ["query", "meant", "how", "total", "results"],
        "properties": {
            "query": {"type": "string"},
            "meant": {"type": ["string", "null"]},
            "how": {"type": "string", "enum": [how.value for how in How]},
            "total": {"type": "integer"},
            "results": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": [
                        "id",
                        "path",
                        "kind",
                        "in",
                        "edition",
                        "name",
                        "match",
                        "field",
                        "text",
                    ],
                    "properties": {
                        "id": {"type": "string", "format": "iri"},
                        "path": {"type": "string"},
                        "kind": {"type": "string"},
                        "in": {"type": "string"},
                        "edition": _TEXTS,
                        "name": _TEXTS,
                        "match": {"type": "string"},
                        "field": {"type": "string"},
                        "text": {"type": "string"},
                    },
                },
            },
        },
    },
    "Table": {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format",
        "required": ["head", "results"],
        "properties": {
            "head": {
                "type": "object",
                "required": ["vars"],
                "properties": {"vars": {"type": "array", "items": {"type": "string"}}},
            },
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
            },
        },
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    },
}
