"""Frames: a message is a head and a body, between this process and a worker, in one copy each.

Only `read` and `write` are called, since a worker may make no other call. A message that arrives
whole in the first read, as nearly all do, costs one call on either side.
"""

import os
import struct
from typing import Final

#: Before each message: the bytes of its head and of its body.
_SIZES: Final = struct.Struct("=II")
#: What a first read may bring, what others bring, and a body that is worth a copy to save a call.
#: Room for much more, of which little is used, makes the allocator tidy up after each message.
_FIRST: Final = 16 * 1024
_MOST: Final = 256 * 1024
_SHORT: Final = 64 * 1024


def send(channel: int, head: bytes, body: bytes) -> None:
    """Send a message over a socket; raises `OSError` when nobody reads it."""
    start = _SIZES.pack(len(head), len(body)) + head
    if len(body) <= _SHORT:
        _write(channel, start + body)
    else:
        _write(channel, start)
        _write(channel, body)


def receive(channel: int) -> tuple[bytes, bytes]:
    """Wait for a message; raises `EOFError` when the other side is gone before its end."""
    found = _read(channel, _FIRST)
    while len(found) < _SIZES.size:
        found += _read(channel, _FIRST)
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


def _write(channel: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(channel, rest) :]
