"""Who answers a brief question in its turn keeps nobody waiting (`server.http.turn`)."""

import socket
from typing import Any

from server.engines.nursery import Worker
from server.http import turn
from server.http.ready import Ready
from server.wire.inbox import Request
from tests.wire.listening import SECONDS, Client, Tiny, listening


class Asking(Tiny):
    """An application that asks a worker of the engine, whose part the test plays."""

    def __init__(self) -> None:
        super().__init__()
        ours, self.theirs = socket.socketpair()
        self.worker = Worker(0, ours, 0)
        #: Of each brief question: whether the thread waited for clients, before it asked and after.
        self.turns: list[tuple[bool, bool]] = []

    def answer(self, environ: dict[str, Any], head: bytes) -> Ready:
        if environ["PATH_INFO"].startswith("/brief"):
            before = turn.mine() is not None
            self.begun.release()
            assert self.worker.answers_within(SECONDS)
            self.worker.channel.recv(1)
            self.turns.append((before, turn.mine() is not None))
        return super().answer(environ, head)


def test_one_client_alone_is_answered_by_who_waits() -> None:
    app = Asking()
    with listening(app=app) as served:
        client = Client(served.port)
        for _ in range(3):
            client.say("/brief")
            assert app.begun.acquire(timeout=SECONDS)
            app.theirs.send(b"x")
            assert client.reply().body == b"/brief"
    assert app.turns == [(True, True)] * 3


def test_who_comes_meanwhile_is_answered_first() -> None:
    """Also the next, and the one after that: the waiting was left to another thread."""
    app = Asking()
    with listening(app=app) as served:
        one, other = Client(served.port), Client(served.port)
        one.say("/brief")
        assert app.begun.acquire(timeout=SECONDS)
        for _ in range(2):
            other.say("/other")
            assert other.reply().body == b"/other"
        app.theirs.send(b"x")
        assert one.reply().body == b"/brief"
    assert app.turns == [(True, False)]


def test_what_was_sent_behind_it_is_answered_too() -> None:
    app = Asking()
    with listening(app=app) as served:
        client = Client(served.port)
        client.say("/brief", "/other")
        assert app.begun.acquire(timeout=SECONDS)
        app.theirs.send(b"x")
        assert [client.reply().body for _ in range(2)] == [b"/brief", b"/other"]
        client.say("/brief")
        assert app.begun.acquire(timeout=SECONDS)
        app.theirs.send(b"x")
        assert client.reply().body == b"/brief"


def test_beside_another_answer_nobody_answers_in_its_turn() -> None:
    app = Asking()
    with listening(app=app) as served:
        slow, client = Client(served.port), Client(served.port)
        slow.say("/slow")
        assert app.begun.acquire(timeout=SECONDS)
        client.say("/brief")
        assert app.begun.acquire(timeout=SECONDS)
        app.theirs.send(b"x")
        assert client.reply().body == b"/brief"
        app.go.set()
        assert slow.reply().body == b"/slow"
    assert app.turns == [(False, False)]


def test_a_fault_while_waiting_stops_nobody() -> None:
    """Neither of those who come later, nor of the one that it was about."""

    class Faulty(Tiny):
        def is_brief(self, request: Request) -> bool:
            raise RuntimeError("as it was asked to")

    with listening(app=Faulty()) as served:
        client = Client(served.port)
        assert [client.ask(path).body for path in ("/one", "/two")] == [b"/one", b"/two"]
        assert Client(served.port).ask("/three").body == b"/three"
