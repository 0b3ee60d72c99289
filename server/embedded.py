"""Embedded engine: a small pool of killable workers; a query ends in time, whatever it is.

No query text is parsed or run in this process. A query past its deadline ends by SIGKILL of its
worker; a worker that dies of a query is replaced, and the query gets an error that says why. The
queue is bounded: who does not fit is told when to come back.
"""

import contextlib
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from server import worker
from server.engine import Answer, Query
from server.errors import (
    EngineError,
    GemmaError,
    QuerySyntaxError,
    QueryTimeoutError,
    UnavailableError,
)

#: Queries that may wait for a worker, beside those that run.
QUEUE: Final = 32
_ROOT: Final = Path(__file__).resolve().parent.parent
_START_SECONDS: Final = 120

#: signal by which a worker died -> what that says about its query.
_DEATHS: Final[dict[int, Callable[[], GemmaError]]] = {
    signal.SIGSEGV: lambda: QuerySyntaxError(
        "De vraag is te diep genest om te ontleden: haal haakjes en lagen weg"
    ),
    signal.SIGABRT: lambda: UnavailableError(
        "De vraag heeft meer geheugen nodig dan er per vraag is. Beperk haar (LIMIT, minder "
        "sorteren of samenvoegen) of haal de bestanden van de uitgave op"
    ),
}


@dataclass
class _Worker:
    """One worker: its process, the channel to it, and which start of the nursery it is of."""

    pid: int
    channel: Connection
    generation: int


class EmbeddedEngine:
    """SPARQL over the quads of a release, in `workers` processes beside this one."""

    def __init__(self, quads: Path, base: str, workers: int = 2, seconds: float = 10.0) -> None:
        """Start the nursery and the workers; raises `EngineError` when that fails."""
        self._seconds = seconds
        self._nursery = _Nursery(quads, base)
        self._places: queue.Queue[_Worker | None] = queue.Queue()
        self._waiting = threading.BoundedSemaphore(QUEUE + workers)
        for _ in range(workers):
            self._places.put(self._nursery.fork())

    def answer(self, query: Query) -> Answer:
        """Answer within the deadline, or raise as `server.engine.Engine.answer`."""
        if not self._waiting.acquire(blocking=False):
            raise UnavailableError("Er wachten te veel vragen; probeer het over enkele seconden")
        try:
            try:
                place = self._places.get(timeout=self._seconds)
            except queue.Empty:
                raise UnavailableError(
                    f"Er kwam binnen {self._seconds:g} seconden geen plaats vrij; "
                    "probeer het over enkele seconden"
                ) from None
            return self._answer(place, query)
        finally:
            self._waiting.release()

    def _answer(self, place: _Worker | None, query: Query) -> Answer:
        """Ask the worker at a place, filled first when empty; it always goes back."""
        kept: _Worker | None = None
        try:
            asked = place or self._nursery.fork()
            try:
                answer = self._ask(asked, query)
                kept = asked
            except _WorkerGoneError as gone:
                raise gone.reason from None
            except BaseException:
                self._end(asked)
                raise
        finally:
            self._places.put(kept)
        if isinstance(answer, GemmaError):
            raise answer
        return answer

    def _ask(self, asked: _Worker, query: Query) -> Answer | GemmaError:
        """Ask one worker; raises `_WorkerGoneError` when it had to be killed or died."""
        deadline = time.monotonic() + self._seconds
        try:
            asked.channel.send_bytes(worker.question(query))
            if not asked.channel.poll(max(0.0, deadline - time.monotonic())):
                self._end(asked)
                raise _WorkerGoneError(
                    QueryTimeoutError(
                        f"De vraag duurde langer dan {self._seconds:g} seconden en is gestopt. "
                        "Maak haar kleiner (LIMIT, meer vaste waarden) of haal de bestanden van "
                        "de uitgave op"
                    )
                )
            try:
                form = worker.outcome(asked.channel.recv_bytes())
            except GemmaError as error:
                return error
            body = asked.channel.recv_bytes()
        except (EOFError, OSError):
            raise _WorkerGoneError(_reason(self._end(asked))) from None
        return Answer(form, query.format_for(form), body)

    def _end(self, ended: _Worker) -> int:
        """Make sure that a worker is gone; return how it ended."""
        ended.channel.close()
        return self._nursery.reap(ended)

    def close(self) -> None:
        """Stop the nursery, and with it every worker."""
        self._nursery.close()


class _WorkerGoneError(Exception):
    """A worker is no more; `reason` is what its client hears."""

    def __init__(self, reason: GemmaError) -> None:
        super().__init__(reason)
        self.reason = reason


def _reason(exit_code: int) -> GemmaError:
    made = _DEATHS.get(-exit_code)
    if made:
        return made()
    return UnavailableError("De vraag is afgebroken voordat zij klaar was; probeer het opnieuw")


class _Nursery:
    """The process that forks workers; started anew when it is gone itself."""

    def __init__(self, quads: Path, base: str) -> None:
        self._command = [sys.executable, "-m", "server.worker", str(quads), base]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._generation = 0
        with self._lock:
            self._start()

    def fork(self) -> _Worker:
        """Return a new worker; raises `EngineError` when there can be none."""
        with self._lock:
            for attempt in (1, 2):
                ours, theirs = socket.socketpair()
                try:
                    socket.send_fds(self._line(), [b"fork"], [theirs.fileno()])
                    pid = int(self._reply())
                    return _Worker(pid, Connection(ours.detach()), self._generation)
                except (OSError, ValueError):
                    ours.close()
                    if attempt == 2:
                        raise EngineError("Er kan nu geen vraag worden uitgevoerd") from None
                    self._start()
                finally:
                    theirs.close()
        raise AssertionError

    def reap(self, ended: _Worker) -> int:
        """Kill a worker of this nursery; return its exit code, negative for a signal.

        A process id is not given out again before the nursery has asked how it ended, so the
        signal cannot reach another process.
        """
        with self._lock:
            if ended.generation != self._generation:
                return -signal.SIGKILL  # it died with its nursery
            try:
                with contextlib.suppress(ProcessLookupError):
                    # One that died by itself is a zombie now, and keeps its own exit code.
                    os.kill(ended.pid, signal.SIGKILL)
                self._line().sendall(f"reap {ended.pid}".encode())
                return int(self._reply())
            except (OSError, ValueError):
                return -signal.SIGKILL

    def close(self) -> None:
        """End the nursery and wait for it."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        self._stop()
        self._generation += 1
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                self._command, cwd=_ROOT, stdin=theirs.fileno()
            )
        ours.settimeout(_START_SECONDS)
        self._control = ours
        try:
            ready = self._reply()
        except OSError:
            ready = ""
        if ready != "ready":
            self._stop()
            raise EngineError("De zoekmachine start niet: zie het logboek van de server")

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _line(self) -> socket.socket:
        """Return the control socket; raises `OSError` when there is none."""
        if self._control is None:
            raise OSError("no nursery")
        return self._control

    def _reply(self) -> str:
        """Read one line from the nursery; empty when it is gone."""
        control, line = self._line(), b""
        while not line.endswith(b"\n"):
            byte = control.recv(1)
            if not byte:
                return ""
            line += byte
        return line.decode().strip()
