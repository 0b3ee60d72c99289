"""Mutations: of two hundred faults made in the real data, the shapes notice at least 98 in 100.

The data is put together in memory. Many faults are made in one run, but never near each other: the
zone of a fault is the thing that it was made at and, where it was made in a relation or in the
order, what the thing was pointed away from or at and its direct neighbours. Where it was made in a
drawing, all that is drawn in those views belongs to it, because a box may have come to lie on any
other. A result counts for a fault only when its focus or its value lies in the zone of that fault
and of no other in the run. Schemes, list values, documents and sections are neighbours of
everything, so a result about one of those alone counts for nobody, unless the fault was made there.

What the closure adds is left out, and with it the rules about it: it would have to be computed anew
for every run, and a stale statement could hide a fault or invent one.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import pairwise

from rdflib import SKOS, Graph, Literal, URIRef

from scripts import places
from scripts.load import Where, load_sources
from scripts.terms import Triple, graph_of
from scripts.validate import Result, shapes_files, validate
from server.settings import DEFAULT_BASE
from tests.shapes.mutants import KINDS, faults
from tests.shapes.world import Fault, World
from tests.sources import ROOT

NUMBER = 200
SEED = 2013
PER_RUN = 40
AT_LEAST = 0.98
#: Collections whose things are neighbours of everything.
_HUBS = ("scheme", "concept", "document", "section", "dataset", "graph")


@cache
def rules() -> Graph:
    """Every rule but those about what the build adds last: closure, files and quality."""
    added = {"shapes/inferred.ttl", "shapes/publication.ttl", "shapes/quality.ttl"}
    files = [f for f in shapes_files(ROOT, DEFAULT_BASE) if f.name not in added]
    return graph_of(triple for file in files for triple in file.triples)


@cache
def asserted() -> tuple[frozenset[Triple], frozenset[Triple]]:
    """What the sources state: the vocabulary, which stays as it is, and the rest."""
    sources = load_sources(ROOT, DEFAULT_BASE)
    fixed = {t for source in sources if source.graph == "ontology" for t in source.triples}
    rest = {t for source in sources if source.graph != "ontology" for t in source.triples}
    return frozenset(fixed), frozenset(rest - fixed)


@cache
def world() -> World:
    fixed, rest = asserted()
    return World(fixed | rest, DEFAULT_BASE)


def check(data: frozenset[Triple]) -> tuple[Result, ...]:
    """Describe the places anew, as the build does, and hold the rules against the whole."""
    graph = graph_of(asserted()[0] | data)
    described, _ = places.derive(graph, DEFAULT_BASE, Where(()))
    for triple in described:
        graph.add(triple)
    return validate(graph, rules()).findings


def is_hub(term: object) -> bool:
    local = str(term).removeprefix(f"{DEFAULT_BASE}id/")
    return local == str(term) or local.partition("/")[0] in _HUBS


@cache
def neighbours() -> dict[URIRef, frozenset[URIRef]]:
    """Thing -> what it is tied to directly, either way, or stands next to in a row; no hubs."""
    found: dict[URIRef, set[URIRef]] = defaultdict(set)
    for subject, _, value in asserted()[1]:
        if isinstance(subject, URIRef) and isinstance(value, URIRef):
            ends = {subject, value}
            if not any(map(is_hub, ends)):
                for end in ends:
                    found[end] |= ends - {end}
    for row in world().rows():
        for one, next_one in pairwise(row):
            found[one].add(next_one)
            found[next_one].add(one)
    return {thing: frozenset(tied) for thing, tied in found.items()}


def zone(fault: Fault) -> frozenset[URIRef]:
    """Where a result may lie that counts for this fault: at the thing, or where it was tied to."""
    if not fault.relates:
        return frozenset({fault.thing})
    touched = {fault.thing, *(term for term in fault.touched if not is_hub(term))}
    drawn = {other for term in touched for other in world().drawn.get(term, ())}
    return frozenset({*touched, *drawn, *neighbours().get(fault.thing, ())})


def runs(made: Iterable[Fault]) -> list[list[Fault]]:
    """Spread the faults over runs in which no zone meets another; the widest first make fewest."""
    found: list[tuple[list[Fault], set[URIRef]]] = []
    for fault in sorted(made, key=lambda one: len(zone(one)), reverse=True):
        own = zone(fault)
        for run, taken in found:
            if len(run) < PER_RUN and not own & taken:
                run.append(fault)
                taken |= own
                break
        else:
            found.append(([fault], set(own)))
    return [run for run, _ in found]


def noticed(run: Sequence[Fault]) -> set[Fault]:
    """Make the faults of one run, and return those that a result lies at."""
    data = asserted()[1]
    for fault in run:
        data = (data - fault.removed) | fault.added
    results = check(data)
    at = {term for result in results for term in (result.focus, result.value)}
    return {fault for fault in run if zone(fault) & at}


def test_faults_are_noticed(record_property: Callable[[str, object], None]) -> None:
    made = faults(world(), NUMBER, SEED)
    seen = {fault for run in runs(made) for fault in noticed(run)}
    total, caught = Counter(f.kind for f in made), Counter(f.kind for f in seen)
    missed = [fault for fault in made if fault not in seen]
    kinds = ", ".join(f"{kind} {caught[kind]}/{total[kind]}" for kind in sorted(total))
    record_property(f"{len(seen)} of {len(made)} faults noticed", kinds)
    words = [f"{one.kind} at {world().local(one.thing)}: {one.words}" for one in missed]
    for text in words:
        record_property("not noticed", text)
    assert len(total) == len(KINDS), "a kind of fault was never made"
    assert len(seen) >= AT_LEAST * len(made), "\n".join(words)


def test_faults_are_the_same_every_time() -> None:
    assert faults(world(), NUMBER, SEED) == faults(world(), NUMBER, SEED)


def test_harmless_changes_are_let_through() -> None:
    """A rule that cried at every change, or at the data as it is, would notice every fault too."""
    data = set(asserted()[1])
    for name in ("Element", "Principle", "Term", "Organisation", "Work"):
        for thing in world().classes[name][:10]:
            data.add((thing, SKOS.altLabel, Literal("Bijnaam uit de praktijk", lang="nl")))
            data.add((thing, SKOS.altLabel, Literal("Nickname of practice", lang="en")))
    term = world().classes["Term"][0]
    for thing in world().classes["Implication"][:10]:
        data.add((thing, URIRef(world().ours.mentions), term))
    assert [f"{r.focus} {r.path}: {r.message('en')}" for r in check(frozenset(data))] == []
