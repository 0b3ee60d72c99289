"""Plates: a view of the data as a drawing in ArchiMate notation, and nothing the data lacks.

reading (what the store says of a view: its scene) -> routes (where its lines run) -> labels (where
numbers and standards stand) -> svg (the bytes). Each is pure after the first; equal data gives
equal bytes. A view of an imported model is drawn as its maker did: given (what the store says of
it) -> wires (where its lines end) -> redraw (the bytes).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final
from weakref import WeakKeyDictionary

from server.plates import given, redraw
from server.plates.geometry import Rect
from server.plates.given import is_given
from server.plates.labels import Placed, place
from server.plates.marks import Marks
from server.plates.reading import read
from server.plates.routes import route
from server.plates.svg import Drawing, write
from server.plates.words import WORDS
from server.store import Store


def draw(
    view: str,
    store: Store,
    link: Callable[[str], str],
    language: str = "nl",
    marks: Marks | None = None,
) -> str:
    """Return the SVG of a view; `link` gives where the IRI of a box, flow or standard leads to.

    With `marks` those things stand out, the others are muted, and the legend says what marks mean.
    """
    if is_given(view, store):
        return redraw.write(given.read(view, store, language), link)
    return write(lay(view, store, language), link, marks)


def part(view: str, room: Rect, store: Store, language: str = "nl") -> Drawing:
    """Return what lies whole within a part of a view, to be written: boxes and areas, no flows."""
    scene = read(view, store, language)
    boxes = tuple(box for box in scene.boxes if box.rect.inside(room))
    there = {box.kind for box in boxes}
    shown = replace(
        scene,
        about=WORDS[language]["part about"].format(len(boxes)),
        areas=tuple(area for area in scene.areas if area.rect.inside(room)),
        boxes=boxes,
        flows=(),
        notes=(),
        kinds={kind: called for kind, called in scene.kinds.items() if kind in there},
    )
    return Drawing(shown, (), Placed((), ()))


def lay(view: str, store: Store, language: str = "nl") -> Drawing:
    """Return the drawing of a view, to be written more than once with other marks.

    Where lines run takes most of the time, and each flow of a view has a page with its plate: so it
    is laid out once for as long as its release is open.
    """
    laid = _LAID.setdefault(store, {})
    if (view, language) not in laid:
        scene = read(view, store, language)
        lines = route(scene)
        laid[view, language] = Drawing(scene, lines, place(scene, lines))
    return laid[view, language]


#: There are as many as there are views.
_LAID: Final[WeakKeyDictionary[Store, dict[tuple[str, str], Drawing]]] = WeakKeyDictionary()
