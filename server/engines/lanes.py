"""Lanes: which query may run where, which waits and which is sent away; pure bookkeeping.

Two lanes. A query starts in the quick one; when it takes long it moves, and the quick lane has its
place back. Nobody waits for long, every queue is bounded, and who wasted least of late goes first.
No clock, lock or process is known here: times come in as seconds, on a clock that never goes back.
"""

import math
import threading
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from server.errors import TooManyRequestsError, UnavailableError
from server.sparql.digest import CRASH, Memory

#: A query that takes longer is slow, in seconds; the second when others wait for its place.
QUICK_SECONDS: Final = 0.3
QUICK_SECONDS_PRESSED: Final = 0.1
#: Places in the slow lane; a client has one of them at a time.
SLOW_PLACES: Final = 2
#: Seconds of evaluation that a client may use in a minute. What is short is free of charge, or
#: somebody with many small questions would run out as well.
BUDGET: Final = 30.0
_REFILL: Final = BUDGET / 60
FREE: Final = 0.05
#: What a client took lately: seconds, and one for each query that did not stay quick. Half of it is
#: forgotten in a minute. Above this it has only part of the quick lane, and others go first.
WASTEFUL: Final = 0.2
_HALF_LIFE: Final = 60.0
#: Clients of whom we know what they used.
_CLIENTS: Final = 10_000


class Lane(StrEnum):
    """Where a query runs, or wants to run."""

    QUICK = "quick"
    SLOW = "slow"


#: Queries that may wait for each lane, of which those of one client, and how long, in seconds.
QUEUE: Final = {Lane.QUICK: 48, Lane.SLOW: 8}
OWN: Final = {Lane.QUICK: 24, Lane.SLOW: 4}
PATIENCE: Final = {Lane.QUICK: 1.5, Lane.SLOW: 5.0}
#: The most that can be inside at once beside the places themselves.
WAITING: Final = sum(QUEUE.values())

_BUSY: Final = "Er wachten te veel vragen; probeer het over enkele seconden opnieuw"
_OWN_QUEUE: Final = (
    "Er wachten al veel vragen van dit adres: wacht op die antwoorden voordat u meer vraagt"
)


#: Who has a place at once waits for no call.
_CALLED: Final = threading.Event()
_CALLED.set()


@dataclass(eq=False)
class Ticket:
    """One query on its way through the lanes; `call` is set whenever it must look again."""

    client: str
    shape: str
    arrived: float
    lane: Lane
    placed: bool = False
    since: float = 0.0
    sent_away: UnavailableError | None = None
    call: threading.Event = _CALLED


class Lanes:
    """The state of both lanes. The caller takes care that one thread at a time is in here."""

    def __init__(self, quick: int) -> None:
        """Start empty, with `quick` places in the quick lane."""
        self._places = {Lane.QUICK: quick, Lane.SLOW: SLOW_PLACES}
        self._running: dict[Lane, list[Ticket]] = {lane: [] for lane in Lane}
        self._waiting: dict[Lane, list[Ticket]] = {lane: [] for lane in Lane}
        self._used: dict[str, tuple[float, float]] = {}
        self._taken: dict[str, tuple[float, float]] = {}
        self._memory = Memory()

    def enter(self, client: str, shape: str, now: float) -> Ticket:
        """Let a query in, to a place when one is free for it, else to wait for one by `grant`.

        Raises `TooManyRequestsError` for a client that used up its share, `UnavailableError` when
        the queue is full of queries with more right to go first.
        """
        strikes = self._memory.strikes(shape, now)
        over = self.used(client, now) - BUDGET
        if over > 0 and strikes >= 0:  # what is known to be quick does no harm
            raise TooManyRequestsError(
                f"De vragen van dit adres hebben samen langer gerekend dan {BUDGET:g} seconden per "
                "minuut. Maak ze kleiner, of haal de bestanden van de uitgave op",
                math.ceil(over / _REFILL) + 1,
            )
        lane = Lane.SLOW if strikes > 0 else Lane.QUICK
        ticket = Ticket(client, shape, now, lane, since=now)
        if not self._waiting[lane] and self._free(lane) and self._fits(ticket, now):
            self._place(ticket, now)
        else:
            self._queue(ticket, now)
        return ticket

    def grant(self, now: float) -> None:
        """Give every free place to the one with most right to it, and call all who got one."""
        for lane, waiting in self._waiting.items():
            while waiting and self._free(lane):
                fit = [t for t in waiting if self._fits(t, now)]
                if not fit:
                    break
                ticket = min(fit, key=lambda t: self._rank(t, now))
                waiting.remove(ticket)
                self._place(ticket, now)
                ticket.call.set()

    def patience(self, ticket: Ticket, now: float) -> float:
        """Return how many seconds a ticket may still wait for a place."""
        return ticket.since + PATIENCE[ticket.lane] - now

    def spares(self, client: str, now: float) -> bool:
        """Tell whether a client has seconds left, so that nobody need look at what it asks."""
        return self.used(client, now) <= BUDGET

    def pressed(self) -> bool:
        """Tell whether somebody waits for the quick lane."""
        return bool(self._waiting[Lane.QUICK])

    def move(self, ticket: Ticket, now: float) -> bool:
        """Move a query that runs from the quick to the slow lane; False when it must be stopped.

        Then it waits for the slow lane, or is sent away.
        """
        self.charge(ticket.client, now - ticket.since, now, 1.0)
        self._running[Lane.QUICK].remove(ticket)
        ticket.lane, ticket.since = Lane.SLOW, now
        if self._free(Lane.SLOW) and self._fits(ticket, now):
            self._running[Lane.SLOW].append(ticket)
            return True
        ticket.placed = False
        try:
            self._queue(ticket, now)
        except UnavailableError as error:
            ticket.sent_away = error
            ticket.call.set()
        return False

    def leave(self, ticket: Ticket, now: float, worked: float | None, *, crashed: bool) -> None:
        """Let a query out, however it ended.

        `worked` is the processor time that its worker told, in seconds, None when it told none:
        on a busy machine a quick query may take long.
        """
        if not ticket.placed:
            if ticket in self._waiting[ticket.lane]:
                self._waiting[ticket.lane].remove(ticket)
            return
        self.charge(ticket.client, now - ticket.since, now)
        self._running[ticket.lane].remove(ticket)
        slow = (now - ticket.since if worked is None else worked) > QUICK_SECONDS
        self._memory.note(ticket.shape, CRASH if crashed else int(slow), now)

    def used(self, client: str, now: float) -> float:
        """Return the seconds of evaluation that count against a client, what runs included."""
        used, at = self._used.get(client, (0.0, now))
        runs = [t for running in self._running.values() for t in running if t.client == client]
        return max(0.0, used - (now - at) * _REFILL) + sum(_cost(now - t.since) for t in runs)

    def taken(self, client: str, now: float) -> float:
        """Return what a client took lately (see `WASTEFUL`), forgetting as time goes."""
        taken, at = self._taken.get(client, (0.0, now))
        return taken * math.exp2((at - now) / _HALF_LIFE)

    def charge(self, client: str, seconds: float, now: float, more: float = 0.0) -> None:
        """Let a query of so many seconds count against a client, and as `more` of what it took."""
        cost = _cost(seconds)
        if not cost + more:
            return
        used, at = self._used.pop(client, (0.0, now))
        self._used[client] = (max(0.0, used - (now - at) * _REFILL) + cost, now)
        taken = self.taken(client, now) + cost + more
        self._taken.pop(client, None)
        self._taken[client] = (taken, now)
        for found in (self._used, self._taken):
            if len(found) > _CLIENTS:
                found.pop(next(iter(found)))  # who was charged longest ago

    def _queue(self, ticket: Ticket, now: float) -> None:
        """Let a ticket wait; where it is full, the one with least right to wait is sent away."""
        waiting = self._waiting[ticket.lane]
        waiting.append(ticket)
        ticket.call = threading.Event()
        own = [t for t in waiting if t.client == ticket.client]
        if len(own) > OWN[ticket.lane]:
            last = max(own, key=lambda t: self._rank(t, now))
            reason: UnavailableError = TooManyRequestsError(_OWN_QUEUE)
        elif len(waiting) > QUEUE[ticket.lane]:
            last = max(waiting, key=lambda t: self._rank(t, now))
            reason = UnavailableError(_BUSY)
        else:
            return
        waiting.remove(last)
        if last is ticket:
            raise reason
        last.sent_away = reason
        last.call.set()

    def _free(self, lane: Lane) -> bool:
        return len(self._running[lane]) < self._places[lane]

    def _place(self, ticket: Ticket, now: float) -> None:
        self._running[ticket.lane].append(ticket)
        ticket.placed, ticket.since = True, now

    def _fits(self, ticket: Ticket, now: float) -> bool:
        """Tell whether a client may have another place in the lane of its ticket."""
        running = self._running[ticket.lane]
        if ticket.lane is Lane.SLOW:
            return all(t.client != ticket.client for t in running)
        known_quick = self._memory.strikes(ticket.shape, now) < 0
        if known_quick or self.taken(ticket.client, now) <= WASTEFUL:
            return True
        wasteful = sum(self.taken(t.client, now) > WASTEFUL for t in running)
        return wasteful < max(1, self._places[Lane.QUICK] // 2)

    def _rank(self, ticket: Ticket, now: float) -> tuple[int, float, int, float]:
        """Return what sorts tickets: crashing shapes last, then who took least, then who came.

        Behind one address only the shape tells friend from foe: one known to be quick is first.
        """
        strikes = self._memory.strikes(ticket.shape, now)
        taken = self.taken(ticket.client, now)
        return (max(0, strikes) // CRASH, round(taken, 1), max(-1, min(0, strikes)), ticket.arrived)


def _cost(seconds: float) -> float:
    return max(0.0, seconds - FREE)
