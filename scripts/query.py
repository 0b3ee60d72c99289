"""Asking: one SPARQL query to any endpoint, and the answer on standard output.

The query goes out through the same remote engine that the server has (SPARQLWrapper), so that what
is cut off or no answer at all is an error here too.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from server.engines.remote import RemoteEngine
from server.errors import BadRequestError, EngineError, RefusedError, UnavailableError
from server.formats import BY_KEY, Form, Format
from server.settings import Settings
from server.sparql.engine import Query
from server.sparql.sparqltext import form, outline, with_base

_SECONDS: Final = 60.0
#: Columns of a table are cut beyond this; the other forms hold everything.
_WIDE: Final = 80

#: --format -> the format for each form of result that it can hold.
_FORMATS: Final[Mapping[str, Mapping[Form, str]]] = {
    "table": {
        Form.BINDINGS: "sparql-json", Form.BOOLEAN: "sparql-json", Form.GRAPH: "turtle",
    },
    "json": {
        Form.BINDINGS: "sparql-json", Form.BOOLEAN: "sparql-json", Form.GRAPH: "json-ld",
    },
    "xml": {Form.BINDINGS: "sparql-xml", Form.BOOLEAN: "sparql-xml", Form.GRAPH: "rdf-xml"},
    "csv": {Form.BINDINGS: "csv"},
    "tsv": {Form.BINDINGS: "tsv"},
    "turtle": {Form.GRAPH: "turtle"},
    "ntriples": {Form.GRAPH: "n-triples"},
}  # fmt: skip


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma query`."""
    parser.description = (
        "Ask a SPARQL 1.1 endpoint a question. Relative IRIs in it are resolved against "
        "GEMMA_BASE, so `PREFIX gemma: <def#>` is enough."
    )
    parser.add_argument("query", help="the query; `@file.rq` reads a file, `-` standard input")
    parser.add_argument(
        "--endpoint", metavar="URL", help="the endpoint to ask (default: http://HOST:PORT/sparql)"
    )
    parser.add_argument(
        "--format", choices=list(_FORMATS), default="table",
        help="table (default); json, xml, csv, tsv for SELECT; json, xml for ASK; "
        "turtle, ntriples, json (JSON-LD), xml (RDF/XML) for CONSTRUCT and DESCRIBE",
    )  # fmt: skip
    parser.add_argument(
        "--timeout", type=float, default=_SECONDS, metavar="SECONDS",
        help=f"give up after this long without an answer (default: {_SECONDS:g})",
    )  # fmt: skip


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma query`.

    Raises `BadRequestError` for a query that cannot be read or understood, `RefusedError` for an
    update, `EngineError` and `UnavailableError` when the endpoint gives no usable answer.
    """
    del root
    text = with_base(read(args.query), settings.base)
    endpoint = args.endpoint or _own(settings)
    engine = RemoteEngine(endpoint, settings.base, args.timeout)
    asked = form(text)
    if outline(text).update:
        raise RefusedError("`gemma query` only asks: an update is not sent")
    formats = _FORMATS[args.format]
    if asked is not None and asked not in formats:
        fit = ", ".join(name for name, forms in _FORMATS.items() if asked in forms)
        raise BadRequestError(f"--format {args.format} cannot hold this result; choose {fit}")
    chosen: dict[Form, Format] = {one: BY_KEY[key] for one, key in formats.items()}
    try:
        answer = engine.answer(Query(text, formats=chosen))
    except (EngineError, UnavailableError) as error:
        hint = "" if args.endpoint else "; is `gemma serve` running?"
        raise type(error)(f"{endpoint}: {error.detail}{hint}") from None
    if args.format == "table" and answer.form is not Form.GRAPH:
        print(table(json.loads(answer.body)))
    else:
        sys.stdout.buffer.write(answer.body)
        if not answer.body.endswith(b"\n"):
            sys.stdout.buffer.write(b"\n")
    return 0


def read(argument: str) -> str:
    """Return the query of an argument, a file or standard input; raises `BadRequestError`."""
    try:
        if argument == "-":
            return sys.stdin.read()
        if argument.startswith("@"):
            return Path(argument[1:]).read_text(encoding="utf-8")
    except OSError as error:
        raise BadRequestError(f"{argument}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise BadRequestError(f"{argument} is not UTF-8") from None
    return argument


def table(parsed: Mapping[str, Any]) -> str:
    """Lay out SPARQL JSON results as text; a truth value is one word."""
    if "boolean" in parsed:
        return "true" if parsed["boolean"] else "false"
    columns = parsed["head"].get("vars", [])
    rows = [[_text(row.get(name)) for name in columns] for row in parsed["results"]["bindings"]]
    widths = [
        min(_WIDE, max(len(name), *(len(row[at]) for row in rows), 1))
        for at, name in enumerate(columns)
    ]
    lines = [_line(columns, widths), "  ".join("-" * width for width in widths)]
    lines += [_line(row, widths) for row in rows]
    return "\n".join([*lines, f"({len(rows)} {'row' if len(rows) == 1 else 'rows'})"])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = [
        f"{cell if len(cell) <= width else cell[: width - 1] + '…':{width}}"
        for cell, width in zip(cells, widths, strict=True)
    ]
    return "  ".join(padded).rstrip()


def _text(term: Mapping[str, str] | None) -> str:
    if term is None:
        return ""
    text = " ".join(str(term["value"]).split())
    return f"_:{text}" if term["type"] == "bnode" else text


def _own(settings: Settings) -> str:
    """Return the address at which `gemma serve` listens with these settings."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/sparql"
