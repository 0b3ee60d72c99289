"""Comparing: a list beside the landscape: what is there, what is missing, what there is twice.

And which connections it needs: the flows of the landscape of which both ends are there. An end is
there when a product offers its functionality, or when it is no part of the municipality, such as a
national facility, which is there for all.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from server.portfolio.landscape import Component, Flow, Landscape
from server.portfolio.products import Product


class Coverage(StrEnum):
    """Whether products offer the functionality of a component."""

    ONCE = "once"
    SEVERAL = "several"
    NONE = "none"

    @classmethod
    def of(cls, products: Sequence[Product]) -> "Coverage":
        """Return how these cover what they all offer."""
        return (cls.NONE, cls.ONCE, cls.SEVERAL)[min(2, len(products))]


@dataclass(frozen=True)
class Covered:
    """A component and the products that offer its functionality."""

    component: Component
    products: tuple[Product, ...]

    @property
    def coverage(self) -> Coverage:
        """Whether none, one or several do."""
        return Coverage.of(self.products)


@dataclass(frozen=True)
class Connection:
    """A flow that a list needs, and the products at each element that it touches.

    `missing` is what it runs through that the list does not have.
    """

    flow: Flow
    at: Mapping[str, tuple[Product, ...]]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """A list beside the landscape.

    `components` are those that a municipality has itself, and others that a product offers.
    `unfinished` counts the flows that lead from what is there to what is missing.
    """

    products: tuple[Product, ...]
    components: tuple[Covered, ...]
    connections: tuple[Connection, ...]
    unfinished: int

    def count(self, coverage: Coverage) -> int:
        """Return how many components are covered so."""
        return sum(one.coverage is coverage for one in self.components)

    def standards(self) -> dict[str, tuple[Connection, ...]]:
        """Return the connections that use each standard, the most used first."""
        found: dict[str, dict[str, Connection]] = defaultdict(dict)
        for connection in self.connections:
            for use in connection.flow.uses:
                for standard in (use.standard, *use.carriers):
                    found[standard][connection.flow.iri] = connection
        ranked = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
        return {standard: tuple(uses.values()) for standard, uses in ranked}


def compare(products: tuple[Product, ...], landscape: Landscape) -> Comparison:
    """Lay a list over the landscape."""
    offering: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        for iri in product.components:
            offering[iri].append(product)
    covered = (Covered(c, tuple(offering[c.iri])) for c in landscape.components)
    found = [(f, _at(f, offering, landscape)) for f in landscape.flows]
    touched = [(flow, at) for flow, at in found if any(at.values())]
    connections = [
        Connection(flow, at, tuple(via for via in flow.via if not _there((via,), at, landscape)))
        for flow, at in touched
        if all(_there(end, at, landscape) for end in (flow.sources, flow.targets))
    ]
    return Comparison(
        products,
        tuple(one for one in covered if one.component.own or one.products),
        tuple(connections),
        len(touched) - len(connections),
    )


def _at(
    flow: Flow, offering: Mapping[str, Iterable[Product]], landscape: Landscape
) -> dict[str, tuple[Product, ...]]:
    """Return the products at each element that a flow touches, or at what it stands for."""
    return {
        element: tuple(
            dict.fromkeys(
                product
                for iri in (element, *sorted(landscape.stands.get(element, ())))
                for product in offering.get(iri, ())
            )
        )
        for element in (*flow.sources, *flow.via, *flow.targets)
    }


def _there(
    ends: Iterable[str], at: Mapping[str, tuple[Product, ...]], landscape: Landscape
) -> bool:
    """Tell whether one of the elements at an end is there; several are alternatives."""
    return any(end in landscape.outside or at[end] for end in ends)
