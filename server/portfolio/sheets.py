"""Sheets: a list, and what came of it, as tables for a spreadsheet (CSV); pure.

Where Dutch is spoken, spreadsheet programs expect semicolons, and by its mark they know UTF-8.
"""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from server.portfolio.comparing import Comparison
from server.portfolio.delimited import COLUMNS, FORMULA
from server.portfolio.products import Product

#: IRI -> how it is called.
Name: TypeAlias = Callable[[str], str]
#: What parts several in a cell.
_BETWEEN: Final = " | "
_MARK: Final = "\ufeff".encode()
_SEMICOLON: Final = ";"
#: The columns of the answer, as its first line names them.
ANSWER: Final = (
    "iri", "label_nl", "label_en", "layer", "part_of", "coverage", "products", "suppliers",
)  # fmt: skip


def table(products: Iterable[Product], name: Name, delimiter: str = _SEMICOLON) -> bytes:
    """Return a list as the table that it may have come as; `name` calls its components."""
    rows = [
        (
            product.name,
            product.supplier,
            _BETWEEN.join(product.users),
            _BETWEEN.join((*map(name, product.components), *product.unknown)),
        )
        for product in products
    ]
    return _written([tuple(names[0] for names in COLUMNS.values()), *rows], delimiter)


def sheet(found: Comparison, name: Callable[[str, str], str]) -> bytes:
    """Return every component with what covers it; `name` gives a name in a language."""
    rows = [
        (
            one.component.iri,
            name(one.component.iri, "nl"),
            name(one.component.iri, "en"),
            name(one.component.layer, "nl"),
            name(one.component.holder, "nl"),
            one.coverage,
            _BETWEEN.join(product.name for product in one.products),
            _BETWEEN.join(dict.fromkeys(p.supplier for p in one.products if p.supplier)),
        )
        for one in found.components
    ]
    return marked(_written([ANSWER, *rows], _SEMICOLON))


def marked(table: bytes) -> bytes:
    """Return a table as a file for a spreadsheet program."""
    return _MARK + table


def _written(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _guarded(cell: str) -> str:
    """Return a cell that no spreadsheet program runs: a list may come from anyone."""
    return f"'{cell}" if FORMULA.match(cell) else cell
