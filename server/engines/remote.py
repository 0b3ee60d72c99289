"""Remote engine: any SPARQL 1.1 endpoint, through SPARQLWrapper; the same interface and errors.

SPARQLWrapper writes the request; `server.engines.outgoing` carries it, with one deadline, a largest
size and no redirects. What comes back is read to its end and written anew: half an answer, another
kind of answer and a page that says that something is wrong are errors here.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from SPARQLWrapper import ASK, CONSTRUCT, POST, POSTDIRECTLY, SELECT, SPARQLWrapper

from server.engines.outgoing import BrokenReplyError, Reply, Request, exchange
from server.engines.received import rewrite
from server.errors import (
    BadRequestError,
    EngineError,
    EngineTimeoutError,
    GemmaError,
    QuerySyntaxError,
    RefusedError,
    TooLargeError,
    UnavailableError,
)
from server.formats import BY_KEY, Form
from server.http import observe, turn
from server.rdf.render import read, render
from server.rdf.terms import Triple
from server.sparql.engine import (
    ANSWER_MAXIMUM,
    ANSWER_TOO_LARGE,
    ROWS_MAXIMUM,
    Answer,
    Loan,
    Query,
    syntax_error,
)
from server.sparql.sparqltext import Outline, form, outline

#: Media types that a graph may come in; those that show by themselves where they end come apart.
_CLOSED: Final = ("application/rdf+xml", "application/ld+json")
_OPEN: Final = ("application/n-triples", "text/turtle")
_JSON: Final = BY_KEY["sparql-json"].media_types

#: form -> (what SPARQLWrapper calls it, Accept). Graphs are fetched in the plainest form and every
#: table as JSON; they are written here as for the embedded engine.
_GRAPH: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
_KINDS: Final[Mapping[Form, tuple[str, str]]] = {
    Form.BINDINGS: (SELECT, _JSON[0]),
    Form.BOOLEAN: (ASK, _JSON[0]),
    Form.GRAPH: (CONSTRUCT, _GRAPH),
}

#: HTTP status of the endpoint -> what that is to our client; other 4xx are its fault, and whatever
#: else is not 200 is theirs. That we may not ask (401, 407) is no fault of our client either.
_STATUSES: Final[Mapping[int, type[GemmaError]]] = {
    401: EngineError,
    403: RefusedError,
    404: EngineError,
    407: EngineError,
    408: EngineTimeoutError,
    413: TooLargeError,
    414: TooLargeError,
    429: UnavailableError,
    503: UnavailableError,
    504: EngineTimeoutError,
}
#: Questions that may be under way; fewer than the server has threads, so that pages keep some.
PLACES: Final = 16
_BUSY: Final = {429: "heeft het te druk", 503: "heeft het te druk"}


@dataclass(frozen=True)
class Dataset:
    """The graphs that stand for the default dataset of the endpoint (SPARQL 1.1 Protocol, 2.1.4).

    A store may hold more than the release in use, such as one that is being loaded.
    """

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class RemoteEngine:
    """SPARQL over HTTP at `endpoint`."""

    stable = False  # it may get another release at any moment

    def __init__(
        self, endpoint: str, base: str, seconds: float = 10.0, dataset: Dataset | None = None
    ) -> None:
        """Keep the address; nothing is contacted before the first query.

        `dataset` is what a query is about that names no graphs itself; without it that is for
        the endpoint to say.
        """
        self._endpoint = endpoint
        self._base = base
        self._seconds = seconds
        self._dataset = dataset or Dataset()
        self._places = threading.BoundedSemaphore(PLACES)

    def answer(self, query: Query) -> Answer:
        """Ask the endpoint; raises as `server.sparql.engine.Engine.answer`."""
        turn.leave()
        observe.note(lane="remote")
        shown = outline(query.text)
        asked = form(query.text)
        if asked is None:
            raise BadRequestError("Dit is geen SELECT, ASK, CONSTRUCT of DESCRIBE")
        chosen = query.format_for(asked)
        if not self._places.acquire(blocking=False):
            raise UnavailableError("Er wachten te veel vragen; probeer het over enkele seconden")
        try:
            reply = self._ask(query, shown, *_KINDS[asked])
        finally:
            self._places.release()
        if asked is Form.GRAPH:
            triples = set(_graph(reply))
            if len(triples) > ROWS_MAXIMUM:
                raise TooLargeError(ANSWER_TOO_LARGE)
            return Answer(asked, chosen, render(triples, chosen, self._base), len(triples))
        if reply.media_type not in _JSON:
            raise _no_answer(f"{_named(reply)} in plaats van {_JSON[0]}")
        try:
            body, rows = rewrite(reply.body, asked, chosen.key, self._base + "sparql")
        except ValueError:
            raise _no_answer("half of onleesbaar JSON") from None
        except OverflowError:
            raise TooLargeError(ANSWER_TOO_LARGE) from None
        return Answer(asked, chosen, body, rows)

    def lend(self, _loan: Loan) -> bool:
        """Take nobody over: who evaluates is elsewhere."""
        return False

    def reclaim(self) -> None:
        """Nobody was lent."""

    def close(self) -> None:
        """Nothing is kept open."""

    def _ask(self, query: Query, shown: Outline, kind: str, accept: str) -> Reply:
        """Send the query; raises what the failure or the status of the answer means."""
        wrapper = SPARQLWrapper(self._endpoint)
        wrapper.setQuery(query.text)
        # Its own guess at the kind of query is by regular expression; a wrong one could send the
        # text as an update, or ask for the wrong form.
        wrapper.queryType = kind
        wrapper.setOnlyConneg(True)
        wrapper.setMethod(POST)
        wrapper.addCustomHttpHeader("Accept", accept)
        default, named = query.default_graphs, query.named_graphs
        if not (default or named or shown.graphs):
            default, named = self._dataset.default, self._dataset.named
        for name, iris in (("default-graph-uri", default), ("named-graph-uri", named)):
            for iri in iris:
                wrapper.addParameter(name, iri)
        if not (default or named):
            wrapper.setRequestMethod(POSTDIRECTLY)
        # Not its `query`, which follows redirects, takes proxies from the environment, waits for
        # ever on a slow answer and reads an error without end.
        made: Any = wrapper._createRequest()
        headers = dict(made.header_items())
        sent = Request(made.get_method(), made.full_url, headers, made.data)
        try:
            reply = exchange(sent, self._seconds, ANSWER_MAXIMUM)
        except TimeoutError:
            raise EngineTimeoutError(
                f"Het eindpunt gaf niet binnen {self._seconds:g} seconden een heel antwoord. "
                "Maak de vraag kleiner of probeer het later"
            ) from None
        except OverflowError:
            raise TooLargeError(ANSWER_TOO_LARGE) from None
        except BrokenReplyError:
            raise _no_answer("een afgebroken of onleesbaar bericht") from None
        except (OSError, ValueError):
            raise EngineError("Het eindpunt is niet te bereiken; probeer het later") from None
        if reply.status != 200:
            raise _failure(reply, query.text)
        return reply


def _graph(reply: Reply) -> list[Triple]:
    """Read a graph; raises `EngineError` when it is none, or may be half of one."""
    if reply.media_type not in _CLOSED and not (reply.delimited and reply.media_type in _OPEN):
        raise _no_answer(
            "een graaf zonder te zeggen hoe lang die is"
            if reply.media_type in _OPEN
            else f"{_named(reply)} in plaats van een graaf"
        )
    try:
        return read(reply.body, reply.media_type)
    except (SyntaxError, ValueError):
        raise _no_answer("een halve of onleesbare graaf") from None


def _no_answer(what: str) -> EngineError:
    return EngineError(f"Het eindpunt gaf {what}; probeer het later")


def _named(reply: Reply) -> str:
    return reply.media_type or "iets zonder Content-Type"


def _failure(reply: Reply, text: str) -> GemmaError:
    """Say what a status means; the endpoint's own words only where the query was at fault."""
    status = reply.status
    said, line, column = _said(reply.body)
    if status == 400 and line is not None:
        return QuerySyntaxError(said, line, column)
    if status == 400:
        return syntax_error(said, text)
    kind = _STATUSES.get(status, BadRequestError if 400 <= status < 500 else EngineError)
    if 300 <= status < 400:
        return kind(f"Het eindpunt verwijst door ({status}), en dat wordt niet gevolgd")
    if status in _BUSY:
        return kind(f"Het eindpunt {_BUSY[status]} ({status}); probeer het over enkele seconden")
    shown = f": {said}" if said and not issubclass(kind, EngineError) else ""
    return kind(f"Het eindpunt antwoordt met {status}{shown}")


def _said(body: bytes) -> tuple[str, int | None, int | None]:
    """Return the text of a refusal on one line, and the position where problem details have it."""
    text = body[:10_000].decode("utf-8", "replace")
    try:
        problem = json.loads(text)
        detail, line, column = problem["detail"], problem.get("line"), problem.get("column")
        if isinstance(detail, str) and isinstance(line, int | None):
            return detail, line, column if isinstance(column, int) else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    return " ".join(text.split())[:500], None, None
