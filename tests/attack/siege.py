"""Second attack: two replicas behind nginx as documented, and everything at once.

Heavy queries, slow heads, slow bodies, slow readers and every request of the corpus, under a normal
load; then all of it once more while a new release is built and put in use.
"""

import json
import os
import re
import shutil
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from server.settings import DEFAULT_BASE
from tests.attack import clients, stored, verdicts
from tests.attack.clients import Sample, Slow, Target
from tests.attack.crowd import LEFT, RIGHT, Plan, memory_verdicts, steady
from tests.attack.exchange import Answer, exchange, wrong
from tests.attack.hostile import HOST, LISTENER, SECRET, Hostile
from tests.attack.hostile_http import REQUESTS
from tests.attack.hostile_lists import LISTS
from tests.attack.hostile_queries import QUERIES
from tests.attack.stored import STORED
from tests.attack.verdicts import Verdict
from tests.attack.watching import lasting, measured, settled
from tests.making.conftest import TINY, Project
from tests.serving.running import SECONDS, Web
from tests.serving.test_deployment import nginx
from tests.serving.watched import Watched, watched

CORPUS: Final = [*REQUESTS, *LISTS, *QUERIES, *STORED]
HEAVY: Final = 16
THINGS: Final = ("element/geheel", "element/deel", "element/zaaksysteem", "claim/deel-geheel")
_KINDS: Final = ("page", "description", "small", "page", "description")
_ATTACKER, _NORMAL, _EACH = "127.3.0.1", "127.3.0.2", "127.4.{}.{}"


@dataclass
class Site:
    """What is under attack, and what would hear of an attack that gets through."""

    project: Project
    clean: str
    replicas: Sequence[Watched]
    target: Target
    top: Sequence[int]
    listener: socket.socket
    secret: str

    @property
    def lures(self) -> dict[bytes, bytes]:
        """What stands in the corpus for the address that listens and for the secret file."""
        address = f"http://127.0.0.1:{self.listener.getsockname()[1]}/"
        return {
            LISTENER.encode(): address.encode(),
            SECRET.encode(): str(self.project.root / "geheim.txt").encode(),
        }

    def calls(self) -> int:
        """Count who called the address that listens."""
        for number in range(100):
            try:
                self.listener.accept()[0].close()
            except BlockingIOError:
                return number
        return 100


def hostile(folder: Path) -> tuple[Project, str, str]:
    """Build a release and add the hostile facts; return what was built, and what must stay secret.

    The secret stands in the file `geheim.txt` of the project.
    """
    project = Project(folder / "bron", folder / "var")
    shutil.copytree(TINY, project.root)
    secret = os.urandom(16).hex()
    project.append("geheim.txt", secret)
    done = project.run("build", GEMMA_BASE=DEFAULT_BASE)
    assert done.returncode == 0, done.stderr
    clean = stored.add(project.var)
    return project, clean, secret


@contextmanager
def site(folder: Path, limit: float, patience: int) -> Iterator[Site]:
    """Serve the hostile release twice and put nginx before that."""
    project, clean, secret = hostile(folder)
    (folder / "nginx").mkdir()
    with ExitStack() as stack:
        replicas = [
            stack.enter_context(
                watched(
                    project.var,
                    DEFAULT_BASE,
                    GEMMA_QUERY_SECONDS=str(limit),
                    GEMMA_TRUSTED_PROXY="127.0.0.1",
                )
            )
            for _ in range(2)
        ]
        ports = (replicas[0].web.port, replicas[1].web.port)
        front = stack.enter_context(nginx(folder / "nginx", ports, patience))
        leader = int((folder / "nginx/nginx.pid").read_text())
        listener = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=128))
        listener.setblocking(False)
        top = [leader, *(replica.process.pid for replica in replicas)]
        yield Site(project, clean, replicas, Target(front.port, HOST), top, listener, secret)


@dataclass(frozen=True)
class Phase:
    """What comes at once, beside the normal load."""

    name: str
    corpus: bool = False
    heavy: bool = False
    switch: bool = False


#: The whole attack, each thing apart first; and what is short of it.
WHOLE: Final = (
    Phase("calm"),
    Phase("corpus", corpus=True),
    Phase("heavy and slow", heavy=True),
    Phase("all at once", corpus=True, heavy=True),
    Phase("release switch", corpus=True, heavy=True, switch=True),
)
SHORT: Final = (
    Phase("all at once", corpus=True, heavy=True),
    Phase("release switch", heavy=True, switch=True),
)


def attack(folder: Path, plan: Plan, patience: int, phases: Sequence[Phase]) -> list[Verdict]:
    """Carry out an attack in a folder; return what was seen.

    `patience` is how long nginx waits for a client, in seconds. After a switch there are no hostile
    facts any more.
    """
    found: list[Verdict] = []
    with (
        site(folder, plan.limit, patience) as under,
        ProcessPoolExecutor(2, get_context("spawn")) as pool,
    ):
        for replica in under.replicas:  # with all that a first answer loads
            target = Target(replica.web.port, HOST)
            for sample in clients.paced(target, THINGS, _KINDS, 20, 1, _NORMAL):
                assert verdicts.well(sample), sample
        before = [lasting(pid) for pid in under.top]
        with measured(under.top) as memory:
            for phase in phases:
                found += _phase(pool, under, plan, phase)
        after = settled(under.top, memory.seen[0] + LEFT, SECONDS)
        found += memory_verdicts("all", memory.peak, memory.seen[0], after)
        for was, pid in zip(before, under.top, strict=True):
            found.append(steady("all", was, lasting(pid)))
        calls = under.calls()
        found.append(Verdict("all", "calls out heard", str(calls), "0", not calls))
    return found


def _phase(pool: ProcessPoolExecutor, under: Site, plan: Plan, phase: Phase) -> list[Verdict]:
    found: list[Verdict] = []
    queries: Future[list[Sample]] | None = None
    corpus = [one for one in CORPUS if phase.corpus and not (phase.switch and one in STORED)]
    normal: Future[list[Sample]] = pool.submit(
        clients.paced, under.target, THINGS, _KINDS, plan.rate, plan.seconds, _NORMAL
    )
    with Slow(under.target, _ATTACKER) as slow:
        if phase.heavy:
            queries = pool.submit(
                clients.crowd, under.target, [_ATTACKER], HEAVY, plan.seconds, plan.seed
            )
            slow.all()
        with ThreadPoolExecutor(24) as senders:
            jobs = [senders.submit(_send, under, number, one) for number, one in enumerate(corpus)]
            if phase.switch:
                found.append(_switch(under, phase.name))
            answers = [job.result() for job in jobs]
        load = normal.result()
    found += [
        verdicts.success(phase.name, "normal load", load, 0.999),
        verdicts.within(phase.name, "normal load", load, 0.99, 500),
    ]
    if queries is not None:
        found += verdicts.attackers(phase.name, queries.result(), plan.limit, RIGHT)
    if corpus:
        found += _judged(under, phase.name, list(zip(corpus, answers, strict=True)), plan.limit)
    return found


def _send(under: Site, number: int, one: Hostile) -> Answer:
    """Send a request of the corpus from an address of its own: none uses up another's share."""
    sent = one.sent
    for stands, for_ in under.lures.items():
        sent = sent.replace(stands, for_)
    return exchange(under.target.port, _EACH.format(number // 250, number % 250 + 1), sent)


def _judged(
    under: Site, phase: str, found: list[tuple[Hostile, Answer]], limit: float
) -> list[Verdict]:
    faults = [
        f"{one.name}: {fault}"
        for one, answer in found
        for fault in wrong(one, answer, under.secret.encode())
    ]
    # A body that never comes is waited for by nginx, for as long as it is told.
    longest = max(answer.seconds for one, answer in found if one.name.startswith("query"))
    seen = f"{len(found)} requests" + "".join(f"; {fault}" for fault in faults)
    return [
        Verdict(phase, "corpus: wrong answers", seen, "none", not faults),
        Verdict(
            phase, "corpus: longest query", f"{longest:.1f} s", f"<= {limit + 2:g} s",
            longest <= limit + 2, timed=True,
        ),
    ]  # fmt: skip


def _switch(under: Site, phase: str) -> Verdict:
    """Change a label, build, and wait until both replicas answer about the new release.

    Without the hostile facts, which no build lets through: hence another switch before it.
    """
    stored.use(under.project.var, under.clean)
    text = re.sub(r'"Deel[^"]*"@nl', f'"Deel {time.time_ns()}"@nl', _source(under).read_text())
    _source(under).write_text(text)
    done = under.project.run("build", GEMMA_BASE=DEFAULT_BASE)
    assert done.returncode == 0, done.stderr
    name = Path(under.project.current()).name
    deadline = time.monotonic() + SECONDS
    answering = 0
    while answering < len(under.replicas) and time.monotonic() < deadline:
        answering = sum(_release(replica.web) == name for replica in under.replicas)
    return Verdict(phase, "replicas on the new release", str(answering), "2", answering == 2)


def _source(under: Site) -> Path:
    return under.project.root / "data/landschap/elementen.ttl"


def _release(web: Web) -> str:
    return str(json.loads(web.send("/readyz").body)["release"])
