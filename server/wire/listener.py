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
from collections.abc import Callable
from typing import Final, TypeAlias

from server.http import lookout, turn
from server.http.turn import Turn
from server.wire.connection import Connection, State
from server.wire.exchange import Application, Exchange
from server.wire.inbox import Request
from server.wire.watch import Watch, Watched

#: Clients that wait to be taken.
_BACKLOG: Final = 1_024
#: Seconds between two looks at who takes too long, and while it stops.
_LOOK: Final = 1.0
_SOON: Final = 0.02
#: Why a client cannot be taken that has to do with the others.
_FULL: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

#: A request, and who sent it.
_Asked: TypeAlias = tuple[Connection, Request]


class Listener:
    """Serves an application on a socket until told to stop."""

    def __init__(self, listening: socket.socket, application: Application, threads: int) -> None:
        """Take a socket that is bound; it listens from `serve` on."""
        self._listening = listening
        self._application = application
        self._threads = threads
        self._watch = Watch()
        self._exchange = Exchange(application, self._watch, listening.getsockname()[:2])
        self._events: deque[tuple[selectors.SelectorKey, int]] = deque()
        self._at_once = False
        #: Held by the one thread that waits.
        self._leading = threading.Lock()
        #: Threads that answer, and requests that wait for one of them; guarded by the lock.
        self._busy = 0
        self._queue: deque[_Asked] = deque()
        self._lock = threading.Lock()
        self._now = self._looked = time.monotonic()
        #: Whether nobody can be taken, so that nobody is looked out for until the next look.
        self._full = False
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
            self._exchange.stopping = True
        self._wake.send(b"\0")

    # What every thread does: wait in its turn, answer what it found, and so on.

    def _work(self) -> None:
        leads = False
        while not self._over.is_set():
            if not leads:
                self._leading.acquire()
            asked, brief = None, False
            try:
                asked = self._next()
                brief = asked is not None and self._is_brief(asked[1])
            except Exception:  # a thread that ended of it would never let the others wait
                traceback.print_exc(file=sys.stderr)
            if brief:
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
            found, self._at_once = lookout.wait(
                self._watch.wait,
                _LOOK if self._stop_by is None else _SOON,
                out=self._at_once and not self._busy,
            )
            self._events.extend(found)
            self._now = time.monotonic()
            if self._now - self._looked > _LOOK:
                self._looked = self._now
                self._tidy()
            if self._left:
                self._part()
            if self._stop_by is not None and (not len(self._watch) or self._now > self._stop_by):
                self._over.set()
        return None

    def _is_brief(self, request: Request) -> bool:
        """Tell whether this thread may answer in its turn: nobody else asks anything now."""
        alone = self._busy == 1 and not self._events
        return alone and self._application.is_brief(request)

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
        again = self._exchange.answer(connection, request)
        with self._lock:
            if again is not None:  # behind who came before it, however many it sends at once
                self._queue.append((connection, again))
            if self._queue:
                return self._queue.popleft()
            self._busy -= 1
        return None

    def _happened(self, what: Watched) -> _Asked | None:
        """See to one event; return the request that it brought whole, if any."""
        if isinstance(what, Connection):
            request = self._exchange.happened(what)
            return None if request is None else (what, request)
        what()
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
                if error.errno in _FULL and not self._watch.shed():
                    self._watch.disown(self._listening)  # who waits there would be seen at once
                    self._full = True
                return
            accepted.setblocking(False)
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._watch.add(Connection(accepted, peer, self._now))

    def _tidy(self) -> None:
        """Let go of who takes too long, and see whether there is room again."""
        if self._full:
            self._full = False
            self._watch.own(self._listening, self._accept)
        for one in list(self._watch.waiting()):
            if self._now >= one.until:
                self._exchange.give_up(one)

    def _leave(self) -> None:
        """Take those who came already, and nobody after them."""
        self._accept()
        self._left = True
        self._watch.disown(self._woken)
        if not self._full:
            self._watch.disown(self._listening)
        self._full = False
        self._listening.close()
        for one in list(self._watch.waiting()):
            if one.state is State.NEW:  # its first request is likely under way
                one.until = min(one.until, self._now + _LOOK)

    def _part(self) -> None:
        """Let go of who asks nothing now; again and again, as answers end one by one."""
        self._application.reclaim()
        for one in list(self._watch.waiting()):
            if one.state is State.IDLE and one.is_quiet():
                self._watch.close(one)
