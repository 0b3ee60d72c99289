"""Batch: what a program asks of the reconciliation service, read from JSON by its rules; pure.

Reconciliation Service API 0.2: "Reconciliation Queries" and "Data Extension Query Requests". What
is wrong is said with the name of the query that it is in.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, TypeAlias

from server.errors import BadRequestError, TooLargeError
from server.search.attributes import Attribute
from server.search.folding import QUESTION_MAXIMUM
from server.search.reconciling import Query, Strict, Wanted

#: The most queries in a batch, answers to each, values of a property, and things to extend.
QUERIES_MAXIMUM: Final = 20
LIMIT_MAXIMUM: Final = 50
VALUES_MAXIMUM: Final = 10
IDS_MAXIMUM: Final = 200
#: The properties that there are, by key.
Attributes: TypeAlias = Mapping[str, Attribute]
_FIELDS: Final = frozenset({"query", "type", "limit", "properties", "type_strict"})


@dataclass(frozen=True)
class Extension:
    """What is fetched: properties of things."""

    ids: tuple[str, ...]
    attributes: tuple[Attribute, ...]


def queries(text: str, types: frozenset[str], known: Attributes) -> dict[str, Query]:
    """Return the queries of a batch by their name; `types` are the classes there are, by IRI.

    Raises `BadRequestError`, or `TooLargeError` for too many.
    """
    batch = _json(text, "queries")
    if not isinstance(batch, dict) or not batch:
        _refuse("queries", "is geen object met vragen onder namen")
    if len(batch) > QUERIES_MAXIMUM:
        raise TooLargeError(f"`queries` heeft ten hoogste {QUERIES_MAXIMUM} vragen")
    return {
        name: _query(found, f"queries[{name[:50]!r}]", types, known)
        for name, found in batch.items()
    }


def extension(text: str, known: Attributes) -> Extension:
    """Return what is fetched; raises `BadRequestError`, or `TooLargeError` for too many things."""
    found = _json(text, "extend")
    if not isinstance(found, dict) or {"ids", "properties"} - found.keys():
        _refuse("extend", "is geen object met `ids` en `properties`")
    ids, properties = found["ids"], found["properties"]
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        _refuse("extend.ids", "is geen lijst van teksten")
    if len(ids) > IDS_MAXIMUM:
        raise TooLargeError(f"`extend.ids` heeft ten hoogste {IDS_MAXIMUM} dingen")
    if not isinstance(properties, list) or not all(isinstance(each, dict) for each in properties):
        _refuse("extend.properties", "is geen lijst van objecten met een `id`")
    keys = dict.fromkeys(_text(each.get("id"), "extend.properties.id") for each in properties)
    return Extension(
        tuple(dict.fromkeys(ids)),
        tuple(_attribute(key, "extend.properties", known) for key in keys),
    )


def _query(found: Any, place: str, types: frozenset[str], known: Attributes) -> Query:
    if not isinstance(found, dict):
        _refuse(place, "is geen object")
    if found.keys() - _FIELDS:
        _refuse(place, f"kent alleen {', '.join(sorted(_FIELDS))}")
    text = _text(found["query"], f"{place}.query") if "query" in found else ""
    wanted = _wanted(found.get("properties", []), f"{place}.properties", known)
    if not text and not wanted:
        _refuse(place, "heeft geen `query` en geen `properties`")
    return Query(
        text,
        _types(found.get("type", []), f"{place}.type", types),
        _strict(found.get("type_strict", Strict.ANY), f"{place}.type_strict"),
        wanted,
        _limit(found.get("limit", Query.limit), f"{place}.limit"),
    )


def _types(found: Any, place: str, types: frozenset[str]) -> tuple[str, ...]:
    """Return classes; each by its IRI, alone or in a list, or as an object with that as `id`."""
    several = found if isinstance(found, list) else [found]
    names = [each.get("id") if isinstance(each, dict) else each for each in several]
    if not all(isinstance(name, str) and name in types for name in names):
        _refuse(place, "is geen soort die hier is; /reconcile/suggest/type noemt ze")
    return tuple(dict.fromkeys(str(name) for name in names))


def _strict(found: Any, place: str) -> Strict:
    if found not in list(Strict):
        _refuse(place, f"is een van {', '.join(Strict)}")
    return Strict(found)


def _limit(found: Any, place: str) -> int:
    """Return how many answers there may be; a number without a fraction may be written with one."""
    whole = isinstance(found, int | float) and not isinstance(found, bool) and found == found // 1
    if not whole or not found >= 1:
        _refuse(place, "is een heel getal vanaf 1")
    return int(min(found, LIMIT_MAXIMUM))


def _wanted(found: Any, place: str, known: Attributes) -> tuple[Wanted, ...]:
    if not isinstance(found, list) or len(found) > len(known):
        _refuse(place, f"is een lijst van ten hoogste {len(known)} eigenschappen")
    wanted = (_property(each, place, known) for each in found)
    return tuple(each for each in wanted if each.values)


def _property(found: Any, place: str, known: Attributes) -> Wanted:
    """Return a property and its values; an empty cell is no value."""
    if not isinstance(found, dict) or {"pid", "v"} - found.keys():
        _refuse(place, "heeft iets anders dan objecten met `pid` en `v`")
    several = found["v"] if isinstance(found["v"], list) else [found["v"]]
    if len(several) > VALUES_MAXIMUM:
        _refuse(f"{place}.v", f"heeft ten hoogste {VALUES_MAXIMUM} waarden")
    values = tuple(_value(each, f"{place}.v") for each in several if each != "")
    return Wanted(_attribute(_text(found["pid"], f"{place}.pid"), place, known), values)


def _value(found: Any, place: str) -> str:
    """Return a value as text: a thing by its identifier."""
    if isinstance(found, dict):
        return _text(found.get("id"), f"{place}.id")
    if isinstance(found, bool | int | float):
        return json.dumps(found)
    return _text(found, place)


def _attribute(key: str, place: str, known: Attributes) -> Attribute:
    if key not in known:
        _refuse(place, f"kent alleen {', '.join(known)}")
    return known[key]


def _text(found: Any, place: str) -> str:
    """Return a text, as much of it as is read: one long cell does not spoil a batch."""
    if not isinstance(found, str) or not found.strip():
        _refuse(place, "is geen tekst, of een lege")
    return found.strip()[:QUESTION_MAXIMUM]


def _json(text: str, place: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda name: _refuse(place, f"heeft {name}"))
    except (ValueError, RecursionError):
        _refuse(place, "is geen JSON")


def _refuse(place: str, why: str) -> NoReturn:
    raise BadRequestError(f"`{place}` {why}")
