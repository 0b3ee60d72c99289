"""Processors: a client on one of its own, as a client elsewhere has, or beside the servers.

Where both share one, the kernel may put a server on the client's own processor, and then waking it
costs a tenth. It does so for some servers and some of the time, which measures the kernel.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.benchmark.weight import family


@contextmanager
def parted() -> Iterator[None]:
    """Keep the last processor for this thread, the others for all that this process started.

    What they start themselves stays there too. With one processor nothing changes.
    """
    every = os.sched_getaffinity(0)
    if len(every) == 1:
        yield
        return
    own = {max(every)}
    _allow(every - own)
    os.sched_setaffinity(0, own)
    try:
        yield
    finally:
        os.sched_setaffinity(0, every)
        _allow(every)


def _allow(processors: set[int]) -> None:
    """Let all that came of this process run on these."""
    here = os.getpid()
    for process in set(family(here)) - {here}:
        for task in Path(f"/proc/{process}/task").iterdir():
            with suppress(ProcessLookupError):
                os.sched_setaffinity(int(task.name), processors)
