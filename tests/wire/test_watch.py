"""All connections together: what they may take of this machine."""

import socket

import pytest

from server.wire import watch
from server.wire.connection import Connection, State
from server.wire.watch import Watch
from tests.wire.listening import LARGE, Client, listening


def test_what_slow_clients_leave_lying_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those with most of it go, until the rest fits; who is answered now stays."""
    monkeypatch.setattr(watch, "_PENDING", 100)
    held, ends = Watch(), []
    clients = []
    for left, state in (
        (30, State.SENDING),
        (50, State.ANSWERING),
        (60, State.SENDING),
        (20, State.SENDING),
    ):
        ours, theirs = socket.socketpair()
        ends.append(theirs)
        client = Connection(ours, "x", 0.0)
        held.add(client)
        client.outbox = (b"a" * left,)
        client.state = state if state is State.ANSWERING else client.state
        if state is State.SENDING:
            held.turn(client, state, 1.0)
        clients.append(client)
    assert [one for one, _ in enumerate(ends) if has_ended(ends[one])] == [2]
    for end in ends:
        end.close()


def has_ended(end: socket.socket) -> bool:
    """Whether nothing comes any more; nothing ever came."""
    end.setblocking(False)
    try:
        return end.recv(1) == b""
    except BlockingIOError:
        return False


def test_who_is_cut_off_is_let_go_by_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever thread finds that there is too much; the others are served on."""
    monkeypatch.setattr(watch, "_PENDING", LARGE)
    with listening() as served:
        other, *slow = [Client(served.port, window=4096) for _ in range(4)]
        for client in (other, other, *slow):
            assert client.ask("/known").status == 200
        assert other.ask("/known-large").status == 200
        for client in slow:
            client.say("/known-large")
        assert other.ask("/known").status == 200  # who waits saw to those before it
        assert sorted(taken(client) == LARGE for client in slow) == [False, False, True]
        assert other.ask("/known").status == 200


def taken(client: Client) -> int:
    """How many octets of a body come."""
    try:
        return len(client.reply().body)
    except ConnectionResetError:
        return 0
