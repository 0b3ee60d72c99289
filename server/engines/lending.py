"""Lending: clients that workers answer themselves, as seen from here.

What a worker does with one says the module `server.engines.loans`. A client comes back when it is
called, when its worker is done with it, and when its worker dies.
"""

import contextlib
import selectors
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Final

from server.engines import frames, messages
from server.engines.lanes import QUICK_SECONDS_PRESSED
from server.engines.nursery import Nursery, Worker
from server.sparql.engine import Loan

#: How a worker dies of a query. It dies before it takes the request off the connection.
_OF_A_QUERY: Final = frozenset(
    -number for number in (signal.SIGALRM, signal.SIGSEGV, signal.SIGABRT, signal.SIGXCPU)
)
#: Seconds that workers get to come back before they are killed: longer than they may work on.
_FINISH: Final = 1.0


class Lending:
    """The loans of one nursery; safe for threads."""

    def __init__(self, nursery: Nursery, free: Callable[[Worker | None, str, float], None]) -> None:
        """Start with none. `free` takes a worker, none where it died, whom it worked for and how
        many seconds its last query took.
        """
        self._nursery = nursery
        self._free = free
        self._lock = threading.Condition()
        self._lent: dict[int, tuple[Worker, Loan]] = {}
        self._heard = selectors.DefaultSelector()
        self._woken, self._wake = socket.socketpair()
        self._heard.register(self._woken, selectors.EVENT_READ)
        self._thread = threading.Thread(target=self._follow, name="lending", daemon=True)
        self._thread.start()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._lent)

    def lend(self, worker: Worker, loan: Loan) -> bool:
        """Give a worker a client; tell whether it took him. Else it is gone."""
        channel = worker.channel.fileno()
        with self._lock:
            self._lent[channel] = worker, loan
        try:
            frames.send_with(worker.channel, messages.lend(loan), loan.client)
        except OSError:
            self._forget(channel)
            self._nursery.kill(worker)
            return False
        self._heard.register(channel, selectors.EVENT_READ)
        return True

    def reclaim(self) -> None:
        """Call every client back; they come as soon as they have their answer."""
        with self._lock:  # so none of these channels is closed meanwhile
            for worker, _ in self._lent.values():
                with contextlib.suppress(OSError):  # it died, and who follows will see that
                    frames.call(worker.channel)

    def close(self) -> None:
        """Call every client back, wait for that, and end."""
        self.reclaim()
        with self._lock:
            self._lock.wait_for(lambda: not self._lent, _FINISH)
        self._wake.send(b"\0")
        self._thread.join()
        for one in (self._woken, self._wake, self._heard):
            one.close()

    def _follow(self) -> None:
        """Hear what workers tell, until the end."""
        while True:
            for key, _ in self._heard.select():
                if key.fd == self._woken.fileno():
                    return
                try:
                    self._hear(key.fd)
                except Exception:  # a fault of ours may cost a client, but not all that follow
                    traceback.print_exc(file=sys.stderr)

    def _hear(self, channel: int) -> None:
        """Hear one message, or that there is none to come."""
        _, loan = self._lent[channel]
        try:
            answers, ended = messages.lent(*frames.receive_one(channel))
        except (EOFError, OSError):
            self._lost(channel, self._nursery.death)
            return
        except Exception:  # it said what cannot be read, and said it for the last time
            self._lost(channel, self._nursery.kill)
            raise
        try:
            loan.told(answers)
        finally:
            if ended is not None:
                self._ended(channel, ended)

    def _ended(self, channel: int, ended: messages.Returned) -> None:
        """Take a client back from a worker that is done with him."""
        worker, loan = self._end(channel)
        worker.asked += ended.served
        try:
            self._free(worker, loan.name, ended.seconds)
        finally:
            loan.back(ended.served, ended.rest, True)

    def _lost(self, channel: int, end: Callable[[Worker], int | None]) -> None:
        """Take a client back from a worker that can say nothing of him any more."""
        worker, loan = self._end(channel)
        sure = end(worker) in _OF_A_QUERY
        try:
            self._free(None, loan.name, QUICK_SECONDS_PRESSED)
        finally:
            loan.back(1, b"", sure)  # how many answers he got, nobody knows

    def _end(self, channel: int) -> tuple[Worker, Loan]:
        """Listen no more to a worker."""
        self._heard.unregister(channel)
        return self._forget(channel)

    def _forget(self, channel: int) -> tuple[Worker, Loan]:
        with self._lock:
            self._lock.notify_all()
            return self._lent.pop(channel)
