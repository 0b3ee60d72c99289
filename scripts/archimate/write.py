"""Writing: a model as an exchange file (ArchiMate Model Exchange File Format 3.1), as bytes; pure.

What stands where follows the schemas `archimate3_Model.xsd`, `_View.xsd` and `_Diagram.xsd`. Equal
models give equal bytes.
"""

import re
from collections.abc import Iterable
from typing import Final
from xml.etree.ElementTree import Element as Tag
from xml.etree.ElementTree import SubElement, indent, tostring

from scripts.archimate.model import (
    Colour,
    Connection,
    Element,
    Item,
    Metadatum,
    Model,
    Node,
    Point,
    Properties,
    PropertyDefinition,
    Relationship,
    Style,
    Texts,
    View,
    Viewpoint,
)
from server.errors import SourceError

NAMESPACE: Final = "http://www.opengroup.org/xsd/archimate/3.0/"
SCHEMA: Final = "http://www.opengroup.org/xsd/archimate/3.1/archimate3_Diagram.xsd"
DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
#: What XML 1.0 (2.2) has no way to write, not even as a reference.
NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write(model: Model) -> bytes:
    """Return the file of a model; raises `SourceError` for a character that XML cannot hold."""
    root = Tag("model", {"xmlns": NAMESPACE, "xmlns:xsi": _XSI})
    if model.metadata:
        root.set("xmlns:dc", DUBLIN_CORE)
    root.set("xsi:schemaLocation", f"{NAMESPACE} {SCHEMA}")
    root.set("identifier", model.id)
    if model.version:
        root.set("version", model.version)
    _named(root, model.names, model.documentation)
    _properties(root, model.properties)
    _metadata(root, model.metadata)
    if model.elements:
        into = SubElement(root, "elements")
        for element in model.elements:
            _element(into, element)
    if model.relationships:
        into = SubElement(root, "relationships")
        for relationship in model.relationships:
            _relationship(into, relationship)
    for items in model.organizations:
        _items(SubElement(root, "organizations"), items)
    if model.definitions:
        into = SubElement(root, "propertyDefinitions")
        for definition in model.definitions:
            _definition(into, definition)
    _views(root, model.viewpoints, model.views)
    indent(root, " ")
    text = tostring(root, encoding="unicode", short_empty_elements=True)
    if found := NOT_XML.search(text):
        raise SourceError(f"U+{ord(found[0]):04X} has no place in XML: take it out of the data")
    # A reader of XML takes a carriage return for a line feed, unless it is a reference (2.11).
    text = text.replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _texts(into: Tag, name: str, texts: Texts) -> None:
    for text in texts:
        found = SubElement(into, name)
        if text.language:
            found.set("xml:lang", text.language)
        found.text = text.value


def _named(into: Tag, names: Texts, documentation: Texts) -> None:
    _texts(into, "name", names)
    _texts(into, "documentation", documentation)


def _properties(into: Tag, properties: Properties) -> None:
    if not properties:
        return
    all_of_them = SubElement(into, "properties")
    for item in properties:
        found = SubElement(all_of_them, "property", {"propertyDefinitionRef": item.definition})
        _texts(found, "value", item.values)


def _metadata(root: Tag, metadata: Iterable[Metadatum]) -> None:
    """Write what is said of the file; only Dublin Core has a schema beside the format's own."""
    known = [said for said in metadata if said.property.startswith(DUBLIN_CORE)]
    if not known:
        return
    into = SubElement(root, "metadata")
    SubElement(into, "schema").text = "Dublin Core"
    SubElement(into, "schemaversion").text = "1.1"
    for said in known:
        _texts(into, f"dc:{said.property.removeprefix(DUBLIN_CORE)}", (said.value,))


def _element(into: Tag, element: Element) -> None:
    tag = SubElement(into, "element", {"identifier": element.id, "xsi:type": element.type})
    _named(tag, element.names, element.documentation)
    _properties(tag, element.properties)


def _relationship(into: Tag, relationship: Relationship) -> None:
    tag = SubElement(into, "relationship", {"identifier": relationship.id})
    tag.set("source", relationship.source)
    tag.set("target", relationship.target)
    tag.set("xsi:type", relationship.type)
    if relationship.type == "Access" and relationship.access != "Access":
        tag.set("accessType", relationship.access)
    if relationship.modifier:
        tag.set("modifier", relationship.modifier)
    if relationship.directed:
        tag.set("isDirected", "true")
    _named(tag, relationship.names, relationship.documentation)
    _properties(tag, relationship.properties)


def _items(into: Tag, items: Iterable[Item]) -> None:
    for item in items:
        tag = SubElement(into, "item")
        if item.id:
            tag.set("identifier", item.id)
        if item.ref:
            tag.set("identifierRef", item.ref)
        _texts(tag, "label", item.labels)
        _texts(tag, "documentation", item.documentation)
        _items(tag, item.items)


def _definition(into: Tag, definition: PropertyDefinition) -> None:
    tag = SubElement(into, "propertyDefinition", {"identifier": definition.id})
    tag.set("type", definition.type)
    _named(tag, definition.names, ())


def _views(root: Tag, viewpoints: Iterable[Viewpoint], views: Iterable[View]) -> None:
    viewpoints, views = tuple(viewpoints), tuple(views)
    if not viewpoints and not views:
        return
    into = SubElement(root, "views")
    if viewpoints:
        own = SubElement(into, "viewpoints")
        for viewpoint in viewpoints:
            tag = SubElement(own, "viewpoint", {"identifier": viewpoint.id})
            _named(tag, viewpoint.names, viewpoint.documentation)
            _properties(tag, viewpoint.properties)
    if views:
        diagrams = SubElement(into, "diagrams")
        for view in views:
            _view(diagrams, view)


def _view(into: Tag, view: View) -> None:
    tag = SubElement(into, "view", {"identifier": view.id, "xsi:type": "Diagram"})
    if view.viewpoint:
        tag.set("viewpoint", view.viewpoint)
    if view.viewpoint_ref:
        tag.set("viewpointRef", view.viewpoint_ref)
    _named(tag, view.names, view.documentation)
    _properties(tag, view.properties)
    for node in view.nodes:
        _node(tag, node)
    for connection in view.connections:
        _connection(tag, connection)


def _node(into: Tag, node: Node) -> None:
    tag = SubElement(into, "node", {"identifier": node.id, "xsi:type": node.kind})
    for name, reference in (
        ("elementRef", node.element),
        ("conceptRef", node.concept),
        ("xpathPart", node.xpath),
    ):
        if reference:
            tag.set(name, reference)
    for name, side in (("x", node.x), ("y", node.y), ("w", node.width), ("h", node.height)):
        tag.set(name, str(side))
    _drawn(tag, node)
    for inner in node.nodes:
        _node(tag, inner)


def _connection(into: Tag, connection: Connection) -> None:
    tag = SubElement(into, "connection", {"identifier": connection.id})
    tag.set("xsi:type", connection.kind)
    for name, reference in (
        ("relationshipRef", connection.relationship),
        ("source", connection.source),
        ("target", connection.target),
    ):
        if reference:
            tag.set(name, reference)
    _drawn(tag, connection)
    _points(tag, "sourceAttachment", (connection.source_attachment,))
    _points(tag, "bendpoint", connection.bendpoints)
    _points(tag, "targetAttachment", (connection.target_attachment,))


def _drawn(tag: Tag, drawn: Node | Connection) -> None:
    """Write what nodes and connections share (ViewConceptType)."""
    _texts(tag, "label", drawn.labels)
    _texts(tag, "documentation", drawn.documentation)
    if drawn.style is not None:
        _style(tag, drawn.style)
    for view in drawn.views:
        SubElement(tag, "viewRef", {"ref": view})


def _points(tag: Tag, name: str, points: Iterable[Point | None]) -> None:
    for point in points:
        if point is not None:
            SubElement(tag, name, {"x": str(point.x), "y": str(point.y)})


def _style(into: Tag, style: Style) -> None:
    tag = SubElement(into, "style")
    if style.line_width is not None:
        tag.set("lineWidth", str(style.line_width))
    _colour(tag, "lineColor", style.line)
    _colour(tag, "fillColor", style.fill)
    if style.font is not None:
        font = SubElement(tag, "font")
        for name, said in (
            ("name", style.font.name),
            ("size", style.font.size),
            ("style", " ".join(style.font.styles)),
        ):
            if said:
                font.set(name, said)
        _colour(font, "color", style.font.colour)


def _colour(into: Tag, name: str, colour: Colour | None) -> None:
    if colour is None:
        return
    tag = SubElement(into, name)
    for part, value in (("r", colour.red), ("g", colour.green), ("b", colour.blue)):
        tag.set(part, str(value))
    if colour.opacity is not None:
        tag.set("a", str(colour.opacity))
