"""OpenAPI: what a program can ask here besides SPARQL, in OpenAPI 3.1; made from the same tables.

Keeps to the API Design Rules of the Dutch government where they fit an interface that only reads;
where it does not, the README says so.
"""

import json
from typing import Any, Final

from server import resource
from server.app.answers import matching, openapi_documents, openapi_lists
from server.app.answers.openapi_documents import KEY_PATTERN, PAGE
from server.app.answers.operation import PROBLEMS, operation
from server.app.answers.schemas import SCHEMAS
from server.app.site import Site
from server.formats import BY_KEY, Form, Format, for_form
from server.namespaces import DCT, FOAF
from server.rdf.terms import Literal
from server.search.folding import QUESTION_MAXIMUM
from server.search.texts import KINDS, VOCABULARY
from server.sparql.stored import LANGUAGE, LANGUAGES, SIZE_MAXIMUM, Parameter, Stored
from server.uris import KEY_MAXIMUM

#: The version of this interface; a change that breaks a client raises the first number.
VERSION: Final = "1.0.0"
#: The registered media type of an OpenAPI document in JSON.
TYPE: Final = "application/vnd.oai.openapi+json;version=3.1"
JSON: Final = Format(
    "json", "JSON", ("application/json",), "json",
    "https://www.iana.org/assignments/media-types/application/json", frozenset[Form](),
    charset=False,
)  # fmt: skip


def written(found: Any) -> bytes:
    """Return JSON as a person can read it too."""
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def questions(site: Site) -> list[dict[str, Any]]:
    """Return the stored questions as a program wants to know them."""
    return [
        {
            "name": question.name,
            "path": f"/query/{question.name}",
            "title": dict(question.titles),
            "description": dict(question.descriptions),
            "parameters": [
                {
                    "name": parameter.name,
                    "type": parameter.type,
                    "label": dict(parameter.labels),
                    "default": parameter.default,
                }
                for parameter in question.parameters
            ],
        }
        for question in site.questions.values()
    ]


def description(site: Site) -> dict[str, Any]:
    """Return the description (OpenAPI 3.1.1); its server is the canonical base."""
    store, catalogue = site.store, site.base + resource.CATALOGUE
    titles = {
        term.language: term.value
        for term in store.objects(catalogue, DCT + "title")
        if isinstance(term, Literal)
    }
    publisher = next((str(p.value) for p in store.objects(catalogue, DCT + "publisher")), "")
    names = [term.value for term in store.objects(publisher, FOAF + "name")] if publisher else []
    return {
        "openapi": "3.1.1",
        "info": {
            "title": titles.get("nl", "GEMMA"),
            "summary": titles.get("en", "GEMMA"),
            "description": "Vragen met parameters, zoeken en opvragen per ding. Alleen lezen, "
            "zonder sleutel. / Questions with parameters, search, and description of each thing. "
            "Read-only, without a key.",
            "version": VERSION,
            "license": {"name": "CC0 1.0", "identifier": "CC0-1.0"},
            "contact": {"name": next(iter(names), "GEMMA"), "url": site.base},
        },
        "servers": [{"url": site.base.rstrip("/")}],
        "tags": [
            {"name": "query", "description": "Opgeslagen vragen / Stored questions"},
            {"name": "sparql", "description": "SPARQL 1.1"},
            {"name": "search", "description": "Zoeken / Search"},
            {
                "name": "reconcile",
                "description": "Eigen lijsten koppelen (Reconciliation Service API 0.2; Engels op "
                "/reconcile/en) / Matching lists (in English at /reconcile/en)",
            },
            {"name": "doc", "description": "Beschrijving per ding / Description of each thing"},
            {"name": "list", "description": "Uw eigen lijst / Your own list"},
        ],
        "paths": {
            "/query": {"get": operation("questions", "query", _LIST, (), _json_of("Questions"))},
            **{f"/query/{q.name}": {"get": _question(q)} for q in site.questions.values()},
            "/sparql": {"get": operation("sparql", "sparql", _ASK, _ASKED, _RESULTS)},
            "/search": {
                "get": operation("search", "search", _SEARCH, _SEARCHED, _json_of("Found"))
            },
            **{
                f"/search/{name}": {
                    "get": operation(name, "search", _SUGGEST, _SEARCHED, {media_type: {}})
                }
                for name, media_type in _SUGGESTED.items()
            },
            **matching.PATHS,
            **openapi_lists.PATHS,
            **openapi_documents.paths(site),
        },
        "components": {
            "schemas": {**SCHEMAS, **openapi_lists.SCHEMAS},
            "headers": {
                "API-Version": {
                    "description": "Versie van deze interface / Version of this interface",
                    "schema": {"type": "string", "examples": [VERSION]},
                }
            },
            "responses": {
                f"Problem{status}": {
                    "description": text,
                    "content": {
                        "application/problem+json": {
                            "schema": {"$ref": "#/components/schemas/Problem"}
                        }
                    },
                }
                for status, text in {**PROBLEMS, **openapi_lists.PROBLEMS}.items()
            },
        },
    }  # fmt: skip


def _question(question: Stored) -> dict[str, Any]:
    parameters = [*map(_parameter, question.parameters), PAGE, _SIZE]
    said = (question.titles["nl"], f"{question.descriptions['nl']} / {question.descriptions['en']}")
    content: dict[str, Any] = {form.media_type: {} for form in for_form(Form.BINDINGS, html=True)}
    content[BY_KEY["sparql-json"].media_type] = {"schema": {"$ref": "#/components/schemas/Table"}}
    return operation(question.name, "query", said, parameters, content)


def _parameter(parameter: Parameter) -> dict[str, Any]:
    label = f"{parameter.labels['nl']} / {parameter.labels['en']}"
    if parameter.type == LANGUAGE:
        schema: dict[str, Any] = {"type": "string", "enum": list(LANGUAGES)}
    else:
        label += f": sleutel van een ding in / key of a thing in /doc/{parameter.type}"
        schema = {"type": "string", "pattern": KEY_PATTERN, "maxLength": KEY_MAXIMUM}
    schema["default"] = parameter.default
    return {"name": parameter.name, "in": "query", "description": label, "schema": schema}


def _json_of(schema: str) -> dict[str, Any]:
    found = {"schema": {"$ref": f"#/components/schemas/{schema}"}}
    return {JSON.media_type: found, BY_KEY["html"].media_type: {}}


_LIST: Final = ("De opgeslagen vragen", "Met hun parameters / The stored questions")
_SEARCH: Final = ("Zoeken", "Op naam, afkorting, nummer of omschrijving / Search by name or text")
_SIZE: Final = {
    "name": "size", "in": "query",
    "description": "Rijen per pagina; zonder `page` en `size` alles / Rows on a page; without "
    "`page` and `size` everything",
    "schema": {"type": "integer", "minimum": 1, "maximum": SIZE_MAXIMUM, "default": SIZE_MAXIMUM},
}  # fmt: skip
_SEARCHED: Final = (
    {
        "name": "q", "in": "query", "description": "Wat u zoekt / What you are looking for",
        "schema": {"type": "string", "maxLength": QUESTION_MAXIMUM},
    },
    {
        "name": "kind", "in": "query", "description": "Alleen dit soort / Only this kind",
        "schema": {"type": "array", "items": {"type": "string", "enum": [*KINDS, VOCABULARY]}},
    },
)  # fmt: skip
_SUGGEST: Final = ("Namen voor wie typt", "Als voorstellen / Names for who is typing")
#: What comes after `/search/` -> its media type.
_SUGGESTED: Final = {
    "suggest": "application/x-suggestions+json",
    "suggest.json": JSON.media_type,
    "suggest.en.json": JSON.media_type,
}
_ASK: Final = (
    "Een vraag in SPARQL",
    "SPARQL 1.1 Protocol; zonder vraag een pagina of de beschrijving van de dienst; ook met POST "
    "/ Without a query a page, or the description of this service; by POST too",
)
_GRAPHS: Final = ("default-graph-uri", "named-graph-uri")
_ASKED: Final = (
    {
        "name": "query", "in": "query", "required": True, "example": "SELECT*{}",
        "description": "De vraag / The query", "schema": {"type": "string"},
    },
    *(
        {
            "name": name, "in": "query", "description": "Graaf waarover / Graph to ask",
            "schema": {"type": "array", "items": {"type": "string", "format": "iri"}},
        }
        for name in _GRAPHS
    ),
    {
        "name": "as", "in": "query",
        "description": "Vorm, in plaats van Accept / Form, instead of Accept",
        "schema": {
            "type": "string",
            "enum": sorted({
                *(form.suffix for each in Form for form in for_form(each, html=True)),
                *(f"{spoken}.html" for spoken in LANGUAGES[1:]),
            }),
        },
    },
)  # fmt: skip
_RESULTS: Final[dict[str, Any]] = {
    form.media_type: {} for form in for_form(Form.BINDINGS, html=True)
}
