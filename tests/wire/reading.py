"""Octets as a connection brings them, and what an inbox makes of them."""

from collections.abc import Iterable
from typing import NamedTuple

from server.errors import GemmaError
from server.wire.inbox import Inbox, Request


class Read(NamedTuple):
    """What came of some octets: requests, then the status of a refusal, 0 where there was none.

    `begun` tells that a request was begun and is not whole.
    """

    requests: list[Request]
    status: int
    begun: bool


def read(pieces: Iterable[bytes]) -> Read:
    """Read octets in these pieces, as far as a connection would."""
    inbox, found = Inbox(), list[Request]()
    try:
        for piece in pieces:
            inbox.feed(piece)
            while (request := inbox.next()) is not None:
                found.append(request)
                if request.last:
                    return Read(found, 0, False)
    except GemmaError as error:
        return Read(found, error.status, False)
    return Read(found, 0, not inbox.empty)


def octets(sent: bytes) -> list[bytes]:
    """Every octet as a piece."""
    return [sent[at : at + 1] for at in range(len(sent))]


def both(sent: bytes) -> Read:
    """Read octets in one piece and one by one; both must come to the same."""
    whole, single = read([sent]), read(octets(sent))
    assert whole == single
    return whole
