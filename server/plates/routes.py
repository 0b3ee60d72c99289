"""Routes: where the lines of a plate run: along a grid, around boxes, as short and straight as can.

Boxes lie on the odd tens of the plate (10, 30, 50 ...) and lines run over the even ones (20, 40,
60 ...), so that no line runs over a border. Each line is the cheapest path by length, bends and
crossings (A*); two flows never share a stretch, and cross at right angles only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import pairwise
from typing import Final, TypeAlias

from server.plates.geometry import Point, Rect, around, gap
from server.plates.notation import heading, sign
from server.plates.scene import Scene

#: Distance between tracks.
PITCH: Final = 20
#: Room around everything for lines that go round.
MARGIN: Final = 2 * PITCH
_BEND: Final = 3.0
_CROSSING: Final = 4.0
_CLOSE: Final = 0.5
_OFF_CENTRE: Final = 0.4

Cell: TypeAlias = tuple[int, int]
Step: TypeAlias = tuple[int, int]
_STEPS: Final[tuple[Step, ...]] = ((1, 0), (0, 1), (-1, 0), (0, -1))


@dataclass(frozen=True)
class Line:
    """One line of a flow, from border to border or to another line of the same stage.

    `stage` counts the stretches through `via`; `start` and `end` are nodes, None where it joins.
    """

    flow: str
    stage: int
    points: tuple[Point, ...]
    start: str | None
    end: str | None


@dataclass(frozen=True)
class _Leg:
    """A line to be drawn: from one node to another; a joining one ends where its stage runs."""

    flow: str
    stage: int
    start: str
    end: str
    joins: str = ""


@dataclass
class _Grid:
    """What is where: cells by track number; taken edges and cells of the lines drawn so far."""

    blocked: set[Cell]
    close: set[Cell]
    size: Rect
    edges: dict[frozenset[Cell], str] = field(default_factory=dict)
    cells: dict[Cell, dict[str, str]] = field(default_factory=dict)
    paths: dict[_Leg, tuple[list[Cell], Point, Point]] = field(default_factory=dict)


def route(scene: Scene) -> tuple[Line, ...]:
    """Return the lines of every flow whose ends are on the plate, in the order of the flows."""
    boxes = {box.node: box.rect for box in scene.boxes}
    leaves = {box.node for box in scene.boxes if not box.filled}
    stages = [
        _legs(flow.iri, number, starts, ends)
        for flow in scene.flows
        for number, (starts, ends) in enumerate(flow.stages)
        if starts and ends
    ]
    grid = _grid(scene, leaves)
    near = sorted(stages, key=lambda legs: gap(boxes[legs[0].start], boxes[legs[0].end]))
    for _ in range(2):  # the second time each line knows all others
        for legs in near:
            _erase(grid, legs)
            for leg in legs:
                _draw(grid, leg, boxes)
    return tuple(_line(grid, leg, boxes) for legs in stages for leg in legs if leg in grid.paths)


def _legs(flow: str, stage: int, starts: Sequence[str], ends: Sequence[str]) -> list[_Leg]:
    """Return the lines of one stage: one from end to end, which those of the other ends join."""
    return [
        _Leg(flow, stage, starts[0], ends[0]),
        *(_Leg(flow, stage, start, ends[0], "end") for start in starts[1:]),
        *(_Leg(flow, stage, starts[0], end, "start") for end in ends[1:]),
    ]


def _grid(scene: Scene, leaves: set[str]) -> _Grid:
    blocked: set[Cell] = set()
    close: set[Cell] = set()
    for box in scene.boxes:
        if box.node in leaves:
            blocked |= set(_cells(box.rect))
            close |= set(_cells(box.rect.grown(PITCH // 2)))
        else:
            blocked |= set(_cells(heading(box.rect, box.text))) | set(_cells(sign(box.rect)))
    for area in scene.areas:
        blocked |= set(_cells(heading(area.rect, area.text)))
    everything = around([box.rect for box in scene.boxes] + [area.rect for area in scene.areas])
    return _Grid(blocked, close - blocked, everything.grown(MARGIN))


def _cells(rect: Rect) -> Iterable[Cell]:
    for i in range(-(-rect.x // PITCH), rect.right // PITCH + 1):
        for j in range(-(-rect.y // PITCH), rect.bottom // PITCH + 1):
            yield i, j


def _ports(rect: Rect) -> Iterable[tuple[Cell, Step, Point, float]]:
    """Return the cells from which a box can be left: cell, direction, point on the border, cost."""
    columns = range(-(-(rect.x + 1) // PITCH), (rect.right - 1) // PITCH + 1)
    rows = range(-(-(rect.y + 1) // PITCH), (rect.bottom - 1) // PITCH + 1)
    for j in rows:
        off = abs(j * PITCH - rect.y - rect.height / 2) / PITCH * _OFF_CENTRE
        yield (rect.right // PITCH + 1, j), (1, 0), (rect.right, j * PITCH), off
        yield (-(-rect.x // PITCH) - 1, j), (-1, 0), (rect.x, j * PITCH), off
    for i in columns:
        off = abs(i * PITCH - rect.x - rect.width / 2) / PITCH * _OFF_CENTRE
        yield (i, rect.bottom // PITCH + 1), (0, 1), (i * PITCH, rect.bottom), off
        yield (i, -(-rect.y // PITCH) - 1), (0, -1), (i * PITCH, rect.y), off


def _draw(grid: _Grid, leg: _Leg, boxes: Mapping[str, Rect]) -> None:
    """Find the path of a leg and take its cells; a leg without a path is left out."""
    outward, inward = boxes[leg.start], boxes[leg.end]
    if leg.joins == "start":
        outward, inward = inward, outward
    inside = set(_cells(outward)) | set(_cells(inward))
    starts = [
        (cell, step, point, cost)
        for cell, step, point, cost in _ports(outward)
        if _free_port(grid, leg, cell, point)
    ]
    goals: dict[tuple[Cell, Step], tuple[float, Point]] = {}
    if leg.joins:
        for cell in _trunk(grid, leg):
            for step in _STEPS:
                goals[cell, step] = (0.0, (cell[0] * PITCH, cell[1] * PITCH))
    else:
        for cell, (dx, dy), point, cost in _ports(inward):
            if _free_port(grid, leg, cell, point):
                goals[cell, (-dx, -dy)] = (cost, point)
    found = _search(grid, leg, starts, goals, inside)
    if found is None:
        return
    cells, first, last = found
    if leg.joins == "start":
        cells, first, last = cells[::-1], last, first
    grid.paths[leg] = (cells, first, last)
    _take(grid, leg, cells, first, last)


def _free_port(grid: _Grid, leg: _Leg, cell: Cell, point: Point) -> bool:
    taken = grid.edges.get(frozenset((cell, (-point[0], -point[1]))))
    return taken in (None, _name(leg)) and cell not in grid.blocked


def _trunk(grid: _Grid, leg: _Leg) -> set[Cell]:
    """Return the cells of the lines of the same stage, apart from those next to its boxes."""
    found: set[Cell] = set()
    for other, (cells, _, _) in grid.paths.items():
        if (other.flow, other.stage) == (leg.flow, leg.stage) and other != leg:
            found |= set(cells)
    return found


def _name(leg: _Leg) -> str:
    return f"{leg.flow} {leg.stage}"


def _search(
    grid: _Grid,
    leg: _Leg,
    starts: Sequence[tuple[Cell, Step, Point, float]],
    goals: Mapping[tuple[Cell, Step], tuple[float, Point]],
    inside: set[Cell],
) -> tuple[list[Cell], Point, Point] | None:
    """Return the cheapest path (A*, with the distance to the goals' hull as the estimate)."""
    if not goals:
        return None
    name = _name(leg)
    left, right = min(c[0] for c, _ in goals), max(c[0] for c, _ in goals)
    top, bottom = min(c[1] for c, _ in goals), max(c[1] for c, _ in goals)

    def ahead(cell: Cell) -> int:
        return max(left - cell[0], cell[0] - right, 0) + max(top - cell[1], cell[1] - bottom, 0)

    heap: list[tuple[float, float, Cell, Step]] = []
    best: dict[tuple[Cell, Step], float] = {}
    before: dict[tuple[Cell, Step], tuple[Cell, Step]] = {}
    doors: dict[tuple[Cell, Step], Point] = {}
    for cell, step, point, cost in starts:
        if cost < best.get((cell, step), float("inf")):
            best[cell, step] = cost
            doors[cell, step] = point
            heappush(heap, (cost + ahead(cell), cost, cell, step))
    end: tuple[Cell, Step] | None = None
    end_cost = float("inf")
    while heap:
        estimate, cost, cell, step = heappop(heap)
        if estimate >= end_cost:
            break
        if cost > best[cell, step]:
            continue
        crossed = bool(_crossed(grid, cell, name))
        if (cell, step) in goals and not crossed and cost + goals[cell, step][0] < end_cost:
            end, end_cost = (cell, step), cost + goals[cell, step][0]
        for target, turn, price in _moves(grid, cell, step, name, straight=crossed):
            if target in inside and (target, turn) not in goals:
                continue
            if cost + price < best.get((target, turn), float("inf")):
                best[target, turn] = cost + price
                before[target, turn] = (cell, step)
                heappush(heap, (cost + price + ahead(target), cost + price, target, turn))
    if end is None:
        return None
    states = [end]
    while states[-1] in before:
        states.append(before[states[-1]])
    return [cell for cell, _ in reversed(states)], doors[states[-1]], goals[end][1]


def _moves(
    grid: _Grid, cell: Cell, step: Step, name: str, *, straight: bool
) -> Iterable[tuple[Cell, Step, float]]:
    """Return where a line may go on from a cell, and at what price; never back."""
    for turn in (step,) if straight else _STEPS:
        target = (cell[0] + turn[0], cell[1] + turn[1])
        x, y = target[0] * PITCH, target[1] * PITCH
        within = grid.size.x <= x <= grid.size.right and grid.size.y <= y <= grid.size.bottom
        taken = frozenset((cell, target)) in grid.edges
        if turn == (-step[0], -step[1]) or not within or taken or target in grid.blocked:
            continue
        there = _crossed(grid, target, name)
        if there in ("corner", _axis(turn)):
            continue
        price = 1 + _BEND * (turn != step) + _CROSSING * bool(there)
        yield target, turn, price + _CLOSE * (target in grid.close)


def _axis(step: Step) -> str:
    return "across" if step[0] else "down"


def _crossed(grid: _Grid, cell: Cell, name: str) -> str:
    """Return how another line runs through a cell: across, down or by a corner; empty for none."""
    ways = {way for other, way in grid.cells.get(cell, {}).items() if other != name}
    if not ways:
        return ""
    return ways.pop() if len(ways) == 1 else "corner"


def _take(grid: _Grid, leg: _Leg, cells: list[Cell], first: Point, last: Point) -> None:
    name = _name(leg)
    for one, other in pairwise(cells):
        grid.edges.setdefault(frozenset((one, other)), name)
    for cell, point in ((cells[0], first), (cells[-1], last)):
        grid.edges.setdefault(frozenset((cell, (-point[0], -point[1]))), name)
    points = [first, *((i * PITCH, j * PITCH) for i, j in cells), last]
    for cell, (a, b, c) in zip(
        cells, zip(points, points[1:], points[2:], strict=False), strict=True
    ):
        straight = {a[0] == b[0] == c[0]: "down", a[1] == b[1] == c[1]: "across"}
        way = straight.get(True, "corner")
        there = grid.cells.setdefault(cell, {})
        there[name] = way if there.get(name, way) == way else "corner"


def _erase(grid: _Grid, legs: Sequence[_Leg]) -> None:
    """Take all lines of a stage away."""
    name = _name(legs[0])
    grid.edges = {edge: taken for edge, taken in grid.edges.items() if taken != name}
    for ways in grid.cells.values():
        ways.pop(name, None)
    for leg in legs:
        grid.paths.pop(leg, None)


def _line(grid: _Grid, leg: _Leg, boxes: Mapping[str, Rect]) -> Line:
    cells, first, last = grid.paths[leg]
    points = [first, *((i * PITCH, j * PITCH) for i, j in cells), last]
    kept = [points[0]]
    for a, b, c in zip(points, points[1:], points[2:], strict=False):
        if b != kept[-1] and not (a[0] == b[0] == c[0] or a[1] == b[1] == c[1]):
            kept.append(b)
    kept.append(points[-1])
    return Line(
        leg.flow,
        leg.stage,
        tuple(kept),
        None if leg.joins == "start" else leg.start,
        None if leg.joins == "end" else leg.end,
    )
