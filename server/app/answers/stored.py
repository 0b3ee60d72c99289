"""Stored questions over HTTP: each an address with parameters, answered as a page or as data."""

from typing import Any, Final
from urllib.parse import urlencode

from flask import Flask, Response, request

from server.app import modelled
from server.app.answers import openapi
from server.app.answers.endpoint import Endpoint
from server.app.headers import coded, keep, respond
from server.app.layer import KEEP
from server.app.pages import question
from server.app.pages.language import SPOKEN, at
from server.app.site import Site
from server.errors import BadRequestError, NotFoundError
from server.formats import BY_KEY, Form, Format, by_mark, for_form
from server.http.fields import NEGOTIATED, SUFFIXED, Representation
from server.http.negotiation import choose
from server.sparql import protocol, stored
from server.sparql.stored import IN_MODEL, LANGUAGE, MODEL, Stored
from server.uris import model_of, thing_iri

_HTML: Final = BY_KEY["html"]
_DATA: Final = for_form(Form.BINDINGS, html=False)
#: What a program that takes anything gets comes first.
_FORMATS: Final = (*_DATA, _HTML)
_NONE: Final = (
    "Deze vraag is hier niet. Welke er zijn, staat op /query",
    "This question is not here. Which there are, is told at /query",
)
#: The version of this interface (API Design Rules, /core/version-header).
_VERSION: Final = ("API-Version", openapi.VERSION)


def register(app: Flask, site: Site, endpoint: Endpoint) -> None:
    """Bind the stored questions to this site."""

    def listed(language: str, vary: str) -> Response:
        page = question.listed(site, language)
        found = Representation(page.encode(), _HTML.content_type, languages=(language,))
        return respond(coded(found), site.release.id, vary=vary)

    @app.get("/query")
    def questions() -> Response:
        """List the stored questions, as a page or, for a program, in JSON."""
        if choose(request.headers.get("Accept"), (_HTML, openapi.JSON)) == _HTML:
            return listed(SPOKEN[0], NEGOTIATED)
        body = openapi.written(openapi.questions(site))
        found = coded(Representation(body, openapi.JSON.content_type, languages=SPOKEN))
        response = respond(found, site.release.id, vary=NEGOTIATED)
        response.headers.set(*_VERSION)
        return response

    for spoken in SPOKEN[1:]:

        @app.get(at("/query", spoken), endpoint=f"questions-{spoken}")
        def questions_in(spoken: str = spoken) -> Response:
            """List the stored questions in another language."""
            return listed(spoken, SUFFIXED)

    @app.get("/query/<marked>")
    def answer(marked: str) -> Response:
        """Answer a stored question; the form by suffix or by Accept."""
        name, dot, mark = marked.partition(".")
        found, form = site.questions.get(name), by_mark(mark) if dot else None
        if found is None:
            raise NotFoundError(_NONE)
        if dot and (form is None or form[0] not in _FORMATS):
            offers = ", ".join(f".{each.suffix}" for each in _FORMATS)
            raise NotFoundError(
                (
                    f"Er is geen vorm .{mark}. Dit antwoord is er als: {offers}",
                    f"There is no form .{mark}. This answer comes as: {offers}",
                )
            )
        shape, language = form or (choose(request.headers.get("Accept"), _FORMATS), SPOKEN[0])
        chosen = _chosen(found, list(request.args.items(multi=True)), site)
        if shape == _HTML:
            response = _page(found, chosen, language, site, endpoint)
        else:
            response = _data(found, chosen, shape, site, endpoint)
        if form:
            response.headers["Vary"] = SUFFIXED
        response.headers.set(*_VERSION)
        links = [f'</query/{name}>; rel="canonical"', '</openapi.json>; rel="service-desc"']
        response.headers["Link"] = ", ".join([*links, *_turns(chosen, response)])
        return response

    @app.get("/openapi.json")
    def described() -> Response:
        """Describe this interface (OpenAPI 3.1)."""
        body = openapi.written(openapi.description(site))
        found = coded(Representation(body, openapi.TYPE, languages=SPOKEN))
        return keep(respond(found, site.release.id, vary=SUFFIXED))

    del questions, answer, described


def _chosen(found: Stored, given: list[tuple[str, str]], site: Site) -> list[tuple[str, str]]:
    """Return what was chosen, what is of a model by its key.

    Raises `BadRequestError` for a wrong value, or the key of a thing that there is not.
    """
    chosen = _of_model(found, given, site) if found.of_model else given
    stored.ask(found, chosen, site.base)
    kinds = {parameter.name: parameter.type for parameter in found.parameters}
    for name, key in chosen:
        kind = kinds.get(name, LANGUAGE)
        if kind in (LANGUAGE, MODEL, *IN_MODEL):
            continue
        if not site.store.exists(thing_iri(site.base, kind, key)):
            raise BadRequestError(
                (
                    f"`{name}`: er is geen {key!r} in /doc/{kind}",
                    f"`{name}`: there is no {key!r} in /doc/{kind}",
                )
            )
    return chosen


def _of_model(found: Stored, given: list[tuple[str, str]], site: Site) -> list[tuple[str, str]]:
    """Return what was chosen by keys; where another model was, things of that for all the rest."""
    parameters = {parameter.name: parameter for parameter in found.parameters}
    there = {model_of(edition.store.space): edition for edition in site.models}
    usual = parameters[MODEL].default
    model = dict(given).get(MODEL, usual)
    if model not in there:
        known = ", ".join(there)
        raise BadRequestError((f"`{MODEL}` is een van: {known}", f"`{MODEL}` is one of: {known}"))
    edition, chosen = there[model], []
    for name, value in given:
        of_it = name in parameters and parameters[name].type in IN_MODEL
        chosen.append((name, modelled.chosen(parameters[name], value, edition) if of_it else value))
    if model != usual:
        chosen += modelled.unchosen(found, dict(given), edition).items()
    return chosen


def _data(
    found: Stored, chosen: list[tuple[str, str]], form: Format, site: Site, endpoint: Endpoint
) -> Response:
    text = stored.ask(found, chosen, site.base)
    who = endpoint.client(request.environ)
    asked = protocol.read([("query", text), ("as", form.suffix)], None, site.graphs, who)
    said, body = endpoint.answer(asked, request.environ)
    return Response(body, headers=list(said.items()))


def _page(
    found: Stored, chosen: list[tuple[str, str]], language: str, site: Site, endpoint: Endpoint
) -> Response:
    """Return the question as a form, and its answer below."""
    text = stored.ask(found, question.spoken(found, chosen, language), site.base)
    # Codings and conditions are judged of the page.
    environ: dict[str, Any] = {"REQUEST_METHOD": request.method}
    who = endpoint.client(request.environ)
    said, body = endpoint.answer(protocol.read([("query", text)], None, site.graphs, who), environ)
    rows = int(said["SPARQL-Rows"]) if "SPARQL-Rows" in said else None
    page = question.answered(question.Asked(found, chosen, text), body, rows, site, language)
    made = Representation(page.encode(), _HTML.content_type, languages=(language,))
    response = respond(coded(made), site.release.id, vary=NEGOTIATED)
    # As long as its answer stays the same, so does the page.
    return keep(response) if KEEP in environ else response


def _turns(chosen: list[tuple[str, str]], response: Response) -> list[str]:
    """Return the links to the pages before and after, where pages were asked for (RFC 8288)."""
    given: dict[str, Any] = dict(chosen)
    if not {"page", "size"} & given.keys():
        return []
    number, size = stored.page(given)
    full = response.headers.get("SPARQL-Rows") == str(size)
    turns = [("prev", number - 1)] * (number > 1) + [("next", number + 1)] * full
    return [
        f'<{request.path}?{urlencode({**given, "page": to})}>; rel="{relation}"'
        for relation, to in turns
    ]
