"""Neighbours: what an element exchanges information with, over all views, as rows of a small plate.

Flows that differ in number only stand on one row. A shortened form is left out where the flow that
it shortens is there: the same would be said twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.namespaces import gemma
from server.plates.labels import Text, label_parts
from server.plates.notation import SMALL
from server.plates.reading import Reader, linked
from server.plates.scene import Flow
from server.plates.text import wrap
from server.store import Store

#: The widest line of what stands under a row.
WIDEST = 160


@dataclass(frozen=True)
class Run:
    """A flow between the element and one neighbour, on the view it is of.

    `inward` and `outward` are whether it has an arrowhead at the element and at the neighbour.
    """

    flow: Flow
    neighbour: str
    inward: bool
    outward: bool
    view: str


@dataclass(frozen=True)
class Row:
    """Flows that run the same way between the same two, on one view, with the same standards."""

    flows: tuple[Flow, ...]
    inward: bool
    outward: bool
    view: str
    parts: tuple[Text, ...]


def read(element: str, store: Store, language: str) -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of each neighbour, both in the order of a reader."""
    reader = Reader(store, language)
    ours = gemma(store.base)
    flows = {
        flow: None
        for term in ("from", "to", "via")
        for flow in store.subjects(ours + term, element)
    }
    shortened = {
        flow for flow in flows if any(full in flows for full in linked(flow, "shortFormOf", store))
    }
    runs = [
        run
        for flow in sorted(flows.keys() - shortened, key=lambda iri: _order(iri, store))
        for run in _runs(flow, element, reader, store)
    ]
    found: dict[str, dict[tuple[object, ...], list[Run]]] = {}
    for run in runs:
        parts = _parts(run, reader)
        # What stands under an unnumbered flow is its name, which no other has.
        key = (run.inward, run.outward, run.view, parts)
        found.setdefault(run.neighbour, {}).setdefault(key, []).append(run)
    return {
        neighbour: tuple(_row(same, reader) for same in found[neighbour].values())
        for neighbour in sorted(found, key=store.sort_key)
    }


def _order(flow: str, store: Store) -> tuple[object, ...]:
    views = linked(flow, "flowOf", store)
    return (*(store.sort_key(view) for view in views[:1]), store.sort_key(flow))


def _runs(iri: str, element: str, reader: Reader, store: Store) -> Iterable[Run]:
    """Return a flow as seen from an element: from its start, to its end, or both for who passes."""
    ends = {e: e for term in ("from", "to", "via") for e in linked(iri, term, store)}
    flow = reader.flow(iri, ends)
    view = next(iter(linked(iri, "flowOf", store)), "")
    end, start = flow.heads
    passes = element not in (*flow.sources, *flow.targets)
    if passes or element in flow.targets:
        for other in flow.sources:
            if other != element:
                yield Run(flow, other, end, start, view)
    if passes or element in flow.sources:
        for other in flow.targets:
            if other != element:
                yield Run(flow, other, start, end, view)


def _row(runs: list[Run], reader: Reader) -> Row:
    first = runs[0]
    return Row(
        tuple(run.flow for run in runs),
        first.inward,
        first.outward,
        reader.name(first.view) if first.view else "",
        _parts(first, reader),
    )


def _parts(run: Run, reader: Reader) -> tuple[Text, ...]:
    """Return what stands under a row: the label of its flow, and on which view it is drawn."""
    said = label_parts(run.flow)
    if not run.view:
        return said
    return (*said, Text(wrap(reader.name(run.view), WIDEST, SMALL), run.view))
