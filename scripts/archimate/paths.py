"""Paths: where the line of a flow runs past all its stops, from the lines of a plate; pure.

A plate draws a line for each stretch of a flow, some of which join another; a connection is one
line from its start to its end.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from scripts.archimate.model import Point
from server.plates import geometry
from server.plates.routes import Line


def path(lines: Sequence[Line], stops: Sequence[str]) -> list[Point]:
    """Return where a line runs past all its stops, and through the boxes on the way."""
    points: list[geometry.Point] = []
    for stage, (start, end) in enumerate(pairwise(stops)):
        leg = _leg([line for line in lines if line.stage == stage], start, end)
        points += [*_through(points[-2:], leg[:2]), *leg]
    # The format has no places above or left of the view, where lines may go round.
    return _corners([Point(max(0, x), max(0, y)) for x, y in points])


def _through(
    before: Sequence[geometry.Point], after: Sequence[geometry.Point]
) -> list[geometry.Point]:
    """Return the corners inside a box that a line enters and leaves, away from its border."""
    if len(before) < 2 or len(after) < 2:
        return []
    (_, y), (left, top) = before
    (right, bottom), (_, end) = after
    level, leaves_level = y == top, bottom == end
    if level and leaves_level:
        middle = (left + right) // 2
        return [(middle, top), (middle, bottom)]
    if not level and not leaves_level:
        middle = (top + bottom) // 2
        return [(left, middle), (right, middle)]
    return [(right, top) if level else (left, bottom)]


def _corners(points: Sequence[Point]) -> list[Point]:
    """Return a path without the points that it runs straight through."""
    found: list[Point] = []
    for point in points:
        while len(found) > 1 and (
            found[-2].x == found[-1].x == point.x or found[-2].y == found[-1].y == point.y
        ):
            found.pop()
        if point not in found[-1:]:
            found.append(point)
    return found


def _leg(lines: Sequence[Line], start: str, end: str) -> list[geometry.Point]:
    """Return where one stretch runs; one that joins another follows that to its end."""
    own = [line for line in lines if line.start == start and line.end == end]
    if own:
        return list(own[0].points)
    leaving = [line for line in lines if line.start == start and line.end is None]
    if leaving:
        at, others = leaving[0].points[-1], [line for line in lines if line is not leaving[0]]
        return [*leaving[0].points, *_after(others, at, end)]
    arriving = [line for line in lines if line.end == end and line.start is None]
    if arriving:
        back = [replace(line, points=line.points[::-1], start=line.end, end=line.start)
                for line in lines if line is not arriving[0]]  # fmt: skip
        return [*_after(back, arriving[0].points[0], start)[::-1], *arriving[0].points]
    return []


def _after(lines: Sequence[Line], at: geometry.Point, end: str) -> list[geometry.Point]:
    """Return the corners of the line that passes `at`, from there to its end."""
    for line in sorted(lines, key=lambda line: line.end != end):
        for number, (a, b) in enumerate(pairwise(line.points)):
            if min(a[0], b[0]) <= at[0] <= max(a[0], b[0]) and (
                min(a[1], b[1]) <= at[1] <= max(a[1], b[1])
            ):
                return list(line.points[number + 1 :])
    return []
