"""Within: a small plate of an element with all that is part of it, nested as the data says.

What has no parts stands in rows; below it come the parts that have some, each as wide as there is
room for. Every box is as large as its words and what is in it need.
"""

from collections.abc import Callable
from dataclasses import dataclass
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

#: Boxes beside each other at the most, and the least size of one.
_COLUMNS: Final = 4
_WIDE: Final = 160
_HIGH: Final = 60
_GAP: Final = 20
#: Deeper than any nesting in the data; a circle ends there.
_DEPTH: Final = 8


@dataclass(frozen=True)
class _Part:
    element: str
    text: str
    parts: tuple["_Part", ...]


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
    count = min(_COLUMNS, max(2, len(whole.parts)))
    boxes = _place(whole, Rect(0, 0, count * (wide + _GAP) + _GAP, 0), wide, None, reader)
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


def _place(part: _Part, room: Rect, wide: int, parent: Box | None, reader: Reader) -> list[Box]:
    """Return the boxes of a part from the top of `room`, as wide as it; the part itself first."""
    depth = parent.depth + 1 if parent else 0
    kind = reader.kind(part.element)

    def box(rect: Rect) -> Box:
        return Box(
            part.element, part.element, part.text, "", kind, False, rect,
            parent.node if parent else None, depth, bool(part.parts), (),
        )  # fmt: skip

    if not part.parts:
        return [box(room)]
    own = box(room)
    head = height(len(heading_lines(room, part.text)), AREA)
    y = room.y + 2 * PADDING + head + PADDING
    found: list[Box] = []
    leaves = [p for p in part.parts if not p.parts]
    columns = max(1, (room.width - _GAP) // (wide + _GAP))
    for start in range(0, len(leaves), columns):
        row = leaves[start : start + columns]
        high = max(least(leaf.text, wide) for leaf in row)
        for number, leaf in enumerate(row):
            rect = Rect(room.x + _GAP + number * (wide + _GAP), y, wide, high)
            found += _place(leaf, rect, wide, own, reader)
        y += high + _GAP
    for inner in part.parts:
        if inner.parts:
            rect = Rect(room.x + _GAP, y, room.width - 2 * _GAP, 0)
            nested = _place(inner, rect, wide, own, reader)
            found += nested
            y = nested[0].rect.bottom + _GAP
    return [box(Rect(room.x, room.y, room.width, y - room.y)), *found]
