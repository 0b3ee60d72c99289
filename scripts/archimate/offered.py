"""Offered: what the catalogue says of an imported model, in a graph of its own; pure.

What a person decides of its dataset stands in the profile (title, licence, who publishes it); this
adds what can be counted: the files of this release, figures (VoID), and the releases before it. It
names the dataset in the catalogue of the publication too, as what is offered is offered there.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, XSD, Literal, URIRef

from scripts import void
from scripts.archimate.profile import Profile
from scripts.catalogue import VERSION, Released, distribution, version
from scripts.terms import Triple
from server.downloads import FOLDER, LATEST, Download, of, path
from server.formats import TEXT
from server.graphs import graph_iri, of_model
from server.namespaces import EXTERNAL
from server.resource import CATALOGUE
from server.uris import thing_iri

_VOID: Final = void.VOID
_BEFORE: Final = URIRef(EXTERNAL["dcat"] + "previousVersion")
#: What a file says as its dataset does.
_SHARED: Final = (DCTERMS.license, DCTERMS.language)


@dataclass(frozen=True)
class Offer:
    """What is offered: the release, and the names of those before it, the oldest first."""

    profile: Profile
    released: Released
    before: tuple[str, ...] = ()

    @property
    def dataset(self) -> URIRef:
        """The dataset of the model."""
        return dataset(self.profile)


def dataset(profile: Profile) -> URIRef:
    """Return the dataset that a model is."""
    return URIRef(thing_iri(profile.base, "dataset", profile.model))


def licences(profile: Profile) -> list[str]:
    """Return the licences under which a model is offered, as its profile says."""
    of_dataset = (dataset(profile), DCTERMS.license)
    return sorted(str(o) for s, p, o in profile.offered if (s, p) == of_dataset)


def figures(offer: Offer, graphs: Mapping[str, Collection[Triple]]) -> Iterator[Triple]:
    """Say how much there is in each graph of a model, by its key, and in all together."""
    base, home = offer.released.base, offer.released.home
    for key, triples in graphs.items():
        graph = URIRef(graph_iri(base, key))
        yield offer.dataset, URIRef(_VOID + "subset"), graph
        yield graph, URIRef(_VOID + "sparqlEndpoint"), URIRef(f"{base}sparql")
        yield from void.figures(graph, triples, base, home)
    everything = frozenset[Triple]().union(*graphs.values())
    yield from void.figures(offer.dataset, everything, base, home)
    yield offer.dataset, URIRef(_VOID + "sparqlEndpoint"), URIRef(f"{base}sparql")


def describe(offer: Offer, measured: Mapping[str, tuple[int, str]]) -> Iterator[Triple]:
    """Say what is offered and where; `measured` has the size and SHA-256 of each file by name.

    Nothing is offered whose profile describes no dataset.
    """
    released = offer.released
    if (offer.dataset, RDF.type, DCAT.Dataset) not in offer.profile.offered:
        return
    yield from offer.profile.offered
    yield URIRef(released.base + CATALOGUE), DCAT.dataset, offer.dataset
    sparql = URIRef(thing_iri(released.base, "service", "sparql"))
    yield sparql, DCAT.servesDataset, offer.dataset
    # That a standard is one, the catalogue of the publication says of each that is named here.
    yield from (t for t in version(offer.dataset, released) if t[2] != DCTERMS.Standard)
    for term, day in (("issued", [*offer.before, released.id][0][:10]),
                      ("modified", released.modified)):  # fmt: skip
        yield offer.dataset, DCTERMS[term], Literal(day, datatype=XSD.date)
    for graph in of_model(offer.profile.model):
        iri = URIRef(graph_iri(released.base, graph.key))
        yield iri, RDFS.label, Literal(graph.nl, lang="nl")
        yield iri, RDFS.label, Literal(graph.en, lang="en")
    shared = [(p, o) for s, p, o in offer.profile.offered if s == offer.dataset and p in _SHARED]
    for download in of(offer.profile.model).values():
        file = measured.get(f"{FOLDER}/{download.name}")
        if download.format == TEXT:
            yield from _about(download, offer)
        elif file is not None:
            said = distribution(download, offer.dataset, file, released)
            yield from (triple for triple in said if triple[2] != DCTERMS.Standard)
            iri = URIRef(thing_iri(released.home, "distribution", download.key))
            yield iri, DCAT.accessService, sparql
            yield from ((iri, said, value) for said, value in shared)
    yield from _before(offer)


def _about(download: Download, offer: Offer) -> Iterator[Triple]:
    """Name a file that tells about the dataset: it is none of its forms (DCAT-AP 3, foaf:page)."""
    address = offer.released.base + path(LATEST, download.name, offer.released.space)
    yield offer.dataset, FOAF.page, URIRef(address)
    yield URIRef(address), RDF.type, FOAF.Document
    yield URIRef(address), DCTERMS.title, Literal(download.nl, lang="nl")
    yield URIRef(address), DCTERMS.title, Literal(download.en, lang="en")


def _before(offer: Offer) -> Iterator[Triple]:
    """Name the releases before this one (DCAT 3, 11.1)."""
    last = None
    for name in offer.before:
        one = URIRef(thing_iri(offer.released.home, "release", name))
        yield one, RDF.type, PROV.Entity
        yield one, SKOS.prefLabel, Literal(f"Uitgave {name}", lang="nl")
        yield one, SKOS.prefLabel, Literal(f"Release {name}", lang="en")
        yield one, DCTERMS.isVersionOf, offer.dataset
        yield one, VERSION, Literal(name, datatype=XSD.string)
        yield one, DCTERMS.issued, Literal(name[:10], datatype=XSD.date)
        yield offer.dataset, DCTERMS.hasVersion, one
        if last is not None:
            yield one, _BEFORE, last
        last = one
    if last is not None:
        yield offer.dataset, _BEFORE, last
