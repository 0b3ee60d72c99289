"""Provenance: what the build itself can tell about the release, without a clock.

Which file each graph came from and its SHA-256 (PROV-O), from which document each thing was taken,
and the computed labels (`scripts.labels`).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import DCTERMS, OWL, PROV, RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from scripts import labels
from scripts.identity import Identity
from scripts.load import Source
from scripts.terms import Object, Triple
from server.graphs import GRAPHS, graph_iri
from server.namespaces import SD, gemma
from server.uris import thing_iri

_SCHEMA: Final = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


def derive(data: Graph, sources: Iterable[Source], base: str, identity: Identity) -> list[Triple]:
    """Return everything that the build states by itself, apart from places and inferences."""
    files = tuple(sources)
    return [
        *_release(files, base, identity),
        *_documents(data, base),
        *labels.derive(data, base),
    ]


def file_key(name: str) -> str:
    """Return the key of a source file: its path as a slug, without the suffix."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().removesuffix(".ttl")).strip("-")


def _release(sources: tuple[Source, ...], base: str, identity: Identity) -> Iterable[Triple]:
    """Describe release, activity, graphs and files; the IRIs are those of what is in use now."""
    release = URIRef(thing_iri(base, "release", "current"))
    activity = URIRef(thing_iri(base, "activity", "build"))
    yield from _entity(release, PROV.Entity, "Uitgave in gebruik", "Release in use")
    yield release, OWL.versionInfo, Literal(identity.id, datatype=XSD.string)
    yield release, DCTERMS.identifier, Literal(identity.id, datatype=XSD.string)
    yield release, DCTERMS.modified, Literal(identity.modified, datatype=XSD.date)
    yield release, PROV.wasGeneratedBy, activity
    yield from _entity(
        activity, PROV.Activity, "Bouw van de uitgave in gebruik", "Build of the release in use"
    )
    made = f"gemma-lod {identity.version}"
    yield activity, DCTERMS.description, Literal(f"Gebouwd met {made}.", lang="nl")
    yield activity, DCTERMS.description, Literal(f"Built with {made}.", lang="en")
    for graph in GRAPHS:
        iri = URIRef(graph_iri(base, graph.key))
        yield from _entity(iri, URIRef(SD + "NamedGraph"), graph.nl, graph.en)
        yield iri, RDF.type, PROV.Entity
        yield release, PROV.wasDerivedFrom, iri
        yield iri, PROV.wasGeneratedBy, activity
        own = [source for source in sources if source.graph == graph.key]
        # The closure draws on all other graphs; what has sources draws on these.
        for source in own or (sources if graph.derived else ()):
            yield iri, PROV.wasDerivedFrom, _file(base, source)
    for source in sources:
        iri = _file(base, source)
        yield from _entity(iri, PROV.Entity, f"Bron {source.name}", f"Source {source.name}")
        yield iri, DCTERMS.identifier, Literal(f"sha256:{source.digest}", datatype=XSD.string)
        yield activity, PROV.used, iri


def _file(base: str, source: Source) -> URIRef:
    return URIRef(thing_iri(base, "file", file_key(source.name)))


def _entity(iri: URIRef, kind: URIRef, nl: str, en: str) -> Iterable[Triple]:
    yield iri, RDF.type, kind
    yield iri, SKOS.prefLabel, Literal(nl, lang="nl")
    yield iri, SKOS.prefLabel, Literal(en, lang="en")


def _documents(data: Graph, base: str) -> Iterable[Triple]:
    """Say of each thing with a place in a source from which document it was taken."""
    ours = Namespace(gemma(base))
    terms = {s for kind in _SCHEMA for s in data.subjects(RDF.type, kind)}
    for thing, place in data.subject_objects(ours.sourcePlace):
        for document in data.objects(place, ours.inDocument):
            if isinstance(thing, URIRef) and isinstance(document, URIRef) and thing not in terms:
                yield thing, DCTERMS.source, document


def instances(triples: Iterable[Triple], base: str) -> Mapping[str, int]:
    """Count the things of each class; our own classes by their name relative to the base."""
    members: dict[str, set[Object]] = defaultdict(set)
    for subject, predicate, kind in triples:
        if predicate == RDF.type and str(subject).startswith(f"{base}id/"):
            members[str(kind).removeprefix(base)].add(subject)
    return {kind: len(found) for kind, found in sorted(members.items())}
