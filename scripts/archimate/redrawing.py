"""Redrawing: a view of an imported model as it was drawn, from the statements that say so; pure.

What `views` states of nodes, lines and their style, this turns back; it leaves out what it cannot
read, so that such statements are carried as they are.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import SKOS, Literal, URIRef

from scripts.archimate.model import Colour, Connection, Font, Node, Point, Style, Text, Texts
from scripts.archimate.source import LANGUAGES, Source, without_rings
from scripts.terms import Subject

_KINDS: Final[Mapping[str, str]] = {
    "ViewNode": "Element",
    "ViewArea": "Container",
    "ViewNote": "Label",
}
_PLACE: Final = re.compile(r"(\d{1,8}),(\d{1,8})", re.A)
_HEXADECIMAL: Final = re.compile(r"#([0-9a-f]{6})")
_SEE_THROUGH: Final = re.compile(r"rgb\((\d{1,3}) (\d{1,3}) (\d{1,3}) / (\d{1,2})%\)", re.A)
_POINTS: Final = re.compile(r"[1-9][0-9]*(\.0|\.5)?")
_BYTE: Final = 255


def nodes(view: URIRef, source: Source) -> tuple[Node, ...]:
    """Return the nodes of a view, each with those drawn inside it, in their order."""
    parts = {part: kind for kind in _KINDS for part in source.parts.get((kind, view), ())}
    inside: dict[URIRef | None, list[URIRef]] = {}
    within = _within(source, parts)
    for part in sorted(parts, key=lambda p: (source.number(p, "position") or 0, p)):
        inside.setdefault(within.get(part), []).append(part)

    def built(parent: URIRef | None) -> tuple[Node, ...]:
        return tuple(
            _node(source, part, _KINDS[parts[part]], built(part)) for part in inside.get(parent, ())
        )

    return built(None)


def connections(view: URIRef, source: Source) -> tuple[Connection, ...]:
    """Return the lines of a view."""
    return tuple(
        _connection(source, part) for part in source.parts.get(("ViewConnection", view), ())
    )


def _within(source: Source, parts: Mapping[URIRef, str]) -> dict[URIRef, URIRef]:
    """Return which part lies in which; a text holds nothing, and nothing holds itself."""
    found: dict[URIRef, URIRef] = {}
    for part in parts:
        said = source.things(part, "parentNode")
        if len(said) == 1 and parts.get(said[0]) in {"ViewNode", "ViewArea"}:
            found[part] = said[0]
    return without_rings(found)


def _node(source: Source, part: URIRef, kind: str, inner: tuple[Node, ...]) -> Node:
    shown = source.things(part, "represents") if kind == "Element" else []
    about = [thing for thing in source.things(part, "labelOf") if kind == "Label"]
    known = [thing for thing in about if thing in source.elements or thing in source.lines]
    return Node(
        source.identifier(part),
        kind,
        *source.sides(part),
        element=source.identifier(shown[0]) if shown else "",
        concept=source.identifier(known[0]) if known else "",
        xpath=source.one(part, "labelPart") if kind == "Label" else "",
        labels=_texts(source, part, SKOS.prefLabel),
        documentation=_texts(source, part, SKOS.definition),
        style=_style(source, part),
        views=_views(source, part),
        nodes=inner,
    )


def _connection(source: Source, part: URIRef) -> Connection:
    shown = source.things(part, "showsRelationship")
    nested = source.one(part, "nested") == "true"
    start, end = (source.things(part, f"connection{end}")[0] for end in ("Source", "Target"))
    first, last = (_points(source, part, f"{end}Attachment") for end in ("source", "target"))
    return Connection(
        source.identifier(part),
        ("NestingRelationship" if nested else "Relationship") if shown else "Line",
        source.identifier(start),
        source.identifier(end),
        source.identifier(shown[0]) if shown else "",
        labels=_texts(source, part, SKOS.prefLabel),
        documentation=_texts(source, part, SKOS.definition),
        style=_style(source, part),
        views=_views(source, part),
        source_attachment=first[0] if first else None,
        bendpoints=_points(source, part, "bendpoints"),
        target_attachment=last[0] if last else None,
    )


def _views(source: Source, part: URIRef) -> tuple[str, ...]:
    return tuple(source.identifier(v) for v in source.things(part, "leadsTo") if v in source.views)


def _texts(source: Source, part: Subject, predicate: URIRef) -> Texts:
    """Return all texts in a language, ours first."""
    found = [v for v in source.values(part, predicate) if isinstance(v, Literal) and v.language]
    texts = [Text(str(value), value.language or "") for value in found]
    return tuple(sorted(texts, key=lambda t: (t.language not in LANGUAGES, t.language, t.value)))


def _points(source: Source, part: Subject, local: str) -> tuple[Point, ...]:
    places = [_PLACE.fullmatch(place) for place in source.one(part, local).split()]
    return tuple(Point(int(place[1]), int(place[2])) for place in places if place)


def _style(source: Source, part: Subject) -> Style | None:
    """Return the style of a part; None where nothing is said of it."""
    line, fill, colour = (
        _colour(source.one(part, f"{name}Colour")) for name in ("line", "fill", "font")
    )
    size = source.one(part, "fontSize")
    font = Font(
        source.one(part, "fontName"),
        size if _POINTS.fullmatch(size) else "",
        _among(source.one(part, "fontStyle").split()),
        colour,
    )
    style = Style(line, fill, font if font != Font() else None, source.number(part, "lineWidth"))
    return style if style != Style() else None


def _among(styles: Iterable[str]) -> tuple[str, ...]:
    found = tuple(styles)
    return found if {*found} <= {"plain", "bold", "italic", "underline"} else ()


def _colour(css: str) -> Colour | None:
    """Return a colour that CSS writes as `views.css` does; None for any other."""
    if found := _HEXADECIMAL.fullmatch(css):
        return Colour(*bytes.fromhex(found[1]))
    parts = tuple(map(int, found.groups())) if (found := _SEE_THROUGH.fullmatch(css)) else ()
    return Colour(*parts) if parts and max(parts[:3]) <= _BYTE else None
