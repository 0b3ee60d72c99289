"""Headers: what stands on every answer, and how an answer of the release is cached; one place."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from flask import Response, request

from server.app.layer import KEEP
from server.errors import PreconditionFailedError
from server.http import coding, conditional

#: How long an answer may be used without asking; a new release shows within this time.
SECONDS_FRESH: Final = 300

#: A year: what stands under the name of a release stays as it is (RFC 8246).
FOR_GOOD: Final = "public, max-age=31536000, immutable"

#: What an answer depends on, with and without a form in its address.
NEGOTIATED: Final = "Accept, Accept-Encoding"
SUFFIXED: Final = "Accept-Encoding"

#: On every answer. Nothing is loaded from elsewhere, and nothing inline. `Server` names no
#: software, which is what a banner does (RFC 9110, 10.2.4 and 17.12).
GUARDS: Final = {
    "Server": "gemma",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; "
        "img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "cross-origin",
    # Open data, without cookies: any page may read it, headers included.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "API-Version, Accept-Ranges, Allow, Content-Language, Content-Location, Content-Range, "
        "ETag, Link, Location, Memento-Datetime, Retry-After, SPARQL-Row-Limit, SPARQL-Rows, Vary"
    ),
}
#: The same for what others may show in a frame of theirs. `X-Frame-Options` has no word for that.
FRAMED: Final = {
    **{name: value for name, value in GUARDS.items() if name != "X-Frame-Options"},
    "Content-Security-Policy": GUARDS["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    ),
}
_FRAMED: Final = "gemma.framed"
#: To a browser that asks first (Fetch Standard, CORS-preflight fetch).
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": (
        "Accept, Accept-Datetime, Accept-Language, Content-Type, If-Match, If-Modified-Since, "
        "If-None-Match, If-Range, If-Unmodified-Since, Range"
    ),
    "Access-Control-Max-Age": "86400",
}


@dataclass(frozen=True)
class Representation:
    """Bytes in one form and coding, and what is said of them; `modified` is an HTTP date or ""."""

    body: bytes
    content_type: str
    coding: str = coding.IDENTITY
    languages: tuple[str, ...] = ()
    modified: str = ""


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


def in_coding(found: Representation, wanted: str) -> Representation:
    """Return a representation in a content coding; a small one as it is, which saves nothing."""
    if wanted == coding.IDENTITY or len(found.body) < coding.MINIMUM:
        return found
    return replace(found, body=coding.encode(found.body, wanted), coding=wanted)


def respond(found: Representation, release: str, status: int = 200, *, vary: str) -> Response:
    """Return an answer that stays the same for a whole release.

    Its tag is strong (RFC 9110, 8.8.3): it is of these bytes, in this form and coding, of this
    release. Raises `PreconditionFailedError` when a condition of the request fails.
    """
    said = fields(found, release, vary)
    if status == 200:
        demand(request.environ, said)
    return Response(found.body, status, list(said.items()))


def fields(found: Representation, release: str, vary: str) -> dict[str, str]:
    """Return the fields of an answer that stays the same for a whole release."""
    # A release that changed nothing in these bytes still has another name: so has its tag.
    parts = (release.encode(), found.content_type.encode(), found.coding.encode(), found.body)
    tag = hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]
    said = {
        "Content-Type": found.content_type,
        "Cache-Control": f"public, max-age={SECONDS_FRESH}",
        "Vary": vary,
        "ETag": f'"{tag}"',
    }
    if found.coding != coding.IDENTITY:
        said["Content-Encoding"] = found.coding
    if found.languages:
        said["Content-Language"] = ", ".join(found.languages)
    if found.modified:
        said["Last-Modified"] = found.modified
    return said


def demand(environ: Mapping[str, object], said: Mapping[str, str]) -> None:
    """Raise `PreconditionFailedError` when a condition of a request fails for these fields."""
    tag, modified = said.get("ETag", ""), said.get("Last-Modified", "")
    if conditional.evaluate(environ, tag, modified) == conditional.FAILED:
        raise PreconditionFailedError(
            (
                "Het antwoord is niet meer wat het verzoek veronderstelt; vraag het zonder "
                "voorwaarde",
                "The answer is no longer what the request takes it for; ask without a condition",
            )
        )


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
