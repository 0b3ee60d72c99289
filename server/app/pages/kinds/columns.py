"""Columns: what the list of a collection says of each member besides its name; one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from server.app.pages.kinds.reading import along, said, stated
from server.app.pages.language import Said, number, pick
from server.app.pages.view import Value, View
from server.namespaces import DCAT, DCT, EARL, SKOS, VOID
from server.rdf.terms import Literal as Text
from server.search.excerpt import excerpt
from server.store import Store

#: The most values in one cell.
_VALUES: Final = 5


@dataclass(frozen=True)
class Column:
    """What a column is called, where its values are found (`along`), and what it says of them.

    It names them, counts them, or adds them up.
    """

    name: Said
    path: str
    says: Literal["names", "count", "sum"] = "names"


@dataclass(frozen=True)
class Cell:
    """The values of a member in a column; `more` counts those not shown."""

    values: tuple[Value, ...]
    more: int = 0


_TEXT: Final = Column(("Omschrijving", "Description"), SKOS + "definition")
_TOLD: Final = Column(("Omschrijving", "Description"), DCT + "description")
_MENTIONED: Final = Column(("Genoemd in", "Mentioned in"), "mentionedIn", "count")
_PUBLISHER: Final = Column(("Uitgever", "Publisher"), DCT + "publisher")
_DATE: Final = Column(("Datum", "Date"), DCT + "issued")
_CERTAINTY: Final = Column(("Zekerheid", "Certainty"), "certainty")
_OUTCOME: Final[Said] = ("Oordeel", "Verdict")
_NAMED: Final = (_TEXT, _MENTIONED)


def _on(end: str) -> Column:
    return Column(("Plaat", "View"), end)


#: Collection -> its columns after the name.
COLUMNS: Final[Mapping[str, tuple[Column, ...]]] = {
    "item": (Column(("Onderdeel van", "Part of"), "itemOf"), _TEXT),
    "term": _NAMED,
    "organisation": (
        _TEXT, Column(("Geeft uit", "Publishes"), f"^{DCT}publisher", "count"), _MENTIONED,
    ),
    "person": _NAMED,
    "programme": (Column(("Geleid door", "Led by"), "ledBy"), *_NAMED),
    "law": _NAMED,
    "work": (_PUBLISHER, _DATE, _TEXT, _MENTIONED),
    "reference": (
        Column(("Werk", "Work"), "refersTo"),
        Column(("Aangehaald", "Cited"), "^printedReference", "count"),
    ),
    "citation": (
        Column(("Staat in", "Stands in"), "citedIn"),
        Column(("Bedoeld werk", "Work that is meant"), "intendedWork"),
        _CERTAINTY,
    ),
    "nora-principle": (
        _TEXT, Column(("Principes van GEMMA", "GEMMA principles"), "^noraPrinciple principle"),
    ),
    "counterpart": (
        Column(("Soort in het model", "Kind in the model"), "modelType"),
        Column(("In 2013", "In 2013"), "^claimObject claimSubject"),
    ),
    "edition": (
        _DATE, _PUBLISHER,
        Column(("Tegenhangers", "Counterparts"), "^inEdition", "count"),
    ),
    "node": (Column(("Toont", "Shows"), "represents"), _on("nodeOf")),
    "area": (Column(("Toont", "Shows"), "shows"), _on("areaOf")),
    "note": (_on("noteOf"), _TEXT),
    "step": (_on("stepOf"), Column(("Binnen", "Inside"), "performedBy"), _TEXT),
    "use": (
        Column(("Standaard", "Standard"), "standard"), Column(("Bij", "With"), "useOf"),
        _on("useOf flowOf"),
    ),
    "version": (
        Column(("Standaard", "Standard"), "versionOf"),
        Column(("Gebruikt", "Used"), "^standardVersion", "count"),
    ),
    "document": (
        _DATE, Column(("Delen", "Parts"), "^partOfDocument", "count"), _TEXT,
    ),
    "section": (
        Column(("Document", "Document"), "partOfDocument"),
        Column(("Plaatsen", "Places"), "^inSourcePart", "count"),
    ),
    "place": (
        Column(("Deel", "Part"), "inSourcePart"),
        Column(("Wat er staat", "What stands there"), "isPlaceOf"),
    ),
    "claim": (
        Column(("Over", "About"), "claimSubject"), Column(("Grond", "Basis"), "basis"), _CERTAINTY,
    ),
    "lacuna": (Column(("Gaat over", "Is about"), "concerns"), _TEXT),
    "scheme": (
        Column(("Begrippen", "Concepts"), f"^{SKOS}inScheme", "count"), _TEXT,
    ),
    "concept": (Column(("Lijst", "List"), SKOS + "inScheme"), _TEXT),
    "dataset": (
        Column(("Bijgewerkt", "Updated"), DCT + "modified"),
        Column(("Uitspraken", "Statements"), f"{VOID}subset {VOID}triples", "sum"),
        Column(("Bestanden", "Files"), DCAT + "distribution", "count"),
        _TOLD,
    ),
    "service": (Column(("Adres", "Address"), DCAT + "endpointURL"), _TOLD),
    "distribution": (
        Column(("Gegevensverzameling", "Dataset"), f"^{DCAT}distribution"),
        Column(("Bytes", "Bytes"), DCAT + "byteSize", "sum"),
        Column(("Bestand", "File"), DCAT + "downloadURL"),
    ),
    "graph": (
        Column(("Uitspraken", "Statements"), VOID + "triples", "sum"),
        Column(("Dingen", "Things"), VOID + "entities", "sum"),
    ),
    "metric": (_TEXT,),
    "requirement": (
        Column(_OUTCOME, f"^{EARL}test {EARL}result {EARL}outcome"),
        Column(("Onderdeel van", "Part of"), DCT + "isPartOf"),
    ),
    "assertion": (
        Column(_OUTCOME, f"{EARL}result {EARL}outcome"),
        Column(("Vastgesteld", "Judged"), EARL + "mode"),
    ),
    "result": (
        Column(_OUTCOME, EARL + "outcome"), Column(("Toelichting", "Explanation"), EARL + "info"),
    ),
}  # fmt: skip


def table(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of a collection: each member in a row, by the columns of its collection."""
    name = view.about.rpartition("/")[2]
    columns = COLUMNS[name]
    spoken = view.reader.language
    kinds = {iri: stated(iri, view, store) for iri in members}
    return {
        "columns": [(pick(column.name, spoken), column.says != "names") for column in columns],
        "rows": [
            (view.link(iri), kinds[iri], [_cell(iri, column, view, store) for column in columns])
            for iri in members
        ],
        # Where all are of one kind, the heading has said so.
        "mixed": len(set(kinds.values())) > 1,
    }


def _cell(iri: str, column: Column, view: View, store: Store) -> Cell:
    found = along(iri, column.path, store)
    if column.says != "names":
        total = len(found)
        if column.says == "sum":
            total = sum(
                int(term.value)
                for term in found
                if isinstance(term, Text) and term.value.isdecimal()
            )
        return Cell((Value(number(str(total), view.reader.language)),) if found else ())
    values = said(found, view)
    return Cell(tuple(map(_short, values[:_VALUES])), max(0, len(values) - _VALUES))


def _short(value: Value) -> Value:
    """Return the beginning of a long text: the page of the thing has all of it."""
    return (
        value
        if value.href
        else replace(value, text="".join(p.text for p in excerpt(value.text, ())))
    )
