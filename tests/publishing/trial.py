"""A trial catalogue: two datasets of a publisher that the portal knows, with three files."""

from pathlib import Path

from rdflib import Graph

from scripts.publishing.description import Dataset, describe
from scripts.publishing.overheid import described
from server.release import open_current
from server.settings import DEFAULT_BASE
from tests.serving import tiny

BASE = DEFAULT_BASE
EU = "http://publications.europa.eu/resource/authority/"
PUBLISHER = "http://standaarden.overheid.nl/owms/terms/Vereniging_van_Proefgemeenten"
KEY = "9f0c2a6e-zeer-geheim"
OWNER = "gemma"

CATALOGUE = f"""
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix distribution: <id/distribution/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix organisation: <id/organisation/> .
@prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .

dataset:catalogus dcat:dataset dataset:principes , dataset:landschap .

dataset:principes a dcat:Dataset ;
    dct:title "Principes"@nl , "Principles"@en ;
    dct:description "De acht principes."@nl , "The eight principles."@en ;
    dct:identifier "gemma-lod-principes" ;
    dct:publisher organisation:proef ; dct:creator organisation:proef ;
    dcat:contactPoint organisation:proef ;
    dct:accessRights <{EU}access-right/PUBLIC> ;
    dct:license <https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/cc0> ;
    dcat:theme <{EU}data-theme/GOVE> ;
    dcat:keyword "GEMMA"@nl , "enterprise-architectuur"@nl , "principles"@en ;
    dct:language <{EU}language/NLD> , <{EU}language/ENG> ;
    dct:accrualPeriodicity <{EU}frequency/IRREG> ;
    dcat:version "2026-11-22-0123456789ab" ;
    adms:versionNotes "Eerste uitgave."@nl , "First release."@en ;
    dcat:landingPage <doc/dataset/principes> ; foaf:page <doc/dataset/principes> ;
    dct:conformsTo <def> ;
    dct:issued "2026-11-22"^^xsd:date ; dct:modified "2026-11-22"^^xsd:date ;
    dcat:distribution distribution:principes-ttl , distribution:principes-nt .

dataset:landschap a dcat:Dataset ;
    dct:title "Landschap"@nl ; dct:description "De vijftien platen."@nl ;
    dct:identifier "gemma-lod-landschap" ;
    dct:publisher organisation:proef ; dct:creator organisation:proef ;
    dcat:contactPoint organisation:proef ;
    dct:accessRights <{EU}access-right/PUBLIC> ;
    dct:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
    dcat:theme <{EU}data-theme/GOVE> ;
    dct:language <{EU}language/NLD> ;
    dct:issued "2026-11-22"^^xsd:date ; dct:modified "2026-11-22"^^xsd:date ;
    dcat:distribution distribution:landschap-ttl .

# A version is told by the dataset that it is a version of.
dataset:principes-1 a dcat:Dataset ; dct:isVersionOf dataset:principes .
dataset:catalogus dcat:dataset dataset:principes-1 .

distribution:principes-ttl a dcat:Distribution ; dct:title "Principes, als Turtle"@nl ;
    dcat:accessURL <download/latest/principes.ttl> ;
    dcat:downloadURL <download/2026-11-22-0123456789ab/principes.ttl> ;
    dct:format <{EU}file-type/RDF_TURTLE> ; dcat:byteSize "12"^^xsd:nonNegativeInteger ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/turtle> ;
    dct:license <https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/cc0> ;
    dct:language <{EU}language/NLD> , <{EU}language/ENG> ;
    dct:modified "2026-11-22"^^xsd:date ; dct:conformsTo <https://www.w3.org/TR/turtle/> ;
    spdx:checksum [ a spdx:Checksum ; spdx:algorithm spdx:checksumAlgorithm_sha256 ;
        spdx:checksumValue "ab12"^^xsd:hexBinary ] .
distribution:principes-nt a dcat:Distribution ; dct:title "Principes, als N-Triples"@nl ;
    dcat:accessURL <download/latest/principes.nt> ;
    dct:format <{EU}file-type/RDF_N_TRIPLES> ; dct:language <{EU}language/NLD> ;
    dct:license <https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/cc0> .
distribution:landschap-ttl a dcat:Distribution ; dct:title "Landschap, als Turtle"@nl ;
    dcat:accessURL <download/latest/landschap.ttl> ;
    dcat:downloadURL <download/2026-11-22-0123456789ab/landschap.ttl> ;
    dct:format <{EU}file-type/RDF_TURTLE> ; dct:language <{EU}language/NLD> ;
    dcat:mediaType <https://www.iana.org/assignments/media-types/text/turtle> ;
    dct:license <https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/cc0> ;
    dcat:byteSize "34"^^xsd:nonNegativeInteger .

organisation:proef a foaf:Agent , vcard:Kind ; foaf:name "Proefgemeenten"@nl ;
    skos:exactMatch <{PUBLISHER}> ; vcard:fn "Proefloket" ;
    vcard:hasEmail <mailto:loket@gemeenten.nl> ; vcard:hasTelephone <tel:+31-70-0000000> ;
    vcard:hasURL <https://gemeenten.nl/loket> .
"""


def write(var: Path, old: str = "", new: str = "", base: str = BASE) -> list[Dataset]:
    """Put a tiny release with this catalogue in use, `old` in it replaced, and describe it."""
    tiny.write(var, base, {"catalog": _changed(old, new)})
    return described(open_current(var))


def datasets(old: str = "", new: str = "") -> list[Dataset]:
    """Describe the catalogue, with `old` in it replaced, without a release."""
    text = tiny.PREFIXES + "dataset:catalogus a dcat:Catalog ." + _changed(old, new)
    return describe(Graph().parse(data=text, format="turtle", publicID=BASE))


def _changed(old: str, new: str) -> str:
    assert old in CATALOGUE
    return CATALOGUE.replace(old, new) if old else CATALOGUE
