"""Inference: what OWL 2 RL adds to types and relations, and of that only what says something.

The closure takes in the axioms and the types and object relations of the data; texts and numbers
add nothing but time. Most of what owlrl derives is true of everything (`owl:Thing`, `sameAs`
oneself) and is dropped, partly before it is ever stored: that is what makes it fast. A derived
identity of two things or an inconsistency is never published: it is a finding.
"""

import hashlib
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, cast

from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, URIRef

from scripts.terms import Subject, Triple, ntriples

#: What an axiom is written with: the closure needs these statements of the ontology, no other.
_AXIOM_WORDS: Final = (str(RDF), str(RDFS), str(OWL))
_ANNOTATIONS: Final = {
    RDFS.label, RDFS.comment, RDFS.seeAlso, RDFS.isDefinedBy, OWL.versionInfo, OWL.versionIRI,
    OWL.priorVersion, OWL.deprecated,
}  # fmt: skip
#: Vocabulary whose terms are never a result: it describes the description.
_META: Final = (*_AXIOM_WORDS, str(XSD), str(SH))
_RELATION_TYPES: Final = (
    OWL.ObjectProperty, OWL.TransitiveProperty, OWL.SymmetricProperty, OWL.InverseFunctionalProperty
)  # fmt: skip
_TAXONOMY: Final = {RDFS.subClassOf, RDFS.subPropertyOf}
#: Finished closures that may stay; older inputs seldom come back.
_CACHED_FILES: Final = 8
_LINE: Final = re.compile(r"<([^>]+)> <([^>]+)> <([^>]+)> \.")


@dataclass(frozen=True)
class Closure:
    """What follows: `problems` holds inconsistencies and derived identities, in words."""

    triples: frozenset[Triple]
    problems: tuple[str, ...]


class _Quiet(OWLRL_Semantics):  # type: ignore[misc]
    """OWL 2 RL without the statements that hold of everything.

    Each of its rules but eq-ref starts from an axiom, and then looks for the facts that it is about
    (OWL 2 Profiles, 4.3): so facts, nearly all that there is, start none.
    """

    def __init__(self, graph: Graph) -> None:
        super().__init__(graph, axioms=False, daxioms=False, rdfs=False)
        self.identities: set[tuple[Any, Any]] = set()

    def rules(self, t: tuple[Any, Any, Any], cycle_num: int) -> None:
        _, predicate, value = t
        told = value if predicate == RDF.type else predicate
        if str(told).startswith(_AXIOM_WORDS):
            super().rules(t, cycle_num)

    def store_triple(self, t: tuple[Any, Any, Any]) -> None:
        subject, predicate, value = t
        if predicate == OWL.sameAs:
            if subject != value:
                self.identities.add((min(subject, value), max(subject, value)))
            return
        if value == OWL.Thing or (subject == value and str(predicate).startswith(_AXIOM_WORDS)):
            return
        super().store_triple(t)


def close(
    ontology: Iterable[Triple], data: Iterable[Triple], cache: Path | None, *, keep: bool = True
) -> Closure:
    """Return what follows from the axioms of `ontology` and the relations in both.

    `cache` is a folder for finished closures, found by the hash of their input and held against
    the hash of their content; it may be deleted at any time. None computes afresh; without `keep`
    nothing is written there.
    """
    axioms, facts = list(ontology), list(data)
    relations = _relations(axioms)
    taken = {t for t in axioms if _is_axiom(t)}
    taken |= {t for t in (*axioms, *facts) if _is_relation(t, relations)}
    key = _key(taken)
    stored = _from_cache(cache, key)
    if stored is not None:
        return Closure(stored, ())
    graph = Graph("SimpleMemory", bind_namespaces="none")  # no contexts: a quarter of the time less
    graph.addN((*triple, graph) for triple in taken)
    reasoner = _Quiet(graph)
    reasoner.closure()
    known = {*axioms, *facts}
    terms = {s for s, p, o in axioms if p == RDF.type and str(o).startswith(_META)}
    found = frozenset(
        t
        for t in cast(Iterable[Triple], graph)
        if t not in known and _says_something(t, relations, terms)
    )
    problems = [f"inconsistent: {message}" for message in reasoner.error_messages]
    problems += [f"{one} and {other} would be one thing" for one, other in reasoner.identities]
    closure = Closure(found, tuple(sorted(problems)))
    if keep and not problems:
        _to_cache(cache, key, closure.triples)
    return closure


def _relations(axioms: Iterable[Triple]) -> frozenset[URIRef]:
    """Return the declared object properties, and those that must be one by their kind."""
    return frozenset(
        s for s, p, o in axioms if p == RDF.type and o in _RELATION_TYPES and type(s) is URIRef
    )


def _is_axiom(triple: Triple) -> bool:
    predicate = triple[1]
    return str(predicate).startswith(_AXIOM_WORDS) and predicate not in _ANNOTATIONS


def _is_relation(triple: Triple, relations: frozenset[URIRef]) -> bool:
    _, predicate, value = triple
    return type(value) is URIRef and (predicate == RDF.type or predicate in relations)


def _says_something(triple: Triple, relations: frozenset[URIRef], terms: set[Subject]) -> bool:
    """Tell whether a derived statement tells a user of the data anything."""
    subject, predicate, value = triple
    if type(subject) is not URIRef or type(value) is not URIRef:
        return False
    if str(value).startswith(_META) or str(subject).startswith(_META):
        return False
    if subject in terms:
        return predicate in _TAXONOMY and subject != value
    return predicate == RDF.type or (predicate in relations and value not in terms)


def _key(taken: Iterable[Triple]) -> str:
    """Return the hash of everything that decides the closure."""
    parts = [ntriples(taken), version("owlrl"), Path(__file__).read_text(encoding="utf-8")]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _file(cache: Path, key: str) -> Path:
    return cache / f"inferred-{key[:32]}.nt"


def _from_cache(cache: Path | None, key: str) -> frozenset[Triple] | None:
    """Return a stored closure when it is there and whole."""
    if cache is None:
        return None
    try:
        head, body = _file(cache, key).read_text(encoding="utf-8").split("\n", 1)
    except (OSError, ValueError):
        return None
    if head != _head(key, body):
        return None
    found = [_LINE.fullmatch(text) for text in body.splitlines()]
    if None in found:
        return None
    return frozenset((URIRef(f[1]), URIRef(f[2]), URIRef(f[3])) for f in found if f is not None)


def _to_cache(cache: Path | None, key: str, triples: Iterable[Triple]) -> None:
    """Keep a closure; a cache that cannot be written is no reason to fail."""
    if cache is None:
        return
    body = ntriples(triples)
    file = _file(cache, key)
    half = file.with_suffix(".half")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        half.write_text(f"{_head(key, body)}\n{body}", encoding="utf-8")
        half.replace(file)
        others = sorted(cache.glob("inferred-*"), key=lambda f: f == file)
        for old in others[: max(0, len(others) - _CACHED_FILES)]:
            old.unlink(missing_ok=True)
    except OSError:
        with suppress(OSError):
            half.unlink()


def _head(key: str, body: str) -> str:
    return f"# input {key} content {hashlib.sha256(body.encode()).hexdigest()}"
