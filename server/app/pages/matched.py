"""Matched: things, types and properties as the reconciliation service tells of them, in words.

Reconciliation Service API 0.2, "Core Concepts". The identifier of a thing is its IRI, so that what
is matched holds our addresses at once.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from server.app.pages.language import SPOKEN, Reader, pick
from server.app.pages.parts import Link
from server.namespaces import RDFS
from server.rdf.terms import Literal, NamedNode
from server.search import texts
from server.search.attributes import (
    ENTITIES,
    Attribute,
    Value,
    classes,
    preferring,
    things,
    values,
)
from server.search.batch import Extension
from server.search.excerpt import excerpt
from server.search.finding import find
from server.search.folding import fold
from server.search.index import Index
from server.search.reconciling import Candidate, identified
from server.store import Store
from server.uris import document_path

#: What a preview tells beside name and definition.
_TOLD: Final = ("abbreviation", "layer", "part-of", "standards")
_OF_PUBLISHER: Final = "property/"
_FACTS: Final = 4
_SHOWN: Final = 4


@dataclass(frozen=True)
class Type:
    """A class of ours that things have; `broader` are those that it is a kind of."""

    id: str
    name: str
    broader: tuple[tuple[str, str], ...]

    @property
    def brief(self) -> dict[str, str]:
        """The class by its identifier and its name."""
        return {"id": self.id, "name": self.name}

    @property
    def whole(self) -> dict[str, Any]:
        """The same with what it is a kind of."""
        broader = [{"id": iri, "name": name} for iri, name in self.broader]
        return {**self.brief, **({"broader": broader} if broader else {})}


@dataclass(frozen=True)
class Preview:
    """What a small frame shows of a thing; `lang` is that of `said` if not that of the page."""

    link: Link
    sort: str
    said: str
    lang: str
    facts: tuple[tuple[str, str], ...]


def written(found: Any) -> bytes:
    """Return JSON in characters that every program reads, whatever the names of queries hold."""
    return json.dumps(found).encode()


def name(iri: str, store: Store, reader: Reader) -> str:
    """Return what a thing or class is called, in the language of the reader where it can be."""
    found = store.name(iri, preferring(reader.language))
    return found.value if found else iri


def types(store: Store, reader: Reader) -> tuple[Type, ...]:
    """Return the classes of all that can be found, in reading order, the more special first."""
    found = dict.fromkeys(kind for thing in things(store) for kind in classes(thing, store))
    return tuple(
        Type(
            kind,
            name(kind, store, reader),
            tuple(
                (above.value, name(above.value, store, reader))
                for above in store.objects(kind, RDFS + "subClassOf")
                if isinstance(above, NamedNode) and above.value in found and above.value != kind
            ),
        )
        for kind in found
    )


def results(
    found: Mapping[str, Sequence[Candidate]], store: Store, reader: Reader
) -> dict[str, Any]:
    """Return what was found for each query, by its name."""
    return {
        query: {"result": [candidate(each, store, reader) for each in hits]}
        for query, hits in found.items()
    }


def candidate(found: Candidate, store: Store, reader: Reader) -> dict[str, Any]:
    """Return a candidate with the parts of its score ("Reconciliation Query Responses")."""
    features = {"name_similarity": found.name, "properties_share": found.properties}
    return {
        "id": found.thing,
        "name": name(found.thing, store, reader),
        "description": description(found.thing, store, reader),
        "type": _types(found.thing, store, reader),
        "score": found.score,
        "match": found.match,
        "features": [{"id": k, "value": v} for k, v in features.items() if v is not None],
    }


def entities(prefix: str, index: Index, store: Store, reader: Reader) -> list[str]:
    """Return the things whose name begins so, the likeliest first, or that have this identifier."""
    known = identified(prefix, store)
    hits = find(index, prefix, ENTITIES, reader.language).hits
    return [*dict.fromkeys([*([known] if known else []), *(hit.thing for hit in hits)])]


def entity(thing: str, store: Store, reader: Reader) -> dict[str, Any]:
    """Return a thing as it is suggested ("Suggest Responses")."""
    return {
        "id": thing,
        "name": name(thing, store, reader),
        "description": description(thing, store, reader),
        "notable": _types(thing, store, reader)[:1],
    }


def named(prefix: str, found: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """Return those of which a word of the name, or the identifier, begins so."""
    typed = fold(prefix)
    return [
        each
        for each in found
        if each["id"].startswith(prefix) or f" {fold(each['name'])}".find(f" {typed}") >= 0
    ]


def properties(attributes: Iterable[Attribute], language: str) -> list[dict[str, str]]:
    """Return properties by identifier and name."""
    return [{"id": each.key, "name": pick(each.names, language)} for each in attributes]


def had(kind: str, store: Store, known: Iterable[Attribute]) -> list[Attribute]:
    """Return the properties that any thing of a class has; of all classes where none is given."""
    having = things(store, (kind,) if kind else ())
    return [
        attribute
        for attribute in known
        if any(values(thing, attribute, store, SPOKEN[0]) for thing in having)
    ]


def extended(asked: Extension, store: Store, reader: Reader) -> dict[str, Any]:
    """Return the values of properties; none for what is no thing of ours."""
    rows = {}
    for identifier in asked.ids:
        thing = identified(identifier, store)
        rows[identifier] = {
            attribute.key: [
                _value(term, store, reader)
                for term in (values(thing, attribute, store, reader.language) if thing else ())
            ]
            for attribute in asked.attributes
        }
    return {"meta": properties(asked.attributes, reader.language), "rows": rows}


def preview(thing: str, store: Store, reader: Reader, known: Mapping[str, Attribute]) -> Preview:
    """Return what a small frame shows of a thing; of a model, what its publisher says of it."""
    facts: list[tuple[str, str]] = []
    told = [name for name in known if name in _TOLD or name.startswith(_OF_PUBLISHER)]
    for attribute in (known[name] for name in told):
        if len(facts) == _FACTS:
            break
        terms = values(thing, attribute, store, reader.language)
        found = [_text(term, store, reader) for term in terms]
        if found:
            more = " …" if len(found) > _SHOWN else ""
            facts.append((pick(attribute.names, reader.language), ", ".join(found[:_SHOWN]) + more))
    kinds = _types(thing, store, reader)
    said = texts.said(thing, store, preferring(reader.language))
    foreign = str(said.language) if said and said.language not in (None, reader.language) else ""
    return Preview(
        Link(reader.at(document_path(store.base, thing) or ""), name(thing, store, reader)),
        kinds[0]["name"] if kinds else "",
        description(thing, store, reader),
        foreign,
        tuple(facts),
    )


def description(thing: str, store: Store, reader: Reader) -> str:
    """Return the beginning of what is said of a thing; "" where nothing is."""
    found = texts.said(thing, store, preferring(reader.language))
    return "".join(piece.text for piece in excerpt(found.value, ())) if found else ""


def _types(thing: str, store: Store, reader: Reader) -> list[dict[str, str]]:
    return [{"id": kind, "name": name(kind, store, reader)} for kind in classes(thing, store)]


def _value(term: Value, store: Store, reader: Reader) -> dict[str, Any]:
    """Return a value ("Data Extension Responses"): only what has our identifiers is an entity."""
    if isinstance(term, NamedNode) and term.value.startswith(f"{store.home}id/"):
        return {"id": term.value, "name": name(term.value, store, reader)}
    return {"str": _text(term, store, reader)}


def _text(term: Value, store: Store, reader: Reader) -> str:
    return term.value if isinstance(term, Literal) else name(term.value, store, reader)
