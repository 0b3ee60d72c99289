"""All connections together: what they may take of this machine."""

import socket

import pytest

from server.wire import watch
from server.wire.connection import Connection, State
from server.wire.watch import Watch


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
    assert [client.state for client in clients] == [
        State.SENDING, State.ANSWERING, State.CLOSED, State.SENDING,
    ]  # fmt: skip
    assert ends[2].recv(1) == b"" and len(held) == 3
    for end in ends:
        end.close()
