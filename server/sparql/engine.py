"""Engine: the small interface behind the SPARQL endpoint, whoever evaluates.

A query says for each form of result (SPARQL 1.1 Query, 16) in which format it wants it, since the
form shows only when the query is parsed, and no query is parsed in the web process. An answer is
complete or it is an error.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from server.errors import Both, NotAcceptableError, QuerySyntaxError
from server.formats import Form, Format, for_form
from server.sparql import grammar
from server.sparql.alike import Frame
from server.sparql.sparqltext import position

#: The largest answer, in bytes and in rows (or triples); more is refused with advice.
ANSWER_MAXIMUM: Final = 32 * 1024 * 1024
ROWS_MAXIMUM: Final = 100_000
#: Rows on a page.
PAGE_ROWS: Final = 1_000
ANSWER_TOO_LARGE: Final[Both] = (
    f"Het antwoord is groter dan {ROWS_MAXIMUM} rijen of {ANSWER_MAXIMUM // 1024 // 1024} MB. "
    "Beperk de vraag (LIMIT, OFFSET, minder kolommen) of haal de bestanden van de uitgave op",
    f"The answer is larger than {ROWS_MAXIMUM} rows or {ANSWER_MAXIMUM // 1024 // 1024} MB. "
    "Ask for less (LIMIT, OFFSET, fewer columns) or fetch the files of the release",
)


@dataclass(frozen=True)
class Query:
    """A query and its dataset (SPARQL 1.1 Protocol, 2.1.4); no graphs means the default dataset.

    `framed` tells that the text has a dataset of its own (FROM; SPARQL 1.1 Query, 13.2). `client`
    is who asks, for a fair share (see `server.http.clients`). `pages` are the forms of
    result that will be shown on a page: no more than `PAGE_ROWS` of them are needed, though all
    count.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    formats: Mapping[Form, Format] = field(default_factory=dict)
    client: str = ""
    pages: frozenset[Form] = frozenset()
    framed: bool = False

    def format_for(self, form: Form) -> Format:
        """Return the format for a form of result.

        Raises `NotAcceptableError` when the client accepts none that fits.
        """
        found = self.formats.get(form)
        if found is None:
            offers = [f.media_type for f in for_form(form, html=True)]
            there, (nl, en) = ", ".join(offers), _FORM_NAMES[form]
            raise NotAcceptableError(
                (
                    f"De uitkomst van deze vraag is {nl}. Vraag die als een van: {there}",
                    f"What this query gives is {en}. Ask for that as one of: {there}",
                ),
                offers,
            )
        return found


@dataclass(frozen=True)
class Answer:
    """A complete answer: what it is, how it is written, the bytes, and its rows where known."""

    form: Form
    format: Format
    body: bytes
    rows: int | None = None


@dataclass(frozen=True)
class Terms:
    """On what terms a client is lent: his queries differ in their text and in nothing else.

    The dataset and the forms are as in `Query`; `coding` and `release` are what his answers say.
    """

    default: tuple[str, ...]
    named: tuple[str, ...]
    formats: Mapping[Form, Format]
    frame: Frame
    coding: str
    release: str


class Lent(NamedTuple):
    """What is told of an answer in a loan: when and in what time it went out, and its size.

    `query` is its text; `again` tells that it was asked before.
    """

    when: float
    seconds: float
    size: int
    query: str
    again: bool


@dataclass(frozen=True)
class Loan:
    """A client who may be answered by who evaluates, as long as he asks what is `alike`.

    Both calls may come from any thread. `told` tells of answers that he got; `back` that he asks
    us again: how many those were, what he did not take yet of the last, and whether it is sure
    that what he asked and did not get is still to be read.
    """

    client: int
    name: str
    terms: Terms
    told: Callable[[Sequence[Lent]], None]
    back: Callable[[int, bytes, bool], None]


class Engine(Protocol):
    """Whoever answers queries: `server.engines.embedded` here, `server.engines.remote` elsewhere.

    `stable` tells whether the same query has the same answer for as long as the engine is open.
    """

    stable: bool

    def answer(self, query: Query) -> Answer:
        """Answer completely or raise: `QuerySyntaxError`, `RefusedError`, `QueryTimeoutError`,
        `UnavailableError`, `TooLargeError`, `NotAcceptableError` or `EngineError`.
        """
        ...

    def lend(self, loan: Loan) -> bool:
        """Take a client over where that is possible now; tell whether it was."""
        ...

    def reclaim(self) -> None:
        """Let every client who is lent come back."""
        ...

    def close(self) -> None:
        """Let go of processes and connections."""
        ...


_FORM_NAMES: Final = {
    Form.BINDINGS: ("een tabel (SELECT)", "a table (SELECT)"),
    Form.BOOLEAN: ("ja of nee (ASK)", "yes or no (ASK)"),
    Form.GRAPH: ("een graaf (CONSTRUCT, DESCRIBE)", "a graph (CONSTRUCT, DESCRIBE)"),
}
_POSITION: Final = re.compile(r"error at (\d+):(\d+): ?(.*)", re.DOTALL)
#: Characters and character classes among what a parser says it expected: noise to a reader.
_NOISE: Final = re.compile(r"\['.*?'\](?=, |$)|\[_\](?=, |$)", re.DOTALL)
#: Where a parser says more than what token it expected: its words -> ours.
_SAID: Final[Mapping[str, Both]] = {
    "Prefix not found": (
        "dit prefix is niet gedeclareerd (PREFIX naam: <...>)",
        "this prefix is not declared (PREFIX name: <...>)",
    ),
    "IRI parsing failed": (
        "dit is geen volledige IRI, en er is geen BASE",
        "this is no full IRI, and there is no BASE",
    ),
    "The SELECT contains a variable that is unbound": (
        "SELECT noemt een variabele die niet gegroepeerd of gebonden is",
        "SELECT names a variable that is neither grouped nor bound",
    ),
    "Duplicated variable name in SELECT": (
        "SELECT geeft twee kolommen dezelfde naam",
        "SELECT gives two columns the same name",
    ),
}
_ABOUT_NAMES: Final = (_SAID["Prefix not found"], _SAID["IRI parsing failed"])
#: What our grammar does not know: terms of RDF 1.2 and what SPARQL 1.2 adds for them.
_NEWER: Final = re.compile(r"<<|>>|\{\||~|VERSION|LATERAL|TRIPLE", re.IGNORECASE)
#: Words of a choice that a reader takes in.
_SHOWN: Final = 9
#: Extensions of one engine, not to be advised.
_NEVER: Final = frozenset({"LATERAL", "SERVICE"})


def _either(words: Sequence[str], joining: str, other: str) -> str:
    """Return a choice in words; of a long one the first, which are the likeliest."""
    shown = list(words[:_SHOWN])
    last = other if len(words) > _SHOWN else shown.pop()
    return f"{', '.join(shown)} {joining} {last}" if shown else last


def _wanting(wanted: Sequence[Both]) -> Both:
    """Say what could have stood at a place, in words."""
    if not wanted:
        return "dit hoort hier niet", "this does not belong here"
    nl = _either([word for word, _ in wanted], "of", "iets anders")
    en = _either([word for _, word in wanted], "or", "something else")
    return f"hier had kunnen staan: {nl}", f"here could have stood: {en}"


def syntax_error(message: str, text: str = "") -> QuerySyntaxError:
    """Make a readable error of a parser's message `error at line:column: expected ...`.

    `text` is the query. Where it breaks the grammar, that place is shown: a parser points at where
    it gave up.
    """
    message = " ".join(message.split())
    found = _POSITION.search(message)
    if found is None:
        return QuerySyntaxError((message[:300], message[:300]))
    line, column = int(found[1]), int(found[2])
    expected = found[3].removeprefix("expected ").removeprefix("one of ")
    fault = grammar.fault(text) if text and not _NEWER.search(text) else None
    said = next((ours for theirs, ours in _SAID.items() if theirs in expected), None)
    if fault is not None:
        line, column = position(text, fault.offset)
        said, wanted = None, list(fault.expected)
    else:
        parts = [part.strip() for part in _NOISE.sub("", expected).split(", ")]
        wanted = [(part, part) for part in dict.fromkeys(parts) if part and part not in _NEVER]
        place = grammar.unresolved(text)
        if place is not None and said in (None, *_ABOUT_NAMES):
            line, column = position(text, place)
            said = _ABOUT_NAMES[text[place] == "<"]
    nl, en = said or _wanting(wanted)
    rows = text.split("\n")
    near = rows[line - 1][column - 1 :][:20].strip() if line <= len(rows) else ""
    both = (
        f"Regel {line}, kolom {column}" + (f", bij {near!r}" if near else "") + f": {nl}",
        f"Line {line}, column {column}" + (f", at {near!r}" if near else "") + f": {en}",
    )
    return QuerySyntaxError(both, line, column)
