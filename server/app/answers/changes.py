"""Changes over HTTP: the steps between releases, what changed in each, and a feed of them."""

from typing import Final

from flask import Flask, Response, request

from server.app.answers.compared import PAIR_FORMATS, STEP_FORMATS, Compared, Turn
from server.app.answers.documents import links
from server.app.headers import keep, respond
from server.app.site import InUse, Site
from server.changes.compare import path
from server.errors import NotFoundError
from server.formats import BY_KEY, FIRST, Format, by_mark
from server.http import coding
from server.http.fields import FOR_GOOD, NEGOTIATED, SUFFIXED, Representation
from server.http.negotiation import choose
from server.resource import Document

_HTML: Final = BY_KEY["html"]


def register(app: Flask, site: Site) -> None:
    """Bind the documents about changes to this site, those of each model in its space."""
    turn = Turn()
    for edition in site.spaces.values():
        _bind(app, edition, Compared(app, edition, turn))


def _bind(app: Flask, edition: InUse, compared: Compared) -> None:
    where = compared.list

    @app.get(f"/{where}", endpoint=where)
    @app.get(f"/{where}.<mark>", endpoint=where)
    def steps(mark: str | None = None) -> Response:
        """Answer with the steps between releases, or with the feed of them."""
        about = _document(where, mark, STEP_FORMATS, edition)
        return _answer(about, compared.steps(about, _wanted()), edition, marked=mark is not None)

    @app.get(f"/{where}/<before>/<after>", endpoint=f"{where}/")
    def pair(before: str, after: str) -> Response:
        """Answer with what changed between two releases."""
        name, dot, mark = after.partition(".")
        compared.demand(before, name)
        document = path(before, name, edition.store.space)
        about = _document(document, mark if dot else None, PAIR_FORMATS, edition)
        found = compared.pair(before, name, about, _wanted())
        response = _answer(about, found, edition, marked=bool(dot))
        if about.form != _HTML:  # a page has a foot that names the release in use
            response.headers["Cache-Control"] = FOR_GOOD
        return response

    del steps, pair


def _document(where: str, mark: str | None, forms: tuple[Format, ...], site: InUse) -> Document:
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


def _answer(about: Document, found: Representation, site: InUse, *, marked: bool) -> Response:
    form = about.form or _HTML
    # A page names the release in use, so it is another when that is; the rest is not.
    tagged = site.release.id if form == _HTML else about.path
    response = respond(found, tagged, vary=SUFFIXED if marked else NEGOTIATED)
    if not marked:
        response.headers["Content-Location"] = about.path_as(form)
    response.headers["Link"] = ", ".join(links(about, form, site))
    return keep(response)
