"""Store: the release in the memory of the web process, read by pattern only, never by SPARQL.

Every look-up is bounded, so a page or a description takes the same short time whatever others ask.
Patterns run over the union of the named graphs, in which a statement stands once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Quad, RdfFormat, parse
from pyoxigraph import Store as Quads

from server.graphs import MEANING, graph_iri, inferred_graph
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
from server.uris import space, thing_path

#: The most statements in which others point at one thing that a description holds.
POINTERS_MAXIMUM: Final = 5_000
#: The most labels that are kept.
_NAMES: Final = 20_000
#: The most members of an RDF list that are read: one that goes round has no end.
_ITEMS_MAXIMUM: Final = 100
#: Quads that are taken in at a time: pages of the release in use are given out between.
_BATCH: Final = 2_000
_DIGITS: Final = re.compile("([0-9]+)")


@dataclass(frozen=True)
class Pointers:
    """What points at a thing; `complete` is false when there is more than a description holds."""

    triples: tuple[Triple, ...]
    complete: bool


class Store:
    """A release of the publication or of an imported model, read-only.

    `base` is the base IRI of the publication, below which its vocabulary and graphs are; `home` is
    where the things of this release are, `base` with the `space` of the model.
    """

    def __init__(
        self, quads: Path | bytes, base: str, model: str = "", beside: Iterable[Quad] = ()
    ) -> None:
        """Load the N-Quads of a verified release, or of one in the making.

        `beside` are statements of the publication that a `model` is shown with.
        """
        self.base = base
        self.space = space(model) if model else ""
        self.home = base + self.space
        self._inferred = NamedNode(graph_iri(base, inferred_graph(model)))
        self._quads = Quads()
        self._quads.extend(beside)
        self._places: dict[tuple[str, tuple[str, ...]], tuple[object, ...]] = {}
        members: dict[str, set[str]] = defaultdict(set)
        found = _noted(quads, self.home, members)
        # All at once would keep every other thread waiting for a tenth of a second.
        while batch := list(islice(found, _BATCH)):
            self._quads.extend(batch)
        self._members: dict[str, set[str] | tuple[str, ...]] = dict(members)
        self._names: dict[tuple[str, tuple[str, ...]], Literal | None] = {}

    @property
    def members(self) -> Mapping[str, tuple[str, ...]]:
        """The things of each collection, in reading order."""
        return _Members(self._members, self._place)

    def size(self, collection: str) -> int:
        """Return how many things a collection has, without putting them in order."""
        return len(self._members.get(collection, ()))

    def outgoing(self, subject: Subject | str) -> list[Triple]:
        """Return every statement about a thing, and about the blank nodes that hang from it."""
        found: list[Triple] = []
        todo: list[Subject] = [_node(subject)]
        seen: set[Subject] = set()
        while todo:
            node = todo.pop()
            seen.add(node)
            for item in self._match(node, None, None):
                found.append(item)
                if isinstance(item.object, BlankNode) and item.object not in seen:
                    todo.append(item.object)
        return found

    def incoming(self, iri: str, apart: str = "") -> Pointers:
        """Return the statements in which others name a thing as object, but by one property."""
        matches = self._match(None, None, NamedNode(iri))
        left = (item for item in matches if item.predicate.value != apart)
        found = list(islice(left, POINTERS_MAXIMUM + 1))
        return Pointers(tuple(found[:POINTERS_MAXIMUM]), len(found) <= POINTERS_MAXIMUM)

    def objects(self, subject: Subject | str, predicate: str) -> list[Object]:
        """Return the values of a property, sorted."""
        # Asked thousands of times for one page: so no statement is made of what is found.
        quads = self._quads.quads_for_pattern(_node(subject), NamedNode(predicate), None, None)
        found = {quad.object for quad in quads}
        return sorted((term for term in found if not isinstance(term, Triple)), key=str)

    def items(self, head: Object) -> list[Object]:
        """Return the members of an RDF list, at most a hundred; none of what is no list."""
        members: list[Object] = []
        while isinstance(head, BlankNode) and len(members) < _ITEMS_MAXIMUM:
            members += self.objects(head, RDF + "first")
            head = next(iter(self.objects(head, RDF + "rest")), NamedNode(RDF + "nil"))
        return members

    def subjects(self, predicate: str, value: str) -> list[str]:
        """Return the IRIs of the things with this value of a property, by label."""
        matches = self._match(None, NamedNode(predicate), NamedNode(value))
        found = {t.subject.value for t in matches if isinstance(t.subject, NamedNode)}
        return sorted(found, key=self.sort_key)

    def count(self, predicate: str, value: str = "") -> int:
        """Return how many statements have a property, or have it with a thing as value."""
        term = NamedNode(value) if value else None
        return sum(1 for _ in self._match(None, NamedNode(predicate), term))

    def values(self, predicate: str) -> Counter[Object]:
        """Return the values that a property has, with how many things have each."""
        return Counter(
            item.object
            for item in self._match(None, NamedNode(predicate), None)
            if not isinstance(item.object, Triple)
        )

    def is_a(self, iri: str, kind: str) -> bool:
        """Tell whether a thing has a type."""
        return any(self._match(NamedNode(iri), NamedNode(RDF_TYPE), NamedNode(kind)))

    def exists(self, iri: str) -> bool:
        """Tell whether the release says anything about an IRI."""
        return any(self._match(NamedNode(iri), None, None))

    def meaning(self) -> Iterator[Quad]:
        """Return the graphs that say what terms mean, to stand beside those of a model."""
        for key in MEANING:
            name = NamedNode(graph_iri(self.base, key))
            yield from self._quads.quads_for_pattern(None, None, None, name)

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
        return self.graphs(item) == [self._inferred]

    def labels(self, triples: Iterable[Triple]) -> Iterator[Triple]:
        """Return the labels of everything that the triples name."""
        for node in iris(triples):
            for predicate in LABELS[:2]:
                yield from self._match(node, predicate, None)

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

    def _match(
        self, subject: Subject | None, predicate: NamedNode | None, value: NamedNode | None
    ) -> Iterator[Triple]:
        """Return the statements of any graph with these terms, each once."""
        seen: set[Triple] = set()
        for quad in self._quads.quads_for_pattern(subject, predicate, value, None):
            item = quad.triple
            if item not in seen:
                seen.add(item)
                yield item

    def _place(self, iri: str, languages: tuple[str, ...] = ("nl", "en")) -> tuple[object, ...]:
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


class _Members(Mapping[str, tuple[str, ...]]):
    """The things of each collection, put in order when it is first asked for: some are long.

    Made for whoever asks, as one that a store kept would tie it to itself.
    """

    def __init__(
        self, members: dict[str, set[str] | tuple[str, ...]], key: Callable[[str], Any]
    ) -> None:
        self._members = members
        self._key = key

    def __getitem__(self, name: str) -> tuple[str, ...]:
        found = self._members[name]
        if isinstance(found, set):
            found = self._members[name] = tuple(sorted(found, key=self._key))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts 3.10 after 3.9 and does not mind capitals."""
    # Every second part is what was split at.
    parts = enumerate(_DIGITS.split(text.casefold()))
    return tuple((0, int(part), "") if at % 2 else (1, 0, part) for at, part in parts if part)


def _node(subject: Subject | str) -> Subject:
    return NamedNode(subject) if isinstance(subject, str) else subject


def _noted(quads: Path | bytes, home: str, members: dict[str, set[str]]) -> Iterator[Quad]:
    """Return the quads, and note what each collection holds."""
    given = {"input": quads} if isinstance(quads, bytes) else {"path": str(quads)}
    start, last = home + "id/", None
    for quad in parse(**given, format=RdfFormat.N_QUADS):
        subject = quad.subject
        # Most stand in a row, so the one before was looked at already.
        if subject != last and isinstance(subject, NamedNode) and subject.value.startswith(start):
            path = thing_path(subject.value[len(home) :])
            if path is not None:
                members[path.collection].add(subject.value)
        last = subject
        yield quad
