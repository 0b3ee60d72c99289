"""Parts: what every page is made of: links, the same page in another language, questions to ask."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from server.app.pages import words
from server.app.pages.language import NAMES, SPOKEN, Reader, at, pick
from server.sparql.stored import Stored
from server.uris import document_path, web_address


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
    text = pick(words.COLLECTIONS[name], reader.language)
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
