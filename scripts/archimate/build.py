"""Building: what each element of an exchange file becomes, once its end tag has come."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from scripts.archimate.grammar import LANGUAGE, Rule
from scripts.archimate.model import (
    Colour,
    Connection,
    Element,
    Font,
    Item,
    Metadatum,
    Model,
    Node,
    Point,
    Property,
    PropertyDefinition,
    Relationship,
    Style,
    Text,
    View,
    Viewpoint,
)  # fmt: skip


@dataclass(slots=True)
class Frame:
    """An element that is open: its attributes, its text so far, and what its children became.

    `kind` is its `xsi:type`, or the IRI of a term of another vocabulary, which has no `name`;
    `place` is how far its children are in the order of its rule.
    """

    name: str
    kind: str
    attributes: Mapping[str, str]
    line: int
    rule: Rule
    place: int = 0
    children: dict[str, list[Any]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def all(self, name: str) -> tuple[Any, ...]:
        """Return what the children of that name became, in their order."""
        return tuple(self.children.get(name, ()))

    def one(self, name: str, missing: Any = None) -> Any:
        """Return what the only child of that name became, or what stands for none."""
        return self.children[name][0] if name in self.children else missing

    def get(self, name: str, missing: str = "") -> str:
        """Return an attribute without the spaces around it."""
        return self.attributes.get(name, missing).strip()

    def number(self, name: str) -> int:
        """Return an attribute that is a whole number."""
        return int(self.attributes[name])


def _text(frame: Frame) -> Text:
    return Text("".join(frame.text), frame.get(LANGUAGE))


def _said(frame: Frame) -> dict[str, Any]:
    """Return what most things have: identifier, names, documentation and properties."""
    return {
        "id": frame.get("identifier"),
        "names": frame.all("name"),
        "documentation": frame.all("documentation"),
        "properties": frame.one("properties", ()),
        "line": frame.line,
    }


def _definition(frame: Frame) -> PropertyDefinition:
    return PropertyDefinition(
        frame.get("identifier"), frame.all("name"), frame.get("type"), frame.line
    )


def _property(frame: Frame) -> Property:
    return Property(frame.get("propertyDefinitionRef"), frame.all("value"))


def _element(frame: Frame) -> Element:
    return Element(type=frame.kind, **_said(frame))


def _relationship(frame: Frame) -> Relationship:
    return Relationship(
        type=frame.kind,
        source=frame.get("source"),
        target=frame.get("target"),
        access=frame.get("accessType", "Access"),
        modifier=frame.get("modifier"),
        directed=frame.get("isDirected") in {"true", "1"},
        **_said(frame),
    )


def _item(frame: Frame) -> Item:
    return Item(
        frame.get("identifier"), frame.all("label"), frame.all("documentation"),
        frame.get("identifierRef"), frame.all("item"), frame.line,
    )  # fmt: skip


def _view(frame: Frame) -> View:
    return View(
        viewpoint=frame.get("viewpoint"),
        viewpoint_ref=frame.get("viewpointRef"),
        nodes=frame.all("node"),
        connections=frame.all("connection"),
        **_said(frame),
    )


def _drawn(frame: Frame) -> dict[str, Any]:
    """Return what nodes and connections have in common."""
    return {
        "id": frame.get("identifier"),
        "kind": frame.kind,
        "labels": frame.all("label"),
        "documentation": frame.all("documentation"),
        "style": frame.one("style"),
        "views": frame.all("viewRef"),
        "line": frame.line,
    }


def _node(frame: Frame) -> Node:
    return Node(
        x=frame.number("x"),
        y=frame.number("y"),
        width=frame.number("w"),
        height=frame.number("h"),
        element=frame.get("elementRef"),
        concept=frame.get("conceptRef"),
        xpath=frame.get("xpathPart"),
        nodes=frame.all("node"),
        **_drawn(frame),
    )


def _connection(frame: Frame) -> Connection:
    return Connection(
        source=frame.get("source"),
        target=frame.get("target"),
        relationship=frame.get("relationshipRef"),
        source_attachment=frame.one("sourceAttachment"),
        bendpoints=frame.all("bendpoint"),
        target_attachment=frame.one("targetAttachment"),
        **_drawn(frame),
    )


def _point(frame: Frame) -> Point:
    return Point(frame.number("x"), frame.number("y"))


def _colour(frame: Frame) -> Colour:
    opacity = frame.number("a") if "a" in frame.attributes else None
    return Colour(frame.number("r"), frame.number("g"), frame.number("b"), opacity)


def _font(frame: Frame) -> Font:
    styles = tuple(frame.get("style").split())
    return Font(frame.get("name"), frame.get("size"), styles, frame.one("color"))


def _style(frame: Frame) -> Style:
    width = frame.number("lineWidth") if "lineWidth" in frame.attributes else None
    return Style(frame.one("lineColor"), frame.one("fillColor"), frame.one("font"), width)


def _metadata(frame: Frame) -> tuple[Metadatum, ...]:
    return (*frame.all(""), *(one for many in frame.all("schemaInfo") for one in many))


def _model(frame: Frame) -> Model:
    said = _said(frame)
    said.pop("line")
    viewpoints, views = frame.one("views", ((), ()))
    return Model(
        version=frame.get("version"),
        metadata=frame.one("metadata", ()),
        elements=frame.one("elements", ()),
        relationships=frame.one("relationships", ()),
        organizations=frame.all("organizations"),
        definitions=frame.one("propertyDefinitions", ()),
        viewpoints=viewpoints,
        views=views,
        **said,
    )


def _only(name: str) -> Callable[[Frame], Any]:
    """Return a builder for what only holds a list."""
    return lambda frame: frame.all(name)


def _nothing(_frame: Frame) -> None:
    """Leave out what a graph of ours has no use for: the inside of a viewpoint, mostly."""


#: element -> what makes its value; "" is a term of another vocabulary in the metadata.
BUILDERS: Final[Mapping[str, Callable[[Frame], Any]]] = {
    "": lambda frame: Metadatum(frame.kind, _text(frame)),
    "model": _model,
    "name": _text,
    "documentation": _text,
    "label": _text,
    "value": _text,
    "metadata": _metadata,
    "schemaInfo": _metadata,
    "schema": _nothing,
    "schemaversion": _nothing,
    "properties": _only("property"),
    "property": _property,
    "propertyDefinitions": _only("propertyDefinition"),
    "propertyDefinition": _definition,
    "elements": _only("element"),
    "element": _element,
    "relationships": _only("relationship"),
    "relationship": _relationship,
    "organizations": _only("item"),
    "item": _item,
    "views": lambda frame: (frame.one("viewpoints", ()), frame.one("diagrams", ())),
    "viewpoints": _only("viewpoint"),
    "viewpoint": lambda frame: Viewpoint(**_said(frame)),
    "concern": _nothing,
    "stakeholders": _nothing,
    "stakeholder": _nothing,
    "viewpointPurpose": _nothing,
    "viewpointContent": _nothing,
    "allowedElementType": _nothing,
    "allowedRelationshipType": _nothing,
    "modelingNote": _nothing,
    "diagrams": _only("view"),
    "view": _view,
    "node": _node,
    "connection": _connection,
    "viewRef": lambda frame: frame.get("ref"),
    "sourceAttachment": _point,
    "bendpoint": _point,
    "targetAttachment": _point,
    "style": _style,
    "lineColor": _colour,
    "fillColor": _colour,
    "color": _colour,
    "font": _font,
}
