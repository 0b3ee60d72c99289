"""SVG: writes a scene with its lines and labels; every box, number and standard is a link."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from server.plates.foot import foot
from server.plates.frame import begin, finish
from server.plates.geometry import PADDING, Point, Rect, around
from server.plates.labels import Label, Placed
from server.plates.names import StepBox, name, steps
from server.plates.notation import (
    AREA,
    BAND_FILL,
    BAND_LINE,
    FLOWING,
    GROUPED,
    INFERRED,
    INK,
    LAYER_LINE,
    LAYERED,
    LINK,
    NAME,
    PAPER,
    SMALL,
    STEP_LINE,
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


def write(scene: Scene, lines: Sequence[Line], placed: Placed, link: Callable[[str], str]) -> str:
    """Return the SVG as text, without an XML declaration, so that it can stand in a page too."""
    drawn = around(_extent(scene, lines, placed))
    wide = max(drawn.width, 480)
    title_lines = wrap(scene.title, wide, TITLE, bold=True)
    top = drawn.y - height(len(title_lines), TITLE) - EDGE
    root = begin(scene.iri, scene.title, scene.about, scene.language)
    pen = Pen(root, link)
    pen.lines(title_lines, drawn.x, top, TITLE, bold=True)
    for area in scene.areas:
        _area(pen, area)
    for box in scene.boxes:
        _box(pen, box, scene)
    for flow in scene.flows:
        _flow(pen, flow, [line for line in lines if line.flow == flow.iri], placed, scene)
    bottom = foot(pen, scene, Rect(drawn.x, drawn.bottom + EDGE, wide, 0))
    whole = Rect(drawn.x - EDGE, top - EDGE, wide + 2 * EDGE, bottom - top + 2 * EDGE)
    return finish(root, whole)


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
        dash="" if band else LAYERED,
    )
    _heading(into, area.rect, area.text)


def _heading(pen: Pen, rect: Rect, text: str) -> None:
    pen.lines(heading_lines(rect, text), rect.x + PADDING, rect.y + PADDING, AREA, bold=True)


def _box(pen: Pen, box: Box, scene: Scene) -> None:
    look, rect = style(box.kind), box.rect
    called = f"{box.text} ({box.full})" if box.full else box.text
    into = pen.link(box.iri, f"{called}, {scene.kinds[box.kind].text}")
    dash = INFERRED if box.inferred else GROUPED * look.dashed
    into.rect(rect, fill=look.fill, stroke=look.line, radius=look.radius, dash=dash)
    corner = sign(rect)
    into.sign(look.sign, corner.x, corner.y, look.line)
    if box.headed:
        _heading(into, rect, box.text)
        for step in steps(box):
            _step(pen, step)
        return
    words = name(rect, box.text, box.full)
    into.lines(words.lines, words.middle, words.top, NAME, anchor="middle")
    below = words.top + height(len(words.lines), NAME)
    into.lines(words.full, words.middle, below, SMALL, anchor="middle")


def _step(pen: Pen, step: StepBox) -> None:
    into = pen.link(step.step.iri, f"{step.step.number} {step.step.text}".strip())
    into.rect(step.rect, fill=PAPER, stroke=STEP_LINE, radius=6)
    x = step.rect.x + PADDING
    if step.badge is not None:
        into.badge(step.badge, step.step.number)
        x = step.badge.right + PADDING
    top = step.rect.y + (step.rect.height - height(len(step.lines), SMALL)) // 2
    into.lines(step.lines, x, top, SMALL)


def _flow(pen: Pen, flow: Flow, lines: Sequence[Line], placed: Placed, scene: Scene) -> None:
    if not lines:
        return
    into = pen.link(flow.iri, spoken(flow, scene))
    end, start = flow.heads
    for line in lines:
        into.path(_path(line.points), stroke=INK, dash=FLOWING)
        # Every stretch shows which way it goes; where a line joins another it has a dot, no head.
        if end and line.end:
            into.head(line.points[-2], line.points[-1], _HEAD, INK)
        if start and line.start:
            into.head(line.points[1], line.points[0], _HEAD, INK)
        for joins, point in ((not line.start, line.points[0]), (not line.end, line.points[-1])):
            if joins:
                into.dot(point, _DOT, INK)
    for badge in placed.badges:
        if badge.flow == flow.iri:
            into.badge(badge.rect, badge.text, unsure=flow.unsure)
    for label in placed.labels:
        if label.flow == flow.iri:
            _label(pen, label, flow, WORDS[scene.language])


def spoken(flow: Flow, scene: Scene) -> str:
    """Return a flow in words, for who does not see it."""
    words = WORDS[scene.language]
    names = {box.node: box.text for box in scene.boxes}

    def listed(nodes: Iterable[str]) -> str:
        return words["and"].join(names[node] for node in nodes)

    via = words["via"].format(listed(flow.via)) if flow.via else ""
    way = {(True, False): "one way", (True, True): "both ways"}.get(flow.heads, "unknown")
    runs = words[way].format(listed(flow.sources), listed(flow.targets), via)
    called = words["flow"].format(number=flow.number, text=flow.text).replace(" :", ":")
    return " ".join((called, runs, *(f"({remark})" for remark in flow.remarks)))


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


def _label(pen: Pen, label: Label, flow: Flow, words: Mapping[str, str]) -> None:
    if label.ground:
        pen.rect(label.rect, fill=PAPER, stroke="none", radius=2)
    middle, y = label.rect.x + label.rect.width // 2, label.rect.y
    for part in label.parts:
        of = flow.number or flow.text
        called = words["standard of"].format(standard=" ".join(part.lines), flow=of)
        into = pen.link(part.iri, "" if part.caption else called) if part.iri else pen
        into.lines(
            part.lines, middle, y, SMALL, anchor="middle", bold=part.caption,
            fill=LINK if part.iri else INK, underline=bool(part.iri) and not part.caption,
        )  # fmt: skip
        y += height(len(part.lines), SMALL)
