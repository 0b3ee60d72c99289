"""Tables: the main things as CSV (RFC 4180) for people with a spreadsheet, by their columns; pure.

A cell holds exactly what the data says; what would read back as something else is a finding.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from rdflib import RDF, Literal, URIRef

from scripts.columns import KEY, SEPARATOR, TABLES, Column, Table
from scripts.findings import Finding, violation
from scripts.load import Where
from scripts.terms import Object, Triple
from scripts.turtle import known_prefixes
from server.store import natural

_About: TypeAlias = Mapping[Object, Mapping[str, set[Object]]]
Row: TypeAlias = dict[str, list[str]]


def write(
    graphs: Mapping[str, Iterable[Triple]], base: str, where: Where
) -> tuple[dict[str, bytes], list[Finding]]:
    """Return every table by the name of its file, and what does not fit in its columns."""
    triples = (triple for graph in graphs.values() for triple in graph)
    return of(TABLES, triples, (base, base), where)


def of(
    tables: Iterable[Table],
    triples: Iterable[Triple],
    bases: tuple[str, str],
    where: Callable[[URIRef], tuple[str, int]],
) -> tuple[dict[str, bytes], list[Finding]]:
    """Return these tables of `triples`, and what does not fit.

    `bases` are that of the vocabulary and that of the things that rows are about; `where` tells
    file and line of a thing.
    """
    about: dict[Object, dict[str, set[Object]]] = defaultdict(lambda: defaultdict(set))
    for subject, predicate, value in triples:
        about[subject][str(predicate)].add(value)
    reader = _Reader(about, *bases)
    rows = {table: reader.rows(table) for table in tables}
    files = {f"{table.stem}.csv": _file(table, found) for table, found in rows.items()}
    findings = [
        finding
        for table, found in rows.items()
        for row in found
        for column in table.columns
        for finding in _misfits(row, table, column, where)
    ]
    return files, findings


def _misfits(
    row: Row, table: Table, column: Column, where: Callable[[URIRef], tuple[str, int]]
) -> Iterator[Finding]:
    """Say where a value would read back as something else."""
    texts, thing = row[column.name], URIRef(row["iri"][0])
    about = f"{table.collection}:{row[KEY][0]}"
    if len(texts) > 1 and not column.many:
        shown = ", ".join(texts)
        yield violation(
            "table",
            where(thing),
            f"{about} heeft {len(texts)} waarden waar de tabel {table.stem} er één verwacht "
            f"({column.name}: {shown}): laat er één over, of geef de kolom er meer",
            f"{about} has {len(texts)} values where the table {table.stem} has room for one "
            f"({column.name}: {shown}): leave one, or let the column have more",
        )
    if column.many and any(SEPARATOR in text for text in texts):
        yield violation(
            "table",
            where(thing),
            f"{about} heeft een {SEPARATOR} in een waarde ({column.name}), en dat teken staat in "
            "de tabellen tussen twee waarden: kies een ander",
            f"{about} has a {SEPARATOR} in a value ({column.name}), which in the tables stands "
            "between two values: choose another",
        )


class _Reader:
    """The data as the columns ask it."""

    def __init__(self, about: _About, base: str, home: str) -> None:
        self._about = about
        self._start = f"{home}id/"
        self._prefixes = known_prefixes(base)
        self._claims: dict[tuple[Object, Object], set[Object]] = defaultdict(set)
        for claim in about.values():
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
        start = begin(column, self._start)
        if column.under:
            return value.removeprefix(start) if value.startswith(start) else None
        if column.language:
            fits = isinstance(value, Literal) and value.language == column.language
            return str(value) if fits else None
        return str(value)


def begin(column: Column, start: str) -> str:
    """Return what the IRIs in a column of things begin with; `start` is where ours do."""
    return column.under if "://" in column.under else f"{start}{column.under}"


def _order(table: Table) -> Iterable[str]:
    return (*table.order, KEY)


def _file(table: Table, rows: Iterable[Row]) -> bytes:
    """Write a table as UTF-8, its first line the names of the columns; lines end in CRLF (2.1)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    names = [KEY, *(column.name for column in table.columns)]
    writer.writerow(names)
    writer.writerows([SEPARATOR.join(row[name]) for name in names] for row in rows)
    return out.getvalue().encode()
