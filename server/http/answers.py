"""Answers that were given before: the same request to the same release has the same bytes.

The least recently used go when room is needed. What a query makes anew each time (NOW, RAND, UUID)
is never kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

#: Bytes of answers kept together, and the largest that is kept.
KEPT: Final = 48 * 1024 * 1024
KEPT_LARGEST: Final = 4 * 1024 * 1024

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """A cache bounded by the bytes in it; safe for threads."""

    def __init__(self, most: int = KEPT) -> None:
        """Start empty; `most` is the bytes kept together."""
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept under a key, if anything."""
        with self._lock:
            found = self._found.get(key)
            if found is None:
                return None
            self._found.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of `size` bytes, its key counted in, unless it is too large."""
        if size > KEPT_LARGEST:
            return
        with self._lock:
            before = self._found.pop(key, None)
            self._bytes += size - (before[1] if before else 0)
            self._found[key] = (value, size)
            while self._bytes > self._most:
                _, (_, freed) = self._found.popitem(last=False)
                self._bytes -= freed
