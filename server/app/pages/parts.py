"""Parts: what every page is made of: links, the same page in another language, questions to ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from server.app.pages import words
from server.app.pages.language import NAMES, SPOKEN, Reader, Said, at, pick
from server.sparql.stored import Stored
from server.store import Store
from server.uris import document_path, key, web_address

#: The most values that an error names.
_POSSIBLE: Final = 60


@dataclass(frozen=True)
class Link:
    """A link in a menu or list, with how many things it leads to, and a language not the page's."""

    href: str
    text: str
    count: int | None = None
    type: str = ""
    lang: str = ""


def others(address: str, language: str) -> list[Link]:
    """Return the same page in the other languages; the type of each is its language."""
    return [
        Link(at(address, other), NAMES[other], type=other) for other in SPOKEN if other != language
    ]


def leads(base: str, reader: Reader) -> Callable[[str], str]:
    """Return where each IRI on a page leads to: ours to documents on this host; "" to nowhere."""

    def link(iri: str) -> str:
        return reader.at(document_path(base, iri) or "") or web_address(iri) or ""

    return link


def collection(name: str, reader: Reader, count: int | None = None) -> Link:
    """Return a link to a collection, by its name on pages."""
    text = pick(words.collection(name, reader.space), reader.language)
    return Link(reader.at(f"/{reader.space}doc/{name}"), text, count)


def questions(stored: Iterable[Stored], language: str) -> list[tuple[Link, str]]:
    """Return each stored question, with the address of its answer and what it tells."""
    return [
        (
            Link(at(f"/query/{found.name}", language), found.titles[language]),
            found.descriptions[language],
        )
        for found in stored
    ]


def ask(query: str, language: str) -> str:
    """Return the address at which a query is answered for a reader."""
    return at("/sparql?" + urlencode({"query": query}), language)


def short(iri: str) -> str:
    """Return what stands for a thing or a class in an address."""
    return iri.rpartition("#")[2] if "#" in iri else key(iri)


def once(name: str) -> Said:
    """Say that a parameter was given more than once."""
    return f"Geef `{name}` ten hoogste één keer", f"Give `{name}` once at most"


def possible(name: str, value: str, there: Iterable[str], store: Store) -> Said:
    """Say that a parameter has a value that is not there, and by name what there is."""
    found = sorted(there, key=store.sort_key)
    more = len(found) - _POSSIBLE

    def listed(language: str, rest: str) -> str:
        names = ((store.name(iri, (language, *SPOKEN)), short(iri)) for iri in found[:_POSSIBLE])
        told = (f"{label.value} ({key})" if label else key for label, key in names)
        return "; ".join(told) + (rest.format(more) if more > 0 else "")

    return (
        f"`{name}`: {value[:60]!r} is er niet; er is: {listed('nl', ', en nog {}')}",
        f"`{name}`: there is no {value[:60]!r}; there is: {listed('en', ', and {} more')}",
    )
