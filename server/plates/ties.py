"""Ties: a small plate of one element of a model, and what it has to do with each neighbour."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.plates import sheet
from server.plates.around import extent
from server.plates.beside import Layout, Line, Side, lay
from server.plates.geometry import Rect
from server.plates.labels import Text
from server.plates.marks import THICK
from server.plates.names import name
from server.plates.neighbours import WIDEST, Row
from server.plates.notation import GROUPED, INK, LINK, NAME, SMALL, sign
from server.plates.pen import Pen
from server.plates.redraw import PLAIN, line_data, tips
from server.plates.text import height, wrap
from server.plates.types import ELEMENTS, RELATIONSHIPS, Stroke
from server.plates.words import WORDS

_EDGE: Final = 20
#: With more neighbours a plate is no longer small, and a list is easier to read.
_MOST: Final = 16


@dataclass(frozen=True)
class Box:
    """An element: its address, its name, and its type in ArchiMate, "" where that is unknown."""

    iri: str
    name: str
    type: str


@dataclass(frozen=True)
class Tie:
    """A relationship with a neighbour: its address, its type, and how it reads on its line.

    `outward` says that it begins at the element.
    """

    iri: str
    type: str
    words: str
    outward: bool


def draw(
    element: Box,
    found: Mapping[Box, Sequence[Tie]],
    link: Callable[[str], str],
    language: str = "nl",
) -> str:
    """Return the SVG of an element with its neighbours; empty for none, or for too many.

    `link` gives where the IRI of a box or relationship leads to.
    """
    if not 0 < len(found) <= _MOST:
        return ""
    ways = {box.iri: _ways(ties) for box, ties in found.items()}
    rows = {iri: tuple(map(_row, together)) for iri, together in ways.items()}
    boxes = {box.iri: box for box in (element, *found)}
    layout = lay(element.iri, rows, {iri: box.name for iri, box in boxes.items()})
    said = WORDS[language]
    key = f"verband-{element.iri.rpartition('/')[2]}"
    about = said["ties about"].format(len(found))
    root, ground = sheet.begin(key, said["ties"].format(element.name), about, language)
    pen = Pen(root, link)
    for side in (*layout.left, *layout.right):
        for line, ties in zip(side.lines, ways[side.element], strict=True):
            _line(pen, line, side, layout, RELATIONSHIPS.get(ties[0].type, Stroke()))
        _box(pen, boxes[side.element], side.rect)
    _box(pen, element, layout.centre, thick=THICK)
    return sheet.end(root, ground, extent(layout).grown(_EDGE))


def _ways(ties: Sequence[Tie]) -> list[list[Tie]]:
    """Return relationships with one neighbour, those together that are one line."""
    found: dict[tuple[bool, str, str], list[Tie]] = {}
    for tie in ties:
        found.setdefault((tie.outward, tie.type, tie.words), []).append(tie)
    return [found[way] for way in sorted(found)]


def _row(ties: Sequence[Tie]) -> Row:
    first = ties[0]
    words = first.words if len(ties) == 1 else f"{first.words} ({len(ties)})"
    text = Text(tuple(wrap(words, WIDEST, SMALL)), first.iri, caption=False)
    return Row((), not first.outward, first.outward, "", (text,))


def _box(pen: Pen, box: Box, rect: Rect, *, thick: float = 0) -> None:
    look = ELEMENTS.get(box.type, PLAIN)
    into = pen.link(box.iri, "")
    dash = GROUPED * look.dashed
    into.rect(rect, fill=look.fill, stroke=look.line, radius=look.radius, dash=dash, thick=thick)
    corner = sign(rect)
    into.sign(look.sign, corner.x, corner.y, look.line)
    words = name(rect, box.name)
    into.lines(words.lines, words.middle, words.top, NAME, anchor="middle", bold=thick > 0)


def _line(pen: Pen, line: Line, side: Side, layout: Layout, stroke: Stroke) -> None:
    left = side.rect.x < layout.centre.x
    outer = (side.rect.right if left else side.rect.x, line.y)
    inner = (layout.centre.x if left else layout.centre.right, line.y)
    points = (inner, outer) if line.row.outward else (outer, inner)
    pen.path(line_data(points), stroke=INK, dash=stroke.dash)
    tips(pen, stroke, points, INK)
    middle, y = line.label.x + line.label.width // 2, line.label.y
    for part in line.row.parts:
        into = pen.link(part.iri or "", "")
        into.lines(part.lines, middle, y, SMALL, anchor="middle", fill=LINK, underline=True)
        y += height(len(part.lines), SMALL)
