"""Views: the page of a view of a model, as its maker drew it, and of each part of its drawing.

What the drawing shows stands below it as tables. A large drawing is a picture, which leads to the
drawing itself, in which everything is a link: in the page it would weigh more than all the rest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server import plates
from server.app.pages.kinds.modelled.reading import Thing, facts, own, thing, trails
from server.app.pages.kinds.modelled.sentences import Relation, named, relation
from server.app.pages.kinds.reading import links, text, things
from server.app.pages.kinds.views import drawing_file
from server.app.pages.parts import leads
from server.app.pages.view import Value, View
from server.namespaces import DCT, FOAF, SKOS_PREF_LABEL, gemma
from server.rdf.terms import NamedNode
from server.store import Store
from server.uris import document_path

#: The most boxes and lines of a drawing that stands in a page: some 100 kB.
_INSIDE: Final = 300
_FACTS: Final = ("viewpoint", FOAF + "page", DCT + "identifier")
#: What ties a view to the parts of its drawing -> what ties those to it.
_DRAWN: Final = {
    "hasNode": "nodeOf",
    "hasArea": "areaOf",
    "hasNote": "noteOf",
    "hasConnection": "connectionOf",
}
#: What a part of a drawing shows, and what a line runs between.
_SHOWS: Final = ("represents", "showsRelationship", "labelOf")
_ENDS: Final = ("connectionSource", "connectionTarget")
#: The most characters of the title of a note.
_TITLE: Final = 60


@dataclass(frozen=True)
class Plate:
    """The drawing of a view: in the page, or where it is too large for one, empty."""

    inside: str
    file: str


def view(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a view of a model."""
    iri = view.about
    parts = {end: _objects(iri, name, store) for name, end in _DRAWN.items()}
    notes = [text(note, SKOS_PREF_LABEL, view, store) for note in parts["noteOf"]]
    beyond = {
        plate
        for found in parts.values()
        for part in found
        for plate in _objects(part, "leadsTo", store)
    }
    return {
        "plate": _plate(view, store, sum(map(len, parts.values()))),
        "facts": facts(_FACTS, view),
        "own": own(view, store),
        "boxes": _boxes(parts["nodeOf"], view, store),
        "ties": _ties(parts["connectionOf"], view, store),
        "notes": list(dict.fromkeys(note for note in notes if note)),
        "beyond": [view.link(plate) for plate in sorted(beyond - {iri}, key=store.sort_key)],
        "folders": trails(iri, view, store),
        "told": view.rows(apart=_DRAWN),
    }


def _objects(iri: str, name: str, store: Store) -> list[str]:
    """Return the things that a thing points at by a term of ours, in no order of readers."""
    found = store.objects(iri, gemma(store.base) + name)
    return [term.value for term in found if isinstance(term, NamedNode)]


def _plate(view: View, store: Store, parts: int) -> Plate | None:
    """Return the drawing; one that was withdrawn, or is empty, has none."""
    if not parts:
        return None
    reader, svg = view.reader, ""
    if parts <= _INSIDE:
        svg = plates.draw(view.about, store, leads(store.base, reader), reader.language)
    return Plate(svg, drawing_file(document_path(store.base, view.about) or "", view))


def _boxes(nodes: Sequence[str], view: View, store: Store) -> list[Thing]:
    """Return the elements that boxes stand for, those of one type together."""
    found = {element for node in nodes for element in _objects(node, "represents", store)}
    rows = [thing(iri, view, store) for iri in found]
    return sorted(
        rows,
        key=lambda row: (
            row.type.text if row.type else "",
            row.link.text.casefold(),
            row.link.href,
        ),
    )


def _ties(lines: Sequence[str], view: View, store: Store) -> list[Relation]:
    """Return the relationships that lines stand for, each once."""
    found = {tie for line in lines for tie in _objects(line, "showsRelationship", store)}
    ties = [relation(iri, view, store) for iri in found]
    return sorted(
        ties,
        key=lambda tie: (tie.start.text.casefold(), tie.order, tie.end.text, tie.link.href),
    )


def part(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a part of a drawing: what it shows, on which view, and where on that."""
    iri = view.about
    shown = [named(shown, view, store) for name in _SHOWS for shown in things(iri, name, store)]
    words = text(iri, SKOS_PREF_LABEL, view, store)
    ends = [_called(far, view, store) for name in _ENDS for far in things(iri, name, store)]
    title = shown[0] if shown else words
    return {
        "title": Value(_short(title.text), title.lang) if title else view.title(),
        "names": (),
        "words": words,
        "shown": shown,
        "on": [link for end in _DRAWN.values() for link in links(iri, end, view, store)],
        "inside": [_called(up, view, store) for up in things(iri, "parentNode", store)],
        "beyond": links(iri, "leadsTo", view, store),
        "ends": ends,
        "place": [(view.term(name), view.all(name)) for name in ("x", "y", "width", "height")
                  if view.all(name)],
        "told": view.rows(),
    }  # fmt: skip


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _TITLE else f"{line[:_TITLE].rpartition(' ')[0] or line[:_TITLE]} …"


def _called(iri: str, view: View, store: Store) -> Value:
    """Return a part of a drawing, by the name of what it shows."""
    link = view.link(iri)
    shown = [named(shown, view, store) for name in _SHOWS for shown in things(iri, name, store)]
    return Value(shown[0].text, shown[0].lang, link.href) if shown else link
