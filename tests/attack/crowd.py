"""First attack: fifty clients post runaways, from one address and then from as many as they are;
then they keep their connections, and ask small queries before each.

Pages, descriptions and small queries are asked from other addresses meanwhile. Then the same beside
clients that take their time, with no nginx to keep them away.
"""

import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from tests.attack import clients, verdicts
from tests.attack.clients import Slow, Target
from tests.attack.verdicts import Verdict
from tests.attack.watching import lasting, measured, settled
from tests.serving.running import SECONDS
from tests.serving.watched import watched

CLIENTS: Final = 50
#: What a heavy query may be answered: its answer, what is wrong with it, too large, or not now.
RIGHT: Final = {200, 400, 413, 429, 503}
MEGABYTE: Final = 1024 * 1024
PEAK: Final = 1_500 * MEGABYTE
LEFT: Final = 200 * MEGABYTE
_MANY: Final = [f"127.1.1.{number}" for number in range(1, CLIENTS + 1)]
#: Phase -> how they ask, and from where.
_ATTACKERS: Final = {
    "one address": (clients.crowd, ["127.1.0.1"]),
    "many addresses": (clients.crowd, _MANY),
    "kept connections": (clients.kept, [one.replace("127.1.1", "127.1.2") for one in _MANY]),
}
_READER, _ASKER, _LATER, _TARDY = "127.2.0.1", "127.2.0.2", "127.2.0.3", "127.2.0.4"


@dataclass(frozen=True)
class Plan:
    """How long each phase takes and a query may take, in seconds, and what is asked a second."""

    seconds: float
    limit: float
    rate: float = 20.0
    seed: int = 20_261_122


def attack(var: Path, base: str, things: Sequence[str], plan: Plan) -> list[Verdict]:
    """Attack a server of the release in `var`; return what was seen."""
    found: list[Verdict] = []
    with watched(var, base, GEMMA_QUERY_SECONDS=str(plan.limit)) as server:
        target = Target(server.web.port, f"127.0.0.1:{server.web.port}")
        top = [server.process.pid]
        # As it is in use: with everything loaded that the first answers load.
        for sample in clients.paced(
            target, things, ("page", "description", "small"), 20, 1, _READER
        ):
            assert verdicts.well(sample), sample
        before = lasting(server.process.pid)
        with measured(top) as memory, ProcessPoolExecutor(3, get_context("spawn")) as pool:
            for phase in _ATTACKERS:
                found += _phase(pool, target, things, plan, phase)
            found += _slow(pool, target, things, plan)
        after = settled(top, memory.seen[0] + LEFT, SECONDS)
        found += memory_verdicts("both", memory.peak, memory.seen[0], after)
        found.append(steady("both", before, lasting(server.process.pid)))
    return found


def _slow(
    pool: ProcessPoolExecutor, target: Target, things: Sequence[str], plan: Plan
) -> list[Verdict]:
    kinds = ("page", "description", "small")
    with Slow(target, _TARDY) as slow:
        slow.all()
        load = pool.submit(clients.paced, target, things, kinds, plan.rate, plan.seconds, _READER)
        seen = load.result()
    return [
        verdicts.success("slow clients", "normal load", seen, 0.999),
        verdicts.within("slow clients", "normal load", seen, 0.99, 500),
    ]


def _phase(
    pool: ProcessPoolExecutor,
    target: Target,
    things: Sequence[str],
    plan: Plan,
    phase: str,
) -> list[Verdict]:
    attack, addresses = _ATTACKERS[phase]
    runaways = pool.submit(attack, target, addresses, CLIENTS, plan.seconds, plan.seed)
    reading = pool.submit(
        clients.paced, target, things, ("page", "description"), plan.rate, plan.seconds, _READER
    )
    asking = pool.submit(
        clients.paced, target, things, ("small",), plan.rate / 2, plan.seconds, _ASKER
    )
    read, asked = reading.result(), asking.result()
    over = time.monotonic()
    # Those who attacked ask nothing more; what they asked last still runs.
    seconds = max(0.0, recovery(target, things) - over)
    heavy = runaways.result()
    pages = [s for s in read if s.kind == "page"]
    descriptions = [s for s in read if s.kind == "description"]
    return [
        verdicts.success(phase, "pages", pages, 1.0),
        verdicts.within(phase, "pages", pages, 0.99, 150),
        verdicts.success(phase, "descriptions", descriptions, 1.0),
        verdicts.within(phase, "descriptions", descriptions, 0.99, 150),
        verdicts.success(phase, "small queries", asked, 0.95),
        verdicts.within(phase, "small queries", asked, 0.5, 50),
        *verdicts.attackers(phase, heavy, plan.limit, RIGHT),
        Verdict(phase, "recovery", f"{seconds:.1f} s", "<= 5 s", seconds <= 5, timed=True),
    ]


def recovery(target: Target, things: Sequence[str]) -> float:
    """Ask until every kind of question is answered ten times on end; return when that began.

    Raises `AssertionError` when that does not happen in time.
    """
    kinds = ("page", "description", "small")
    deadline = time.monotonic() + SECONDS
    began, number, last = time.monotonic(), 0, None
    while number < 10 * len(kinds):
        assert time.monotonic() < deadline, f"no recovery: {last}"
        kind = kinds[number % len(kinds)]
        asked = clients.normal(kind, things, 10_000 + number)
        number += 1
        last = clients.send(target, kind, asked, _LATER)
        if not verdicts.well(last):
            began, number = time.monotonic(), 0
    return began


def memory_verdicts(phase: str, peak: int, before: int, after: int) -> list[Verdict]:
    """Judge memory: at the peak, and after the attack beside before it."""
    more = after - before
    return [
        Verdict(phase, "memory at the peak", f"{peak // MEGABYTE} MB", "<= 1500 MB", peak <= PEAK),
        Verdict(phase, "memory kept", f"{more // MEGABYTE:+} MB", "<= +200 MB", more <= LEFT),
    ]


def steady(phase: str, before: set[tuple[int, str]], after: set[tuple[int, str]]) -> Verdict:
    """Judge whether a server is still the processes that it was."""
    gone = len(before - after)
    return Verdict(phase, "processes restarted", str(gone), "0", not gone)
