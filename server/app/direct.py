"""Direct: a query for data is answered before Flask, by what Flask would call; all else is Flask's.

A small query costs less than Flask around it. Whatever is no answer in data (a page, an error, the
description, a body of unknown length) goes on to Flask; an error goes with the request, so that no
query is evaluated twice and every error looks the same.
"""

import io
import re
from collections.abc import Iterable
from typing import Any, Final

from server.app import limits
from server.app.endpoint import FAILED, Endpoint
from server.app.headers import GUARDS
from server.app.layer import Application, Start
from server.http import conditional

#: The largest request body in bytes; a query has a limit of its own.
BODY_MAXIMUM: Final = 256 * 1024
_PATH: Final = "/sparql"
_LENGTH: Final = re.compile(r"[0-9]{1,9}")
_GUARDS: Final = list(GUARDS.items())


def before(application: Application, endpoint: Endpoint) -> Application:
    """Return the application with the endpoint before it."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = _body(environ) if environ["PATH_INFO"] == _PATH else None
        if body is None:
            return application(environ, start)
        try:
            limits.check(environ)
            asked = endpoint.read(environ, body)
            if asked is None or asked.query.pages:
                return application(environ, start)
            said, found = endpoint.answer(asked, environ)
        except Exception as error:
            environ[FAILED] = error
            return application(environ, start)
        headers = [*said.items(), ("Content-Length", str(len(found))), *_GUARDS]
        tag = said.get("ETag")
        if tag and conditional.evaluate(environ, tag, "") == conditional.NOT_MODIFIED:
            start("304 NOT MODIFIED", conditional.remaining(headers))
            return []
        start("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [found]

    return answer


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
