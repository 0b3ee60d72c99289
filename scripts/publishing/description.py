"""Description: what the catalogue says of each dataset, apart from any portal; pure.

Read from DCAT-AP-NL 3.0 (DCAT 3 terms); what a portal calls it stands in the table of that portal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from server.namespaces import EXTERNAL

_ADMS: Final = EXTERNAL["adms"]
_SPDX: Final = EXTERNAL["spdx"]
_VCARD: Final = EXTERNAL["vcard"]

#: Written out where rdflib's list of DCAT terms is that of DCAT 2.
_VERSION: Final = URIRef(EXTERNAL["dcat"] + "version")
_VERSION_OF: Final = (DCTERMS.isVersionOf, URIRef(EXTERNAL["dcat"] + "isVersionOf"))

#: Texts by language.
Texts: TypeAlias = Mapping[str, str]


@dataclass(frozen=True)
class Party:
    """Who publishes or made a dataset; `codes` are its addresses in lists of others."""

    iri: str
    name: Texts
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Contact:
    """Where questions go; `email` has no `mailto:` before it."""

    name: str
    email: str
    phone: str
    page: str


@dataclass(frozen=True)
class File:
    """A distribution; `packed` is the media type of its compression, where it has one.

    `size` is in bytes, `algorithm` such as SHA256, `checksum` hexadecimal.
    """

    iri: str
    title: Texts
    description: Texts
    access_url: str
    download_url: str
    licence: str
    languages: tuple[str, ...]
    format: str
    media_type: str
    packed: str
    size: int | None
    algorithm: str
    checksum: str
    modified: str
    conforms_to: tuple[str, ...]


@dataclass(frozen=True)
class Dataset:
    """A dataset of the catalogue. Dates are as written there (`2026-11-22`)."""

    iri: str
    identifier: str
    title: Texts
    description: Texts
    publisher: Party
    creators: tuple[Party, ...]
    contact: Contact
    licence: str
    access: str
    themes: tuple[str, ...]
    keywords: Mapping[str, tuple[str, ...]]
    languages: tuple[str, ...]
    frequency: str
    issued: str
    modified: str
    version: str
    version_notes: Texts
    landing_page: str
    pages: tuple[str, ...]
    conforms_to: tuple[str, ...]
    files: tuple[File, ...]


def describe(graph: Graph) -> list[Dataset]:
    """Describe every dataset that a catalogue in `graph` lists, in the order of their addresses.

    A dataset that is a version of another is told by that other, so it is left out.
    """
    listed = {
        dataset
        for catalog in graph.subjects(RDF.type, DCAT.Catalog)
        for dataset in graph.objects(catalog, DCAT.dataset)
        if isinstance(dataset, URIRef) and (dataset, RDF.type, DCAT.Dataset) in graph
    }
    return [
        _dataset(graph, dataset)
        for dataset in sorted(listed)
        if not any((dataset, of, None) in graph for of in _VERSION_OF)
    ]


def _dataset(graph: Graph, iri: URIRef) -> Dataset:
    keywords = [k for k in graph.objects(iri, DCAT.keyword) if isinstance(k, Literal)]
    return Dataset(
        iri=str(iri),
        identifier=_one(graph, iri, DCTERMS.identifier),
        title=_texts(graph, iri, DCTERMS.title),
        description=_texts(graph, iri, DCTERMS.description),
        publisher=_party(graph, graph.value(iri, DCTERMS.publisher)),
        creators=tuple(_party(graph, p) for p in _things(graph, iri, DCTERMS.creator)),
        contact=_contact(graph, graph.value(iri, DCAT.contactPoint)),
        licence=_one(graph, iri, DCTERMS.license),
        access=_one(graph, iri, DCTERMS.accessRights),
        themes=_all(graph, iri, DCAT.theme),
        keywords={
            language: tuple(sorted(str(k) for k in keywords if k.language == language))
            for language in sorted({k.language or "" for k in keywords})
        },
        languages=_all(graph, iri, DCTERMS.language),
        frequency=_one(graph, iri, DCTERMS.accrualPeriodicity),
        issued=_one(graph, iri, DCTERMS.issued),
        modified=_one(graph, iri, DCTERMS.modified),
        version=_one(graph, iri, _VERSION),
        version_notes=_texts(graph, iri, URIRef(_ADMS + "versionNotes")),
        landing_page=_one(graph, iri, DCAT.landingPage),
        pages=_all(graph, iri, FOAF.page),
        conforms_to=_all(graph, iri, DCTERMS.conformsTo),
        files=tuple(_file(graph, f) for f in _things(graph, iri, DCAT.distribution)),
    )


def _file(graph: Graph, iri: Node) -> File:
    checksum = graph.value(iri, URIRef(_SPDX + "checksum"))
    size = _one(graph, iri, DCAT.byteSize)
    return File(
        iri=str(iri),
        title=_texts(graph, iri, DCTERMS.title),
        description=_texts(graph, iri, DCTERMS.description),
        access_url=_one(graph, iri, DCAT.accessURL),
        download_url=_one(graph, iri, DCAT.downloadURL),
        licence=_one(graph, iri, DCTERMS.license),
        languages=_all(graph, iri, DCTERMS.language),
        format=_one(graph, iri, DCTERMS.format),
        media_type=_one(graph, iri, DCAT.mediaType),
        packed=_one(graph, iri, DCAT.compressFormat),
        size=int(size) if size.isdecimal() else None,
        # The address of an algorithm ends in its name: checksumAlgorithm_sha256.
        algorithm=_one(graph, checksum, URIRef(_SPDX + "algorithm")).rpartition("_")[2].upper(),
        checksum=_one(graph, checksum, URIRef(_SPDX + "checksumValue")),
        modified=_one(graph, iri, DCTERMS.modified),
        conforms_to=_all(graph, iri, DCTERMS.conformsTo),
    )


def _party(graph: Graph, iri: Node | None) -> Party:
    codes = (code for same in (SKOS.exactMatch, OWL.sameAs) for code in _all(graph, iri, same))
    name = _texts(graph, iri, FOAF.name)
    return Party(str(iri or ""), name, (str(iri or ""), *codes))


def _contact(graph: Graph, iri: Node | None) -> Contact:
    def said(name: str) -> str:
        return _one(graph, iri, URIRef(_VCARD + name))

    return Contact(
        name=said("fn"),
        email=said("hasEmail").removeprefix("mailto:"),
        phone=said("hasTelephone").removeprefix("tel:"),
        page=said("hasURL"),
    )


def _all(graph: Graph, thing: Node | None, predicate: URIRef) -> tuple[str, ...]:
    return tuple(sorted(map(str, graph.objects(thing, predicate)))) if thing is not None else ()


def _one(graph: Graph, thing: Node | None, predicate: URIRef) -> str:
    """Return the one value, the first of several in their order, or nothing."""
    return next(iter(_all(graph, thing, predicate)), "")


def _things(graph: Graph, thing: Node, predicate: URIRef) -> list[Node]:
    """Return things in the order of their addresses."""
    return sorted(graph.objects(thing, predicate), key=str)


def _texts(graph: Graph, thing: Node | None, predicate: URIRef) -> Texts:
    found = _things(graph, thing, predicate) if thing is not None else []
    return {o.language or "": str(o) for o in found if isinstance(o, Literal)}
