"""Reading: from the store to the scene of one view; what the data does not say is not there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from server.namespaces import RDF_TYPE, SKOS, gemma
from server.plates.geometry import Rect, gap
from server.plates.scene import Area, Box, Flow, Link, Note, Scene, Step, Use
from server.plates.words import WORDS
from server.rdf.terms import Literal, NamedNode, best
from server.store import Store
from server.uris import key

#: Local name of the value -> arrowhead at the end, at the start.
_HEADS: Final = {
    "richting-heen": (True, False),
    "richting-heen-en-weer": (True, True),
    "richting-onbekend": (False, False),
}
#: What stands between brackets at the end of a name.
_ASIDE: Final = re.compile(r" \([^()]*\)$")
#: The layers as one reads the plate, from the front to the back, by their key.
LAYERS: Final = ("laag-frontoffice", "laag-midoffice", "laag-backoffice")
#: Classes whose instances are drawn as themselves, the most particular first.
KINDS: Final = (
    "BusinessFunction",
    "BusinessRole",
    "BusinessActor",
    "ApplicationFunction",
    "ReferenceComponent",
    "ApplicationService",
    "Grouping",
    "Placeholder",
    "Choice",
    "Composite",
    "CommunicationNetwork",
    "Certificate",
    "Element",
)


def read(view: str, store: Store, language: str) -> Scene:
    """Return the scene of a view; a node or area without coordinates is not on the plate."""
    reader = Reader(store, language)
    boxes = reader.boxes(view)
    kinds = {box.kind for box in boxes}
    ours = gemma(store.base)
    return Scene(
        view,
        reader.plain_name(view),
        reader.text(view, SKOS + "definition"),
        language,
        store.base + "id/concept/grond-afgeleid" in reader.iris(view, "layoutBasis"),
        reader.areas(view),
        boxes,
        reader.flows(view),
        reader.notes(view),
        {kind: Link(ours + kind, reader.name(ours + kind)) for kind in KINDS if kind in kinds},
    )


def linked(subject: str, term: str, store: Store) -> tuple[str, ...]:
    """Return the things that a term of ours leads to, in the order of a reader."""
    values = store.objects(subject, gemma(store.base) + term)
    return tuple(sorted((v.value for v in values if isinstance(v, NamedNode)), key=store.sort_key))


class Reader:
    """The look-ups that everything on a plate needs; terms of ours by local name."""

    def __init__(self, store: Store, language: str) -> None:
        """Read from a store, in a language."""
        self._store = store
        self.ours = gemma(store.base)
        self._languages = (language, "nl", "en")
        self._words = WORDS[language]
        self._inferred = store.base + "id/concept/grond-afgeleid"
        self._unsure = store.base + "id/concept/zekerheid-laag"

    def name(self, iri: str) -> str:
        """Return the name of a thing, its IRI if it has none."""
        found = self._store.label(iri, self._languages)
        return found.value if found else iri

    def plain_name(self, iri: str) -> str:
        """Return a name without what only tells it from another, `Reisdocumenten (module)`.

        On a plate its place does so; what the source prints between brackets stays.
        """
        printed = self.literals(iri, "sourceLabel")
        aside = _ASIDE.search(self.name(iri))
        if aside is None or not printed or any("(" in label for label in printed):
            return self.name(iri)
        return self.name(iri)[: aside.start()]

    def full_name(self, iri: str) -> str:
        """Return what an abbreviation stands for, empty where that is the name itself."""
        full = next(iter(self.literals(iri, "expansion")), "")
        return "" if full.casefold() == self.plain_name(iri).casefold() else full

    def text(self, iri: str, predicate: str) -> str:
        """Return what a property says, in the first language that it is said in."""
        found = best(self._store.objects(iri, predicate), self._languages)
        return found.value if found else ""

    def iris(self, subject: str, term: str) -> list[str]:
        """Return the things that a term of ours leads to, in the order of a reader."""
        return list(linked(subject, term, self._store))

    def literals(self, subject: str, term: str) -> list[str]:
        """Return the texts and numbers of a term of ours."""
        values = self._store.objects(subject, self.ours + term)
        return [v.value for v in values if isinstance(v, Literal)]

    def members(self, view: str, term: str) -> list[str]:
        """Return the things that a term of ours leads from, in the order of a reader."""
        return self._store.subjects(self.ours + term, view)

    def rect(self, iri: str) -> Rect | None:
        """Return where a node or area stands; None where the data does not say."""
        sides = [self.literals(iri, term)[:1] for term in ("x", "y", "width", "height")]
        if not all(sides):
            return None
        return Rect(*(int(side) for (side,) in sides))

    def areas(self, view: str) -> tuple[Area, ...]:
        """Return the bands and layers of a view."""
        found = []
        for iri in self.members(view, "areaOf"):
            rect = self.rect(iri)
            for shown in self.iris(iri, "shows"):
                if rect:
                    found.append((shown, rect))
        return tuple(
            Area(shown, self.name(shown), rect, sum(rect.inside(r) for _, r in found) - 1)
            for shown, rect in sorted(found, key=lambda item: (item[1].y, item[1].x, item[0]))
        )

    def boxes(self, view: str) -> tuple[Box, ...]:
        """Return the boxes of a view, those that hold others first."""
        nodes = self.members(view, "nodeOf")
        parents = {node: next(iter(self.iris(node, "parentNode")), None) for node in nodes}
        steps = self.steps(view)
        found = []
        for node in nodes:
            rect = self.rect(node)
            for element in self.iris(node, "represents"):
                if rect:
                    found.append(
                        Box(
                            node,
                            element,
                            self.plain_name(element),
                            self.full_name(element),
                            self.kind(element),
                            self._inferred in self.iris(node, "basis"),
                            rect,
                            parents[node],
                            _depth(node, parents),
                            node in parents.values(),
                            tuple(steps.get(element, ())),
                        )
                    )
        return tuple(sorted(found, key=lambda b: (b.depth, b.rect.y, b.rect.x, b.node)))

    def kind(self, element: str) -> str:
        """Return the local name of the class of an element, the most particular one."""
        types = {
            t.value for t in self._store.objects(element, RDF_TYPE) if isinstance(t, NamedNode)
        }
        return next((kind for kind in KINDS if self.ours + kind in types), "Element")

    def kind_name(self, kind: str) -> str:
        """Return what a class of ours is called."""
        return self.name(self.ours + kind)

    def steps(self, view: str) -> dict[str, list[Step]]:
        """Return the steps of a view, by element."""
        found: dict[str, list[Step]] = {}
        for step in self.members(view, "stepOf"):
            for element in self.iris(step, "performedBy"):
                number = " / ".join(self.literals(step, "number"))
                found.setdefault(element, []).append(Step(step, number, self.name(step)))
        return found

    def flows(self, view: str) -> tuple[Flow, ...]:
        """Return the flows of a view, between its nodes."""
        drawn = {
            element: node
            for node in reversed(self.members(view, "nodeOf"))
            for element in self.iris(node, "represents")
            if self.rect(node)
        }
        return tuple(self.flow(flow, drawn) for flow in self.members(view, "flowOf"))

    def flow(self, flow: str, drawn: Mapping[str, str]) -> Flow:
        """Return a flow between what `drawn` has for its elements; the others are not there."""

        def nodes(term: str) -> tuple[str, ...]:
            return tuple(drawn[e] for e in self.iris(flow, term) if e in drawn)

        sources, targets = nodes("from"), nodes("to")
        uses = self.members(flow, "useOf")
        direction = key(next(iter(self.iris(flow, "direction")), ""))
        via = nodes("via") if sources and targets else ()
        return Flow(
            flow,
            " / ".join(sorted(self.literals(flow, "number"))),
            self.name(flow),
            sources,
            # The data does not order them: the nearest to where the flow starts is first.
            tuple(sorted(via, key=lambda node: (self._far(sources[0], node), node))),
            targets,
            _HEADS.get(direction, (False, False)),
            tuple(self._uses(uses)),
            tuple(self._remarks(flow)),
            (*self._about(flow), *(text for use in uses for text in self._about(use))),
            self._unsure in self.iris(flow, "certainty"),
        )

    def _far(self, one: str, other: str) -> int:
        a, b = self.rect(one), self.rect(other)
        return gap(a, b) if a and b else 0

    def _remarks(self, flow: str) -> Iterable[str]:
        for term in ("obligation", "scope"):
            for value in self.iris(flow, term):
                word = self._words.get(key(value))
                if word:
                    yield word

    def _about(self, iri: str) -> Iterable[str]:
        """Return in words what is said of a flow or a use: what it is, on what condition."""
        texts = [self.text(iri, SKOS + "definition")]
        for term in ("condition", "openQuestion"):
            said = self.text(iri, self.ours + term)
            texts.append(self._words[term].format(said) if said else "")
        return filter(None, texts)

    def _uses(self, uses: Sequence[str]) -> Iterable[Use]:
        """Return the uses of a flow, those with the same carriers as one.

        A standard that is named by itself is not named again as what carries another.
        """
        alone = {standard for use in uses for standard in self.iris(use, "standard")}
        groups: dict[tuple[tuple[Link, ...], bool], list[str]] = {}
        for use in uses:
            carriers = self._links(c for c in self.iris(use, "transport") if c not in alone)
            doubt = bool(self.literals(use, "openQuestion"))
            named = self.iris(use, "standardVersion") or self.iris(use, "standard")
            groups.setdefault((carriers, doubt), []).extend(named)
        for (carriers, doubt), standards in groups.items():
            yield Use(self._links(standards), carriers, doubt)

    def notes(self, view: str) -> tuple[Note, ...]:
        """Return the remarks of a view."""
        return tuple(
            Note(note, self.name(note), self.text(note, SKOS + "definition"))
            for note in self.members(view, "noteOf")
        )

    def _links(self, iris: Iterable[str]) -> tuple[Link, ...]:
        return tuple(Link(iri, self.name(iri)) for iri in dict.fromkeys(iris))


def _depth(node: str, parents: dict[str, str | None]) -> int:
    depth, seen = 0, {node}
    parent = parents.get(node)
    while parent and parent not in seen:
        seen.add(parent)
        depth, parent = depth + 1, parents.get(parent)
    return depth
