"""Lists: the pages of whole collections of the landscape, as a reader looks for something in them.

Elements by layer and by what they are part of, views as cards, standards by how much they are used,
flows as a table. A reader may keep to part of them (`choices`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.app.pages.colouring import kind
from server.app.pages.kinds import choices, elements, flows
from server.app.pages.kinds.elements import Part
from server.app.pages.kinds.reading import links, pointing, text, things
from server.app.pages.parts import short
from server.app.pages.view import Value, View
from server.namespaces import DCT, SKOS, gemma
from server.plates import uses
from server.plates.reading import LAYERS
from server.store import Store
from server.uris import key

#: As one reads the plate, from near to far.
_BANDS: Final = ("band-gemeente", "band-federatieve-overheid", "band-verbinden")


@dataclass(frozen=True)
class Group:
    """Elements of one layer of one band: what has parts, each with these, and what has none."""

    names: tuple[Value, ...]
    wholes: tuple[Part, ...]
    others: tuple[Part, ...]
    number: int


@dataclass(frozen=True)
class Kind:
    """A kind of elements: its colour, the address of a list of only those, and how many."""

    name: Value
    colour: str
    href: str
    number: int


@dataclass(frozen=True)
class Card:
    """A view: what it shows, and how much."""

    link: Value
    text: Value | None
    elements: int
    flows: int
    standards: int


@dataclass(frozen=True)
class Used:
    """A standard: who publishes it, how often and on how many views it is used."""

    link: Value
    publishers: tuple[Value, ...]
    flows: int
    plates: int
    versions: int


def element(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the elements: grouped whole, or as rows where a reader keeps to some."""
    kept = bool(view.reader.chosen)
    return {
        "kinds": () if kept else _kinds(members, view, store),
        "groups": () if kept else _groups(members, view, store),
        "kept": [elements.row(iri, view, store) for iri in members] if kept else (),
    }


def _kinds(members: Sequence[str], view: View, store: Store) -> list[Kind]:
    """Return the kinds of elements, the most common first."""
    counted = Counter(found for iri in members if (found := kind(iri, store)))
    return [
        Kind(
            view.link(iri),
            elements.colour_of(iri, store),
            view.reader.at(f"/{store.space}doc/element?kind={short(iri)}"),
            number,
        )
        for iri, number in counted.most_common()
    ]


def _groups(members: Sequence[str], view: View, store: Store) -> list[Group]:
    """Return elements by band and layer, under what they are part of; each stands there once."""
    known, seen = frozenset(members), set[str]()

    def part(iri: str) -> Part:
        seen.add(iri)
        inside = [below for below in pointing(iri, "partOf", store) if below in known - seen]
        found = kind(iri, store)
        return Part(
            view.link(iri),
            view.link(found) if found else None,
            elements.colour(iri, store),
            None,
            tuple(part(below) for below in inside if below not in seen),
            kind(iri, store) == gemma(store.base) + "ReferenceComponent",
        )

    tops = [iri for iri in members if known.isdisjoint(things(iri, "partOf", store))]
    # A circle has no top: whoever is first in it is taken for one.
    found = {iri: part(iri) for iri in (*tops, *members) if iri not in seen}
    by: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for iri in found:
        place = tuple(things(iri, "band", store)), tuple(things(iri, "layer", store))
        by.setdefault(place, []).append(iri)
    return [
        Group(
            tuple(view.link(iri) for iri in (*layers, *bands)),
            tuple(found[iri] for iri in by[bands, layers] if found[iri].parts),
            tuple(found[iri] for iri in by[bands, layers] if not found[iri].parts),
            sum(_number(found[iri]) for iri in by[bands, layers]),
        )
        for bands, layers in sorted(by, key=_place)
    ]


def _place(group: tuple[tuple[str, ...], tuple[str, ...]]) -> tuple[object, ...]:
    bands, layers = group
    return _rank(bands, _BANDS), _rank(layers, LAYERS), group


def _rank(iris: Iterable[str], order: Sequence[str]) -> int:
    known = [order.index(name) for name in map(key, iris) if name in order]
    return min(known, default=len(order))


def _number(part: Part) -> int:
    return 1 + sum(map(_number, part.parts))


def view(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the views."""
    return {"cards": [_card(iri, view, store) for iri in members]}


def _card(iri: str, view: View, store: Store) -> Card:
    listed = pointing(iri, "flowOf", store)
    shown = {
        element
        for node in pointing(iri, "nodeOf", store)
        for element in things(node, "represents", store)
    }
    return Card(
        view.link(iri),
        text(iri, SKOS + "definition", view, store),
        len(shown),
        len(listed),
        len({standard for flow in listed for standard in choices.standards(flow, store)}),
    )


def standard(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the standards, that with the most flows first."""
    found = {iri: uses.flows(iri, store) for iri in members}
    number = {iri: len({f for flows in found[iri].values() for f in flows}) for iri in members}
    return {
        "standards": [
            Used(
                view.link(iri),
                links(iri, DCT + "publisher", view, store),
                number[iri],
                len(found[iri]),
                len(pointing(iri, "versionOf", store)),
            )
            for iri in sorted(members, key=lambda iri: -number[iri])
        ]
    }


def flow(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the flows, view by view."""

    def place(iri: str) -> tuple[object, ...]:
        return [store.sort_key(plate) for plate in things(iri, "flowOf", store)], members.index(iri)

    return {"flows": [flows.flow(iri, view, store) for iri in sorted(members, key=place)]}
