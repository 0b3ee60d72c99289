"""Worker: evaluates queries in a process of its own, which may be killed at any moment.

Run as `python -m server.engines.worker BASE SECONDS apart|mixed FILE.nq...`, it is the nursery: it
loads the store once and forks a worker for every channel that it is handed, so that workers share
the store's memory and a new one is there in milliseconds. What a worker may still do says the
module `server.engines.confine`. Control of the nursery comes over its standard input (a socket): a
`fork` with a channel gives a process id, a `reap` with a process id gives how that process ended, a
`leave` says that it was killed.
"""

import contextlib
import gc
import json
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NoReturn, TypeAlias

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from server.engines import confine, frames
from server.errors import (
    BadRequestError,
    Both,
    EngineError,
    GemmaError,
    NotAcceptableError,
    QuerySyntaxError,
    RefusedError,
    TooLargeError,
)
from server.formats import BY_KEY, Form, Format
from server.rdf.render import render
from server.rdf.terms import ordered
from server.sparql import tabular
from server.sparql.engine import (
    ANSWER_MAXIMUM,
    ANSWER_TOO_LARGE,
    PAGE_ROWS,
    ROWS_MAXIMUM,
    Query,
    syntax_error,
)


@dataclass(frozen=True)
class Held:
    """What is asked: a store, and whether its graphs stand `apart`, no statement in two of them.

    Then their union is a set of itself, and the engine makes it as it goes, at half the memory and
    two thirds of the time. Else it stands in the default graph: the engine would give what is in
    two graphs twice.
    """

    store: Store
    apart: bool


def load(files: Sequence[str], *, apart: bool) -> Held:
    """Read N-Quads; raises `OSError` or `SyntaxError` for a file that cannot be read."""
    store = Store()
    for file in files:
        if apart:
            store.bulk_load(path=file, format=RdfFormat.N_QUADS)
        else:
            store.bulk_extend(_with_union(file))
    return Held(store, apart)


def _with_union(file: str) -> Iterator[Quad]:
    for quad in parse(path=file, format=RdfFormat.N_QUADS):
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


@dataclass(frozen=True)
class Written:
    """An answer as bytes: its form, and how many rows or triples it has."""

    form: Form
    body: bytes
    rows: int


def evaluate(held: Held, query: Query, base: str) -> Written:
    """Evaluate a query and write its answer; raises as `server.sparql.engine.Engine.answer`."""
    options: dict[str, Any] = {}
    if query.default_graphs or query.named_graphs:
        options["default_graph"] = [NamedNode(iri) for iri in query.default_graphs]
        options["named_graphs"] = [NamedNode(iri) for iri in query.named_graphs]
    elif not query.framed:  # the engine's union would override FROM without a word
        options["use_default_graph_as_union"] = held.apart
    try:
        return _write(held.store.query(query.text, **options), query, base)
    except SyntaxError as error:
        raise syntax_error(str(error), query.text) from None
    except OverflowError:
        raise TooLargeError(ANSWER_TOO_LARGE) from None
    except RuntimeError as error:  # an unknown function, a value that no operator takes
        raise BadRequestError(_as_it_says(error)) from None
    except ValueError:  # a triple about a triple
        raise NotAcceptableError(
            (
                "Het antwoord bevat uitspraken over uitspraken (RDF 1.2), die deze vorm niet kent; "
                "vraag een andere vorm",
                "The answer has statements about statements (RDF 1.2), which this form does not "
                "know; ask for another form",
            ),
            ["text/turtle", "application/n-triples"],
        ) from None
    except OSError as error:  # SERVICE, which cannot reach anything from here
        nl, en = _as_it_says(error)
        raise RefusedError((f"Niet uitgevoerd: {nl}", f"Not carried out: {en}")) from None


def _as_it_says(error: Exception) -> Both:
    """Return the engine's own words on one line; they are the same in both languages."""
    words = " ".join(str(error).split())
    return words, words


def _write(result: object, query: Query, base: str) -> Written:
    about = base + "sparql"
    if isinstance(result, QuerySolutions | QueryBoolean):
        form = Form.BINDINGS if isinstance(result, QuerySolutions) else Form.BOOLEAN
        chosen = query.format_for(form)
        if form in query.pages and isinstance(result, QuerySolutions):
            return Written(form, *tabular.first_rows(result, PAGE_ROWS, about))
        return Written(form, *tabular.write(result, chosen.key, about))
    chosen = query.format_for(Form.GRAPH)
    triples = set[Triple]()
    for triple in result:  # type: ignore[attr-defined]
        triples.add(triple)
        if len(triples) > ROWS_MAXIMUM:
            raise OverflowError
    shown = ordered(triples)[:PAGE_ROWS] if Form.GRAPH in query.pages else triples
    body = render(shown, chosen, base)
    if len(body) > ANSWER_MAXIMUM:
        raise OverflowError
    return Written(Form.GRAPH, body, len(triples))


# Messages. The head of a question is JSON of what is asked, its body is the text. The head of an
# answer says its form, its rows and the seconds that it took, its body is the answer; that of an
# error is a list of JSON.

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


def question(query: Query) -> tuple[bytes, bytes]:
    """Write a query as the head and the body of a message."""
    formats = tuple([(form.value, chosen.key) for form, chosen in query.formats.items()])
    head = _asking(query.default_graphs, query.named_graphs, formats, query.pages, query.framed)
    return head, query.text.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=64)  # nearly all ask alike
def _asking(
    default: tuple[str, ...],
    named: tuple[str, ...],
    formats: tuple[tuple[str, str], ...],
    pages: frozenset[Form],
    framed: bool,
) -> bytes:
    return json.dumps((default, named, dict(formats), sorted(pages), framed)).encode()


def _query(head: bytes, body: bytes) -> Query:
    default, named, formats, pages, framed = _asked(head)
    text = body.decode("utf-8", "surrogatepass")
    return Query(text, default, named, formats, pages=pages, framed=framed)


@lru_cache(maxsize=64)
def _asked(head: bytes) -> _Asked:
    default, named, formats, pages, framed = json.loads(head)
    chosen = {Form(form): BY_KEY[key] for form, key in formats.items()}
    return tuple(default), tuple(named), chosen, frozenset(map(Form, pages)), framed


class FailedError(Exception):
    """A query that ended in `reason`, after `worked` seconds of processor time."""

    def __init__(self, reason: GemmaError, worked: float) -> None:
        """Keep both."""
        super().__init__(reason)
        self.reason = reason
        self.worked = worked


def _failure(error: GemmaError, worked: float) -> bytes:
    more = {name: value for name, value in vars(error).items() if name not in _SAID}
    return json.dumps([type(error).__name__, error.said, more, worked]).encode()


def outcome(head: bytes, body: bytes) -> tuple[Written, float]:
    """Read how it went: the answer and the processor time that it took, in seconds.

    Raises `FailedError` for an error.
    """
    if not head.startswith(b"["):
        form, rows, took = head.decode().split()
        return Written(Form(form), body, int(rows)), float(took)
    kind, (nl, en), more, worked = json.loads(head)
    error = _ERRORS.get(kind, EngineError)((nl, en), **more)
    raise FailedError(error, worked)


def _work(held: Held, channel: int, base: str, seconds: float) -> None:
    """Answer queries from a channel until it closes."""
    while True:
        query = _query(*frames.receive(channel))
        confine.limit_processor(seconds)
        frames.send(channel, *_answered(held, query, base))


def _answered(held: Held, query: Query, base: str) -> tuple[bytes, bytes]:
    """Return the head and the body of an answer, or of the error that there is instead."""
    started = time.process_time()
    try:
        written = evaluate(held, query, base)
    except GemmaError as error:
        return _failure(error, time.process_time() - started), b""
    except MemoryError:
        os.abort()  # as the engine does itself when it gets no memory
    except Exception as error:
        kind = type(error).__name__
        said = (
            f"De zoekmachine kan deze vraag niet uitvoeren ({kind})",
            f"The engine cannot carry out this query ({kind})",
        )
        return _failure(EngineError(said), time.process_time() - started), b""
    worked = time.process_time() - started
    return f"{written.form.value} {written.rows} {worked}".encode(), written.body


def _hush() -> None:
    """Send what a dying engine prints (traces of its memory) nowhere; its end tells enough."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _nursery(files: Sequence[str], base: str, seconds: float, *, apart: bool) -> None:
    """Load, say so, then fork and reap on request until the control socket closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a stop of the server closes the socket
    control = socket.socket(fileno=os.dup(0))
    held = load(files, apart=apart)
    if not confine.kernel_filters():
        print(
            "gemma: this kernel takes no filter of system calls: a worker can open no file and no "
            "connection, but is not kept from starting a program",
            file=sys.stderr,
        )
    gc.freeze()  # keeps the collector from touching, and so copying, shared pages
    control.sendall(b"ready\n")
    children: set[int] = set()
    left: set[int] = set()
    while True:
        # One that calls waits for the reply, unless it leaves a worker to us.
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            break
        for command, _, argument in (line.partition(" ") for line in message.decode().split("\n")):
            if command == "fork":
                pid = os.fork()
                if pid == 0:
                    control.close()
                    _live(held, descriptors[0], base, seconds)
                os.close(descriptors[0])
                children.add(pid)
                control.sendall(f"{pid}\n".encode())
            elif command == "reap":
                _, status = os.waitpid(int(argument), 0)
                children.discard(int(argument))
                control.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
            elif command == "leave":
                left.add(int(argument))
        gone = {pid for pid in left if os.waitpid(pid, os.WNOHANG)[0]}
        children -= gone
        left -= gone
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        os.waitpid(pid, 0)  # who closes the engine finds nothing left of it


def _live(held: Held, channel: int, base: str, seconds: float) -> NoReturn:
    """Be a worker, until the channel closes."""
    os.close(0)
    _hush()
    os.nice(confine.NICE_QUICK)
    confine.confine()
    with contextlib.suppress(EOFError, OSError):
        _work(held, channel, base, seconds)
    os._exit(0)


if __name__ == "__main__":
    _nursery(sys.argv[4:], sys.argv[1], float(sys.argv[2]), apart=sys.argv[3] == "apart")
