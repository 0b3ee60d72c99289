"""Columns: which tables there are for people with a spreadsheet, and what stands in each column.

One row here makes a column, its values and its description, so these cannot differ. Values that are
things of ours are written as their key; in a column of a value list also without the part of the
key that is the same for the whole list (`midden` for `concept:zekerheid-midden`).
"""

from dataclasses import dataclass
from typing import Final

#: What stands between the values of a cell that holds several.
SEPARATOR: Final = "|"
KEY: Final = "key"


@dataclass(frozen=True)
class Column:
    """One column: the values of a property of the thing that a row is about.

    `under` says that values are things, and where their IRIs start, below `id/` or in full;
    `language` that they are texts in a language; else they are of the `datatype`. With `of`, the
    property is one of the thing in that other column. A column with a `claim` has, in the place of
    a property, how sure the claims are about that property.
    """

    name: str
    nl: str
    en: str
    property: str = ""
    under: str = ""
    language: str = ""
    datatype: str = "string"
    many: bool = False
    of: str = ""
    claim: str = ""
    #: The table whose key a value is, for a column without empty cells: to a strict reader an
    #: empty cell refers to a row that is not there.
    refers: str = ""


@dataclass(frozen=True)
class Table:
    """One table: a row for each thing of a class; the collection is that of their addresses."""

    stem: str
    kind: str
    collection: str
    columns: tuple[Column, ...]
    order: tuple[str, ...] = (KEY,)


def _name(name: str, nl: str, en: str, of: str, *, many: bool = False) -> Column:
    """Return the column with the Dutch name of the thing in the column `of`."""
    return Column(name, nl, en, "skos:prefLabel", language="nl", of=of, many=many)


IRI: Final = Column("iri", "Adres", "Address", datatype="anyURI")
LABELS: Final = (
    Column("label_nl", "Naam", "Name in Dutch", "skos:prefLabel", language="nl"),
    Column("label_en", "Naam in het Engels", "Name", "skos:prefLabel", language="en"),
)
DEFINITIONS: Final = (
    Column("definition_nl", "Omschrijving", "Definition in Dutch", "skos:definition",
           language="nl"),
    Column("definition_en", "Omschrijving in het Engels", "Definition", "skos:definition",
           language="en"),
)  # fmt: skip
_PRINTED: Final = Column(
    "printed", "Zoals gedrukt", "As printed", "gemma:sourceLabel", many=True
)  # fmt: skip
_PLACES: Final = (
    Column("places", "Plaatsen in de bron", "Places in the source", "gemma:sourcePlace",
           under="place/", many=True),
    Column("parts", "Pagina's of paragrafen", "Pages or sections", "gemma:inSourcePart",
           under="section/", many=True, of="places"),
)  # fmt: skip
_CONDITIONS: Final = (
    Column("obligation", "Verplichtheid", "Obligation", "gemma:obligation",
           under="concept/verplichtheid-"),
    Column("condition_nl", "Voorwaarde", "Condition in Dutch", "gemma:condition", language="nl"),
    Column("condition_en", "Voorwaarde in het Engels", "Condition", "gemma:condition",
           language="en"),
    Column("scope", "Reikwijdte", "Scope", "gemma:scope", under="concept/reikwijdte-"),
)  # fmt: skip
_SURE: Final = "concept/zekerheid-"
_NUMBER: Final = Column("number", "Nummer", "Number", "skos:notation")
_POSITION: Final = Column("position", "Volgorde", "Position", "gemma:position", datatype="integer")

TABLES: Final[tuple[Table, ...]] = (
    Table("elementen", "gemma:Element", "element", (
        IRI, *LABELS, *DEFINITIONS,
        Column("kind", "Soort", "Kind", "gemma:kind", under="concept/soort-"),
        Column("kind_certainty", "Zekerheid van de soort", "Certainty of the kind",
               under=_SURE, claim="rdf:type", many=True),
        Column("band", "Band", "Band", "gemma:band", under="concept/band-"),
        Column("layer", "Laag", "Layer", "gemma:layer", under="concept/laag-", many=True),
        Column("part_of", "Onderdeel van", "Part of", "gemma:partOf", under="element/"),
        _name("part_of_name", "Naam van wat het onderdeel van is", "Name of what it is part of",
              "part_of"),
        Column("part_of_certainty", "Zekerheid van het onderdeel", "Certainty of the part",
               under=_SURE, claim="gemma:partOf", many=True),
        Column("abbreviation", "Afkorting", "Abbreviation", "gemma:abbreviation", many=True),
        Column("expansion", "Voluit", "Written out", "gemma:expansion", many=True),
        Column("synonyms_nl", "Ook genoemd", "Also named in Dutch", "skos:altLabel",
               language="nl", many=True),
        Column("synonyms_en", "Ook genoemd in het Engels", "Also named", "skos:altLabel",
               language="en", many=True),
        _PRINTED, *_PLACES,
    )),
    Table("platen", "gemma:View", "view", (
        IRI, *LABELS, *DEFINITIONS, _POSITION,
        Column("title_basis", "Grond van de titel", "Basis of the title", "gemma:titleBasis",
               under="concept/grond-"),
        _PRINTED, *_PLACES,
    ), ("position",)),
    Table("stromen", "gemma:Flow", "flow", (
        IRI,
        Column("view", "Plaat", "View", "gemma:flowOf", under="view/", refers="platen"),
        _name("view_name", "Naam van de plaat", "Name of the view", "view"),
        _POSITION,
        Column("number", "Nummer zoals gedrukt", "Number as printed", "gemma:number", many=True),
        *LABELS, *DEFINITIONS,
        Column("from", "Van", "From", "gemma:from", under="element/", many=True),
        _name("from_names", "Namen van het begin", "Names of the start", "from", many=True),
        Column("to", "Naar", "To", "gemma:to", under="element/", many=True),
        _name("to_names", "Namen van het einde", "Names of the end", "to", many=True),
        Column("via", "Via", "Via", "gemma:via", under="element/", many=True),
        Column("direction", "Richting", "Direction", "gemma:direction",
               under="concept/richting-"),
        Column("standards", "Standaarden", "Standards", "gemma:usesStandard",
               under="standard/", many=True),
        Column("names_no_standard", "Noemt geen standaard", "Names no standard",
               "gemma:namesNoStandard", datatype="boolean"),
        *_CONDITIONS,
        Column("basis", "Grond", "Basis", "gemma:basis", under="concept/grond-"),
        Column("certainty", "Zekerheid", "Certainty", "gemma:certainty", under=_SURE),
        Column("evidence_nl", "Waarom", "Why, in Dutch", "gemma:evidence", language="nl"),
        Column("evidence_en", "Waarom, in het Engels", "Why", "gemma:evidence", language="en"),
        _PRINTED, *_PLACES,
    ), ("view", "position")),
    Table("gebruik", "gemma:StandardUse", "use", (
        IRI,
        Column("flow", "Stroom", "Flow", "gemma:useOf", under="flow/"),
        Column("step", "Interne stap", "Internal step", "gemma:useOf", under="step/"),
        Column("note", "Aantekening", "Note", "gemma:useOf", under="note/"),
        _POSITION,
        Column("standard", "Standaard", "Standard", "gemma:standard", under="standard/",
               refers="standaarden"),
        _name("standard_name", "Naam van de standaard", "Name of the standard", "standard"),
        Column("version", "Versie", "Version", "gemma:standardVersion", under="version/",
               many=True),
        Column("version_numbers", "Nummer van de versie", "Number of the version",
               "gemma:version", of="version", many=True),
        Column("transport", "Transport", "Transport", "gemma:transport", under="standard/",
               many=True),
        *_CONDITIONS,
        Column("open_question_nl", "Open vraag", "Open question in Dutch", "gemma:openQuestion",
               language="nl"),
        Column("open_question_en", "Open vraag in het Engels", "Open question",
               "gemma:openQuestion", language="en"),
        _PRINTED, *_PLACES,
    ), ("flow", "step", "note", "position")),
    Table("principes", "gemma:Principle", "principle", (
        IRI, _NUMBER, *LABELS, *DEFINITIONS,
        Column("motivation_nl", "Motivering", "Motivation in Dutch", "gemma:motivation",
               language="nl"),
        Column("motivation_en", "Motivering in het Engels", "Motivation", "gemma:motivation",
               language="en"),
        *_PLACES,
    ), ("number",)),
    Table("implicaties", "gemma:Implication", "implication", (
        IRI, _NUMBER,
        Column("principle", "Principe", "Principle", "gemma:implicationOf", under="principle/",
               refers="principes"),
        _name("principle_name", "Naam van het principe", "Name of the principle", "principle"),
        _POSITION, *LABELS, *DEFINITIONS, *_PLACES,
    ), ("number",)),
    Table("standaarden", "gemma:Standard", "standard", (
        IRI, *LABELS, *DEFINITIONS,
        Column("abbreviation", "Afkorting", "Abbreviation", "gemma:abbreviation", many=True),
        Column("publisher", "Beheerder", "Publisher", "dct:publisher", under="organisation/",
               many=True),
        _name("publisher_names", "Namen van de beheerder", "Names of the publisher", "publisher",
              many=True),
        Column("pages", "Meer erover", "More about it", "rdfs:seeAlso", datatype="anyURI",
               many=True),
        _PRINTED, *_PLACES,
    )),
    Table("versies", "gemma:StandardVersion", "version", (
        IRI,
        Column("standard", "Standaard", "Standard", "gemma:versionOf", under="standard/",
               refers="standaarden"),
        Column("version", "Versie", "Version", "gemma:version"),
        *LABELS, *DEFINITIONS, _PRINTED, *_PLACES,
    )),
)  # fmt: skip
