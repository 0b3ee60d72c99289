"""The real data as mutants see it, and what a fault is: what it takes away and what it puts in."""

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdflib import RDF, RDFS, Literal, Namespace, URIRef

from scripts.terms import Triple, write

#: Where a node or an area is drawn, and how large.
SIDES = ("x", "y", "width", "height")


@dataclass(frozen=True)
class Fault:
    """One fault: `thing` is where it was made, `others` what it was pointed away from or at."""

    kind: str
    thing: URIRef
    words: str
    removed: frozenset[Triple]
    added: frozenset[Triple]

    @property
    def relates(self) -> bool:
        """Tell whether it changes more than texts and classes of the thing itself."""
        rows = self.removed | self.added
        sides = tuple(f"#{side}" for side in SIDES)
        return self.kind == "reorder" or any(
            s != self.thing or p.endswith(sides) or (isinstance(o, URIRef) and p != RDF.type)
            for s, p, o in rows
        )

    @property
    def touched(self) -> frozenset[URIRef]:
        """Every subject and object that the fault changes a statement of."""
        terms = {term for s, _, o in self.removed | self.added for term in (s, o)}
        return frozenset(term for term in terms if isinstance(term, URIRef))


class World:
    """The asserted data, by subject and by class."""

    def __init__(self, triples: Iterable[Triple], base: str) -> None:
        self.base = base
        self.ours = Namespace(f"{base}def#")
        self.of: dict[URIRef, list[Triple]] = defaultdict(list)
        for triple in sorted(set(triples), key=lambda t: tuple(map(write, t))):
            if isinstance(triple[0], URIRef):
                self.of[triple[0]].append(triple)

    def values(self, thing: URIRef, predicate: URIRef) -> list[Triple]:
        return [triple for triple in self.of[thing] if triple[1] == predicate]

    def local(self, iri: object) -> str:
        return str(iri).removeprefix(self.base).removeprefix("def#").removeprefix("id/")

    def own(self, *names: str) -> tuple[URIRef, ...]:
        return tuple(URIRef(self.ours[name]) for name in names)

    def is_thing(self, term: object) -> bool:
        return isinstance(term, URIRef) and term.startswith(f"{self.base}id/")

    @cached_property
    def referred(self) -> frozenset[URIRef]:
        """What another thing refers to."""
        found = {o for s, rows in self.of.items() for _, _, o in rows if o != s}
        return frozenset(term for term in found if isinstance(term, URIRef))

    @cached_property
    def elements(self) -> frozenset[URIRef]:
        """The kinds of elements."""
        above = self.ours.Element
        return frozenset(
            s for s, rows in self.of.items() if any(p == RDFS.subClassOf and o == above
                                                    for _, p, o in rows)
        )  # fmt: skip

    def row(self, name: str, thing: URIRef) -> list[URIRef]:
        """The things of a class that are numbered together with this one, in their order."""
        up = self.own("implicationOf", "itemOf", "developmentGroup", "noraPrinciple", "flowOf",
                      "noteOf", "stepOf", "useOf")  # fmt: skip
        above = {(p, o) for _, p, o in self.of[thing] if p in up}
        ranks = {
            other: int(str(rank[2]))
            for other in self.classes[name]
            for rank in self.values(other, self.own("position")[0])
            if above == {(p, o) for _, p, o in self.of[other] if p in up}
        }
        return sorted(ranks, key=lambda other: ranks[other])

    def rows(self) -> list[list[URIRef]]:
        """Every row of things that are numbered together."""
        rows = [self.row(name, thing) for name in self.classes for thing in self.classes[name]
                if self.values(thing, self.own("position")[0])]  # fmt: skip
        return [row for row in rows if row]

    @cached_property
    def classes(self) -> Mapping[str, Sequence[URIRef]]:
        """Class -> its things; all kinds of elements count as one class."""
        found: dict[str, list[URIRef]] = defaultdict(list)
        for thing, rows in self.of.items():
            for _, predicate, kind in rows:
                if predicate == RDF.type and self.is_thing(thing) and kind.startswith(self.base):
                    found["Element" if kind in self.elements else self.local(kind)].append(thing)
        return {name: sorted(things) for name, things in sorted(found.items())}

    @cached_property
    def drawn(self) -> Mapping[URIRef, frozenset[URIRef]]:
        """View, or node or area in it -> every node and area that is drawn in that view."""
        views: dict[URIRef, set[URIRef]] = defaultdict(set)
        for name in ("ViewNode", "ViewArea"):
            for thing in self.classes.get(name, ()):
                for row in self.of[thing]:
                    if row[1] in self.own("nodeOf", "areaOf"):
                        views[URIRef(row[2])].add(thing)
        found = {view: frozenset(things) for view, things in views.items()}
        return found | {thing: things for things in found.values() for thing in things}

    def box(self, thing: URIRef) -> tuple[int, ...]:
        """Return x, y, width and height of a node or an area."""
        rows = (self.values(thing, side)[0] for side in self.own(*SIDES))
        return tuple(int(str(row[2])) for row in rows)

    def lies_in(self, inner: URIRef, outer: URIRef) -> bool:
        """Tell whether one is drawn inside the other."""
        (x, y, width, height), (left, top, wide, high) = self.box(inner), self.box(outer)
        across = left <= x and x + width <= left + wide
        return across and top <= y and y + height <= top + high

    def demanded(self, name: str) -> frozenset[URIRef]:
        """Properties that every thing of a class carries: what may not be left out."""
        sets = [frozenset(p for _, p, _ in self.of[thing]) for thing in self.classes[name]]
        return frozenset.intersection(*sets) - {RDFS.label}

    def class_of(self, thing: URIRef) -> str:
        return next((name for name, things in self.classes.items() if thing in things), "")


def fault(
    kind: str, thing: URIRef, words: str, removed: Iterable[Triple], added: Iterable[Triple]
) -> Fault | None:
    """Make a fault of what goes and what comes; None when that changes nothing."""
    gone, new = frozenset(removed), frozenset(added)
    return Fault(kind, thing, words, gone - new, new - gone) if gone != new else None


def one(rows: Sequence[Triple], chance: random.Random) -> Triple | None:
    """Choose a statement, if there is any."""
    return chance.choice(rows) if rows else None


def replace(
    kind: str, world: World, row: Triple, value: URIRef | Literal, note: str = ""
) -> Fault | None:
    """Make a fault of one statement by putting another value in it."""
    subject, predicate, old = row
    words = f"{world.local(predicate)}: {write(old)[:60]} -> {write(value)[:60]} {note}".strip()
    return fault(kind, URIRef(subject), words, [row], [(subject, predicate, value)])


def slip(text: str, chance: random.Random) -> str:
    """Change places of two neighbours that differ, or change one letter or digit."""
    places = [i for i in range(len(text) - 1) if text[i] != text[i + 1]]
    places = [i for i in places if re.fullmatch(r"\w\w", text[i : i + 2])]
    if places and chance.random() < 0.5:
        i = chance.choice(places)
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    letters = [i for i, char in enumerate(text) if char.isalnum()]
    i = chance.choice(letters)
    new = chance.choice([c for c in ("0123456789" if text[i].isdigit() else "aeinorst")
                         if c != text[i].lower()])  # fmt: skip
    return text[:i] + new + text[i + 1 :]
