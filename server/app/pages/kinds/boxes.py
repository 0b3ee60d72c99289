"""Boxes: the page of a box, an area or a note of a view: where it stands, and what it shows."""

from collections.abc import Sequence
from typing import Final

from server import plates
from server.app.pages.kinds import flows
from server.app.pages.kinds.reading import links, pointing, text, things
from server.app.pages.language import Said, pick
from server.app.pages.parts import leads
from server.app.pages.view import View
from server.namespaces import SKOS
from server.plates.geometry import Rect
from server.plates.marks import Mark, Marks
from server.plates.reading import Reader
from server.plates.svg import write
from server.store import Store

_HERE: Final[Said] = ("Dit vak", "This box")
_MARK: Final = "here"
#: What is drawn around a box: the largest that it stands in, up to this, else so much around it.
_WIDTH: Final = 1_000
_HEIGHT: Final = 700
_AROUND: Final = 200


def node(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a box: its view with the box marked, its element and the flows to it."""
    shown = things(view.about, "represents", store)
    on = things(view.about, "nodeOf", store)
    definitions = (text(iri, SKOS + "definition", view, store) for iri in shown)
    spoken = view.reader.language
    room = _room(view.about, Reader(store, spoken))
    marks = Marks({view.about: Mark(_MARK)}, {_MARK: pick(_HERE, spoken)})
    return {
        "where": tuple(view.link(iri) for iri in on),
        "plate": _drawn(on, room, view, store, marks),
        "shown": links(view.about, "represents", view, store),
        "definitions": tuple(filter(None, definitions)),
        "around": links(view.about, "parentNode", view, store),
        "inside": [view.link(iri) for iri in pointing(view.about, "parentNode", store)],
        "flows": [
            flows.flow(iri, view, store)
            for iri in flows.touching(shown, store)
            if {*on} & {*things(iri, "flowOf", store)}
        ],
    }


def area(view: View, store: Store) -> dict[str, object]:
    """Tell the page of an area: that part of its view, and what stands on it."""
    reader = Reader(store, view.reader.language)
    room = reader.rect(view.about)
    on = things(view.about, "areaOf", store)
    boxes = [
        iri
        for plate in on
        for iri in pointing(plate, "nodeOf", store)
        if room and (box := reader.rect(iri)) and box.inside(room)
    ]
    return {
        "where": tuple(view.link(iri) for iri in on),
        "plate": _drawn(on, room, view, store),
        "shown": links(view.about, "shows", view, store),
        "around": (),
        "inside": [link for iri in boxes for link in links(iri, "represents", view, store)],
        "flows": (),
    }


def note(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a note: on which view it stands, what is printed, the standards it names."""
    return {
        "where": links(view.about, "noteOf", view, store),
        "printed": text(view.about, "sourceLabel", view, store),
        "uses": flows.uses(view.about, view, store),
        "certainty": links(view.about, "certainty", view, store),
    }


def _room(node: str, reader: Reader) -> Rect | None:
    """Return the part of a view to draw around a box; None where the data does not place it."""
    found = reader.rect(node)
    if not found:
        return None
    room, seen = found.grown(_AROUND), {node}
    while (above := next(iter(reader.iris(node, "parentNode")), "")) and above not in seen:
        seen.add(above)
        node, outer = above, reader.rect(above)
        if not outer or outer.width > _WIDTH or outer.height > _HEIGHT:
            break
        room = outer
    return room


def _drawn(
    on: Sequence[str], room: Rect | None, view: View, store: Store, marks: Marks | None = None
) -> str:
    """Return the drawing of a part of the view that something stands on, empty without one."""
    if not on or not room:
        return ""
    drawing = plates.part(on[0], room, store, view.reader.language)
    return write(drawing, leads(store.base, view.reader), marks)
