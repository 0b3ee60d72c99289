"""Elements: the page of an element of a model: what it is, what it has to do with what, and where.

What it has to do with others is said in sentences, by kind and direction. The standards that a
component meets stand apart, with how binding each is.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Final

from server.app.pages.counterparts import formerly
from server.app.pages.kinds.modelled.reading import (
    STATUS,
    archimate,
    colour,
    facts,
    only,
    own,
    thing,
    trails,
)
from server.app.pages.kinds.modelled.sentences import Relation, relation
from server.app.pages.kinds.reading import links, pointing, text, things
from server.app.pages.parts import leads
from server.app.pages.view import Value, View
from server.namespaces import DCT, EXTERNAL, FOAF, RDFS, SKOS, gemma
from server.plates import ties
from server.plates.ties import Box
from server.store import Store

#: What is told of an element first, in this order; what it is not said to have is not there.
_FACTS: Final = (
    SKOS + "notation", "abbreviation", SKOS + "altLabel", "versionOf", "version", FOAF + "page",
    RDFS + "seeAlso", DCT + "identifier",
)  # fmt: skip
#: Told in the page in a way of their own, or of what is drawn only.
_TOLD: Final = ("representedBy", "shownIn")
_STANDARDS: Final = ("Standard", "StandardVersion")
_MEETS: Final = "relatie-realisatie"
_EDITION: Final = "relatie-specialisatie"


@dataclass(frozen=True)
class Tie:
    """What an element has to do with another: that, what it is, and the relationship."""

    other: Value
    type: Value | None
    relation: Relation


@dataclass(frozen=True)
class Group:
    """What an element has to do with others in one way."""

    words: str
    ties: tuple[Tie, ...]


@dataclass(frozen=True)
class Version:
    """A version of a standard: what it is called, its number and its status."""

    link: Value
    number: Value | None
    status: tuple[Value, ...]


@dataclass(frozen=True)
class Demand:
    """A standard that an element meets: how binding it is, its status, and its versions."""

    standard: Value
    relation: Relation
    status: tuple[Value, ...]
    versions: tuple[Version, ...]


def element(view: View, store: Store) -> dict[str, object]:
    """Tell the page of any element of a model."""
    iri = view.about
    found = [relation(tie, view, store) for tie in pointing(iri, "relationshipSource", store)]
    found += [
        relation(tie, view, store)
        for tie in pointing(iri, "relationshipTarget", store)
        if iri not in things(tie, "relationshipSource", store)
    ]
    demands = [tie for tie in found if _is_demand(tie, iri, store)]
    type_ = archimate(iri, store)
    kinds = [only(type_, view, store)] if type_ else []
    names = {kind.text for kind in kinds}
    told = versions(iri, view, store)
    editions = {version.link.href for version in told}
    rest = [tie for tie in found if tie not in demands and not _is_edition(tie, editions)]
    return {
        "kinds": kinds,
        "colour": colour(type_),
        "called": [
            called for called in links(iri, DCT + "type", view, store) if called.text not in names
        ],
        "status": links(iri, STATUS, view, store),
        "notes": view.all(SKOS + "scopeNote"),
        "facts": facts(_FACTS, view),
        "own": own(view, store),
        "demands": [_demand(tie, view, store) for tie in _by_name(demands, iri)],
        "versions": told,
        "drawing": _drawing(rest, view, store),
        "groups": _groups(rest, view, store),
        "number": len(rest),
        "plates": links(iri, "shownIn", view, store),
        "folders": trails(iri, view, store),
        "formerly": formerly(view, store),
        "told": view.rows(apart=_TOLD),
    }


def versions(iri: str, view: View, store: Store) -> tuple[Version, ...]:
    """Return the versions of a standard."""
    return tuple(
        Version(
            view.link(version),
            text(version, "version", view, store),
            links(version, STATUS, view, store),
        )
        for version in pointing(iri, "versionOf", store)
    )


def _is_demand(tie: Relation, iri: str, store: Store) -> bool:
    ours = gemma(store.base)
    return (
        tie.type == _MEETS
        and tie.source == iri
        and any(store.is_a(tie.target, ours + name) for name in _STANDARDS)
    )


def _is_edition(tie: Relation, editions: Set[str]) -> bool:
    """Tell whether a relationship says of a standard which versions it has, as its table does."""
    return tie.type == _EDITION and tie.start.href in editions


def _demand(tie: Relation, view: View, store: Store) -> Demand:
    return Demand(
        tie.end,
        tie,
        links(tie.target, STATUS, view, store),
        versions(tie.target, view, store),
    )


def _groups(found: Sequence[Relation], view: View, store: Store) -> list[Group]:
    """Return relationships by how they read from the element, those of one type together."""
    iri = view.about
    by: dict[tuple[int, bool, str], list[Relation]] = {}
    for tie in found:
        # What reads the same from both ends is one group.
        back = tie.source != iri and tie.back != tie.words
        by.setdefault((tie.order, back, tie.back if back else tie.words), []).append(tie)
    return [
        Group(words, tuple(_tie(tie, iri, view, store) for tie in _by_name(by[at], iri)))
        for at in sorted(by)
        for words in at[2:]
    ]


def _drawing(found: Sequence[Relation], view: View, store: Store) -> str:
    """Return what an element has to do with others as a small plate, if they are not too many."""
    iri = view.about
    drawn: dict[Box, list[ties.Tie]] = {}
    for tie in found:
        outward = tie.source == iri
        far = tie.target if outward else tie.source
        if far != iri:
            box = _box(far, _other(tie, iri).text, store)
            drawn.setdefault(box, []).append(ties.Tie(tie.iri, tie.type, tie.words, outward))
    reader = view.reader
    here = _box(iri, view.title().text, store)
    return ties.draw(here, drawn, leads(store.base, reader), reader.language)


def _box(iri: str, called: str, store: Store) -> Box:
    return Box(iri, called, archimate(iri, store).removeprefix(EXTERNAL["archimate"]))


def _by_name(found: Sequence[Relation], iri: str) -> list[Relation]:
    return sorted(found, key=lambda tie: _other(tie, iri).text.casefold())


def _other(tie: Relation, iri: str) -> Value:
    return tie.end if tie.source == iri else tie.start


def _tie(tie: Relation, iri: str, view: View, store: Store) -> Tie:
    far = tie.target if tie.source == iri else tie.source
    return Tie(_other(tie, iri), thing(far, view, store).type, tie)
