"""Alike: a request for another query that is otherwise, octet for octet, the one before; pure.

What was read once with care need not be read again: who knows that only the query differs, knows
who asks, in which form and about which graphs.
"""

import re
import string
from typing import Final, NamedTuple

from server.http.escapes import plain

#: The most octets of a request that is compared; it is likely there at once.
MAXIMUM: Final = 4_096
#: A head with one parameter `query`, apart from what stands before and after its value.
_HEAD: Final = re.compile(
    rb"(GET /sparql\?(?:[^ #&]*&)*?query=)[^ #&]+((?:&[^ #&]*)* HTTP/1\.1\r\n.*)", re.DOTALL
)
#: What a value is made of: nothing that ends one, or a line (RFC 3986, 3.4, but for `&`).
_OF_A_VALUE: Final = (string.ascii_letters + string.digits + "%+._~*'()!$,;:@/?=-").encode()


class Frame(NamedTuple):
    """What a request has before and after its query."""

    before: bytes
    after: bytes


def frame(head: bytes) -> Frame | None:
    """Return the frame of a whole request that was answered; None where it has none."""
    found = _HEAD.fullmatch(head) if len(head) <= MAXIMUM else None
    return Frame(found[1], found[2]) if found else None


def query(octets: bytes, within: Frame) -> str | None:
    """Return the query of one request in this frame; None where the octets are not just that."""
    before, after = within
    if not (octets.startswith(before) and octets.endswith(after)):
        return None
    value = octets[len(before) : len(octets) - len(after)]
    if not value or len(octets) > MAXIMUM or value.translate(None, _OF_A_VALUE):
        return None
    try:
        return plain(value.decode("ascii"))
    except UnicodeDecodeError:
        return None
