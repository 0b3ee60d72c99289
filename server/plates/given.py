"""Given: a view of an imported model as its maker drew it, from the store, as plain values."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from server.namespaces import EXTERNAL, RDF_TYPE, SKOS, gemma
from server.plates.colours import solid
from server.plates.geometry import Point, Rect
from server.plates.scene import Link
from server.plates.types import ACCESS, ELEMENTS, RELATIONSHIPS, Stroke
from server.rdf.terms import Literal, NamedNode
from server.store import Store
from server.uris import key

_PLACES = {"node": "nodeOf", "area": "areaOf", "note": "noteOf"}


@dataclass(frozen=True)
class Part:
    """A box: `kind` is node, area or note, `leads` what it shows or leads to, if anything.

    `type` is the element type of a node. Colours are as given, empty where none is; `filled` says
    that others lie in it.
    """

    iri: str
    kind: str
    leads: str
    type: str
    text: str
    rect: Rect
    fill: str
    line: str
    ink: str
    filled: bool


@dataclass(frozen=True)
class Wire:
    """A line, from part to part or to another line, by way of `bends`."""

    iri: str
    leads: str
    type: str
    text: str
    start: str
    end: str
    bends: tuple[Point, ...]
    stroke: Stroke
    line: str


@dataclass(frozen=True)
class Given:
    """One view; parts in the order in which they lie over each other."""

    iri: str
    title: str
    about: str
    language: str
    parts: tuple[Part, ...]
    wires: tuple[Wire, ...]
    types: Mapping[str, Link]
    relationships: Mapping[str, Link]


def is_given(view: str, store: Store) -> bool:
    """Tell whether a view is one of an imported model."""
    return view.startswith(f"{store.base}model/")


def read(view: str, store: Store, language: str) -> Given:
    """Return a view as it was drawn; a part without a place is not on it."""
    reader = _Reader(store, language)
    parts = tuple(reader.parts(view))
    wires = tuple(reader.wires(view, {part.iri: part for part in parts}))
    types = sorted({part.type for part in parts if part.type})
    kinds = sorted({wire.type for wire in wires if wire.type})
    classes = {name: EXTERNAL["archimate"] + name for name in types}
    values = {key: f"{store.base}id/concept/{key}" for key in kinds}
    return Given(
        view,
        reader.name(view),
        reader.text(view, SKOS + "definition"),
        language,
        parts,
        wires,
        {name: Link(iri, reader.name(iri)) for name, iri in classes.items()},
        {key: Link(iri, reader.name(iri)) for key, iri in values.items()},
    )


class _Reader:
    """The look-ups in one view; terms of ours by local name."""

    def __init__(self, store: Store, language: str) -> None:
        self._store = store
        self._ours = gemma(store.base)
        self._languages = (language, "nl", "en")

    def name(self, iri: str) -> str:
        """Return the label of a thing, or the end of its address where it has none."""
        found = self._store.label(iri, self._languages)
        return found.value if found else re.split(r"[#/]", iri)[-1]

    def text(self, iri: str, predicate: str) -> str:
        texts = [t for t in self._store.objects(iri, predicate) if isinstance(t, Literal)]
        ranked = {language: rank for rank, language in reversed([*enumerate(self._languages)])}
        texts.sort(key=lambda text: ranked.get(text.language or "", len(ranked)))
        return texts[0].value if texts else ""

    def parts(self, view: str) -> Iterable[Part]:
        """Return the boxes, each after the one that it lies in, in the order of their maker."""
        kinds = {
            iri: kind
            for kind, term in _PLACES.items()
            for iri in self._store.subjects(self._ours + term, view)
        }
        inside: dict[str, list[str]] = {}
        for iri in sorted(kinds, key=lambda iri: (self._number(iri, "position"), iri)):
            parent = self._iri(iri, "parentNode")
            inside.setdefault(parent if parent in kinds else "", []).append(iri)
        waiting, seen = list(reversed(inside.get("", []))), set()
        while waiting:
            iri = waiting.pop()
            seen.add(iri)
            inner = [one for one in inside.get(iri, []) if one not in seen]
            waiting.extend(reversed(inner))
            part = self._part(iri, kinds[iri], filled=bool(inner))
            if part is not None:
                yield part

    def _part(self, iri: str, kind: str, *, filled: bool) -> Part | None:
        sides = [self._number(iri, side) for side in ("x", "y", "width", "height")]
        if sides[2] < 1 or sides[3] < 1:
            return None
        element = self._iri(iri, "represents")
        fill, line, ink = (
            solid(self._string(iri, f"{name}Colour")) for name in ("fill", "line", "font")
        )
        return Part(
            iri,
            kind,
            element or self._iri(iri, "leadsTo"),
            self._type(element) if element else "",
            self._words(element) if element else self.text(iri, SKOS + "prefLabel"),
            Rect(*sides),
            fill,
            line,
            ink,
            filled,
        )

    def wires(self, view: str, parts: Mapping[str, Part]) -> Iterable[Wire]:
        """Return the lines whose ends are there, those that end on others after them."""
        found: set[str] = {*parts}
        left = [self._wire(iri) for iri in self._store.subjects(self._ours + "connectionOf", view)]
        while ready := [wire for wire in left if wire.start in found and wire.end in found]:
            yield from (wire for wire in ready if not self._nested(wire, parts))
            found |= {wire.iri for wire in ready if not self._nested(wire, parts)}
            left = [wire for wire in left if wire not in ready]

    def _nested(self, wire: Wire, parts: Mapping[str, Part]) -> bool:
        """Tell whether that one box lies in the other says it already (ArchiMate 3.2, 5.1.1)."""
        boxes = [parts.get(end) for end in (wire.start, wire.end)]
        if wire.bends or not all(boxes):
            return False
        one, other = (box.rect for box in boxes if box)
        return one.inside(other) or other.inside(one)

    def _wire(self, iri: str) -> Wire:
        shown = self._iri(iri, "showsRelationship")
        type_ = key(self._iri(shown, "relationshipType")) if shown else ""
        label = self.text(iri, SKOS + "prefLabel")
        return Wire(
            iri,
            shown,
            type_,
            label or (self.text(shown, EXTERNAL["rdfs"] + "label") if shown else ""),
            self._iri(iri, "connectionSource"),
            self._iri(iri, "connectionTarget"),
            tuple(self._points(iri)),
            self._stroke(shown, type_),
            solid(self._string(iri, "lineColour")),
        )

    def _stroke(self, shown: str, type_: str) -> Stroke:
        stroke = RELATIONSHIPS.get(type_, Stroke())
        if type_ == "relatie-toegang":
            found = self._store.objects(shown, EXTERNAL["archimate"] + "accessType")
            access = next((v.value for v in found if isinstance(v, Literal)), "")
            start, end = ACCESS.get(access, ("", ""))
            return replace(stroke, start=start, end=end)
        if type_ == "relatie-associatie" and self._string(shown, "directed") == "true":
            return replace(stroke, end="half")
        return stroke

    def _points(self, iri: str) -> Iterable[Point]:
        for place in self._string(iri, "bendpoints").split():
            x, comma, y = place.partition(",")
            if comma and x.isdecimal() and y.isdecimal():
                yield int(x), int(y)

    def _type(self, element: str) -> str:
        start = EXTERNAL["archimate"]
        types = (
            v.value for v in self._store.objects(element, RDF_TYPE) if isinstance(v, NamedNode)
        )
        names = sorted(iri.removeprefix(start) for iri in types if iri.startswith(start))
        return next((name for name in names if name in ELEMENTS), "")

    def _words(self, element: str) -> str:
        """Return the name of an element; a junction has none to show."""
        return "" if self._type(element) == "Junction" else self.name(element)

    def _iri(self, subject: str, term: str) -> str:
        values = self._store.objects(subject, self._ours + term)
        return next((value.value for value in values if isinstance(value, NamedNode)), "")

    def _string(self, subject: str, term: str) -> str:
        values: Sequence[object] = self._store.objects(subject, self._ours + term)
        return next((value.value for value in values if isinstance(value, Literal)), "")

    def _number(self, subject: str, term: str) -> int:
        text = self._string(subject, term)
        return int(text) if text.isdecimal() else 0
