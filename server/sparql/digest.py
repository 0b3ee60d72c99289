"""Digests: queries of one shape share one, and what that shape did before is remembered; pure.

A runaway comes back with another number, name or text in it, so these are left out of the digest.
Which variables are the same stays in it: that makes the difference between a join and a product.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from server.sparql.tokens import shape

#: Shapes remembered, and for how long without being seen, in seconds.
REMEMBERED: Final = 10_000
FORGOTTEN_AFTER: Final = 600.0
#: A shape that crashed is as if it was slow this many times.
CRASH: Final = 3


@lru_cache(maxsize=64)  # the lanes, the log and the numbers ask for it, one after the other
def digest(text: str) -> str:
    """Return the digest of the shape of a query: 16 hexadecimal digits."""
    return hashlib.sha256(" ".join(shape(text)).encode("utf-8", "replace")).hexdigest()[:16]


@dataclass
class _Seen:
    strikes: int
    at: float


class Memory:
    """What shapes of queries did before. A strike for slow, three for a crash, one less for quick.

    Times are in seconds on one clock that never goes back.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._seen: OrderedDict[str, _Seen] = OrderedDict()

    def strikes(self, shape: str, now: float) -> int:
        """Return how often this shape was slow of late; -1 when it was quick, 0 when unknown."""
        seen = self._seen.get(shape)
        if seen is None or now - seen.at > FORGOTTEN_AFTER:
            return 0
        return seen.strikes or -1

    def note(self, shape: str, strikes: int, now: float) -> None:
        """Note how it went: 0 strikes for quick."""
        before = max(0, self.strikes(shape, now))
        after = min(2 * CRASH, before + strikes) if strikes else max(0, before - 1)
        self._seen[shape] = _Seen(after, now)
        self._seen.move_to_end(shape)
        if len(self._seen) > REMEMBERED:
            self._seen.popitem(last=False)
