"""Live: whichever release is in use answers, and each request sees one release whole.

A thread looks four times a second where the link `current` points (one `readlink`, one `stat`).
Another release is opened and tried beside the old one, then one assignment puts it in use; a
request keeps the release that it began with, and the old engine is closed when the last of these
is done. A release that is not whole is refused, and the old one serves on.
"""

import gc
import json
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.util import Finalize
from typing import Any, Final, TypeAlias

from server.app import failures, from_site, lent, limits, scrape
from server.app.layer import Layer
from server.app.site import Site, open_site
from server.errors import EngineError, GemmaError
from server.formats import BY_KEY, Form
from server.http import observe
from server.http.clients import asker, client
from server.http.fields import GUARDS
from server.http.journal import Journal
from server.http.observe import Metrics
from server.http.ready import Ready
from server.release import pointed
from server.settings import Settings
from server.sparql.digest import digest
from server.sparql.engine import Answer, Engine, Lent, Loan, Query, Terms
from server.wire.connection import Offer
from server.wire.inbox import Request

#: Seconds between two looks at the link, and before a refused release is tried again.
_LOOK: Final = 0.25
_AGAIN: Final = 60.0

#: Seconds that one thread works on while others wait for their turn. A fifth of what is usual: a
#: page, made in less, is not kept waiting by those who read long queries.
_TURN: Final = 0.001

#: A short query for data: where it goes, how long it is, and what it does not ask for.
_ENDPOINT: Final = "/sparql"
_BRIEF: Final = 2_048
_PAGE: Final = "html"

_PLAIN: Final = "text/plain; charset=utf-8"

Environ: TypeAlias = Mapping[str, Any]


@dataclass
class Running:
    """A release that answers. `busy` counts the requests that it works on; guarded by a lock."""

    release: str
    layer: Layer
    engine: Engine
    warm: Callable[[], None]
    busy: int = 0


class _Noted:
    """An engine that notes what was asked and how it ended."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self._engine = engine
        self._metrics = metrics
        self.stable = engine.stable
        self.lend = engine.lend
        self.reclaim = engine.reclaim
        self.close = engine.close

    def answer(self, query: Query) -> Answer:
        """Answer as the engine does."""
        outcome = "answered"
        try:
            return self._engine.answer(query)
        except GemmaError as error:
            outcome = type(error).__name__.removesuffix("Error")
            raise
        finally:
            lane = observe.noted("lane")
            observe.note(query=digest(query.text), outcome=outcome)
            self._metrics.add("gemma_queries_total", 1, lane, outcome)


class Live:
    """Who answers (`server.wire.exchange.Application`): health, or the release in use."""

    def __init__(self, settings: Settings, metrics: Metrics, journal: Journal) -> None:
        """Open the release in use; raises as `server.app.site.open_site`."""
        self._settings = settings
        self._metrics = metrics
        self._journal = journal
        self._lock = threading.Lock()
        self._old: list[Running] = []
        self._seen = pointed(settings.var)
        self._tried = time.monotonic()
        self._refused = False
        self._now = self._open(warm=False)
        _tidy()
        metrics.measure("gemma_requests_running", self._running)

    def recall(self, head: bytes, peer: str) -> Ready | None:
        """Return at once what was answered before to exactly this head, if anything."""
        began = time.perf_counter()
        found = self._now.layer.recall(head)
        if found is None:
            return None
        ready, known = found
        self._tell(ready, began, self._who(peer, known.forwarded), known.method, known.path)
        return ready

    def is_brief(self, request: Request) -> bool:
        """Tell whether this is a short query for data."""
        head = request.head
        return (
            head.target.startswith(_ENDPOINT)
            and len(head.target) + len(request.body) <= _BRIEF
            and _PAGE not in head.fields.get("accept", "")
        )

    def answer(self, environ: dict[str, Any], head: bytes) -> Ready:
        """Answer a request; `head` are its octets where it has no others, else none."""
        began = time.perf_counter()
        try:
            # What was answered before needs no engine, so nothing has to wait for it.
            ready = self._now.layer.find(environ, head) or self._made(environ)
        except Exception as error:
            # The application answers its own errors, so this is one of its error pages.
            traceback.print_exception(error, file=sys.stderr)
            ready = _say(environ, "500 Internal Server Error", _PLAIN, "500\n")
        who = self._who(environ["REMOTE_ADDR"], environ.get("HTTP_X_FORWARDED_FOR"))
        path = observe.shortened(environ["PATH_INFO"])
        self._tell(ready, began, who, environ["REQUEST_METHOD"], path)
        return ready

    def offer(self, environ: dict[str, Any], head: bytes) -> Offer | None:
        """Return how to lend a client whose query was answered and who may have more like it."""
        terms = lent.terms(environ, head)
        return partial(self._lend, environ, terms) if terms else None

    def _lend(
        self,
        environ: dict[str, Any],
        terms: Terms,
        client: int,
        back: Callable[[int, bytes, bool], None],
    ) -> bool:
        """Lend a client to the engine of the release that answered, while that is in use."""
        who = self._who(environ["REMOTE_ADDR"], None)
        name = asker(environ, self._settings.trusted_proxy)
        running = self._enter()

        def told(answers: Sequence[Lent]) -> None:
            for what, seconds, when in lent.noted(answers, who, environ):
                self._journal.tell(what, seconds, when)
            made = sum(not one.again for one in answers)
            self._metrics.add("gemma_queries_total", made, "lent", "answered")

        def returned(answers: int, rest: bytes, sure: bool) -> None:
            self._leave(running)
            back(answers, rest, sure)

        loan = Loan(client, name, terms, told, returned)
        taken = running.release == terms.release and running.engine.lend(loan)
        if not taken:
            self._leave(running)
        return taken

    def reclaim(self) -> None:
        """Let every client who is lent come back."""
        for running in (self._now, *self._old):
            running.engine.reclaim()

    def refuse(self, error: GemmaError, peer: str) -> Ready:
        """Answer what is no request: it asks for nothing, so the log names no path."""
        began = time.perf_counter()
        status, fields, body = failures.told(error)
        ready = Ready(status, [*fields, *GUARDS.items()], body)
        self._tell(ready, began, self._who(peer, None))
        return ready

    def _who(self, peer: str, forwarded: str | None) -> str:
        """Return what the log may tell of who asks."""
        return observe.network(client(peer, forwarded, self._settings.trusted_proxy))

    def _tell(self, ready: Ready, began: float, who: str, method: str = "", path: str = "") -> None:
        """Say an answer in the log and the numbers."""
        what = (who, method, path, ready.status, len(ready.body), ready.noted)
        self._journal.tell(what, time.perf_counter() - began)

    def warm(self) -> None:
        """Make what the first reader of the release in use would wait for."""
        self._now.warm()

    def follow(self) -> None:
        """Look for another release now and then, for as long as the process lives."""
        wait = threading.Event()
        while not wait.wait(_LOOK):
            self.look()

    def look(self) -> None:
        """Put another release in use where there is one, and close those that nobody needs."""
        seen = pointed(self._settings.var)
        again = self._refused and time.monotonic() - self._tried > _AGAIN
        if seen != self._seen or again:
            self._seen, self._tried = seen, time.monotonic()
            self._change()
        with self._lock:
            idle = [running for running in self._old if not running.busy]
            self._old = [running for running in self._old if running.busy]
        for running in self._old:
            running.engine.reclaim()
        for running in idle:
            running.engine.close()
        if idle:
            del idle, running
            _tidy()

    def _change(self) -> None:
        try:
            opened = self._open(warm=True)
        except Exception as error:  # whatever it is, the old release serves on
            self._refused = True
            self._metrics.add("gemma_releases_total", 1, "refused")
            reason = error.detail if isinstance(error, GemmaError) else repr(error)
            self._journal.write(
                event="release", outcome="refused", still=self._now.release, why=reason
            )
            print(f"gemma: {reason}; {self._now.release} serves on", file=sys.stderr)
            return
        self._refused = False
        with self._lock:
            self._old.append(self._now)
            self._now = opened

    def _open(self, *, warm: bool) -> Running:
        """Open the release in use and try it; `warm` it before anybody waits for it."""
        began = time.perf_counter()
        site = open_site(self._settings)
        try:
            if not self._settings.endpoint:
                _try(site)
            if warm:
                site.warm()
            site.engine = _Noted(site.engine, self._metrics)
            layer: Layer = from_site(site).extensions["gemma.layer"]
            opened = Running(site.release.id, layer, site.engine, site.warm)
        except BaseException:
            site.engine.close()
            raise
        self._metrics.set("gemma_release_info", 1, opened.release)
        self._metrics.add("gemma_releases_total", 1, "opened")
        seconds = round(time.perf_counter() - began, 3)
        self._journal.write(
            event="release", outcome="opened", release=opened.release, seconds=seconds
        )
        return opened

    def _made(self, environ: dict[str, Any]) -> Ready:
        """Return an answer that is made now, by one release from its beginning to its end."""
        running = self._enter()
        try:
            path = environ.get("PATH_INFO")
            if path in ("/healthz", "/readyz"):
                return _health(path, environ, running.release)
            return running.layer.make(environ)
        finally:
            self._leave(running)

    def _enter(self) -> Running:
        """Return the release in use, which stays open until it is left."""
        with self._lock:
            running = self._now
            running.busy += 1
        return running

    def _leave(self, running: Running) -> None:
        with self._lock:
            running.busy -= 1

    def _running(self) -> int:
        with self._lock:
            return sum(running.busy for running in (self._now, *self._old))


def application(settings: Settings) -> Live:
    """Return the application that follows the release in use; raises as `Live`."""
    sys.setswitchinterval(_TURN)
    metrics = Metrics()
    journal = Journal(metrics)
    live = Live(settings, metrics, journal)
    threading.Thread(target=live.follow, name="release", daemon=True).start()
    # Beside the first answers: pages need none of it, so the start does not wait for it.
    threading.Thread(target=live.warm, name="warm", daemon=True).start()
    if settings.metrics:
        scrape.listen(settings.metrics, metrics)
    Finalize(None, journal.flush, exitpriority=10)  # the last answers are in the log
    return live


def _tidy() -> None:
    """Free what an old release held, and spare later collections what is there to stay.

    An application refers to itself and holds a whole release, so nothing else frees it. Looking
    through all of one stops every answer for tens of milliseconds.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _try(site: Site) -> None:
    """Raise `EngineError` when the engine of a release finds nothing in it."""
    formats = {Form.BOOLEAN: BY_KEY["sparql-json"]}
    answer = site.engine.answer(Query("ASK { ?s ?p ?o }", formats=formats))
    if json.loads(answer.body)["boolean"] is not True:
        raise EngineError(f"the engine finds nothing in {site.release.id}")


def _health(path: str, environ: Environ, release: str) -> Ready:
    """Say that the process answers, or that it answers about a release."""
    allow = ", ".join(limits.METHODS)
    if environ.get("REQUEST_METHOD") == "OPTIONS":
        return Ready("204 No Content", [("Allow", allow), *GUARDS.items()], b"")
    if environ.get("REQUEST_METHOD") not in limits.METHODS:
        text = f"405: alleen {allow}\n"
        return _say(environ, "405 Method Not Allowed", _PLAIN, text, ("Allow", allow))
    if path == "/healthz":
        return _say(environ, "200 OK", _PLAIN, "ok\n")
    text = json.dumps({"status": "ready", "release": release})
    return _say(environ, "200 OK", "application/json", text)


def _say(environ: Environ, status: str, kind: str, text: str, *more: tuple[str, str]) -> Ready:
    """Return a short text of our own."""
    body = text.encode()
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Cache-Control", "no-store"),
        *GUARDS.items(),
        *more,
    ]
    sent = b"" if environ.get("REQUEST_METHOD") == "HEAD" else body
    return Ready(status, headers, sent)
