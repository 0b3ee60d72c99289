"""Heads: what stands before the body of a request, read by the letter of RFC 9112; pure.

What two readers could take for two different requests is refused, never mended: a proxy before
this server may have taken it for the other.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from server.errors import BadRequestError, GemmaError, UnknownCodingError, VersionError

#: The end of a head, and of each line in it (RFC 9112, 2.1).
END: Final = b"\r\n\r\n"
_LINE_END: Final = b"\r\n"
#: The most octets of a head. A query in an address may be long, so this is more than enough for
#: the longest that is evaluated; `server.app.limits` says what of it is too much.
MAXIMUM: Final = 256 * 1024
#: The most header fields, and the longest name of one: names are remembered.
FIELDS_MAXIMUM: Final = 128
_NAME_MAXIMUM: Final = 256
_TOKEN: Final = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
#: RFC 9112, 3; what a target may not hold is left to an address that is not found.
_START: Final = re.compile(rb"([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([^\x00-\x20\x7f#]+) HTTP/(\d)\.(\d)")
#: RFC 9112, 3.2.2. Its authority takes the place of the field Host.
_ABSOLUTE: Final = re.compile(r"https?://([^/?]+)(.*)", re.IGNORECASE | re.DOTALL)
#: RFC 3986, 3.2.2 and 3.2.3, without who asks (RFC 9110, 4.2.4) and without the comma that joins
#: two fields into one.
_HOST: Final = re.compile(r"[A-Za-z0-9._~%!$&'()*+;=:\[\]-]+")
#: RFC 9110, 5.6.3. What Python strips besides are letters to others, who would see another word.
_SPACE: Final = " \t"
#: RFC 9110, 5.5: no control character stands in a value, but a tab; CR and LF end lines.
_CONTROLS: Final = bytes({*range(32), 127} - {*b"\t\r\n"})
_NOT_ASCII: Final = re.compile("[^\x00-\x7f]")
_LENGTH: Final = re.compile(r"\d{1,15}", re.ASCII)
#: What a body of unknown length ends with is said in it (RFC 9112, 7.1).
_CHUNKED: Final = "chunked"


class Head(NamedTuple):
    """A request without its body.

    `target` is a path with its query, or `*`; `fields` have names in small letters, and values of
    one name joined. `length` is of the body in octets, None when chunks tell. `lasting` tells
    whether another request may follow, `awaited` whether the client waits to be told to go on
    (RFC 9110, 10.1.1). `minor` is the number of HTTP/1.x.
    """

    method: str
    target: str
    minor: int
    fields: Mapping[str, str]
    length: int | None
    lasting: bool
    awaited: bool


def check(octets: bytes | bytearray) -> None:
    """Raise `BadRequestError` for what stands in no head, of which these are a part.

    That is a control character (RFC 9110, 5.5), or a line that ends in LF or CR alone, which some
    take for an end and others do not (RFC 9112, 2.2). A last CR may be the first half of an end.
    """
    ends = octets.count(_LINE_END)
    bare = octets.count(b"\n") != ends or octets.count(b"\r") != ends + octets.endswith(b"\r")
    if bare or len(octets.translate(None, _CONTROLS)) != len(octets):
        raise _bad(
            "In de regels voor de inhoud staan stuurtekens, of zij eindigen niet op CR LF",
            "The lines before the body hold control characters, or do not end in CR LF",
        )


def read(head: bytes) -> Head:
    """Read a head, `END` included.

    Raises `BadRequestError`, `UnknownCodingError` or `VersionError`.
    """
    check(head)
    start, *lines = head[: -len(END)].split(_LINE_END)
    found = _START.fullmatch(start)
    if found is None:
        raise _bad(
            "De eerste regel is niet: methode, spatie, adres, spatie, HTTP/1.1",
            "The first line is not: method, space, address, space, HTTP/1.1",
        )
    if found[3] != b"1":
        raise VersionError(("Alleen HTTP/1.0 en HTTP/1.1", "Only HTTP/1.0 and HTTP/1.1"))
    minor = min(int(found[4]), 1)
    fields = _fields(lines)
    if minor or "host" in fields:
        _check_host(fields.get("host", ""))
    method, target = found[1].decode("ascii"), found[2].decode("latin-1")
    if not target.startswith("/") and (method, target) != ("OPTIONS", "*"):
        absolute = _ABSOLUTE.fullmatch(target)
        if absolute is None:
            raise _bad("Het adres begint niet met /", "The address does not start with /")
        fields["host"], target = absolute[1], absolute[2]
        _check_host(absolute[1])
        target = target if target.startswith("/") else f"/{target}"
    options = _listed(fields.get("connection", ""))
    return Head(
        method,
        target,
        minor,
        fields,
        _length(fields, minor),
        "close" not in options and (minor == 1 or "keep-alive" in options),
        minor == 1 and "expect" in fields and "100-continue" in _listed(fields["expect"]),
    )


def _fields(lines: list[bytes]) -> dict[str, str]:
    """Return header fields by name; what repeats is joined (RFC 9110, 5.3)."""
    if len(lines) > FIELDS_MAXIMUM:
        raise _bad(
            f"Meer dan {FIELDS_MAXIMUM} velden in het verzoek",
            f"More than {FIELDS_MAXIMUM} fields in the request",
        )
    fields: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        known = _name(name) if len(name) <= _NAME_MAXIMUM else ""
        # No space before the colon and none before a name: both were used to hide a field from
        # one reader of two (RFC 9112, 5.1 and 5.2).
        if not colon or not known:
            raise _bad(
                "Een veld van het verzoek is niet: naam, dubbele punt, waarde",
                "A field of the request is not: name, colon, value",
            )
        said = value.strip(b" \t").decode("latin-1")
        fields[known] = f"{fields[known]}, {said}" if known in fields else said
    return fields


@lru_cache(maxsize=512)
def _name(written: bytes) -> str:
    """Return the name of a field in small letters, nothing where it is none."""
    return written.decode("ascii").lower() if _TOKEN.fullmatch(written) else ""


def _check_host(host: str) -> None:
    """Refuse a request that does not say, once, whom it is for (RFC 9112, 3.2)."""
    if not _HOST.fullmatch(host):
        raise _bad(
            "Het verzoek heeft niet precies een geldig veld Host",
            "The request does not have exactly one valid field Host",
        )


def _length(fields: Mapping[str, str], minor: int) -> int | None:
    """Return how many octets the body has, None for chunks (RFC 9112, 6.1 to 6.3)."""
    coding, length = fields.get("transfer-encoding"), fields.get("content-length")
    if coding is None:
        if length is None:
            return 0
        if not _LENGTH.fullmatch(length):
            raise _bad("Content-Length is geen getal", "Content-Length is no number")
        return int(length)
    if length is not None or minor == 0:
        raise _bad(
            "Transfer-Encoding gaat niet samen met Content-Length of HTTP/1.0",
            "Transfer-Encoding does not go with Content-Length or HTTP/1.0",
        )
    codings = _listed(coding)
    if codings[-1] != _CHUNKED or codings.count(_CHUNKED) > 1:
        raise _bad("Transfer-Encoding eindigt niet op chunked", "chunked is not the last coding")
    if len(codings) > 1:
        raise UnknownCodingError(
            ("Alleen Transfer-Encoding: chunked", "Only Transfer-Encoding: chunked")
        )
    return None


def _listed(value: str) -> list[str]:
    """Return the members of a list, in small letters (RFC 9110, 5.6.1)."""
    return [one.strip(_SPACE).lower() for one in value.split(",")]


def path_and_query(target: str) -> tuple[str, str]:
    """Return the path with its escapes undone, as PEP 3333 has it, and the query as it is.

    What is no ASCII in a query is escaped, as it should have been (RFC 3986, 2.1).
    """
    path, _, query = target.partition("?")
    if not query.isascii():
        query = _NOT_ASCII.sub(lambda found: f"%{ord(found[0]):02X}", query)
    return unquote_to_bytes(path.encode("latin-1")).decode("latin-1"), query


def _bad(nl: str, en: str) -> GemmaError:
    return BadRequestError((nl, en))
