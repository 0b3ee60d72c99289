"""Trail: where a thing stands: the collection it is found in, then all that it is part of.

Breadcrumbs follow the model: they are read from the data, never written out.
"""

from typing import Final

from server.app.pages import parts
from server.app.pages.view import Value, View
from server.namespaces import gemma
from server.rdf.terms import NamedNode
from server.store import Store
from server.uris import collection_of

#: What leads from a thing to what it belongs to, in the order in which it is tried.
_UP: Final = (
    "implicationOf", "itemOf", "partOf", "flowOf", "stepOf", "nodeOf", "areaOf", "noteOf",
    "useOf", "versionOf", "subpartOf", "partOfDocument",
)  # fmt: skip
#: Deeper than any chain in the data.
_DEPTH: Final = 8


def above(view: View, store: Store) -> list[Value]:
    """Return what a thing is part of, outermost first; of several parents the first by name."""
    return [view.link(iri) for iri in chain(view.about, store)]


def crumbs(view: View, store: Store) -> list[parts.Link]:
    """Return the links that lead to the page of a thing: a collection, and all above the thing."""
    up = chain(view.about, store)
    found = collection_of(store.base, up[0] if up else view.about)
    first = [parts.collection(found, view.reader)] if found else []
    return first + [
        parts.Link(up.href, up.text, lang=up.lang) for up in above(view, store) if up.href
    ]


def chain(iri: str, store: Store) -> list[str]:
    """Return the addresses of what a thing is part of, outermost first; a circle is cut."""
    found: list[str] = []
    while len(found) < _DEPTH and (iri := _parent(iri, store)) and iri not in found:
        found.insert(0, iri)
    return found


def _parent(iri: str, store: Store) -> str:
    ours = gemma(store.base)
    named = (
        term.value
        for name in _UP
        for term in store.objects(iri, ours + name)
        if isinstance(term, NamedNode)
    )
    return next(named, "")
