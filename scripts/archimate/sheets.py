"""Sheets: an imported model as tables for people with a spreadsheet, by the columns below; pure.

Elements, relationships, views, and standards with their versions; nothing of what is drawn. A model
says what its publisher says, so a value that does not fit in a cell is told and never refused.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache

from rdflib import URIRef

from scripts import csvw, tables
from scripts.columns import DEFINITIONS, IRI, LABELS, Column, Table
from scripts.findings import Finding, Severity
from scripts.terms import Triple
from server.downloads import TABLES_DESCRIBED
from server.uris import space, thing_iri

_TEXTS = (*LABELS, *(replace(column, many=True) for column in DEFINITIONS))
_OTHER = (
    Column("identifier", "Kenmerk", "Identifier", "dct:identifier", many=True),
    Column("abbreviation", "Afkorting", "Abbreviation", "gemma:abbreviation", many=True),
    Column("other_names", "Andere namen", "Other names", "skos:altLabel", many=True),
)
_STATUS = (
    Column("status", "Status", "Status", "adms:status", under="concept/", many=True),
    Column("status_name", "Naam van de status", "Name of the status", "skos:prefLabel",
           language="nl", of="status", many=True),
)  # fmt: skip
_PAGES = Column("pages", "Pagina's", "Pages", "foaf:page", datatype="anyURI", many=True)


@cache
def columns(base: str) -> tuple[Table, ...]:
    """Return the tables of a model; their names are those of `server.downloads.MODEL_TABLES`."""
    kind = thing_iri(base, "concept", "relatie-")
    return (
        Table("elementen", "skos:Concept", "element", (
            IRI,
            Column("kind", "Soort", "Kind", "rdf:type", under="https://purl.org/archimate#",
                   many=True),
            Column("type", "Type", "Type", "dct:type", under="concept/", many=True),
            Column("type_name", "Naam van het type", "Name of the type", "skos:prefLabel",
                   language="nl", of="type", many=True),
            *_TEXTS, *_OTHER, *_STATUS, _PAGES,
        ), ("label_nl",)),
        Table("relaties", "gemma:Relationship", "relationship", (
            IRI,
            Column("kind", "Soort", "Kind", "gemma:relationshipType", under=kind),
            *_end("source", "Bron", "Source"),
            *_end("target", "Doel", "Target"),
            Column("label_nl", "Naam", "Name in Dutch", "rdfs:label", language="nl", many=True),
            Column("label_en", "Naam in het Engels", "Name", "rdfs:label", language="en",
                   many=True),
            Column("description_nl", "Omschrijving", "Description in Dutch", "dct:description",
                   language="nl", many=True),
            Column("access", "Toegang", "Access", "archimate:accessType"),
        ), ("source_name", "target_name")),
        Table("platen", "gemma:View", "view", (
            IRI, *_TEXTS, _OTHER[0],
            Column("viewpoint", "Gezichtspunt", "Viewpoint", "gemma:viewpoint"),
        ), ("label_nl",)),
        Table("standaarden", "gemma:Standard", "element", (
            IRI, *_TEXTS, *_OTHER, *_STATUS, _PAGES,
        ), ("label_nl",)),
        Table("versies", "gemma:StandardVersion", "element", (
            IRI,
            Column("standard", "Standaard", "Standard", "gemma:versionOf", under="element/",
                   many=True),
            Column("standard_name", "Naam van de standaard", "Name of the standard",
                   "skos:prefLabel", language="nl", of="standard", many=True),
            Column("version", "Versie", "Version", "gemma:version", many=True),
            *_TEXTS, *_STATUS,
        ), ("standard_name", "version")),
    )  # fmt: skip


def _end(name: str, nl: str, en: str) -> Iterable[Column]:
    """Return the columns of one end of a relationship, which may be a relationship too."""
    said = f"gemma:relationship{name.capitalize()}"
    yield Column(name, nl, en, said, under="element/")
    yield Column(f"{name}_name", f"Naam van: {nl}", f"Name of the {name}", "skos:prefLabel",
                 language="nl", of=name)  # fmt: skip
    yield Column(f"{name}_relationship", f"{nl}, als dat een relatie is",
                 f"{en}, where that is a relationship", said, under="relationship/")  # fmt: skip


def write(
    facts: Iterable[Triple], model: str, base: str, where: Callable[[URIRef], tuple[str, int]]
) -> tuple[Mapping[str, bytes], list[Finding]]:
    """Return the tables of a model, and what does not fit in a cell."""
    home = base + space(model)
    rows = tuple(f"{home}id/{name}/" for name in ("element", "relationship", "view", "concept"))
    found = (triple for triple in facts if str(triple[0]).startswith(rows))
    made, misfits = tables.of(columns(base), found, (base, home), where)
    return made, [replace(one, severity=Severity.INFO) for one in misfits]


def describe(model: str, base: str, licences: Iterable[str], modified: str) -> Mapping[str, bytes]:
    """Return the description of the tables of a model (CSVW), by its name."""
    content = csvw.of(columns(base), licences, base, modified, model)
    return {f"{TABLES_DESCRIBED}.json": content}
