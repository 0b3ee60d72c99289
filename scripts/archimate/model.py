"""The exchange model: what an exchange file says, as values, with nothing added.

The names are those of the ArchiMate Model Exchange File Format 3.1 (The Open Group, C19C; its
schemas `archimate3_Model.xsd`, `_View.xsd` and `_Diagram.xsd`). The reader makes it and the writer
takes it, so that what both understand is the same. A reference is the identifier of what it leads
to; identifiers are the file's own and mean nothing outside it. Order is that of the file: that of
nodes says which is drawn over which.

`line` is where something begins in the file it was read from, for messages; it says nothing about
the model, so two models that differ in lines only are equal.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Text:
    """A text and its language (BCP 47), empty where the file names none."""

    value: str
    language: str = ""


Texts = tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class PropertyDefinition:
    """What a property is called, and its type: string, boolean, currency, date, time or number."""

    id: str
    names: Texts
    type: str = "string"
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Property:
    """The values of one property; `definition` refers to a `PropertyDefinition`."""

    definition: str
    values: Texts


Properties = tuple[Property, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """An element or a junction; `type` is one of `scripts.archimate.types.ELEMENTS`."""

    id: str
    type: str
    names: Texts = ()
    documentation: Texts = ()
    properties: Properties = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship; `type` is one of `scripts.archimate.types.RELATIONSHIPS`.

    Its ends are elements or other relationships. `access` (Access, Read, Write, ReadWrite),
    `modifier` (`+`, `--`, a number, any text) and `directed` say something of an Access, an
    Influence and an Association only; without them the format means the values that stand here.
    """

    id: str
    type: str
    source: str
    target: str
    names: Texts = ()
    documentation: Texts = ()
    properties: Properties = ()
    access: str = "Access"
    modifier: str = ""
    directed: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue from 0 to 255; `opacity` from 0 (see-through) to 100, None for 100."""

    red: int
    green: int
    blue: int
    opacity: int | None = None


@dataclass(frozen=True, slots=True)
class Font:
    """A font: its name, its size in points (as written), plain, bold, italic, underline."""

    name: str = ""
    size: str = ""
    styles: tuple[str, ...] = ()
    colour: Colour | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a node or connection is drawn; `line_width` in pixels. None leaves it to the reader."""

    line: Colour | None = None
    fill: Colour | None = None
    font: Font | None = None
    line_width: int | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A place in a view, counted from its top left corner, y downwards; never negative."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Node:
    """A box in a view, with the boxes drawn inside it; coordinates are those of the view.

    `kind` is Element (it shows `element`), Container (a frame without a meaning) or Label (a text,
    or the part `xpath` of the element or relationship `concept`). `views` are views behind it.
    """

    id: str
    kind: str
    x: int
    y: int
    width: int
    height: int
    element: str = ""
    concept: str = ""
    xpath: str = ""
    labels: Texts = ()
    documentation: Texts = ()
    style: Style | None = None
    views: tuple[str, ...] = ()
    nodes: tuple["Node", ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Connection:
    """A line in a view, by way of `bendpoints`, between two nodes or connections of it.

    `kind` is Relationship or NestingRelationship (it shows `relationship`), or Line (a line without
    a meaning, whose ends may be missing).
    """

    id: str
    kind: str
    source: str = ""
    target: str = ""
    relationship: str = ""
    labels: Texts = ()
    documentation: Texts = ()
    style: Style | None = None
    views: tuple[str, ...] = ()
    source_attachment: Point | None = None
    bendpoints: tuple[Point, ...] = ()
    target_attachment: Point | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class View:
    """A diagram. `viewpoint` is a name, `viewpoint_ref` refers to a `Viewpoint`; both may miss."""

    id: str
    names: Texts
    documentation: Texts = ()
    properties: Properties = ()
    viewpoint: str = ""
    viewpoint_ref: str = ""
    nodes: tuple[Node, ...] = ()
    connections: tuple[Connection, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """A viewpoint that the model defines itself."""

    id: str
    names: Texts
    documentation: Texts = ()
    properties: Properties = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Item:
    """A place in an organisation: a folder with `labels` and `items`, or what `ref` refers to."""

    id: str = ""
    labels: Texts = ()
    documentation: Texts = ()
    ref: str = ""
    items: tuple["Item", ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Metadatum:
    """Something said about the file: the IRI of a property (Dublin Core, mostly) and its value."""

    property: str
    value: Text


@dataclass(frozen=True, slots=True)
class Model:
    """A whole model. `organizations` is a forest for each `<organizations>` of the file."""

    id: str
    names: Texts
    documentation: Texts = ()
    properties: Properties = ()
    version: str = ""
    metadata: tuple[Metadatum, ...] = ()
    elements: tuple[Element, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    organizations: tuple[tuple[Item, ...], ...] = ()
    definitions: tuple[PropertyDefinition, ...] = ()
    viewpoints: tuple[Viewpoint, ...] = ()
    views: tuple[View, ...] = ()
