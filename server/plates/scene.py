"""Scene: what the data says of one view, as plain values; reads the store and draws nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from server.namespaces import RDF_TYPE, SKOS, gemma
from server.plates.geometry import Rect, gap
from server.store import Store
from server.terms import Literal, NamedNode, best


@dataclass(frozen=True)
class Link:
    """A text that leads to a thing."""

    iri: str
    text: str


@dataclass(frozen=True)
class Area:
    """A band or layer of the base map that lies under the boxes; `level` 0 holds level 1."""

    iri: str
    text: str
    rect: Rect
    level: int


@dataclass(frozen=True)
class Step:
    """A numbered action that stays inside a box; the number may be missing."""

    iri: str
    number: str
    text: str


@dataclass(frozen=True)
class Box:
    """An element on the plate: `kind` is the local name of its class, `parent` a node."""

    node: str
    iri: str
    text: str
    kind: str
    rect: Rect
    parent: str | None
    depth: int
    filled: bool
    steps: tuple[Step, ...]

    @property
    def headed(self) -> bool:
        """Whether its name stands at its top, because there is something in it."""
        return self.filled or bool(self.steps)


@dataclass(frozen=True)
class Flow:
    """A flow: its ends are nodes. `heads` are the arrowheads at its end and at its start.

    `marks` are the standards, with their versions, and what carries them; `remarks` is what the
    source says of it in a word (optional, out of scope).
    """

    iri: str
    number: str
    text: str
    sources: tuple[str, ...]
    via: tuple[str, ...]
    targets: tuple[str, ...]
    heads: tuple[bool, bool]
    marks: tuple[Link, ...]
    carriers: tuple[Link, ...]
    remarks: tuple[str, ...]

    @property
    def stages(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """From which nodes to which, through one `via` after the other."""
        stops = [self.sources, *((node,) for node in self.via), self.targets]
        return tuple(pairwise(stops))


@dataclass(frozen=True)
class Scene:
    """One view; `kinds` are the classes of its boxes, `drawn_anew` that its layout is ours."""

    iri: str
    title: str
    about: str
    language: str
    drawn_anew: bool
    areas: tuple[Area, ...]
    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]
    kinds: Mapping[str, Link]


#: Local name of the value -> arrowhead at the end, at the start.
_HEADS: Final = {
    "richting-heen": (True, False),
    "richting-heen-en-weer": (True, True),
    "richting-onbekend": (False, False),
}
#: What is the rule needs no word on the plate.
_UNREMARKABLE: Final = frozenset({"verplichtheid-verplicht", "reikwijdte-binnen"})
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
    reader = _Reader(store, language)
    boxes = reader.boxes(view)
    kinds = {box.kind for box in boxes}
    ours = gemma(store.base)
    return Scene(
        view,
        reader.name(view),
        reader.text(view, SKOS + "definition"),
        language,
        store.base + "id/concept/grond-afgeleid" in reader.iris(view, "layoutBasis"),
        reader.areas(view),
        boxes,
        reader.flows(view),
        {kind: Link(ours + kind, reader.name(ours + kind)) for kind in KINDS if kind in kinds},
    )


class _Reader:
    """The look-ups that everything of one view needs; terms of ours by local name."""

    def __init__(self, store: Store, language: str) -> None:
        self._store = store
        self._ours = gemma(store.base)
        self._languages = (language, "nl", "en")

    def name(self, iri: str) -> str:
        found = self._store.label(iri, self._languages)
        return found.value if found else iri

    def text(self, iri: str, predicate: str) -> str:
        found = best(self._store.objects(iri, predicate), self._languages)
        return found.value if found else ""

    def iris(self, subject: str, term: str) -> list[str]:
        values = self._store.objects(subject, self._ours + term)
        return sorted(
            (v.value for v in values if isinstance(v, NamedNode)), key=self._store.sort_key
        )

    def literals(self, subject: str, term: str) -> list[str]:
        values = self._store.objects(subject, self._ours + term)
        return [v.value for v in values if isinstance(v, Literal)]

    def members(self, view: str, term: str) -> list[str]:
        return self._store.subjects(self._ours + term, view)

    def rect(self, iri: str) -> Rect | None:
        sides = [self.literals(iri, term)[:1] for term in ("x", "y", "width", "height")]
        if not all(sides):
            return None
        return Rect(*(int(side) for (side,) in sides))

    def areas(self, view: str) -> tuple[Area, ...]:
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
                            self.name(element),
                            self.kind(element),
                            rect,
                            parents[node],
                            _depth(node, parents),
                            node in parents.values(),
                            tuple(steps.get(element, ())),
                        )
                    )
        return tuple(sorted(found, key=lambda b: (b.depth, b.rect.y, b.rect.x, b.node)))

    def kind(self, element: str) -> str:
        types = {
            t.value for t in self._store.objects(element, RDF_TYPE) if isinstance(t, NamedNode)
        }
        return next((kind for kind in KINDS if self._ours + kind in types), "Element")

    def steps(self, view: str) -> dict[str, list[Step]]:
        found: dict[str, list[Step]] = {}
        for step in self.members(view, "stepOf"):
            for element in self.iris(step, "performedBy"):
                number = " / ".join(self.literals(step, "number"))
                found.setdefault(element, []).append(Step(step, number, self.name(step)))
        return found

    def flows(self, view: str) -> tuple[Flow, ...]:
        drawn = {
            element: node
            for node in reversed(self.members(view, "nodeOf"))
            for element in self.iris(node, "represents")
            if self.rect(node)
        }

        def nodes(flow: str, term: str) -> tuple[str, ...]:
            return tuple(drawn[e] for e in self.iris(flow, term) if e in drawn)

        found = []
        for flow in self.members(view, "flowOf"):
            sources, targets = nodes(flow, "from"), nodes(flow, "to")
            uses = self.members(flow, "useOf")
            direction = next(iter(self.iris(flow, "direction")), "").rpartition("/")[2]
            via = nodes(flow, "via") if sources and targets else ()
            found.append(
                Flow(
                    flow,
                    " / ".join(sorted(self.literals(flow, "number"))),
                    self.name(flow),
                    sources,
                    # The data does not order them: the nearest to where the flow starts is first.
                    tuple(sorted(via, key=lambda node: (self._far(sources[0], node), node))),
                    targets,
                    _HEADS.get(direction, (False, False)),
                    self._links(self._standards(uses)),
                    self._links(c for use in uses for c in self.iris(use, "transport")),
                    tuple(self._remarks(flow)),
                )
            )
        return tuple(found)

    def _far(self, one: str, other: str) -> int:
        a, b = self.rect(one), self.rect(other)
        return gap(a, b) if a and b else 0

    def _remarks(self, flow: str) -> Iterable[str]:
        for term in ("obligation", "scope"):
            for value in self.iris(flow, term):
                if value.rpartition("/")[2] not in _UNREMARKABLE:
                    word = self.name(value).lower()
                    # "optional" speaks for itself; "outside" needs to say of what.
                    whole = f"{self.name(self._ours + term)}: {word}"
                    yield word if term == "obligation" else whole

    def _standards(self, uses: Iterable[str]) -> Iterable[str]:
        for use in uses:
            yield from self.iris(use, "standardVersion") or self.iris(use, "standard")

    def _links(self, iris: Iterable[str]) -> tuple[Link, ...]:
        return tuple(Link(iri, self.name(iri)) for iri in dict.fromkeys(iris))


def _depth(node: str, parents: dict[str, str | None]) -> int:
    depth, seen = 0, {node}
    parent = parents.get(node)
    while parent and parent not in seen:
        seen.add(parent)
        depth, parent = depth + 1, parents.get(parent)
    return depth
