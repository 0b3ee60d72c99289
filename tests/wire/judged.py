"""Another reader of HTTP/1.1, h11, as an independent judge of the same octets."""

from collections.abc import Sequence
from typing import NamedTuple

import h11

from server.wire.bodies import MAXIMUM
from server.wire.inbox import Request


class Asked(NamedTuple):
    """A request as both readers tell of it."""

    method: str
    target: str
    fields: dict[str, str]
    body: bytes
    lasting: bool
    awaited: bool


def theirs(sent: bytes) -> list[Asked]:
    """The requests that h11 reads, up to what it refuses or what is not whole.

    Empty lines before a request are taken away: RFC 9112, 2.2, has a server pass over them, and
    h11 does not.
    """
    found: list[Asked] = []
    while not found or found[-1].lasting:
        while sent.startswith(b"\r\n"):
            sent = sent[2:]
        reader = h11.Connection(h11.SERVER, max_incomplete_event_size=1 << 20)
        reader.receive_data(sent)
        try:
            asked = _one(reader)
        except h11.RemoteProtocolError:
            break
        if asked is None:
            break
        found.append(asked)
        sent = reader.trailing_data[0]
    return found


def _one(reader: h11.Connection) -> Asked | None:
    request = reader.next_event()
    if not isinstance(request, h11.Request):
        return None
    awaited, body = reader.they_are_waiting_for_100_continue, b""
    while isinstance(event := reader.next_event(), h11.Data):
        body += bytes(event.data)
    if not isinstance(event, h11.EndOfMessage):
        return None
    fields: dict[str, str] = {}
    for name, value in request.headers:
        known, said = name.decode(), value.decode("latin-1")
        fields[known] = f"{fields[known]}, {said}" if known in fields else said
    reader.send(h11.Response(status_code=204, headers=[]))
    reader.send(h11.EndOfMessage())
    lasting = reader.our_state is not h11.MUST_CLOSE
    target = request.target.decode("latin-1")
    return Asked(request.method.decode(), target, fields, body, lasting, awaited)


def ours(requests: Sequence[Request]) -> list[Asked]:
    """What our reader found, in the same words; a body that is too large was not read by it."""
    return [
        Asked(head.method, head.target, dict(head.fields), body, not last, head.awaited)
        for head, body, _, last in requests
        if not head.length or head.length <= MAXIMUM
    ]
