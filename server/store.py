"""Store: the release in the memory of the web process, read by pattern only, never by SPARQL.

Every look-up is bounded, so a page or a description takes the same short time whatever others ask.
Patterns run over the union of the named graphs.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse
from pyoxigraph import Store as Quads

from server.graphs import graph_iri
from server.namespaces import RDF, RDF_TYPE, SKOS, gemma
from server.rdf.terms import (
    LABELS,
    BlankNode,
    Literal,
    NamedNode,
    Object,
    Subject,
    Triple,
    best,
    iris,
)
from server.uris import thing_path

#: The most statements in which others point at one thing that a description holds.
POINTERS_MAXIMUM: Final = 5_000
#: The most labels that are kept.
_NAMES: Final = 20_000
#: The most members of an RDF list that are read: one that goes round has no end.
_ITEMS_MAXIMUM: Final = 100
#: Quads that are taken in at a time: pages of the release in use are given out between.
_BATCH: Final = 2_000
_UNION: Final = DefaultGraph()
_DIGITS: Final = re.compile(r"(\d+)")


@dataclass(frozen=True)
class Pointers:
    """What points at a thing; `complete` is false when there is more than a description holds."""

    triples: tuple[Triple, ...]
    complete: bool


class Store:
    """A release, read-only."""

    def __init__(self, quads: Path | bytes, base: str) -> None:
        """Load the N-Quads of a verified release, or of one in the making."""
        self.base = base
        self._quads = Quads()
        self._places: dict[tuple[str, tuple[str, ...]], tuple[object, ...]] = {}
        members: dict[str, set[str]] = defaultdict(set)
        found = _with_union(quads, base, members)
        # All at once would keep every other thread waiting for a tenth of a second.
        while batch := list(islice(found, _BATCH)):
            self._quads.extend(batch)
        self.members: Mapping[str, tuple[str, ...]] = {
            name: tuple(sorted(found, key=self.sort_key)) for name, found in members.items()
        }
        self._names: dict[tuple[str, tuple[str, ...]], Literal | None] = {}

    def outgoing(self, subject: Subject | str) -> list[Triple]:
        """Return every statement about a thing, and about the blank nodes that hang from it."""
        found: list[Triple] = []
        todo: list[Subject] = [_node(subject)]
        seen: set[Subject] = set()
        while todo:
            node = todo.pop()
            seen.add(node)
            for quad in self._quads.quads_for_pattern(node, None, None, _UNION):
                found.append(quad.triple)
                if isinstance(quad.object, BlankNode) and quad.object not in seen:
                    todo.append(quad.object)
        return found

    def incoming(self, iri: str) -> Pointers:
        """Return the statements in which others name a thing as object."""
        matches = self._quads.quads_for_pattern(None, None, NamedNode(iri), _UNION)
        found = [quad.triple for quad in islice(matches, POINTERS_MAXIMUM + 1)]
        return Pointers(tuple(found[:POINTERS_MAXIMUM]), len(found) <= POINTERS_MAXIMUM)

    def objects(self, subject: Subject | str, predicate: str) -> list[Object]:
        """Return the values of a property, sorted."""
        matches = self._quads.quads_for_pattern(_node(subject), NamedNode(predicate), None, _UNION)
        return sorted((q.object for q in matches if not isinstance(q.object, Triple)), key=str)

    def items(self, head: Object) -> list[Object]:
        """Return the members of an RDF list, at most a hundred; none of what is no list."""
        members: list[Object] = []
        while isinstance(head, BlankNode) and len(members) < _ITEMS_MAXIMUM:
            members += self.objects(head, RDF + "first")
            head = next(iter(self.objects(head, RDF + "rest")), NamedNode(RDF + "nil"))
        return members

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return the IRIs of the things with this value of a property, by label."""
        matches = self._quads.quads_for_pattern(
            None, NamedNode(predicate), NamedNode(value), _UNION
        )
        found = {q.subject.value for q in matches if isinstance(q.subject, NamedNode)}
        return sorted(found, key=self.sort_key)

    def count(self, predicate: str, value: str = "") -> int:
        """Return how many statements have a property, or have it with a thing as value."""
        term = NamedNode(value) if value else None
        return sum(
            1 for _ in self._quads.quads_for_pattern(None, NamedNode(predicate), term, _UNION)
        )

    def is_a(self, iri: str, kind: str) -> bool:
        """Tell whether a thing has a type."""
        quad = Quad(NamedNode(iri), NamedNode(RDF_TYPE), NamedNode(kind), _UNION)
        return quad in self._quads

    def exists(self, iri: str) -> bool:
        """Tell whether the release says anything about an IRI."""
        return any(True for _ in self._quads.quads_for_pattern(NamedNode(iri), None, None, _UNION))

    def graph(self, key: str) -> list[Triple]:
        """Return a whole named graph."""
        name = NamedNode(graph_iri(self.base, key))
        return [q.triple for q in self._quads.quads_for_pattern(None, None, None, name)]

    def graphs(self, item: Triple) -> list[NamedNode]:
        """Return the named graphs that hold a statement, sorted; none for one that is not ours."""
        matches = self._quads.quads_for_pattern(item.subject, item.predicate, item.object, None)
        names = {q.graph_name for q in matches if isinstance(q.graph_name, NamedNode)}
        return sorted(names, key=str)

    def inferred(self, item: Triple) -> bool:
        """Tell whether only the closure says this."""
        return self.graphs(item) == [NamedNode(graph_iri(self.base, "inferred"))]

    def labels(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Return the labels of everything that the triples name."""
        for node in iris(triples):
            for predicate in LABELS[:2]:
                for quad in self._quads.quads_for_pattern(node, predicate, None, _UNION):
                    yield quad.triple

    def label(self, iri: str, languages: tuple[str, ...] = ("nl", "en")) -> Literal | None:
        """Return the label of a thing in the first of `languages` that it has one in, if any."""
        for predicate in LABELS:
            found = best(self.objects(iri, predicate.value), languages)
            if found is not None:
                return found
        return None

    def name(self, iri: str, languages: tuple[str, ...] = ("nl", "en")) -> Literal | None:
        """Return the label of a thing, kept: those of the vocabulary are asked for on every page.

        Not by `functools`, which would tie a store to itself, so that its memory came back late.
        """
        key = (iri, languages)
        if key in self._names:
            return self._names[key]
        found = self.label(iri, languages)
        if len(self._names) < _NAMES:
            self._names[key] = found
        return found

    def sort_key(self, iri: str, languages: tuple[str, ...] = ("nl", "en")) -> tuple[object, ...]:
        """Order things as a reader expects: by notation or number, then place, then label.

        Kept, as names are: a page sorts the same things many times.
        """
        place = (iri, languages)
        found = self._places.get(place)
        if found is None:
            found = self._place(iri, languages)
            if len(self._places) < _NAMES:
                self._places[place] = found
        return found

    def _place(self, iri: str, languages: tuple[str, ...]) -> tuple[object, ...]:
        numbers = [
            text.value
            for predicate in (SKOS + "notation", gemma(self.base) + "number")
            for text in self.objects(iri, predicate)[:1]
            if isinstance(text, Literal)
        ]
        position = [
            int(value.value)
            for value in self.objects(iri, gemma(self.base) + "position")[:1]
            if isinstance(value, Literal) and value.value.isdecimal()
        ]
        name = self.label(iri, languages)
        label = natural(name.value if name else iri)
        return (not numbers, natural("".join(numbers[:1])), position, label, iri)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts 3.10 after 3.9 and does not mind capitals."""
    parts = _DIGITS.split(text.casefold())
    return tuple(
        (0, int(part), "") if part.isascii() and part.isdecimal() else (1, 0, part)
        for part in parts
        if part
    )


def _node(subject: Subject | str) -> Subject:
    return NamedNode(subject) if isinstance(subject, str) else subject


def _with_union(quads: Path | bytes, base: str, members: dict[str, set[str]]) -> Iterator[Quad]:
    """Return the quads, each also in the default graph, and note what each collection holds."""
    given = {"input": quads} if isinstance(quads, bytes) else {"path": str(quads)}
    for quad in parse(**given, format=RdfFormat.N_QUADS):
        subject = quad.subject
        if isinstance(subject, NamedNode) and subject.value.startswith(base + "id/"):
            path = thing_path(subject.value[len(base) :])
            if path is not None:
                members[path.collection].add(subject.value)
        yield quad
        yield Quad(subject, quad.predicate, quad.object, _UNION)
