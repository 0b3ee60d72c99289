"""Around: a small plate of one element, what it exchanges, with whom, and by which standards."""

from collections.abc import Callable, Mapping
from typing import Final

from server.plates import neighbours, sheet
from server.plates.beside import Layout, Line, Side, lay
from server.plates.geometry import Rect
from server.plates.marks import THICK
from server.plates.names import name, spoken
from server.plates.notation import (
    FLOWING,
    GROUPED,
    INK,
    LINK,
    NAME,
    SMALL,
    sign,
    style,
)
from server.plates.pen import Pen
from server.plates.reading import Reader
from server.plates.text import height
from server.plates.words import WORDS
from server.store import Store

_EDGE: Final = 20
_HEAD: Final = 9
#: An element that is higher has its name at its top and its bottom too: both stay near its lines.
_TALL: Final = 400


def around(element: str, store: Store, link: Callable[[str], str], language: str = "nl") -> str:
    """Return the SVG of an element with its neighbours and flows, empty where it has no flows.

    `link` gives where the IRI of a box, flow, standard or view leads to.
    """
    rows = neighbours.read(element, store, language)
    if not rows:
        return ""
    reader = Reader(store, language)
    flows = [flow for found in rows.values() for row in found for flow in row.flows]
    ends = (iri for flow in flows for iri in (*flow.sources, *flow.via, *flow.targets))
    names = {iri: reader.plain_name(iri) for iri in dict.fromkeys((element, *rows, *ends))}
    layout = lay(element, rows, names)
    said = WORDS[language]
    key = f"rond-{element.rpartition('/')[2]}"
    about = said["around about"].format(len(rows), len({flow.iri for flow in flows}))
    root, ground = sheet.begin(key, said["around"].format(names[element]), about, language)
    pen = Pen(root, link)
    for side in (*layout.left, *layout.right):
        for line in side.lines:
            _line(pen, line, side, layout, names, language)
        _box(pen, side.element, side.rect, names[side.element], reader)
    _box(pen, element, layout.centre, names[element], reader, thick=THICK)
    return sheet.end(root, ground, extent(layout).grown(_EDGE))


def extent(layout: Layout) -> Rect:
    """Return the room that a layout takes."""
    rects = [layout.centre, *(side.rect for side in (*layout.left, *layout.right))]
    left, right = min(rect.x for rect in rects), max(rect.right for rect in rects)
    return Rect(left, 0, right - left, layout.centre.height)


def _box(  # noqa: PLR0913 (a box, of what, called what)
    pen: Pen, element: str, rect: Rect, text: str, reader: Reader, *, thick: float = 0
) -> None:
    kind = reader.kind(element)
    look, corner = style(kind), sign(rect)
    into = pen.link(element, f"{text}, {reader.kind_name(kind)}")
    dash = GROUPED * look.dashed
    into.rect(rect, fill=look.fill, stroke=look.line, radius=look.radius, dash=dash, thick=thick)
    into.sign(look.sign, corner.x, corner.y, look.line)
    for number, place in enumerate(_names(rect)):
        words = name(place, text)
        on = pen.again() if number else into
        on.lines(words.lines, words.middle, words.top, NAME, anchor="middle", bold=thick > 0)


def _names(rect: Rect) -> list[Rect]:
    """Return where the name of a box stands: in its middle, in a high one along it."""
    times = max(1, rect.height // _TALL)
    high = rect.height // times
    return [Rect(rect.x, rect.y + number * high, rect.width, high) for number in range(times)]


def _line(  # noqa: PLR0913, PLR0917 (a line, between what, in which words)
    pen: Pen, line: Line, side: Side, layout: Layout, names: Mapping[str, str], language: str
) -> None:
    left = side.rect.x < layout.centre.x
    outer = (side.rect.right if left else side.rect.x, line.y)
    inner = (layout.centre.x if left else layout.centre.right, line.y)
    pen.path(f"M{outer[0]} {line.y}L{inner[0]} {line.y}", stroke=INK, dash=FLOWING)
    if line.row.inward:
        pen.head(outer, inner, _HEAD, INK)
    if line.row.outward:
        pen.head(inner, outer, _HEAD, INK)
    for flow, rect in line.badges:
        words = f"{spoken(flow, names, language)} {line.row.view}".strip()
        pen.link(flow.iri, words).badge(rect, flow.number, unsure=flow.unsure)
    middle, y = line.label.x + line.label.width // 2, line.label.y
    for part in line.row.parts:
        into = pen.link(part.iri, "") if part.iri else pen
        into.lines(
            part.lines, middle, y, SMALL, anchor="middle", bold=part.caption,
            fill=LINK if part.iri else INK, underline=bool(part.iri) and not part.caption,
        )  # fmt: skip
        y += height(len(part.lines), SMALL)
