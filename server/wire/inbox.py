"""Inbox: octets of a connection in, requests out, one after the other; no I/O."""

from typing import Final, NamedTuple

from server.errors import HeadersTooLargeError, TargetTooLongError
from server.wire import bodies, heads
from server.wire.bodies import Body, Chunked, Counted
from server.wire.heads import Head

_LINE_END: Final = b"\r\n"


class Request(NamedTuple):
    """A whole request. `alone` are its octets where they are a head and nothing else, else none.

    `last` tells that nothing after it is read.
    """

    head: Head
    body: bytes
    alone: bytes
    last: bool


class Inbox:
    """What came over a connection and was not answered yet."""

    __slots__ = ("_body", "_came", "_head", "_raw", "_sought")

    def __init__(self) -> None:
        """Start empty."""
        self._came = bytearray()
        #: How many octets of it were looked through for the end of a head.
        self._sought = 0
        self._raw = b""
        self._head: Head | None = None
        self._body: Body | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing of a next request came."""
        return not self._came and self._head is None

    @property
    def in_body(self) -> bool:
        """Whether a head is read and its body is not whole."""
        return self._head is not None

    def feed(self, data: bytes) -> None:
        """Take what came; raises `BadRequestError` when it cannot be a body."""
        if self._body is not None:
            self._body.feed(data)
        else:
            self._came += data

    def next(self) -> Request | None:
        """Return the next request, None where it is not whole yet.

        Raises `BadRequestError`, `TargetTooLongError`, `HeadersTooLargeError`,
        `UnknownCodingError` or `VersionError`; nothing can be read after that.
        """
        if self._body is None and not self._begin():
            return None
        head, body = self._head, self._body
        if head is None or body is None:
            return None
        large = head.length is not None and head.length > bodies.MAXIMUM
        if body.rest is None and not large:
            return None
        last = large or not head.lasting or len(body.found) > bodies.MAXIMUM
        alone = self._raw if head.length == 0 and head.minor and not last else b""
        self._came, self._sought = bytearray(body.rest or b""), 0
        self._head = self._body = None
        return Request(head, body.found, alone, last)

    def awaited(self) -> bool:
        """Tell once whether the client waits to be told to go on (RFC 9110, 10.1.1)."""
        if self._head is None or not self._head.awaited:
            return False
        raw, self._raw = self._raw, b""
        return bool(raw)

    def _begin(self) -> bool:
        """Read the next head where it is whole, and with it what came of its body."""
        came = self._came
        if not self._sought:
            while came.startswith(_LINE_END):  # RFC 9112, 2.2
                del came[: len(_LINE_END)]
            if came == _LINE_END[:1]:  # it may be half of such an end
                return False
        end = came.find(heads.END, max(0, self._sought - len(heads.END)))
        # The last octet that was looked at may be the first half of the end of a line.
        seen = self._sought - came.endswith(b"\r", 0, self._sought)
        self._sought = len(came)
        if end < 0:
            heads.check(came[seen:])
        if (end if end >= 0 else len(came)) > heads.MAXIMUM:
            large = (
                f"Het verzoek is voor zijn inhoud al groter dan {heads.MAXIMUM // 1024} kB",
                f"The request is larger than {heads.MAXIMUM // 1024} kB before its body",
            )
            if _LINE_END in came[: heads.MAXIMUM]:
                raise HeadersTooLargeError(large)
            raise TargetTooLongError(large)
        if end < 0:
            return False
        self._raw = bytes(came[: end + len(heads.END)])
        head = heads.read(self._raw)
        self._head = head
        self._body = Chunked() if head.length is None else Counted(head.length)
        rest = bytes(came[len(self._raw) :])
        self._came = bytearray()
        if self._body.rest is None:
            self._body.feed(rest)
        else:
            self._body.rest = rest
        return True
