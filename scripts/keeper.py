"""Keeper: one process serves; another takes its place where it ends by itself, or when asked.

The keeper holds the socket, so who connects meanwhile waits a moment. SIGTERM and SIGINT let what
is being answered end; SIGHUP starts another process, which takes over when it is ready.
"""

import math
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from server.errors import EngineError
from server.wire.listener import Listener

#: How a process that serves tells its keeper that it is ready.
_READY: Final = signal.SIGUSR1
_STOPS: Final = (signal.SIGTERM, signal.SIGINT)
_SEEN: Final = {*_STOPS, signal.SIGHUP, signal.SIGCHLD, signal.SIGALRM, _READY}
#: Seconds before a process that cannot start is started again, where none serves.
_PAUSE: Final = 1.0
#: Seconds beyond those of the last answers: writing the log, and ending.
_END: Final = 3


@dataclass
class _Kept:
    """The processes: `newest` is to serve, and does when it is `ready`; `leaving` are told to stop.

    `served` tells whether any ever did, `asked` whether another is to take over as soon as there is
    one to take over from, `lost` that none is to serve, `failed` that it could not start.
    """

    running: set[int] = field(default_factory=set)
    leaving: set[int] = field(default_factory=set)
    newest: int = 0
    ready: bool = False
    served: bool = False
    asked: bool = False
    lost: bool = False
    failed: bool = False
    stopping: bool = False


def keep(
    make: Callable[[], Listener], close: Callable[[], None], seconds: float, said: str = ""
) -> None:
    """Let what `make` returns serve in a process of its own until told to stop.

    Then `close` is called here, so that who comes is refused and goes elsewhere, and answers get
    so many seconds to end. `said` is told once, when it listens. Returns in that process as well,
    when it is done. Raises `EngineError` when it ended before it was ready.
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
            kept.asked = kept.lost = kept.failed = False
            return False
        os.close(held)
        _serve(make, alive, seconds)
        return True

    try:
        if start():
            return
        while kept.running or kept.failed:
            told = signal.sigtimedwait(_SEEN, _PAUSE) if kept.failed else signal.sigwaitinfo(_SEEN)
            number = told.si_signo if told else 0
            if number in _STOPS:
                close()
            _see(kept, number, seconds, said)
            if (kept.lost or (kept.asked and kept.ready)) and not kept.stopping and start():
                return
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _see(kept: _Kept, number: int, seconds: float, said: str) -> None:
    """Do what a signal asks for; 0 is none, after a pause."""
    if number == 0:
        kept.lost = True
    elif number == signal.SIGCHLD:
        _reap(kept)
    elif number == signal.SIGHUP:
        kept.asked = True
    elif number == _READY:
        if said and not kept.served:  # standard output is for the access log alone
            print(said, file=sys.stderr)
        kept.ready = kept.served = True
        kept.leaving = kept.running - {kept.newest}
        _signal(kept.leaving, signal.SIGTERM)
    elif number in _STOPS and not kept.stopping:
        kept.stopping, kept.failed = True, False
        _signal(kept.running, signal.SIGTERM)
        signal.alarm(math.ceil(seconds) + _END)
    elif number == signal.SIGALRM:
        _signal(kept.running, signal.SIGKILL)


def _reap(kept: _Kept) -> None:
    """See who ended; raises `EngineError` where nothing ever served."""
    for pid, status in _ended():
        kept.running.discard(pid)
        if pid != kept.newest or kept.stopping:
            continue
        if not kept.served:
            raise EngineError("the server process ended by itself; its last words are above")
        code = os.waitstatus_to_exitcode(status)
        left = kept.running - kept.leaving
        if left:  # the one that serves, as this one did not come to take over
            kept.newest, kept.ready = left.pop(), True
            print(f"gemma: no other process took over ({code})", file=sys.stderr)
        else:
            kept.lost, kept.failed = kept.ready, not kept.ready
            print(f"gemma: the server process ended ({code}); another starts", file=sys.stderr)


def _ended() -> Iterator[tuple[int, int]]:
    """Give who ended, and how; also strangers, which are left to the first process of a machine."""
    with suppress(ChildProcessError):  # there is nobody left
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            yield found


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
