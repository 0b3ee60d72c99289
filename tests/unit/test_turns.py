"""One at a time, few may wait, and nobody takes all places."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from server.app.answers.turns import Turns
from server.errors import TooManyRequestsError, UnavailableError


class _Held:
    """Turns of which the first is held until `end`; whoever waits is in `done` when it is over."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns
        self._pool = ThreadPoolExecutor(8)
        self._end = threading.Event()
        self.most = self._now = 0
        self.done: list[Future[None]] = []

    def wait(self, who: str) -> None:
        """Take a place for `who` from another thread, and return once it has it."""
        before = len(self.turns._waiting)
        self.done.append(self._pool.submit(self._work, who))
        while len(self.turns._waiting) == before and not self.done[-1].done():
            pass

    def _work(self, who: str) -> None:
        with self.turns.taken(who):
            self._now += 1
            self.most = max(self.most, self._now)
            assert self._end.wait(30)
            self._now -= 1

    def end(self) -> None:
        self._end.set()
        for one in self.done:
            one.result(30)


def test_one_has_the_turn_and_few_wait() -> None:
    held = _Held(Turns(3, 2))
    held.wait("a")
    held.wait("a")
    with pytest.raises(TooManyRequestsError) as caught, held.turns.taken("a"):
        pass
    assert caught.value.status == 429
    held.wait("b")
    with pytest.raises(UnavailableError) as full, held.turns.taken("c"):
        pass
    assert full.value.status == 503
    held.end()
    assert held.most == 1
    # Whoever is done has left its place.
    with held.turns.taken("a"):
        pass


def test_what_fails_leaves_its_place() -> None:
    turns = Turns(1, 1)
    for _ in range(2):
        with pytest.raises(ValueError, match="mis"), turns.taken("a"):
            raise ValueError("mis")
