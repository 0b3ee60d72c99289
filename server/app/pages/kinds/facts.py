"""Facts: what comes first on the page of a thing with no drawing or table of its own; one table.

A row of the table says which facts answer the question that brings people to such a thing, and what
to list: each by where it is found from the thing (`reading.along`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server import quality
from server.app.pages import counterparts
from server.app.pages.kinds.reading import along, said, stated
from server.app.pages.language import Said, number, pick
from server.app.pages.view import LISTED, Value, View
from server.namespaces import DCT, EARL, FOAF, PROV, RDFS, SKOS, gemma
from server.rdf.terms import NamedNode
from server.store import Store
from server.uris import collection_of, key

#: A name in both languages, and where the values are found.
Fact = tuple[Said, str]


@dataclass(frozen=True)
class Facts:
    """The facts of a kind of thing, in the order of a reader, and the things to list below them."""

    facts: tuple[Fact, ...] = ()
    lists: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Listed:
    """Things under a heading, each with what it is where that differs; `total` counts them all."""

    heading: str
    things: tuple[tuple[Value, Value | None], ...]
    total: int


_MENTIONED: Final[Fact] = (("Waar dit genoemd wordt", "Where this is mentioned"), "mentionedIn")
_PUBLISHES: Final[Fact] = (("Wat het uitgeeft", "What it publishes"), f"^{DCT}publisher")
_PUBLISHER: Final[Fact] = (("Uitgever", "Publisher"), DCT + "publisher")
_DATE: Final[Fact] = (("Datum", "Date"), DCT + "issued")
_REMARK: Final[Fact] = (("Opmerking", "Remark"), SKOS + "scopeNote")
_PAGE: Final[Fact] = (("Pagina elders", "Page elsewhere"), FOAF + "page")
#: A thing of the publication in a model that is served beside it.
_HERE: Final[Said] = ("Hier in het model", "Here in the model")
_OUTCOME: Final[Said] = ("Oordeel", "Verdict")
_HOW: Final[Said] = ("Vastgesteld", "Judged")
_WHY: Final[Said] = ("Toelichting", "Explanation")
_PARTS: Final[Fact] = (("Waaruit de eis bestaat", "What it consists of"), f"^{DCT}isPartOf")
_REQUIREMENT: Final = Facts(
    (
        (_OUTCOME, f"^{EARL}test {EARL}result {EARL}outcome"),
        (_WHY, f"^{EARL}test {EARL}result {EARL}info"),
        (_HOW, f"^{EARL}test {EARL}mode"),
        (("Onderdeel van", "Part of"), DCT + "isPartOf"),
        (("Komt voort uit", "Comes from"), DCT + "references"),
    ),
    (_PARTS,),
)
#: Class (its IRI, or the local name of ours) -> its facts.
CLASSES: Final[Mapping[str, Facts]] = {
    "Term": Facts((_REMARK, (("Verwant", "Related"), SKOS + "related")), (_MENTIONED,)),
    "Organisation": Facts(
        (_REMARK, (("Pagina", "Page"), RDFS + "seeAlso")),
        (_PUBLISHES, (("Programma's", "Programmes"), "^ledBy"), _MENTIONED),
    ),
    "Programme": Facts(((("Geleid door", "Led by"), "ledBy"), _REMARK), (_MENTIONED,)),
    "Person": Facts((_REMARK,), (_MENTIONED,)),
    "Legislation": Facts((_REMARK,), (_MENTIONED,)),
    "Work": Facts(
        (
            (("Schrijver", "Author"), DCT + "creator"), _PUBLISHER, _DATE,
            (("In de literatuurlijst", "In the references"), "hasReference"), _REMARK,
        ),
        (_MENTIONED,),
    ),
    "Reference": Facts(
        ((("Werk", "Work"), "refersTo"), (("Zoals gedrukt", "As printed"), "sourceLabel")),
        ((("Waar ernaar verwezen wordt", "Where it is cited"), "^printedReference"),),
    ),
    "Citation": Facts((
        (("Staat in", "Stands in"), "citedIn"),
        (("Gedrukte verwijzing", "Printed reference"), "printedReference"),
        (("Bedoeld werk", "Work that is meant"), "intendedWork"),
        (("Grond", "Basis"), "basis"), (("Zekerheid", "Certainty"), "certainty"),
    )),
    "Counterpart": Facts(
        (
            (("Soort in het model", "Kind in the model"), "modelType"), _PAGE,
            (("Uitgave", "Edition"), "inEdition"),
        ),
        tuple(
            (heading, "^" + relation)
            for relation, heading in (
                (SKOS + "exactMatch", ("Dit was in 2013", "This was in 2013")),
                (SKOS + "closeMatch", ("Lijkt het meest op", "Most resembles")),
                (DCT + "isReplacedBy", ("Vervangt", "Replaces")),
                (SKOS + "broadMatch", ("Hier viel in 2013 onder", "Comprises of 2013")),
                (SKOS + "narrowMatch", ("Was in 2013 deel van", "Was part of in 2013")),
                (SKOS + "relatedMatch", ("Verwant aan", "Related to")),
            )
        ),
    ),
    "ModelEdition": Facts(
        (_DATE, _PUBLISHER, _REMARK, (("Te vinden op", "To be found at"), RDFS + "seeAlso")),
        ((("Wat hierin niet te vinden was", "What was not found in it"), "^noCounterpartIn"),
         (("Tegenhangers hierin", "Counterparts in it"), "^inEdition")),
    ),
    "SourcePlace": Facts(
        (
            (("Document", "Document"), "inDocument"), (("Deel", "Part"), "inSourcePart"),
            (("Eerste regel", "First line"), "firstLine"),
            (("Laatste regel", "Last line"), "lastLine"),
        ),
        ((("Wat hier staat", "What stands here"), "isPlaceOf"),),
    ),
    "ImplicationItem": Facts(
        ((("Onderdeel van", "Part of"), "itemOf"),
         (("Principe", "Principle"), "itemOf implicationOf")),
        ((("De andere onderdelen", "The other parts"), "itemOf hasItem"),),
    ),
    "NoraLink": Facts((
        (("Principe van NORA", "NORA principle"), "noraPrinciple"),
        (("Principe van GEMMA", "GEMMA principle"), "principle"),
    )),
    EARL + "TestRequirement": _REQUIREMENT,
    EARL + "TestCase": _REQUIREMENT,
    EARL + "Assertion": Facts((
        (("Eis", "Requirement"), EARL + "test"),
        (_OUTCOME, f"{EARL}result {EARL}outcome"), (_WHY, f"{EARL}result {EARL}info"),
        (_HOW, EARL + "mode"), (("Door", "By"), EARL + "assertedBy"),
    )),
    EARL + "TestResult": Facts((
        (_OUTCOME, EARL + "outcome"), (_WHY, EARL + "info"),
        (("Eis", "Requirement"), f"^{EARL}result {EARL}test"),
    )),
}  # fmt: skip
#: Collection of what has no class of its own -> its facts.
COLLECTIONS: Final[Mapping[str, Facts]] = {
    "activity": Facts(
        ((("Hoe", "How"), DCT + "description"),),
        ((("Wat er gemaakt is", "What was made"), f"^{PROV}wasGeneratedBy"),
         (("Uit deze bronbestanden", "From these source files"), PROV + "used")),
    ),
    "file": Facts(
        ((("Kenmerk van de inhoud", "Digest of the content"), DCT + "identifier"),
         (("Gebruikt door", "Used by"), f"^{PROV}used")),
        ((("Grafen die hieruit volgen", "Graphs that follow from it"), f"^{PROV}wasDerivedFrom"),),
    ),
    "software": Facts((), ((("Wat het oordeelde", "What it judged"), f"^{EARL}assertedBy"),)),
    "report": Facts(((("Gemaakt door", "Made by"), PROV + "wasGeneratedBy"),)),
}  # fmt: skip
#: Collection -> the page that tells it all.
_WHOLE: Final[Mapping[str, tuple[str, Said]]] = {
    **dict.fromkeys(
        ("requirement", "assertion", "result", "software"),
        ("/def/conformance", ("Alle eisen en oordelen", "All requirements and verdicts")),
    ),
    **dict.fromkeys(
        ("report", "metric"), ("/quality", ("Kwaliteit van de gegevens", "Quality of the data"))
    ),
    "nora-link": ("/doc/nora-link", ("De hele tabel", "The whole table")),
    "counterpart": ("/doc/edition", ("Waarmee vergeleken is", "What was compared with")),
}  # fmt: skip


def facts(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a thing by the row of its kind."""
    return _told(view, store, ())


def counterpart(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a counterpart: where it is in a model beside, too."""
    here = counterparts.here(view.about, view, store)
    return _told(view, store, [(pick(_HERE, view.reader.language), (here,))] if here else ())


def _told(
    view: View, store: Store, more: Sequence[tuple[str, tuple[Value, ...]]]
) -> dict[str, object]:
    """Return what a page is told by the row of its kind, and the facts that no statement has."""
    row = _row(view.about, store)
    where = _WHOLE.get(collection_of(store.base, view.about))
    spoken = view.reader.language
    return {
        "facts": [
            (pick(name, spoken), values)
            for name, path in row.facts
            if (values := said(along(view.about, path, store), view))
        ]
        + [*more],
        "lists": [
            found
            for name, path in row.lists
            if (found := _listed(pick(name, spoken), path, view, store)).things
        ],
        "whole": Value(pick(where[1], spoken), href=view.reader.at(where[0])) if where else None,
    }


def metric(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a metric: what was measured by it of each dataset."""
    measured = [
        (view.link(dataset), number(found[name], view.reader.language))
        for dataset in store.members.get("dataset", ())
        if (name := key(view.about)) in (found := quality.figures(dataset, store))
    ]
    return {**facts(view, store), "measured": measured}


def _row(iri: str, store: Store) -> Facts:
    ours = gemma(store.base)
    for name, row in CLASSES.items():
        if store.is_a(iri, name if "/" in name else ours + name):
            return row
    return COLLECTIONS.get(collection_of(store.base, iri), Facts())


def _listed(heading: str, path: str, view: View, store: Store) -> Listed:
    found = [
        term.value
        for term in along(view.about, path, store)
        if isinstance(term, NamedNode) and term.value != view.about
    ]
    things = sorted(found, key=store.sort_key)
    kinds = {iri: stated(iri, view, store) for iri in things[:LISTED]}
    # Where all are of one kind, nobody needs it told of each.
    mixed = len(set(kinds.values())) > 1
    shown = tuple((view.link(iri), kind if mixed else None) for iri, kind in kinds.items())
    return Listed(heading, shown, len(things))
