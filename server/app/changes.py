"""Changes over HTTP: the steps between releases, what changed in each, and a feed of them."""

from typing import Final

from flask import Flask, Response, request

from server.app.compared import PAIR_FORMATS, STEP_FORMATS, STEPS, Compared, document
from server.app.documents import BY_SUFFIX, NEGOTIATED, links
from server.app.headers import Representation, keep, respond
from server.app.site import Site
from server.changes.compare import path
from server.errors import NotFoundError
from server.formats import BY_SUFFIX as FORMS
from server.formats import Format
from server.http import coding
from server.http.negotiation import choose
from server.resource import Document

#: What two named releases differ in stays as it is (RFC 8246), in the forms for programs.
_FOR_GOOD: Final = "public, max-age=31536000, immutable"


def register(app: Flask, site: Site) -> None:
    """Bind the documents about changes to this site."""
    compared = Compared(app, site)

    @app.get(f"/{STEPS}")
    @app.get(f"/{STEPS}.<suffix>")
    def steps(suffix: str = "") -> Response:
        """Answer with the steps between releases, or with the feed of them."""
        about = document(STEPS, STEP_FORMATS, site, _form(suffix, STEP_FORMATS) if suffix else None)
        form = about.form or choose(request.headers.get("Accept"), about.forms)
        return _answer(about, form, compared.steps(form, _wanted()), site)

    @app.get(f"/{STEPS}/<before>/<after>")
    def pair(before: str, after: str) -> Response:
        """Answer with what changed between two releases."""
        name, dot, suffix = after.partition(".")
        compared.demand(before, name)
        chosen = _form(suffix, PAIR_FORMATS) if dot else None
        about = document(path(before, name), PAIR_FORMATS, site, chosen)
        form = about.form or choose(request.headers.get("Accept"), about.forms)
        response = _answer(about, form, compared.pair(before, name, form, _wanted()), site)
        if form.key != "html":  # a page has a foot that names the release in use
            response.headers["Cache-Control"] = _FOR_GOOD
        return response

    del steps, pair


def _form(suffix: str, forms: tuple[Format, ...]) -> Format:
    """Return the form with a suffix; raises `NotFoundError` when it is none of these."""
    form = FORMS.get(suffix)
    if form is None or form not in forms:
        known = ", ".join("." + each.suffix for each in forms)
        raise NotFoundError(f"Er is geen vorm .{suffix[:20]}. Dit document is er als: {known}")
    return form


def _wanted() -> str:
    return coding.choose(request.headers.get("Accept-Encoding"))


def _answer(about: Document, form: Format, found: Representation, site: Site) -> Response:
    response = respond(
        found,
        # A page names the release in use, so it is another when that is; the rest is not.
        site.release.id if form.key == "html" else about.path,
        vary=BY_SUFFIX if about.form else NEGOTIATED,
    )
    if about.form is None:
        response.headers["Content-Location"] = about.path_as(form)
    response.headers["Link"] = ", ".join(links(about, form, site))
    return keep(response)
