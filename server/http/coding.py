"""Content codings: which one a client wants (RFC 9110, 12.5.3), and bytes in that coding; pure.

What is compressed here is compressed once for a release and kept, so the same bytes always have
the same tag.
"""

import zlib
from collections.abc import Callable, Mapping
from typing import Final

import brotli

from server.errors import NotAcceptableError
from server.http.negotiation import weights

IDENTITY: Final = "identity"
#: Bytes below which a coding saves nothing worth a second form.
MINIMUM: Final = 512

#: coding -> how bytes are put in it; the best first.
_CODERS: Final[Mapping[str, Callable[[bytes], bytes]]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=5)),
    # Without the time of day in its head, so that equal bytes stay equal.
    "gzip": lambda body: zlib.compress(body, 6, wbits=31),
    IDENTITY: lambda body: body,
}
_OTHER_NAMES: Final = {"x-gzip": "gzip"}


def choose(header: str | None) -> str:
    """Return the coding for an Accept-Encoding header.

    Without one, or where none of ours is in it, the bytes go as they are; raises
    `NotAcceptableError` when even that is refused.
    """
    if header is None:
        return IDENTITY
    asked = {_OTHER_NAMES.get(name, name): weight for name, weight in weights(header)}
    rest = asked.get("*")
    quality = {
        # As it is, is always fine unless refused by name or by `*` (12.5.3).
        coding: asked.get(coding, rest if rest is not None else float(coding == IDENTITY) / 1000)
        for coding in _CODERS
    }
    best = max(quality, key=lambda coding: quality[coding])
    if quality[best] <= 0:
        raise NotAcceptableError(
            (
                "Geen van de gevraagde coderingen is er. Kies uit: " + ", ".join(_CODERS),
                "None of the codings asked for is here. Choose from: " + ", ".join(_CODERS),
            ),
            [*_CODERS],
        )
    return best


def encode(body: bytes, coding: str) -> bytes:
    """Return bytes in a coding that `choose` returned."""
    return _CODERS[coding](body)


def decode(body: bytes, coding: str) -> bytes:
    """Return the bytes that `encode` was given."""
    if coding == "br":
        return bytes(brotli.decompress(body))
    return zlib.decompress(body, wbits=31) if coding == "gzip" else body
