"""Listed: the answers about one list, in every form; each made for who asks, and never kept."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from flask import render_template

from server.app.answers.openapi import JSON, written
from server.app.answers.turns import Turns
from server.app.pages import parts, portfolio
from server.app.pages.language import SPOKEN, Reader, Said, at, number, pick
from server.app.pages.view import LISTED, Value, View
from server.app.site import Site
from server.errors import (
    ListError,
    NotFoundError,
    TooLargeError,
)
from server.formats import BY_KEY, Format
from server.http.fields import Representation
from server.plates.svg import Drawing, write
from server.portfolio import comparing, graph, sharing, sheets, told
from server.portfolio.comparing import Comparison
from server.portfolio.marking import marks
from server.portfolio.reading import PRODUCTS_MAXIMUM, Checked, Lists
from server.portfolio.statements import FILE_MAXIMUM
from server.rdf.render import render
from server.uris import key, local_part, thing_path, web_address

HTML, SVG, CSV, TURTLE = (BY_KEY[form] for form in ("html", "svg", "csv", "turtle"))
PATH: Final = "/list"
#: Lists that may wait for their turn, the one that is worked on included; of all and of one client.
_WAITING: Final = 8
_WAITING_OF_ONE: Final = 3
_NAME: Final[Said] = ("Uw eigen lijst", "Your own list")
TITLE: Final[Said] = ("Uw eigen lijst op het landschap", "Your own list on the landscape")
_FILES: Final = Path(sharing.__file__).parent / "examples"
#: Key of an example -> what it is; its names are invented.
EXAMPLES: Final[Mapping[str, Said]] = {
    "gemeente": ("een gemeente (verzonnen)", "a municipality (invented)"),
    "leverancier": ("een leverancier (verzonnen)", "a supplier (invented)"),
}


@dataclass(frozen=True)
class Asked:
    """What a request brings: a list, its form by the key of `READERS` or "", the IRI of a view.

    `who` asks; "" is this site itself.
    """

    content: bytes
    form: str
    view: str
    who: str = ""


class Desk:
    """Where lists are looked at, one at a time, so that pages do not wait for them."""

    def __init__(self, site: Site) -> None:
        """Read nothing yet."""
        self.site = site
        self._turns = Turns(_WAITING, _WAITING_OF_ONE)

    @contextmanager
    def turn(self, who: str = "") -> Iterator[Lists]:
        """Wait for a turn; raises as `Turns`."""
        with self._turns.taken(who):
            yield self.site.lists

    def verdict(self, asked: Asked, form: Format) -> Representation:
        """Return what is wrong with a list; raises `ListError` where it is none."""
        with self.turn(asked.who) as lists:
            checked = lists.read(asked.content, asked.form)
            if form == TURTLE:
                body = self._report(checked)
            else:
                body = written(told.verdict(checked.findings, self._names))
        return Representation(body, form.content_type, languages=SPOKEN)

    def _report(self, checked: Checked) -> bytes:
        """Return the whole report; raises `TooLargeError` where nobody would read it."""
        if len(checked.findings) > told.FINDINGS_MAXIMUM:
            raise TooLargeError(
                (
                    f"Er is meer dan {told.FINDINGS_MAXIMUM} keer iets te zeggen; vraag JSON, dat "
                    "het eerste deel geeft, en kijk of de kolommen kloppen",
                    f"There is something to say more than {told.FINDINGS_MAXIMUM} times; ask for "
                    "JSON, which gives the first part, and see whether the columns are right",
                )
            )
        return render(list(graph.report(checked.findings)), TURTLE, self.site.base)

    def answer(self, asked: Asked, form: Format, language: str) -> Representation:
        """Return a list beside the landscape; raises `ListError` where it is none."""
        with self.turn(asked.who) as lists:
            checked = lists.read(asked.content, asked.form)
            found = comparing.compare(checked.products, lists.landscape)
            made = _Made(self.site, lists, asked, checked, found, language)
            body, languages = _MAKERS[form.key](made)
        return Representation(body, form.content_type, languages=languages)

    def form(self, language: str, view: str, error: ListError | None, text: str) -> str:
        """Return the page that asks for a list, with why the one that was given is none."""
        reader = View(self.site.base, (), self.site.store, Reader(language))
        return render_template(
            "list.html",
            **_frame(self.site, language, PATH),
            canonical=self.site.base + at(PATH, language).removeprefix("/"),
            views=portfolio.views(reader, self.site.store.members.get("view", ()), view),
            error=pick(error.said, language) if error else "",
            text=text,
            examples=[(k, pick(said, language), self._links[k]) for k, said in EXAMPLES.items()],
            most=number(str(PRODUCTS_MAXIMUM), language),
            size=number(str(FILE_MAXIMUM // 1000), language),
        )

    @cached_property
    def _links(self) -> Mapping[str, str]:
        """The address that shows each of our own lists."""
        with self.turn() as lists:
            packed = {
                name: sharing.packed(lists.read(example(name), "csv").products, self.site.base)
                for name in EXAMPLES
            }
        return {name: f"{PATH}?{urlencode({'l': text})}" for name, text in packed.items()}

    def example(self, content: bytes, form: Format) -> bytes:
        """Return one of our own lists as a file."""
        with self.turn() as lists:
            products = lists.read(content, "csv").products
            if form == TURTLE:
                return graph.turtle(products, lists.terms)
            return sheets.marked(sheets.table(products, lambda iri: called(self.site, iri)))

    def _names(self, iri: str) -> Mapping[str, str]:
        return {language: called(self.site, iri, language) for language in SPOKEN}


def example(name: str) -> bytes:
    """Return one of our own lists."""
    return (_FILES / f"{name}.csv").read_bytes()


def called(site: Site, iri: str, language: str = SPOKEN[0]) -> str:
    """Return what a thing of ours is called; any other text as it is."""
    of_ours = thing_path(local_part(site.base, iri) or "") is not None
    found = site.store.name(iri, (language,)) if of_ours else None
    return found.value if found else iri


def _frame(site: Site, language: str, address: str) -> dict[str, Any]:
    """Return what the frame of a page needs."""
    return {
        "release": site.release,
        "language": language,
        "others": parts.others(address, language),
        "addresses": {spoken: at(PATH, spoken) for spoken in SPOKEN},
        "title": Value(pick(TITLE, language)),
        "crumbs": [parts.Link(at(PATH, language), pick(_NAME, language))],
    }


@dataclass(frozen=True)
class _Made:
    """A list and what came of it, for who writes it down."""

    site: Site
    lists: Lists
    asked: Asked
    checked: Checked
    found: Comparison
    language: str

    @cached_property
    def drawing(self) -> Drawing:
        """The view before it has marks."""
        return self.site.drawing(self.asked.view, self.language)

    @cached_property
    def link(self) -> str:
        """The path and query that hold the list, "" where it is too long for that."""
        packed = sharing.packed(self.checked.products, self.site.base)
        view = key(self.asked.view)
        return f"{PATH}?{urlencode({'view': view, 'l': packed})}" if packed else ""

    def name(self, iri: str, language: str = SPOKEN[0]) -> str:
        """Return what a thing is called."""
        return called(self.site, iri, language)

    def names(self, iri: str) -> Mapping[str, str]:
        """Return what a thing is called, by language."""
        return {language: self.name(iri, language) for language in SPOKEN}

    def plate(self, into: Callable[[str], str]) -> str:
        """Return the view with the list on it; raises `NotFoundError` where there is none."""
        if not self.asked.view:
            raise NotFoundError(
                (
                    "Deze uitgave heeft geen plaat om op te tekenen",
                    "This release has no view to draw on",
                )
            )
        scene = self.drawing.scene
        drawn = {box.iri for box in scene.boxes} | {flow.iri for flow in scene.flows}
        found = marks(self.found, self.lists.landscape, drawn, self.language)
        return write(self.drawing, into, found)


def _html(made: _Made) -> tuple[bytes, tuple[str, ...]]:
    site, language = made.site, made.language
    view = View(site.base, (), site.store, Reader(language))
    text = sheets.table(made.checked.products, lambda iri: made.name(iri, language)).decode()
    page = render_template(
        "listed.html",
        **_frame(site, language, made.link or PATH),
        plate=made.plate(parts.leads(site.base, view.reader)),
        chosen=view.link(made.asked.view),
        views=portfolio.views(view, site.store.members["view"], made.asked.view),
        key=key(made.asked.view),
        counts=portfolio.counts(made.found),
        remarks=portfolio.remarks(made.checked.findings, view, site.base),
        left=max(0, len(made.checked.findings) - LISTED),
        layers=portfolio.layers(made.found, view),
        needed=portfolio.needed(made.found, view),
        standards=portfolio.standards(made.found, view),
        link=made.link,
        packed=sharing.packed(made.checked.products, site.base),
        longest=sharing.LINK_MAXIMUM,
        address=site.base + made.link.removeprefix("/"),
        text=text,
    )
    return page.encode(), (language,)


def _svg(made: _Made) -> tuple[bytes, tuple[str, ...]]:
    return made.plate(lambda iri: web_address(iri) or "").encode(), (made.language,)


def _csv(made: _Made) -> tuple[bytes, tuple[str, ...]]:
    return sheets.sheet(made.found, made.name), SPOKEN


def _turtle(made: _Made) -> tuple[bytes, tuple[str, ...]]:
    return graph.turtle(made.checked.products, made.lists.terms), ()


def _json(made: _Made) -> tuple[bytes, tuple[str, ...]]:
    said = told.answer(made.found, made.checked.findings, made.link, made.names)
    return written(said), SPOKEN


#: Form of an answer -> what writes it; its body and its languages.
_MAKERS: Final[Mapping[str, Callable[[_Made], tuple[bytes, tuple[str, ...]]]]] = {
    HTML.key: _html,
    SVG.key: _svg,
    CSV.key: _csv,
    TURTLE.key: _turtle,
    JSON.key: _json,
}
