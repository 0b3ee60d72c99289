"""Tabular results: solutions and truth values as bytes, in every form of SPARQL 1.1.

CSV is written here: the engine's own leaves commas in IRIs unquoted. JSON and XML name in their
head where the endpoint and its limits are described (Query Results JSON 3.1.2, XML 2.2).
"""

import csv
import io
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
)

from server.namespaces import XSD
from server.rdf.render import well_formed_xml
from server.sparql.engine import ANSWER_MAXIMUM, ROWS_MAXIMUM

_FORMATS: Final[Mapping[str, QueryResultsFormat]] = {
    "sparql-json": QueryResultsFormat.JSON,
    "sparql-xml": QueryResultsFormat.XML,
    "tsv": QueryResultsFormat.TSV,
}
#: In JSON: perhaps a row without a value; surely the end of a string that looks like a next row.
#: Elsewhere a quote after `},{` begins the name of a variable, as within a string it is escaped.
_EMPTY: Final = re.compile(rb"\{\}")
_LIKE_A_ROW: Final = re.compile(rb'\},\{"[,}]')
_STRING: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"')


def write(result: QuerySolutions | QueryBoolean, key: str, about: str) -> tuple[bytes, int]:
    """Write a result in the format with this key; return the bytes and the number of rows.

    `about` is the address that the head names. Raises `OverflowError` for an answer that is too
    large, `NotAcceptableError` when the format cannot hold a character of it.
    """
    output = _Capped()
    if isinstance(result, QuerySolutions) and key == "csv":
        rows = _csv(result, output)
        return output.getvalue(), rows
    result.serialize(output, _FORMATS[key])
    body = output.getvalue()
    rows = _rows(body, key) if isinstance(result, QuerySolutions) else 1
    if rows > ROWS_MAXIMUM:
        raise OverflowError
    if key == "sparql-json":
        body = _json_head(body, about)
    elif key == "sparql-xml":
        link = f"<link href={quoteattr(about)}/></head>".encode()
        body = well_formed_xml(body.replace(b"</head>", link, 1))
    return body, rows


def first_rows(result: QuerySolutions, most: int, about: str) -> tuple[bytes, int]:
    """Write the first `most` rows as SPARQL JSON and count them all; for a page, which shows these.

    Raises `OverflowError` as `write`.
    """
    names = [variable.value for variable in result.variables]
    bindings, rows = [], 0
    for row in result:
        rows += 1
        if rows > ROWS_MAXIMUM:
            raise OverflowError
        if rows <= most:
            bindings.append({n: _term(t) for n, t in zip(names, row, strict=True) if t is not None})
    head = {"link": [about], "vars": names}
    return json.dumps({"head": head, "results": {"bindings": bindings}}).encode(), rows


def _rows(body: bytes, key: str) -> int:
    """Count the rows of a table that the engine wrote."""
    if key == "tsv":
        return body.count(b"\n") - 1  # a line end within a value is escaped
    if key == "sparql-xml":
        return body.count(b"<result>")  # no value has a bare <
    if not (_EMPTY.search(body) or _LIKE_A_ROW.search(body)):
        return body.count(b'},{"') + (0 if body.endswith(b'"bindings":[]}}') else 1)
    # Without its strings, only a row starts after a comma or a bracket: a value follows a colon.
    shape = _STRING.sub(b"", body.partition(b'"bindings":')[2])
    return shape.count(b"[{") + shape.count(b",{")


def _json_head(body: bytes, about: str) -> bytes:
    start = b'{"head":{'
    if not body.startswith(start):
        return body
    comma = b"" if body.startswith(b"}", len(start)) else b","
    return b"".join((start, _link(about), comma, memoryview(body)[len(start) :]))


@lru_cache(maxsize=1)
def _link(about: str) -> bytes:
    return b'"link":[' + json.dumps(about).encode() + b"]"


def _csv(result: QuerySolutions, output: io.BytesIO) -> int:
    """Write a table as SPARQL 1.1 CSV (section 3); return the number of rows."""
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([variable.value for variable in result.variables])
    rows = 0
    for row in result:
        rows += 1
        if rows > ROWS_MAXIMUM:
            raise OverflowError
        writer.writerow(["" if term is None else _plain(term) for term in row])
    text.detach()
    return rows


def _plain(term: object) -> str:
    """Return a value of CSV (section 3.2): no brackets, quotes, language or datatype."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    if isinstance(term, Triple):  # RDF 1.2, which the CSV of SPARQL 1.1 does not know
        parts = (term.subject, term.predicate, term.object)
        return f"<<( {' '.join(_written(part) for part in parts)} )>>"
    return str(term)


def _written(term: object) -> str:
    return _plain(term) if isinstance(term, Triple) else str(term)


def _term(term: object) -> dict[str, Any]:
    """Return a term as SPARQL JSON (3.2.2) has it, triples of RDF 1.2 too."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _term(part) for name, part in parts.items()}}
    if not isinstance(term, Literal):
        raise TypeError(f"{type(term).__name__} is no term of RDF")
    found = {"type": "literal", "value": term.value}
    if term.language:
        direction = {"its:dir": str(term.direction)} if term.direction else {}
        return {**found, "xml:lang": term.language, **direction}
    if term.datatype.value != XSD + "string":
        found["datatype"] = term.datatype.value
    return found


class _Capped(io.BytesIO):
    """Bytes up to the largest answer; one more is an OverflowError."""

    def write(self, data: Any, /) -> int:
        if self.tell() + len(data) > ANSWER_MAXIMUM:
            raise OverflowError
        return super().write(data)
