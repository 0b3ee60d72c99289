"""References: everything a model refers to is there and of the right kind, and nothing goes round.

These are the keys of the exchange format's schemas (`xs:ID`, `xs:keyref`) and what no schema can
say: a relationship that ends, by way of others, on itself; a folder inside itself. All that is
wrong is told at once, as a model that was cut or merged by hand seldom has one fault only.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from scripts.archimate.model import (
    Connection,
    Element,
    Item,
    Model,
    Node,
    Properties,
    PropertyDefinition,
    Relationship,
    View,
    Viewpoint,
)
from scripts.archimate.read import ModelFile
from server.errors import ChecksFailedError

#: More faults than this are not told one by one.
_TOLD: Final = 100

Kinds = Mapping[str, tuple[str, int]]
"""identifier -> what it identifies, and the line of that."""
Fault = tuple[int, str]
_Identified = Element | Relationship | PropertyDefinition | Viewpoint | View


def check(read: ModelFile) -> None:
    """Raise `ChecksFailedError`, a line for each fault with file and line, unless all is right."""
    faults = sorted({*_faults(read.model)})
    if faults:
        lines = [f"{read.name}:{line}: {what}" for line, what in faults[:_TOLD]]
        if len(faults) > _TOLD:
            lines.append(f"{read.name}: and {len(faults) - _TOLD} more")
        raise ChecksFailedError(f"{read.name} is no whole model: {len(faults)} faults", lines)


def _faults(model: Model) -> Iterator[Fault]:
    known: dict[str, tuple[str, int]] = {}
    for name, kind, line in _identifiers(model):
        if name in known:
            first_kind, first = known[name]
            yield line, f"identifier {name} of this {kind} is that of the {first_kind} of {first}"
        else:
            known[name] = kind, line
    yield from _property_faults(model, known)
    for one in model.relationships:
        for end, name in (("source", one.source), ("target", one.target)):
            yield from _refers(known, one.line, end, name, "element", "relationship")
    yield from _circles(
        {one.id: (one.line, (one.source, one.target)) for one in model.relationships},
        "a relationship",
    )
    for view in model.views:
        yield from _view_faults(view, known)
    yield from _item_faults(model, known)


def _identifiers(model: Model) -> Iterator[tuple[str, str, int]]:
    """Return every identifier with what it is of and where."""
    yield model.id, "model", 1
    parts: Mapping[str, tuple[_Identified, ...]] = {
        "element": model.elements,
        "relationship": model.relationships,
        "property definition": model.definitions,
        "viewpoint": model.viewpoints,
        "view": model.views,
    }
    for kind, things in parts.items():
        yield from ((thing.id, kind, thing.line) for thing in things)
    for item in items(model):
        if item.id:
            yield item.id, "folder", item.line
    for view in model.views:
        for node in nodes(view):
            yield node.id, "node", node.line
        for connection in view.connections:
            yield connection.id, "connection", connection.line


def nodes(view: View) -> Iterator[Node]:
    """Return every node of a view, one inside another after it."""
    waiting = list(reversed(view.nodes))
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.nodes))


def items(model: Model) -> Iterator[Item]:
    """Return every item of every organisation, one inside another after it."""
    waiting = [item for forest in reversed(model.organizations) for item in reversed(forest)]
    while waiting:
        item = waiting.pop()
        yield item
        waiting.extend(reversed(item.items))


def _refers(known: Kinds, line: int, role: str, name: str, *kinds: str) -> Iterator[Fault]:
    """Tell what is wrong with a reference; an empty one is none."""
    if not name:
        return
    if name not in known:
        yield line, f"{role} {name} is nowhere in this model"
    elif kinds and known[name][0] not in kinds:
        kind, there = known[name]
        yield line, f"{role} {name} is the {kind} of line {there}, not a {' or '.join(kinds)}"


def _property_faults(model: Model, known: Kinds) -> Iterator[Fault]:
    holders: tuple[tuple[int, Properties], ...] = (
        (1, model.properties),
        *((one.line, one.properties) for one in model.elements),
        *((one.line, one.properties) for one in model.relationships),
        *((one.line, one.properties) for one in model.views),
        *((one.line, one.properties) for one in model.viewpoints),
    )
    for line, properties in holders:
        for one in properties:
            yield from _refers(known, line, "property", one.definition, "property definition")


def _view_faults(view: View, known: Kinds) -> Iterator[Fault]:
    yield from _refers(known, view.line, "viewpoint", view.viewpoint_ref, "viewpoint")
    inside = {node.id for node in nodes(view)} | {one.id for one in view.connections}
    for node in nodes(view):
        yield from _refers(known, node.line, "element", node.element, "element")
        yield from _refers(known, node.line, "concept", node.concept, "element", "relationship")
    for one in view.connections:
        yield from _refers(known, one.line, "relationship", one.relationship, "relationship")
        for end, name in (("source", one.source), ("target", one.target)):
            if name and name not in inside:
                yield one.line, f"{end} {name} is no node or connection of this view"
    drawn: tuple[Node | Connection, ...] = (*nodes(view), *view.connections)
    for part in drawn:
        for name in part.views:
            yield from _refers(known, part.line, "view", name, "view")
    yield from _circles(
        {one.id: (one.line, (one.source, one.target)) for one in view.connections}, "a connection"
    )


def _item_faults(model: Model, known: Kinds) -> Iterator[Fault]:
    folders = {item.id: item for item in items(model) if item.id}
    inside = {
        name: (item.line, tuple(one.ref or one.id for one in item.items))
        for name, item in folders.items()
    }
    for item in items(model):
        yield from _refers(known, item.line, "item", item.ref)
        if item.id and item.ref == item.id:
            yield item.line, f"item {item.id} refers to itself"
    yield from _circles(inside, "a folder")


def _circles(ends: Mapping[str, tuple[int, tuple[str, ...]]], what: str) -> Iterator[Fault]:
    """Tell of everything that leads, by its ends, back to itself.

    What ends on nothing that is left is taken away until all that is left goes round, or leads
    to what does.
    """
    left = {name: {end for end in found[1] if end in ends} for name, found in ends.items()}
    before: dict[str, list[str]] = {}
    for name, found in left.items():
        for end in found:
            before.setdefault(end, []).append(name)
    free = [name for name, found in left.items() if not found]
    while free:
        end = free.pop()
        del left[end]
        for name in before.get(end, ()):
            left[name].discard(end)
            if not left[name]:
                free.append(name)
    for name in left:
        yield ends[name][0], f"{what} that ends, by way of others, on itself: {name}"
