"""Headers: what Flask sends, with the fields that belong on it (`server.http.fields`)."""

from typing import Final

from flask import Response, request

from server.app.layer import KEEP
from server.http import coding, conditional
from server.http.fields import FRAMED, GUARDS, Representation, demand, fields, in_coding

_FRAMED: Final = "gemma.framed"
#: To a browser that asks first (Fetch Standard, CORS-preflight fetch).
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Datetime, Accept-Language, Content-Type, If-Match, If-Modified-Since, "
        "If-None-Match, If-Range, If-Unmodified-Since, Range"
    ),
    "Access-Control-Max-Age": "86400",
}


def guard(response: Response) -> Response:
    """Judge conditions and add what stands on every answer."""
    response = _options(response) if request.method == "OPTIONS" else _conditional(response)
    guards = FRAMED if request.environ.get(_FRAMED) else GUARDS
    for name, value in guards.items():
        response.headers.setdefault(name, value)
    return response


def framed(response: Response) -> Response:
    """Let any page show this answer in a frame."""
    request.environ[_FRAMED] = True
    return response


def coded(found: Representation) -> Representation:
    """Return a representation in the coding that the request asks for; a small one as it is.

    Raises `NotAcceptableError` as `server.http.coding.choose`.
    """
    return in_coding(found, coding.choose(request.headers.get("Accept-Encoding")))


def respond(found: Representation, release: str, status: int = 200, *, vary: str) -> Response:
    """Return an answer that stays the same for a whole release.

    Its tag is strong (RFC 9110, 8.8.3): it is of these bytes, in this form and coding, of this
    release. Raises `PreconditionFailedError` when a condition of the request fails.
    """
    said = fields(found, release, vary)
    if status == 200:
        demand(request.environ, said)
    return Response(found.body, status, list(said.items()))


def keep(response: Response) -> Response:
    """Let the layer before Flask hand this answer out from now on."""
    request.environ[KEEP] = True
    return response


def _outcome(response: Response) -> int:
    tag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    return conditional.evaluate(request.environ, tag, modified)


def _conditional(response: Response) -> Response:
    """Return 304 for an answer that the client has (RFC 9110, 13 and 15.4.5)."""
    tagged = response.status_code == 200 and "ETag" in response.headers
    if tagged and _outcome(response) == conditional.NOT_MODIFIED:
        kept = conditional.remaining(list(response.headers.items()))
        response = Response(status=304)
        response.headers.clear()
        response.headers.extend(kept)
    return response


def _options(response: Response) -> Response:
    """Answer what may be done (RFC 9110, 9.3.7), and to a browser that asks for another page."""
    if "Allow" not in response.headers:
        return response
    allow = ", ".join(sorted(part.strip() for part in response.headers["Allow"].split(",")))
    answer = Response(status=204)
    answer.headers.clear()
    answer.headers["Allow"] = allow
    answer.headers["Access-Control-Allow-Methods"] = allow
    answer.headers.update(_PREFLIGHT)
    return answer
