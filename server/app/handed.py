"""Handed out: an answer of the endpoint that was finished before, given again without Flask.

What is kept is the whole response to a request that can have no other for as long as this release
is open: by its address and what it accepts. Anything unusual goes to the application itself.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from server import observe
from server.answers import Kept

Headers: TypeAlias = list[tuple[str, str]]
Application: TypeAlias = Callable[[dict[str, Any], Any], Iterable[bytes]]

_PATH: Final = "/sparql"
#: Headers by which a request asks for something that is not simply the answer.
_UNUSUAL: Final = (
    "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE",
    "HTTP_RANGE",
)  # fmt: skip
#: What a 304 leaves out, since it has no content (RFC 9110, 15.4.5).
_OF_CONTENT: Final = frozenset(
    {"allow", "content-encoding", "content-language", "content-length", "content-range",
     "content-type", "last-modified"}
)  # fmt: skip
#: What one entry weighs beside its content and its address, in bytes.
_OVERHEAD: Final = 2_000


@dataclass(frozen=True)
class Response:
    """A finished response, for those who have none and for those who have it already."""

    headers: Headers
    unchanged: Headers
    tag: str
    body: bytes
    query: str


class Handed:
    """A WSGI application (PEP 3333) before another."""

    def __init__(self, application: Application) -> None:
        """Stand before an application of one release."""
        self._application = application
        self._kept: Kept[Response] = Kept()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer from what is kept, or ask the application and keep what it says."""
        method = environ["REQUEST_METHOD"]
        if (
            environ["PATH_INFO"] != _PATH
            or method not in ("GET", "HEAD")
            or any(name in environ for name in _UNUSUAL)
        ):
            return self._application(environ, start_response)
        key = tuple(
            environ.get(name)
            for name in ("QUERY_STRING", "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ORIGIN")
        )
        known = environ.get("HTTP_IF_NONE_MATCH")
        kept = self._kept.get(key)
        if kept is None:
            if method == "HEAD" or known is not None:
                return self._application(environ, start_response)
            return [self._make(key, environ, start_response)]
        observe.note(query=kept.query, lane="kept")
        if known is not None and _matches(known, kept.tag):
            start_response("304 NOT MODIFIED", kept.unchanged)
            return [b""]
        start_response("200 OK", kept.headers)
        return [b"" if method == "HEAD" else kept.body]

    def _make(self, key: tuple[Any, ...], environ: dict[str, Any], start_response: Any) -> bytes:
        said: tuple[str, Headers] = ("", [])

        def start(status: str, headers: Headers, _exc_info: Any = None) -> None:
            nonlocal said
            said = (status, headers)

        answered = self._application(environ, start)
        try:
            body = b"".join(answered)
        finally:
            if hasattr(answered, "close"):
                answered.close()
        status, headers = said
        tag = _lasting(status, {name.lower(): value for name, value in headers})
        if tag:
            unchanged = [
                (name, value) for name, value in headers if name.lower() not in _OF_CONTENT
            ]
            size = len(body) + len(environ.get("QUERY_STRING", "")) + _OVERHEAD
            query = observe.noted("query")
            self._kept.put(key, Response(headers, unchanged, tag, body, query), size)
        start_response(status, headers)
        return body


def _lasting(status: str, headers: Mapping[str, str]) -> str:
    """Return the strong tag of a response that may be given to anybody again, else nothing."""
    tag = headers.get("etag", "")
    public = headers.get("cache-control", "").startswith("public")
    return tag if status.startswith("200") and public and tag.startswith('"') else ""


def _matches(known: str, tag: str) -> bool:
    """Compare weakly, as If-None-Match wants (RFC 9110, 13.1.2); no tag of ours has a comma."""
    tags = {part.strip().removeprefix("W/") for part in known.split(",")}
    return "*" in tags or tag in tags
