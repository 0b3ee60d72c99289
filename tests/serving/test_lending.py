"""Whatever a worker says or does with a client who is lent, that client comes back."""

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, cast

import pytest

from server.engines import frames, messages, nursery
from server.engines.lending import Lending
from server.engines.nursery import Nursery, Worker
from server.sparql.alike import Frame
from server.sparql.engine import Lent, Loan, Terms

SECONDS = 20
TERMS = Terms((), (), {}, Frame(b"a", b"b"), "identity", "1")
ANSWERED = Lent(0.0, 0.0, 1, "ASK {}", again=False)


class Ends:
    """What ends workers, here without a process."""

    def death(self, worker: Worker) -> int:
        worker.channel.close()
        return 0

    def kill(self, worker: Worker) -> None:
        worker.channel.close()


class Given(NamedTuple):
    """A client who is lent, the worker's end of the channel, and what became of both."""

    worker: socket.socket
    back: list[tuple[int, bytes, bool]]
    freed: list[Worker | None]
    ended: threading.Event


@pytest.fixture
def lend() -> Iterator[Callable[..., Given]]:
    freed: list[Worker | None] = []
    lending = Lending(cast(Nursery, Ends()), lambda worker, _name, _took: freed.append(worker))

    def give(told: Callable[..., Any] = lambda _: None) -> Given:
        ours, theirs = socket.socketpair()
        ended, back = threading.Event(), list[tuple[int, bytes, bool]]()

        def came(*how: Any) -> None:
            back.append(how)
            ended.set()

        with socket.socket() as client:
            loan = Loan(client.fileno(), "a", TERMS, told, came)
            assert lending.lend(Worker(0, ours, 1), loan)
        return Given(theirs, back, freed, ended)

    yield give
    lending.close()


def test_he_comes_back_with_what_he_did_not_take(lend: Callable[..., Given]) -> None:
    given = lend()
    frames.send(given.worker.fileno(), *messages.returned(3, 0.0, [ANSWERED], b"rest"))
    assert given.ended.wait(SECONDS) and given.back == [(3, b"rest", True)]
    assert [worker is not None for worker in given.freed] == [True]


@pytest.mark.filterwarnings("ignore")
def test_he_comes_back_where_it_cannot_be_noted(lend: Callable[..., Given]) -> None:
    def told(_answers: Any) -> None:
        raise RuntimeError("as the test wants")

    given = lend(told)
    frames.send(given.worker.fileno(), *messages.returned(3, 0.0, [ANSWERED], b""))
    assert given.ended.wait(SECONDS) and given.back == [(3, b"", True)]


@pytest.mark.parametrize("said", [b"no JSON", b"[]", b"[[[1]], null]", b"[[], [1]]", b"\xff"])
def test_he_comes_back_from_a_worker_that_talks_nonsense(
    lend: Callable[..., Given], said: bytes
) -> None:
    """It is ended: what it says and does after that, nobody can know."""
    given = lend()
    frames.send(given.worker.fileno(), said, b"")
    assert given.ended.wait(SECONDS) and given.back == [(1, b"", False)]
    assert given.freed == [None]
    assert given.worker.recv(16 * 1024) and given.worker.recv(1) == b""


def test_he_comes_back_from_a_worker_that_stops_in_a_word(
    lend: Callable[..., Given], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nursery, "_GOES_ON", 1)
    given = lend()
    given.worker.send(b"\1")
    assert given.ended.wait(SECONDS) and given.back == [(1, b"", False)]
    assert given.freed == [None]


def test_he_comes_back_from_a_worker_that_is_gone(lend: Callable[..., Given]) -> None:
    given = lend()
    given.worker.close()
    assert given.ended.wait(SECONDS) and given.back == [(1, b"", False)]
