"""Plates: a view of the data as a drawing in ArchiMate notation, and nothing the data lacks.

reading (what the store says of a view: its scene) -> routes (where its lines run) -> labels (where
numbers and standards stand) -> svg (the bytes). Each is pure after the first; equal data gives
equal bytes. A view of an imported model is drawn as its maker did: given (what the store says of
it) -> wires (where its lines end) -> redraw (the bytes).
"""

from collections.abc import Callable

from server.plates import given, redraw
from server.plates.given import is_given
from server.plates.labels import place
from server.plates.reading import read
from server.plates.routes import route
from server.plates.svg import write
from server.store import Store


def draw(view: str, store: Store, link: Callable[[str], str], language: str = "nl") -> str:
    """Return the SVG of a view; `link` gives where the IRI of a box, flow or standard leads to."""
    if is_given(view, store):
        return redraw.write(given.read(view, store, language), link)
    scene = read(view, store, language)
    routes = route(scene)
    return write(scene, routes, place(scene, routes), link)
