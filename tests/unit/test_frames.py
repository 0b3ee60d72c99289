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
