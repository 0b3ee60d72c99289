"""Pictures: the views that an answer is about, drawn, with the flows of the answer marked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from server.app.pages.language import Said, pick
from server.app.pages.parts import leads
from server.app.pages.view import Value, View
from server.namespaces import gemma
from server.plates.marks import Mark, Marks
from server.plates.svg import write
from server.rdf.terms import NamedNode
from server.store import Store, natural

if TYPE_CHECKING:
    from server.app.site import Site

#: Plates on one page; of more the page names the rest, as each is some 30 kB.
_SHOWN: Final = 3
_MARKED: Final[Said] = ("in het antwoord", "in the answer")
#: The size that a drawing says it has.
_SIZE: Final = re.compile(r'<svg[^>]* width="([0-9]+)" height="([0-9]+)"')
#: The room that a page has for a plate at its widest, in CSS pixels.
_ROOM: Final = 1280


@dataclass(frozen=True)
class Picture:
    """A view, how many flows of the answer it has, and its drawing, if it is one of the first."""

    view: Value
    flows: int
    svg: str = ""


def of(iris: Iterable[str], site: Site, view: View) -> list[Picture]:
    """Return the views of the flows in an answer, the one with most of them first.

    Of an answer without flows, the views that it names itself, where these are few. Other things
    take no part, but stand out where a plate has them.
    """
    store, things = site.store, tuple(iris)
    flows = _flows(things, store)
    views = Counter(flows.values())
    named = [iri for iri in things if store.is_a(iri, gemma(store.base) + "View")]
    if not views and len(named) <= _SHOWN:
        views.update(dict.fromkeys(named, 0))
    order = sorted(views, key=lambda iri: (-views[iri], natural(view.link(iri).text)))
    return [
        Picture(view.link(iri), views[iri], _drawn(iri, things, site, view) if at < _SHOWN else "")
        for at, iri in enumerate(order)
    ]


def _flows(things: Iterable[str], store: Store) -> dict[str, str]:
    """Return the view of each flow among things."""
    ours = gemma(store.base)
    return {
        iri: found.value
        for iri in things
        if store.is_a(iri, ours + "Flow")
        for found in store.objects(iri, ours + "flowOf")
        if isinstance(found, NamedNode)
    }


def _drawn(iri: str, things: Iterable[str], site: Site, view: View) -> str:
    reader = view.reader
    others = {thing: Mark("found") for thing in things if thing != iri}
    marks = Marks(others, {"found": pick(_MARKED, reader.language)}) if others else None
    return write(site.drawing(iri, reader.language), leads(site.base, reader), marks)


def size(plate: str) -> tuple[int, int]:
    """Return the width and height that a drawing says it has, in CSS pixels; of another 0."""
    found = _SIZE.search(plate)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def is_wide(plate: str) -> bool:
    """Tell whether a drawing is wider than the widest page has room for."""
    return size(plate)[0] > _ROOM
