"""Geometry: rectangles and points on a plate, in its own unit; y grows downwards."""

from dataclasses import dataclass
from typing import Final, TypeAlias

Point: TypeAlias = tuple[int, int]

#: Text keeps at least this far from the border of its box.
PADDING: Final = 6


@dataclass(frozen=True)
class Rect:
    """A rectangle with sides parallel to the axes."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of its right side."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The y of its lower side."""
        return self.y + self.height

    def inside(self, other: "Rect") -> bool:
        """Tell whether it lies within another; touching the border is within."""
        return (
            self.x >= other.x
            and self.y >= other.y
            and self.right <= other.right
            and self.bottom <= other.bottom
        )

    def overlaps(self, other: "Rect") -> bool:
        """Tell whether they share more than a border."""
        return (
            self.x < other.right
            and other.x < self.right
            and self.y < other.bottom
            and other.y < self.bottom
        )

    def grown(self, by: int) -> "Rect":
        """Return it with every side moved outwards."""
        return Rect(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


def span(start: Point, end: Point) -> Rect:
    """Return the rectangle that a straight horizontal or vertical line fills."""
    left, right = sorted((start[0], end[0]))
    top, bottom = sorted((start[1], end[1]))
    return Rect(left, top, right - left, bottom - top)


def gap(one: Rect, other: Rect) -> int:
    """Return how far apart two rectangles are, along the axes; 0 where they touch or overlap."""
    across = max(one.x - other.right, other.x - one.right, 0)
    return across + max(one.y - other.bottom, other.y - one.bottom, 0)


def around(rects: list[Rect]) -> Rect:
    """Return the smallest rectangle around all of them, empty for none."""
    if not rects:
        return Rect(0, 0, 0, 0)
    left, top = min(r.x for r in rects), min(r.y for r in rects)
    right, bottom = max(r.right for r in rects), max(r.bottom for r in rects)
    return Rect(left, top, right - left, bottom - top)
