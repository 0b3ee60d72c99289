"""Catalogue: what the build can compute of it, in the terms of DCAT-AP-NL 3.0 and VoID; pure.

A person decides what stands in `data/catalog.ttl`; this adds files with their size and checksum,
versions, figures and the addresses of the services, in a graph of its own. That graph describes the
files of all other graphs and never its own, because no file can hold its own checksum.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import DCAT, DCTERMS, FOAF, RDF, SKOS, XSD, BNode, Literal, URIRef

from scripts import earlier, void
from scripts.identity import Identity
from scripts.terms import Object, Triple
from server.downloads import DOWNLOADS, GZIP, LATEST, Download, path
from server.formats import ARCHIMATE, DOCUMENT_FORMATS
from server.graphs import ABOUT_RELEASE, GRAPHS, WHOLE, graph_iri
from server.namespaces import EXTERNAL
from server.uris import thing_iri

_VOID: Final = void.VOID
VERSION: Final = URIRef(EXTERNAL["dcat"] + "version")
_SPDX: Final = EXTERNAL["spdx"]
#: The Dutch standard that concepts and their schemes keep to.
NL_SBB: Final = URIRef("https://docs.geostandaarden.nl/nl-sbb/nl-sbb/")
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_FILE_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
#: Form of a file -> what the file type authority of the EU calls it, and the standard it follows.
_FORMATS: Final = {
    "turtle": ("RDF_TURTLE", "https://www.w3.org/TR/turtle/"),
    "n-triples": ("RDF_N_TRIPLES", "https://www.w3.org/TR/n-triples/"),
    "n-quads": ("RDF_N_QUADS", "https://www.w3.org/TR/n-quads/"),
    "trig": ("RDF_TRIG", "https://www.w3.org/TR/trig/"),
    "json-ld": ("JSON_LD", "https://www.w3.org/TR/json-ld11/"),
    "rdf-xml": ("RDF_XML", "https://www.w3.org/TR/rdf-syntax-grammar/"),
    "csv": ("CSV", "https://www.rfc-editor.org/rfc/rfc4180"),
    "csvw": ("JSON", "https://www.w3.org/TR/tabular-metadata/"),
    ARCHIMATE.key: ("XML", "http://www.opengroup.org/xsd/archimate/"),
}
#: Service -> its address and where it is described, below the base, and the standards it follows.
_SERVICES: Final[Mapping[str, tuple[str, str, tuple[str, ...]]]] = {
    "sparql": ("sparql", "sparql", ("https://www.w3.org/TR/sparql11-protocol/",)),
    "opvragen": ("", ".well-known/void", ("https://www.rfc-editor.org/rfc/rfc9110",)),
}

Graphs = Mapping[str, frozenset[Triple]]


@dataclass(frozen=True)
class Released:
    """What is described: a release by name and day, under `base` in the `space` of its model."""

    base: str
    id: str
    modified: str
    space: str = ""

    @property
    def home(self) -> str:
        """Where the things of this release are."""
        return self.base + self.space


def derive(
    graphs: Graphs, files: Mapping[str, bytes], base: str, identity: Identity
) -> Iterator[Triple]:
    """Describe the release: `files` are its dumps by name, `graphs` all that stands in them.

    What no person put in the catalogue is left out here: there is nothing to hang it on.
    """
    datasets = _described(graphs["catalog"], DCAT.Dataset)
    services = _described(graphs["catalog"], DCAT.DataService)
    whole = URIRef(thing_iri(base, "dataset", WHOLE))
    for dataset in sorted(datasets):
        yield from version(dataset, Released(base, identity.id, identity.modified))
    for graph in GRAPHS:
        own = URIRef(thing_iri(base, "dataset", graph.dataset))
        iri = URIRef(graph_iri(base, graph.key))
        if own in datasets and graph.key not in ABOUT_RELEASE:
            yield from void.figures(iri, graphs[graph.key], base)
            yield iri, URIRef(_VOID + "sparqlEndpoint"), URIRef(f"{base}sparql")
            for dataset in {own, whole} & datasets:
                yield dataset, URIRef(_VOID + "subset"), iri
                if any((p, o) == (RDF.type, SKOS.Concept) for _, p, o in graphs[graph.key]):
                    yield from conforms(dataset, NL_SBB)
    if whole in datasets:
        everything = {t for k, found in graphs.items() if k not in ABOUT_RELEASE for t in found}
        yield from void.figures(whole, everything, base)
        yield URIRef(thing_iri(base, "release", "current")), DCTERMS.isVersionOf, whole
        yield from earlier.derive(graphs["catalog"], base)
    yield from _files(graphs["catalog"], files, base, identity)
    for key in _SERVICES:
        if (service := URIRef(thing_iri(base, "service", key))) in services:
            yield from _service(service, key, sorted(datasets), base)


def _files(
    catalog: frozenset[Triple], files: Mapping[str, bytes], base: str, identity: Identity
) -> Iterator[Triple]:
    """Describe every file of a dataset, with the licence and the languages of that."""
    datasets = _described(catalog, DCAT.Dataset)
    sparql = URIRef(thing_iri(base, "service", "sparql"))
    served = sparql in _described(catalog, DCAT.DataService)
    released = Released(base, identity.id, identity.modified)
    for download in DOWNLOADS:
        dataset, iri = URIRef(thing_iri(base, "dataset", download.dataset)), _file(download, base)
        if dataset not in datasets:
            continue
        content = files[download.name]
        digest = hashlib.sha256(content).hexdigest()
        yield from distribution(download, dataset, (len(content), digest), released)
        for stated in (DCTERMS.license, DCTERMS.language):
            for value in _values(catalog, dataset, stated):
                yield iri, stated, value
        if served:
            yield iri, DCAT.accessService, sparql


def conforms(thing: URIRef, standard: URIRef) -> Iterator[Triple]:
    """Say that a thing keeps to a standard."""
    yield thing, DCTERMS.conformsTo, standard
    yield standard, RDF.type, DCTERMS.Standard


def _described(catalog: frozenset[Triple], kind: URIRef) -> set[URIRef]:
    return {s for s, p, o in catalog if (p, o) == (RDF.type, kind) and isinstance(s, URIRef)}


def _values(catalog: frozenset[Triple], thing: URIRef, predicate: URIRef) -> list[Object]:
    return [o for s, p, o in catalog if (s, p) == (thing, predicate)]


def version(dataset: URIRef, released: Released) -> Iterator[Triple]:
    """Say which release of a dataset this is, and where to read about it."""
    page = _document(dataset, released.home)
    yield dataset, VERSION, Literal(released.id, datatype=XSD.string)
    yield dataset, DCAT.landingPage, page
    yield dataset, FOAF.page, page
    yield page, RDF.type, FOAF.Document
    yield from conforms(dataset, URIRef(f"{released.base}def"))


def distribution(
    download: Download, dataset: URIRef, file: tuple[int, str], released: Released
) -> Iterator[Triple]:
    """Describe one `file`, its size and SHA-256: where it is, what it is, which bytes exactly."""
    (size, digest), form = file, download.format
    iri = _file(download, released.home)
    file_type, standard = _FORMATS[form.key]
    packed = " (gzip)" if download.packed else ""
    fetched = URIRef(released.base + path(released.id, download.name, released.space))
    yield dataset, DCAT.distribution, iri
    yield iri, RDF.type, DCAT.Distribution
    yield iri, DCTERMS.title, Literal(f"{download.nl}, als {form.label}{packed}", lang="nl")
    yield iri, DCTERMS.title, Literal(f"{download.en}, as {form.label}{packed}", lang="en")
    latest = path(LATEST, download.name, released.space)
    yield iri, DCAT.accessURL, URIRef(released.base + latest)
    yield iri, DCAT.downloadURL, fetched
    yield iri, DCAT.mediaType, URIRef(_MEDIA + form.media_type)
    if download.packed:
        yield iri, DCAT.compressFormat, URIRef(_MEDIA + GZIP)
    yield iri, DCTERMS.format, URIRef(_FILE_TYPES + file_type)
    yield iri, DCAT.byteSize, Literal(str(size), datatype=XSD.nonNegativeInteger)
    yield iri, VERSION, Literal(released.id, datatype=XSD.string)
    yield iri, DCTERMS.modified, Literal(released.modified, datatype=XSD.date)
    yield from conforms(iri, URIRef(standard))
    name = released.space + download.name
    checksum = BNode(f"c{hashlib.sha256(name.encode()).hexdigest()[:20]}")
    yield iri, URIRef(_SPDX + "checksum"), checksum
    yield checksum, RDF.type, URIRef(_SPDX + "Checksum")
    yield checksum, URIRef(_SPDX + "algorithm"), URIRef(_SPDX + "checksumAlgorithm_sha256")
    yield checksum, URIRef(_SPDX + "checksumValue"), Literal(digest, datatype=XSD.hexBinary)
    if form in DOCUMENT_FORMATS:  # VoID, 3.2: a dump is RDF
        held = graph_iri(released.base, download.graph) if download.graph else dataset
        yield URIRef(held), URIRef(_VOID + "dataDump"), fetched


def _service(service: URIRef, key: str, datasets: list[URIRef], base: str) -> Iterator[Triple]:
    """Say where a service is, where it is described and what it serves."""
    address, description, standards = _SERVICES[key]
    yield service, DCAT.endpointURL, URIRef(base + address)
    yield service, DCAT.endpointDescription, URIRef(base + description)
    yield service, DCAT.landingPage, _document(service, base)
    yield _document(service, base), RDF.type, FOAF.Document
    for standard in standards:
        yield from conforms(service, URIRef(standard))
    for dataset in datasets:
        yield service, DCAT.servesDataset, dataset


def _file(download: Download, home: str) -> URIRef:
    return URIRef(thing_iri(home, "distribution", download.key))


def _document(thing: URIRef, home: str) -> URIRef:
    """Return the document about a thing of ours."""
    return URIRef(f"{home}doc/{thing.removeprefix(f'{home}id/')}")
