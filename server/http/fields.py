"""Fields: what is said of an answer beside its bytes, and of every answer; one place, pure."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

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


@dataclass(frozen=True)
class Representation:
    """Bytes in one form and coding, and what is said of them; `modified` is an HTTP date or ""."""

    body: bytes
    content_type: str
    coding: str = coding.IDENTITY
    languages: tuple[str, ...] = ()
    modified: str = ""


def in_coding(found: Representation, wanted: str) -> Representation:
    """Return a representation in a content coding; a small one as it is, which saves nothing."""
    if wanted == coding.IDENTITY or len(found.body) < coding.MINIMUM:
        return found
    return replace(found, body=coding.encode(found.body, wanted), coding=wanted)


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
