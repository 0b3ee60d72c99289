"""Namespaces: the one place where an IRI of somebody else's vocabulary is spelled.

Our own namespace follows from the base IRI (see `server.settings`), so it is a function here,
never a constant.
"""

from collections.abc import Mapping
from typing import Final

#: Prefixes of the vocabularies that the data uses, in the order in which documents list them.
EXTERNAL: Final[Mapping[str, str]] = {
    "adms": "http://www.w3.org/ns/adms#",
    "archimate": "https://purl.org/archimate#",
    "as": "https://www.w3.org/ns/activitystreams#",
    "cs": "http://purl.org/vocab/changeset/schema#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "earl": "http://www.w3.org/ns/earl#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "hydra": "http://www.w3.org/ns/hydra/core#",
    "isothes": "http://purl.org/iso25964/skos-thes#",
    "ldqd": "http://www.w3.org/2016/05/ldqd#",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

ACTIVITY: Final = EXTERNAL["as"]
CHANGESET: Final = EXTERNAL["cs"]
RDF: Final = EXTERNAL["rdf"]
RDFS: Final = EXTERNAL["rdfs"]
SKOS: Final = EXTERNAL["skos"]
OWL: Final = EXTERNAL["owl"]
XSD: Final = EXTERNAL["xsd"]
DCT: Final = EXTERNAL["dct"]
FOAF: Final = EXTERNAL["foaf"]
PROV: Final = EXTERNAL["prov"]
SH: Final = EXTERNAL["sh"]
SD: Final = EXTERNAL["sd"]
DCAT: Final = EXTERNAL["dcat"]
VOID: Final = EXTERNAL["void"]
HYDRA: Final = EXTERNAL["hydra"]
VCARD: Final = EXTERNAL["vcard"]
EARL: Final = EXTERNAL["earl"]
DQV: Final = EXTERNAL["dqv"]

RDF_TYPE: Final = RDF + "type"
RDFS_LABEL: Final = RDFS + "label"
SKOS_PREF_LABEL: Final = SKOS + "prefLabel"


def gemma(base: str) -> str:
    """Return the namespace of our own vocabulary under `base` (which ends in a slash)."""
    return base + "def#"


def prefixes(base: str, collections: tuple[str, ...] = ()) -> dict[str, str]:
    """Return every prefix that a document of ours may declare, our own first.

    `collections` adds one prefix per collection (`element:` for `{base}id/element/`), as the
    hand-written sources have them.
    """
    own = {"gemma": gemma(base)}
    own.update({name: f"{base}id/{name}/" for name in collections})
    return {**own, **EXTERNAL}


def curie(iri: str, names: Mapping[str, str] = EXTERNAL) -> str:
    """Return an IRI as people write it (`skos:broader`), or as it is when no prefix fits."""
    for prefix, namespace in names.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
