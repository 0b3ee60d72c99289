"""Watch: all connections, what each is looked at for, and whose patience is over."""

import resource
import selectors
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from server.wire.connection import Connection, State

#: The most connections: what each may send unread, a head and a body, is a gigabyte together.
#: And of the files that this process may open the part that they may be.
_MOST: Final = 768
_PART: Final = 0.75
#: The part of them that goes at once where there is no room: finding out who takes a while.
_SHED: Final = 64
#: The most octets of answers that wait for slow clients, together.
_PENDING: Final = 256 * 1024 * 1024
#: State -> what is looked out for; what is not named waits for octets.
_EVENTS: Final = {
    State.ANSWERING: 0,
    State.SENDING: selectors.EVENT_WRITE,
    State.CLOSED: 0,
}

#: Whoever answers has it, so nobody else may judge it.
_ANSWERED: Final = frozenset({State.ANSWERING, State.LENT})

#: What an event is about: a client, or something of the listener's own.
Watched: TypeAlias = Connection | Callable[[], None]


class Watch:
    """Connections by what they wait for; safe for threads."""

    def __init__(self) -> None:
        """Start with none."""
        self._selector = selectors.DefaultSelector()
        self._lock = threading.Lock()
        self._all: set[Connection] = set()
        files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
        self._most = min(_MOST, round(files * _PART))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all)

    def fileno(self) -> int:
        """Return what can be read from when something happened to any of them."""
        return self._selector.fileno()

    def wait(self, seconds: float) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait until something happens to any of them, but no longer than this."""
        return self._selector.select(seconds)

    def own(self, waiting: socket.socket, seen: Callable[[], None]) -> None:
        """Look at a socket of the listener's own."""
        self._selector.register(waiting, selectors.EVENT_READ, seen)

    def disown(self, waiting: socket.socket) -> None:
        """Look no more at it."""
        self._selector.unregister(waiting)

    def add(self, connection: Connection) -> None:
        """Take a new client; where there are too many, some of the others go."""
        with self._lock:
            self._all.add(connection)
            self._look(connection, selectors.EVENT_READ)
        if len(self._all) > self._most:
            self.shed()

    def turn(self, connection: Connection, state: State, now: float) -> None:
        """Let a connection wait for something else; from then on it is the waiting thread's.

        Who goes on with what was begun gets no more time for it.
        """
        with self._lock:
            begins = connection.state is not state
            if begins or state is State.IDLE:
                connection.begin(state, now)
            self._look(connection, _EVENTS.get(state, selectors.EVENT_READ))
        if begins and state is State.SENDING:  # from then on there is only less to send
            self._lighten()

    def look_away(self, connection: Connection) -> None:
        """Wait for nothing from a client that sends on, or leaves, while it is answered."""
        with self._lock:
            if connection.state is State.ANSWERING:
                self._look(connection, 0)

    def lend(self, connection: Connection) -> None:
        """Look away for as long as it takes; whoever has it brings it back."""
        with self._lock:
            connection.state = State.LENT
            self._look(connection, 0)

    def close(self, connection: Connection) -> None:
        """Let go of a client."""
        with self._lock:
            if connection.state is State.CLOSED:
                return
            self._look(connection, 0)
            connection.state = State.CLOSED
            self._all.discard(connection)
        connection.socket.close()

    def shed(self) -> bool:
        """Let go of those who ask nothing, else of who takes longest; some at a time.

        So who comes last gets in, whatever the others do to stay. False where everybody is being
        answered.
        """
        waiting = sorted(self.waiting(), key=lambda one: (one.state is not State.IDLE, one.since))
        for one in waiting[: max(1, self._most // _SHED)]:
            self.close(one)
        return bool(waiting)

    def waiting(self) -> Iterator[Connection]:
        """Give all clients that nobody answers now."""
        return (one for one in list(self._all) if one.state not in _ANSWERED)

    def _lighten(self) -> None:
        """Cut off clients that leave too much lying, those with most of it first.

        They are the waiting thread's, which sees it and lets go of them; this may be another.
        """
        slow = [(one.pending, one.since, one) for one in self.waiting() if one.outbox]
        over = sum(pending for pending, _, _ in slow) - _PENDING
        for pending, _, one in sorted(slow, key=lambda found: found[:2], reverse=True):
            if over <= 0:
                return
            over -= pending
            one.cut()

    def _look(self, connection: Connection, events: int) -> None:
        """Look out for these events; the lock is held."""
        if events == connection.events:
            return
        if not events:
            self._selector.unregister(connection.socket)
        elif connection.events:
            self._selector.modify(connection.socket, events, connection)
        else:
            self._selector.register(connection.socket, events, connection)
        connection.events = events
