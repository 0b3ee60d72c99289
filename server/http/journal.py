"""The journal: an answer costs one append; a thread counts it and writes its line a moment later.

A line tells nothing about a person beyond what the README states: the network of the client (24
bits of IPv4, 48 of IPv6), and of a query only a digest. A reader of the lines that stops reading
loses lines, which are counted; it never stops the server.
"""

import json
import os
import threading
import time
from collections import deque
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, TypeAlias

from server.http import observe
from server.http.observe import Metrics, Noted

#: Lines that wait to be written; more are dropped.
_LINES: Final = 10_000
#: Answers that wait for the thread. It is held up where there are more, and who adds one sees to
#: all of them.
_TOLD: Final = 5_000
#: Seconds in which lines gather: a thread that woke for each would hold up the next answer.
_GATHER: Final = 0.05
_LOST: Final = "gemma_log_lines_lost_total"
_JSON: Final = json.JSONEncoder(separators=(",", ":")).encode

#: An answer: network of who asked, method, path, status, bytes of body, and what was noted of it.
What: TypeAlias = tuple[str, str, str, str, int, Noted]


class Journal:
    """What was answered and what happened: numbers, and lines of JSON on standard output."""

    def __init__(self, metrics: Metrics, descriptor: int = 1) -> None:
        """Start the thread."""
        self._metrics = metrics
        self._descriptor = descriptor
        self._told: deque[tuple[float, float, What]] = deque()
        self._lines: list[str] = []
        self._lock = threading.Lock()
        self._last = threading.Event()
        self._written = threading.Event()
        metrics.before(self._settle)
        threading.Thread(target=self._write, name="journal", daemon=True).start()

    def tell(self, what: What, seconds: float, when: float | None = None) -> None:
        """Note an answer that goes out now, or went out, so many seconds after it was asked for."""
        self._told.append((time.time() if when is None else when, seconds, what))
        if len(self._told) > _TOLD:
            self._settle()

    def write(self, **facts: Any) -> None:
        """Write a line that starts with the time in UTC, after those of the answers before it."""
        self._settle()
        line = f"{_opening(int(time.time() * 1000))}{_JSON(facts)[1:]}\n"
        with self._lock:
            self._lines.append(line)

    def flush(self, seconds: float = 2.0) -> None:
        """Wait until every line is written, but no longer than `seconds`."""
        self._written.clear()
        self._last.set()
        self._written.wait(seconds)

    def _settle(self) -> None:
        """Count every answer that was told, and make its line where there is room for it."""
        with self._lock:
            told = [self._told.popleft() for _ in range(len(self._told))]
            found = [(_about(what), when, seconds, what[4]) for when, seconds, what in told]
            self._metrics.answered((about[0], size, took) for about, _, took, size in found)
            lines = [
                f'{_opening(int(when * 1000))}{before}"ms":{took * 1000:.2f},{after}\n'
                for (_, before, after), when, took, _ in found
                if before
            ]
            room = _LINES - len(self._lines)
            self._lines += lines[:room]
            if len(lines) > room:
                self._metrics.add(_LOST, len(lines) - room)

    def _write(self) -> None:
        while True:
            last = self._last.wait(_GATHER)
            if last:
                self._last.clear()
            self._settle()
            with self._lock:
                lines, self._lines = self._lines, []
            text = memoryview("".join(lines).encode())
            try:
                while text:
                    text = text[os.write(self._descriptor, text) :]
            except OSError:  # nobody reads any more
                self._metrics.add(_LOST, len(lines))
            if last:
                self._written.set()


@lru_cache(maxsize=2_000)
def _about(what: What) -> tuple[tuple[str, str, str], str, str]:
    """Return how an answer is counted, and its line before and after the time that it took.

    Who only asks whether the server is there gets no line.
    """
    network, method, path, status, size, noted = what
    number, named = status[:3], observe.method(method)
    counted = (observe.kind(path), named, number)
    if counted[0] == "health":
        return counted, "", ""
    before = {
        "client": network, "method": named, "path": path, "status": int(number), "bytes": size,
    }  # fmt: skip
    after = {"outcome": observe.outcome(int(number)), **dict(noted)}
    return counted, f"{_JSON(before)[1:-1]},", _JSON(after)[1:]


@lru_cache(maxsize=100)
def _opening(milliseconds: int) -> str:
    """Return the start of a line: the time in UTC."""
    seconds, more = divmod(milliseconds, 1000)
    return f'{{"time":"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{more:03d}Z",'
