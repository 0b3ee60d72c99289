"""Portfolio over HTTP: a user's own list comes in, is laid over the landscape, and is forgotten.

It comes as a file, as text in a form, as the body of a request, or within the address itself: so a
link holds a list, and this server never does.
"""

from collections.abc import Mapping
from typing import Final

from flask import Flask, Response, request

from server.app.answers.listed import CSV, EXAMPLES, HTML, PATH, SVG, TURTLE, Asked, Desk, example
from server.app.answers.openapi import JSON
from server.app.headers import coded, keep, respond
from server.app.pages.landscape import whole
from server.app.pages.language import SPOKEN
from server.app.pages.parts import possible
from server.app.site import Site
from server.errors import (
    BadRequestError,
    ListError,
    NotFoundError,
    UnsupportedMediaTypeError,
)
from server.formats import Format
from server.http.clients import asker
from server.http.fields import NEGOTIATED, SECONDS_FRESH, SUFFIXED, Representation
from server.http.negotiation import choose
from server.portfolio.sharing import unpacked
from server.portfolio.statements import FILE_MAXIMUM
from server.uris import is_key, thing_iri

#: What an answer about a list comes in, for who follows a link and for who sends one.
LINKED: Final = (HTML, JSON, SVG, CSV, TURTLE)
SENT: Final = (JSON, HTML, SVG, CSV, TURTLE)
VERDICTS: Final = (JSON, TURTLE)
#: Suffix, with its language if that is not the first -> the form and the language.
MARKS: Final[Mapping[str, tuple[Format, str]]] = {
    "en.html": (HTML, "en"), "svg": (SVG, "nl"), "en.svg": (SVG, "en"), "csv": (CSV, "nl"),
    "ttl": (TURTLE, "nl"), "json": (JSON, "nl"),
}  # fmt: skip
#: Media type of a body -> the form of the list in it.
_BODIES: Final = {"text/csv": "csv", "text/turtle": "turtle", "application/x-turtle": "turtle"}
_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
#: The largest body: the file, and what a form has around it.
_BODY_MAXIMUM: Final = FILE_MAXIMUM + 20_000
#: What is given to begin with: the columns, and a line that shows them.
_TEMPLATE: Final = (
    b"product,leverancier,gebruikers,componenten\r\n"
    b"Naam van het product,Naam van de leverancier,Afdeling 1 | Afdeling 2,"
    b"Zaaksysteem | Zaaktypecatalogus\r\n"
)


def register(app: Flask, site: Site) -> None:
    """Bind lists to this site."""
    desk = Desk(site)

    @app.get(PATH)
    @app.get(f"{PATH}.<mark>")
    def linked(mark: str | None = None) -> Response:
        """Answer about the list in the address; without one, with the page that asks for it."""
        form, language, vary = _form(mark, LINKED)
        view = _view(request.args.getlist("view"), site)
        given = request.args.getlist("l")
        if not given and form == HTML:
            page = desk.form(language, view, None, "").encode()
            found = Representation(page, HTML.content_type, languages=(language,))
            return keep(respond(coded(found), site.release.id, vary=vary))
        if len(given) != 1:
            raise BadRequestError(
                (
                    f"Geef in `l` een lijst, of stuur haar met POST; zie {PATH}",
                    f"Give a list in `l`, or send it by POST; see {PATH}",
                )
            )
        try:
            asked = Asked(unpacked(given[0]), "csv", view, _who(site))
            found = desk.answer(asked, form, language)
        except ListError as error:
            nl, en = error.said
            raise BadRequestError(
                (f"De lijst in `l` is geen lijst: {nl}", f"The list in `l` is no list: {en}")
            ) from None
        response = respond(coded(found), site.release.id, vary=vary)
        # Whose list it is may keep what came of it, and nobody on the way.
        response.headers["Cache-Control"] = f"private, max-age={SECONDS_FRESH}"
        return response

    @app.post(PATH)
    @app.post(f"{PATH}.<mark>")
    def sent(mark: str | None = None) -> Response:
        """Answer about the list in the body."""
        form, language, vary = _form(mark, SENT)
        asked, text = _asked(site)
        try:
            return _forgotten(desk.answer(asked, form, language), vary)
        except ListError as error:
            if form != HTML:
                raise
            page = desk.form(language, asked.view, error, text).encode()
            found = Representation(page, HTML.content_type, languages=(language,))
            return _forgotten(found, vary, error.status)

    @app.post(f"{PATH}/validate")
    def validated() -> Response:
        """Say what is wrong with the list in the body."""
        form = choose(request.headers.get("Accept"), VERDICTS)
        return _forgotten(desk.verdict(_asked(site)[0], form), NEGOTIATED)

    @app.get(f"{PATH}/<name>.<suffix>")
    def file(name: str, suffix: str) -> Response:
        """Answer with a list to begin with, or to try."""
        form = {"csv": CSV, "ttl": TURTLE}.get(suffix)
        body = _TEMPLATE if name == "sjabloon" else example(name) if name in EXAMPLES else None
        if form is None or body is None:
            raise NotFoundError(
                (
                    f"Er is geen voorbeeld {name[:40]}.{suffix[:20]}; zie {PATH}",
                    f"There is no example {name[:40]}.{suffix[:20]}; see {PATH}",
                )
            )
        found = Representation(desk.example(body, form), form.content_type, languages=SPOKEN[:1])
        response = keep(respond(coded(found), site.release.id, vary=SUFFIXED))
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
        return response

    del linked, sent, validated, file


def _form(mark: str | None, offers: tuple[Format, ...]) -> tuple[Format, str, str]:
    """Return the form and the language that are asked for, and what the answer varies by."""
    if mark is None:
        return choose(request.headers.get("Accept"), offers), SPOKEN[0], NEGOTIATED
    if mark not in MARKS:
        known = ", ".join(f".{name}" for name in MARKS)
        raise NotFoundError(
            (
                f"Er is geen vorm .{mark[:20]}. Een lijst is er als: {known}",
                f"There is no form .{mark[:20]}. A list comes as: {known}",
            )
        )
    return *MARKS[mark], SUFFIXED


def _view(given: list[str], site: Site) -> str:
    """Return the IRI of the view that is asked for, else of the whole landscape; "" without one."""
    asked = given[0] if given else whole(site.store)
    iri = thing_iri(site.base, "view", asked)
    views = site.store.members.get("view", ())
    if given and (not is_key(asked) or iri not in views):
        raise BadRequestError(possible("view", asked, views, site.store))
    return iri if iri in views else ""


def _asked(site: Site) -> tuple[Asked, str]:
    """Return what a body brings, and the text that was typed.

    Raises `UnsupportedMediaTypeError` for a body that is no list.
    """
    request.max_content_length = request.max_form_memory_size = _BODY_MAXIMUM
    kind = request.mimetype
    if kind in _BODIES:
        body = request.get_data(cache=False)
        view = _view(request.args.getlist("view"), site)
        return Asked(body, _BODIES[kind], view, _who(site)), ""
    if kind not in _FORMS:
        known = ", ".join((*_BODIES, *_FORMS))
        raise UnsupportedMediaTypeError(
            (f"Stuur een lijst als een van: {known}", f"Send a list as one of: {known}")
        )
    view = _view(request.form.getlist("view") or request.args.getlist("view"), site)
    text, upload = request.form.get("list", ""), request.files.get("file")
    content = upload.read() if upload else b""
    return Asked(content or text.encode(errors="replace"), "", view, _who(site)), text


def _who(site: Site) -> str:
    """Return who asks, for a fair share."""
    return asker(request.environ, site.settings.trusted_proxy)


def _forgotten(found: Representation, vary: str, status: int = 200) -> Response:
    """Return an answer that nobody keeps (RFC 9110, 9.3.3; RFC 9111, 5.2.2.5)."""
    response = Response(found.body, status, content_type=found.content_type)
    response.headers["Vary"] = vary
    response.headers["Cache-Control"] = "no-store"
    if found.languages:
        response.headers["Content-Language"] = ", ".join(found.languages)
    return response
