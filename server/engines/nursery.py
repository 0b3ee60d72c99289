"""Nursery: the process that loads the store once and forks workers from it, as seen from here.

It is started anew when it is gone; its workers die with it. How they behave says the module
`server.engines.worker`.
"""

import contextlib
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.errors import EngineError
from server.http import turn

_ROOT: Final = Path(__file__).resolve().parents[2]
_START_SECONDS: Final = 120
#: Seconds in which a message that began must go on, either way; a worker does nothing else then.
_GOES_ON: Final = 5


@dataclass
class Worker:
    """One worker: its process, the channel to it, and of which start of the nursery it is.

    `asked` counts its queries; `gone` is true once it was killed or found dead.
    """

    pid: int
    channel: socket.socket
    generation: int
    asked: int = 0
    gone: bool = False

    def __post_init__(self) -> None:
        """Say once what is waited for, and how long for the rest of it."""
        patience = struct.pack("ll", _GOES_ON, 0)  # struct timeval
        for way in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            self.channel.setsockopt(socket.SOL_SOCKET, way, patience)
        self._poll = select.poll()
        self._poll.register(self.channel, select.POLLIN)

    def answers_within(self, seconds: float) -> bool:
        """Wait for something to read, its end included; tell whether there is."""
        held, until = turn.mine(), time.monotonic() + max(0.0, seconds)
        if held is not None:
            self._poll.register(held.clients, select.POLLIN)
            found = self._poll.poll(max(0.0, seconds) * 1000)
            self._poll.unregister(held.clients)
            if any(one != held.clients for one, _ in found):
                return True
            turn.leave()
        return bool(self._poll.poll(max(0.0, until - time.monotonic()) * 1000))


class Nursery:
    """The process that forks workers; started anew when it is gone itself.

    `lends` tells whether its workers may be lent a client.
    """

    lends = False

    def __init__(self, quads: Iterable[Path], base: str, seconds: float, *, apart: bool) -> None:
        """Start; raises `EngineError` when that fails. `seconds` is the deadline of a query.

        `apart` tells that no statement stands in two graphs.
        """
        module, how = "server.engines.worker", "apart" if apart else "mixed"
        self._command = [sys.executable, "-m", module, base, str(seconds), how, *map(str, quads)]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._generation = 0
        with self._lock:
            self._start()

    def fork(self) -> Worker:
        """Return a new worker; raises `EngineError` when there can be none."""
        with self._lock:
            for attempt in (1, 2):
                ours, theirs = socket.socketpair()
                try:
                    socket.send_fds(self._line(), [b"fork\n"], [theirs.fileno()])
                    pid = int(self._reply())
                    return Worker(pid, ours, self._generation)
                except (OSError, ValueError):
                    ours.close()
                    if attempt == 2:
                        raise EngineError("Er kan nu geen vraag worden uitgevoerd") from None
                    self._start()
                finally:
                    theirs.close()
        raise AssertionError

    def kill(self, worker: Worker) -> None:
        """End a worker without waiting for it: at low priority even dying takes its time.

        A process id is not given out again before the nursery has asked how it ended, so the
        signal cannot reach another process.
        """
        if worker.gone:
            return
        worker.gone = True
        worker.channel.close()
        with self._lock, contextlib.suppress(OSError):
            if worker.generation == self._generation:
                os.kill(worker.pid, signal.SIGKILL)
                self._line().sendall(f"leave {worker.pid}\n".encode())

    def death(self, worker: Worker) -> int:
        """Return the exit code of a worker that is gone, negative for a signal.

        It is ended where it hangs in a message; how one died that died by itself stays the same.
        """
        worker.gone = True
        worker.channel.close()
        with self._lock, contextlib.suppress(OSError, ValueError):
            if worker.generation == self._generation:
                os.kill(worker.pid, signal.SIGKILL)
                self._line().sendall(f"reap {worker.pid}\n".encode())
                return int(self._reply())
        return -signal.SIGKILL  # it died with its nursery

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
        self.lends = ready == "ready to lend"
        if not ready.startswith("ready"):
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
