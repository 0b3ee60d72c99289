"""Hostile requests: what each sends, why that is hostile, and which answers to it are right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

HOST: Final = "gemma.example.nl"
#: In what is sent: the address of something that listens, and a file with a secret in it.
LISTENER: Final = "@listener@"
SECRET: Final = "@secret@"
#: The connection ends without an answer.
CUT_OFF: Final = 0
#: Refused by whoever reads requests.
BAD: Final = frozenset({400})
#: A query that may be answered, and may be too much in some way that is said.
HEAVY: Final = frozenset({200, 400, 413, 429, 503})


@dataclass(frozen=True)
class Hostile:
    """One request, as bytes on a line."""

    name: str
    why: str
    right: frozenset[int]
    sent: bytes


def request(
    line: str,
    fields: Iterable[tuple[str, str | bytes]] = (),
    body: bytes = b"",
    host: str | None = HOST,
) -> bytes:
    """Write a request; nothing in it is corrected. A body brings its length unless one is given."""
    given = [
        (name, value if isinstance(value, bytes) else value.encode()) for name, value in fields
    ]
    if host is not None:
        given.insert(0, ("Host", host.encode()))
    lengths = {"content-length", "transfer-encoding"}
    if body and not lengths & {name.lower() for name, _ in given}:
        given.append(("Content-Length", str(len(body)).encode()))
    head = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in given)
    return line.encode() + b"\r\n" + head + b"Connection: close\r\n\r\n" + body


def get(path: str, *fields: tuple[str, str | bytes]) -> bytes:
    """Write a GET."""
    return request(f"GET {path} HTTP/1.1", fields)


def post(body: bytes, media_type: str = "application/sparql-query") -> bytes:
    """Write a POST to the endpoint."""
    return request("POST /sparql HTTP/1.1", [("Content-Type", media_type)], body)


def queries(found: Mapping[str, tuple[str, str, frozenset[int]]]) -> list[Hostile]:
    """Return a request for each query: name -> (why, text, right answers)."""
    return [
        Hostile(f"query: {name}", why, right, post(text.encode()))
        for name, (why, text, right) in found.items()
    ]


def asked(query: str) -> str:
    """Return the path that asks a query."""
    return f"/sparql?query={quote(query)}"
