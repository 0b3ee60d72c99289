"""Lists: the pages of whole collections of a model: elements, views, relationships, folders."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from server.app.pages.kinds.modelled.folders import Folder, entry
from server.app.pages.kinds.modelled.reading import MEMBER, above, archimate, colour, only, thing
from server.app.pages.kinds.modelled.sentences import relation
from server.app.pages.kinds.reading import links, text, things
from server.app.pages.view import Value, View
from server.namespaces import gemma
from server.store import Store
from server.uris import collection_of


@dataclass(frozen=True)
class Kind:
    """A type of things: its colour, a link to only those, and how many."""

    link: Value
    colour: str
    number: int


@dataclass(frozen=True)
class Group:
    """The views of one folder, with the folders above it."""

    trail: tuple[Value, ...]
    views: tuple[Value, ...]


@dataclass(frozen=True)
class Branch:
    """A folder with the folders in it, all the way down."""

    folder: Folder
    below: tuple["Branch", ...]


def elements(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the elements: rows, and the types with how many of each."""
    chosen = bool(view.reader.chosen)
    return {
        "types": () if chosen else types(view, store),
        "things": [thing(iri, view, store) for iri in members],
    }


def types(view: View, store: Store) -> list[Kind]:
    """Return the types of the elements of a model, the most common first."""
    counted = Counter(archimate(iri, store) for iri in store.members.get("element", ()))
    return [
        Kind(only(iri, view, store), colour(iri), number)
        for iri, number in counted.most_common()
        if iri
    ]


def views(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the views: by folder, in the order of these."""
    by: dict[tuple[str, ...], list[str]] = {}
    for iri in members:
        by.setdefault(tuple(above(iri, store)), []).append(iri)
    order = sorted(by, key=lambda trail: [store.sort_key(iri) for iri in trail])
    return {
        "groups": [
            Group(
                tuple(view.link(iri) for iri in trail), tuple(view.link(iri) for iri in by[trail])
            )
            for trail in order
        ]
    }


def relationships(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the relationships, as sentences."""
    return {"ties": [relation(iri, view, store) for iri in members]}


def folders(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the folders, as a tree."""
    return {"tree": _tree(members, view, store)}


def _tree(members: Sequence[str], view: View, store: Store) -> tuple[Branch, ...]:
    """Return folders as a tree; a circle is cut."""
    known, seen = frozenset(members), set[str]()

    def branch(iri: str) -> Branch:
        seen.add(iri)
        # Before they are put in order: most of what is in a folder is no folder.
        inside = {term.value for term in store.objects(iri, MEMBER)} & known
        below = sorted(inside, key=store.sort_key)
        return Branch(
            entry(iri, view, store), tuple(branch(one) for one in below if one not in seen)
        )

    return tuple(branch(iri) for iri in members if not store.subjects(MEMBER, iri))


def properties(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the properties: how each is read, as what, and how often it is used."""
    own = gemma(store.base)
    return {
        "properties": [
            (
                _named(iri, view, store),
                links(iri, own + "readAs", view, store),
                links(iri, own + "mapsTo", view, store),
                store.count(iri),
            )
            for iri in members
        ]
    }


def _named(iri: str, view: View, store: Store) -> Value:
    """Return a property by its name; in some files one has none."""
    link, name = view.link(iri), text(iri, "propertyName", view, store)
    shown = name.text.strip() if name else ""
    return Value(shown or iri.rpartition("/")[2], href=link.href)


def top_of(collection: str, view: View, store: Store) -> list[Folder]:
    """Return the folders right below the one that the things of a collection are in."""
    roots = [above(iri, store)[:1] for iri in store.members.get(collection, ())[:1]]
    return [
        entry(below, view, store)
        for (root,) in filter(None, roots)
        for below in things(root, MEMBER, store)
        if collection_of(store.home, below) == "folder"
    ]
