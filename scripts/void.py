"""VoID: figures about a set of statements, such that SPARQL counts the same; pure.

Terms of VoID (W3C Interest Group Note 3 March 2011), sections 4.1 to 4.6 and 5. Partitions and
linksets are blank nodes: figures that nobody points at, whose addresses we would have to keep.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from rdflib import RDF, XSD, BNode, Literal, URIRef

from scripts.terms import Object, Subject, Triple
from server.namespaces import EXTERNAL, gemma

VOID: Final = EXTERNAL["void"]
#: The most examples that are named of a dataset: the first of its largest classes.
_EXAMPLES: Final = 5


def figures(
    about: URIRef, triples: Collection[Triple], base: str, home: str = ""
) -> Iterator[Triple]:
    """Say how much there is in `triples`, of which class, with which property and link.

    `home` is where the things are that they are about, where that is not `base` itself.
    """
    home = home or base
    classes: dict[URIRef, set[Subject]] = defaultdict(set)
    for subject, predicate, value in triples:
        if predicate == RDF.type and isinstance(value, URIRef):
            classes[value].add(subject)
    properties = Counter(predicate for _, predicate, _ in triples)
    subjects = {subject for subject, _, _ in triples}
    totals = {
        "triples": len(triples),
        "entities": sum(str(subject).startswith(f"{home}id/") for subject in subjects),
        "classes": len(classes),
        "properties": len(properties),
        "distinctSubjects": len(subjects),
        "distinctObjects": len({value for _, _, value in triples}),
    }
    yield about, RDF.type, URIRef(VOID + "Dataset")
    yield about, URIRef(VOID + "uriSpace"), Literal(f"{home}id/", datatype=XSD.string)
    for name, number in totals.items():
        yield about, URIRef(VOID + name), integer(number)
    for kind, members in classes.items():
        part = _node(about, "class", kind)
        yield about, URIRef(VOID + "classPartition"), part
        yield part, URIRef(VOID + "class"), kind
        yield part, URIRef(VOID + "entities"), integer(len(members))
    for name_, number in properties.items():
        part = _node(about, "property", name_)
        yield about, URIRef(VOID + "propertyPartition"), part
        yield part, URIRef(VOID + "property"), name_
        yield part, URIRef(VOID + "triples"), integer(number)
    for vocabulary in _vocabularies([*classes, *properties], base):
        yield about, URIRef(VOID + "vocabulary"), vocabulary
    for example in _examples(classes, base, home):
        yield about, URIRef(VOID + "exampleResource"), example
    yield from _linksets(about, triples, base)


def integer(number: int) -> Literal:
    """Return a number as an xsd:integer, as VoID has its figures."""
    return Literal(str(number), datatype=XSD.integer)


def _vocabularies(terms: Iterable[URIRef], base: str) -> list[URIRef]:
    """Return the vocabularies of which a term is used; ours by the address of its document."""
    known = {name: name for name in EXTERNAL.values()} | {gemma(base): f"{base}def"}
    found = {iri for term in terms for name, iri in known.items() if term.startswith(name)}
    return [URIRef(iri) for iri in sorted(found)]


def _examples(classes: Mapping[URIRef, set[Subject]], base: str, home: str) -> list[Subject]:
    """Return one thing of ours of each of the largest classes of ours; what is gone shows none."""
    gone = URIRef(gemma(base) + "WithdrawnResource")
    ours = {
        kind: sorted(thing for thing in members if thing.startswith(f"{home}id/"))
        for kind, members in classes.items()
        if kind.startswith(base) and kind != gone
    }
    largest = sorted((kind for kind in ours if ours[kind]), key=lambda k: (-len(ours[k]), k))
    return [ours[kind][0] for kind in largest[:_EXAMPLES]]


def _linksets(about: URIRef, triples: Iterable[Triple], base: str) -> Iterator[Triple]:
    """Count the links from things of ours to another site, by property (VoID, 5)."""
    links: Counter[tuple[URIRef, str]] = Counter()
    for subject, predicate, value in triples:
        site = _site(value, base)
        if site and predicate != RDF.type and str(subject).startswith(base):
            links[predicate, site] += 1
    for (predicate, site), number in links.items():
        linkset, target = (
            _node(about, "links", predicate, site),
            _node(about, "to", predicate, site),
        )
        yield about, URIRef(VOID + "subset"), linkset
        yield linkset, RDF.type, URIRef(VOID + "Linkset")
        yield linkset, URIRef(VOID + "linkPredicate"), predicate
        yield linkset, URIRef(VOID + "subjectsTarget"), about
        yield linkset, URIRef(VOID + "objectsTarget"), target
        yield linkset, URIRef(VOID + "triples"), integer(number)
        yield target, RDF.type, URIRef(VOID + "Dataset")
        yield target, URIRef(VOID + "uriSpace"), Literal(site, datatype=XSD.string)


def _site(value: Object, base: str) -> str:
    """Return scheme and host of an IRI of somebody else, with a slash; empty for all else."""
    if not isinstance(value, URIRef) or value.startswith(base):
        return ""
    parts = urlsplit(value)
    return f"{parts.scheme}://{parts.netloc}/" if parts.scheme in ("http", "https") else ""


def _node(*parts: str) -> BNode:
    """Name a blank node after what it counts, so that equal input gives equal bytes."""
    return BNode("v" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20])
