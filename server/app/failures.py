"""Failures: every error as an answer in the form that its client asked for, and never a trace.

HTML for a person, RFC 9457 problem details for a program, and for an RDF client a few statements
about the address it asked for.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from server.app.pages import asking, language, standing
from server.app.pages.language import SPOKEN
from server.app.site import Site
from server.errors import (
    GemmaError,
    ListError,
    MethodNotAllowedError,
    NotAcceptableError,
    QuerySyntaxError,
    RangeNotSatisfiableError,
    UnavailableError,
)
from server.formats import BY_KEY, BY_SUFFIX, DOCUMENT_FORMATS, Form, Format
from server.http import ranges
from server.http.negotiation import choose
from server.namespaces import RDFS, RDFS_LABEL
from server.rdf.render import render
from server.rdf.terms import lang, triple
from server.resource import NOTHING
from server.search.folding import QUESTION_MAXIMUM
from server.sparql.sparqltext import LENGTH_MAXIMUM

HTML: Final = BY_KEY["html"]
#: RFC 9457. Last resort too: an error may be in another form than asked (RFC 9110, 15.5.7).
PROBLEM: Final = Format(
    "problem", "Problem details",
    ("application/problem+json", "application/json", "application/sparql-results+json"),
    "json", "https://www.rfc-editor.org/rfc/rfc9457", frozenset({Form.GRAPH}), charset=False,
)  # fmt: skip
_PROBLEM_LD: Final = [PROBLEM, *DOCUMENT_FORMATS]
#: At the SPARQL endpoint the address says nothing to an RDF client.
_PROBLEM_PAGE: Final = [PROBLEM, HTML]

#: What werkzeug itself finds wrong, in our words.
_STATUSES: Final = {
    400: ("Verzoek niet begrepen", "Het verzoek kan niet worden gelezen."),
    404: ("Niet gevonden", NOTHING),
    413: ("Te groot", "Het verzoek is groter dan hier wordt gelezen."),
    414: ("Adres te lang", "Het adres is langer dan hier wordt gelezen; gebruik POST."),
}


@dataclass(frozen=True)
class Problem:
    """What went wrong, apart from any form."""

    status: int
    title: str
    detail: str
    more: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


def register(app: Flask, site: Site) -> None:
    """Let every error of this application end as `answer`."""

    def handle(error: Exception) -> Response:
        if not isinstance(error, GemmaError | HTTPException):
            app.logger.error("unexpected error", exc_info=error)
        return answer(problem(error), site)

    app.register_error_handler(Exception, handle)


def problem(error: Exception) -> Problem:
    """Say what went wrong; of an unexpected error nothing is shown."""
    if isinstance(error, MethodNotAllowed):
        allow = sorted({*(error.valid_methods or ()), "OPTIONS"})
        error = MethodNotAllowedError(f"Hier kan alleen: {', '.join(allow)}", allow)
    if isinstance(error, HTTPException):
        status = error.code or 500
        title, detail = _STATUSES.get(status, (GemmaError.title, "Dit is een fout van de server."))
        return Problem(status, title, detail)
    if not isinstance(error, GemmaError):
        return Problem(500, GemmaError.title, "Dit is een fout van de server; wij zien hem terug.")
    more: dict[str, Any] = {}
    extra: dict[str, str] = {}
    if isinstance(error, QuerySyntaxError) and error.line is not None:
        more = {"line": error.line, "column": error.column}
    if isinstance(error, ListError) and error.line:
        more = {"line": error.line}
    if isinstance(error, NotAcceptableError):
        more = {"offers": list(error.offers)}
    if isinstance(error, MethodNotAllowedError):
        extra["Allow"] = ", ".join(error.allow)
    if isinstance(error, RangeNotSatisfiableError):
        extra["Content-Range"] = ranges.unsatisfied(error.size)
    if isinstance(error, UnavailableError):
        extra["Retry-After"] = str(error.retry_after)
    return Problem(error.status, error.title, error.detail, more, extra)


def answer(what: Problem, site: Site) -> Response:
    """Write a problem in the form that fits the request; a page shows the query again."""
    form = _form(what.status)
    spoken = language.asked(request.path, request.args.get("as", "")) if form == HTML else "nl"
    if form == HTML:
        body = _page(what, site, spoken).encode()
    elif form is PROBLEM:
        body = _json(what)
    else:
        address = site.base + quote(request.path.lstrip("/"), safe="/-._~")
        body = render(
            [
                triple(address, RDFS_LABEL, lang(f"{what.status} {what.title}", "nl")),
                triple(address, RDFS + "comment", lang(what.detail, "nl")),
            ],
            form,
            site.base,
        )
    response = Response(body, status=what.status, content_type=form.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["Content-Language"] = spoken
    response.headers["Cache-Control"] = "no-store"
    response.headers.update(what.headers)
    return response


def plain(error: GemmaError, accept: str | None) -> tuple[str, list[tuple[str, str]], bytes] | None:
    """Return an error of the endpoint as problem details: status, fields and body.

    None when its client prefers a page.
    """
    try:
        form = choose(accept, _PROBLEM_PAGE)
    except NotAcceptableError:
        form = PROBLEM
    if form is not PROBLEM:
        return None
    what = problem(error)
    body = _json(what)
    said = {
        "Content-Type": form.content_type,
        "Content-Length": str(len(body)),
        "Vary": "Accept",
        "Content-Language": SPOKEN[0],
        "Cache-Control": "no-store",
        **what.headers,
    }
    return f"{what.status} {HTTP_STATUS_CODES[what.status].upper()}", list(said.items()), body


def _form(status: int) -> Format:
    suffix = request.path.rpartition(".")[2]
    wanted = BY_SUFFIX.get(suffix)
    if status != 406 and wanted in DOCUMENT_FORMATS and request.path.startswith(("/doc/", "/def.")):
        return wanted
    try:
        offers = _PROBLEM_PAGE if request.path == "/sparql" else _PROBLEM_LD
        return choose(request.headers.get("Accept"), offers)
    except NotAcceptableError:
        return PROBLEM


def _page(what: Problem, site: Site, spoken: str) -> str:
    """Return an error as a page; that of a query shows the query again, and where it goes wrong."""
    query = _asked() if request.path == "/sparql" else ""
    if query:
        return asking.failed(what, site, query[:LENGTH_MAXIMUM], spoken)
    return standing.problem(what, site, spoken, _sought() if what.status == 404 else "")


def _sought() -> str:
    """Return the words at the end of an address: of a thing its key, without form or language."""
    last = request.path.rpartition("/")[2].partition(".")[0]
    words = " ".join("".join(char if char.isalnum() else " " for char in last).split())
    return words[:QUESTION_MAXIMUM]


def _asked() -> str:
    """Return the query of the request, as far as it can be read."""
    try:
        return request.args.get("query") or request.form.get("query", "")
    except HTTPException:  # a body that is too large, which may be what went wrong
        return ""


def _json(what: Problem) -> bytes:
    parts = {"type": "about:blank", "title": what.title, "status": what.status}
    return json.dumps({**parts, "detail": what.detail, **what.more}, ensure_ascii=False).encode()
