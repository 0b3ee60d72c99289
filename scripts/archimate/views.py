"""Views: what is drawn, where and how, as statements; nothing of a drawing is lost but its units.

A node of an element is a box (`gemma:ViewNode`), a container an area, a label a note, in the terms
that the views of the landscape have. Order is what lies over what: `gemma:position` counts from 1
within the view or the node that holds it.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rdflib import RDF, SKOS, XSD, Literal, Namespace, URIRef

from scripts.archimate.model import Colour, Connection, Font, Node, Point, Style, Text, View
from scripts.terms import Triple

#: kind of node -> its class, and the property that says of which view it is.
_CLASSES: Final[Mapping[str, tuple[str, str]]] = {
    "Element": ("ViewNode", "nodeOf"),
    "Container": ("ViewArea", "areaOf"),
    "Label": ("ViewNote", "noteOf"),
}


def triples(
    view: View,
    iri: Mapping[str, URIRef],
    ours: Namespace,
    text: Callable[[Text], Literal],
) -> Iterator[Triple]:
    """Return what is in a view; `iri` has the address of everything by its identifier."""
    own = iri[view.id]
    yield own, RDF.type, ours.View
    waiting: list[tuple[Node, int, URIRef | None]] = [
        (node, number, None) for number, node in enumerate(view.nodes, start=1)
    ]
    while waiting:
        node, number, parent = waiting.pop()
        here = iri[node.id]
        yield from _node(node, here, own, iri, ours)
        yield here, ours.position, _whole(number)
        if parent is not None:
            yield here, ours.parentNode, parent
        yield from _said(node, here, iri, ours, text)
        waiting.extend((inner, place, here) for place, inner in enumerate(node.nodes, start=1))
    for one in view.connections:
        yield from _connection(one, iri[one.id], own, iri, ours)
        yield from _said(one, iri[one.id], iri, ours, text)


def _node(
    node: Node, here: URIRef, view: URIRef, iri: Mapping[str, URIRef], ours: Namespace
) -> Iterator[Triple]:
    kind, belongs = _CLASSES[node.kind]
    yield here, RDF.type, ours[kind]
    yield here, ours[belongs], view
    if node.element:
        yield here, ours.represents, iri[node.element]
    if node.concept:
        yield here, ours.labelOf, iri[node.concept]
    if node.xpath:
        yield here, ours.labelPart, _string(node.xpath)
    sides = {"x": node.x, "y": node.y, "width": node.width, "height": node.height}
    for side, size in sides.items():
        yield here, ours[side], _whole(size)


def _connection(
    one: Connection, here: URIRef, view: URIRef, iri: Mapping[str, URIRef], ours: Namespace
) -> Iterator[Triple]:
    yield here, RDF.type, ours.ViewConnection
    yield here, ours.connectionOf, view
    if one.relationship:
        yield here, ours.showsRelationship, iri[one.relationship]
    if one.kind == "NestingRelationship":
        yield here, ours.nested, Literal("true", datatype=XSD.boolean)
    for end, name in (("connectionSource", one.source), ("connectionTarget", one.target)):
        if name:
            yield here, ours[end], iri[name]
    for name, points in {
        "sourceAttachment": (one.source_attachment,),
        "bendpoints": one.bendpoints,
        "targetAttachment": (one.target_attachment,),
    }.items():
        if found := " ".join(_point(point) for point in points if point is not None):
            yield here, ours[name], _string(found)


def _said(
    part: Node | Connection,
    here: URIRef,
    iri: Mapping[str, URIRef],
    ours: Namespace,
    text: Callable[[Text], Literal],
) -> Iterator[Triple]:
    """Return the words, the style and the views behind a part of a view."""
    for label in part.labels:
        if label.value.strip():
            yield here, SKOS.prefLabel, text(label)
    for documentation in part.documentation:
        if documentation.value.strip():
            yield here, SKOS.definition, text(documentation)
    for name in part.views:
        yield here, ours.leadsTo, iri[name]
    if part.style is not None:
        for term, value in _style(part.style):
            yield here, ours[term], value


def _style(style: Style) -> Iterator[tuple[str, Literal]]:
    font = style.font or Font()
    colours = {"fillColour": style.fill, "lineColour": style.line, "fontColour": font.colour}
    for term, colour in colours.items():
        if colour is not None:
            yield term, _string(css(colour))
    said = {"fontName": font.name, "fontSize": font.size, "fontStyle": " ".join(font.styles)}
    for term, found in said.items():
        if found:
            yield term, _string(found)
    if style.line_width is not None:
        yield "lineWidth", _whole(style.line_width)


def css(colour: Colour) -> str:
    """Return a colour as CSS writes it (CSS Color 4, 5.1 and 5.2)."""
    parts = (colour.red, colour.green, colour.blue)
    if colour.opacity is None or colour.opacity == 100:
        return "#" + "".join(f"{part:02x}" for part in parts)
    return f"rgb({' '.join(map(str, parts))} / {colour.opacity}%)"


def _point(point: Point) -> str:
    return f"{point.x},{point.y}"


def _string(text: str) -> Literal:
    return Literal(text, datatype=XSD.string)


def _whole(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
