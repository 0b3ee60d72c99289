"""Conditional requests: whether a client has our answer already (RFC 9110, section 13); pure."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Final

OK: Final = 200
NOT_MODIFIED: Final = 304
FAILED: Final = 412

#: The headers of a request that make it conditional, as WSGI names them.
FIELDS: Final = frozenset(
    {"HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"}
)
#: What a 304 says of the answer that it stands for (15.4.5), beside what stands on every answer.
KEPT: Final = frozenset({"cache-control", "content-location", "etag", "vary"})
#: What describes the bytes of an answer, so is not on one without them.
_OF_THE_BYTES: Final = frozenset(
    {"content-type", "content-length", "content-encoding", "content-language", "last-modified",
     "link", "content-location", "etag", "cache-control", "vary", "content-disposition"}
)  # fmt: skip
_TAG: Final = re.compile(r'\s*(W/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)')


def evaluate(environ: Mapping[str, object], tag: str, modified: str) -> int:
    """Return 200, 304 or 412 for a GET or HEAD of an answer, in the order of 13.2.2.

    `tag` is its strong entity tag with quotes; `modified` the value of Last-Modified, or "".
    """
    match, since = environ.get("HTTP_IF_MATCH"), environ.get("HTTP_IF_UNMODIFIED_SINCE")
    if match is not None:
        if not _matches(str(match), tag, weak=False):
            return FAILED
    elif since is not None and _later(modified, str(since)):
        return FAILED
    none, since = environ.get("HTTP_IF_NONE_MATCH"), environ.get("HTTP_IF_MODIFIED_SINCE")
    if none is not None:
        return NOT_MODIFIED if _matches(str(none), tag, weak=True) else OK
    return NOT_MODIFIED if since is not None and _not_later(modified, str(since)) else OK


def remaining(headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers of a 304 for an answer with these."""
    return [
        (name, value)
        for name, value in headers
        if name.lower() in KEPT or name.lower() not in _OF_THE_BYTES
    ]


def _matches(header: str, tag: str, *, weak: bool) -> bool:
    """Tell whether a list of tags has ours; `weak` says that a weak one counts (8.8.3.2)."""
    if header.strip() == "*":
        return True
    place = 0
    while found := _TAG.match(header, place):
        if found[2] == tag and (weak or not found[1]):
            return True
        place = found.end()
    return False


def _later(modified: str, since: str) -> bool:
    """Tell whether the answer changed after a date; a date that is none counts for nothing."""
    one, other = _time(modified), _time(since)
    return one is not None and other is not None and one > other


def _not_later(modified: str, since: str) -> bool:
    one, other = _time(modified), _time(since)
    return one is not None and other is not None and one <= other


def _time(text: str) -> float | None:
    try:
        return parsedate_to_datetime(text).timestamp() if text else None
    except (ValueError, TypeError, OverflowError):
        return None
