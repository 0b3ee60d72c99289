"""Tables: the main things as CSV (RFC 4180) for people with a spreadsheet, by their columns; pure.

A cell holds exactly what the data says, and every row of every table is a thing of the data.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from rdflib import RDF, Literal, URIRef

from scripts.columns import KEY, SEPARATOR, TABLES, Column, Table
from scripts.terms import Object, Triple
from scripts.turtle import known_prefixes
from server.errors import SourceError
from server.store import natural

_About: TypeAlias = Mapping[Object, Mapping[str, set[Object]]]
Row: TypeAlias = dict[str, list[str]]


def write(graphs: Mapping[str, Iterable[Triple]], base: str) -> dict[str, bytes]:
    """Return every table by the name of its file.

    Raises `SourceError` when a thing has two values where its column has room for one, or a value
    that holds what stands between values.
    """
    about: dict[Object, dict[str, set[Object]]] = defaultdict(lambda: defaultdict(set))
    for triples in graphs.values():
        for subject, predicate, value in triples:
            about[subject][str(predicate)].add(value)
    reader = _Reader(about, base)
    return {f"{table.stem}.csv": _file(table, reader.rows(table)) for table in TABLES}


class _Reader:
    """The data as the columns ask it."""

    def __init__(self, about: _About, base: str) -> None:
        self._about = about
        self._start = f"{base}id/"
        self._prefixes = known_prefixes(base)
        self._claims: dict[tuple[Object, Object], set[Object]] = defaultdict(set)
        for claim in list(about.values()):
            for subject in claim.get(self.iri("gemma:claimSubject"), ()):
                for predicate in claim.get(self.iri("gemma:claimProperty"), ()):
                    sure = claim.get(self.iri("gemma:certainty"), ())
                    self._claims[subject, predicate].update(sure)

    def iri(self, name: str) -> str:
        """Return a name with a prefix in full."""
        prefix, _, local = name.partition(":")
        return self._prefixes[prefix] + local

    def rows(self, table: Table) -> list[Row]:
        """Return the rows of a table, sorted as its people read it."""
        kind, start = URIRef(self.iri(table.kind)), f"{self._start}{table.collection}/"
        things = [
            thing
            for thing, said in self._about.items()
            if kind in said.get(str(RDF.type), ()) and str(thing).startswith(start)
        ]
        rows = [self._row(table, thing, str(thing).removeprefix(start)) for thing in things]
        return sorted(rows, key=lambda row: [natural("".join(row[n])) for n in _order(table)])

    def _row(self, table: Table, thing: Object, key: str) -> Row:
        row: Row = {KEY: [key]}
        found: dict[str, set[Object]] = {}
        for column in table.columns:
            subjects = found[column.of] if column.of else {thing}
            values = {v for subject in subjects for v in self._values(column, subject)}
            # What is no thing of this column may be one of another, as with `gemma:useOf`.
            found[column.name] = {v for v in values if self._text(column, v) is not None}
            texts = sorted(str(self._text(column, v)) for v in found[column.name])
            if not column.many and len(texts) > 1:
                raise SourceError(
                    f"{thing} has {len(texts)} values for the column {column.name} of the table "
                    f"{table.stem}, which has room for one: {', '.join(texts)}",
                    Path("scripts/columns.py"),
                )
            if column.many and any(SEPARATOR in text for text in texts):
                raise SourceError(
                    f"{thing} has a {SEPARATOR} in a value of {column.name}, which stands between "
                    "values in the tables: choose another in SEPARATOR",
                    Path("scripts/columns.py"),
                )
            row[column.name] = texts
        return row

    def _values(self, column: Column, thing: Object) -> Iterable[Object]:
        if column.claim:
            return self._claims.get((thing, URIRef(self.iri(column.claim))), ())
        if not column.property:
            return (thing,)
        return self._about.get(thing, {}).get(self.iri(column.property), ())

    def _text(self, column: Column, value: Object) -> str | None:
        """Return what a cell says for a value; None for what does not belong in this column."""
        start = f"{self._start}{column.under}"
        if column.under:
            return value.removeprefix(start) if value.startswith(start) else None
        if column.language:
            fits = isinstance(value, Literal) and value.language == column.language
            return str(value) if fits else None
        return str(value)


def _order(table: Table) -> Iterable[str]:
    return (*table.order, KEY)


def _file(table: Table, rows: Iterable[Row]) -> bytes:
    """Write a table as UTF-8, its first line the names of the columns; lines end in CRLF (2.1)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names: Final = [KEY, *(column.name for column in table.columns)]
    writer.writerow(names)
    writer.writerows([SEPARATOR.join(row[name]) for name in names] for row in rows)
    return out.getvalue().encode()
