"""Products: a list as a person thinks of it, one product after the other, in the order given."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.portfolio.matching import COMPONENT
from server.portfolio.rules import Data
from server.portfolio.statements import OFFERS, PRODUCT, SUPPLIED_BY, USED_BY, Terms
from server.rdf.terms import Literal, Object

#: So much of a name is told again. A longer one breaks a rule; whole, a few of them at each end of
#: every connection would make an answer of hundreds of megabytes.
NAME_MAXIMUM: Final = 200


@dataclass(frozen=True)
class Product:
    """A product: its parties by name, its components by IRI, and what else was called one."""

    name: str
    supplier: str
    users: tuple[str, ...]
    components: tuple[str, ...]
    unknown: tuple[str, ...]
    line: int


def products(data: Data, terms: Terms) -> tuple[Product, ...]:
    """Return the products of a list; one without a name is called by what it is, its line."""
    component = terms.of(COMPONENT)
    found = []
    for thing in data.things[terms.of(PRODUCT)]:
        offered = data.values(thing, terms.of(OFFERS))
        suppliers = _parties(data, data.values(thing, terms.of(SUPPLIED_BY)))
        found.append(
            Product(
                data.name(thing)[:NAME_MAXIMUM],
                next(iter(suppliers), ""),
                _parties(data, data.values(thing, terms.of(USED_BY))),
                tuple(str(v.value) for v in offered if data.is_a(v, component)),
                tuple(str(v.value) for v in offered if not data.is_a(v, component)),
                data.line(thing),
            )
        )
    return tuple(found)


def _parties(data: Data, values: Iterable[Object]) -> tuple[str, ...]:
    """Return parties by name; a text in the place of one is taken for its name."""
    names = (v.value if isinstance(v, Literal) else data.name(v) for v in values)
    return tuple(dict.fromkeys(name[:NAME_MAXIMUM] for name in names if name))
