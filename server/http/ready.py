"""Ready: what goes back for a request, and the bytes that say it (RFC 9112, 4 and 6)."""

import time
from copy import copy
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from typing import TypeAlias

from server.http.observe import Noted

Headers: TypeAlias = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Ready:
    """A whole answer: status line and fields as WSGI has them, body, and what is noted of it.

    To HEAD and with a 304 there is no body, whatever length a field says. It may be handed out
    again and again, so nobody may change its fields. Raises `ValueError` for a line in a field.
    """

    status: str
    headers: Headers
    body: bytes
    noted: Noted = ()
    #: Its first lines, but for what belongs to the moment and the connection.
    lines: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Write the first lines once."""
        if "\r" in self.status or "\n" in self.status:
            raise ValueError("a status holds the end of a line")
        lines = f"HTTP/1.1 {self.status}\r\n".encode("latin-1") + fields_written(self.headers)
        object.__setattr__(self, "lines", lines)

    def with_note(self, noted: Noted) -> "Ready":
        """Return the same answer, of which something else is noted."""
        found = copy(self)
        object.__setattr__(found, "noted", noted)
        return found


def fields_written(headers: Headers) -> bytes:
    """Return the lines of header fields; raises `ValueError` for a line in a field."""
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
    if not lines.count("\r") == lines.count("\n") == len(headers):
        raise ValueError("a header field holds the end of a line")
    return lines.encode("latin-1")


def opening(answer: Ready, connection: str = "") -> bytes:
    """Return all that goes before the body; `connection` is the field of that name, if any."""
    said = f"Connection: {connection}\r\n" if connection else ""
    return answer.lines + dated() + f"{said}\r\n".encode()


def dated() -> bytes:
    """Return the field Date of now (RFC 9110, 6.6.1)."""
    return _date(int(time.time()))


@lru_cache(maxsize=2)
def _date(seconds: int) -> bytes:
    return f"Date: {formatdate(seconds, usegmt=True)}\r\n".encode()
