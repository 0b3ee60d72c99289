"""Landscape: what a list is compared with: the components, where they are, and the flows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.namespaces import gemma
from server.plates.reading import LAYERS
from server.portfolio.matching import COMPONENT
from server.rdf.terms import NamedNode
from server.store import Store

#: The band of what a municipality has itself; all else is there for it.
_OWN: Final = "id/concept/band-gemeente"
#: What an element that is no component stands for.
_MEMBERS: Final = ("choiceOf", "composedOf", "standsFor")


@dataclass(frozen=True)
class Component:
    """A reference component: its layer, and what directly holds it; "" where not said.

    `own` is that a municipality has it itself.
    """

    iri: str
    own: bool
    layer: str
    holder: str


@dataclass(frozen=True)
class Use:
    """A standard or version of one that a flow uses, and what carries it."""

    standard: str
    carriers: tuple[str, ...]


@dataclass(frozen=True)
class Flow:
    """A flow of a view, between elements."""

    iri: str
    view: str
    sources: tuple[str, ...]
    via: tuple[str, ...]
    targets: tuple[str, ...]
    uses: tuple[Use, ...]


@dataclass(frozen=True)
class Landscape:
    """Components in reading order, and flows.

    `stands` gives the components that another element stands for or holds. `outside` are the ends
    of flows that need no product: what a municipality does not have itself, and a placeholder for
    whatever application it has.
    """

    components: tuple[Component, ...]
    flows: tuple[Flow, ...]
    stands: dict[str, frozenset[str]]
    outside: frozenset[str]


def read(store: Store) -> Landscape:
    """Return what a release says."""
    ours = gemma(store.base)

    def iris(subject: str, term: str) -> tuple[str, ...]:
        values = store.objects(subject, ours + term)
        return tuple(sorted({v.value for v in values if isinstance(v, NamedNode)}))

    def first(subject: str, term: str) -> str:
        return next(iter(iris(subject, term)), "")

    elements = store.members.get("element", ())
    own = {iri for iri in elements if store.base + _OWN in iris(iri, "band")}
    components = [
        Component(iri, iri in own, first(iri, "layer"), first(iri, "partOf"))
        for iri in elements
        if store.is_a(iri, ours + COMPONENT)
    ]
    place = {iri: number for number, iri in enumerate(elements)}
    layers = {iri: n for n, iri in enumerate(_layers(components))}
    components.sort(
        key=lambda c: (not c.own, layers[c.layer], place.get(c.holder, -1), place[c.iri])
    )
    stands = {iri: frozenset(m for term in _MEMBERS for m in iris(iri, term)) for iri in elements}
    for component in components:
        if component.holder and store.is_a(component.holder, ours + "Grouping"):
            stands[component.holder] |= {component.iri}
    flows = [
        Flow(
            iri,
            first(iri, "flowOf"),
            iris(iri, "from"),
            iris(iri, "via"),
            iris(iri, "to"),
            tuple(
                Use(named, iris(use, "transport"))
                for use in store.subjects(ours + "useOf", iri)
                for named in iris(use, "standardVersion") or iris(use, "standard")
            ),
        )
        for view in store.members.get("view", ())
        for iri in store.subjects(ours + "flowOf", view)
    ]
    return Landscape(
        tuple(components),
        tuple(flows),
        stands,
        frozenset(
            iri for iri in elements
            if iri not in own or (store.is_a(iri, ours + "Placeholder") and not stands[iri])
        ),
    )  # fmt: skip


def _layers(components: Iterable[Component]) -> list[str]:
    """Return the layers in the order of the landscape: front, mid and back office."""
    found = {component.layer for component in components}
    return sorted(found, key=lambda iri: next((n for n, o in enumerate(LAYERS) if o in iri), 9))
