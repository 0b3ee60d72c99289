"""Lent: who may be lent to who evaluates, on what terms, and what the log says of it; pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from server.http import conditional
from server.http.coding import choose
from server.http.journal import What
from server.sparql import alike
from server.sparql.digest import digest
from server.sparql.engine import Lent, Query, Terms

#: In the environment of a request: the `Asked` that was answered, if others like it may be lent.
LENDABLE: Final = "gemma.lendable"
#: Who comes by a proxy shares its connection with others.
_BY_PROXY: Final = frozenset({"HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_VIA"})
#: Who answers in a loan judges no condition (RFC 9110, 13).
_NEVER: Final = _BY_PROXY | set(conditional.FIELDS)


class Asked(NamedTuple):
    """A query that was answered, and by which release."""

    query: Query
    release: str


def terms(environ: Mapping[str, Any], head: bytes) -> Terms | None:
    """Return the terms for a client whose last request this is; none for who is not to be lent.

    `head` are the octets of that request, if it has no others.
    """
    asked: Asked | None = environ.get(LENDABLE)
    if asked is None or not environ.keys().isdisjoint(_NEVER):
        return None
    frame = alike.frame(head)
    if frame is None:
        return None
    query, coding = asked.query, choose(environ.get("HTTP_ACCEPT_ENCODING"))
    return Terms(
        query.default_graphs, query.named_graphs, query.formats, frame, coding, asked.release
    )


def noted(
    answers: Iterable[Lent], who: str, environ: Mapping[str, Any]
) -> Iterator[tuple[What, float, float]]:
    """Yield what the log says of answers in a loan, in how many seconds and when they went out."""
    for one in answers:
        lane = "kept" if one.again else "lent"
        said = ("query", digest(one.query)), ("lane", lane), ("outcome", "answered")
        yield (who, "GET", environ["PATH_INFO"], "200 OK", one.size, said), one.seconds, one.when
