"""What follows from a model: the rules of OWL 2 RL that its vocabulary uses, each applied once.

The closure of a release (`scripts.infer`) takes every rule of OWL 2 RL in every order, which for
the hundreds of thousands of relations of a model takes minutes. A model uses few kinds of axioms,
so here each has one rule and each statement is taken up once; a test holds the outcome, on a small
model, against the other closure. The names of the rules are those of the profile (OWL 2 Profiles,
4.3).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import OWL, RDF, RDFS, Graph, URIRef

from scripts.terms import Object, Subject, Triple, graph_of, objects, subjects, value

#: What describes a description, and tells nothing of a model.
_META: Final = frozenset({RDF.Property, RDFS.Resource, OWL.Thing})
Pairs = dict[URIRef, list[URIRef]]


@dataclass
class Axioms:
    """The axioms that have a rule here, each by the term that sets it off."""

    above: Pairs = field(default_factory=lambda: defaultdict(list))
    wider: Pairs = field(default_factory=lambda: defaultdict(list))
    inverse: Pairs = field(default_factory=lambda: defaultdict(list))
    domain: Pairs = field(default_factory=lambda: defaultdict(list))
    range: Pairs = field(default_factory=lambda: defaultdict(list))
    values: dict[URIRef, list[tuple[URIRef, URIRef]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    chains: list[tuple[URIRef, URIRef, URIRef]] = field(default_factory=list)
    functional: set[URIRef] = field(default_factory=set)
    disjoint: dict[URIRef, frozenset[URIRef]] = field(default_factory=dict)
    relations: frozenset[URIRef] = frozenset()


@dataclass(frozen=True)
class Closure:
    """What follows, and in which things that contradicts itself: the thing, and why."""

    triples: frozenset[Triple]
    problems: tuple[tuple[Subject, str], ...]


def axioms(ontology: Iterable[Triple]) -> Axioms:
    """Take the axioms that have a rule from the vocabulary."""
    graph = graph_of(ontology)
    found = Axioms(relations=frozenset(_of_kind(graph, OWL.ObjectProperty)))
    pairs = {
        RDFS.subClassOf: found.above,
        RDFS.subPropertyOf: found.wider,
        RDFS.domain: found.domain,
        RDFS.range: found.range,
        OWL.inverseOf: found.inverse,
    }
    for predicate, table in pairs.items():
        for one, other in _named(graph, predicate):
            table[one].append(other)
    for one, other in _named(graph, OWL.inverseOf):
        found.inverse[other].append(one)
    for one in _of_kind(graph, OWL.SymmetricProperty):
        found.inverse[one].append(one)
    for restriction in subjects(graph, OWL.hasValue):
        on, held = (value(graph, restriction, p) for p in (OWL.onProperty, OWL.hasValue))
        for kind in subjects(graph, RDFS.subClassOf, restriction):
            found.values[URIRef(kind)].append((URIRef(str(on)), URIRef(str(held))))
    for made in subjects(graph, OWL.propertyChainAxiom):
        steps = _listed(graph, value(graph, made, OWL.propertyChainAxiom))
        if len(steps) == 2:
            found.chains.append((URIRef(made), steps[0], steps[1]))
    found.chains += [(p, p, p) for p in _of_kind(graph, OWL.TransitiveProperty)]
    found.functional.update(_of_kind(graph, OWL.FunctionalProperty))
    for owner in subjects(graph, OWL.members):
        kinds = frozenset(_listed(graph, value(graph, owner, OWL.members)))
        for kind in kinds:
            found.disjoint[kind] = found.disjoint.get(kind, frozenset()) | (kinds - {kind})
    return found


def _named(graph: Graph, predicate: URIRef) -> Iterable[tuple[URIRef, URIRef]]:
    """Return what a predicate says of two things that have an address."""
    for one in subjects(graph, predicate):
        for other in objects(graph, one, predicate):
            if isinstance(one, URIRef) and isinstance(other, URIRef):
                yield one, other


def _of_kind(graph: Graph, kind: URIRef) -> list[URIRef]:
    return [URIRef(one) for one in subjects(graph, RDF.type, kind)]


def _listed(graph: Graph, head: Object | None) -> list[URIRef]:
    """Return the members of a list."""
    found = []
    while head is not None and head != RDF.nil:
        found.append(URIRef(str(value(graph, head, RDF.first))))
        head = value(graph, head, RDF.rest)
    return found


def close(known: Axioms, facts: Iterable[Triple]) -> Closure:
    """Return what follows from the facts by these axioms and is not among them."""
    stated = {
        triple
        for triple in facts
        if isinstance(triple[2], URIRef) and (triple[1] == RDF.type or triple[1] in known.relations)
    }
    seen = set(stated)
    waiting = list(stated)
    joins = _Joins(known.chains)
    while waiting:
        triple = waiting.pop()
        for made in (*_single(known, triple), *joins.of(triple)):
            if made not in seen:
                seen.add(made)
                waiting.append(made)
    return Closure(frozenset(seen - stated), tuple(_problems(known, seen)))


def _single(known: Axioms, triple: Triple) -> Iterable[Triple]:
    """Return what follows from one statement alone."""
    subject, predicate, ends = triple
    if predicate == RDF.type:
        kind = URIRef(ends)
        for above in known.above.get(kind, ()):  # cax-sco
            if above not in _META:
                yield subject, RDF.type, above
        for relation, other in known.values.get(kind, ()):  # cls-hv1
            yield subject, relation, other
        return
    for wider in known.wider.get(predicate, ()):  # prp-spo1
        yield subject, wider, ends
    if isinstance(ends, URIRef):
        for other in known.inverse.get(predicate, ()):  # prp-inv1, prp-inv2, prp-symp
            yield ends, other, subject
        for kind in known.range.get(predicate, ()):  # prp-rng
            yield ends, RDF.type, kind
    for kind in known.domain.get(predicate, ()):  # prp-dom
        yield subject, RDF.type, kind


class _Joins:
    """What follows from two statements in a row (prp-spo2 of two steps, prp-trp)."""

    def __init__(self, chains: Iterable[tuple[URIRef, URIRef, URIRef]]) -> None:
        self._first: dict[URIRef, list[tuple[URIRef, URIRef]]] = defaultdict(list)
        self._second: dict[URIRef, list[tuple[URIRef, URIRef]]] = defaultdict(list)
        for made, one, two in chains:
            self._first[one].append((made, two))
            self._second[two].append((made, one))
        self._after: dict[tuple[URIRef, Object], list[Object]] = defaultdict(list)
        self._before: dict[tuple[URIRef, Object], list[Subject]] = defaultdict(list)

    def of(self, triple: Triple) -> Iterable[Triple]:
        subject, predicate, last = triple
        if predicate in self._first:
            self._before[predicate, last].append(subject)
        if predicate in self._second:
            self._after[predicate, subject].append(last)
        for made, two in self._first.get(predicate, ()):
            for end in self._after.get((two, last), ()):
                yield subject, made, end
        for made, one in self._second.get(predicate, ()):
            for start in self._before.get((one, subject), ()):
                yield start, made, last


def _problems(known: Axioms, seen: Iterable[Triple]) -> Iterable[tuple[Subject, str]]:
    """Return what cannot be: two values of a functional property, two disjoint classes."""
    values: Mapping[tuple[Subject, URIRef], set[Object]] = defaultdict(set)
    kinds: Mapping[Subject, set[URIRef]] = defaultdict(set)
    for subject, predicate, found in seen:
        if predicate in known.functional:
            values[subject, predicate].add(found)
        elif predicate == RDF.type and found in known.disjoint:
            kinds[subject].add(URIRef(found))
    for (subject, predicate), several in sorted(values.items()):
        if len(several) > 1:
            listed = ", ".join(sorted(map(str, several)))
            yield subject, f"{predicate} has one value, not {listed}"  # prp-fp
    for subject, have in sorted(kinds.items()):
        for kind in sorted(have):
            for other in sorted(known.disjoint[kind] & have):
                if kind < other:
                    yield subject, f"nothing is both {kind} and {other}"  # cax-adc
