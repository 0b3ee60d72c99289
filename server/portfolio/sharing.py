"""Sharing: a whole list in an address, so that nothing of it needs to be kept here; pure.

The list as CSV with commas, its components by key, packed (DEFLATE, RFC 1951) and written in the
letters of an address (base64url without padding, RFC 4648, 5).
"""

import base64
import binascii
import zlib
from collections.abc import Iterable
from typing import Final

from server.errors import BadRequestError
from server.portfolio.products import Product
from server.portfolio.sheets import table
from server.uris import local_part

#: The longest list in an address, in characters: well below what servers and programs take.
LINK_MAXIMUM: Final = 6_000
#: What a list in an address may unpack to, in bytes.
UNPACKED_MAXIMUM: Final = 200_000
#: DEFLATE without a header, in its widest window.
_RAW: Final = -15


def packed(products: Iterable[Product], base: str) -> str:
    """Return a list for in an address; "" where it is too long for one."""

    def key(iri: str) -> str:
        return (local_part(base, iri) or iri).removeprefix("id/").replace("/", ":", 1)

    packing = zlib.compressobj(9, wbits=_RAW)
    body = packing.compress(table(products, key, ",")) + packing.flush()
    text = base64.urlsafe_b64encode(body).rstrip(b"=").decode()
    return text if len(text) <= LINK_MAXIMUM else ""


def unpacked(text: str) -> bytes:
    """Return the CSV of a list in an address; raises `BadRequestError` where that is not whole."""
    try:
        unpacking = zlib.decompressobj(_RAW)
        body = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        found = unpacking.decompress(body, UNPACKED_MAXIMUM)
    except (binascii.Error, ValueError, zlib.error):
        found = b""
    if not found or not unpacking.eof:
        raise BadRequestError(
            (
                "Deze link naar een lijst is niet heel; vraag hem opnieuw, of plak de lijst zelf",
                "This link to a list is not whole; ask for it again, or paste the list itself",
            )
        )
    return found
