"""What an attack must not change: the processes of a server, its memory, and how both are read."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.serving.test_serve_command import children

_EVERY = 0.25


def memory(pids: Sequence[int]) -> int:
    """Return the bytes that processes and all below them use, what they share counted once."""
    total = 0
    for pid in {found for top in pids for found in (top, *children(top))}:
        with suppress(OSError):  # it ended meanwhile
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
    return total


def lasting(pid: int) -> set[tuple[int, str]]:
    """Return the processes that must live as long as the server: itself and what it started.

    With the time at which each started: a process id may be given out again. Not the cache loader
    of nginx, which is done after a minute.
    """
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    processes = [Path(f"/proc/{one}") for one in found]
    return {
        (one, (process / "stat").read_text().rpartition(")")[2].split()[19])
        for one, process in zip(found, processes, strict=True)
        if b"cache loader" not in (process / "cmdline").read_bytes()
    }


@dataclass
class Memory:
    """Bytes of memory of some processes, over time."""

    seen: list[int] = field(default_factory=list)

    @property
    def peak(self) -> int:
        return max(self.seen)


@contextmanager
def measured(pids: Sequence[int]) -> Iterator[Memory]:
    """Look at the memory of processes a few times a second, for as long as the block lasts."""
    found = Memory([memory(pids)])
    over = threading.Event()

    def look() -> None:
        while not over.wait(_EVERY):
            found.seen.append(memory(pids))

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        over.set()
        thread.join()


def settled(pids: Sequence[int], most: int, seconds: float) -> int:
    """Wait until processes use no more than this; return what they used last."""
    waiting = threading.Event()
    now = memory(pids)
    for _ in range(int(seconds / _EVERY)):
        if now <= most:
            break
        waiting.wait(_EVERY)
        now = memory(pids)
    return now
