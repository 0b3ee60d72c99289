"""Marking: what a list has, has twice and lacks, as marks on a plate."""

from collections.abc import Collection
from typing import Final

from server.plates.marks import Mark, Marks
from server.portfolio.comparing import Comparison, Coverage
from server.portfolio.landscape import Landscape
from server.portfolio.products import Product

#: The key of a flow that the list needs.
NEEDED: Final = "needed"
#: What the marks mean, in the order that gives each its look: the third is hollow.
LEGEND: Final = {
    "nl": {
        Coverage.ONCE: "Aanwezig: één product",
        Coverage.SEVERAL: "Dubbel: meer producten",
        Coverage.NONE: "Ontbreekt",
        NEEDED: "Koppeling die nodig is",
    },
    "en": {
        Coverage.ONCE: "Present: one product",
        Coverage.SEVERAL: "Overlap: several products",
        Coverage.NONE: "Missing",
        NEEDED: "Connection that is needed",
    },
}
#: The most products that are named with a mark.
_NAMED: Final = 3
_LONGEST: Final = 60


def marks(found: Comparison, landscape: Landscape, drawn: Collection[str], language: str) -> Marks:
    """Return the marks of a list on a plate where these elements and flows are drawn.

    An element that stands for components has a mark where none of these is drawn itself.
    """
    covered = {one.component.iri: one.products for one in found.components}
    for element, members in landscape.stands.items():
        if members & covered.keys() and not members & set(drawn):
            offered = (product for iri in sorted(members) for product in covered.get(iri, ()))
            covered[element] = tuple(dict.fromkeys(offered))
    of = {
        iri: Mark(Coverage.of(products), named(products), len(products))
        for iri, products in covered.items()
    }
    of |= {connection.flow.iri: Mark(NEEDED) for connection in found.connections}
    flows = NEEDED if any(mark.key == NEEDED for iri, mark in of.items() if iri in drawn) else ""
    legend = {key: text for key, text in LEGEND[language].items() if key in {*Coverage, flows}}
    return Marks({iri: mark for iri, mark in of.items() if iri in drawn}, legend)


def named(products: tuple[Product, ...]) -> str:
    """Return products by name, as many as there is room for."""
    names = [product.name[:_LONGEST] for product in products if product.name]
    more = [f"+{len(names) - _NAMED}"] * (len(names) > _NAMED)
    return ", ".join([*names[:_NAMED], *more])
