"""Exchange: what is read from one client and what is said to it, whatever thread does that.

Who calls must own the connection: while it is answered that is the thread that answers, else the
one that waits.
"""

import sys
import time
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Final, Protocol

from server.errors import GemmaError, RequestTimeoutError
from server.http.ready import Ready, opening
from server.wire.connection import Connection, Offer, State
from server.wire.environ import environ
from server.wire.inbox import Request
from server.wire.watch import Watch

#: A body up to this size goes out in one piece with what stands before it.
_JOINED: Final = 64 * 1024
_GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_LATE: Final = (
    "Het verzoek kwam niet op tijd binnen; stuur het in een keer",
    "The request did not come in time; send it at once",
)


class Application(Protocol):
    """Who answers. None of these raises, and each says in the log what it answers."""

    def recall(self, head: bytes, peer: str) -> Ready | None:
        """Return at once what was answered before to exactly this head, if anything."""
        ...

    def is_brief(self, request: Request) -> bool:
        """Tell whether a request is likely answered at once (see `server.http.turn`)."""
        ...

    def answer(self, environ: dict[str, Any], head: bytes) -> Ready:
        """Answer a request (PEP 3333); `head` is what `recall` may know it by, if not empty."""
        ...

    def offer(self, environ: dict[str, Any], head: bytes) -> Offer | None:
        """Return how to lend a client who asked this last, None where that is not to be done."""
        ...

    def reclaim(self) -> None:
        """Let every client who is lent come back."""
        ...

    def refuse(self, error: GemmaError, peer: str) -> Ready:
        """Answer what is no request."""
        ...


class Exchange:
    """Requests and answers between an application and its clients, of a server at an address.

    Once it is `stopping`, each answer is the last of its connection.
    """

    def __init__(self, application: Application, watch: Watch, address: tuple[str, int]) -> None:
        """Begin with nobody."""
        self._application = application
        self._watch = watch
        self._host, self._port = address
        self.stopping = False

    def happened(self, connection: Connection) -> Request | None:
        """See to a client that sends, takes or leaves; return the request that is whole, if any."""
        try:
            return self._ON[connection.state](self, connection)
        except Exception:
            self._failed(connection)
            return None

    def answer(self, connection: Connection, request: Request) -> Request | None:
        """Answer a request; return the one that came behind it, if any."""
        try:
            found = environ(request.head, request.body, connection.peer, self._host, self._port)
            ready = self._application.answer(found, request.alone)
            offer = self._application.offer(found, request.alone)
            connection.alike = connection.alike + 1 if offer else 0
            connection.offer = offer if connection.alike >= connection.enough else None
            kept = "keep-alive" if request.head.minor == 0 else ""
            return self._say(connection, ready, kept, last=request.last)
        except Exception:
            self._failed(connection)
            return None

    def give_up(self, connection: Connection) -> None:
        """Let go of a client that takes too long, and say so where it began a request."""
        if connection.state in (State.HEAD, State.BODY):
            self._refuse(connection, RequestTimeoutError(_TOO_LATE))
        else:
            self._watch.close(connection)

    def _failed(self, connection: Connection) -> None:
        """Let a fault of ours cost one connection: a thread that ended would be missed for ever."""
        traceback.print_exc(file=sys.stderr)
        self._watch.close(connection)

    def _read(self, connection: Connection) -> Request | None:
        """Take what came, and answer at once where that was answered before."""
        data = connection.receive()
        if not data:
            if data is not None:
                self._watch.close(connection)
            return None
        if connection.inbox.empty:
            ready = self._application.recall(data, connection.peer)
            if ready is not None:
                return self._say(connection, ready)
        try:
            connection.inbox.feed(data)
        except GemmaError as error:
            self._refuse(connection, error)
            return None
        return self._advance(connection)

    def _drop(self, connection: Connection) -> None:
        """Read on without looking, so that the client reads what it was told."""
        if connection.receive() == b"":
            self._watch.close(connection)

    def _look_away(self, connection: Connection) -> None:
        self._watch.look_away(connection)

    def _send_on(self, connection: Connection) -> Request | None:
        """Send more of an answer that its client takes slowly."""
        return self._sent(connection, connection.outbox, last=connection.last)

    def _nothing(self, connection: Connection) -> None: ...

    #: State -> what is done when a client sends, takes, or leaves.
    _ON: ClassVar[dict[State, Callable[["Exchange", Connection], Request | None]]] = {
        State.NEW: _read,
        State.IDLE: _read,
        State.HEAD: _read,
        State.BODY: _read,
        State.ANSWERING: _look_away,
        # Seen before it was lent, and only now its turn: whoever has it sees it too.
        State.LENT: _nothing,
        State.SENDING: _send_on,
        State.LINGERING: _drop,
        State.CLOSED: _nothing,
    }

    def _advance(self, connection: Connection) -> Request | None:
        """Return the next request where it is whole; else wait for the rest of it."""
        inbox = connection.inbox
        try:
            request = inbox.next()
        except GemmaError as error:
            self._refuse(connection, error)
            return None
        if request is not None:
            connection.state = State.ANSWERING
            return request
        if inbox.awaited() and not self._told(connection):
            self._watch.close(connection)
            return None
        if inbox.empty and self._lent(connection):
            return None
        state = State.BODY if inbox.in_body else State.IDLE if inbox.empty else State.HEAD
        self._watch.turn(connection, state, time.monotonic())
        return None

    def _lent(self, connection: Connection) -> bool:
        """Lend a client who is to be lent; tell whether somebody has him."""
        offer, connection.offer = connection.offer, None
        if offer is None or self.stopping:
            return False
        self._watch.lend(connection)
        return offer(connection.socket.fileno(), partial(self._came_back, connection))

    def _came_back(self, connection: Connection, answers: int, rest: bytes, sure: bool) -> None:
        """Go on with a client who was lent."""
        connection.came_back(answers)
        if rest:
            connection.outbox, connection.last = (rest,), False
            self._watch.turn(connection, State.SENDING, time.monotonic())
        elif sure:
            self._watch.turn(connection, State.IDLE, time.monotonic())
        else:  # he may wait for an answer that nobody gives: let him ask again (RFC 9112, 9.3.1)
            self._watch.close(connection)

    def _told(self, connection: Connection) -> bool:
        """Tell whether a client that waits to be told to go on takes that word."""
        try:
            return connection.send((_GO_ON,))
        except OSError:
            return False

    def _refuse(self, connection: Connection, error: GemmaError) -> None:
        """Answer what is no request, and read no more."""
        self._say(connection, self._application.refuse(error, connection.peer), last=True)

    def _say(
        self, connection: Connection, ready: Ready, kept: str = "", *, last: bool = False
    ) -> Request | None:
        """Send an answer; return the request that came behind it, if any."""
        last = last or self.stopping
        head = opening(ready, "close" if last else kept)
        joined = len(ready.body) <= _JOINED
        parts = (head + ready.body,) if joined else (head, ready.body)
        return self._sent(connection, parts, last=last)

    def _sent(
        self, connection: Connection, parts: Sequence[bytes | memoryview], *, last: bool
    ) -> Request | None:
        """Send as much as goes, then wait for what comes after; return that where it is there."""
        try:
            whole = connection.send(parts)
        except OSError:
            self._watch.close(connection)
            return None
        if not whole:
            connection.last = last
            self._watch.turn(connection, State.SENDING, time.monotonic())
        elif last:
            connection.finish()
            self._watch.turn(connection, State.LINGERING, time.monotonic())
        elif connection.state is State.IDLE:  # answered at once: nothing else came
            connection.begin(State.IDLE, time.monotonic())
        else:
            return self._advance(connection)
        return None
