"""Messages: what goes between the web process and a worker, as the head and the body of a frame.

The head of a question is JSON of what is asked, its body is the text. The head of an answer says
its form, its rows and the seconds that it took, its body is the answer; that of an error is a list
of JSON. Of a loan, the terms go there as JSON, with the connection; what comes back is JSON of what
was answered, and at its end how it ended, with the octets that the client left as the body.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from server.engines.evaluating import Written
from server.errors import (
    BadRequestError,
    EngineError,
    GemmaError,
    NotAcceptableError,
    QuerySyntaxError,
    RefusedError,
    TooLargeError,
)
from server.formats import BY_KEY, Form, Format
from server.sparql.alike import Frame
from server.sparql.engine import Lent, Loan, Query, Terms

#: What is asked but the text: default graphs, named graphs, formats, pages, whether it is framed.
_Asked: TypeAlias = tuple[
    tuple[str, ...], tuple[str, ...], Mapping[Form, Format], frozenset[Form], bool
]
_ERRORS: Final = {
    kind.__name__: kind
    for kind in (
        BadRequestError,
        EngineError,
        NotAcceptableError,
        QuerySyntaxError,
        RefusedError,
        TooLargeError,
    )
}
#: What every error has; its other attributes are what its kind adds.
_SAID: Final = frozenset({"said", "detail"})


class Returned(NamedTuple):
    """How a loan ended: answers given, seconds of the last, and octets that its client left."""

    served: int
    seconds: float
    rest: bytes


def question(query: Query) -> tuple[bytes, bytes]:
    """Write a query as the head and the body of a message."""
    formats = _keys(query.formats)
    head = _asking(query.default_graphs, query.named_graphs, formats, query.pages, query.framed)
    return head, query.text.encode("utf-8", "surrogatepass")


def _keys(formats: Mapping[Form, Format]) -> tuple[tuple[str, str], ...]:
    return tuple([(form.value, chosen.key) for form, chosen in formats.items()])


def _formats(keys: Mapping[str, str]) -> dict[Form, Format]:
    return {Form(form): BY_KEY[key] for form, key in keys.items()}


@lru_cache(maxsize=64)  # nearly all ask alike
def _asking(
    default: tuple[str, ...],
    named: tuple[str, ...],
    formats: tuple[tuple[str, str], ...],
    pages: frozenset[Form],
    framed: bool,
) -> bytes:
    return json.dumps((default, named, dict(formats), sorted(pages), framed)).encode()


def query(head: bytes, body: bytes) -> Query:
    """Read what `question` wrote."""
    default, named, formats, pages, framed = _asked(head)
    text = body.decode("utf-8", "surrogatepass")
    return Query(text, default, named, formats, pages=pages, framed=framed)


@lru_cache(maxsize=64)
def _asked(head: bytes) -> _Asked:
    default, named, formats, pages, framed = json.loads(head)
    chosen = _formats(formats)
    return tuple(default), tuple(named), chosen, frozenset(map(Form, pages)), framed


def answer(found: Written, worked: float) -> tuple[bytes, bytes]:
    """Write an answer, which took so many seconds of processor time."""
    return f"{found.form.value} {found.rows} {worked}".encode(), found.body


class FailedError(Exception):
    """A query that ended in `reason`, after `worked` seconds of processor time."""

    def __init__(self, reason: GemmaError, worked: float) -> None:
        """Keep both."""
        super().__init__(reason)
        self.reason = reason
        self.worked = worked


def failure(error: GemmaError, worked: float) -> tuple[bytes, bytes]:
    """Write an error, which took so many seconds of processor time."""
    more = {name: value for name, value in vars(error).items() if name not in _SAID}
    return json.dumps([type(error).__name__, error.said, more, worked]).encode(), b""


def outcome(head: bytes, body: bytes) -> tuple[Written, float]:
    """Read how it went: the answer and the seconds of processor time that it took.

    Raises `FailedError` for an error.
    """
    if not head.startswith(b"["):
        form, rows, took = head.decode().split()
        return Written(Form(form), body, int(rows)), float(took)
    kind, (nl, en), more, worked = json.loads(head)
    error = _ERRORS.get(kind, EngineError)((nl, en), **more)
    raise FailedError(error, worked)


def lend(loan: Loan) -> bytes:
    """Write on what terms a client is lent."""
    terms = loan.terms
    frame = [part.decode("latin-1") for part in terms.frame]
    return json.dumps(
        (terms.default, terms.named, dict(_keys(terms.formats)), frame, terms.coding, terms.release)
    ).encode()


def terms(head: bytes) -> Terms:
    """Read what `lend` wrote."""
    default, named, formats, frame, coding, release = json.loads(head)
    before, after = (part.encode("latin-1") for part in frame)
    chosen = _formats(formats)
    return Terms(tuple(default), tuple(named), chosen, Frame(before, after), coding, release)


def told(answers: Sequence[Lent]) -> tuple[bytes, bytes]:
    """Write what a worker tells of answers that it gave in a loan that goes on."""
    return json.dumps([answers, None]).encode(), b""


def returned(
    served: int, seconds: float, answers: Sequence[Lent], rest: bytes | memoryview
) -> tuple[bytes, bytes | memoryview]:
    """Write the same of a loan that is over, and how it ended."""
    return json.dumps([answers, [served, seconds]]).encode(), rest


def lent(head: bytes, body: bytes) -> tuple[list[Lent], Returned | None]:
    """Read what `told` and `returned` wrote; nothing of how it ended where it goes on."""
    answers, ended = json.loads(head)
    return [Lent(*one) for one in answers], Returned(ended[0], ended[1], body) if ended else None
