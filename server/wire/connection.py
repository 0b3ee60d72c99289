"""Connection: a client, what came from it, what goes out to it, and what it waits for."""

import contextlib
import socket
from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Final, TypeAlias

from server.wire.inbox import Inbox

#: Octets that one read brings at most.
_READ: Final = 64 * 1024


#: Lends a client, by the descriptor of his connection; tells whether somebody has him. He comes
#: back on any thread: after so many answers, with what he did not take yet of the last, and
#: whether it is sure that all he asked else is still to be read.
Offer: TypeAlias = Callable[[int, Callable[[int, bytes, bool], None]], bool]


class State(IntEnum):
    """What a connection waits for, or that somebody answers it, or that it is no more."""

    NEW = 0
    IDLE = 1
    HEAD = 2
    BODY = 3
    ANSWERING = 4
    LENT = 5
    SENDING = 6
    LINGERING = 7
    CLOSED = 8


#: State -> seconds that it may last. A proxy that keeps connections must let go of one sooner than
#: `IDLE`, or it is closed under a request. Who was told that no more is read gets a moment to read
#: that (RFC 9112, 9.6).
PATIENCE: Final = {
    State.NEW: 10.0,
    State.IDLE: 75.0,
    State.HEAD: 10.0,
    State.BODY: 30.0,
    State.SENDING: 30.0,
    State.LINGERING: 2.0,
}
#: Requests in a row that lead to a loan at first, and at most: after one that gave no answer, the
#: next takes twice as many.
ENOUGH: Final = 2
ENOUGH_MAXIMUM: Final = 64
#: Octets of an answer that a client takes in a second at least, after the first seconds.
SLOWEST: Final = 16 * 1024


class Connection:
    """A client; while it is `ANSWERING` it is the thread's that answers, else who waits has it.

    While it is `LENT`, another process reads from it and writes to it.
    """

    __slots__ = (
        "alike", "enough", "events", "inbox", "last", "offer", "outbox", "peer", "since", "socket",
        "state", "until",
    )  # fmt: skip

    def __init__(self, accepted: socket.socket, peer: str, now: float) -> None:
        """Wait for the first octet until the patience for that ends."""
        self.socket = accepted
        self.peer = peer
        self.inbox = Inbox()
        #: What the client did not take yet.
        self.outbox: Sequence[bytes | memoryview] = ()
        #: Whether no more is read after that.
        self.last = False
        #: Requests in a row that could have been answered in a loan, and how many lead to one.
        self.alike = 0
        self.enough = ENOUGH
        #: How to lend it once it has its answer, if it is to be lent.
        self.offer: Offer | None = None
        #: What is looked out for; 0 for nothing.
        self.events = 0
        self.begin(State.NEW, now)

    def begin(self, state: State, now: float) -> None:
        """Wait for something from now on, until the patience for that ends."""
        self.since = now
        self.until = now + PATIENCE[state]
        self.state = state  # from here on another thread may judge it by the two above

    def came_back(self, answers: int) -> None:
        """Note how many answers a loan gave."""
        self.enough = ENOUGH if answers else min(2 * self.enough, ENOUGH_MAXIMUM)
        self.alike = 0

    @property
    def pending(self) -> int:
        """How many octets of an answer it did not take yet."""
        return sum(map(len, self.outbox))

    def receive(self) -> bytes | None:
        """Return what came, None where nothing did yet; nothing when the client is gone."""
        try:
            return self.socket.recv(_READ)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def is_quiet(self) -> bool:
        """Tell whether nothing came that was not read; what is closed then loses no request."""
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except OSError:
            return True
        return False

    def send(self, parts: Sequence[bytes | memoryview]) -> bool:
        """Send what goes now and keep the rest; tell whether that was all.

        What a client takes buys it time for the rest.

        Raises `OSError` when the client is gone.
        """
        for number, part in enumerate(parts):
            try:
                sent = self.socket.send(part)
            except BlockingIOError:
                sent = 0
            if sent < len(part):
                self.outbox = (memoryview(part)[sent:], *parts[number + 1 :])
                self.until += sent / SLOWEST
                return False
        self.outbox = ()
        return True

    def cut(self) -> None:
        """End it for both; any thread may, as what it is known by stays."""
        with contextlib.suppress(OSError):  # it may be gone
            self.socket.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        """Say that nothing more is sent."""
        with contextlib.suppress(OSError):  # it may be gone
            self.socket.shutdown(socket.SHUT_WR)
