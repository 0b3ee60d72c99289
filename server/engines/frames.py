"""Frames: a message is a head and a body, between this process and a worker, in one copy each.

A message that arrives whole in the first read, as nearly all do, costs one call on either side. One
may bring a connection along. An empty one is no answer and no question: it calls a worker back.
"""

import os
import socket
import struct
from typing import Final

#: Before each message: the bytes of its head and of its body.
_SIZES: Final = struct.Struct("=II")
#: What a first read may bring, what others bring, and a body that is worth a copy to save a call.
#: Room for much more, of which little is used, makes the allocator tidy up after each message.
_FIRST: Final = 16 * 1024
_CALL: Final = _SIZES.pack(0, 0)
_MOST: Final = 256 * 1024
_SHORT: Final = 64 * 1024


def send(channel: int, head: bytes, body: bytes | memoryview) -> None:
    """Send a message over a socket; raises `OSError` when nobody reads it."""
    start = _SIZES.pack(len(head), len(body)) + head
    if len(body) <= _SHORT:
        _write(channel, start + body)
    else:
        _write(channel, start)
        _write(channel, body)


def send_with(channel: socket.socket, head: bytes, client: int) -> None:
    """Send a short message that brings a connection; raises `OSError` when nobody reads it."""
    socket.send_fds(channel, [_SIZES.pack(len(head), 0) + head], [client])


def call(channel: socket.socket) -> None:
    """Call a worker back; raises `OSError` when it is gone, or hears too few of them."""
    channel.send(_CALL, socket.MSG_DONTWAIT)


def receive(channel: int) -> tuple[bytes, bytes]:
    """Wait for a message; raises `EOFError` when the other side is gone before its end.

    Nothing may come after it until it is answered.
    """
    return _message(channel, _read(channel, _FIRST))


def receive_one(channel: int) -> tuple[bytes, bytes]:
    """Wait for a message as `receive`, where others may come behind it."""
    return _message(channel, _read(channel, _SIZES.size))


def receive_with(channel: socket.socket) -> tuple[bytes, bytes, int | None]:
    """Wait for a message as `receive`, and for the connection that it brings, if any.

    It passes over calls, which came when there was nothing to call back from.
    """
    found, clients = b"", list[int]()
    while not found or _CALL.startswith(found):
        data, brought, _, _ = socket.recv_fds(channel, _FIRST, 1)
        if not data:
            raise EOFError
        clients += brought
        found = _uncalled(found + data)
    return *_message(channel.fileno(), found), clients[0] if clients else None


def _uncalled(found: bytes) -> bytes:
    while found.startswith(_CALL):
        found = found[len(_CALL) :]
    return found


def _message(channel: int, found: bytes) -> tuple[bytes, bytes]:
    """Return the message that begins with what was found."""
    while len(found) < _SIZES.size:
        found += _read(channel, _SIZES.size - len(found))
    size, more = _SIZES.unpack_from(found)
    begins = _SIZES.size + size
    while len(found) < begins:
        found += _read(channel, begins - len(found))
    head, parts = found[_SIZES.size : begins], [found[begins:]]
    missing = more - len(parts[0])
    while missing:
        parts.append(_read(channel, min(missing, _MOST)))
        missing -= len(parts[-1])
    return head, b"".join(parts)


def _read(channel: int, most: int) -> bytes:
    found = os.read(channel, most)
    if not found:
        raise EOFError
    return found


def _write(channel: int, data: bytes | memoryview) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(channel, rest) :]
