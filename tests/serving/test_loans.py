"""A worker tells in time what it answered, takes no request that it may not answer, and is called
back without anybody waiting for it.
"""

import contextlib
import itertools
import socket
import threading
from types import SimpleNamespace
from typing import Any, cast

import pytest

from server.engines import frames, loans, messages
from server.engines.evaluating import Held
from server.sparql.alike import Frame
from server.sparql.engine import Terms

SECONDS = 20
FRAME = Frame(b"GET /sparql?query=", b" HTTP/1.1\r\nHost: a\r\n\r\n")
TERMS = Terms((), (), {}, FRAME, "identity", "1")


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Both ends; who answers is this process, which is not to be ended by what it answers."""
    monkeypatch.setattr(loans, "confine", SimpleNamespace(limit_processor=lambda _seconds: None))
    monkeypatch.setattr(
        loans, "_made", lambda *_: (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n", b"x")
    )
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def asking(times: int) -> int:
    """Return the descriptor of a client that asks so many times, each when it has its answer."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        accepted, _ = listening.accept()
    accepted.setblocking(False)

    def ask() -> None:
        with client:
            client.settimeout(SECONDS)
            for number in range(times):
                client.sendall(b"%d".join(FRAME) % number)
                while not client.recv(4096).endswith(b"\r\n\r\nx"):
                    pass

    threading.Thread(target=ask, daemon=True).start()
    return accepted.detach()


def test_what_was_answered_is_told_in_time(channel: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """However fast a client goes on: what is not told is not in the log when the worker dies."""
    ours, theirs = channel
    clock = itertools.count(0, 0.01)
    told_time = SimpleNamespace(perf_counter=lambda: next(clock), time=lambda: 0.0)
    monkeypatch.setattr(loans, "time", told_time)
    loans.serve(cast(Held, None), TERMS, asking(20), theirs, "http://a.example/")
    found, ended = [], None
    while ended is None:
        answers, ended = messages.lent(*frames.receive_one(ours.fileno()))
        found.append(len(answers))
    assert sum(found) == ended.served == 20 and max(found) < 5, found


def test_nobody_waits_for_a_worker_that_hears_no_calls(channel: Any) -> None:
    """Who calls holds a lock: if he waited, every query that waits would wait with him."""
    ours, _ = channel

    def call() -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                frames.call(ours)

    calling = threading.Thread(target=call, daemon=True)
    calling.start()
    calling.join(SECONDS)
    assert not calling.is_alive()
