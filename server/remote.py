"""Remote engine: any SPARQL 1.1 endpoint, through SPARQLWrapper; the same interface and errors.

The endpoint is expected to hold the same release, its union in the default graph. What it sends is
read before it is passed on: half an answer or another kind of answer is an error here.
"""

import ast
import json
import socket
from collections.abc import Mapping
from typing import Any, Final
from urllib.error import HTTPError, URLError
from xml.parsers import expat

from SPARQLWrapper import ASK, CONSTRUCT, POST, POSTDIRECTLY, SELECT, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import SPARQLWrapperException

from server.engine import ANSWER_MAXIMUM, ANSWER_TOO_LARGE, Answer, Query, syntax_error
from server.errors import (
    BadRequestError,
    EngineError,
    GemmaError,
    QuerySyntaxError,
    QueryTimeoutError,
    RefusedError,
    TooLargeError,
    UnavailableError,
)
from server.formats import BY_KEY, Form
from server.render import read, render
from server.sparqltext import outline

#: Graphs are always fetched in the plainest form, and written here as for the embedded engine.
_GRAPH: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"

#: What SPARQLWrapper calls each form; DESCRIBE and CONSTRUCT are one to it here.
_KINDS: Final = {Form.BINDINGS: SELECT, Form.BOOLEAN: ASK, Form.GRAPH: CONSTRUCT}

#: HTTP status of the endpoint -> what that is to our client; other 4xx are its fault, 5xx theirs.
_STATUSES: Final[Mapping[int, type[GemmaError]]] = {
    403: RefusedError,
    413: TooLargeError,
    414: TooLargeError,
    429: UnavailableError,
    503: UnavailableError,
    504: QueryTimeoutError,
}


class RemoteEngine:
    """SPARQL over HTTP at `endpoint`."""

    stable = False  # it may get another release at any moment

    def __init__(self, endpoint: str, base: str, seconds: float = 10.0) -> None:
        """Keep the address; nothing is contacted before the first query."""
        self._endpoint = endpoint
        self._base = base
        self._seconds = seconds

    def answer(self, query: Query) -> Answer:
        """Ask the endpoint; raises as `server.engine.Engine.answer`."""
        form = outline(query.text).form
        if form is None:
            raise BadRequestError("Dit is geen SELECT, ASK, CONSTRUCT of DESCRIBE")
        chosen = query.format_for(form)
        accept = _GRAPH if form is Form.GRAPH else chosen.media_type
        body, media_type = self._fetch(query, _KINDS[form], accept)
        if form is Form.GRAPH:
            try:
                return Answer(form, chosen, render(read(body, media_type), chosen, self._base))
            except (SyntaxError, ValueError) as error:
                raise EngineError(f"Het eindpunt gaf geen leesbare graaf: {error}") from None
        if media_type not in chosen.media_types:
            raise EngineError(
                f"Het eindpunt gaf {media_type or 'iets zonder Content-Type'} "
                f"in plaats van {chosen.media_type}"
            )
        _check(body, chosen.key)
        return Answer(form, chosen, body)

    def close(self) -> None:
        """Nothing is kept open."""

    def _fetch(self, query: Query, kind: str, accept: str) -> tuple[bytes, str]:
        wrapper = SPARQLWrapper(self._endpoint, agent="gemma-lod")
        wrapper.setQuery(query.text)
        # Its own guess at the kind of query is by regular expression; a wrong one could send the
        # text as an update, or ask for the wrong form.
        wrapper.queryType = kind
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.setTimeout(max(1, round(self._seconds)))
        wrapper.addCustomHttpHeader("Accept", accept)
        if query.default_graphs or query.named_graphs:
            for iri in query.default_graphs:
                wrapper.addParameter("default-graph-uri", iri)
            for iri in query.named_graphs:
                wrapper.addParameter("named-graph-uri", iri)
        else:
            wrapper.setRequestMethod(POSTDIRECTLY)
        try:
            response = wrapper.query().response
            body = response.read(ANSWER_MAXIMUM + 1)
            length = response.headers.get("Content-Length")
            media_type = response.headers.get_content_type()
        except (SPARQLWrapperException, HTTPError, URLError, OSError, ValueError) as error:
            raise _failure(error, query.text) from None
        if len(body) > ANSWER_MAXIMUM:
            raise TooLargeError(ANSWER_TOO_LARGE)
        if length is not None and length.isdecimal() and int(length) != len(body):
            raise EngineError("Het eindpunt brak zijn antwoord af")
        return body, media_type


def _check(body: bytes, key: str) -> None:
    """Read a table or a truth value; raises `EngineError` for half an answer."""
    try:
        if key == BY_KEY["sparql-json"].key:
            parsed: Any = json.loads(body)
            if not isinstance(parsed, dict) or not {"results", "boolean"} & set(parsed):
                raise ValueError("geen uitkomst van SPARQL")
        elif key == BY_KEY["sparql-xml"].key:
            parser = expat.ParserCreate()
            parser.StartDoctypeDeclHandler = _no_doctype
            parser.Parse(body, True)
        else:
            body.decode("utf-8")
    except (ValueError, expat.ExpatError) as error:
        raise EngineError(f"Het eindpunt gaf geen leesbaar antwoord: {error}") from None


def _no_doctype(*_: object) -> None:
    raise ValueError("een DOCTYPE hoort niet in een uitkomst")


def _failure(error: Exception, text: str) -> GemmaError:
    """Say what went wrong at the endpoint; its own words only where the query was at fault."""
    http = error if isinstance(error, HTTPError) else error.__context__
    if isinstance(http, HTTPError):
        status = http.code
        said, line, column = _said(_words(error, http))
        if status == 400 and line is not None:
            return QuerySyntaxError(said, line, column)
        if status == 400:
            return syntax_error(said, text)
        kind = _STATUSES.get(status, BadRequestError if status < 500 else EngineError)
        return kind(f"Het eindpunt antwoordt met {status}" + (f": {said}" if status < 500 else ""))
    reason = error.reason if isinstance(error, URLError) else error
    if isinstance(reason, TimeoutError | socket.timeout):
        return QueryTimeoutError("Het eindpunt antwoordde niet op tijd")
    if isinstance(error, URLError | OSError):
        return EngineError("Het eindpunt is niet te bereiken")
    return EngineError("Het eindpunt gaf geen bruikbaar antwoord")


def _said(body: str) -> tuple[str, int | None, int | None]:
    """Return the text of a refusal on one line, and the position where problem details have it."""
    try:
        problem = json.loads(body)
        detail, line, column = problem["detail"], problem.get("line"), problem.get("column")
        if isinstance(detail, str):
            return detail, line, column
    except (ValueError, TypeError, KeyError, AttributeError):
        pass
    return " ".join(body.split())[:500], None, None


def _words(error: Exception, http: HTTPError) -> str:
    """Return the text that came with a refusal; SPARQLWrapper has read it into its message."""
    _, marker, said = str(error).partition("Response:\n")
    try:
        raw = ast.literal_eval(said.strip()) if marker else http.read(10_000)
    except (OSError, ValueError, SyntaxError):
        return ""
    return raw.decode("utf-8", "replace") if isinstance(raw, bytes) else str(raw)
