"""The files of a release: every form says the same, gzip holds it, and tables say what they are.

RDF forms are read back with the engine's own parsers; tables with the library `csvw`, by their
description, from the texts of RFC 4180 and RFC 1952, the Metadata Vocabulary for Tabular Data and
Generating RDF from Tabular Data on the Web (W3C Recommendations 17 December 2015).
"""

import csv
import gzip
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from csvw import CSVW, TableGroup
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from scripts.columns import SEPARATOR
from scripts.columns import TABLES as TABLES_OF_COLUMNS
from server.downloads import DOWNLOADS, TABLES
from server.namespaces import EXTERNAL
from server.settings import DEFAULT_BASE as B
from tests.serving.running import Web

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
READERS = {
    "turtle": RdfFormat.TURTLE,
    "n-triples": RdfFormat.N_TRIPLES,
    "n-quads": RdfFormat.N_QUADS,
    "json-ld": RdfFormat.JSON_LD,
    "rdf-xml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
}
#: The forms that say in which graph a statement stands, when they hold everything.
APART = {"n-quads", "trig", "json-ld"}
Content = tuple[set[Quad], set[Quad]]


@pytest.fixture(scope="module")
def folder(real: Web, real_var: Path) -> Path:
    """The files of the release that the server of these tests built."""
    assert real.send("/readyz").status == 200
    return (real_var / "current").resolve() / "graphs"


def content(quads: Iterable[Quad]) -> Content:
    """What a file says: statements without blank nodes, and those with, whatever these are called.

    Taken apart since only the few with blank nodes need the costly comparison.
    """
    ground, rest = set(), Dataset()
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            rest.add(quad)
        else:
            ground.add(quad)
    rest.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return ground, set(rest)


@pytest.fixture(scope="module")
def everything(folder: Path) -> list[Quad]:
    """What `gemma.nq` says, to which every other file is held."""
    return list(parse(path=str(folder / "gemma.nq"), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize("graph", sorted({d.graph for d in DOWNLOADS if d.format.key in READERS}))
def test_every_form_says_the_same(folder: Path, everything: list[Quad], graph: str) -> None:
    held = [q for q in everything if not graph or str(q.graph_name).endswith(f"/{graph}>")]
    union = content(Quad(q.subject, q.predicate, q.object) for q in held)
    apart = content(held)
    assert union[0]
    files = [d for d in DOWNLOADS if d.graph == graph and d.format.key in READERS and not d.packed]
    assert len(files) == 5
    for file in files:
        keeps = file.format.key in (APART if not graph else {"n-quads"})
        found = parse(path=str(folder / file.name), format=READERS[file.format.key])
        assert content(found) == (apart if keeps else union), file.name


def test_a_packed_file_holds_the_plain_one_and_no_time(folder: Path) -> None:
    """RFC 1952, 2.3.1: bytes 4 to 7 are the time, 0 where there is none."""
    packed = [file for file in DOWNLOADS if file.packed]
    plain = {file.name for file in DOWNLOADS if file.format.key not in {"csv", "csvw"}}
    assert {file.name for file in packed} == {name for name in plain if name.endswith(".gz")}
    assert len(packed) == len(plain) / 2
    for file in packed:
        body = (folder / file.name).read_bytes()
        assert body[4:8] == b"\0\0\0\0" and not body[3]
        assert gzip.decompress(body) == (folder / file.name.removesuffix(".gz")).read_bytes()


def test_no_two_files_share_a_name_or_a_key() -> None:
    assert len({d.name for d in DOWNLOADS}) == len({d.key for d in DOWNLOADS}) == len(DOWNLOADS)


# Tables


@pytest.fixture(scope="module")
def tables(folder: Path) -> TableGroup:
    return TableGroup.from_file(folder / "csv-metadata.json")


def test_the_description_is_valid_and_the_tables_keep_to_it(folder: Path) -> None:
    """Titles, types, required values, keys and references, as the library judges them."""
    assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid


def test_every_table_is_described(tables: TableGroup) -> None:
    assert set(tables.tabledict) == {f"{stem}.csv" for stem in TABLES}
    for table in tables.tables:
        columns = [c for c in table.tableSchema.columns if not c.virtual]
        assert all({"nl", "en"} <= set(column.titles) for column in columns), table.url
        assert table.tableSchema.primaryKey == ["key"]


def test_tables_are_csv_by_the_letter(folder: Path) -> None:
    """RFC 4180, 2: lines end in CRLF, the first names the columns, all have as many."""
    for stem in TABLES:
        body = (folder / f"{stem}.csv").read_bytes()
        assert body.endswith(b"\r\n") and not body.startswith(b"\xef\xbb\xbf")
        assert body.startswith(b"key,iri,")


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        ("elementen", "Element"), ("platen", "View"), ("stromen", "Flow"),
        ("gebruik", "StandardUse"), ("principes", "Principle"), ("implicaties", "Implication"),
        ("standaarden", "Standard"), ("versies", "StandardVersion"),
    ],
)  # fmt: skip
def test_a_table_has_a_row_for_each_thing(
    tables: TableGroup, everything: list[Quad], stem: str, kind: str
) -> None:
    things = {
        str(q.subject)[1:-1]
        for q in everything
        if q.predicate.value == TYPE and q.object == NamedNode(f"{B}def#{kind}")
    }
    rows = list(tables.tabledict[f"{stem}.csv"])
    assert rows and things == {row["iri"].unsplit() for row in rows}


def test_what_the_tables_say_as_rdf_stands_in_the_data(
    tables: TableGroup, everything: list[Quad]
) -> None:
    """Generating RDF from Tabular Data on the Web, 4.6 (minimal mode), steps 6 to 8."""
    known = {quad.triple for quad in everything}
    said = {triple for table in tables.tables for triple in as_rdf(table)}
    assert len(said) > 3_500
    assert said <= known


def as_rdf(table: Any) -> Iterable[Triple]:
    """The triples of a table: for each cell that is not suppressed, a value or several."""
    about = table.tableSchema.inherit("aboutUrl")
    for row in table:
        cells = {name: value for name, value in row.items() if isinstance(value, str)}
        for column in table.tableSchema.columns:
            value = None if column.virtual else row[column.name]
            if column.suppressOutput or (not column.virtual and value in (None, [])):
                continue
            subject = NamedNode(expand(str(column.aboutUrl or about), cells))
            predicate = NamedNode(expand(str(column.propertyUrl), cells))
            if column.valueUrl:
                yield Triple(subject, predicate, NamedNode(expand(str(column.valueUrl), cells)))
                continue
            for part in value if isinstance(value, list) else [value]:
                yield Triple(subject, predicate, literal(part, column))


def expand(template: str, cells: Mapping[str, str]) -> str:
    """RFC 6570, 3.2.2: simple expansion, the only kind that we use."""
    return re.sub(r"\{(\w+)\}", lambda found: quote(cells[found[1]], safe=""), template)


def literal(value: Any, column: Any) -> Literal:
    """A value as the description types it; `lang` counts for strings only (4.6.8.3)."""
    if column.lang not in (None, "und"):
        return Literal(value, language=column.lang)
    return Literal(value)


def test_nothing_is_left_out_of_a_cell(folder: Path, everything: list[Quad]) -> None:
    """Of each property that a table has a column for, it has every value of every thing."""
    values: dict[tuple[str, str], set[str]] = defaultdict(set)
    for quad in everything:
        values[str(quad.subject)[1:-1], quad.predicate.value].add(str(quad.object))
    for table in TABLES_OF_COLUMNS:
        text = (folder / f"{table.stem}.csv").read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        own = [column for column in table.columns if column.property and not column.of]
        for name in {column.property for column in own}:
            prefix, _, local = name.partition(":")
            iri = {"gemma": f"{B}def#"}.get(prefix, EXTERNAL.get(prefix, "")) + local
            columns = [column for column in own if column.property == name]
            for row in rows:
                cells = [row[column.name] for column in columns]
                held = sum(len(cell.split(SEPARATOR)) for cell in cells if cell)
                # A text in a language that has no column would be missed here.
                assert held == len(values[row["iri"], iri]), (table.stem, row["key"], name)


def test_the_table_of_flows_says_what_the_flows_do(tables: TableGroup) -> None:
    rows = {row["key"]: row for row in tables.tabledict["stromen.csv"]}
    flow = rows["bag-woz-b1"]
    assert flow["view_name"] == "BAG-WOZ routekaart"
    assert (flow["from"], flow["to"]) == (["woz-systemen"], ["bag-administratie"])
    assert flow["standards"] == ["berichtencatalogus-bag", "stuf-bg"]
    assert (flow["number"], flow["certainty"], flow["direction"]) == (
        ["B1"], "midden", "heen-en-weer",
    )  # fmt: skip
    uses = [r for r in tables.tabledict["gebruik.csv"] if r["flow"] == "bag-woz-b1"]
    assert [(r["position"], r["standard"], r["version_numbers"]) for r in uses] == [
        (1, "stuf-bg", ["3.10"]), (2, "berichtencatalogus-bag", []),
    ]  # fmt: skip


def test_a_table_leads_to_its_description(real: Web, folder: Path) -> None:
    """Model for Tabular Data and Metadata on the Web, 5.2 (Link) and 5.3 (the standard path)."""
    path = real.send("/download/latest/stromen.csv").headers["location"]
    reply = real.send(path)
    assert reply.headers["content-type"] == "text/csv; charset=utf-8"
    link = '<csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert link in reply.headers["link"]
    described = real.send(path.replace("stromen.csv", "csv-metadata.json"))
    assert described.type == "application/csvm+json"
    found = json.loads(described.text)
    assert found["tables"] and len(found["dc:license"]) == 1
