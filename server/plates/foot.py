"""Foot: what stands below a plate: its numbered flows in words, and the legend of what it shows."""

from collections.abc import Callable, Sequence
from typing import Final

from server.plates.geometry import Rect
from server.plates.labels import BADGE_SIZE
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
    SIGN,
    SMALL,
    STEP_LINE,
    style,
)
from server.plates.pen import Pen
from server.plates.scene import Scene
from server.plates.text import height, width, wrap
from server.plates.words import WORDS

#: Least width of a column of flows, and of an entry of the legend.
_COLUMN: Final = 380
_ENTRY: Final = 200
_ROW: Final = 26
_INDENT: Final = 40
_SAMPLE: Final = 28

Sample = Callable[[Pen, int, int], None]


def foot(pen: Pen, scene: Scene, room: Rect) -> int:
    """Draw the foot from the top of `room`, as wide as it; return where it ends."""
    words = WORDS[scene.language]
    y = _flows(pen, scene, room) if any(flow.number for flow in scene.flows) else room.y
    pen.lines((words["legend"],), room.x, y, AREA, bold=True)
    y += _ROW
    entries = _entries(scene)
    columns = max(1, room.width // _ENTRY)
    wide = room.width // columns
    for number, (sample, text, iri) in enumerate(entries):
        x, row = room.x + number % columns * wide, y + number // columns * _ROW
        sample(pen, x, row)
        into = pen.link(iri, "") if iri else pen
        lines = wrap(text, wide - _INDENT, SMALL)
        top = row + (SIGN + 4 - height(len(lines), SMALL)) // 2
        into.lines(lines, x + _INDENT, top, SMALL, fill=LINK if iri else INK)
    y += -(-len(entries) // columns) * _ROW
    if scene.drawn_anew:
        note = wrap(words["layout"], room.width, SMALL)
        pen.lines(note, room.x, y, SMALL)
        y += height(len(note), SMALL)
    return y


def _flows(pen: Pen, scene: Scene, room: Rect) -> int:
    pen.lines((WORDS[scene.language]["flows"],), room.x, room.y, AREA, bold=True)
    columns = max(1, room.width // _COLUMN)
    wide = room.width // columns
    numbered = [flow for flow in scene.flows if flow.number]
    badge = max(BADGE_SIZE, *(width(f.number, SMALL, bold=True) + 8 for f in numbered))
    tall = -(-len(numbered) // columns)
    bottom = room.y + _ROW
    for column in range(columns):
        y = room.y + _ROW
        for flow in numbered[column * tall : (column + 1) * tall]:
            x = room.x + column * wide
            lines = wrap(flow.text, wide - badge - 24, NAME)
            into = pen.link(flow.iri, f"{flow.number}: {flow.text}")
            into.rect(
                Rect(x, y, badge, BADGE_SIZE), fill=BADGE, stroke=PAPER, radius=BADGE_SIZE // 2
            )
            top = y + (BADGE_SIZE - height(1, SMALL)) // 2
            into.lines((flow.number,), x + badge // 2, top, SMALL, bold=True, anchor="middle",
                       fill=PAPER)  # fmt: skip
            into.lines(lines, x + badge + 8, y + 2, NAME, fill=LINK)
            y += max(_ROW, height(len(lines), NAME) + 8)
        bottom = max(bottom, y)
    return bottom + 12


def _entries(scene: Scene) -> Sequence[tuple[Sample, str, str]]:
    """Return what the legend explains: a sample, its name, and what it leads to, if anything."""
    words = WORDS[scene.language]
    found: list[tuple[Sample, str, str]] = []
    for kind, link in scene.kinds.items():
        found.append((_kind(kind), link.text, link.iri))
    levels = {area.level for area in scene.areas}
    if 0 in levels:
        found.append((_area(BAND_FILL, BAND_LINE, ""), words["band"], ""))
    if 1 in levels:
        found.append((_area("none", LAYER_LINE, "2 3"), words["layer"], ""))
    if any(flow.number for flow in scene.flows):
        found.append((_stream(numbered=True), words["stream"], ""))
    if any(not flow.number for flow in scene.flows):
        found.append((_stream(numbered=False), words["unnumbered"], ""))
    if any(box.steps for box in scene.boxes):
        found.append((_step, words["step"], ""))
    return found


def _kind(kind: str) -> Sample:
    look = style(kind)

    def sample(pen: Pen, x: int, y: int) -> None:
        rect = Rect(x, y, _SAMPLE, SIGN + 4)
        pen.rect(rect, fill=look.fill, stroke=look.line, dash="5 3" * look.dashed)
        pen.sign(look.sign, x + (_SAMPLE - SIGN) // 2, y + 2, look.line)

    return sample


def _area(fill: str, line: str, dash: str) -> Sample:
    def sample(pen: Pen, x: int, y: int) -> None:
        pen.rect(Rect(x, y, _SAMPLE, SIGN + 4), fill=fill, stroke=line, radius=3, dash=dash)

    return sample


def _stream(*, numbered: bool) -> Sample:
    def sample(pen: Pen, x: int, y: int) -> None:
        middle = y + SIGN // 2 + 2
        pen.path(f"M{x} {middle}L{x + _SAMPLE} {middle}", stroke=INK, dash="6 4")
        pen.head((x, middle), (x + _SAMPLE, middle), 9, INK)
        size = 12 if numbered else 8
        pen.rect(
            Rect(x + 4, middle - size // 2, size, size), fill=BADGE, stroke=PAPER, radius=size // 2
        )

    return sample


def _step(pen: Pen, x: int, y: int) -> None:
    pen.rect(Rect(x, y, _SAMPLE, SIGN + 4), fill=PAPER, stroke=STEP_LINE, radius=6)
