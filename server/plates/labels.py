"""Labels: where the number of a flow and its standards stand: on its line, over nothing else.

Every free spot along a line is tried; the best is the one nearest to the middle of a long stretch.
Where no spot is free (a plate drawn too tight), the least bad one is taken: nothing is left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from server.plates.geometry import Point, Rect, span
from server.plates.notation import SMALL, corner, heading, sign
from server.plates.routes import Line
from server.plates.scene import Flow, Scene
from server.plates.text import height, width, wrap

#: Height of a badge, and its least width.
BADGE_SIZE: Final = 20
#: Size of what stands for a number that a flow does not have.
DOT_SIZE: Final = 10
#: Widest line of a label.
WIDEST: Final = 150
_GAP: Final = 3
#: From a line to a label that stands along it.
_LINE: Final = 5
#: From one spot along a line to the next.
_PACE: Final = 10
#: What it costs to cover something, and to stand on a stretch that stays inside a band.
_OVER: Final = 10_000.0
_INWARD: Final = 200.0


@dataclass(frozen=True)
class Badge:
    """The number of a flow on one of its lines; a flow without number has a small dot."""

    flow: str
    text: str
    rect: Rect


@dataclass(frozen=True)
class Text:
    """A part of a label, over one or more lines; `iri` is what it leads to, empty for a remark."""

    lines: tuple[str, ...]
    iri: str
    caption: bool = False


@dataclass(frozen=True)
class Label:
    """What stands beside a badge: standards, what carries them, remarks; one part after another.

    It needs a `ground` where a border would run through its text.
    """

    flow: str
    rect: Rect
    parts: tuple[Text, ...]
    ground: bool


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
    """Return the badges of every line of every flow, and one label for each flow."""
    walls = [box.rect for box in scene.boxes if not box.filled]
    walls += [heading(b.rect, b.text) for b in scene.boxes if b.filled]
    walls += [sign(box.rect) for box in scene.boxes if box.filled]
    walls += [heading(area.rect, area.text) for area in scene.areas]
    # With or without marks a plate is the same: their signs have room on either.
    walls += [corner(box.rect, headed=True) for box in scene.boxes if box.headed]
    borders = [side for a in scene.areas for side in _sides(a.rect)]
    borders += [side for b in scene.boxes if b.filled for side in _sides(b.rect)]
    texts = {flow.iri: label_parts(flow) for flow in scene.flows}
    badges: list[Badge] = []
    labels: list[Label] = []

    def best(flow: Flow, line: Line, size: tuple[int, int]) -> _Spot | None:
        taken = [*walls, *(b.rect for b in badges), *(label.rect for label in labels)]
        return _best(_spots(flow, line, size), taken, borders, lines)

    for flow in sorted(scene.flows, key=lambda flow: -_size(texts[flow.iri])[1]):
        # A line that joins another is part of it to the eye; each of the others has its number.
        own = [line for line in lines if line.flow == flow.iri and line.start and line.end]
        size = _size(texts[flow.iri])
        tried = [(line, spot) for line in own if (spot := best(flow, line, size))]
        if not tried:
            continue
        # Standards are agreed between organisations: they stand where the flow leaves one.
        outward = _outward(scene, flow)
        labelled, spot = min(tried, key=lambda t: t[1].cost + _INWARD * (t[0].stage not in outward))
        badges.append(Badge(flow.iri, flow.number, spot.badge))
        if spot.label is not None:
            ground = any(spot.label.overlaps(border.grown(1)) for border in borders)
            labels.append(Label(flow.iri, spot.label, texts[flow.iri], ground))
        for line in own:
            if line != labelled and (spot := best(flow, line, (0, 0))):
                badges.append(Badge(flow.iri, flow.number, spot.badge))
    return Placed(tuple(badges), tuple(labels))


def badge_width(number: str) -> int:
    """Return how wide the badge of a number is."""
    return max(BADGE_SIZE, width(number, SMALL, bold=True) + 8)


def label_parts(flow: Flow) -> tuple[Text, ...]:
    """Return the parts of a flow's label; its own caption too when it has no number."""
    found = []
    if not flow.number:
        found.append(Text(wrap(flow.text, WIDEST, SMALL, bold=True), flow.iri, caption=True))
    for use in flow.uses:
        doubt = " ???" if use.open else ""
        found += [Text(_wrap(mark.text + doubt), mark.iri) for mark in use.standards]
        found += [Text(_wrap(f"over {carrier.text}"), carrier.iri) for carrier in use.carriers]
    return (*found, *(Text((f"({remark})",), "") for remark in flow.remarks))


def _wrap(text: str) -> tuple[str, ...]:
    return wrap(text, WIDEST, SMALL)


def _size(parts: Sequence[Text]) -> tuple[int, int]:
    lines = [(line, part.caption) for part in parts for line in part.lines]
    widest = max((width(line, SMALL, bold=bold) for line, bold in lines), default=0)
    return (widest + 4, height(len(lines), SMALL)) if lines else (0, 0)


def _outward(scene: Scene, flow: Flow) -> set[int]:
    """Return the stages of a flow that lead from one band to another."""
    bands = [area for area in scene.areas if not area.level]
    own = {
        box.node: {band.iri for band in bands if box.rect.inside(band.rect)} for box in scene.boxes
    }
    return {
        number
        for number, (starts, ends) in enumerate(flow.stages)
        if any(own[start] != own[end] for start in starts for end in ends)
    }


def _sides(rect: Rect) -> tuple[Rect, ...]:
    corners = (
        (rect.x, rect.y),
        (rect.right, rect.y),
        (rect.right, rect.bottom),
        (rect.x, rect.bottom),
    )
    return tuple(span(a, b) for a, b in zip(corners, (*corners[1:], corners[0]), strict=True))


def _spots(flow: Flow, line: Line, size: tuple[int, int]) -> Iterator[_Spot]:
    """Try every place of a badge along a line, with the label on each side of it."""
    wide = badge_width(flow.number) if flow.number else DOT_SIZE
    high = BADGE_SIZE if flow.number else DOT_SIZE
    for a, b in pairwise(line.points):
        length = abs(a[0] - b[0]) + abs(a[1] - b[1])
        for x, y, off in _along(a, b):
            badge = Rect(x - wide // 2, y - high // 2, wide, high)
            cost = off + 60 / (1 + length / 40)
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
    """Return the places of a label around a badge, and what each costs; close to it is best."""
    wide, high = size
    x, y = badge.x + badge.width // 2, badge.y + badge.height // 2
    above, below = badge.y - _GAP - high, badge.bottom + _GAP
    before, after = badge.x - _GAP - wide, badge.right + _GAP
    near = (
        [(x - wide // 2, below), (x - wide // 2, above)]
        if across
        else [(after, y - high // 2), (before, y - high // 2)]
    )
    # Beside the badge and along its line, for a channel that is narrow.
    along = (
        [(side, level) for side in (after, before) for level in (y + _LINE, y - _LINE - high)]
        if across
        else [(side, level) for side in (x + _LINE, x - _LINE - wide) for level in (below, above)]
    )
    shifted = [(side, level) for side in (badge.x, badge.right - wide) for level in (below, above)]
    for cost, corners in enumerate((near, along, shifted)):
        for rank, (left, top) in enumerate(corners):
            yield Rect(left, top, wide, high), 3.0 * cost + rank


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
            cost += 15 * sum(label.overlaps(border.grown(2)) for border in borders)
        if best is None or cost < best.cost:
            best = _Spot(spot.badge, label, cost)
    return best
