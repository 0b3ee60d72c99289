"""Portfolio: the page of a user's own list, as plain values; the template only lays them out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from server.app.pages.language import Said, pick
from server.app.pages.view import LISTED, Value, View
from server.portfolio.comparing import Comparison, Connection, Coverage, Covered
from server.portfolio.findings import Finding, Severity
from server.portfolio.products import Product
from server.uris import key, local_part, thing_path

#: What a component is called that has none, one or several products.
COVERED: Final[dict[Coverage, Said]] = {
    Coverage.ONCE: ("Aanwezig", "Present"),
    Coverage.SEVERAL: ("Dubbel", "Overlap"),
    Coverage.NONE: ("Ontbreekt", "Missing"),
}
_SEVERITIES: Final[dict[Severity, Said]] = {
    Severity.VIOLATION: ("Fout", "Mistake"),
    Severity.WARNING: ("Let op", "Note"),
    Severity.INFO: ("Ter informatie", "For information"),
}
_NOWHERE: Final[Said] = ("Over alle lagen", "Over all layers")
_NAMELESS: Final[Said] = ("product op regel {}", "product on line {}")


@dataclass(frozen=True)
class Row:
    """A component in the table of its layer."""

    component: Value
    holder: Value | None
    coverage: Coverage
    word: str
    products: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """What holds components, in short: how many there are and have a product; which have not."""

    holder: Value | None
    total: int
    covered: int
    several: tuple[Value, ...]
    missing: tuple[Value, ...]


@dataclass(frozen=True)
class Layer:
    """A layer with its components, and how many of them have a product; in short and in full."""

    name: str
    covered: int
    parts: tuple[Part, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Remark:
    """A finding: the line, what it is about, what is wrong and what may have been meant."""

    line: int
    severity: str
    about: str
    message: str
    value: Value | None
    meant: tuple[Value, ...]


@dataclass(frozen=True)
class End:
    """An element at an end of a connection, with the products that are there."""

    element: Value
    products: tuple[str, ...]


@dataclass(frozen=True)
class Needed:
    """A connection that the list needs."""

    flow: Value
    view: Value
    sources: tuple[End, ...]
    targets: tuple[End, ...]
    missing: tuple[Value, ...]
    standards: tuple[Value, ...]


@dataclass(frozen=True)
class Standard:
    """A standard and the number of connections that use it."""

    standard: Value
    count: int


def layers(found: Comparison, view: View) -> list[Layer]:
    """Return the components, by layer; those of a municipality itself come first in each."""
    members: dict[str, list[Covered]] = {}
    for one in found.components:
        members.setdefault(one.component.layer, []).append(one)
    return [
        Layer(
            view.link(layer).text if layer else pick(_NOWHERE, view.reader.language),
            sum(bool(one.products) for one in these),
            tuple(_parts(these, view)),
            tuple(_row(one, view) for one in these),
        )
        for layer, these in members.items()
    ]


def _parts(these: Iterable[Covered], view: View) -> Iterator[Part]:
    """Return the parts of a layer, in its order."""
    held: dict[str, list[Covered]] = {}
    for one in these:
        held.setdefault(one.component.holder, []).append(one)
    for holder, inside in held.items():
        yield Part(
            view.link(holder) if holder else None,
            len(inside),
            sum(bool(one.products) for one in inside),
            _those(inside, Coverage.SEVERAL, view),
            _those(inside, Coverage.NONE, view),
        )


def _those(these: Iterable[Covered], coverage: Coverage, view: View) -> tuple[Value, ...]:
    return tuple(view.link(one.component.iri) for one in these if one.coverage is coverage)


def _row(one: Covered, view: View) -> Row:
    holder = one.component.holder
    return Row(
        view.link(one.component.iri),
        view.link(holder) if holder else None,
        one.coverage,
        pick(COVERED[one.coverage], view.reader.language),
        called(one.products, view.reader.language),
    )


def called(products: Iterable[Product], language: str) -> tuple[str, ...]:
    """Return products by name; one without is called by its line."""
    nameless = pick(_NAMELESS, language)
    return tuple(product.name or nameless.format(product.line) for product in products)


def remarks(findings: Iterable[Finding], view: View, base: str) -> list[Remark]:
    """Return what is to be said of a list, as much as a page holds."""
    return [
        Remark(
            finding.line,
            pick(_SEVERITIES[finding.severity], view.reader.language),
            finding.about,
            pick(finding.messages, view.reader.language),
            _value(finding, view, base) if finding.component and finding.value else None,
            tuple(view.link(iri) for iri in finding.meant),
        )
        for finding in list(findings)[:LISTED]
    ]


def _value(finding: Finding, view: View, base: str) -> Value:
    """Return what stands there; only a thing of ours is a link."""
    ours = thing_path(local_part(base, finding.value) or "") is not None
    return view.link(finding.value) if ours else Value(finding.value)


def needed(found: Comparison, view: View) -> list[Needed]:
    """Return the connections that a list needs."""
    return [_needed(connection, view) for connection in found.connections]


def _needed(one: Connection, view: View) -> Needed:
    def ends(elements: Iterable[str]) -> tuple[End, ...]:
        language = view.reader.language
        return tuple(End(view.link(iri), called(one.at[iri], language)) for iri in elements)

    standards = dict.fromkeys(s for use in one.flow.uses for s in (use.standard, *use.carriers))
    return Needed(
        view.link(one.flow.iri),
        view.link(one.flow.view),
        ends(one.flow.sources),
        ends(one.flow.targets),
        tuple(view.link(iri) for iri in one.missing),
        tuple(view.link(iri) for iri in standards),
    )


def standards(found: Comparison, view: View) -> list[Standard]:
    """Return the standards that a list needs, the most used first."""
    return [Standard(view.link(iri), len(uses)) for iri, uses in found.standards().items()]


def counts(found: Comparison) -> dict[str, int]:
    """Return the numbers that the page begins with."""
    own = [one for one in found.components if one.component.own]
    return {
        "products": len(found.products),
        "own": len(own),
        "covered": sum(bool(one.products) for one in own),
        "several": found.count(Coverage.SEVERAL),
        "missing": found.count(Coverage.NONE),
        "elsewhere": len(found.components) - len(own),
        "unknown": sum(len(product.unknown) for product in found.products),
        "connections": len(found.connections),
        "unfinished": found.unfinished,
        "standards": len(found.standards()),
    }


def views(view: View, iris: Iterable[str], chosen: str) -> list[tuple[str, Value, bool]]:
    """Return the views to choose from: the key of each, its name, and whether it is the one."""
    return [(key(iri), view.link(iri), iri == chosen) for iri in iris]
