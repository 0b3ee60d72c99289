"""SVG: writes a scene with its lines and labels; every box, number and standard is a link."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from server.plates import marks as marking
from server.plates import sheet
from server.plates.foot import foot
from server.plates.geometry import PADDING, Point, Rect, around
from server.plates.labels import Label, Placed
from server.plates.marks import THICK, Marks
from server.plates.names import StepBox, anchor, name, spoken, steps
from server.plates.notation import (
    AREA,
    BADGE,
    BAND_FILL,
    BAND_LINE,
    FLOWING,
    GROUPED,
    INFERRED,
    INK,
    LAYER_LINE,
    LAYERED,
    LINK,
    MUTED,
    NAME,
    PAPER,
    SMALL,
    STEP_LINE,
    corner,
    heading,
    heading_lines,
    sign,
    style,
)
from server.plates.pen import Pen
from server.plates.routes import Line
from server.plates.scene import Area, Box, Flow, Scene
from server.plates.text import height, wrap
from server.plates.words import WORDS

#: Room around the drawing.
EDGE = 20
TITLE = 18.0
_CORNER = 6
_HEAD = 9
_DOT = 6


@dataclass(frozen=True)
class Drawing:
    """A scene with its lines, and what stands along them."""

    scene: Scene
    lines: tuple[Line, ...]
    placed: Placed


def write(drawing: Drawing, link: Callable[[str], str], marks: Marks | None = None) -> str:
    """Return the SVG as text, without an XML declaration, so that it can stand in a page too."""
    scene = drawing.scene
    drawn = around(_extent(drawing))
    wide = max(drawn.width, 480)
    title_lines = wrap(scene.title, wide, TITLE, bold=True)
    top = drawn.y - height(len(title_lines), TITLE) - EDGE
    about = [scene.about] * bool(scene.about)
    if marks:
        about.append(WORDS[scene.language]["marked"].format("; ".join(marks.legend.values())))
    key = f"plaat-{scene.iri.rpartition('/')[2]}"
    root, ground = sheet.begin(key, scene.title, " ".join(about), scene.language)
    pen = Pen(root, link)
    pen.lines(title_lines, drawn.x, top, TITLE, bold=True)
    for area in scene.areas:
        _area(pen, area)
    for box in scene.boxes:
        _box(pen, box, scene, marks)
    for flow in scene.flows:
        _flow(pen, flow, drawing, marks)
    bottom = foot(pen, scene, Rect(drawn.x, drawn.bottom + EDGE, wide, 0), marks)
    whole = Rect(drawn.x - EDGE, top - EDGE, wide + 2 * EDGE, bottom - top + 2 * EDGE)
    return sheet.end(root, ground, whole)


def _extent(drawing: Drawing) -> list[Rect]:
    scene, lines, placed = drawing.scene, drawing.lines, drawing.placed
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
        dash="" if band else LAYERED,
    )
    _heading(into, area.rect, area.text)


def _heading(pen: Pen, rect: Rect, text: str, fill: str = INK) -> None:
    lines = heading_lines(rect, text)
    pen.lines(lines, rect.x + PADDING, rect.y + PADDING, AREA, bold=True, fill=fill)


def _box(pen: Pen, box: Box, scene: Scene, marks: Marks | None) -> None:
    look, rect = style(box.kind), box.rect
    full = f"{box.text}, {box.full}" if box.full else box.text
    mark = marks.find(box.node, box.iri) if marks else None
    said = marking.called(f"{full}, {scene.kinds[box.kind].text}", marks, mark)
    into = pen.link(box.iri, said, anchor(box.node))
    dash = INFERRED if box.inferred else GROUPED * look.dashed
    kind_sign, colour = sign(rect), marking.ink(marks, mark)
    if marks and mark:
        worn = marks.look(mark.key)
        into.rect(
            rect, fill=worn.fill, stroke=worn.line, radius=look.radius, dash=dash, thick=THICK
        )
        marking.bar(into, _beside(rect, box), worn, look.radius)
        into.sign(look.sign, kind_sign.x, kind_sign.y, worn.line)
    else:
        fill, line = (PAPER, MUTED) if marks else (look.fill, look.line)
        into.rect(rect, fill=fill, stroke=line, radius=look.radius, dash=dash)
        into.sign(look.sign, kind_sign.x, kind_sign.y, line)
    if box.headed:
        _heading(into, rect, box.text, colour)
        for step in steps(box):
            _step(pen, step)
    else:
        words = name(rect, box.text, box.full)
        into.lines(words.lines, words.middle, words.top, NAME, anchor="middle", fill=colour)
        below = words.top + height(len(words.lines), NAME)
        into.lines(words.full, words.middle, below, SMALL, anchor="middle", fill=colour)
    if marks and mark:
        place = corner(rect, headed=box.headed)
        marking.sign(pen.again(), place, marks.look(mark.key), mark.count)


def _beside(rect: Rect, box: Box) -> Rect:
    """Return the part of a box that a bar may stand along: none of it covers a name at its top."""
    if not box.headed:
        return rect
    below = heading(rect, box.text).bottom + PADDING
    return Rect(rect.x, below, rect.width, max(0, rect.bottom - below))


def _step(pen: Pen, step: StepBox) -> None:
    into = pen.link(step.step.iri, f"{step.step.number} {step.step.text}".strip())
    into.rect(step.rect, fill=PAPER, stroke=STEP_LINE, radius=6)
    x = step.rect.x + PADDING
    if step.badge is not None:
        into.badge(step.badge, step.step.number)
        x = step.badge.right + PADDING
    top = step.rect.y + (step.rect.height - height(len(step.lines), SMALL)) // 2
    into.lines(step.lines, x, top, SMALL)


def _flow(pen: Pen, flow: Flow, drawing: Drawing, marks: Marks | None) -> None:
    scene, placed = drawing.scene, drawing.placed
    lines = [line for line in drawing.lines if line.flow == flow.iri]
    if not lines:
        return
    names = {box.node: box.text for box in scene.boxes}
    mark = marks.find(flow.iri) if marks else None
    worn = marks.look(mark.key) if marks and mark else None
    said = marking.called(spoken(flow, names, scene.language), marks, mark)
    into = pen.link(flow.iri, said, anchor(flow.iri))
    colour, thick = (worn.line, THICK) if worn else (marking.ink(marks, mark), 1.5)
    end, start = flow.heads
    for line in lines:
        into.path(_path(line.points), stroke=colour, dash=FLOWING, thick=thick)
        # Every stretch shows which way it goes; where a line joins another it has a dot, no head.
        if end and line.end:
            into.head(line.points[-2], line.points[-1], _HEAD, colour)
        if start and line.start:
            into.head(line.points[1], line.points[0], _HEAD, colour)
        for joins, point in ((not line.start, line.points[0]), (not line.end, line.points[-1])):
            if joins:
                into.dot(point, _DOT, colour)
    own = [badge for badge in placed.badges if badge.flow == flow.iri]
    badge_colour = colour if marks else BADGE
    for number, badge in enumerate(own):
        if worn:
            halo = badge.rect.grown(2)
            into.rect(halo, fill=PAPER, stroke=worn.line, radius=halo.height // 2)
        said = "" if number else badge.text
        into.badge(badge.rect, said, unsure=flow.unsure, colour=badge_colour)
    for badge in own[1:]:
        pen.again().number(badge.rect, badge.text, badge_colour if flow.unsure else PAPER)
    for label in placed.labels:
        if label.flow == flow.iri:
            _label(pen, label, flow, WORDS[scene.language], muted=bool(marks and not mark))


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


def _label(pen: Pen, label: Label, flow: Flow, words: Mapping[str, str], *, muted: bool) -> None:
    if label.ground:
        pen.rect(label.rect, fill=PAPER, stroke="none", radius=2)
    middle, y = label.rect.x + label.rect.width // 2, label.rect.y
    for part in label.parts:
        of = flow.number or flow.text
        called = words["standard of"].format(standard=" ".join(part.lines), flow=of)
        into = pen.link(part.iri, "" if part.caption else called) if part.iri else pen
        fill = LINK if part.iri else INK
        into.lines(
            part.lines, middle, y, SMALL, anchor="middle", bold=part.caption,
            fill=MUTED if muted else fill, underline=bool(part.iri) and not part.caption,
        )  # fmt: skip
        y += height(len(part.lines), SMALL)
