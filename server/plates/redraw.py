"""Redraw: writes a view of an imported model as SVG, as its maker drew it; every part is a link.

Colours are those of the maker, or of the layer in ArchiMate where none are given; where text could
not be read on them, or a border not be seen, ink or paper takes the place of what is too faint.
"""

from collections.abc import Callable, Iterable, Sequence

from server.plates import sheet
from server.plates.colours import LINE, readable
from server.plates.foot import SAMPLE, Sample, legend
from server.plates.geometry import PADDING, Point, Rect, around
from server.plates.given import Given, Part, Wire
from server.plates.names import name
from server.plates.notation import (
    AREA,
    BAND_FILL,
    BAND_LINE,
    GROUPED,
    INK,
    NAME,
    PAPER,
    SIGN,
    SMALL,
    Style,
    heading_lines,
    sign,
)
from server.plates.pen import Pen
from server.plates.svg import EDGE, TITLE
from server.plates.text import height, whole, width, wrap
from server.plates.types import ELEMENTS, RELATIONSHIPS, Stroke
from server.plates.wires import TIP, middle, paths, tip
from server.plates.words import WORDS

_AREA: Style = Style(BAND_FILL, BAND_LINE, "")
_NOTE: Style = Style(PAPER, BAND_LINE, "")
PLAIN: Style = Style(PAPER, "#3f4d63", "")
_STYLES = {"area": _AREA, "note": _NOTE}
_WIDEST = 140


def write(given: Given, link: Callable[[str], str]) -> str:
    """Return the SVG as text, without an XML declaration, so that it can stand in a page too."""
    lines = paths(given.parts, given.wires)
    drawn = around(
        [part.rect for part in given.parts]
        + [Rect(x, y, 0, 0) for points in lines.values() for x, y in points]
    )
    wide = max(drawn.width, 480)
    title = wrap(given.title, wide, TITLE, bold=True)
    top = drawn.y - height(len(title), TITLE) - EDGE
    key = f"plaat-{given.iri.rpartition('/')[2]}"
    root, ground = sheet.begin(key, given.title, given.about, given.language)
    pen = Pen(root, link)
    pen.lines(title, drawn.x, top, TITLE, bold=True)
    for part in given.parts:
        _part(pen, part, given)
    for wire in given.wires:
        _wire(pen, wire, lines[wire.iri], given)
    room = Rect(drawn.x, drawn.bottom + EDGE, wide, 0)
    bottom = legend(pen, WORDS[given.language]["legend"], [*_samples(given)], room, room.y)
    whole = Rect(drawn.x - EDGE, top - EDGE, wide + 2 * EDGE, bottom - top + 2 * EDGE)
    return sheet.end(root, ground, whole)


def _part(pen: Pen, part: Part, given: Given) -> None:
    look = ELEMENTS.get(part.type, _STYLES.get(part.kind, PLAIN))
    fill = part.fill or look.fill
    line, ink = readable(part.line or look.line, fill, LINE), readable(part.ink or INK, fill)
    type_ = given.types[part.type].text if part.type else ""
    into = pen.link(part.leads, ", ".join(filter(None, (part.text, type_)))) if part.leads else pen
    into.rect(part.rect, fill=fill, stroke=line, radius=look.radius, dash=GROUPED * look.dashed)
    corner = sign(part.rect)
    if min(part.rect.width, part.rect.height) > 2 * SIGN:
        into.sign(look.sign, corner.x, corner.y, line)
    if part.filled or part.kind == "area":
        lines = heading_lines(part.rect, part.text)
        on = _seen(into, pen, lines, part.text)
        on.lines(lines, part.rect.x + PADDING, part.rect.y + PADDING, AREA, bold=True, fill=ink)
    elif part.kind == "note":
        lines = tuple(
            found
            for line in part.text.splitlines()
            for found in wrap(line, part.rect.width - 2 * PADDING, NAME)
        )
        into.lines(lines, part.rect.x + PADDING, part.rect.y + PADDING, NAME, fill=ink)
    else:
        words = name(part.rect, part.text)
        on = _seen(into, pen, words.lines, part.text)
        on.lines(words.lines, words.middle, words.top, NAME, anchor="middle", fill=ink)


def _wire(pen: Pen, wire: Wire, points: Sequence[Point], given: Given) -> None:
    colour = readable(wire.line or INK, PAPER, LINE)
    type_ = given.relationships[wire.type].text if wire.type else ""
    into = pen.link(wire.leads, _spoken(wire, type_, given)) if wire.leads else pen
    into.path(line_data(points), stroke=colour, dash=wire.stroke.dash)
    tips(into, wire.stroke, points, colour)
    if wire.text:
        lines = wrap(wire.text, _WIDEST, SMALL)
        wide = max(width(line, SMALL) for line in lines) + 4
        high, (x, y) = height(len(lines), SMALL), middle(points)
        into.rect(Rect(x - wide // 2, y - high // 2, wide, high), fill=PAPER, stroke="none")
        _seen(into, pen, lines, wire.text).lines(lines, x, y - high // 2, SMALL, anchor="middle")


def _seen(link: Pen, pen: Pen, lines: tuple[str, ...], text: str) -> Pen:
    """Return where to write lines: not in a link whose name has words that are cut in them."""
    return link if link is pen or whole(lines, text) else pen.again()


def _spoken(wire: Wire, type_: str, given: Given) -> str:
    """Return a line in words, for who does not see it."""
    names = {part.iri: part.text for part in given.parts}
    ends = (names.get(wire.start, ""), names.get(wire.end, ""))
    way = WORDS[given.language]["one way"].format(*ends, "") if all(ends) else ""
    return " ".join(filter(None, (f"{type_}:" if type_ else "", wire.text, way)))


def line_data(points: Sequence[Point]) -> str:
    """Return a line through points, as a path has it."""
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def tips(pen: Pen, stroke: Stroke, points: Sequence[Point], colour: str) -> None:
    """Draw what stands at either end of a line, as its type of relationship has it."""
    for shape, start, end in (
        (stroke.end, points[-2], points[-1]),
        (stroke.start, points[1], points[0]),
    ):
        if shape == "ball":
            pen.dot(end, TIP - 2, colour)
        elif shape in {"open", "half"}:
            pen.path(line_data(tip(shape, start, end)), stroke=colour)
        elif shape:
            filled = colour if shape in {"arrow", "block"} else PAPER
            pen.polygon(tip(shape, start, end), fill=filled, stroke=colour)


def _samples(given: Given) -> Iterable[tuple[Sample, str, str]]:
    for type_, link in given.types.items():
        yield _box(ELEMENTS[type_]), link.text, link.iri
    for kind, link in given.relationships.items():
        yield _line(RELATIONSHIPS.get(kind, Stroke())), link.text, link.iri


def _box(look: Style) -> Sample:
    def sample(pen: Pen, x: int, y: int) -> None:
        rect = Rect(x, y, SAMPLE, SIGN + 4)
        pen.rect(rect, fill=look.fill, stroke=look.line, dash=GROUPED * look.dashed)
        pen.sign(look.sign, x + (SAMPLE - SIGN) // 2, y + 2, look.line)

    return sample


def _line(stroke: Stroke) -> Sample:
    def sample(pen: Pen, x: int, y: int) -> None:
        points = ((x, y + SIGN // 2 + 2), (x + SAMPLE, y + SIGN // 2 + 2))
        pen.path(line_data(points), stroke=INK, dash=stroke.dash)
        tips(pen, stroke, points, INK)

    return sample
