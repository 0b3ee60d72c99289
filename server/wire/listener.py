"""Listener: one thread waits for all clients and hands out at once what was answered before.

Who finds a request that takes longer leaves the waiting to the next thread and answers it itself,
so no request goes from hand to hand (leader and followers). Who sends or reads slowly holds no
thread, only a connection, and that for a while. The last free thread never answers: it waits, so
what is ready goes out however many requests take long.
"""

import errno
import selectors
import socket
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final, Protocol, TypeAlias

from server.errors import GemmaError, RequestTimeoutError
from server.http import turn
from server.http.turn import Turn
from server.wire.answer import Ready, opening
from server.wire.connection import Connection, State
from server.wire.environ import environ
from server.wire.inbox import Request
from server.wire.watch import Watch, Watched

#: A body up to this size goes out in one piece with what stands before it.
_JOINED: Final = 64 * 1024
#: Clients that wait to be taken.
_BACKLOG: Final = 1_024
#: Seconds between two looks at who takes too long, and while it stops.
_LOOK: Final = 1.0
_SOON: Final = 0.02
#: Why a client cannot be taken that has to do with the others.
_FULL: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_GO_ON: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_TOO_LATE: Final = (
    "Het verzoek kwam niet op tijd binnen; stuur het in een keer",
    "The request did not come in time; send it at once",
)

#: A request, and who sent it.
_Asked: TypeAlias = tuple[Connection, Request]


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

    def refuse(self, error: GemmaError, peer: str) -> Ready:
        """Answer what is no request."""
        ...


class Listener:
    """Serves an application on a socket until told to stop."""

    def __init__(self, listening: socket.socket, application: Application, threads: int) -> None:
        """Take a socket that is bound; it listens from `serve` on."""
        self._listening = listening
        self._host, self._port = listening.getsockname()[:2]
        self._application = application
        self._threads = threads
        self._watch = Watch()
        self._events: deque[tuple[selectors.SelectorKey, int]] = deque()
        #: Held by the one thread that waits.
        self._leading = threading.Lock()
        #: Threads that answer, and requests that wait for one of them; guarded by the lock.
        self._busy = 0
        self._queue: deque[_Asked] = deque()
        self._lock = threading.Lock()
        self._now = self._looked = time.monotonic()
        self._stop_by: float | None = None
        self._left = False
        self._over = threading.Event()
        self._woken, self._wake = socket.socketpair()
        self._turn = Turn(self._watch.fileno(), self._leading.release)

    def serve(self, ready: Callable[[], object]) -> None:
        """Listen, say `ready`, and return when told to stop and all is answered."""
        self._listening.setblocking(False)
        self._listening.listen(_BACKLOG)
        self._watch.own(self._listening, self._accept)
        self._watch.own(self._woken, self._leave)
        for number in range(self._threads):
            threading.Thread(target=self._work, name=f"web-{number}", daemon=True).start()
        ready()
        self._over.wait()

    def stop(self, seconds: float) -> None:
        """Take nobody new, and let what is being answered end within so many seconds.

        Who says it again changes nothing.
        """
        if self._stop_by is None:
            self._stop_by = time.monotonic() + seconds
        self._wake.send(b"\0")

    # What every thread does: wait in its turn, answer what it found, and so on.

    def _work(self) -> None:
        leads = False
        while not self._over.is_set():
            if not leads:
                self._leading.acquire()
            asked = self._next()
            if asked is not None and self._is_alone and self._application.is_brief(asked[1]):
                turn.take(self._turn)
            else:
                self._leading.release()
            while asked is not None:
                asked = self._answer(*asked)
                if asked is not None:
                    turn.leave()
            leads = turn.ended()
        if leads:
            self._leading.release()

    def _next(self) -> _Asked | None:
        """Wait for a request that this thread is to answer; None when it is over."""
        while not self._over.is_set():
            while self._events:
                key, _ = self._events.popleft()
                asked = self._happened(key.data)
                if asked is not None and self._is_mine(asked):
                    return asked
            self._events.extend(self._watch.wait(_LOOK if self._stop_by is None else _SOON))
            self._now = time.monotonic()
            if self._now - self._looked > _LOOK:
                self._looked = self._now
                self._tidy()
            if self._left:
                self._part()
            if self._stop_by is not None and (not len(self._watch) or self._now > self._stop_by):
                self._over.set()
        return None

    @property
    def _is_alone(self) -> bool:
        """Whether nobody else asks anything now."""
        return self._busy == 1 and not self._events

    def _is_mine(self, asked: _Asked) -> bool:
        """Tell whether this thread answers a request; else who is free first will."""
        with self._lock:
            if self._busy < self._threads - 1:
                self._busy += 1
                return True
            self._queue.append(asked)
            return False

    def _answer(self, connection: Connection, request: Request) -> _Asked | None:
        """Answer a request; return the one that this thread is to answer next, if any."""
        again = None
        try:
            found = environ(request.head, request.body, connection.peer, self._host, self._port)
            ready = self._application.answer(found, request.alone)
            kept = "keep-alive" if request.head.minor == 0 else ""
            again = self._say(connection, ready, kept, last=request.last)
        except Exception:
            traceback.print_exc(file=sys.stderr)
            self._watch.close(connection)
        with self._lock:
            if again is not None:  # behind who came before it, however many it sends at once
                self._queue.append((connection, again))
            if self._queue:
                return self._queue.popleft()
            self._busy -= 1
        return None

    # What the waiting thread does.

    def _happened(self, what: Watched) -> _Asked | None:
        """See to one event; return the request that it brought whole, if any."""
        try:
            if not isinstance(what, Connection):
                what()
                return None
            request = self._ON[what.state](self, what)
        except Exception:  # a thread that ended of it would be missed for ever
            traceback.print_exc(file=sys.stderr)
            if isinstance(what, Connection):
                self._watch.close(what)
            return None
        return None if request is None else (what, request)

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
    _ON: ClassVar[dict[State, Callable[["Listener", Connection], Request | None]]] = {
        State.NEW: _read,
        State.IDLE: _read,
        State.HEAD: _read,
        State.BODY: _read,
        State.ANSWERING: _look_away,
        State.SENDING: _send_on,
        State.LINGERING: _drop,
        State.CLOSED: _nothing,
    }

    # What either does to a connection that is its own.

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
        state = State.BODY if inbox.in_body else State.IDLE if inbox.empty else State.HEAD
        self._watch.turn(connection, state, time.monotonic())
        return None

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
        last = last or self._stop_by is not None
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
            connection.begin(State.IDLE, self._now)
        else:
            return self._advance(connection)
        return None

    # What is seen to now and then.

    def _accept(self) -> None:
        """Take every client that waits."""
        for _ in range(_BACKLOG):
            try:
                accepted, (peer, *_) = self._listening.accept()
            except BlockingIOError:
                return
            except OSError as error:  # else the client is gone, or the socket
                if error.errno in _FULL:
                    self._watch.shed()
                return
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._watch.add(Connection(accepted, peer, self._now))

    def _tidy(self) -> None:
        """Let go of who takes too long, and say so to who began a request."""
        for one in list(self._watch.waiting()):
            if self._now < one.until:
                continue
            if one.state in (State.HEAD, State.BODY):
                self._refuse(one, RequestTimeoutError(_TOO_LATE))
            else:
                self._watch.close(one)

    def _leave(self) -> None:
        """Take nobody new."""
        self._left = True
        self._watch.disown(self._woken)
        self._watch.disown(self._listening)
        self._listening.close()
        for one in list(self._watch.waiting()):
            if one.state is State.NEW:  # its first request is likely under way
                one.until = min(one.until, self._now + _LOOK)

    def _part(self) -> None:
        """Let go of who asks nothing now; again and again, as answers end one by one."""
        for one in list(self._watch.waiting()):
            if one.state is State.IDLE and one.is_quiet():
                self._watch.close(one)
