"""Outgoing: the one door through which HTTP goes out, with one deadline over all of it.

One exchange on a connection of its own: no redirect is followed, no proxy or password is taken
from the environment, an answer has a largest size, and the deadline holds for all steps together,
so that a server that sends a byte now and then cannot keep a thread. Only a name that its resolver
is slow about can take longer.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

_AGENT: Final = "gemma-lod"


class BrokenReplyError(Exception):
    """What came back is no whole HTTP message; the text says why."""


@dataclass(frozen=True)
class Request:
    """What is sent: the address is absolute, and a body goes with its length."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes | None = None


@dataclass(frozen=True)
class Reply:
    """An answer as it came, the names of its fields in small letters.

    `delimited` is false where only the end of the connection ended it: such a body may be half an
    answer (RFC 9112, 6.3, case 8).
    """

    status: int
    media_type: str
    body: bytes
    delimited: bool
    fields: Mapping[str, str]


def exchange(request: Request, seconds: float, maximum: int) -> Reply:
    """Send one request and return the whole answer, whatever its status.

    Raises `TimeoutError` past `seconds`, `OverflowError` when the body is larger than `maximum`
    bytes, `BrokenReplyError` for what is no whole HTTP message and `OSError` when nobody answers.
    """
    parts = urlsplit(request.url)
    deadline = time.monotonic() + seconds
    connection = _Connection(parts.hostname or "", parts.port, deadline, parts.scheme == "https")
    target = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
    fields = {"User-Agent": _AGENT, "Connection": "close", **request.headers}
    try:
        connection.request(request.method, target, request.body, fields)
        return _read(connection.getresponse(), maximum)
    except http.client.HTTPException as error:
        raise BrokenReplyError(str(error) or type(error).__name__) from None
    finally:
        connection.hang_up()


def _read(response: http.client.HTTPResponse, maximum: int) -> Reply:
    body = response.read(maximum + 1)
    if len(body) > maximum:
        raise OverflowError(maximum)
    if response.length:
        raise BrokenReplyError(f"{response.length} bytes of the answer did not come")
    coding = response.headers.get("Content-Encoding", "identity")
    if coding != "identity":
        raise BrokenReplyError(f"the answer is coded as {coding}, which was not asked for")
    delimited = response.length == 0 or bool(response.chunked)
    fields = {name.lower(): value for name, value in response.getheaders()}
    return Reply(response.status, _media_type(response), body, delimited, fields)


def _media_type(response: http.client.HTTPResponse) -> str:
    """Return the media type, empty where none was said (the library would guess text/plain)."""
    said = "Content-Type" in response.headers
    return response.headers.get_content_type() if said else ""


class _Connection(http.client.HTTPConnection):
    """A connection whose every step gets only what is left of one deadline."""

    def __init__(self, host: str, port: int | None, deadline: float, tls: bool) -> None:
        super().__init__(host, port or (443 if tls else 80))
        if tls and port is None:
            self.default_port = 443  # no port in Host (RFC 9110, 4.2.2)
        self._deadline = deadline
        self._tls = tls
        self._plug: socket.socket | None = None

    def connect(self) -> None:
        """Connect to the first address of the host that answers."""
        failure: OSError = OSError("the host has no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(
            self.host, self.port, type=socket.SOCK_STREAM
        ):
            plug = self._plug = socket.socket(family, kind, protocol)
            try:
                plug.settimeout(_left(self._deadline))
                plug.connect(address)
                if self._tls:
                    context = ssl.create_default_context()
                    plug = self._plug = context.wrap_socket(plug, server_hostname=self.host)
                self.sock: Any = _Timed(plug, self._deadline)
                return
            except TimeoutError:
                raise
            except OSError as error:
                plug.close()
                failure = error
        raise failure

    def hang_up(self) -> None:
        """Close the socket; the library's own `close` may come before the body is read."""
        if self._plug is not None:
            self._plug.close()


class _Timed(io.RawIOBase):
    """The part of a socket that the HTTP library uses, each call with what is left of the time."""

    def __init__(self, plug: socket.socket, deadline: float) -> None:
        self._plug = plug
        self._deadline = deadline

    def sendall(self, data: Any) -> None:
        self._plug.settimeout(_left(self._deadline))
        self._plug.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Timed(self._plug, self._deadline))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._plug.settimeout(_left(self._deadline))
        return self._plug.recv_into(buffer)


def _left(deadline: float) -> float:
    """Return the seconds that are left; raises `TimeoutError` when there are none."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("the deadline has passed")
    return left
