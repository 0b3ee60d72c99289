"""Within: a small plate of an element with all that is part of it, nested as the data says.

What has no parts stands in rows; below it, in rows too, come the parts that have some. Every box is
as large as its words and what is in it need.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from server.plates.geometry import PADDING, Rect
from server.plates.labels import Placed
from server.plates.marks import Marks
from server.plates.names import broad, least
from server.plates.notation import AREA, SIGN, SIGN_INSET, heading_lines
from server.plates.reading import Reader
from server.plates.scene import Box, Link, Scene
from server.plates.svg import Drawing, write
from server.plates.text import height
from server.plates.words import WORDS
from server.store import Store

#: Boxes beside each other at the most, and the least width of one.
_COLUMNS: Final = 4
_WIDE: Final = 160
_GAP: Final = 20
#: Deeper than any nesting in the data; a circle ends there.
_DEPTH: Final = 8


@dataclass(frozen=True)
class _Part:
    element: str
    text: str
    parts: tuple["_Part", ...]


@dataclass(frozen=True)
class _Block:
    """A part with its size, and what is in it, each at a distance from its corner."""

    part: _Part
    wide: int
    high: int
    inside: tuple[tuple[int, int, "_Block"], ...]


def within(
    element: str,
    store: Store,
    link: Callable[[str], str],
    language: str = "nl",
    marks: Marks | None = None,
) -> str:
    """Return the SVG of an element with its parts in it, empty where it has none.

    `link` gives where the IRI of a box leads to; `marks` are as on any plate.
    """
    scene = lay(element, store, language)
    empty = Drawing(scene, (), Placed((), ()))
    return write(empty, link, marks) if len(scene.boxes) > 1 else ""


def lay(element: str, store: Store, language: str) -> Scene:
    """Return an element and its parts as a scene without flows."""
    reader = Reader(store, language)
    whole = _read(element, reader, ())
    wide = max(_WIDE, _widest(whole))
    levels = _levels(whole)
    # The innermost boxes stand four beside each other, whatever they are nested in.
    room = _COLUMNS * (wide + _GAP) + _GAP + 2 * _GAP * (levels - 1)
    boxes = _boxes(_pack(whole, wide, room), 0, 0, None, reader)
    kinds = {box.kind: Link(reader.ours + box.kind, reader.kind_name(box.kind)) for box in boxes}
    about = WORDS[language]["within about"].format(len(boxes) - 1)
    title = WORDS[language]["within"].format(whole.text)
    return Scene(element, title, about, language, False, (), tuple(boxes), (), (), kinds)


def _read(element: str, reader: Reader, above: tuple[str, ...]) -> _Part:
    inside = reader.members(element, "partOf") if len(above) < _DEPTH else []
    found = tuple(
        _read(part, reader, (*above, element)) for part in inside if part not in (*above, element)
    )
    return _Part(element, reader.plain_name(element), found)


def _widest(part: _Part) -> int:
    """Return how wide every box must be, the signs beside the names of those with parts too."""
    own = broad(part.text) + (SIGN + SIGN_INSET + PADDING) * bool(part.parts)
    return max((own, *map(_widest, part.parts)))


def _levels(part: _Part) -> int:
    return 1 + max((_levels(p) for p in part.parts), default=0)


def _pack(part: _Part, wide: int, room: int) -> _Block:
    """Return a part with what is in it, no wider than `room`."""
    if not part.parts:
        return _Block(part, wide, least(part.text, wide), ())
    inner = [_pack(p, wide, room - 2 * _GAP) for p in part.parts]
    leaves = [block for block in inner if not block.part.parts]
    groups = [block for block in inner if block.part.parts]
    # As wide as the narrowest that it can be: where it is wider, its name needs no more lines.
    narrow = Rect(0, 0, inner[0].wide + 2 * _GAP, 0)
    top = PADDING + height(len(heading_lines(narrow, part.text)), AREA)
    placed: list[tuple[int, int, _Block]] = []
    y, right = top + 2 * PADDING, 0
    for blocks in (leaves, groups):
        for row in _rows(blocks, room - 2 * _GAP):
            x, high = _GAP, max(block.high for block in row)
            for block in row:
                placed.append((x, y, replace(block, high=high)))
                x += block.wide + _GAP
            right, y = max(right, x), y + high + _GAP
    return _Block(part, right, y, tuple(placed))


def _rows(blocks: Sequence[_Block], room: int) -> list[list[_Block]]:
    """Return blocks in rows that fit, in their order."""
    rows: list[list[_Block]] = []
    left = 0
    for block in blocks:
        if not rows or block.wide > left:
            rows.append([])
            left = room
        rows[-1].append(block)
        left -= block.wide + _GAP
    return rows


def _boxes(block: _Block, x: int, y: int, parent: Box | None, reader: Reader) -> list[Box]:
    """Return the box of a block at a point, then those in it."""
    part = block.part
    own = Box(
        part.element, part.element, part.text, "", reader.kind(part.element), False,
        Rect(x, y, block.wide, block.high), parent.node if parent else None,
        parent.depth + 1 if parent else 0, bool(part.parts), (),
    )  # fmt: skip
    inner = (_boxes(held, x + across, y + down, own, reader) for across, down, held in block.inside)
    return [own, *(box for found in inner for box in found)]
