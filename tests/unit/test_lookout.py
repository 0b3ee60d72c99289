"""Looking out before sleeping: what comes at once is seen without sleep; nobody looks for long."""

import os
import select
from collections.abc import Callable

import pytest

from server.http import lookout

#: Seconds that a look may sleep; no test waits for that.
PATIENCE = 30.0


def _look(asked: list[float], calls: int) -> Callable[[float], list[str]]:
    """Return a look that finds something at that call; it keeps how long it might have slept."""

    def look(seconds: float) -> list[str]:
        asked.append(seconds)
        return ["it"] if len(asked) >= calls else []

    return look


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Say how long at once is, so that no other work on this machine decides."""
    return lambda seconds: monkeypatch.setattr(lookout, "AT_ONCE", seconds)


def test_who_need_not_look_out_sleeps(at_once: Callable[[float], None]) -> None:
    at_once(PATIENCE)
    asked: list[float] = []
    assert lookout.wait(_look(asked, 1), PATIENCE, out=False) == (["it"], True)
    assert asked == [PATIENCE]


@pytest.mark.parametrize("calls", [1, 3])
def test_what_comes_at_once_is_found_without_sleep(
    at_once: Callable[[float], None], calls: int
) -> None:
    at_once(PATIENCE)
    asked: list[float] = []
    assert lookout.wait(_look(asked, calls), PATIENCE, out=True) == (["it"], True)
    assert asked == [0] * calls


def test_who_finds_nothing_sleeps_after_all(at_once: Callable[[float], None]) -> None:
    at_once(0.001)
    asked: list[float] = []

    def look(seconds: float) -> list[str]:
        asked.append(seconds)
        return ["late"] if seconds else []

    assert lookout.wait(look, PATIENCE, out=True) == (["late"], False)
    assert asked.count(PATIENCE) == 1
    assert asked[-1] == PATIENCE


def test_what_took_longer_was_not_at_once(at_once: Callable[[float], None]) -> None:
    at_once(0.0)
    assert lookout.wait(_look([], 1), PATIENCE, out=False) == (["it"], False)


def test_nothing_at_all_is_nothing() -> None:
    assert lookout.wait(lambda _: list[str](), 0, out=True)[0] == []


def test_a_real_wait_sees_what_was_written() -> None:
    ours, theirs = os.pipe()
    try:
        looking = select.poll()
        looking.register(ours, select.POLLIN)
        os.write(theirs, b"x")
        found, _ = lookout.wait(lambda s: looking.poll(s * 1000), PATIENCE, out=True)
        assert found == [(ours, select.POLLIN)]
    finally:
        os.close(ours)
        os.close(theirs)
