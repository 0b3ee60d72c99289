"""Limits: what a request may weigh before anything looks at what it says; pure."""

from collections.abc import Mapping
from typing import Final

from server.errors import (
    HeadersTooLargeError,
    MethodNotAllowedError,
    TargetTooLongError,
)

#: The longest path and query, in octets (RFC 9110, 4.1 asks for 8,000 at least). A query to the
#: endpoint has a limit of its own.
TARGET_MAXIMUM: Final = 8_192
#: The most octets in all header fields together, as the documented proxy has it.
HEADERS_MAXIMUM: Final = 32_768
#: What every address answers to.
METHODS: Final = ("GET", "HEAD", "OPTIONS")
_ENDPOINT: Final = "/sparql"


def check(environ: Mapping[str, object]) -> None:
    """Raise the error that says which limit a request breaks, if any.

    Judged here as well: a method is case-sensitive, whatever the address (RFC 9110, 9.1).
    """
    path, query = str(environ.get("PATH_INFO", "")), str(environ.get("QUERY_STRING", ""))
    if len(path) + (0 if path == _ENDPOINT else len(query)) > TARGET_MAXIMUM:
        raise TargetTooLongError(
            (
                f"Het adres is langer dan {TARGET_MAXIMUM} tekens. De ingangen staan op /",
                f"The address is longer than {TARGET_MAXIMUM} characters. The ways in are on /",
            )
        )
    if _size(environ) > HEADERS_MAXIMUM:
        raise HeadersTooLargeError(
            (
                f"De velden van het verzoek zijn samen groter dan {HEADERS_MAXIMUM} tekens",
                f"The fields of the request are together larger than {HEADERS_MAXIMUM} characters",
            )
        )
    method = str(environ.get("REQUEST_METHOD", ""))
    if method != method.upper():
        raise MethodNotAllowedError(f"{method} is geen methode; hoofdletters tellen", METHODS)


def fits(environ: Mapping[str, object]) -> bool:
    """Tell whether `check` finds nothing wrong, of a request whose method and target are known."""
    return _size(environ) <= HEADERS_MAXIMUM


#: Names in the environment of a request that are no header fields. Only the server makes such
#: names, so this stays small; with it, a request costs no look at each variable of the process.
_NO_FIELDS: Final[set[str]] = set()


def _size(environ: Mapping[str, object]) -> int:
    """Return the octets in all header fields, names included."""
    size = 0
    for name in environ:
        if name in _NO_FIELDS:
            continue
        if name.startswith("HTTP_"):
            size += len(name) + len(str(environ[name]))
        else:
            _NO_FIELDS.add(name)
    return size
