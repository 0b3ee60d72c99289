"""Delimited: a table of products (CSV, as RFC 4180 or as a Dutch Excel writes it) as statements.

A line is a product with its supplier, users and components; a product on several lines is one.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.errors import ListError
from server.portfolio.findings import Finding, remark
from server.portfolio.statements import (
    OFFERS,
    PRODUCT,
    SUPPLIED_BY,
    SUPPLIER,
    USED_BY,
    USER,
    Statement,
    Terms,
    bounded,
    legible,
    thing,
)
from server.rdf.terms import Literal, NamedNode
from server.search.folding import fold

#: The most lines that are read.
LINES_MAXIMUM: Final = 5_000
#: The most cells of a line.
_CELLS_MAXIMUM: Final = 200
#: What a column is called, folded; the first name of each is the one that we write.
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "product": (
        "product", "softwareproduct", "applicatie", "pakket", "naam", "application", "name",
        "software product", "applicatienaam", "productnaam",
    ),
    "supplier": ("leverancier", "supplier", "vendor"),
    "users": (
        "gebruikers", "gebruiker", "gebruikt door", "afdeling", "organisatie", "users", "user",
        "used by", "department", "organisation",
    ),
    "components": (
        "componenten", "component", "referentiecomponenten", "referentiecomponent", "components",
        "reference components", "reference component",
    ),
}  # fmt: skip
#: What begins a cell that a spreadsheet program runs; an apostrophe before it keeps it text.
FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_GUARDED: Final = re.compile(r"'(?=[=+\-@])")
_DELIMITERS: Final = (";", ",", "\t")
#: The first line of a file of Excel that names its delimiter.
_NAMED: Final = re.compile(r"sep=([;,|\t])\r?\n")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ARCHIVE: Final = b"PK\x03\x04"
#: Marks at the beginning of a file -> what it is written in.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN: Final = "windows-1252"


def read(content: bytes, terms: Terms) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Return what a table says and what is to be said of it.

    Raises `ListError` for what is no table of products.
    """
    text, remarks = _text(content)
    named = _NAMED.match(text)
    delimiter = named[1] if named else _delimiter(text)
    rows = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    found: list[Finding] = list(remarks)
    try:
        lines = ((rows.line_num, row) for row in rows if any(cell.strip() for cell in row))
        if named:
            next(lines)
        columns = _columns(next(lines, (1, [])), found)
        said = bounded(_statements(_rows(lines, columns, delimiter, found), found, terms))
    except csv.Error:
        raise ListError(
            "Hier klopt een aanhalingsteken niet, of is een cel te lang; dit is geen CSV",
            "Here a quotation mark is wrong, or a cell too long; this is no CSV",
            rows.line_num,
        ) from None
    return said, tuple(found)


def _text(content: bytes) -> tuple[str, list[Finding]]:
    """Return the text of a file, and a remark where its encoding was not what it should be."""
    if content.startswith(_ARCHIVE):
        raise ListError(
            "Dit is een Excel- of ander ingepakt bestand; bewaar het als CSV",
            "This is an Excel file or another archive; save it as CSV",
        )
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    for name in (marked,) if marked else ("utf-8", _WESTERN):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if found := _CONTROL.search(text):
            raise ListError(
                "Hier staan tekens die in geen tekst horen; geef een CSV- of Turtle-bestand",
                "Here are characters that belong in no text; give a CSV or Turtle file",
                text.count("\n", 0, found.start()) + 1,
            )
        odd = name not in {"utf-8", "utf-8-sig"}
        return text, [remark("encoding", name.upper())] * odd
    raise ListError(
        "Dit is geen tekst; geef een CSV- of Turtle-bestand",
        "This is no text; give a CSV or Turtle file",
    )


def _delimiter(text: str) -> str:
    """Return what cells are parted by: what makes most columns of the first line known."""
    first = next((line for line in text[:10_000].splitlines() if line.strip()), "")

    def known(delimiter: str) -> int:
        return sum(_column(cell.strip('" ')) != "" for cell in first.split(delimiter))

    return max(_DELIMITERS, key=known)


def _column(text: str) -> str:
    return next((key for key, names in COLUMNS.items() if fold(text[:99]) in names), "")


def _columns(head: tuple[int, list[str]], found: list[Finding]) -> tuple[str, ...]:
    """Return what stands in each place of a row, "" for what is not read."""
    line, cells = head
    columns: list[str] = []
    if len(cells) > _CELLS_MAXIMUM:
        raise ListError(
            f"De eerste regel heeft meer dan {_CELLS_MAXIMUM} cellen; dit is geen lijst",
            f"The first line has more than {_CELLS_MAXIMUM} cells; this is no list",
            line,
        )
    for cell in cells:
        key = _column(cell)
        columns.append("" if key in columns else key)
        if cell.strip() and not columns[-1]:
            found.append(remark("column", cell.strip(), line))
    if "product" not in columns:
        raise ListError(
            "De eerste regel noemt de kolommen, en een ervan heet “product”; die ontbreekt hier",
            "The first line names the columns, one of which is “product”; it is missing here",
            line,
        )
    return tuple(columns)


@dataclass(frozen=True)
class _Row:
    line: int
    product: str = ""
    supplier: str = ""
    users: tuple[str, ...] = ()
    components: tuple[str, ...] = ()


def _rows(
    lines: Iterator[tuple[int, list[str]]],
    columns: tuple[str, ...],
    delimiter: str,
    found: list[Finding],
) -> Iterator[_Row]:
    """Return the rows, by what stands in their cells."""
    # A comma may be part of a name; a semicolon in a cell that it does not end is a list.
    between = re.compile(r"[|\r\n]" if delimiter == ";" else r"[|;\r\n]")
    for number, (line, row) in enumerate(lines):
        if number == LINES_MAXIMUM:
            raise ListError(
                f"De lijst heeft meer dan {LINES_MAXIMUM} regels; verdeel haar",
                f"The list has more than {LINES_MAXIMUM} lines; divide it",
                line,
            )
        cells = {key: _plain(cell) for key, cell in zip(columns, row, strict=False) if key}
        if more := [cell for cell in row[len(columns) :] if cell.strip()]:
            found.append(remark("cells", more[0].strip(), line))
        yield _Row(
            line,
            legible(cells.get("product", "")),
            legible(cells.get("supplier", "")),
            _several(cells.get("users", ""), between),
            _several(cells.get("components", ""), between),
        )


def _plain(cell: str) -> str:
    """Return what a cell says, without the apostrophe that keeps it text."""
    return _GUARDED.sub("", cell.strip(), count=1)


def _several(cell: str, between: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(legible(part) for part in between.split(cell) if part.strip()))


def _statements(rows: Iterator[_Row], found: list[Finding], terms: Terms) -> Iterator[Statement]:
    """Return the statements of the rows; a product or party that was there before is the same."""
    minted: dict[tuple[str, ...], str] = {}
    taken: set[str] = set()
    offered: set[tuple[str, str]] = set()

    def mint(kind: str, name: str, line: int, *more: str) -> str:
        """Return the IRI of what has this name; one without a name is alone."""
        key = (kind, name.casefold(), *more) if name else (kind, str(line))
        if key not in minted:
            slug = fold(name[:60]).replace(" ", "-") or f"regel-{line}"
            while slug in taken:
                slug += f"-{line}"
            taken.add(slug)
            minted[key] = f"{terms.document}#{slug}"
        return minted[key]

    first: dict[str, str] = {}
    for row in rows:
        name = row.product.casefold()
        # Two suppliers may have a product of one name; a line without supplier is about the first.
        product = "" if row.supplier else first.get(name, "")
        product = product or mint(PRODUCT, row.product, row.line, row.supplier.casefold())
        if name:
            first.setdefault(name, product)
        yield from thing(product, PRODUCT, row.product, row.line, terms)
        parties = [(SUPPLIED_BY, SUPPLIER, row.supplier)] * bool(row.supplier)
        parties += [(USED_BY, USER, name) for name in row.users]
        for predicate, kind, name in parties:
            party = mint(kind, name, row.line)
            yield from thing(party, kind, name, row.line, terms)
            yield Statement(NamedNode(product), terms.of(predicate), NamedNode(party), row.line)
        for name in row.components:
            if (product, name) in offered:
                found.append(remark("twice", name, row.line))
            offered.add((product, name))
            yield Statement(NamedNode(product), terms.of(OFFERS), Literal(name), row.line)
