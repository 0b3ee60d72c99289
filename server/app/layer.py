"""The thin layer before Flask: hands out finished bytes, and never others than Flask would.

It keeps the whole answer (status, headers, body) that Flask gave to a GET, where the answer said
that it stays the same for a release, under everything that the answer depends on: path, query,
Accept and Accept-Encoding. Conditions are judged by the same function as behind Flask.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from server.app import limits
from server.http import conditional, observe
from server.http.answers import Kept
from server.http.ready import Headers, Ready

#: An answer sets this in the environment of its request to be kept.
KEEP: Final = "gemma.keep"
#: The longest key that is kept; what is longer is no usual request.
_KEY_MAXIMUM: Final = 1_024
_QUESTION_MAXIMUM: Final = 4_096
#: The one path whose every query means something.
_ENDPOINT: Final = "/sparql"
#: Where words are looked for. There is no end to words, so what they found has a place of its own:
#: however many are tried, no other answer goes for them.
_SEARCH: Final = "/search"
_SEARCHES_KEPT: Final = 8 * 1024 * 1024
#: Where a query that means nothing is refused.
_STRICT: Final = "/query/"
#: The only query that an answer here depends on.
_PAGE: Final = re.compile(r"page=[0-9]{1,6}")
_IN_TIME: Final = "HTTP_ACCEPT_DATETIME"
#: The longest head that is known again, and how many: their answers are kept elsewhere.
_HEAD_MAXIMUM: Final = 4_096
_HEADS_KEPT: Final = 4_096
#: In a key: no such header, which is not the same as an empty one.
_ABSENT: Final = "\0"
_OK: Final = "200 OK"
_NOT_MODIFIED: Final = "304 NOT MODIFIED"

#: What an answer of a release depends on: path, query, Accept and Accept-Encoding.
Question: TypeAlias = tuple[str, str, str, str]
Start: TypeAlias = Callable[..., Any]
Application: TypeAlias = Callable[[dict[str, Any], Start], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Known:
    """A head that was seen before: what it asks for, which answer it gets, and who it comes from.

    `path` is as the log has it, `forwarded` the field X-Forwarded-For.
    """

    question: Question
    which: Callable[["_Answer"], Ready]
    method: str
    path: str
    forwarded: str | None


@dataclass(frozen=True, slots=True)
class _Rest:
    """What else an answer is good for: HEAD, and who may have it already."""

    head: Ready
    unchanged: Ready
    tag: str
    modified: str


@dataclass(slots=True)
class _Answer:
    """What is kept: the answer to GET, and the rest once somebody asked for that.

    Most answers to queries are asked for once, so no more is made of them.
    """

    get: Ready
    _rest: _Rest | None = None

    def rest(self) -> _Rest:
        """Return the rest; when two threads come first, both make the same."""
        if self._rest is None:
            self._rest = _rest(self.get)
        return self._rest


class Layer:
    """The layer before an application, of one release; itself an application (PEP 3333)."""

    def __init__(self, application: Application) -> None:
        """Start with nothing kept."""
        self._application = application
        self._kept: Kept[_Answer] = Kept()
        self._found: Kept[_Answer] = Kept(_SEARCHES_KEPT)
        self._heads: dict[bytes, Known] = {}

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer with what was kept, else as the application does."""
        ready = self.find(environ) or self.make(environ)
        start(ready.status, list(ready.headers))
        return [ready.body]

    def recall(self, head: bytes) -> tuple[Ready, Known] | None:
        """Return what exactly this head was given before, if that is still kept.

        This is all that happens to most requests, so it looks at nothing and takes no lock.
        """
        known = self._heads.get(head)
        if known is None:
            return None
        kept = self._kept.get(known.question) or self._found.get(known.question)
        return (known.which(kept), known) if kept else None

    def find(self, environ: dict[str, Any], head: bytes = b"") -> Ready | None:
        """Return what was kept for a request; None where the application must answer.

        `head` are the octets of the request, for `recall`; none where they are not all of it.
        """
        question = _question(environ)
        kept = self._kept.get(question) or self._found.get(question)
        if kept is None:
            return None
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or _IN_TIME in environ or not limits.fits(environ):
            return None
        which = _get if method == "GET" else _head
        if kept.get.status == _OK and _conditional(environ):
            rest = kept.rest()
            outcome = conditional.evaluate(environ, rest.tag, rest.modified)
            if outcome == conditional.FAILED:
                return None
            if outcome == conditional.NOT_MODIFIED:
                which = _unchanged
        if head and len(head) <= _HEAD_MAXIMUM:
            if len(self._heads) >= _HEADS_KEPT:
                self._heads.clear()
            path, forwarded = observe.shortened(question[0]), environ.get("HTTP_X_FORWARDED_FOR")
            self._heads[head] = Known(question, which, method, path, forwarded)
        return which(kept)

    def make(self, environ: dict[str, Any]) -> Ready:
        """Answer as the application does, and keep the answer where that is right."""
        said: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, _exc_info: Any = None) -> None:
            said.append((status, headers))

        observe.taken()  # what an answer before this one left
        parts = self._application(environ, start)
        try:
            body = b"".join(parts)
        finally:
            if close := getattr(parts, "close", None):  # PEP 3333
                close()
        ready = Ready(*said[-1], body, observe.taken())
        if environ.get(KEEP) and environ["REQUEST_METHOD"] == "GET" and not _conditional(environ):
            self._keep(_key(environ), ready)
        return ready

    def _keep(self, key: tuple[str, ...], ready: Ready) -> None:
        if not key:
            return
        query = dict(ready.noted).get("query")
        kept = ready.with_note((("query", query), ("lane", "kept")) if query else ())
        place = self._found if key[0].startswith(_SEARCH) else self._kept
        place.put(key, _Answer(kept), len(ready.body) + sum(map(len, key)))


def _rest(get: Ready) -> _Rest:
    named = {name.lower(): value for name, value in get.headers}
    return _Rest(
        Ready(get.status, get.headers, b"", get.noted),
        Ready(_NOT_MODIFIED, conditional.remaining(get.headers), b"", get.noted),
        named.get("etag", ""),
        named.get("last-modified", ""),
    )


def _get(kept: _Answer) -> Ready:
    return kept.get


def _head(kept: _Answer) -> Ready:
    return kept.rest().head


def _unchanged(kept: _Answer) -> Ready:
    return kept.rest().unchanged


def _question(environ: dict[str, Any]) -> Question:
    """Return what an answer of this release depends on."""
    return (
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", _ABSENT),
        environ.get("HTTP_ACCEPT_ENCODING", _ABSENT),
    )


def _key(environ: dict[str, Any]) -> tuple[str, ...]:
    """Return what an answer is kept under; empty where it is not to be kept."""
    path, query, _, _ = key = _question(environ)
    # A query that means nothing to us would make endless keys for the same answer.
    known = path == _ENDPOINT or path.startswith((_STRICT, _SEARCH))
    meant = not query or known or _PAGE.fullmatch(query)
    maximum = _QUESTION_MAXIMUM if path == _ENDPOINT else _KEY_MAXIMUM
    # For every date there may be another answer (RFC 7089).
    fits = meant and _IN_TIME not in environ and sum(map(len, key)) <= maximum
    return key if fits else ()


def _conditional(environ: dict[str, Any]) -> bool:
    return not environ.keys().isdisjoint(conditional.FIELDS)
