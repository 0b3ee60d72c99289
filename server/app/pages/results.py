"""Results: the answer to a query as a table, names beside IRIs; the data forms hold everything.

Where a column was counted, each number has a bar beside it, so the table is its own chart.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from server.app.pages.language import Said, number, pick
from server.app.pages.view import Value, View
from server.formats import Form
from server.namespaces import XSD
from server.rdf.render import read
from server.rdf.terms import Literal, NamedNode, Triple, ordered
from server.sparql.counted import counted
from server.sparql.engine import PAGE_ROWS, Answer

#: The columns of a graph.
_COLUMNS: Final[tuple[Said, ...]] = (
    ("onderwerp", "subject"), ("eigenschap", "property"), ("waarde", "value"),
)  # fmt: skip
#: Types of numbers that an aggregate gives, written in digits alone (XSD 1.1, 3.3.3 and 3.4.13).
_NUMBERS: Final = (XSD + "integer", XSD + "decimal")
#: Rows of one number are compared with nothing.
_COMPARED: Final = 2


@dataclass(frozen=True)
class Cell:
    """A place in a table: what stands there, if anything, and the length of its bar in percent."""

    value: Value | None
    bar: float | None = None


@dataclass(frozen=True)
class Result:
    """What a page shows of an answer: a truth value, or columns and rows.

    `iris` are the things in the rows, in their order.
    """

    truth: bool | None
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: int
    iris: tuple[str, ...] = ()

    @property
    def charted(self) -> tuple[str, ...]:
        """The columns that have bars."""
        first = self.rows[0] if self.rows else ()
        pairs = zip(self.columns, first, strict=True) if first else ()
        return tuple(name for name, cell in pairs if cell.bar is not None)


def of(answer: Answer, query: str, view: View) -> Result:
    """Return what a page shows of an answer to a query."""
    if answer.form is Form.GRAPH:
        return _graph(answer, view)
    return table(answer.body, answer.rows, query, view)


def table(body: bytes, rows: int | None, query: str, view: View) -> Result:
    """Return what a page shows of an answer in SPARQL JSON, of so many rows where that is known."""
    parsed = json.loads(body)
    if "boolean" in parsed:
        return Result(bool(parsed["boolean"]), (), (), 1)
    columns = tuple(parsed["head"]["vars"])
    bindings = parsed["results"]["bindings"]
    shown = bindings[:PAGE_ROWS]
    most = {name: _most(name, shown) for name in counted(query) & {*columns}}
    cells = tuple(
        tuple(_cell(row.get(name), most.get(name), view) for name in columns) for row in shown
    )
    iris = _things(term["value"] for row in shown for term in row.values() if term["type"] == "uri")
    return Result(None, columns, cells, len(bindings) if rows is None else rows, iris)


def joined(found: Result) -> Result:
    """Return a table without its columns of addresses whose names another column has.

    That column then leads to the things: for who wants to read, both are the same.
    """
    columns = list(zip(*found.rows, strict=True))
    gone: set[int] = set()
    for at, things in enumerate(columns):
        said = [cell.value for cell in things if cell.value]
        if not said or not all(value.href for value in said):
            continue
        for place, names in enumerate(columns):
            if place not in gone and all(map(_names, names, things)):
                columns[place] = things
                gone.add(at)
                break
    kept = [at for at in range(len(columns)) if at not in gone]
    return replace(
        found,
        columns=tuple(found.columns[at] for at in kept) if found.rows else found.columns,
        rows=tuple(zip(*(columns[at] for at in kept), strict=True)),
    )


def titled(found: Result, titles: Mapping[str, str]) -> Result:
    """Return a table with these titles above its columns, in the place of variables."""
    return replace(found, columns=tuple(titles.get(name, name) for name in found.columns))


def _names(name: Cell, thing: Cell) -> bool:
    """Tell whether a text is the name of a thing; where there is no thing, that there is none."""
    one, other = name.value, thing.value
    if not one or not other:
        return one is other
    return not one.href and one.text == other.text


def _most(name: str, rows: Sequence[dict[str, Any]]) -> float | None:
    """Return the largest number of a column; None for one that bars would not fit."""
    terms = [row[name] for row in rows if name in row]
    if len(terms) < max(len(rows), _COMPARED):
        return None
    if any(term.get("datatype") not in _NUMBERS for term in terms):
        return None
    numbers = [float(term["value"]) for term in terms]
    return max(numbers) if min(numbers) >= 0 and max(numbers) > 0 else None


def _cell(term: dict[str, Any] | None, most: float | None, view: View) -> Cell:
    if term is None:
        return Cell(None)
    if most is None:
        return Cell(_value(term, view))
    said = Value(number(term["value"], view.reader.language))
    return Cell(said, round(100 * float(term["value"]) / most, 1))


def _value(term: dict[str, Any], view: View) -> Value:
    if term["type"] == "uri":
        return view.link(term["value"])
    if term["type"] == "bnode":
        return Value(f"_:{term['value']}")
    if term["type"] == "triple":  # RDF 1.2
        parts = [_value(part, view).text for part in term["value"].values()]
        return Value(f"<<( {' '.join(parts)} )>>")
    language = term.get("xml:lang", "")
    return Value(str(term["value"]), "" if language == view.reader.language else language)


def _graph(answer: Answer, view: View) -> Result:
    triples = ordered(read(answer.body, answer.format.media_type))
    shown = triples[:PAGE_ROWS]
    things = (term for item in shown for term in (item.subject, item.object))
    return Result(
        None,
        tuple(pick(said, view.reader.language) for said in _COLUMNS),
        tuple(_row(item, view) for item in shown),
        len(triples) if answer.rows is None else answer.rows,
        _things(term.value for term in things if isinstance(term, NamedNode)),
    )


def _row(item: Triple, view: View) -> tuple[Cell, ...]:
    return tuple(
        Cell(
            view.link(term.value)
            if isinstance(term, NamedNode)
            else view.value(term)
            if isinstance(term, Literal)
            else Value(str(term))
        )
        for term in (item.subject, item.predicate, item.object)
    )


def _things(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(iris))
