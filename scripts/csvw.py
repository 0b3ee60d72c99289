"""CSVW: what the tables say, for a program that reads them (csv-metadata.json); pure.

Metadata Vocabulary for Tabular Data (W3C Recommendation 17 December 2015). What it says of a table
as RDF (`aboutUrl`, `propertyUrl`, `valueUrl`) stands in the data; what it cannot say is suppressed:
of a cell with several values it can only make literals (Generating RDF from Tabular Data on the
Web, 4.6), so a list of things is for people.
"""

import json
from collections.abc import Iterable
from typing import Any, Final

from rdflib import DCTERMS, RDF, URIRef

from scripts.columns import KEY, SEPARATOR, TABLES, Column, Table
from scripts.tables import begin
from scripts.terms import Triple
from scripts.turtle import known_prefixes
from server import downloads
from server.graphs import WHOLE
from server.uris import space, thing_iri

_CONTEXT: Final = "http://www.w3.org/ns/csvw"


def describe(catalog: Iterable[Triple], base: str, modified: str) -> bytes:
    """Return the description of all tables, as they stand beside it.

    Their licence is that of everything together, as the catalogue has it; `modified` is a date.
    """
    everything = URIRef(thing_iri(base, "dataset", WHOLE))
    licences = sorted(str(o) for s, p, o in catalog if (s, p) == (everything, DCTERMS.license))
    return of(TABLES, licences, base, modified)


def of(
    tables: Iterable[Table], licences: Iterable[str], base: str, modified: str, model: str = ""
) -> bytes:
    """Return the description of these tables; `model` is the key of that which they are of."""
    files, home = downloads.of(model), base + space(model) if model else base
    about = files[f"{downloads.TABLES_DESCRIBED}.json"]
    whole = {
        "@context": [_CONTEXT, {"@language": "nl"}],
        "dc:title": _words(about.nl, about.en),
        "dc:license": [{"@id": licence} for licence in licences],
        "dc:modified": {"@value": modified, "@type": "xsd:date"},
        "tables": [_table(table, files[f"{table.stem}.csv"], base, home) for table in tables],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _table(table: Table, about: downloads.Download, base: str, home: str) -> dict[str, Any]:
    names = {column.name: column for column in table.columns}
    columns = [_column(column, names, base, home) for column in table.columns]
    schema: dict[str, Any] = {
        "columns": [
            {
                "name": KEY,
                "titles": {"nl": "Sleutel", "en": "Key", "und": KEY},
                "datatype": "string",
                "required": True,
                "suppressOutput": True,
            },
            *columns,
            {
                "name": "class",
                "virtual": True,
                "propertyUrl": str(RDF.type),
                "valueUrl": _iri(table.kind, base),
            },
        ],
        "primaryKey": KEY,
        "aboutUrl": f"{home}id/{table.collection}/{{{KEY}}}",
    }
    foreign = [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.refers}.csv", "columnReference": KEY},
        }
        for column in table.columns
        if column.refers
    ]
    if foreign:
        schema["foreignKeys"] = foreign
    return {
        "url": f"{table.stem}.csv",
        "dc:title": _words(about.nl, about.en),
        "tableSchema": schema,
    }


def _column(column: Column, names: dict[str, Column], base: str, home: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.name,
        # The first line of the table has the name, which is of no language.
        "titles": {"nl": column.nl, "en": column.en, "und": column.name},
        "datatype": column.datatype,
    }
    if column.language:
        found["lang"] = column.language
    if column.refers:
        found["required"] = True
    if column.many:
        found["separator"] = SEPARATOR
    thing = bool(column.under) or column.datatype == "anyURI"
    whole = names.get(column.of)
    if not column.property or (column.many and thing) or (whole and whole.many):
        return {**found, "suppressOutput": True}
    found["propertyUrl"] = _iri(column.property, base)
    if column.under:
        found["valueUrl"] = f"{begin(column, f'{home}id/')}{{{column.name}}}"
    if whole:
        found["aboutUrl"] = f"{begin(whole, f'{home}id/')}{{{whole.name}}}"
    return found


def _iri(name: str, base: str) -> str:
    prefix, _, local = name.partition(":")
    return known_prefixes(base)[prefix] + local


def _words(nl: str, en: str) -> list[dict[str, str]]:
    return [{"@value": nl, "@language": "nl"}, {"@value": en, "@language": "en"}]
