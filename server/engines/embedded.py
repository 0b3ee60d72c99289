"""Embedded engine: killable workers in two lanes; a query ends in time, whatever it is.

No query text is parsed or run in this process. A query past its deadline ends by SIGKILL of its
worker; a worker that dies of a query is replaced, and the query gets an error that says why. Who
may run and who waits decides `server.engines.lanes`.
"""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.engines import confine, frames, messages
from server.engines.lanes import (
    QUICK_SECONDS,
    QUICK_SECONDS_PRESSED,
    SLOW_PLACES,
    WAITING,
    Lane,
    Lanes,
    Ticket,
)
from server.engines.lending import Lending
from server.engines.loans import RETIRED_AFTER
from server.engines.nursery import Nursery, Worker
from server.errors import (
    EngineError,
    GemmaError,
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
    UnavailableError,
)
from server.http import observe, turn
from server.sparql import advice
from server.sparql.digest import digest
from server.sparql.engine import Answer, Loan, Query

#: A query that waited is answered, or refused, this many seconds after its deadline at the latest.
#: Two were promised; the other is for a machine that is busy with such queries.
GRACE: Final = 1.0

_INTERRUPTED: Final = "De vraag is afgebroken voordat zij klaar was; probeer het opnieuw"

#: signal by which a worker died -> what that says about the query with this text.
_DEATHS: Final[dict[int, Callable[[str, float], GemmaError]]] = {
    signal.SIGSEGV: lambda _text, _seconds: QuerySyntaxError(
        "De vraag is te diep genest om te ontleden: haal haakjes en lagen weg"
    ),
    signal.SIGABRT: lambda text, _seconds: QueryMemoryError(
        advice.too_big(text, confine.MEMORY // 1024 // 1024)
    ),
    signal.SIGXCPU: lambda text, seconds: QueryTimeoutError(advice.too_slow(text, seconds)),
}


@dataclass(frozen=True)
class _Outcome:
    """How a query ended: an answer or a reason, and what the lanes want to know of it."""

    said: Answer | GemmaError
    worked: float | None = None
    crashed: bool = False


class EmbeddedEngine:
    """SPARQL over the quads of what is served, in processes beside this one."""

    stable = True

    def __init__(
        self,
        quads: Iterable[Path],
        base: str,
        workers: int = 2,
        seconds: float = 10.0,
        *,
        apart: bool = False,
    ) -> None:
        """Start the nursery and the workers; raises `EngineError` when that fails.

        `workers` is the number of places in the quick lane; `apart` tells that no statement stands
        in two graphs.
        """
        self._seconds = seconds
        self._nursery = Nursery(quads, base, seconds, apart=apart)
        self._lanes = Lanes(workers)
        self._lock = threading.Lock()
        self._workers = workers
        self._idle = [self._nursery.fork() for _ in range(workers)]
        self._lending = Lending(self._nursery, self._freed)

    def answer(self, query: Query) -> Answer:
        """Answer within the deadline, or raise as `server.sparql.engine.Engine.answer`."""
        shape, now = digest(query.text), time.monotonic()
        with self._lock:
            ticket = self._lanes.enter(query.client, shape, now)
            self._lanes.grant(now)
        worked, crashed = None, False
        try:
            while True:
                self._await(ticket)
                outcome = self._run(ticket, query)
                if outcome is not None:
                    worked, crashed = outcome.worked, outcome.crashed
                    break
        finally:
            now = time.monotonic()
            observe.note(lane=ticket.lane.name.lower())
            with self._lock:
                self._lanes.leave(ticket, now, worked, crashed=crashed)
                self._lanes.grant(now)
        if isinstance(outcome.said, GemmaError):
            raise outcome.said
        return outcome.said

    def _await(self, ticket: Ticket) -> None:
        """Wait for a place; raises `UnavailableError` when there is none in time."""
        if ticket.placed:
            return
        turn.leave()
        self.reclaim()  # who waits needs the processors
        patience = self._lanes.patience(ticket, time.monotonic())
        left = ticket.arrived + self._seconds - time.monotonic()
        called = ticket.call.wait(max(0.0, min(patience, left)))
        if ticket.sent_away is not None:
            raise ticket.sent_away
        if not called and not ticket.placed:
            raise UnavailableError(
                "Er kwam niet op tijd een plaats vrij"
                + (" voor een zware vraag" if ticket.lane is Lane.SLOW else "")
                + "; probeer het over enkele seconden opnieuw"
            )

    def _run(self, ticket: Ticket, query: Query) -> _Outcome | None:
        """Run a query in its place; None when it lost that and has to wait again."""
        with self._lock:
            asked = self._idle.pop() if self._idle else None
        if asked is None:
            turn.leave()
            asked = self._nursery.fork()
        kept = False
        try:
            if ticket.lane is Lane.SLOW:
                _renice(asked)
            outcome = self._ask(asked, ticket, query)
            asked.asked += 1
            # A slow worker stays slow and keeps what memory it took, so it ends with its query.
            kept = (
                outcome is not None
                and outcome.worked is not None
                and ticket.lane is Lane.QUICK
                and asked.asked < RETIRED_AFTER
            )
        finally:
            if not kept or not self._rests(asked):
                self._nursery.kill(asked)
        return outcome

    def _ask(self, asked: Worker, ticket: Ticket, query: Query) -> _Outcome | None:
        """Ask one worker; None when the lane has no place for so slow a query."""
        started = time.monotonic()
        deadline = min(started, ticket.arrived + GRACE) + self._seconds
        try:
            channel = asked.channel.fileno()
            frames.send(channel, *messages.question(query))
            if not self._quickly(asked, ticket):
                if not self._moved(asked, ticket):
                    return None
                if not asked.answers_within(deadline - time.monotonic()):
                    ran = time.monotonic() - started
                    said = advice.too_slow(query.text, ran)
                    return _Outcome(QueryTimeoutError(said), crashed=True)
            try:
                found, worked = messages.outcome(*frames.receive(channel))
            except messages.FailedError as failed:
                return _Outcome(failed.reason, failed.worked)
        except (EOFError, OSError):
            death = _DEATHS.get(-self._nursery.death(asked))
            if death is None:
                return _Outcome(UnavailableError(_INTERRUPTED))
            return _Outcome(death(query.text, self._seconds), crashed=True)
        form = query.format_for(found.form)
        return _Outcome(Answer(found.form, form, found.body, found.rows), worked)

    def _quickly(self, asked: Worker, ticket: Ticket) -> bool:
        """Wait as long as a query may take in its lane before it must move; tell if it was done."""
        if ticket.lane is Lane.SLOW:
            turn.leave()
            return False
        if asked.answers_within(QUICK_SECONDS_PRESSED):
            return True
        return not self._lanes.pressed() and asked.answers_within(
            QUICK_SECONDS - QUICK_SECONDS_PRESSED
        )

    def _moved(self, asked: Worker, ticket: Ticket) -> bool:
        """Move a slow query with its worker out of the quick lane, which gets a fresh one."""
        if ticket.lane is Lane.SLOW:
            return True
        fresh = self._nursery.fork()  # by who has time, not by who comes next
        with self._lock:
            self._idle.append(fresh)
            moved = self._lanes.move(ticket, time.monotonic())
            self._lanes.grant(time.monotonic())
        if moved:
            _renice(asked)
        return moved

    def lend(self, loan: Loan) -> bool:
        """Let an idle worker answer a client, where nobody waits for one.

        Not one who used up his share: in a loan nobody sends him away.
        """
        with self._lock:
            if (
                not self._nursery.lends
                or not self._idle
                or self._lanes.pressed()
                or not self._lanes.spares(loan.name, time.monotonic())
                or len(self._lending) >= self._workers
            ):
                return False
            worker = self._idle.pop()
        return self._lending.lend(worker, loan)

    def reclaim(self) -> None:
        """Let every client who is lent come back."""
        if self._lending:
            self._lending.reclaim()

    def _freed(self, worker: Worker | None, name: str, seconds: float) -> None:
        """Take a worker back after a loan, or another where it died; it worked so many seconds."""
        with self._lock:
            self._lanes.charge(name, seconds, time.monotonic())
            wanted = len(self._idle) < self._workers
        if worker is not None and worker.asked >= RETIRED_AFTER:
            self._nursery.kill(worker)
            worker = None
        if worker is None and wanted:
            with contextlib.suppress(EngineError):  # then whoever needs one asks for it again
                worker = self._nursery.fork()
        if worker is not None and not self._rests(worker):
            self._nursery.kill(worker)

    def _rests(self, worker: Worker) -> bool:
        """Let a worker wait for the next query; tell whether it does, or there are enough."""
        with self._lock:
            few = len(self._idle) < self._workers
            if few:
                self._idle.append(worker)
        return few

    def close(self) -> None:
        """Stop the nursery, and with it every worker."""
        self._lending.close()
        self._nursery.close()


def threads(workers: int) -> int:
    """Return how many queries can wait or run at once: each holds a thread of the server."""
    return WAITING + SLOW_PLACES + workers


def _renice(asked: Worker) -> None:
    # It may have died by itself; whoever reads its answer sees that.
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, asked.pid, confine.NICE_SLOW)
