"""Beside: where an element and its neighbours stand: senders on its left, receivers on its right.

Each row of a neighbour is one straight line to the element, which is as high as they need: no line
bends or crosses another, whatever their number. Who both sends and receives stands on the side with
the fewest rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.plates.geometry import PADDING, Rect
from server.plates.labels import BADGE_SIZE, DOT_SIZE, badge_width
from server.plates.names import broad, least
from server.plates.neighbours import Row
from server.plates.notation import SMALL
from server.plates.scene import Flow
from server.plates.text import height, width

#: Between one neighbour and the next, and between the numbers on a row.
_GAP: Final = 20
_BETWEEN: Final = 6
#: Least size of a box.
_WIDE: Final = 160
_HIGH: Final = 60
#: From either end of a line to what stands on it: room for an arrowhead.
_APPROACH: Final = 24


@dataclass(frozen=True)
class Line:
    """A row where it stands: `y` is that of its line, from the side of a box to the element."""

    row: Row
    y: int
    badges: tuple[tuple[Flow, Rect], ...]
    label: Rect


@dataclass(frozen=True)
class Side:
    """A neighbour where it stands, with its lines."""

    element: str
    rect: Rect
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Layout:
    """Where everything stands: the element in the middle, its neighbours beside it."""

    centre: Rect
    left: tuple[Side, ...]
    right: tuple[Side, ...]


def lay(element: str, rows: Mapping[str, tuple[Row, ...]], names: Mapping[str, str]) -> Layout:
    """Return where an element and its neighbours stand, for the names of all of them."""
    wide = max(_WIDE, *(broad(names[iri]) for iri in (element, *rows)))
    sides = _sides(rows)
    highs = [sum(_high(rows[iri], names[iri], wide) + _GAP for iri in side) for side in sides]
    high = max(least(names[element], wide), *(total - _GAP for total in highs))
    before, after = (
        max((_channel(row) for iri in side for row in rows[iri]), default=0) for side in sides
    )
    middle = wide + before if sides[0] else 0
    centre = Rect(middle, 0, wide, high)
    places = ((0, wide, before), (centre.right + after, centre.right, after))
    left, right = (
        _column(side, rows, names, Rect(x, (high - total + _GAP) // 2, wide, 0), start, channel)
        for side, total, (x, start, channel) in zip(sides, highs, places, strict=True)
    )
    return Layout(centre, left, right)


def _column(  # noqa: PLR0913, PLR0917 (who, what of them, and where)
    side: Sequence[str],
    rows: Mapping[str, tuple[Row, ...]],
    names: Mapping[str, str],
    top: Rect,
    start: int,
    channel: int,
) -> tuple[Side, ...]:
    """Return neighbours one under another from `top`; their lines run in a channel beside."""
    found = []
    y = top.y
    for iri in side:
        rect = Rect(top.x, y, top.width, _high(rows[iri], names[iri], top.width))
        found.append(Side(iri, rect, _lines(rows[iri], rect, start, channel)))
        y = rect.bottom + _GAP
    return tuple(found)


def _sides(rows: Mapping[str, tuple[Row, ...]]) -> tuple[list[str], list[str]]:
    """Return who stands on the left and who on the right."""
    left = [iri for iri, found in rows.items() if not any(row.outward for row in found)
            and any(row.inward for row in found)]  # fmt: skip
    right = [iri for iri, found in rows.items() if not any(row.inward for row in found)
             and any(row.outward for row in found)]  # fmt: skip
    sizes = [sum(len(rows[iri]) for iri in side) for side in (left, right)]
    for iri in rows:
        if iri not in (*left, *right):
            to = 0 if sizes[0] < sizes[1] else 1
            (left, right)[to].append(iri)
            sizes[to] += len(rows[iri])
    return left, right


def _high(rows: Sequence[Row], text: str, wide: int) -> int:
    return max(least(text, wide), sum(_row_high(row) for row in rows))


def _row_high(row: Row) -> int:
    return BADGE_SIZE + 2 * PADDING + _label(row)[1]


def _label(row: Row) -> tuple[int, int]:
    lines = [(line, part.caption) for part in row.parts for line in part.lines]
    widest = max((width(line, SMALL, bold=bold) for line, bold in lines), default=0)
    return widest, height(len(lines), SMALL)


def _numbers(row: Row) -> list[int]:
    return [badge_width(flow.number) if flow.number else DOT_SIZE for flow in row.flows]


def _channel(row: Row) -> int:
    numbers = _numbers(row)
    across = sum(numbers) + _BETWEEN * (len(numbers) - 1)
    return max(across, _label(row)[0]) + 2 * _APPROACH


def _lines(rows: Sequence[Row], rect: Rect, start: int, channel: int) -> tuple[Line, ...]:
    """Return the rows of a neighbour one under another, in the middle of its side."""
    y = rect.y + (rect.height - sum(_row_high(row) for row in rows)) // 2
    middle = start + channel // 2
    found = []
    for row in rows:
        at = y + PADDING + BADGE_SIZE // 2
        numbers = _numbers(row)
        x = middle - (sum(numbers) + _BETWEEN * (len(numbers) - 1)) // 2
        badges = []
        for flow, wide in zip(row.flows, numbers, strict=True):
            high = BADGE_SIZE if flow.number else DOT_SIZE
            badges.append((flow, Rect(x, at - high // 2, wide, high)))
            x += wide + _BETWEEN
        wide, high = _label(row)
        label = Rect(middle - wide // 2, at + BADGE_SIZE // 2 + 2, wide, high)
        found.append(Line(row, at, tuple(badges), label))
        y += _row_high(row)
    return tuple(found)
