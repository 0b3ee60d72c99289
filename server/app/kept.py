"""Kept: answers that stay the same for a whole release, within a budget of bytes."""

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")

#: Bytes that one `Kept` may hold. The shipped data in the forms that are asked for fits in it.
BUDGET = 48 * 1024 * 1024
#: What an answer costs beside its body: its key, its headers.
_OVERHEAD = 2_048


class Kept(Generic[V]):
    """A dictionary that starts anew when it is full, so that reading takes no lock."""

    def __init__(self, budget: int = BUDGET) -> None:
        """Start empty."""
        self._budget = budget
        self._found: dict[Hashable, V] = {}
        self._used = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> V | None:
        """Return what was put under a key, if it is still there."""
        return self._found.get(key)

    def put(self, key: Hashable, value: V, size: int) -> None:
        """Keep a value of about `size` bytes; one larger than the budget is not kept."""
        cost = size + _OVERHEAD
        if cost > self._budget:
            return
        with self._lock:
            if self._used + cost > self._budget:
                self._found = {}
                self._used = 0
            if key not in self._found:
                self._used += cost
            self._found[key] = value
