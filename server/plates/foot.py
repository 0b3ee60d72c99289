"""Foot: what stands below a plate: flows and steps in words, remarks, and the legend."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.plates.geometry import Rect
from server.plates.labels import BADGE_SIZE, DOT_SIZE, badge_width
from server.plates.marks import THICK, Marks, bar, sign
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
    MUTED,
    NAME,
    PAPER,
    SIGN,
    SMALL,
    STEP_LINE,
    Look,
    style,
)
from server.plates.pen import Pen
from server.plates.scene import Scene
from server.plates.text import height, wrap
from server.plates.words import WORDS

#: Least width of a column of the list, and of an entry of the legend.
_COLUMN: Final = 400
_ENTRY: Final = 200
_ROW: Final = 26
_GAP: Final = 24
_INDENT: Final = 40
#: Width of a sample in the legend.
SAMPLE: Final = 28

Sample = Callable[[Pen, int, int], None]


@dataclass(frozen=True)
class _Entry:
    """Something in the list: what it leads to, its number if it has a badge, what is said of it."""

    iri: str
    number: str | None
    text: str
    about: tuple[str, ...]
    unsure: bool = False


def foot(pen: Pen, scene: Scene, room: Rect, marks: Marks | None = None) -> int:
    """Draw the foot from the top of `room`, as wide as it; return where it ends."""
    words = WORDS[scene.language]
    flows = [_Entry(f.iri, f.number, f.text, f.about, f.unsure) for f in scene.flows]
    steps = [_Entry(s.iri, s.number or None, s.text, ()) for box in scene.boxes for s in box.steps]
    notes = [_Entry(n.iri, None, n.text, (n.about,)) for n in scene.notes]
    y = room.y
    if marks:
        y = legend(pen, words["marks"], list(_marked(marks, scene)), room, y) + 12
    y = _list(pen, words["flows"], [*flows, *steps], room, y)
    y = _list(pen, words["notes"], notes, room, y)
    y = legend(pen, words["legend"], list(_samples(scene, muted=bool(marks))), room, y)
    if scene.drawn_anew:
        note = wrap(words["layout"], room.width, SMALL)
        pen.lines(note, room.x, y, SMALL)
        y += height(len(note), SMALL)
    return y


def _list(pen: Pen, title: str, entries: Sequence[_Entry], room: Rect, y: int) -> int:
    """Draw entries in columns of about equal height; return where they end."""
    if not entries:
        return y
    pen.lines((title,), room.x, y, AREA, bold=True)
    columns = min(len(entries), max(1, room.width // _COLUMN))
    wide = room.width // columns
    badge = max((badge_width(e.number) for e in entries if e.number is not None), default=0)
    indent = badge + 8 if badge else 0
    blocks = [_block(entry, wide - indent - _GAP) for entry in entries]
    share = sum(high for _, _, high in blocks) / columns
    top, x, filled, bottom = y + _ROW, room.x, 0.0, y
    y = top
    for entry, (names, about, high) in zip(entries, blocks, strict=True):
        # A column is full when more than half of the next entry would stick out.
        if y > top and filled + high / 2 > share * (1 + (x - room.x) // wide):
            x, y = x + wide, top
        into = pen.link(entry.iri, "")
        if entry.number is not None:
            size = BADGE_SIZE if entry.number else DOT_SIZE
            place = Rect(x, y + (BADGE_SIZE - size) // 2, badge if entry.number else size, size)
            into.badge(place, entry.number, unsure=entry.unsure)
        into.lines(names, x + indent, y + 2, NAME, fill=LINK)
        pen.lines(about, x + indent, y + 4 + height(len(names), NAME), SMALL)
        filled, y = filled + high, y + high
        bottom = max(bottom, y)
    return bottom + 12


def _block(entry: _Entry, room: int) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Return the lines of an entry's name, of what is said of it, and its height."""
    names = wrap(entry.text, room, NAME)
    about = tuple(line for text in entry.about for line in wrap(text, room, SMALL))
    high = height(len(names), NAME) + height(len(about), SMALL) + 12
    return names, about, max(_ROW, high)


def legend(
    pen: Pen, title: str, samples: Sequence[tuple[Sample, str, str]], room: Rect, y: int
) -> int:
    """Draw samples with what they mean and lead to, if anything; return where they end."""
    pen.lines((title,), room.x, y, AREA, bold=True)
    rows = -(-len(samples) // max(1, room.width // _ENTRY))
    columns = -(-len(samples) // max(1, rows))
    wide = room.width // max(1, columns)
    for number, (sample, text, iri) in enumerate(samples):
        x, top = room.x + number % columns * wide, y + _ROW + number // columns * _ROW
        sample(pen, x, top)
        lines = wrap(text, wide - _INDENT, SMALL)
        middle = top + (SIGN + 4 - height(len(lines), SMALL)) // 2
        into = pen.link(iri, "") if iri else pen
        into.lines(lines, x + _INDENT, middle, SMALL, fill=LINK if iri else INK)
    return y + _ROW + rows * _ROW


def _samples(scene: Scene, *, muted: bool) -> Iterable[tuple[Sample, str, str]]:
    """Return what the legend explains: a sample, its name, and what it leads to, if anything."""
    words = WORDS[scene.language]
    levels = {area.level for area in scene.areas}
    for kind, link in scene.kinds.items():
        yield _kind(kind, muted=muted), link.text, link.iri
    for shown, sample, word in (
        (any(box.inferred for box in scene.boxes), _frame(PAPER, INK, INFERRED, 0), "inferred"),
        (0 in levels, _frame(BAND_FILL, BAND_LINE, "", 3), "band"),
        (1 in levels, _frame("none", LAYER_LINE, LAYERED, 3), "layer"),
        (any(flow.number for flow in scene.flows), _stream(12, unsure=False), "stream"),
        (any(not flow.number for flow in scene.flows), _stream(8, unsure=False), "unnumbered"),
        (any(flow.unsure for flow in scene.flows), _stream(12, unsure=True), "unsure"),
        (any(box.steps for box in scene.boxes), _frame(PAPER, STEP_LINE, "", 6), "step"),
    ):
        if shown:
            yield sample, words[word], ""


def _marked(marks: Marks, scene: Scene) -> Iterable[tuple[Sample, str, str]]:
    """Return what each mark on this plate means, and what has none."""
    found = (marks.find(box.node, box.iri) for box in scene.boxes)
    worn = {mark.key for mark in (*found, *(marks.find(f.iri) for f in scene.flows)) if mark}
    for key, text in marks.legend.items():
        if key in worn:
            yield _mark(marks.look(key)), text, ""
    yield _frame(PAPER, MUTED, "", 0), WORDS[scene.language]["unmarked"], ""


def _mark(look: Look) -> Sample:
    def sample(pen: Pen, x: int, y: int) -> None:
        rect = Rect(x, y, SAMPLE, SIGN + 4)
        pen.rect(rect, fill=look.fill, stroke=look.line, thick=THICK)
        bar(pen, rect, look)
        sign(pen, Rect(x + 9, y + 2, SIGN, SIGN), look)

    return sample


def _kind(kind: str, *, muted: bool) -> Sample:
    look = style(kind)
    fill, line = (PAPER, MUTED) if muted else (look.fill, look.line)

    def sample(pen: Pen, x: int, y: int) -> None:
        rect = Rect(x, y, SAMPLE, SIGN + 4)
        pen.rect(rect, fill=fill, stroke=line, dash=GROUPED * look.dashed)
        pen.sign(look.sign, x + (SAMPLE - SIGN) // 2, y + 2, line)

    return sample


def _frame(fill: str, line: str, dash: str, radius: int) -> Sample:
    def sample(pen: Pen, x: int, y: int) -> None:
        pen.rect(Rect(x, y, SAMPLE, SIGN + 4), fill=fill, stroke=line, radius=radius, dash=dash)

    return sample


def _stream(size: int, *, unsure: bool) -> Sample:
    def sample(pen: Pen, x: int, y: int) -> None:
        middle = y + SIGN // 2 + 2
        pen.path(f"M{x} {middle}L{x + SAMPLE} {middle}", stroke=INK, dash=FLOWING)
        pen.head((x, middle), (x + SAMPLE, middle), 9, INK)
        pen.badge(Rect(x + 4, middle - size // 2, size, size), "", unsure=unsure)

    return sample
