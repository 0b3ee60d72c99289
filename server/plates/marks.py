"""Marks: what stands out on a plate and why; what has no mark is muted, and still legible.

A mark shows in five ways, so that none depends on seeing colour (WCAG 2.1, 1.4.1): its fill, a
thicker border, a bar along the left side with a pattern of its own, a sign in the upper left
corner, and words in the name of the box, the number or the line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.plates.geometry import Rect
from server.plates.notation import INK, LOOKS, MUTED, PAPER, SIGN, SMALL, Look
from server.plates.pen import Pen
from server.plates.text import height

#: Of the border and the lines of what is marked, and of the bar beside it.
THICK: Final = 3.0
_BAR: Final = 4.0
#: Beyond this a sign has no room for a number.
_DIGITS: Final = 9


@dataclass(frozen=True)
class Mark:
    """What one thing is marked with: a key of the legend.

    `note` is said of it beside the words of the legend ("2 stromen"); a `count` above 1 stands in
    the place of the sign.
    """

    key: str
    note: str = ""
    count: int = 0


@dataclass(frozen=True)
class Marks:
    """The mark of each thing, by the IRI of a node, an element or a flow; and what marks mean.

    The words of the legend are in the language of the plate, and its order gives each key its look:
    the third is a hollow one, for what is missing or least sure.
    """

    of: Mapping[str, Mark]
    legend: Mapping[str, str]

    def __post_init__(self) -> None:
        """Raise `ValueError` where a mark has no words, or there are more than there are looks."""
        unknown = {mark.key for mark in self.of.values()} - self.legend.keys()
        if unknown or len(self.legend) > len(LOOKS):
            raise ValueError(f"no place in a legend of {len(LOOKS)}: {sorted(unknown)}")

    def find(self, *iris: str) -> Mark | None:
        """Return the mark of the first of these that has one."""
        return next((self.of[iri] for iri in iris if iri in self.of), None)

    def look(self, key: str) -> Look:
        """Return how a key of the legend looks."""
        return LOOKS[list(self.legend).index(key)]

    def spoken(self, mark: Mark) -> str:
        """Return a mark in words."""
        return f"{self.legend[mark.key]} ({mark.note})" if mark.note else self.legend[mark.key]


def called(name: str, marks: Marks | None, mark: Mark | None) -> str:
    """Return the name of a thing, with its mark in words if it has one."""
    return f"{name.removesuffix('.')}. {marks.spoken(mark)}" if marks and mark else name


def ink(marks: Marks | None, mark: Mark | None) -> str:
    """Return the colour of the text of a thing."""
    return MUTED if marks and not mark else INK


def bar(pen: Pen, rect: Rect, look: Look, radius: int = 0) -> None:
    """Draw the bar of a mark, along the left side of a box as far as that is straight."""
    inset = max(radius, 2)
    data = f"M{rect.x + 3} {rect.y + inset}V{rect.bottom - inset}"
    pen.path(data, stroke=look.line, dash=look.dash, thick=_BAR)


def sign(pen: Pen, rect: Rect, look: Look, count: int = 0) -> None:
    """Draw the sign of a mark, or the count of what is marked more than once."""
    if count <= 1:
        pen.sign(look.sign, rect.x, rect.y, look.line, fill=look.line)
        return
    pen.rect(rect, fill=look.line, stroke=PAPER, radius=3)
    text = str(count) if count <= _DIGITS else "+"
    top = rect.y + (rect.height - height(1, SMALL)) // 2
    pen.lines((text,), rect.x + SIGN // 2, top, SMALL, bold=True, anchor="middle", fill=PAPER)
