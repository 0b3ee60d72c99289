"""Plates: a view of the data as a drawing in ArchiMate notation, and nothing the data lacks.

scene (what the store says of a view) -> routes (where its lines run) -> labels (where numbers and
standards stand) -> svg (the bytes). Each is pure after the first; equal data gives equal bytes.
"""

from collections.abc import Callable

from server.plates.labels import place
from server.plates.routes import route
from server.plates.scene import read
from server.plates.svg import write
from server.store import Store


def draw(view: str, store: Store, link: Callable[[str], str], language: str = "nl") -> str:
    """Return the SVG of a view; `link` gives where the IRI of a box, flow or standard leads to."""
    scene = read(view, store, language)
    routes = route(scene)
    return write(scene, routes, place(scene, routes), link)
