"""Headers: what stands on every answer, and how an answer of the release is cached; one place."""

import hashlib
from typing import Final

from flask import Response, request

#: How long an answer may be used without asking; a new release shows within this time.
SECONDS_FRESH: Final = 300

#: On every answer. Nothing is loaded from elsewhere, and nothing inline.
GUARDS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Open data, without cookies: any page may read it.
    "Access-Control-Allow-Origin": "*",
}


def guard(response: Response) -> Response:
    """Add what stands on every answer; errors are never kept."""
    for name, value in GUARDS.items():
        response.headers.setdefault(name, value)
    if response.status_code >= 400 and response.status_code != 410:
        response.headers["Cache-Control"] = "no-store"
    return response


def finished(body: bytes, content_type: str, release: str, status: int = 200) -> Response:
    """Return an answer that stays the same for a whole release, or 304 (RFC 9110, 13 and 15.4.5).

    The tag is strong: it is of these bytes, in this form, of this release.
    """
    response = Response(body, status=status, content_type=content_type)
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    response.headers["Vary"] = "Accept"
    # A release that changed nothing in these bytes still has another name: so has its tag.
    tag = hashlib.sha256(b"\0".join((release.encode(), content_type.encode(), body)))
    response.set_etag(tag.hexdigest()[:32])
    if status == 200:
        response.make_conditional(request)
    return response
