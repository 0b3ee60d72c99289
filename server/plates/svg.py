"""SVG: writes a scene with its lines and labels; every box, number and standard is a link.

The root is a group, not an image, since the links within an image are hidden from assistive
technology (SVG Accessibility API Mappings 1.0). Colours are attributes and nothing is loaded, so
that the strictest content policy changes nothing; the ground is painted, so that it can be saved.
"""

from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from server.plates.foot import foot
from server.plates.geometry import PADDING, Point, Rect, around
from server.plates.labels import Label, Placed
from server.plates.notation import (
    AREA,
    BADGE,
    BAND_FILL,
    BAND_LINE,
    INK,
    LAYER_LINE,
    LINK,
    NAME,
    PAPER,
    SMALL,
    STEP_LINE,
    heading_lines,
    room,
    sign,
    style,
)
from server.plates.pen import Pen
from server.plates.routes import Line
from server.plates.scene import Area, Box, Flow, Scene
from server.plates.text import FAMILY, LEADING, height, width, wrap
from server.plates.words import WORDS

#: Room around the drawing.
EDGE = 20
_TITLE = 18.0
_CORNER = 6
_HEAD = 9


def write(scene: Scene, lines: Sequence[Line], placed: Placed, link: Callable[[str], str]) -> str:
    """Return the SVG as text, without an XML declaration, so that it can stand in a page too."""
    drawn = around(_extent(scene, lines, placed))
    wide = max(drawn.width, 480)
    title_lines = wrap(scene.title, wide, _TITLE, bold=True)
    top = drawn.y - height(len(title_lines), _TITLE) - EDGE
    name = scene.iri.rpartition("/")[2]
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "group"})
    root.set("xml:lang", scene.language)
    root.set("lang", scene.language)
    root.set("aria-labelledby", f"plaat-{name}")
    root.set("aria-describedby", f"plaat-{name}-uitleg")
    root.set("font-family", FAMILY)
    SubElement(root, "title", {"id": f"plaat-{name}"}).text = scene.title
    SubElement(root, "desc", {"id": f"plaat-{name}-uitleg"}).text = scene.about
    ground = SubElement(root, "rect", {"fill": PAPER})
    pen = Pen(root, link)
    pen.lines(title_lines, drawn.x, top, _TITLE, bold=True)
    for area in scene.areas:
        _area(pen, area)
    for box in scene.boxes:
        _box(pen, box, scene)
    for flow in scene.flows:
        _flow(pen, flow, [line for line in lines if line.flow == flow.iri], placed, scene)
    for label in placed.labels:
        _label(pen, label)
    bottom = foot(pen, scene, Rect(drawn.x, drawn.bottom + EDGE, wide, 0))
    whole = Rect(drawn.x - EDGE, top - EDGE, wide + 2 * EDGE, bottom - top + 2 * EDGE)
    for key, value in zip(
        ("x", "y", "width", "height"), (whole.x, whole.y, whole.width, whole.height), strict=True
    ):
        ground.set(key, str(value))
    root.set("viewBox", f"{whole.x} {whole.y} {whole.width} {whole.height}")
    root.set("width", str(whole.width))
    root.set("height", str(whole.height))
    return tostring(root, encoding="unicode", short_empty_elements=True)


def _extent(scene: Scene, lines: Sequence[Line], placed: Placed) -> list[Rect]:
    return [
        *(box.rect for box in scene.boxes),
        *(area.rect for area in scene.areas),
        *(Rect(x, y, 0, 0) for line in lines for x, y in line.points),
        *(badge.rect for badge in placed.badges),
        *(label.rect for label in placed.labels),
    ]


def _area(pen: Pen, area: Area) -> None:
    band = area.level == 0
    into = pen.link(area.iri, area.text)
    into.rect(
        area.rect,
        fill=BAND_FILL if band else "none",
        stroke=BAND_LINE if band else LAYER_LINE,
        radius=3,
        dash="" if band else "2 3",
    )
    _heading(into, area.rect, area.text)


def _heading(pen: Pen, rect: Rect, text: str) -> None:
    pen.lines(heading_lines(rect, text), rect.x + PADDING, rect.y + PADDING, AREA, bold=True)


def _box(pen: Pen, box: Box, scene: Scene) -> None:
    look, rect = style(box.kind), box.rect
    into = pen.link(box.iri, f"{box.text} ({scene.kinds[box.kind].text})")
    into.rect(rect, fill=look.fill, stroke=look.line, radius=look.radius, dash="5 3" * look.dashed)
    corner = sign(rect)
    into.sign(look.sign, corner.x, corner.y, look.line)
    if box.headed:
        _heading(into, rect, box.text)
        _steps(pen, box)
    else:
        into.lines(*name_lines(rect, box.text), NAME, anchor="middle")


def name_lines(rect: Rect, text: str) -> tuple[tuple[str, ...], int, int]:
    """Return the lines of a name in the middle of a box, their middle, and the top of the first.

    They stand below the sign in the corner when they would touch it.
    """
    lines = wrap(text, room(rect), NAME)
    high = height(len(lines), NAME)
    middle, top = rect.x + rect.width // 2, rect.y + (rect.height - high) // 2
    first = width(lines[0], NAME) if lines else 0
    corner = sign(rect)
    if middle + first / 2 > corner.x - 2 and top < corner.bottom:
        top = max(top, min(corner.bottom, rect.bottom - 2 - high))
    return lines, middle, top


def step_rects(box: Box) -> list[tuple[Rect, tuple[str, ...]]]:
    """Return for each step of a box where it stands in it, and its lines."""
    y = box.rect.y + PADDING + height(len(heading_lines(box.rect, box.text)), AREA) + PADDING
    found = []
    for step in box.steps:
        words = f"{step.number}  {step.text}" if step.number else step.text
        lines = wrap(words, room(box.rect) - 2 * PADDING, SMALL)
        high = height(len(lines), SMALL) + PADDING
        found.append((Rect(box.rect.x + PADDING, y, room(box.rect), high), lines))
        y += high + PADDING // 2
    return found


def _steps(pen: Pen, box: Box) -> None:
    for step, (rect, lines) in zip(box.steps, step_rects(box), strict=True):
        into = pen.link(step.iri, f"{step.number} {step.text}".strip())
        into.rect(rect, fill=PAPER, stroke=STEP_LINE, radius=6)
        into.lines(lines, rect.x + PADDING, rect.y + PADDING // 2, SMALL)


def _flow(pen: Pen, flow: Flow, lines: Sequence[Line], placed: Placed, scene: Scene) -> None:
    if not lines:
        return
    names = {box.node: box.text for box in scene.boxes}
    words = WORDS[scene.language]

    def listed(nodes: Iterable[str]) -> str:
        return ", ".join(names[node] for node in nodes)

    spoken = words["flow"].format(number=flow.number, text=flow.text).replace("  ", " ")
    spoken += words["from"].format(listed(flow.sources))
    spoken += words["via"].format(listed(flow.via)) if flow.via else ""
    spoken += words["to"].format(listed(flow.targets))
    into = pen.link(flow.iri, spoken)
    for line in lines:
        into.path(_path(line.points), stroke=INK, dash="6 4")
        end, start = flow.heads
        # Every stretch shows which way it goes; a line that joins another has no head there.
        if end and line.end:
            into.head(line.points[-2], line.points[-1], _HEAD, INK)
        if start and line.start:
            into.head(line.points[1], line.points[0], _HEAD, INK)
    for badge in placed.badges:
        if badge.flow == flow.iri:
            into.rect(badge.rect, fill=BADGE, stroke=PAPER, radius=badge.rect.height // 2)
            if badge.text:
                x = badge.rect.x + badge.rect.width // 2
                y = badge.rect.y + (badge.rect.height - height(1, SMALL)) // 2
                into.lines((badge.text,), x, y, SMALL, bold=True, anchor="middle", fill=PAPER)


def _path(points: Sequence[Point]) -> str:
    """Return the data of a path with rounded corners."""
    text = [f"M{points[0][0]} {points[0][1]}"]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        before, after = _towards(b, a, _CORNER), _towards(b, c, _CORNER)
        text.append(f"L{before[0]} {before[1]}Q{b[0]} {b[1]} {after[0]} {after[1]}")
    text.append(f"L{points[-1][0]} {points[-1][1]}")
    return "".join(text)


def _towards(start: Point, end: Point, most: int) -> Point:
    dx, dy = end[0] - start[0], end[1] - start[1]
    far = min(most, (abs(dx) + abs(dy)) // 2)
    return (
        start[0] + far * ((dx > 0) - (dx < 0)),
        start[1] + far * ((dy > 0) - (dy < 0)),
    )


def _label(pen: Pen, label: Label) -> None:
    pen.rect(label.rect, fill=PAPER, stroke="none", radius=2, opacity="0.85")
    middle, y = label.rect.x + label.rect.width // 2, label.rect.y
    for line in label.lines:
        into = pen.link(line.iri, "") if line.iri else pen
        into.lines(
            (line.words,), middle, y, SMALL, anchor="middle", bold=line.caption,
            fill=LINK if line.iri else INK, underline=bool(line.iri) and not line.caption,
        )  # fmt: skip
        y += round(SMALL * LEADING)
