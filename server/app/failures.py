"""Failures: every error as an answer in the form that its client asked for, and never a trace.

HTML for a person, RFC 9457 problem details for a program, and for an RDF client a few statements
about the address it asked for.
"""

import json
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.http import HTTP_STATUS_CODES

from server.absent import NOTHING
from server.app.pages import asking, language, standing
from server.app.pages.language import SPOKEN
from server.app.site import Site
from server.errors import (
    BadRequestError,
    Both,
    GemmaError,
    ListError,
    MethodNotAllowedError,
    NotAcceptableError,
    NotFoundError,
    QuerySyntaxError,
    RangeNotSatisfiableError,
    TargetTooLongError,
    TooLargeError,
    UnavailableError,
)
from server.formats import BY_KEY, BY_SUFFIX, DOCUMENT_FORMATS, Form, Format
from server.http import ranges
from server.http.negotiation import choose
from server.namespaces import RDFS, RDFS_LABEL
from server.rdf.render import render
from server.rdf.terms import lang, triple
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

_OURS: Final = (
    "Dit is een fout van de server; wij zien hem terug.",
    "This is a fault of the server; we will see it.",
)
#: What werkzeug itself finds wrong, in our words.
_STATUSES: Final = {
    400: (
        BadRequestError.title,
        ("Het verzoek kan niet worden gelezen.", "The request cannot be read."),
    ),
    404: (NotFoundError.title, NOTHING),
    413: (
        TooLargeError.title,
        (
            "Het verzoek is groter dan hier wordt gelezen.",
            "The request is larger than is read here.",
        ),
    ),
    414: (
        TargetTooLongError.title,
        (
            "Het adres is langer dan hier wordt gelezen; gebruik POST.",
            "The address is longer than is read here; use POST.",
        ),
    ),
}


@dataclass(frozen=True)
class Problem:
    """What went wrong, apart from any form, in Dutch and in English; "" for what is not said."""

    status: int
    title: Both
    detail: Both
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
        there = ", ".join(allow)
        error = MethodNotAllowedError((f"Hier kan alleen: {there}", f"Here only: {there}"), allow)
    if isinstance(error, HTTPException):
        status = error.code or 500
        title, detail = _STATUSES.get(status, (GemmaError.title, _OURS))
        return Problem(status, title, detail)
    if not isinstance(error, GemmaError):
        return Problem(500, GemmaError.title, _OURS)
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
    return Problem(error.status, error.title, error.said, more, extra)


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
                triple(address, RDFS_LABEL, lang(f"{what.status} {what.title[0]}", "nl")),
                *(
                    triple(address, RDFS + "comment", lang(text, language))
                    for text, language in zip(what.detail, SPOKEN, strict=True)
                    if text
                ),
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
    return told(error) if form is PROBLEM else None


def told(error: GemmaError) -> tuple[str, list[tuple[str, str]], bytes]:
    """Return an error as problem details (RFC 9457): status, fields and body."""
    what = problem(error)
    body = _json(what)
    said = {
        "Content-Type": PROBLEM.content_type,
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
    sought = _sought() if what.status == 404 else ""
    return standing.problem(what, site, spoken, _again(spoken), sought)


def _again(spoken: str) -> str:
    """Return the address of the request in the first language; "" of what was sent."""
    if request.method not in ("GET", "HEAD"):
        return ""
    asked = [pair for pair in request.args.items(multi=True) if pair[0] != "as"]
    query = f"?{urlencode(asked)}" if asked else ""
    return language.unmarked(request.path, spoken) + query


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
    parts = {"type": "about:blank", "title": what.title[0], "status": what.status}
    return json.dumps({**parts, "detail": what.detail[0], **what.more}, ensure_ascii=False).encode()
