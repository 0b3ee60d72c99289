"""Drawing: the boxes, areas, notes and lines of one view, as nodes and connections.

Places and nesting are what the graph says. What it does not say is computed as for a plate, only
to look at: where lines run, where the steps in a box stand, and the notes in a row below.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from rdflib import SKOS, URIRef

from scripts.archimate.kinds import LINES
from scripts.archimate.model import Colour, Connection, Node, Style, Text, Texts
from scripts.archimate.paths import path
from scripts.archimate.source import Source, without_rings
from server.plates import notation
from server.plates.geometry import Rect, around
from server.plates.names import steps
from server.plates.reading import read
from server.plates.routes import Line, route
from server.plates.scene import Scene
from server.plates.text import height, wrap
from server.store import Store

#: What marks the identifier of something drawn for a thing that has no box of its own.
MARK: Final = ".in-"
_NOTE_WIDTH: Final = 260
_NOTE_GAP: Final = 20
_NOTE_PADDING: Final = 10


@dataclass(frozen=True)
class Layout:
    """What is computed for a view: its scene, and where its lines run."""

    scene: Scene
    lines: tuple[Line, ...]


def layout(view: str, store: Store) -> Layout:
    """Compute a view as for its plate."""
    scene = read(view, store, "nl")
    return Layout(scene, route(scene))


@dataclass(frozen=True)
class _Box:
    node: Node
    inside: str


def nodes(view: URIRef, source: Source, found: Layout) -> tuple[Node, ...]:
    """Return the nodes of a view, those inside another within it, what lies under first."""
    areas, boxes = _areas(view, source), _boxes(view, source)
    rects = {ident: _rect(area.node) for ident, area in areas.items()}
    for ident, area in areas.items():
        areas[ident] = replace(area, inside=_smallest(_rect(area.node), rects, ident))
    for ident, box in boxes.items():
        boxes[ident] = box if box.inside else replace(box, inside=_smallest(_rect(box.node), rects))
    inner = [*areas.values(), *boxes.values(), *_steps(found, source, boxes)]
    by_place: dict[str, list[Node]] = {}
    for item in inner:
        by_place.setdefault(item.inside, []).append(item.node)
    return (*_nested("", by_place), *_notes(view, source, [_rect(item.node) for item in inner]))


def parents(view: URIRef, source: Source) -> dict[URIRef, URIRef]:
    """Return which box of a view lies in which, as far as boxes in boxes can be drawn so."""
    found: dict[URIRef, URIRef] = {}
    for part in source.parts.get(("ViewNode", view), ()):
        said = source.values(part, source.term("parentNode"))
        inside = URIRef(said[0]) if len(said) == 1 else part
        if source.drawn.get(inside) == ("ViewNode", view):
            found[part] = inside
    return without_rings(found)


def connections(view: URIRef, source: Source, found: Layout) -> tuple[Connection, ...]:
    """Return the lines of a view: one for each relationship that a flow of it is."""
    known = [box for box in found.scene.boxes if URIRef(box.node) in source.drawn]
    boxes = {box.iri: box.node for box in reversed(known)}
    lines = []
    for flow in found.scene.flows:
        iri = URIRef(flow.iri)
        if iri not in source.lines:
            continue
        for number, (start, end) in enumerate(source.ends(iri, LINES["Flow"])):
            if str(start) not in boxes or str(end) not in boxes:
                continue
            stops = (boxes[str(start)], *flow.via, boxes[str(end)])
            points = path([line for line in found.lines if line.flow == flow.iri], stops)
            ident = relationship_id(source.identifier(iri), number)
            lines.append(
                Connection(
                    f"{ident}{MARK}{source.identifier(view)}",
                    "Relationship",
                    source.identifier(stops[0]),
                    source.identifier(stops[-1]),
                    ident,
                    labels=(Text(flow.number),) if flow.number else (),
                    source_attachment=points[0] if points else None,
                    bendpoints=tuple(points[1:-1]),
                    target_attachment=points[-1] if points else None,
                )
            )
    return tuple(lines)


def relationship_id(ident: str, number: int) -> str:
    """Return the identifier of the so-many-th relationship of a line, from 0."""
    return f"{ident}.{number + 1}" if number else ident


def _areas(view: URIRef, source: Source) -> dict[str, _Box]:
    style = _style(notation.BAND_FILL, notation.BAND_LINE)
    found = {}
    for part in source.parts.get(("ViewArea", view), ()):
        shown = source.things(part, "shows")
        labels = source.labels(shown[0]) if shown else ()
        sides, ident = source.sides(part), source.identifier(part)
        found[ident] = _Box(Node(ident, "Container", *sides, labels=labels, style=style), "")
    return found


def _boxes(view: URIRef, source: Source) -> dict[str, _Box]:
    within, found = parents(view, source), {}
    for part in source.parts.get(("ViewNode", view), ()):
        element, parent = source.things(part, "represents")[0], within.get(part)
        look = notation.style(source.elements[element])
        style = _style(look.fill, look.line)
        sides, ident = source.sides(part), source.identifier(part)
        node = Node(ident, "Element", *sides, element=source.identifier(element), style=style)
        found[ident] = _Box(node, source.identifier(parent) if parent else "")
    return found


def _steps(found: Layout, source: Source, boxes: Mapping[str, _Box]) -> Iterable[_Box]:
    """Return the steps of each box as boxes inside it."""
    style = _style(notation.PAPER, notation.STEP_LINE)
    for box in found.scene.boxes:
        inside = source.identifier(box.node)
        for step in steps(box) if inside in boxes else ():
            element = source.identifier(step.step.iri)
            if URIRef(step.step.iri) in source.elements:
                ident = f"{element}{MARK}{inside}"
                sides = (step.rect.x, step.rect.y, step.rect.width, step.rect.height)
                node = Node(ident, "Element", *sides, element=element, style=style)
                yield _Box(node, inside)


def _notes(view: URIRef, source: Source, above: list[Rect]) -> Iterable[Node]:
    """Return the notes of a view in rows below all else, as wide as it."""
    drawn = around(above)
    x, y, tallest = drawn.x, drawn.bottom + 2 * _NOTE_GAP, 0
    for part in source.parts.get(("ViewNote", view), ()):
        labels = _note(source, part)
        if not labels:
            continue
        room = _NOTE_WIDTH - 2 * _NOTE_PADDING
        count = sum(len(wrap(line, room, notation.NAME)) for line in labels[0].value.split("\n"))
        high = height(count, notation.NAME) + 2 * _NOTE_PADDING
        if x > drawn.x and x + _NOTE_WIDTH > drawn.right:
            x, y, tallest = drawn.x, y + tallest + _NOTE_GAP, 0
        yield Node(source.identifier(part), "Label", x, y, _NOTE_WIDTH, high, labels=labels)
        x, tallest = x + _NOTE_WIDTH + _NOTE_GAP, max(tallest, high)


def _note(source: Source, part: URIRef) -> Texts:
    """Return the text of a note in each language: its name on the first line, then what it says."""
    says = {text.language: text.value for text in source.texts(part, SKOS.definition)}
    return tuple(
        Text("\n".join(filter(None, (name.value, says.get(name.language, "")))), name.language)
        for name in source.texts(part, SKOS.prefLabel)
        if "\n" not in name.value
    )


def _nested(place: str, by_place: Mapping[str, Sequence[Node]]) -> tuple[Node, ...]:
    """Return what lies in a place, in reading order, areas under boxes."""
    found = sorted(by_place.get(place, ()), key=lambda n: (n.kind != "Container", n.y, n.x, n.id))
    return tuple(replace(node, nodes=_nested(node.id, by_place)) for node in found)


def _smallest(rect: Rect, areas: Mapping[str, Rect], own: str = "") -> str:
    """Return the smallest area that a box lies in; of equal ones the first, so none is a ring."""
    around_it = [
        (area.width * area.height, ident)
        for ident, area in areas.items()
        if ident != own and rect.inside(area) and (area != rect or ident < own or not own)
    ]
    return min(around_it)[1] if around_it else ""


def _rect(node: Node) -> Rect:
    return Rect(node.x, node.y, node.width, node.height)


def _style(fill: str, line: str) -> Style:
    return Style(line=_colour(line), fill=_colour(fill))


def _colour(hexadecimal: str) -> Colour:
    return Colour(*bytes.fromhex(hexadecimal.removeprefix("#")))
