"""Limits: what a request may weigh before anything looks at what it says; pure."""

from collections.abc import Mapping
from typing import Final

from server.errors import BadRequestError, HeadersTooLargeError, TargetTooLongError

#: The longest path and query, in octets (RFC 9110, 4.1 asks for 8,000 at least). A query to the
#: endpoint has a limit of its own.
TARGET_MAXIMUM: Final = 8_192
#: The most octets in all header fields together, as the documented proxy has it.
HEADERS_MAXIMUM: Final = 32_768
_ENDPOINT: Final = "/sparql"


def check(environ: Mapping[str, object]) -> None:
    """Raise the error that says which limit a request breaks, if any."""
    path, query = str(environ.get("PATH_INFO", "")), str(environ.get("QUERY_STRING", ""))
    if len(path) + (0 if path == _ENDPOINT else len(query)) > TARGET_MAXIMUM:
        raise TargetTooLongError(
            f"Het adres is langer dan {TARGET_MAXIMUM} tekens. De ingangen staan op /"
        )
    size = sum(
        len(name) + len(str(value)) for name, value in environ.items() if name.startswith("HTTP_")
    )
    if size > HEADERS_MAXIMUM:
        raise HeadersTooLargeError(
            f"De velden van het verzoek zijn samen groter dan {HEADERS_MAXIMUM} tekens"
        )
    if environ.get("SERVER_PROTOCOL") == "HTTP/1.1" and "HTTP_HOST" not in environ:
        raise BadRequestError("Het veld Host ontbreekt (RFC 9112, 3.2)")
