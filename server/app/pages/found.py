"""Found: what a search brought, as people see it: by kind, what each is, and why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from markupsafe import Markup

from server.app.pages import editions, words
from server.app.pages.language import Reader, Said, pick
from server.app.pages.parts import Link
from server.app.pages.view import Value, View
from server.namespaces import EXTERNAL, OWL, RDF_TYPE
from server.rdf.terms import NamedNode, triple
from server.search import texts
from server.search.attributes import preferring
from server.search.excerpt import Piece, excerpt
from server.search.finding import Found, Hit
from server.search.texts import FORMER, FULL, NAME, NUMBER, OTHER, PRINTED, SAID, SHORT, VOCABULARY
from server.store import Store

if TYPE_CHECKING:
    from server.app.site import Site

#: Why a thing was found, where it was not by its name.
_WHY: Final[dict[str, Said]] = {
    SHORT: ("afkorting", "abbreviation"),
    FULL: ("voluit", "in full"),
    OTHER: ("andere naam", "other name"),
    FORMER: ("vroegere naam", "former name"),
    PRINTED: ("zo staat het in de bron", "as the source has it"),
    NUMBER: ("nummer", "number"),
    SAID: ("in de omschrijving", "in the definition"),
}
_MARK: Final = Markup("<mark>{}</mark>")
#: By its name in another language than that of the page.
_IN: Final[dict[str, Said]] = {"nl": ("Nederlands", "Dutch"), "en": ("Engels", "English")}
_TERMS: Final[Said] = ("Vocabulaire", "Vocabulary")
#: What a term is, as OWL says; what an element is, our own classes say.
_SORTS: Final[dict[str, Said]] = {
    OWL + "Class": ("klasse", "class"),
    OWL + "ObjectProperty": ("eigenschap", "property"),
    OWL + "DatatypeProperty": ("eigenschap", "property"),
}
_ELEMENT: Final = "element"
_ARCHIMATE: Final = EXTERNAL["archimate"]


@dataclass(frozen=True)
class Text:
    """A text in pieces; its language if not that of the page."""

    pieces: tuple[Piece, ...] = ()
    lang: str = ""


@dataclass(frozen=True)
class Line:
    """A thing that was found: its name, what sort of thing it is, and what is said of it.

    `edition` says what it is from, where there is more than one. Where it was found by something
    else, `why` says what that is of the thing, and `text` is that.
    """

    thing: Value
    name: tuple[Piece, ...]
    sort: str
    edition: str
    why: str
    text: Text
    said: Text


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` leads to the rest."""

    name: str
    lines: tuple[Line, ...]
    total: int
    more: Link | None


def groups(
    found: Found, asked: Sequence[tuple[str, str]], most: int, site: Site, reader: Reader
) -> list[Group]:
    """Return what was found by kind, so many of each; the kind of the best comes first.

    `asked` are the parameters of the search, `kind` apart.
    """
    order = list(dict.fromkeys(hit.kind for hit in found.hits))
    made, found_in = [], Editions(site, reader)
    by_kind = sorted(found.hits, key=lambda hit: order.index(hit.kind))
    for kind, members in groupby(by_kind, key=lambda hit: hit.kind):
        hits = list(members)
        address = "/search?" + urlencode([*asked, ("kind", kind)])
        more = Link(reader.at(address), "", len(hits)) if len(hits) > most else None
        lines = tuple(line(hit, found.looked, found_in) for hit in hits[:most])
        made.append(Group(plural(kind, reader.language), lines, len(hits), more))
    return made


class Editions:
    """Where things are found, for a reader: the names in each edition, and what it is called."""

    def __init__(self, site: Site, reader: Reader) -> None:
        """Look at every edition; a search asks for each many times."""
        self._site = site
        self._stores = {place: edition.store for place, edition in site.spaces.items()}
        self._views = {
            place: View(site.base, (), store, reader) for place, store in self._stores.items()
        }

    def of(self, hit: Hit) -> tuple[View, Store]:
        """Return the names and the statements of the edition that a thing is of."""
        return self._views[hit.space], self._stores[hit.space]

    def name(self, hit: Hit) -> str:
        """Return what that edition is called; "" while there is but one."""
        if len(self._stores) == 1:
            return ""
        return editions.name(hit.space, self._site, self._views[""].reader.language, hit.kind)


def line(hit: Hit, looked: Sequence[str], found_in: Editions) -> Line:
    """Return a thing as a page shows it."""
    view, store = found_in.of(hit)
    thing, spoken = view.link(hit.thing), view.reader.language
    why = reason(hit, spoken) if hit.text != thing.text else ""
    said = texts.said(hit.thing, store, preferring(spoken)) if hit.field != SAID else None

    def shown(text: str, language: str | None) -> Text:
        foreign = language if language and language != spoken else ""
        return Text(excerpt(text, looked), foreign)

    return Line(
        thing,
        excerpt(thing.text, looked),
        sort(hit, view, store),
        found_in.name(hit),
        why,
        shown(hit.text, hit.language) if why else Text(),
        shown(said.value, said.language) if said else Text(),
    )


def marked(pieces: Sequence[Piece]) -> Markup:
    """Return a text in pieces as HTML, escaped; a page has so many that a template is slow."""
    return Markup("").join(
        _MARK.format(piece.text) if piece.hit else piece.text for piece in pieces
    )


def reason(hit: Hit, language: str) -> str:
    """Return why a thing was found, in words; "" for its name in this language."""
    if hit.field != NAME:
        return pick(_WHY[hit.field], language)
    foreign = hit.language in _IN and hit.language != language
    return pick(_IN[hit.language], language) if foreign else ""


def plural(kind: str, language: str) -> str:
    """Return what the things of a kind are called together."""
    return pick(_TERMS if kind == VOCABULARY else words.COLLECTIONS[kind], language)


def sort(hit: Hit, view: View, store: Store) -> str:
    """Return what sort of element or term it is, as people said; "" for things of other kinds."""
    types = [term for term in store.objects(hit.thing, RDF_TYPE) if isinstance(term, NamedNode)]
    if hit.kind == VOCABULARY:
        known = (_SORTS[term.value] for term in types if term.value in _SORTS)
        return next((pick(word, view.reader.language) for word in known), "")
    if hit.kind != _ELEMENT:
        return ""
    said = [
        term.value
        for term in types
        if term.value.startswith((store.base, _ARCHIMATE))
        and not store.inferred(triple(hit.thing, RDF_TYPE, term))
        and term.value != _ARCHIMATE + "Element"
    ]
    ours = (kind for kind in said if kind.startswith(store.base))
    return next((view.link(kind).text for kind in (*ours, *said)), "")
