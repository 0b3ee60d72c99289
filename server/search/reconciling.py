"""Reconciling: which thing somebody's words mean, how sure that is, and why; nothing is kept.

Reconciliation Service API 0.2, "Reconciliation Queries". A score is 0 to 100. A match is only what
has that very name, abbreviation, number or spelling, is the only one that has, and has every
property that was given.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Final

from server.search.attributes import ENTITIES, Attribute, Holders, things
from server.search.finding import Hit, How, Match, find, likeness
from server.search.folding import SMALL_WORDS, fold, words
from server.search.index import PART_MINIMUM, Index
from server.search.texts import NAME, PRINTED
from server.store import Store
from server.uris import is_key, local_part, thing_path
from server.withdrawal import current

#: The best score for each way in which a text fits.
_BEST: Final = {
    Match.EXACT: 100.0, Match.BEGINS: 90.0, Match.WORDS: 85.0, Match.INSIDE: 80.0,
    Match.MENTIONED: 30.0,
}  # fmt: skip
#: By words that were mended or left out nothing is exact.
_HOW: Final = {How.MENDED: 90.0, How.FEWER: 80.0, How.SOME: 80.0}
#: What is no name, and what a source spelled its own way, counts a little less.
_OTHERWISE: Final = 0.95
_AS_PRINTED: Final = 0.9
#: How much of the score properties decide, where they are given.
_BY_PROPERTIES: Final = 0.4
#: What scores less is only noise.
_LEAST: Final = 15.0
#: The most things whose score is worked out for one text, and the most words tried alone.
_SCORED: Final = 100
_WORDS: Final = 6
#: The collection of a model that a key alone is of.
_MODELLED: Final = "element"


class Strict(StrEnum):
    """How types are meant: one of them, all of them, or rather than others."""

    ANY = "any"
    ALL = "all"
    SHOULD = "should"


@dataclass(frozen=True)
class Wanted:
    """A property that the thing has, with one of these values."""

    attribute: Attribute
    values: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What is asked: a name, properties, or both; classes by IRI."""

    text: str
    types: tuple[str, ...] = ()
    strict: Strict = Strict.ANY
    properties: tuple[Wanted, ...] = ()
    limit: int = 10


@dataclass(frozen=True)
class Candidate:
    """A thing that may be meant.

    `name` and `properties` are the parts of its score, 0 to 1: how alike the names are, and which
    part of the properties it has, None where none were given.
    """

    thing: str
    score: float
    match: bool
    name: float
    properties: float | None


@dataclass(frozen=True)
class _Fit:
    """How the name of a thing fits: how alike it is, 0 to 1, and the best score for such a fit."""

    alike: float
    best: float
    exact: bool = False

    @property
    def score(self) -> float:
        """The score by name alone."""
        return self.alike * self.best


@dataclass(frozen=True)
class Known:
    """What is known of a release: its texts, its statements, and which things have a value."""

    index: Index
    store: Store
    holders: Holders


def candidates(query: Query, known: Known, language: str) -> list[Candidate]:
    """Return the things that may be meant, the best first, so many as were asked for."""
    having = [_holders(wanted, known.holders) for wanted in query.properties]
    thing = identified(query.text, known.store)
    if thing:
        fits = {thing: _Fit(1.0, 100.0, exact=True)}
    elif query.text:
        fits = _fits_of(query, known, language)
    else:
        some = set[str]().union(*having)
        fits = {each: _Fit(0.0, 100.0) for each in things(known.store) if each in some}
    made = [
        _candidate(each, fit, query, having, known.store)
        for each, fit in fits.items()
        if _fits(each, query, known.store)
    ]
    made = [candidate for candidate in made if candidate.score >= _LEAST]
    if sum(candidate.match for candidate in made) > 1:
        made = [replace(candidate, match=False) for candidate in made]
    made.sort(key=lambda candidate: -candidate.score)
    return made[: query.limit]


def _fits_of(query: Query, known: Known, language: str) -> dict[str, _Fit]:
    """Return how the names of things fit: of what the text finds, else of what its words do.

    A name in somebody's list often says more than ours: a product, a supplier, a version.
    """
    asked = words(query.text)
    found = [find(known.index, query.text, ENTITIES, language)]
    if not any(hit.match == Match.EXACT for hit in found[0].hits):
        long = [word for word in asked if len(word) > PART_MINIMUM and word not in SMALL_WORDS]
        found += [find(known.index, word, ENTITIES, language) for word in long[:_WORDS]]
    fits: dict[str, _Fit] = {}
    for number, each in enumerate(found):
        hits = (hit for hit in each.hits if _fits(hit.thing, query, known.store))
        for hit in islice(hits, _SCORED):
            fit = _fit(hit, each.how if number == 0 else How.SOME, " ".join(asked))
            if hit.thing not in fits or fits[hit.thing].score < fit.score:
                fits[hit.thing] = fit
    return fits


def _holders(wanted: Wanted, holders: Holders) -> set[str]:
    """Return the things that have any of the values."""
    by_name = holders[wanted.attribute.key]
    names = {name for value in wanted.values for name in (value, fold(value)) if name}
    return {thing for name in names for thing in by_name.get(name, ())}


def _fit(hit: Hit, how: How, asked: str) -> _Fit:
    weight = {NAME: 1.0, PRINTED: _AS_PRINTED}.get(hit.field, _OTHERWISE)
    exact = hit.match == Match.EXACT and how == How.TYPED
    best = (_BEST[hit.match] if how == How.TYPED else min(_BEST[hit.match], _HOW[how])) * weight
    return _Fit(1.0 if exact else likeness(asked, fold(hit.text)), best, exact)


def _candidate(
    thing: str, fit: _Fit, query: Query, having: Sequence[Set[str]], store: Store
) -> Candidate:
    """Return a thing with its score: how its name fits, and what it has of the properties."""
    share = sum(thing in each for each in having) / len(having) if having else None
    score, exact = fit.score, fit.exact and share in (None, 1.0)
    if share is not None:
        weight = _BY_PROPERTIES if query.text else 1.0
        score = score * (1 - weight) + fit.best * share * weight
    if query.strict == Strict.SHOULD and not _typed(thing, query, store):
        score, exact = score / 2, False
    return Candidate(thing, round(score, 1), exact, fit.alike, share)


def _fits(thing: str, query: Query, store: Store) -> bool:
    """Tell whether a thing may be an answer: it is there, and of a type that was asked for."""
    there = thing in current(thing, store)
    return there and (query.strict == Strict.SHOULD or _typed(thing, query, store))


def _typed(thing: str, query: Query, store: Store) -> bool:
    if not query.types:
        return True
    borne = [store.is_a(thing, kind) for kind in query.types]
    return all(borne) if query.strict == Strict.ALL else any(borne)


def identified(text: str, store: Store) -> str:
    """Return the thing whose identifier was given, as IRI or as the part of it after `id/`.

    Of an element of a model the key is enough.

    For what was withdrawn that is what came in its place; "" where that is not one thing.
    """
    part = local_part(store.home, text) if text.startswith(store.home) else f"id/{text}"
    if store.space and is_key(text):
        part = f"id/{_MODELLED}/{text}"  # what its publisher identifies an element by
    path = thing_path(part or "")
    thing = f"{store.home}{part}"
    found = path is not None and path.kind == "id" and path.collection in ENTITIES
    now = current(thing, store) if found and store.exists(thing) else []
    return now[0] if len(now) == 1 else ""
