"""Elements: where one sits, what it talks to, what to ask for when buying it, what is inside it.

A component answers those three questions first; a function shows what it is made of. What the data
does not say is not there: an element without flows says so, and leads to what has them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from server.app.pages import trail
from server.app.pages.colouring import kind
from server.app.pages.counterparts import counterparts
from server.app.pages.kinds import flows
from server.app.pages.kinds.flows import Flow, Talk
from server.app.pages.kinds.reading import links, pointing, text, things
from server.app.pages.parts import leads
from server.app.pages.view import Value, View
from server.namespaces import SKOS, gemma
from server.plates.around import around
from server.plates.within import within
from server.store import Store

#: Local name of a class -> the colour of its badge, that of its layer in ArchiMate.
_COLOURS: Final = {
    **dict.fromkeys(("BusinessFunction", "BusinessRole", "BusinessActor"), "business"),
    **dict.fromkeys(
        ("ApplicationFunction", "ApplicationService", "ReferenceComponent", "Placeholder",
         "Choice", "Composite"),
        "application",
    ),
}  # fmt: skip
#: What ties an element to those that it is drawn as part of, or that are drawn in its place.
_KIN: Final = ("standsFor", "choiceOf", "composedOf")
#: Deeper than any chain in the data.
_DEPTH: Final = 8


@dataclass(frozen=True)
class Demand:
    """What to ask for: a standard, as the flows of an element name it.

    What is said of the standard in any of them is here once, and so is a flow of each name.
    """

    standard: Value
    versions: tuple[Value, ...]
    transports: tuple[Value, ...]
    said: tuple[Value, ...]
    flows: tuple[Value, ...]


@dataclass(frozen=True)
class Part:
    """What stands within an element, with what stands within that; `common` is a component."""

    link: Value
    kind: Value | None
    colour: str
    text: Value | None
    parts: tuple["Part", ...]
    common: bool = False


@dataclass(frozen=True)
class Row:
    """An element in a list: what it is, where it stands and what it is part of."""

    link: Value
    kind: Value | None
    colour: str
    layers: tuple[Value, ...]
    within: tuple[Value, ...]


@dataclass(frozen=True)
class Shown:
    """A view on which an element stands, and the address of that with the element marked."""

    plate: Value
    flows: int


def element(view: View, store: Store) -> dict[str, object]:
    """Tell the page of any element."""
    found = flows.talks(view.about, view, store)
    told = list({talk.flow.iri: talk.flow for talk in found}.values())
    inside = parts(view.about, view, store)
    return {
        "colour": colour(view.about, store),
        "layers": links(view.about, "layer", view, store),
        "bands": links(view.about, "band", view, store),
        "above": trail.above(view, store),
        "supports": _supported(view, store),
        "talks": found,
        "talking": around(view.about, store, leads(store.base, view.reader), view.reader.language),
        "counts": _counts(found, told),
        "kin": _kin(view, store),
        "demands": _demands(told),
        "silent": [flow for flow in told if flow.silent],
        "asked": [flow for flow in told if flow.questions or flow.conditions or flow.terms],
        "inside": inside,
        "holding": within(view.about, store, leads(store.base, view.reader), view.reader.language),
        "around": _around(view.about, view, store) if inside else (),
        "plates": _plates(view, told, store),
        "counterparts": counterparts(view, store),
        "related": [
            (view.link(gemma(store.base) + name), values)
            for name in ("operatedBy", *_KIN, "homonymOf", "mentions")
            if (values := links(view.about, name, view, store))
        ],
    }


def colour(iri: str, store: Store) -> str:
    """Return the colour of the badge of an element, or ""."""
    return colour_of(kind(iri, store), store)


def colour_of(kind: str, store: Store) -> str:
    """Return the colour of the badge of a class of elements, or ""."""
    return _COLOURS.get(kind.removeprefix(gemma(store.base)), "")


def row(iri: str, view: View, store: Store) -> Row:
    """Return an element as a line of a table."""
    found = kind(iri, store)
    return Row(
        view.link(iri),
        view.link(found) if found else None,
        colour(iri, store),
        (*links(iri, "layer", view, store), *links(iri, "band", view, store)),
        links(iri, "partOf", view, store),
    )


def parts(iri: str, view: View, store: Store, above: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """Return what is part of an element, all the way down; a circle is cut."""
    if iri in above or len(above) >= _DEPTH:
        return ()
    return tuple(
        Part(
            view.link(part),
            view.link(found) if (found := kind(part, store)) else None,
            colour(part, store),
            text(part, SKOS + "definition", view, store),
            parts(part, view, store, (*above, iri)),
        )
        for part in pointing(iri, "partOf", store)
    )


def _below(iri: str, store: Store, above: tuple[str, ...] = ()) -> Iterator[str]:
    yield iri
    if iri not in above and len(above) < _DEPTH:
        for part in pointing(iri, "partOf", store):
            yield from _below(part, store, (*above, iri))


def _around(iri: str, view: View, store: Store) -> list[tuple[str, Flow]]:
    """Return the flows of all that is within an element, by how they cross its border."""
    inside = frozenset(_below(iri, store))
    found = []
    for flow in flows.touching(inside, store):
        starts, ends = (not inside.isdisjoint(things(flow, end, store)) for end in ("from", "to"))
        way = {(True, True): "inside", (True, False): "out", (False, True): "in"}
        told = flows.flow(flow, view, store)
        crossing = way.get((starts, ends), "passes")
        both = crossing in ("in", "out") and "exchanges" in told.ways
        found.append(("both" if both else crossing, told))
    return sorted(found, key=lambda item: _CROSSINGS.index(item[0]))


_CROSSINGS: Final = ("in", "out", "both", "inside", "passes")


def _supported(view: View, store: Store) -> list[Value]:
    """Return the functions of the business that an element is part of, the nearest first."""
    ours = gemma(store.base) + "BusinessFunction"
    return [view.link(iri) for iri in trail.chain(view.about, store)[::-1] if store.is_a(iri, ours)]


def _counts(found: Sequence[Talk], told: Sequence[Flow]) -> dict[str, int]:
    others: dict[str, set[Value]] = {}
    for talk in found:
        others.setdefault(talk.role, set()).update(talk.others)
    plates = {flow.plate for flow in told if flow.plate}
    return {
        "flows": len(told),
        "plates": len(plates),
        **{role: len(others.get(role, ())) for role in flows.ROLES},
    }


def _kin(view: View, store: Store) -> list[tuple[Value, int]]:
    """Return what stands for an element on the plates, or is its whole, with its flows counted."""
    near = [iri for name in _KIN for iri in pointing(view.about, name, store)]
    near += things(view.about, "partOf", store)
    counted = ((iri, len(flows.touching((iri,), store))) for iri in dict.fromkeys(near))
    return [(view.link(iri), number) for iri, number in counted if number]


def _demands(told: Iterable[Flow]) -> list[Demand]:
    """Return the standards of flows, that of the most flows first."""
    found: dict[str, list[tuple[flows.Use, Flow]]] = {}
    for flow in told:
        for use in flow.uses:
            found.setdefault(use.standard.href, []).append((use, flow))
    demands = [
        Demand(
            pairs[0][0].standard,
            _once(version for use, _ in pairs for version in use.versions),
            _once(carrier for use, _ in pairs for carrier in use.transports),
            _once(
                said for use, _ in pairs
                for said in (*use.terms, *use.conditions, *use.questions)
            ),
            tuple({flow.name.text: flow.name for _, flow in pairs}.values()),
        )
        for pairs in found.values()
    ]  # fmt: skip
    return sorted(demands, key=lambda demand: (-len(demand.flows), demand.standard.text))


def _once(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(dict.fromkeys(values))


def _plates(view: View, told: Iterable[Flow], store: Store) -> list[Shown]:
    """Return the views on which an element has a box, with the number of its flows there."""
    nodes = pointing(view.about, "represents", store)
    plates = sorted(
        {plate for node in nodes for plate in things(node, "nodeOf", store)}, key=store.sort_key
    )
    named = [flow.plate for flow in told]
    return [Shown(link, named.count(link)) for link in map(view.link, plates)]
