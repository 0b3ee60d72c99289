"""Wires: where the lines of a drawing by somebody else begin and end, and their tips; pure."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final

from server.plates.geometry import Point, Rect
from server.plates.given import Part, Wire

#: Length of a tip, and half its width.
TIP: Final = 9
_HALF: Final = 4


def paths(parts: Sequence[Part], wires: Sequence[Wire]) -> dict[str, tuple[Point, ...]]:
    """Return the corners of each line by its address, from border to border."""
    rects = {part.iri: part.rect for part in parts}
    found: dict[str, tuple[Point, ...]] = {}
    for wire in wires:
        ends = [_place(end, rects, found) for end in (wire.start, wire.end)]
        found[wire.iri] = _path(ends[0], wire.bends, ends[1])
    return found


def middle(points: Sequence[Point]) -> Point:
    """Return the point half way along a line."""
    left = sum(math.dist(a, b) for a, b in pairwise(points)) / 2
    for a, b in pairwise(points):
        length = math.dist(a, b)
        if length and left <= length:
            share = left / length
            return round(a[0] + (b[0] - a[0]) * share), round(a[1] + (b[1] - a[1]) * share)
        left -= length
    return points[-1]


def tip(shape: str, start: Point, end: Point) -> tuple[Point, ...]:
    """Return the corners of a tip at `end` of a line that comes from `start`."""
    length = math.dist(start, end) or 1.0
    along = ((end[0] - start[0]) / length, (end[1] - start[1]) / length)

    def at(back: float, aside: float) -> Point:
        x = end[0] - along[0] * back - along[1] * aside
        y = end[1] - along[1] * back + along[0] * aside
        return round(x), round(y)

    left, right = at(TIP, _HALF), at(TIP, -_HALF)
    if shape in {"diamond", "block"}:
        return end, left, at(2 * TIP, 0), right
    return (left, end) if shape == "half" else (left, end, right)


def _place(end: str, rects: Mapping[str, Rect], found: Mapping[str, tuple[Point, ...]]) -> Rect:
    """Return where a line ends: a box, or the middle of another line."""
    if end in rects:
        return rects[end]
    return Rect(*middle(found[end]), 0, 0)


def _path(start: Rect, bends: Sequence[Point], end: Rect) -> tuple[Point, ...]:
    if not bends:
        first, last = _between(start, end)
        return _border(start, last), _border(end, first)
    return _border(start, bends[0]), *bends, _border(end, bends[-1])


def _between(start: Rect, end: Rect) -> tuple[Point, Point]:
    """Return two points to aim from and to: straight across or down where the boxes allow."""
    left, right = max(start.x, end.x), min(start.right, end.right)
    if left <= right:
        x = (left + right) // 2
        return (x, start.y + start.height // 2), (x, end.y + end.height // 2)
    top, bottom = max(start.y, end.y), min(start.bottom, end.bottom)
    if top <= bottom:
        y = (top + bottom) // 2
        return (start.x + start.width // 2, y), (end.x + end.width // 2, y)
    return _centre(start), _centre(end)


def _centre(rect: Rect) -> Point:
    return rect.x + rect.width // 2, rect.y + rect.height // 2


def _border(rect: Rect, towards: Point) -> Point:
    """Return where a line to a point leaves a box: straight where it can, else from its middle."""
    x, y = towards
    if rect.x <= x <= rect.right:
        return x, (rect.bottom if y > rect.y + rect.height // 2 else rect.y)
    if rect.y <= y <= rect.bottom:
        return (rect.right if x > rect.x + rect.width // 2 else rect.x), y
    middle_x, middle_y = _centre(rect)
    dx, dy = x - middle_x, y - middle_y
    share = min(rect.width / 2 / abs(dx), rect.height / 2 / abs(dy))
    return round(middle_x + dx * share), round(middle_y + dy * share)
