"""A tiny release, written by hand: a handful of things of each sort that serving must handle.

Among them what is hostile to a page or a form: markup in a label, an IRI of a dangerous scheme,
carriage returns, blank nodes, and things that were withdrawn.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rdflib import Dataset, Graph, URIRef

from server.release import CURRENT, MANIFEST, QUADS, RELEASES, THINGS

BASE = "https://gemma.example/pad/"
ID = "2026-11-22-0123456789ab"

#: The rules for lists, which every release publishes.
RULES = Path(__file__).resolve().parents[2] / "shapes" / "lijst.ttl"

PREFIXES = """
@prefix gemma: <def#> .
@prefix assertion: <id/assertion/> .
@prefix claim: <id/claim/> .
@prefix concept: <id/concept/> .
@prefix dataset: <id/dataset/> .
@prefix document: <id/document/> .
@prefix element: <id/element/> .
@prefix implication: <id/implication/> .
@prefix place: <id/place/> .
@prefix principle: <id/principle/> .
@prefix report: <id/report/> .
@prefix requirement: <id/requirement/> .
@prefix result: <id/result/> .
@prefix scheme: <id/scheme/> .
@prefix section: <id/section/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix earl: <http://www.w3.org/ns/earl#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

GRAPHS = {
    "ontology": r"""
<def> a owl:Ontology ; dct:title "Proefvocabulaire"@nl , "Trial vocabulary"@en ;
    owl:versionIRI <def/1.0.0> ; owl:versionInfo "1.0.0" .
gemma:BusinessFunction a owl:Class ; rdfs:label "Bedrijfsfunctie"@nl , "Business function"@en ;
    rdfs:comment "Wat een gemeente doet."@nl .
gemma:ReferenceComponent a owl:Class ;
    rdfs:label "Referentiecomponent"@nl , "Reference component"@en ;
    rdfs:comment "Een <b>soort</b> programma."@nl , "A kind of program."@en ;
    rdfs:subClassOf [ a owl:Restriction ; owl:onProperty gemma:layer ;
        owl:hasValue concept:laag-backoffice ] .
gemma:Claim a owl:Class ; rdfs:label "Uitspraak"@nl , "Claim"@en .
gemma:partOf a owl:ObjectProperty ; rdfs:label "onderdeel van"@nl , "part of"@en ;
    rdfs:domain [ a owl:Class ; owl:unionOf ( gemma:BusinessFunction gemma:ReferenceComponent ) ] .
gemma:hasPart a owl:ObjectProperty ; owl:inverseOf gemma:partOf ; rdfs:label "bevat"@nl .
gemma:layer a owl:ObjectProperty ; rdfs:label "laag"@nl , "layer"@en .
gemma:number a owl:DatatypeProperty ; rdfs:label "nummer in de bron"@nl .
""",
    "schemes": """
scheme:laag a skos:ConceptScheme ; skos:prefLabel "Laag"@nl , "Layer"@en .
concept:laag-backoffice a skos:Concept ; skos:inScheme scheme:laag ;
    skos:prefLabel "Backoffice"@nl , "Back office"@en .
concept:zekerheid-laag a skos:Concept ; skos:prefLabel "Laag"@nl , "Low"@en .
concept:zekerheid-hoog a skos:Concept ; skos:prefLabel "Hoog"@nl , "High"@en .
concept:grond-afgeleid a skos:Concept ; skos:prefLabel "Afgeleid"@nl , "Inferred"@en .
""",
    "principes": """
principle:open-data a gemma:Principle , skos:Concept ; skos:notation "3.6" ; gemma:number "3.6" ;
    gemma:position 6 ; skos:prefLabel "Open data"@nl , "Open data"@en ;
    gemma:hasImplication implication:open-data-tien , implication:open-data-twee .
principle:gesloten-data a gemma:Principle , skos:Concept ; skos:notation "3.10" ;
    gemma:number "3.10" ; gemma:position 10 ; skos:prefLabel "Gesloten data"@nl .
implication:open-data-tien a gemma:Implication ; gemma:implicationOf principle:open-data ;
    gemma:position 10 ; skos:notation "3.6.10" ;
    skos:prefLabel "Tiende"@nl , "Tenth"@en ; skos:definition "De tiende."@nl , "Tenth."@en .
implication:open-data-twee a gemma:Implication ; gemma:implicationOf principle:open-data ;
    gemma:position 2 ; skos:notation "3.6.2" ;
    skos:prefLabel "Tweede"@nl , "Second"@en ; skos:definition "De tweede."@nl , "Second."@en .
""",
    "landschap": r"""
element:burgerzaken a gemma:BusinessFunction , skos:Concept ;
    skos:prefLabel "Burgerzaken"@nl , "Civil affairs"@en .
element:balie a gemma:ReferenceComponent , skos:Concept ; gemma:partOf element:burgerzaken ;
    skos:prefLabel "Balie"@nl , "Counter"@en ; gemma:layer concept:laag-backoffice ;
    skos:definition "Helpt aan de balie."@nl , "Helps at the counter."@en ;
    gemma:sourceLabel "Balie" ; gemma:sourcePlace place:landschap-5-6 .
element:reisdocumenten a gemma:ReferenceComponent , skos:Concept ; gemma:partOf element:balie ;
    skos:prefLabel "Reisdocumenten"@nl , "Travel documents"@en ;
    skos:definition "Paspoorten."@nl , "Passports."@en .
element:vals a gemma:ReferenceComponent ;
    skos:prefLabel "<script>alert('vals')</script> & \"co\""@nl , "False"@en ;
    rdfs:seeAlso <javascript:alert(1)> , <data:text/html,x> , <https://example.org/a?b=c&d> ;
    gemma:sourceLabel "eerste\rtweede\r\nderde\tvierde\\vijfde" ;
    gemma:amount 7 , 12.5 , true , "2026-11-22"^^xsd:date .
claim:balie-plaats a gemma:Claim ; gemma:claimSubject element:balie , element:reisdocumenten ;
    gemma:claimProperty gemma:partOf ; gemma:claimObject element:burgerzaken ;
    gemma:basis concept:grond-afgeleid ; gemma:certainty concept:zekerheid-laag ;
    skos:prefLabel "Balie: onderdeel van Burgerzaken"@nl ;
    gemma:evidence "Het staat ernaast."@nl , "It stands beside it."@en .
""",
    "catalog": """
dataset:catalogus a dcat:Catalog ; dct:title "Catalogus"@nl , "Catalogue"@en ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> .
""",
    "provenance": """
document:landschap a gemma:SourceDocument ; skos:prefLabel "Landschap"@nl , "Landscape"@en .
section:landschap-p01 a gemma:Page ; skos:prefLabel "Pagina 1"@nl , "Page 1"@en .
place:landschap-5-6 a gemma:SourcePlace ; gemma:inDocument document:landschap ;
    gemma:inSourcePart section:landschap-p01 ; gemma:firstLine 5 ; gemma:lastLine 6 ;
    gemma:isPlaceOf element:balie ; skos:prefLabel "Landschap, regels 5-6"@nl .
element:loket a gemma:WithdrawnResource ; skos:prefLabel "Loket"@nl , "Desk"@en ;
    dct:isReplacedBy element:balie ; gemma:withdrawnOn "2026-11-22"^^xsd:date .
element:kaartenbak a gemma:WithdrawnResource ; skos:prefLabel "Kaartenbak"@nl .
<id/graph/landschap> a sd:NamedGraph ; skos:prefLabel "Landschap"@nl .
""",
    "quality": r"""
report:shacl a sh:ValidationReport ; skos:prefLabel "Rapport"@nl ; sh:conforms false ;
    sh:result [ a sh:ValidationResult ; sh:focusNode element:balie ;
        sh:resultPath gemma:layer ; sh:resultSeverity sh:Warning ;
        sh:sourceConstraintComponent sh:MinCountConstraintComponent ;
        sh:sourceShape <def/shapes#Balie-layer> ;
        sh:resultMessage "Geef de balie een <i>laag</i>."@nl , "Give the counter a layer."@en ] .
<def/shapes> a owl:Ontology ; skos:prefLabel "Regels"@nl .
<def/shapes#Balie> a sh:NodeShape ; sh:targetNode element:balie ;
    sh:property <def/shapes#Balie-layer> .
<def/shapes#Balie-layer> a sh:PropertyShape ; sh:path gemma:layer ; sh:minCount 1 ;
    sh:message "Geef de balie een laag."@nl , "Give the counter a layer."@en .
requirement:open-data a earl:TestRequirement ; dct:title "Open data"@nl , "Open data"@en .
requirement:bereikbaar a earl:TestCase ; dct:isPartOf requirement:open-data ;
    dct:title "Te bereiken"@nl , "Reachable"@en .
assertion:bereikbaar a earl:Assertion ; earl:test requirement:bereikbaar ;
    earl:mode earl:manual ; earl:result result:bereikbaar ; earl:subject dataset:catalogus .
result:bereikbaar a earl:TestResult ; earl:outcome earl:cantTell ;
    earl:info "Niet te zeggen."@nl , "Cannot be told."@en .
"""
    + RULES.read_text(encoding="utf-8"),
    "inferred": """
element:burgerzaken gemma:hasPart element:balie .
element:balie a gemma:Element .
""",
}


def write(var: Path, base: str = BASE, more: Mapping[str, str] | None = None) -> Path:
    """Write the release under `var`, put it in use, and return its folder.

    `more` is Turtle to add, by named graph.
    """
    folder = release(var, ID, base, more)
    (var / CURRENT).symlink_to(folder.relative_to(var))
    return folder


def release(
    var: Path,
    name: str,
    base: str = BASE,
    more: Mapping[str, str] | None = None,
    changed: Mapping[str, str] | None = None,
    announced: Sequence[str] = (),
) -> Path:
    """Write a release under `var` that differs from the tiny one, and return its folder.

    `more` is Turtle to add, by named graph; `changed` is text to put for other in the tiny one.
    """
    folder = var / RELEASES / name
    folder.mkdir(parents=True)
    dataset = Dataset()
    counts = {}
    things = set()
    for key, turtle in GRAPHS.items():
        for old, new in (changed or {}).items():
            turtle = turtle.replace(old, new)
        text = PREFIXES + turtle + (more or {}).get(key, "")
        graph = Graph().parse(data=text, format="turtle", publicID=base)
        counts[key] = {"iri": f"{base}id/graph/{key}", "sources": [], "triples": len(graph)}
        for s, p, o in graph:
            dataset.graph(URIRef(f"{base}id/graph/{key}")).add((s, p, o))
            if str(s).startswith(base + "id/"):
                things.add(str(s).removeprefix(base))
    quads = dataset.serialize(format="nquads")
    (folder / QUADS).write_text("".join(sorted(quads.splitlines(keepends=True))).lstrip("\n"))
    (folder / THINGS).write_text("\n".join(sorted(things)) + "\n")
    manifest = {
        "id": name,
        "base": base,
        "announced": list(announced),
        "files": {name: _entry(folder / name) for name in (QUADS, THINGS)},
        "graphs": counts,
        "classes": {"def#ReferenceComponent": 3, "def#BusinessFunction": 1, "def#Principle": 2},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, sort_keys=True, indent=2))
    return folder


def _entry(file: Path) -> dict[str, object]:
    body = file.read_bytes()
    return {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
