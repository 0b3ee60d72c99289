"""Changes over HTTP: the steps between releases, what changed in each, and a feed of them."""

from typing import Final

from flask import Flask, Response, request

from server.app.answers.compared import PAIR_FORMATS, STEP_FORMATS, Compared
from server.app.answers.documents import links
from server.app.headers import FOR_GOOD, NEGOTIATED, SUFFIXED, Representation, keep, respond
from server.app.pages.told import STEPS
from server.app.site import Site
from server.changes.compare import path
from server.errors import NotFoundError
from server.formats import BY_KEY, FIRST, Format, by_mark
from server.http import coding
from server.http.negotiation import choose
from server.resource import Document

_HTML: Final = BY_KEY["html"]


def register(app: Flask, site: Site) -> None:
    """Bind the documents about changes to this site."""
    compared = Compared(app, site)

    @app.get(f"/{STEPS}")
    @app.get(f"/{STEPS}.<mark>")
    def steps(mark: str | None = None) -> Response:
        """Answer with the steps between releases, or with the feed of them."""
        about = _document(STEPS, mark, STEP_FORMATS, site)
        return _answer(about, compared.steps(about, _wanted()), site, marked=mark is not None)

    @app.get(f"/{STEPS}/<before>/<after>")
    def pair(before: str, after: str) -> Response:
        """Answer with what changed between two releases."""
        name, dot, mark = after.partition(".")
        compared.demand(before, name)
        about = _document(path(before, name), mark if dot else None, PAIR_FORMATS, site)
        found = compared.pair(before, name, about, _wanted())
        response = _answer(about, found, site, marked=bool(dot))
        if about.form != _HTML:  # a page has a foot that names the release in use
            response.headers["Cache-Control"] = FOR_GOOD
        return response

    del steps, pair


def _document(where: str, mark: str | None, forms: tuple[Format, ...], site: Site) -> Document:
    """Return the document at a path, in the form that is asked for.

    `mark` is what stands after the dot, if there is one: a suffix, and a language before it. Raises
    `NotFoundError` when it is none of the forms, `NotAcceptableError` as `choose`.
    """
    if mark is None:
        form, language = choose(request.headers.get("Accept"), forms), FIRST[0]
    elif (found := by_mark(mark)) is not None and found[0] in forms:
        form, language = found
    else:
        known = ", ".join("." + each.suffix for each in forms)
        raise NotFoundError(
            (
                f"Er is geen vorm .{mark[:20]}. Dit document is er als: {known}",
                f"There is no form .{mark[:20]}. This document comes as: {known}",
            )
        )
    return Document("changes", where, site.base + where, form, forms, language=language)


def _wanted() -> str:
    return coding.choose(request.headers.get("Accept-Encoding"))


def _answer(about: Document, found: Representation, site: Site, *, marked: bool) -> Response:
    form = about.form or _HTML
    # A page names the release in use, so it is another when that is; the rest is not.
    tagged = site.release.id if form == _HTML else about.path
    response = respond(found, tagged, vary=SUFFIXED if marked else NEGOTIATED)
    if not marked:
        response.headers["Content-Location"] = about.path_as(form)
    response.headers["Link"] = ", ".join(links(about, form, site))
    return keep(response)
