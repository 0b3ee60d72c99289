"""Landscape over HTTP: a plate coloured as asked, as a page, a drawing or a table.

Everything is in the address, so that it can be sent on and works without JavaScript.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, Response, render_template, request

from server.app.headers import respond
from server.app.pages import colouring, landscape
from server.app.pages.colouring import WAYS, Colouring
from server.app.pages.landscape import PATH, Asked
from server.app.pages.language import SPOKEN, Reader, Said, at, pick
from server.app.pages.parts import Link, leads, once, others, possible
from server.app.pages.view import Value, View
from server.app.site import Site
from server.errors import BadRequestError, NotFoundError
from server.formats import BY_KEY, LANGUAGES, Format, by_mark
from server.http import coding
from server.http.fields import NEGOTIATED, SUFFIXED, Representation, in_coding
from server.http.negotiation import choose
from server.plates.marks import Marks
from server.plates.svg import Drawing, write
from server.search import finding
from server.search.finding import Match
from server.search.folding import QUESTION_MAXIMUM
from server.uris import key, thing_iri, web_address

_HTML: Final = BY_KEY["html"]
_SVG: Final = BY_KEY["svg"]
_CSV: Final = BY_KEY["csv"]
_FORMS: Final = (_HTML, _SVG, _CSV)
_NONE: Final = Marks({}, {})
_NOTHING: Final = Colouring(_NONE, {})
_FOUND: Final[Said] = ("Gevonden met “{}”", "Found by “{}”")
_TITLE: Final[Said] = ("Applicatielandschap", "Application landscape")


@dataclass(frozen=True)
class _Shown:
    """What an answer is made of: what was asked, the plate, its colours, and for whom."""

    asked: Asked
    drawing: Drawing
    found: Colouring
    view: View


def register(app: Flask, site: Site) -> None:
    """Bind the coloured plates to this site."""

    def answer(form: Format, language: str, vary: str) -> Response:
        asked = read(site)
        wanted = coding.choose(request.headers.get("Accept-Encoding"))

        def make() -> Representation:
            view = View(site.base, (), site.store, Reader(language))
            plate = asked.view or landscape.whole(site.store)
            shown = _Shown(
                asked,
                site.drawing(thing_iri(site.base, "view", plate), language),
                _found(asked, site, language),
                view,
            )
            body = _MAKERS[form.key](shown, site)
            spoken = (language,) if form.key in LANGUAGES else SPOKEN
            return Representation(body, form.content_type, languages=spoken)

        if asked.find:  # words are endless; every other address is of things that there are
            found = in_coding(make(), wanted)
        else:
            found = site.once((PATH, asked, form.key, language), make, wanted)
        response = respond(found, site.release.id, vary=vary)
        response.headers["Link"] = ", ".join(
            f'<{asked.address(f".{other.suffix}")}>; rel="alternate"; type="{other.media_type}"'
            for other in _FORMS
            if other != form
        )
        return response

    @app.get(PATH, endpoint="landscape")
    def negotiated() -> Response:
        """Answer in the form that the client takes."""
        return answer(choose(request.headers.get("Accept"), _FORMS), SPOKEN[0], NEGOTIATED)

    @app.get(f"{PATH}.<mark>", endpoint="landscape-as")
    def suffixed(mark: str) -> Response:
        """Answer in the form and language that the address says."""
        known = by_mark(mark)
        if known is None or known[0] not in _FORMS:
            raise NotFoundError(
                (
                    "Deze vorm is hier niet: de plaat is er als .html, .svg en .csv",
                    "This form is not here: the view comes as .html, .svg and .csv",
                )
            )
        return answer(*known, SUFFIXED)

    del negotiated, suffixed


def read(site: Site) -> Asked:
    """Return what was asked for; raises `BadRequestError` that says what is possible.

    The way of colouring may be left out where what it is of is given: `?flow=brk-1`.
    """
    given = {name: _once(name) for name in ("view", "colour", "find", *_OF)}
    asked_of = [name for name in _OF if given[name]]
    way = given["colour"] or (asked_of[0] if len(asked_of) == 1 else "")
    if way and way not in WAYS:
        nl, en = (
            "; ".join(f"{pick(each.name, spoken)} ({name})" for name, each in WAYS.items())
            for spoken in SPOKEN
        )
        raise BadRequestError((f"`colour` is een van: {nl}", f"`colour` is one of: {en}"))
    if len(given["find"]) > QUESTION_MAXIMUM:
        raise BadRequestError(
            (
                f"`find` heeft ten hoogste {QUESTION_MAXIMUM} tekens",
                f"`find` has at most {QUESTION_MAXIMUM} characters",
            )
        )
    collection = WAYS[way].collection if way else ""
    whole, view = landscape.whole(site.store), given["view"]
    if not whole:
        raise NotFoundError(("Deze uitgave heeft geen platen", "This release has no views"))
    _exists("view", view or whole, site)
    if collection:
        _exists(way, given[way], site)
    # What no drawing may hold (XML 1.0, 2.2) is no word either.
    find = "".join(char for char in given["find"] if char.isprintable())
    return Asked("" if view == whole else view, way, given[way] if collection else "", find)


_OF: Final = tuple(name for name, way in WAYS.items() if way.collection)


def _once(name: str) -> str:
    values = request.args.getlist(name)
    if len(values) > 1:
        raise BadRequestError(once(name))
    return "".join(values).strip()


def _exists(name: str, value: str, site: Site) -> None:
    """Raise `BadRequestError` with what is possible, when a collection has no such member."""
    members = site.store.members.get(name, ())
    if value not in map(key, members):
        raise BadRequestError(possible(name, value, members, site.store))


def _found(asked: Asked, site: Site, language: str) -> Colouring:
    iri = thing_iri(site.base, asked.way, asked.value) if asked.value else ""
    found = WAYS[asked.way].make(iri, site.store, language) if asked.way else _NOTHING
    if not asked.find:
        return found
    hits = finding.find(site.index, asked.find, ("element",), language).hits
    # By what a thing is called; what is said of it may be about something else.
    named = [hit.thing for hit in hits if hit.match < Match.MENTIONED]
    return colouring.with_found(found, named, pick(_FOUND, language).format(asked.find))


def _marks(shown: _Shown) -> Marks | None:
    return shown.found.marks if shown.asked.way or shown.asked.find else None


def _drawing(shown: _Shown, site: Site) -> bytes:
    """Return the plate to send on: its links lead to the things themselves."""
    return write(shown.drawing, lambda iri: web_address(iri) or "", _marks(shown)).encode()


def _table(shown: _Shown, site: Site) -> bytes:
    rows = landscape.lines(shown.found, shown.drawing.scene, shown.view, site.store)
    return landscape.table(rows, shown.found, site.store)


def _page(shown: _Shown, site: Site) -> bytes:
    asked, view, store = shown.asked, shown.view, site.store
    language = view.reader.language
    plain = language == SPOKEN[0]
    whole = view.link(shown.drawing.scene.iri)
    about = view.link(thing_iri(site.base, asked.way, asked.value)) if asked.value else None
    heading = whole if asked.view else Value(pick(_TITLE, language))
    plate = write(shown.drawing, leads(site.base, view.reader), _marks(shown))
    forms = [
        Link(asked.address(f".{mark}"), form.label, type=form.media_type)
        for form, mark in ((_SVG, _SVG.suffix if plain else f"{language}.svg"), (_CSV, "csv"))
    ]
    page = render_template(
        "landscape.html",
        release=site.release,
        language=language,
        others=others(asked.address(), language),
        canonical=site.base + at(asked.address(), language).removeprefix("/"),
        crumbs=[Link(at(PATH, language), pick(_TITLE, language))],
        title=heading,
        asked=asked,
        whole=not asked.view,
        view=whole,
        about=about,
        fields=landscape.fields(asked, store, view),
        ways=landscape.ways(asked, language),
        told=landscape.told(asked, shown.found, about.text if about else "", store, language),
        counts=landscape.counts(shown.found),
        lines=landscape.lines(shown.found, shown.drawing.scene, view, store),
        elsewhere=landscape.elsewhere(asked, store, view),
        implications=landscape.implications(asked, store, view),
        mentioned=[view.link(iri) for iri in shown.found.about],
        plate=plate,
        overview=landscape.overview(plate, forms[0].href),
        address=site.base + at(asked.address(), language).removeprefix("/"),
        forms=forms,
    )
    return page.encode()


_MAKERS: Final[dict[str, Callable[[_Shown, Site], bytes]]] = {
    "html": _page,
    "svg": _drawing,
    "csv": _table,
}
