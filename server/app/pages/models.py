"""Models: which imported model a page is of, in words, with the doors of that model and its day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template

from server.app.pages import listing, parts
from server.app.pages.kinds.modelled.reading import above
from server.app.pages.kinds.reading import text, things
from server.app.pages.language import Reader, Said, at, pick
from server.app.pages.view import Value, View
from server.app.pages.words import COLLECTIONS
from server.description import whole_of
from server.namespaces import RDF_TYPE, SKOS, gemma
from server.release import Release
from server.resource import Document
from server.store import Store
from server.uris import collection_of, document_path, space, thing_iri

#: Where a reader of a model may go: below its space, in words.
_DOORS: Final[Sequence[tuple[str, Said]]] = (
    ("doc/element", ("Elementen", "Elements")),
    ("doc/view", ("Platen", "Views")),
    ("doc/element?kind=Standard", ("Standaarden", "Standards")),
    ("doc/relationship", ("Relaties", "Relationships")),
    ("doc/scheme", ("Waardelijsten", "Value lists")),
    ("doc/folder", ("Mappen", "Folders")),
)
_STANDARDS: Final = _DOORS[2][0]
#: What the list of models counts of each.
_COUNTED: Final = ("element", "relationship", "view")
#: Where on the page of a model its files are.
FILES: Final = "bestanden"
#: And where its releases.
_RELEASES: Final = "uitgaven"
_FILES: Final[Said] = ("Bestanden", "Files")
#: What leads from a part of a drawing to its view, and from a value to its list.
_UP: Final = ("nodeOf", "areaOf", "noteOf", "connectionOf", SKOS + "inScheme")


@dataclass(frozen=True)
class Door:
    """A door in the menu of a model; `current` is what `aria-current` says of it, or ""."""

    link: parts.Link
    current: str


@dataclass(frozen=True)
class Place:
    """The model that a page is of: its name as a link to its own page, its day, its doors.

    `releases` is where its imports are listed, whatever release the page is of.
    """

    home: Value
    day: str
    releases: str
    doors: tuple[Door, ...]


def place(document: Document, view: View, store: Store, release: Release) -> Place | None:
    """Return which model a page is of; None for a page of the publication."""
    if not store.space:
        return None
    reader = view.reader
    model = view.link(whole_of(store))
    standards = store.count(RDF_TYPE, gemma(store.base) + "Standard")
    doors = [
        Door(
            parts.Link(reader.at(f"/{store.space}{path}"), pick(name, reader.language)),
            _current(path, document, store),
        )
        for path, name in _DOORS
        if path != _STANDARDS or standards
    ]
    files = Door(parts.Link(f"{model.href}#{FILES}", pick(_FILES, reader.language)), "")
    releases = at(document_path(store.base, whole_of(store)) or "", reader.language)
    return Place(
        model,
        listing.day(release.id[:10], reader.language),
        f"{releases}#{_RELEASES}",
        (*doors, files),
    )


def _current(path: str, document: Document, store: Store) -> str:
    """Return whether a door leads to this page, or to the collection that its thing is in."""
    listed, _, chosen = f"{store.space}{path}".partition("?")
    chose = "&".join(f"{name}={value}" for name, value in document.chosen)
    if document.path == listed:
        return "page" if chosen == (chose if chose == chosen else "") else ""
    return "true" if document.path.startswith(f"{listed}/") and not chosen else ""


def crumbs(view: View, store: Store) -> list[parts.Link]:
    """Return the links that lead to the page of a thing: its model, then folders or collection."""
    whole = whole_of(store)
    if view.about == whole:
        return []
    up = (
        above(view.about, store)
        or [
            iri
            for name in _UP
            for iri in things(view.about, name if "/" in name else gemma(store.base) + name, store)
            if iri != whole
        ][:1]
    )
    home = view.link(whole)
    first = parts.Link(home.href, home.text, lang=home.lang)
    if not up:
        found = collection_of(store.base, view.about)
        return [first, parts.collection(found, view.reader)] if found else [first]
    links = [view.link(iri) for iri in up]
    return [first, *(parts.Link(link.href, link.text, lang=link.lang) for link in links)]


def address(key: str, base: str) -> str:
    """Return the path of the page of a model, by its key."""
    return document_path(base, thing_iri(base + space(key), "model", key)) or ""


@dataclass(frozen=True)
class Card:
    """A model in the list of those: what it is, of which day, and how much is in it."""

    link: Value
    text: Value | None
    day: str
    counts: Mapping[str, int]


def cards(models: Iterable[tuple[Store, Release]], language: str) -> list[Card]:
    """Return the models that are served here."""
    found = []
    for store, release in models:
        view = View(whole_of(store), (), store, Reader(language, space=store.space))
        counts = {name: store.size(name) for name in _COUNTED}
        words = text(view.about, SKOS + "definition", view, store)
        found.append(Card(view.title(), words, listing.day(release.id[:10], language), counts))
    return found


def page(models: Iterable[tuple[Store, Release]], release: Release, language: str) -> str:
    """Return the page that lists the models; `release` is that of the publication."""
    address = f"{release.base}model"
    return render_template(
        "models.html",
        release=release,
        language=language,
        others=parts.others("/model", language),
        canonical=release.base + at("/model", language).removeprefix("/"),
        title=Value(pick(COLLECTIONS["model"], language)),
        address=address,
        cards=cards(models, language),
    )
