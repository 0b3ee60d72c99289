"""Answered: all that is said of the answer to a query, whoever says it; pure."""

from typing import Final

from server.http.fields import GUARDS, NEGOTIATED, Representation, fields
from server.http.ready import Headers, fields_written
from server.sparql.engine import ROWS_MAXIMUM

_OK: Final = b"HTTP/1.1 200 OK\r\n"
_GUARDS: Final = list(GUARDS.items())
_GUARDED: Final = fields_written(_GUARDS)


def said(
    found: Representation, rows: int | None, release: str, vary: str = NEGOTIATED
) -> dict[str, str]:
    """Return the fields that depend on an answer, how many rows it has and may have among them."""
    told = fields(found, release, vary)
    told["SPARQL-Row-Limit"] = str(ROWS_MAXIMUM)
    if rows is not None:
        told["SPARQL-Rows"] = str(rows)
    return told


def headers(told: dict[str, str], body: bytes) -> Headers:
    """Return all fields of an answer of which `told` is said."""
    return [*told.items(), ("Content-Length", str(len(body))), *_GUARDS]


def lines(found: Representation, rows: int | None, release: str) -> bytes:
    """Return all lines before the body of an answer to a GET, but for the date and the last."""
    told = said(found, rows, release)
    told["Content-Length"] = str(len(found.body))
    return _OK + fields_written([*told.items()]) + _GUARDED
