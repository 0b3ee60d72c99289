"""Source: the statements to export, by subject, and what ArchiMate makes of each thing; pure."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from rdflib import RDF, XSD, Literal, URIRef

from scripts.archimate import carried
from scripts.archimate.kinds import DRAWN, ELEMENTS, JUNCTION, LINES, RELATIONSHIP, VIEW, Line
from scripts.archimate.model import Text, Texts
from scripts.archimate.types import JUNCTIONS, RELATIONSHIPS
from scripts.archimate.write import NOT_XML
from scripts.terms import Object, Subject, Triple, write
from server.namespaces import EXTERNAL, gemma, prefixes
from server.uris import thing_iri

#: Languages in the order in which a tool should offer them.
LANGUAGES: Final = ("nl", "en")
_SIDES: Final = ("x", "y", "width", "height")
#: A whole number that a place or size can be, as it is always written.
_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,7}")


@dataclass(frozen=True)
class Source:
    """What is exported: `triples`, under `base`; `name` gives the label of an IRI in a language."""

    triples: frozenset[Triple]
    name: Callable[[str, str], str]
    base: str
    _about: dict[Subject, dict[URIRef, list[Object]]] = field(init=False, repr=False)
    #: Terms are asked for millions of times, and rdflib looks at every character of a new one.
    _terms: dict[str, URIRef] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Put the statements by subject and predicate, in one order."""
        about: dict[Subject, dict[URIRef, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in sorted(self.triples, key=lambda t: write(t[2])):
            about[subject][predicate].append(value)
        object.__setattr__(self, "_about", about)

    def term(self, local: str) -> URIRef:
        """Return a term of ours, or one of another vocabulary by its prefix."""
        found = self._terms.get(local)
        if found is None:
            prefix, colon, name = local.partition(":")
            found = URIRef(EXTERNAL[prefix] + name if colon else gemma(self.base) + local)
            self._terms[local] = found
        return found

    @cached_property
    def subjects(self) -> Sequence[URIRef]:
        """Everything that the graph says anything about, sorted, but blank nodes."""
        return sorted(subject for subject in self._about if isinstance(subject, URIRef))

    @cached_property
    def prefixes(self) -> Mapping[str, str]:
        """The prefixes that properties are called with."""
        return prefixes(self.base)

    def about(self, subject: Subject) -> list[Triple]:
        """Return every statement about a thing."""
        found = self._about.get(subject, {})
        return [(subject, said, value) for said in sorted(found) for value in found[said]]

    def values(self, subject: Subject, predicate: URIRef) -> Sequence[Object]:
        """Return the values of a property, sorted."""
        return self._about.get(subject, {}).get(predicate, ())

    def things(self, subject: Subject, local: str) -> list[URIRef]:
        """Return the values of a property of ours that are things."""
        return [v for v in self.values(subject, self.term(local)) if isinstance(v, URIRef)]

    def one(self, subject: Subject, local: str) -> str:
        """Return the one value of a property as text; empty where it has not just one."""
        found = self.values(subject, self.term(local))
        return str(found[0]) if len(found) == 1 else ""

    def number(self, subject: Subject, local: str) -> int | None:
        """Return the one integer that a property of ours has, written as such; else None."""
        found = self.values(subject, self.term(local))
        if len(found) != 1 or not isinstance(found[0], Literal) or found[0].datatype != XSD.integer:
            return None
        return int(found[0]) if _WHOLE.fullmatch(found[0]) else None

    def sides(self, part: Subject) -> tuple[int, int, int, int]:
        """Return place and size of a box that is drawn: x, y, width, height."""
        x, y, width, height = (self.number(part, side) or 0 for side in _SIDES)
        return x, y, width, height

    def texts(self, subject: Subject, predicate: URIRef) -> Texts:
        """Return the values of a property that are the only one in their language."""
        by_language: dict[str, list[str]] = defaultdict(list)
        for value in self.values(subject, predicate):
            if isinstance(value, Literal) and value.language and not NOT_XML.search(value):
                by_language[value.language].append(str(value))
        single = {language: said[0] for language, said in by_language.items() if len(said) == 1}
        return tuple(Text(single[tag], tag) for tag in sorted(single, key=_rank))

    def kind(self, subject: Subject, kinds: Iterable[str]) -> str:
        """Return the first of these classes of ours that a thing has; empty for none."""
        types = set(self.values(subject, RDF.type))
        return next((kind for kind in kinds if self.term(kind) in types), "")

    def labels(self, iri: str) -> Texts:
        """Return the names of a thing, class or property, in the languages that it has them."""
        found = ((self.name(iri, language), language) for language in LANGUAGES)
        return tuple(Text(name, language) for name, language in found if name)

    @cached_property
    def elements(self) -> Mapping[URIRef, str]:
        """Every thing that is an element -> its class."""
        return self._of(ELEMENTS)

    def element_type(self, element: URIRef) -> str:
        """Return the element type of an element."""
        if self.elements[element] == JUNCTION:
            said = {
                str(value) for value in self.values(element, self.term("archimate:junctionType"))
            }
            return next((name for name, way in JUNCTIONS.items() if {way} == said), "AndJunction")
        return ELEMENTS[self.elements[element]]

    @cached_property
    def lines(self) -> Mapping[URIRef, str]:
        """Every thing that is a line between things of the model -> our class."""
        found: dict[URIRef, str] = {}
        for kind, line in LINES.items():
            left = self._of((kind,))
            # A relationship of an imported model may end on another, which comes before it.
            while new := {
                one: kind for one in left if one not in found and self._joins(one, line, found)
            }:
                found |= new
        return found

    def line_type(self, line: URIRef) -> str:
        """Return the relationship type of a line."""
        said = LINES[self.lines[line]].type
        kinds = self.things(line, "relationshipType")
        return said or self._relationship_types[kinds[0]]

    @cached_property
    def views(self) -> Mapping[URIRef, str]:
        """Every view."""
        return self._of((VIEW,))

    @cached_property
    def drawn(self) -> Mapping[URIRef, tuple[str, URIRef]]:
        """Every box, area and note in a view -> our class, and the view."""
        found: dict[URIRef, tuple[str, URIRef]] = {}
        left = self._of(DRAWN)
        # A line in a view may end on another line of it, which comes before it.
        while new := {
            part: (kind, views[0])
            for part, kind in left.items()
            if part not in found
            and len(views := self.things(part, DRAWN[kind])) == 1
            and views[0] in self.views
            and self._drawable(part, kind, views[0], found)
        }:
            found |= new
        return found

    @cached_property
    def parts(self) -> Mapping[tuple[str, URIRef], Sequence[URIRef]]:
        """What is drawn, by class and view."""
        found: dict[tuple[str, URIRef], list[URIRef]] = defaultdict(list)
        for part, place in self.drawn.items():
            found[place].append(part)
        return found

    def ends(self, thing: URIRef, line: Line) -> list[tuple[URIRef, URIRef]]:
        """Return from what to what a line runs: first to first, then the others from and to it."""
        sources, targets = self.things(thing, line.source), self.things(thing, line.target)
        return [
            *((source, targets[0]) for source in sources),
            *((sources[0], target) for target in targets[1:]),
        ]

    def identifier(self, iri: str) -> str:
        """Return the identifier of a thing in the file."""
        return carried.identifier(iri, self.base)

    def _of(self, kinds: Iterable[str]) -> dict[URIRef, str]:
        known = {self.term(kind): kind for kind in reversed(tuple(kinds))}
        order = {term: number for number, term in enumerate(reversed(known))}
        found = {}
        for subject in self.subjects:
            types = [URIRef(t) for t in self.values(subject, RDF.type) if t in known]
            if types:
                found[subject] = known[min(types, key=order.__getitem__)]
        return found

    def _joins(self, thing: URIRef, line: Line, lines: Mapping[URIRef, str]) -> bool:
        """Tell whether both ends are in the model; Archi has no line of ours from line to line."""
        ends = [self.values(thing, self.term(end)) for end in (line.source, line.target)]
        if not all(ends) or not all(
            e in self.elements or e in lines for said in ends for e in said
        ):
            return False
        if not line.type:
            kinds = self.values(thing, self.term("relationshipType"))
            return [len(said) for said in (*ends, kinds)] == [1, 1, 1] and (
                kinds[0] in self._relationship_types
            )
        return not any(
            source in lines and target in lines for source, target in self.ends(thing, line)
        )

    @cached_property
    def between(self) -> Mapping[tuple[Object, Object], URIRef]:
        """From what to what a relationship of an imported model runs -> the first that does."""
        line = LINES[RELATIONSHIP]
        of_models = [one for one, kind in self.lines.items() if kind == RELATIONSHIP]
        return {self.ends(one, line)[0]: one for one in reversed(of_models)}

    @cached_property
    def _relationship_types(self) -> Mapping[Object, str]:
        return {
            URIRef(thing_iri(self.base, "concept", found.concept)): name
            for name, found in RELATIONSHIPS.items()
        }

    def _drawable(
        self, part: URIRef, kind: str, view: URIRef, others: Mapping[URIRef, tuple[str, URIRef]]
    ) -> bool:
        """Tell whether the format has a way to draw this in a view, beside `others`."""
        if kind == "ViewConnection":
            shown = self.values(part, self.term("showsRelationship"))
            ends = [
                self.values(part, self.term(f"connection{end}")) for end in ("Source", "Target")
            ]
            there = all(
                len(said) == 1 and others.get(URIRef(said[0]), (kind, None))[1] == view
                for said in ends
            )
            return there and len(shown) < 2 and all(line in self.lines for line in shown)
        if kind == "ViewNode":
            shown = self.values(part, self.term("represents"))
            if len(shown) != 1 or shown[0] not in self.elements:
                return False
        if kind == "ViewNote" and not carried.modelled(part, self.base):
            return True
        *place, wide, high = (self.number(part, side) for side in _SIDES)
        return bool(None not in place and wide and high)


def _rank(language: str) -> tuple[int, str]:
    """Order languages: ours first, then by their tag."""
    known = LANGUAGES.index(language) if language in LANGUAGES else len(LANGUAGES)
    return known, language


def without_rings(within: Mapping[URIRef, URIRef]) -> dict[URIRef, URIRef]:
    """Return what lies in what, without whatever would lie in itself."""

    def lies_in_itself(part: URIRef) -> bool:
        seen, at = {part}, within.get(part)
        while at is not None and at not in seen:
            seen.add(at)
            at = within.get(at)
        return at is not None

    return {part: inside for part, inside in within.items() if not lies_in_itself(part)}
