"""Loans: a worker answers a client itself, for as long as small queries come and nothing else.

That spares the way to the web process and back, which takes longer than a small query does. What
is not such a query, or does not end well at once, goes back unread, and the web process answers it
as if nothing had been lent. A request is taken off the connection when its answer is ready, so one
that ends its worker is still there for who looks next.
"""

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from typing import Final, TypeAlias

from server.engines import confine, frames, messages
from server.engines.evaluating import Held, evaluate
from server.engines.lanes import FREE, QUICK_SECONDS_PRESSED
from server.http import lookout
from server.http.answers import KEPT_LARGEST
from server.http.coding import IDENTITY
from server.http.fields import Representation, in_coding
from server.http.ready import dated
from server.sparql import alike, answered
from server.sparql.engine import Lent, Query, Terms
from server.sparql.sparqltext import is_plain

#: Queries after which a worker is replaced, so that no memory is kept for long; the most of a loan.
RETIRED_AFTER: Final = 1_000
#: Seconds that a client may ask nothing before he goes back; in which what is told of his answers
#: gathers, and of how many at most. What was not told is lost with a worker that dies.
_PATIENCE: Final = 0.25
_GATHER: Final = 0.05
_GATHERED: Final = 100
#: Octets of answers that are remembered in a loan, and the largest of them.
_REMEMBERED: Final = 2 * 1024 * 1024
_REMEMBERED_LARGEST: Final = 64 * 1024

#: What stands before the date of an answer, its body, its query, and whether it was given before.
_Found: TypeAlias = tuple[bytes, bytes, str, bool]


def serve(held: Held, terms: Terms, client: int, channel: socket.socket, base: str) -> None:
    """Answer the client of a connection, then tell on the channel that he is back.

    Raises `OSError` when nobody hears that.
    """
    confine.limit_processor(RETIRED_AFTER * QUICK_SECONDS_PRESSED)
    find = _finding(held, terms, base)
    told: list[Lent] = []
    served, took, since, at_once = 0, 0.0, 0.0, False
    rest: bytes | memoryview = b""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, client) as connection:
        looking = select.poll()
        looking.register(client, select.POLLIN)
        looking.register(channel, select.POLLIN)

        def look(seconds: float) -> list[tuple[int, int]]:
            return looking.poll(seconds * 1000)

        while served < RETIRED_AFTER and took <= FREE and not rest:
            patience = _GATHER if told else _PATIENCE
            heard, at_once = lookout.wait(look, patience, out=at_once)
            late = time.perf_counter() - since > _GATHER
            if told and (not heard or late or len(told) >= _GATHERED):
                frames.send(channel.fileno(), *messages.told(told))
                told = []
                continue
            if [one for one, _ in heard] != [client]:  # none, or the one that calls him back
                break
            began = time.perf_counter()
            octets = _peek(connection)
            found = find(octets)
            if found is None:
                break
            lines, body, text, again = found
            answer = _whole(lines, body)
            connection.recv(len(octets))
            rest = _write(client, answer)
            took = time.perf_counter() - began
            served += 1
            since = since if told else began
            told.append(Lent(time.time(), took, len(body), text, again))
    frames.send(channel.fileno(), *messages.returned(served, took, told, rest))


def _finding(held: Held, terms: Terms, base: str) -> Callable[[bytes], _Found | None]:
    """Return what finds the answer to a request, None where it is for the web process."""
    remembered: dict[bytes, _Found] = {}
    room = _REMEMBERED

    def find(octets: bytes) -> _Found | None:
        nonlocal room
        known = remembered.get(octets)
        if known is not None:
            return known
        text = alike.query(octets, terms.frame)
        if text is None or not is_plain(text):
            return None
        made = _made(held, text, terms, base)
        if made is None:
            return None
        size = sum(map(len, made)) + len(octets)
        if size <= _REMEMBERED_LARGEST:
            if size > room:
                remembered.clear()
                room = _REMEMBERED
            room -= size
            remembered[octets] = *made, text, True
        return *made, text, False

    return find


def _made(held: Held, text: str, terms: Terms, base: str) -> tuple[bytes, bytes] | None:
    """Return a new answer, None where there is an error to tell; ends the process after a while."""
    query = Query(text, terms.default, terms.named, terms.formats)
    # Not caught by anybody: the kernel ends this process in the middle of the query.
    signal.setitimer(signal.ITIMER_REAL, QUICK_SECONDS_PRESSED)
    try:
        written = evaluate(held, query, base)
        kind = query.format_for(written.form).content_type
        coding = terms.coding if len(written.body) <= KEPT_LARGEST else IDENTITY
        found = in_coding(Representation(written.body, kind), coding)
        return answered.lines(found, written.rows, terms.release), found.body
    except MemoryError:
        os.abort()  # as the engine does itself when it gets no memory
    except Exception:  # the web process asks again, and says what is wrong
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _peek(connection: socket.socket) -> bytes:
    """Return what came, without taking it; nothing where the client is gone."""
    try:
        return connection.recv(alike.MAXIMUM + 1, socket.MSG_PEEK)
    except OSError:
        return b""


def _whole(lines: bytes, body: bytes) -> bytes:
    """Return all octets of an answer. Its request still waits, so this may end the process."""
    try:
        return b"%b%b\r\n%b" % (lines, dated(), body)
    except MemoryError:
        os.abort()


def _write(client: int, answer: bytes) -> bytes | memoryview:
    """Send what goes now; return the rest, all of it where the client is gone."""
    try:
        return memoryview(answer)[os.write(client, answer) :]
    except OSError:
        return answer
