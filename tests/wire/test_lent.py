"""A client who is lent is nobody's here; who comes back goes on where he was, or asks again."""

import socket
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from server.wire.connection import Connection, State
from server.wire.exchange import Exchange
from server.wire.watch import Watch
from tests.wire.listening import SECONDS, Tiny


class Lent(NamedTuple):
    """A client who is lent, and what is his of both ends."""

    exchange: Exchange
    watch: Watch
    connection: Connection
    client: socket.socket


@pytest.fixture
def lent() -> Iterator[Lent]:
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    theirs.settimeout(SECONDS)
    watch = Watch()
    connection = Connection(ours, "127.0.0.1", 0.0)
    watch.add(connection)
    watch.lend(connection)
    with ours, theirs:
        yield Lent(Exchange(Tiny(), watch, ("127.0.0.1", 80)), watch, connection, theirs)


@pytest.mark.parametrize("state", list(State))
def test_what_happened_is_seen_to_in_every_state(lent: Lent, state: State) -> None:
    """It may be seen in one state and seen to in another: a fault there costs a client."""
    lent.connection.state = state
    assert lent.exchange.happened(lent.connection) is None
    assert (lent.connection.state is State.CLOSED) == (state is State.CLOSED)


def test_what_was_seen_before_a_loan_is_left_to_who_has_the_client(lent: Lent) -> None:
    """He sends on as soon as he has his answer, which may be seen just before he is lent."""
    lent.client.sendall(b"GET /a")
    assert lent.exchange.happened(lent.connection) is None
    assert lent.connection.state is State.LENT and len(lent.watch) == 1
    assert lent.connection.socket.recv(9) == b"GET /a", "nobody read it here"
