"""The thin layer before Flask: hands out finished bytes, and never others than Flask would.

It keeps the whole answer (status, headers, body) that Flask gave to a GET, where the answer said
that it stays the same for a release, under everything that the answer depends on: path, query,
Accept and Accept-Encoding. Conditions are judged by the same function as behind Flask.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from server.app import limits
from server.errors import GemmaError
from server.http import conditional, observe
from server.http.answers import Kept

#: An answer sets this in the environment of its request to be kept.
KEEP: Final = "gemma.keep"
#: The longest key that is kept; what is longer is no usual request.
_KEY_MAXIMUM: Final = 1_024
_QUESTION_MAXIMUM: Final = 4_096
#: The one path whose every query means something.
_ENDPOINT: Final = "/sparql"
#: The only query that an answer here depends on.
_PAGE: Final = re.compile(r"page=[0-9]{1,6}")
_IN_TIME: Final = "HTTP_ACCEPT_DATETIME"
#: In a key: no such header, which is not the same as an empty one.
_ABSENT: Final = "\0"
_OK: Final = "200 OK"
_NOT_MODIFIED: Final = "304 NOT MODIFIED"

Headers = list[tuple[str, str]]
Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]


@dataclass(frozen=True)
class Answer:
    """A whole answer, as WSGI has it; `query` is the digest of the query that it answers."""

    status: str
    headers: Headers
    tag: str
    modified: str
    body: bytes
    query: str


def before(application: Application) -> Application:
    """Return the application with the layer before it; one for each release."""
    kept: Kept[Answer] = Kept()

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        key = _key(environ)
        found = kept.get(key) if key else None
        if found is not None and (handed := _hand_out(found, environ, start)) is not None:
            return handed
        if not key or environ["REQUEST_METHOD"] != "GET" or _conditional(environ):
            return application(environ, start)
        seen: list[tuple[str, Headers]] = []

        def watch(status: str, headers: Headers, *more: Any) -> Any:
            seen.append((status, list(headers)))
            return start(status, headers, *more)

        parts = application(environ, watch)
        if not environ.get(KEEP) or not seen:
            return parts
        body = b"".join(parts)
        status, headers = seen[-1]
        named = {name.lower(): value for name, value in headers}
        made = Answer(
            status, headers, named.get("etag", ""), named.get("last-modified", ""), body,
            observe.noted("query"),
        )  # fmt: skip
        kept.put(key, made, len(body) + sum(map(len, key)))
        return [body]

    return answer


def _key(environ: dict[str, Any]) -> tuple[str, ...]:
    """Return what an answer of this release depends on; empty for a request that is not for us."""
    path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
    # A query that means nothing to us would make endless keys for the same answer.
    meant = not query or path == _ENDPOINT or _PAGE.fullmatch(query)
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or not meant:
        return ()
    if _IN_TIME in environ:  # another answer for every date (RFC 7089)
        return ()
    key = (
        path,
        query,
        environ.get("HTTP_ACCEPT", _ABSENT),
        environ.get("HTTP_ACCEPT_ENCODING", _ABSENT),
    )
    maximum = _QUESTION_MAXIMUM if path == _ENDPOINT else _KEY_MAXIMUM
    return key if sum(map(len, key)) <= maximum else ()


def _hand_out(found: Answer, environ: dict[str, Any], start: Start) -> Iterable[bytes] | None:
    """Answer with what was kept; None where Flask must say what is wrong."""
    try:
        limits.check(environ)
    except GemmaError:
        return None
    if found.query:
        observe.note(query=found.query, lane="kept")
    if found.status == _OK and _conditional(environ):
        outcome = conditional.evaluate(environ, found.tag, found.modified)
        if outcome == conditional.FAILED:
            return None
        if outcome == conditional.NOT_MODIFIED:
            start(_NOT_MODIFIED, conditional.remaining(found.headers))
            return []
    start(found.status, list(found.headers))
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [found.body]


def _conditional(environ: dict[str, Any]) -> bool:
    return not environ.keys().isdisjoint(conditional.FIELDS)
