"""Direct: a query for data is answered before Flask, by what Flask would call; all else is Flask's.

A small query costs less than Flask around it, and so does refusing one: who is refused may ask
again at once, a hundred times over. Whatever is no answer in data (a page, the page of an error,
the description, a body of unknown length) goes on to Flask; an error goes with the request, so that
no query is evaluated twice and every error looks the same.
"""

import io
import re
import threading
from collections.abc import Iterable
from typing import Any, Final

from server.app import failures, limits
from server.app.answers.endpoint import FAILED, Endpoint
from server.app.layer import Application, Start
from server.errors import GemmaError
from server.http import conditional, turn
from server.http.fields import GUARDS
from server.sparql import answered

#: The largest request body in bytes; a query has a limit of its own.
BODY_MAXIMUM: Final = 256 * 1024
_PATH: Final = "/sparql"
_LENGTH: Final = re.compile(r"[0-9]{1,9}")
_GUARDS: Final = list(GUARDS.items())


def before(application: Application, endpoint: Endpoint) -> Application:
    """Return the application with the endpoint before it."""
    # One text is read at a time. Python works on one thing at once anyway, and fifty readers that
    # take turns keep a page waiting for a turn of each.
    reading = threading.Lock()

    def slowly(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        turn.leave()
        return application(environ, start)

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = _body(environ) if environ["PATH_INFO"] == _PATH else None
        if body is None:
            return slowly(environ, start)
        try:
            limits.check(environ)
            with reading:
                asked = endpoint.read(environ, body)
            if asked is None or asked.query.pages:
                return slowly(environ, start)
            said, found = endpoint.answer(asked, environ)
        except Exception as error:
            refused = _refused(error, environ)
            if refused is not None:
                status, fields, found = refused
                start(status, [*fields, *_GUARDS])
                return [] if environ["REQUEST_METHOD"] == "HEAD" else [found]
            environ[FAILED] = error
            return slowly(environ, start)
        headers = answered.headers(said, found)
        tag = said.get("ETag")
        if tag and conditional.evaluate(environ, tag, "") == conditional.NOT_MODIFIED:
            start("304 NOT MODIFIED", conditional.remaining(headers))
            return []
        start("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [found]

    return answer


def _refused(
    error: Exception, environ: dict[str, Any]
) -> tuple[str, list[tuple[str, str]], bytes] | None:
    """Return an error that we foresaw as a program reads it; None where Flask must say it."""
    if not isinstance(error, GemmaError):
        return None
    return failures.plain(error, environ.get("HTTP_ACCEPT"))


def _body(environ: dict[str, Any]) -> bytes | None:
    """Return the body of a request, None where Flask must see to it; it can read it again."""
    if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
        return b""
    length = str(environ.get("CONTENT_LENGTH", ""))
    if environ["REQUEST_METHOD"] != "POST" or not _LENGTH.fullmatch(length):
        return None
    if int(length) > BODY_MAXIMUM or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    body: bytes = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(body)
    return body if len(body) == int(length) else None
