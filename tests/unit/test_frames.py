"""Messages of any size arrive whole over a socket, and half a message is an end."""

import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from server.engines import frames

SIZES = (0, 1, 5_000, 65_536, 65_537, 3_000_000)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


@pytest.mark.parametrize("head", SIZES)
@pytest.mark.parametrize("body", SIZES)
def test_a_message_of_any_size_arrives(
    ends: tuple[socket.socket, socket.socket], head: int, body: int
) -> None:
    ours, theirs = (end.fileno() for end in ends)
    sent = os.urandom(head), os.urandom(body)
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(frames.send, ours, *sent)
        assert frames.receive(theirs) == sent
        sending.result()


@pytest.mark.parametrize("kept", [0, 3, 8, 12, 70_000])
def test_half_a_message_is_an_end(ends: tuple[socket.socket, socket.socket], kept: int) -> None:
    ours, theirs = ends
    there, here = socket.socketpair()
    with there, here:
        frames.send(there.fileno(), b"head", bytes(90_000))
        ours.sendall(here.recv(kept) if kept else b"")
    ours.close()
    with pytest.raises(EOFError):
        frames.receive(theirs.fileno())


def test_nobody_reads(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    theirs.close()
    with pytest.raises(OSError):
        frames.send(ours.fileno(), b"head", b"")


def test_a_connection_comes_with_a_message(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    one, other = socket.socketpair()
    with one, other:
        frames.send_with(ours, b"head", other.fileno())
        head, body, client = frames.receive_with(theirs)
        assert (head, body) == (b"head", b"")
        assert client is not None
        with socket.socket(fileno=client) as came:
            came.sendall(b"x")
            assert one.recv(9) == b"x"
    frames.send(ours.fileno(), b"head", b"body")
    assert frames.receive_with(theirs) == (b"head", b"body", None)


@pytest.mark.parametrize("calls", [1, 2, 50])
def test_calls_are_passed_over(ends: tuple[socket.socket, socket.socket], calls: int) -> None:
    """They came when there was nothing to be called back from."""
    ours, theirs = ends
    for _ in range(calls):
        frames.call(ours)
    frames.send(ours.fileno(), b"head", b"body")
    assert frames.receive_with(theirs) == (b"head", b"body", None)
    for _ in range(calls):
        frames.call(ours)
    frames.send_with(ours, b"head", ours.fileno())
    head, body, client = frames.receive_with(theirs)
    assert (head, body) == (b"head", b"")
    assert client is not None
    os.close(client)


def test_one_message_at_a_time(ends: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = ends
    sent = [(b"a", b""), (b"", b"b"), (b"head" * 9, b"body" * 9)]
    for one in sent:
        frames.send(ours.fileno(), *one)
    assert [frames.receive_one(theirs.fileno()) for _ in sent] == sent
