"""Turn: the thread that waits for clients may answer a brief question in its turn.

That spares waking another thread. It leaves the waiting before it does what takes long; and while
it waits for an answer itself, it looks out for clients as well, and leaves when one comes.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """The waiting for clients: what is readable when one comes, and how to leave it."""

    clients: int
    leave: Callable[[], None]


_held = threading.local()


def take(turn: Turn) -> None:
    """Hold a turn on this thread."""
    _held.turn = turn


def mine() -> Turn | None:
    """Return the turn that this thread holds, if any."""
    found: Turn | None = getattr(_held, "turn", None)
    return found


def leave() -> None:
    """Leave the waiting to another thread; nothing where this one does not hold it."""
    found = mine()
    if found is not None:
        _held.turn = None
        found.leave()


def ended() -> bool:
    """End an answer; tell whether this thread waited all along, so that it goes on waiting."""
    found = mine()
    _held.turn = None
    return found is not None
