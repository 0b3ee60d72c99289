"""Labels: where the number of a flow and its standards stand: on its line, over nothing else.

Every free spot along a line is tried; the best is the one nearest to the middle of a long stretch.
Where no spot is free (a plate drawn too tight), the least bad one is taken: nothing is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from server.plates.geometry import Point, Rect, span
from server.plates.notation import SMALL, heading, sign
from server.plates.routes import Line
from server.plates.scene import Flow, Scene
from server.plates.text import height, width, wrap

#: Height of a badge, and its least width.
BADGE_SIZE: Final = 20
#: Widest line of a label.
WIDEST: Final = 150
_GAP: Final = 3
_PACE: Final = 10
_OVER: Final = 10_000.0


@dataclass(frozen=True)
class Badge:
    """The number of a flow on one of its lines; a flow without number has a small dot."""

    flow: str
    text: str
    rect: Rect


@dataclass(frozen=True)
class Text:
    """One line of a label; `iri` is what it leads to, empty for a remark."""

    words: str
    iri: str
    caption: bool = False


@dataclass(frozen=True)
class Label:
    """What stands beside a badge: standards, what carries them, remarks; one line after another."""

    flow: str
    rect: Rect
    lines: tuple[Text, ...]


@dataclass(frozen=True)
class Placed:
    """All badges and labels of a plate."""

    badges: tuple[Badge, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class _Spot:
    badge: Rect
    label: Rect | None
    cost: float


def place(scene: Scene, lines: Sequence[Line]) -> Placed:
    """Return the badges of every stage of every flow, and one label for each flow."""
    walls = [box.rect for box in scene.boxes if not box.filled]
    walls += [heading(b.rect, b.text) for b in scene.boxes if b.filled]
    walls += [sign(box.rect) for box in scene.boxes if box.filled]
    walls += [heading(area.rect, area.text) for area in scene.areas]
    borders = [side for a in scene.areas for side in _sides(a.rect)]
    borders += [side for b in scene.boxes if b.filled for side in _sides(b.rect)]
    texts = {flow.iri: label_lines(flow) for flow in scene.flows}
    badges: list[Badge] = []
    labels: list[Label] = []

    def best(flow: Flow, stage: int, size: tuple[int, int]) -> _Spot | None:
        own = [line for line in lines if (line.flow, line.stage) == (flow.iri, stage)]
        taken = [*walls, *(b.rect for b in badges), *(label.rect for label in labels)]
        return _best(_spots(flow, own, size), taken, borders, lines)

    for flow in sorted(scene.flows, key=lambda flow: -_size(texts[flow.iri])[1]):
        stages = sorted({line.stage for line in lines if line.flow == flow.iri})
        size = _size(texts[flow.iri])
        tried = [(stage, spot) for stage in stages if (spot := best(flow, stage, size))]
        if not tried:
            continue
        labelled, spot = min(tried, key=lambda item: item[1].cost)
        badges.append(Badge(flow.iri, flow.number, spot.badge))
        if spot.label is not None:
            labels.append(Label(flow.iri, spot.label, texts[flow.iri]))
        for stage in stages:
            if stage != labelled and (spot := best(flow, stage, (0, 0))):
                badges.append(Badge(flow.iri, flow.number, spot.badge))
    return Placed(tuple(badges), tuple(labels))


def label_lines(flow: Flow) -> tuple[Text, ...]:
    """Return the lines of a flow's label; its own caption too when it has no number."""
    caption = "" if flow.number else flow.text
    found = [Text(words, flow.iri, caption=True) for words in _wrap(caption, bold=True)]
    found += [Text(words, mark.iri) for mark in flow.marks for words in _wrap(mark.text)]
    for carrier in flow.carriers:
        found += [Text(words, carrier.iri) for words in _wrap(f"over {carrier.text}")]
    return (*found, *(Text(f"({remark})", "") for remark in flow.remarks))


def _wrap(text: str, *, bold: bool = False) -> tuple[str, ...]:
    return wrap(text, WIDEST, SMALL, bold=bold)


def _size(lines: Sequence[Text]) -> tuple[int, int]:
    widest = max((width(line.words, SMALL, bold=line.caption) for line in lines), default=0)
    return (widest + 4, height(len(lines), SMALL)) if lines else (0, 0)


def _sides(rect: Rect) -> tuple[Rect, ...]:
    corners = (
        (rect.x, rect.y),
        (rect.right, rect.y),
        (rect.right, rect.bottom),
        (rect.x, rect.bottom),
    )
    return tuple(span(a, b) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True))


def _spots(flow: Flow, lines: Sequence[Line], size: tuple[int, int]) -> Iterator[_Spot]:
    """Try every place of a badge along the lines of a stage, with the label on each side of it."""
    wide = max(BADGE_SIZE, width(flow.number, SMALL, bold=True) + 8) if flow.number else 10
    high = BADGE_SIZE if flow.number else 10
    for rank, line in enumerate(lines):
        for a, b in pairwise(line.points):
            length = abs(a[0] - b[0]) + abs(a[1] - b[1])
            for x, y, off in _along(a, b):
                badge = Rect(x - wide // 2, y - high // 2, wide, high)
                cost = off + 60 / (1 + length / 40) + 20 * rank
                if not size[0]:
                    yield _Spot(badge, None, cost)
                    continue
                for label, more in _beside(badge, size, across=a[1] == b[1]):
                    yield _Spot(badge, label, cost + more)


def _along(a: Point, b: Point) -> Iterator[tuple[int, int, float]]:
    """Return points between two ends, with how far each is from the middle."""
    dx, dy = (b[0] > a[0]) - (b[0] < a[0]), (b[1] > a[1]) - (b[1] < a[1])
    length = abs(a[0] - b[0]) + abs(a[1] - b[1])
    for way in range(0, length + 1, _PACE):
        yield a[0] + dx * way, a[1] + dy * way, abs(way - length / 2) / 10


def _beside(badge: Rect, size: tuple[int, int], *, across: bool) -> Iterator[tuple[Rect, float]]:
    wide, high = size
    middle, below = badge.x + badge.width // 2, badge.bottom + _GAP
    above = badge.y - _GAP - high
    beside = badge.y + badge.height // 2 - high // 2
    spots = {
        "below": Rect(middle - wide // 2, below, wide, high),
        "above": Rect(middle - wide // 2, above, wide, high),
        "right": Rect(badge.right + _GAP, beside, wide, high),
        "left": Rect(badge.x - _GAP - wide, beside, wide, high),
        "below right": Rect(badge.x, below, wide, high),
        "below left": Rect(badge.right - wide, below, wide, high),
        "above right": Rect(badge.x, above, wide, high),
        "above left": Rect(badge.right - wide, above, wide, high),
    }
    first = ("below", "above") if across else ("right", "left")
    for name, rect in spots.items():
        yield rect, first.index(name) if name in first else 4.0


def _best(
    spots: Iterator[_Spot], taken: Sequence[Rect], borders: Sequence[Rect], lines: Sequence[Line]
) -> _Spot | None:
    runs = [span(a, b).grown(3) for line in lines for a, b in pairwise(line.points)]
    best: _Spot | None = None
    for spot in sorted(spots, key=lambda s: s.cost):
        if best is not None and spot.cost >= best.cost:
            break
        badge, label = spot.badge.grown(2), spot.label
        cost = spot.cost + _OVER * sum(badge.overlaps(rect) for rect in taken)
        # Its own line runs under the badge; every other run there would be hidden.
        cost += _OVER * max(0, sum(badge.overlaps(run) for run in runs) - 1)
        cost += 15 * sum(badge.overlaps(border) for border in borders)
        if label is not None:
            wide = label.grown(2)
            cost += _OVER * sum(wide.overlaps(rect) for rect in taken)
            cost += _OVER * sum(label.overlaps(run) for run in runs)
            cost += 15 * sum(label.overlaps(border.grown(1)) for border in borders)
        if best is None or cost < best.cost:
            best = _Spot(spot.badge, label, cost)
    return best
