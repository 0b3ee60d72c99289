"""Folders: the page of a folder of a model: what is above it, and what its maker put in it."""

from dataclasses import dataclass
from typing import Final

from server.app.pages.kinds.modelled.reading import MEMBER, Thing, cut, thing
from server.app.pages.kinds.modelled.sentences import Relation, relation
from server.app.pages.kinds.reading import things
from server.app.pages.view import Value, View
from server.store import Store
from server.uris import collection_of

#: The most relationships or elements of one folder that its page shows; the data has all.
_SHOWN: Final = 300


@dataclass(frozen=True)
class Folder:
    """A folder in a list, with how many things are in it and how many folders."""

    link: Value
    things: int
    folders: int


def folder(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a folder."""
    by: dict[str, list[str]] = {}
    for iri in things(view.about, MEMBER, store):
        by.setdefault(collection_of(store.home, iri), []).append(iri)
    elements, elements_more = cut(by.get("element", ()), _SHOWN)
    ties, ties_more = cut(by.get("relationship", ()), _SHOWN)
    shown_elements: list[Thing] = [thing(iri, view, store) for iri in elements]
    shown_ties: list[Relation] = [relation(iri, view, store) for iri in ties]
    return {
        "folders": [entry(iri, view, store) for iri in by.get("folder", ())],
        "views": [view.link(iri) for iri in by.get("view", ())],
        "elements": shown_elements,
        "elements_more": elements_more,
        "ties": sorted(shown_ties, key=lambda tie: tie.link.text.casefold()),
        "ties_more": ties_more,
        "told": view.rows(apart=(MEMBER,)),
    }


def entry(iri: str, view: View, store: Store) -> Folder:
    """Return a folder as a line of a list."""
    inside = store.objects(iri, MEMBER)
    folders = sum(collection_of(store.home, term.value) == "folder" for term in inside)
    return Folder(view.link(iri), len(inside) - folders, folders)
