"""Worker: evaluates queries in a process of its own, which may be killed at any moment.

Run as `python -m server.worker RELEASE.nq`, it is the nursery: it loads the store once and forks a
worker for every channel that it is handed, so that workers share the store's memory and a new one
is there in milliseconds. A worker has a limit on memory, can open no file and no connection, and
dies with its nursery. Control of the nursery comes over its standard input (a socket): a
`fork` with a channel gives a process id, a `reap` with a process id gives how that process ended.
"""

import contextlib
import csv
import ctypes
import gc
import io
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)

from server.engine import ANSWER_MAXIMUM, ANSWER_TOO_LARGE, Query, syntax_error
from server.errors import (
    BadRequestError,
    EngineError,
    GemmaError,
    NotAcceptableError,
    QuerySyntaxError,
    RefusedError,
    TooLargeError,
)
from server.formats import BY_KEY, Form
from server.render import render, well_formed_xml

#: What a worker may use beyond what the nursery already has.
MEMORY: Final = 768 * 1024 * 1024
_PR_SET_PDEATHSIG: Final = 1

_RESULTS: Final[Mapping[str, QueryResultsFormat]] = {
    "sparql-json": QueryResultsFormat.JSON,
    "sparql-xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}


def load(quads: str) -> Store:
    """Read a release; its union is written into the default graph.

    So a query without a dataset sees everything, and one with FROM sees only what it names: the
    engine's own option for the union would override FROM without a word.
    """
    store = Store()
    store.bulk_extend(_with_union(quads))
    return store


def _with_union(quads: str) -> Iterator[Quad]:
    for quad in parse(path=quads, format=RdfFormat.N_QUADS):
        yield quad
        yield Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())


def evaluate(store: Store, query: Query, base: str) -> tuple[Form, bytes]:
    """Evaluate a query and write its answer; raises as `server.engine.Engine.answer`."""
    options: dict[str, Any] = {}
    if query.default_graphs or query.named_graphs:
        options["default_graph"] = [NamedNode(iri) for iri in query.default_graphs]
        options["named_graphs"] = [NamedNode(iri) for iri in query.named_graphs]
    try:
        return _write(store.query(query.text, **options), query, base)
    except SyntaxError as error:
        raise syntax_error(str(error), query.text) from None
    except OverflowError:
        raise TooLargeError(ANSWER_TOO_LARGE) from None
    except RuntimeError as error:  # an unknown function, a value that no operator takes
        raise BadRequestError(" ".join(str(error).split())) from None
    except OSError as error:  # SERVICE, which cannot reach anything from here
        raise RefusedError(f"Niet uitgevoerd: {' '.join(str(error).split())}") from None


def _write(result: object, query: Query, base: str) -> tuple[Form, bytes]:
    if isinstance(result, QuerySolutions | QueryBoolean):
        form = Form.BINDINGS if isinstance(result, QuerySolutions) else Form.BOOLEAN
        chosen = query.format_for(form)
        output = _Capped()
        if isinstance(result, QuerySolutions) and chosen.key == "csv":
            _csv(result, output)
        else:
            result.serialize(output, _RESULTS[chosen.key])
        body = output.getvalue()
        return form, well_formed_xml(body) if chosen.key == "sparql-xml" else body
    chosen = query.format_for(Form.GRAPH)
    body = render(result, chosen, base)  # type: ignore[arg-type]
    if len(body) > ANSWER_MAXIMUM:
        raise OverflowError
    return Form.GRAPH, body


def _csv(result: QuerySolutions, output: io.BytesIO) -> None:
    """Write a table as SPARQL 1.1 CSV (3.1); the engine's writer leaves commas in IRIs unquoted."""
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([variable.value for variable in result.variables])
    writer.writerows(["" if term is None else _plain(term) for term in row] for row in result)
    text.detach()


def _plain(term: object) -> str:
    return str(term) if isinstance(term, BlankNode) else str(getattr(term, "value", term))


class _Capped(io.BytesIO):
    """Bytes up to the largest answer; one more is an OverflowError."""

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > ANSWER_MAXIMUM:
            raise OverflowError
        return super().write(data)


# Messages: JSON of the question; JSON of how it went, then the bytes.

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


def question(query: Query) -> bytes:
    """Write a query as a message."""
    formats = {form.value: chosen.key for form, chosen in query.formats.items()}
    parts = (query.text, query.default_graphs, query.named_graphs, formats)
    return json.dumps(parts).encode()


def _query(message: bytes) -> Query:
    text, default, named, formats = json.loads(message)
    chosen = {Form(form): BY_KEY[key] for form, key in formats.items()}
    return Query(text, tuple(default), tuple(named), chosen)


def _failure(error: GemmaError) -> bytes:
    more = {name: value for name, value in vars(error).items() if name != "detail"}
    return json.dumps([type(error).__name__, error.detail, more]).encode()


def outcome(message: bytes) -> Form:
    """Read how it went: the form of the answer that follows, or the error is raised."""
    kind, detail, more = json.loads(message)
    if kind == "answer":
        return Form(detail)
    raise _ERRORS.get(kind, EngineError)(detail, **more)


def _work(store: Store, channel: Connection, base: str) -> None:
    """Answer queries from a channel until it closes."""
    while True:
        query = _query(channel.recv_bytes())
        try:
            form, body = evaluate(store, query, base)
        except GemmaError as error:
            channel.send_bytes(_failure(error))
        except MemoryError:
            os.abort()  # as the engine does itself when it gets no memory
        else:
            channel.send_bytes(json.dumps(["answer", form.value, {}]).encode())
            channel.send_bytes(body)


def _confine() -> None:
    """Bind this worker: memory, no new descriptor at all, no core file, death with its parent."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    try:
        pages = int(open("/proc/self/statm").read().split()[0])  # noqa: SIM115, PTH123
        used = pages * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, used + MEMORY))
    except (OSError, ValueError):
        pass
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _nursery(quads: str, base: str) -> None:
    """Load, say so, then fork and reap on request until the control socket closes."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # a stop of the server closes the socket
    control = socket.socket(fileno=os.dup(0))
    store = load(quads)
    gc.freeze()  # keeps the collector from touching, and so copying, shared pages
    control.sendall(b"ready\n")
    children: set[int] = set()
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 64, 1)
        if not message:
            break
        command, _, argument = message.decode().partition(" ")
        if command == "fork":
            pid = os.fork()
            if pid == 0:
                control.close()
                os.close(0)
                _confine()
                with contextlib.suppress(EOFError, OSError):
                    _work(store, Connection(descriptors[0]), base)
                os._exit(0)
            os.close(descriptors[0])
            children.add(pid)
            control.sendall(f"{pid}\n".encode())
        elif command == "reap":
            pid = int(argument)
            children.discard(pid)
            _, status = os.waitpid(pid, 0)
            control.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())
    for pid in children:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    _nursery(*sys.argv[1:3])
