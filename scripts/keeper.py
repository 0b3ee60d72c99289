"""Keeper: one process serves; another takes its place where it ends by itself, or when asked.

The keeper holds the socket, so who connects meanwhile waits a moment. SIGTERM and SIGINT let what
is being answered end; SIGHUP starts another process, which takes over when it is ready.
"""

import math
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from server.errors import EngineError
from server.wire.listener import Listener

#: How a process that serves tells its keeper that it is ready.
_READY: Final = signal.SIGUSR1
_STOPS: Final = (signal.SIGTERM, signal.SIGINT)
_SEEN: Final = {*_STOPS, signal.SIGHUP, signal.SIGCHLD, signal.SIGALRM, _READY}


@dataclass
class _Kept:
    """The processes: `newest` is the one to serve, `ready` whether it said that it does."""

    running: set[int] = field(default_factory=set)
    newest: int = 0
    ready: bool = False
    stopping: bool = False


def keep(make: Callable[[], Listener], seconds: float, said: str = "") -> None:
    """Let what `make` returns serve in a process of its own until told to stop.

    Answers get so many seconds to end; `said` is told once, when it listens. Returns in that
    process as well, when it is done. Raises `EngineError` when it ended before it was ready.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SEEN)
    alive, held = os.pipe()  # ends with the keeper, whatever it dies of
    kept = _Kept()

    def start() -> bool:
        """Start a process; tell whether this is it."""
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid:
            kept.running.add(pid)
            kept.newest, kept.ready = pid, False
            return False
        os.close(held)
        _serve(make, alive, seconds)
        return True

    try:
        if start():
            return
        while kept.running:
            number = signal.sigwait(_SEEN)
            if number == signal.SIGCHLD and _reap(kept) and start():
                return
            if number == signal.SIGHUP and len(kept.running) == 1 and start():
                return
            if number == _READY:
                if said:  # standard output is for the access log alone
                    print(said, file=sys.stderr)
                    said = ""
                kept.ready = True
                _signal(kept.running - {kept.newest}, signal.SIGTERM)
            elif number in _STOPS:
                kept.stopping = True
                _signal(kept.running, signal.SIGTERM)
                signal.alarm(math.ceil(seconds))
            elif number == signal.SIGALRM:
                _signal(kept.running, signal.SIGKILL)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _reap(kept: _Kept) -> bool:
    """See who ended; tell whether another is to take its place."""
    again = False
    for pid in list(kept.running):
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            continue
        kept.running.discard(pid)
        if pid != kept.newest or kept.stopping:
            continue
        code = os.waitstatus_to_exitcode(status)
        if kept.running:  # it was to take over, and could not
            kept.newest, kept.ready = next(iter(kept.running)), True
        elif not kept.ready:
            raise EngineError("the server process ended by itself; its last words are above")
        else:
            print(f"gemma: the server process ended ({code}); another starts", file=sys.stderr)
            again = True
    return again


def _signal(pids: set[int], number: int) -> None:
    for pid in pids:
        os.kill(pid, number)  # not waited for yet, so the number is still its own


def _serve(make: Callable[[], Listener], alive: int, seconds: float) -> None:
    """Serve until told to stop, or until the keeper is no more."""
    keeper = os.getppid()
    made: list[Listener] = []

    def stop(*_: object) -> None:
        if not made:
            raise SystemExit(0)
        made[0].stop(seconds)

    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # meant for the keeper, which sees to it
    signal.signal(signal.SIGTERM, stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SEEN)
    made.append(make())

    def watch() -> None:
        os.read(alive, 1)
        made[0].stop(seconds)

    threading.Thread(target=watch, name="keeper", daemon=True).start()
    made[0].serve(lambda: os.kill(keeper, _READY))
