"""Bodies: octets that come in pieces, until the whole body is there (RFC 9112, 6 and 7); pure."""

import re
from typing import Final, Protocol

from server.errors import BadRequestError

#: The most octets of a body that are read, as the documented proxy has it; each address has its own
#: limit below that. Who sends more gets an answer before the end of it.
MAXIMUM: Final = 1024 * 1024
#: The most octets that may stand around the chunks: their sizes, and the trailer.
_AROUND_MAXIMUM: Final = 512 * 1024
#: The longest line of a size, its extensions included, and of a trailer.
_LINE_MAXIMUM: Final = 4 * 1024
_LINE_END: Final = b"\r\n"
#: RFC 9112, 7.1: a size, then extensions that mean nothing here, without a control character.
_SIZE: Final = re.compile(rb"([0-9A-Fa-f]{1,8})(?:[ \t]*;[^\x00-\x08\x0a-\x1f\x7f]*)?")
_TRAILER: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00-\x08\x0a-\x1f\x7f]*")


class Body(Protocol):
    """A body that comes in: `rest` is what came after it, None for as long as it is not whole."""

    found: bytes
    rest: bytes | None

    def feed(self, data: bytes) -> None:
        """Take what came; raises `BadRequestError` when it cannot be a body."""
        ...


class Counted:
    """A body whose length was said before it."""

    __slots__ = ("_came", "_length", "found", "rest")

    def __init__(self, length: int) -> None:
        """Wait for so many octets."""
        self._length = length
        self._came = bytearray()
        self.found = b""
        self.rest: bytes | None = b"" if length == 0 else None

    def feed(self, data: bytes) -> None:
        """Take what came."""
        self._came += data
        if len(self._came) >= self._length:
            self.found = bytes(self._came[: self._length])
            self.rest = bytes(self._came[self._length :])


class Chunked:
    """A body in chunks that say their size, the last of which has none (RFC 9112, 7.1).

    It counts as whole as well when more came than is read: `found` is then longer than `MAXIMUM`,
    and nothing that follows can be told apart from it.
    """

    __slots__ = ("_around", "_left", "_pieces", "_size", "_trailing", "_waiting", "found", "rest")

    def __init__(self) -> None:
        """Wait for the first size."""
        self._pieces: list[bytes] = []
        self._size = 0
        self._around = 0
        #: Octets of a chunk that did not come yet, its end of line included; 0: a line is next.
        self._left = 0
        self._trailing = False
        self._waiting = b""
        self.found = b""
        self.rest: bytes | None = None

    def feed(self, data: bytes) -> None:
        """Take what came."""
        data, at = self._waiting + data, 0
        while self.rest is None and at < len(data):
            if self._left > len(_LINE_END):
                piece = data[at : at + self._left - len(_LINE_END)]
                self._pieces.append(piece)
                self._size += len(piece)
                self._left -= len(piece)
                at += len(piece)
                if self._size > MAXIMUM:
                    self.found, self.rest = b"".join(self._pieces), b""
                continue
            end = data.find(_LINE_END, at)
            if end < 0:
                break
            self._line(data[at:end])
            at = end + len(_LINE_END)
            self._around += at - end
            if self.rest is not None:
                self.rest = data[at:]
        self._waiting = data[at:] if self.rest is None else b""
        if len(self._waiting) > _LINE_MAXIMUM:
            raise _bad()

    def _line(self, line: bytes) -> None:
        """Take a line: the end of a chunk, the size of the next, or a part of the trailer."""
        self._around += len(line)
        if self._around > _AROUND_MAXIMUM or len(line) > _LINE_MAXIMUM:
            raise _bad()
        if self._left:
            if line:
                raise _bad()
            self._left = 0
        elif self._trailing:
            if not line:
                self.found, self.rest = b"".join(self._pieces), b""
            elif not _TRAILER.fullmatch(line):
                raise _bad()
        else:
            size = _SIZE.fullmatch(line)
            if size is None:
                raise _bad()
            length = int(size[1], 16)
            self._trailing = length == 0
            self._left = length + len(_LINE_END) if length else 0


def _bad() -> BadRequestError:
    return BadRequestError(
        ("De inhoud komt niet in delen zoals HTTP die kent", "The body does not come in chunks")
    )
