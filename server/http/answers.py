"""Answers that were given before: the same request to the same release has the same bytes.

Those that nobody asked for lately go when room is needed. What a query makes anew each time (NOW,
RAND, UUID) is never kept.
"""

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

#: Bytes of answers kept together, and the largest that is kept.
KEPT: Final = 48 * 1024 * 1024
KEPT_LARGEST: Final = 4 * 1024 * 1024
#: What an answer takes beside its bytes: fields, key, places in tables (3 to 4 kB was measured).
#: Not counted, small answers to endless variations of a request would take gigabytes.
EACH: Final = 4 * 1024

Value = TypeVar("Value")


@dataclass(slots=True)
class _Entry(Generic[Value]):
    value: Value
    size: int
    asked: bool = False


class Kept(Generic[Value]):
    """A cache bounded by the bytes in it; safe for threads.

    Looking up takes no lock and moves nothing: it leaves a mark, and who has one when room is
    needed gives it up and stays for another round.
    """

    def __init__(self, most: int = KEPT) -> None:
        """Start empty; `most` is the bytes kept together."""
        self._most = most
        self._lock = threading.Lock()
        self._found: OrderedDict[Hashable, _Entry[Value]] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept under a key, if anything."""
        found = self._found.get(key)
        if found is None:
            return None
        found.asked = True
        return found.value

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of `size` bytes, its key counted in, unless it is too large."""
        if size > KEPT_LARGEST:
            return
        size += EACH
        with self._lock:
            before = self._found.pop(key, None)
            self._bytes += size - (before.size if before else 0)
            self._found[key] = _Entry(value, size)
            while self._bytes > self._most:
                oldest, entry = self._found.popitem(last=False)
                if entry.asked:
                    entry.asked = False
                    self._found[oldest] = entry
                else:
                    self._bytes -= entry.size
