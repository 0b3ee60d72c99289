"""The grammar of exchange files: which element may hold what, in which order, as a table.

It says what `archimate3_Model.xsd`, `_View.xsd` and `_Diagram.xsd` (version 3.1) say, in the form
in which a reader that sees one tag at a time can hold a file against it. Those schemas are The Open
Group's and are not repeated here; `tests/archimate/test_grammar.py` holds this table against them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from scripts.archimate.types import ACCESS, ELEMENTS, JUNCTIONS, RELATIONSHIPS

#: The namespace of the exchange format, which versions 3.0 to 3.2 share.
NAMESPACE: Final = "http://www.opengroup.org/xsd/archimate/3.0/"
XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"
XML: Final = "http://www.w3.org/XML/1998/namespace"
TYPE: Final = f"{XSI} type"
LANGUAGE: Final = f"{XML} lang"

Check = Callable[[str], bool]

_NAME_START: Final = "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff"
_NCNAME: Final = re.compile(f"[{_NAME_START}][-.0-9\u00b7{_NAME_START}]*")
_LANGUAGE: Final = re.compile(r"([a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*)?")
_WHOLE: Final = re.compile(r"\+?0*[0-9]{1,9}")
_POINTS: Final = re.compile(r"[1-9][0-9]*(\.0|\.5)?")
_DIAGRAM: Final = re.compile("([^:]+:)?Diagram")
_FONT_STYLES: Final = frozenset({"plain", "bold", "italic", "underline"})


def _matches(pattern: re.Pattern[str]) -> Check:
    return lambda text: pattern.fullmatch(text.strip()) is not None


def _among(*values: str) -> Check:
    return lambda text: text.strip() in values


def _up_to(largest: int, smallest: int = 0) -> Check:
    whole = _matches(_WHOLE)
    return lambda text: whole(text) and smallest <= int(text) <= largest


def _anything(_text: str) -> bool:
    return True


def _styles(text: str) -> bool:
    return set(text.split()) <= _FONT_STYLES


#: The largest number that a place or size may have; no drawing comes near.
_FAR: Final = 10**8
identifier: Final = _matches(_NCNAME)
natural: Final = _up_to(_FAR)
positive: Final = _up_to(_FAR, 1)
_BYTE: Final = _up_to(255)


@dataclass(frozen=True)
class Child:
    """A child element that may come, how often at least and at most (0 for no limit)."""

    name: str
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class Rule:
    """What an element may hold: children in this order (in any, with `free`), attributes, text.

    `types` are the values that `xsi:type` must have one of, with the attributes each adds.
    `foreign` allows elements of other vocabularies between the children.
    """

    children: tuple[Child, ...] = ()
    required: Mapping[str, Check] = field(default_factory=dict)
    optional: Mapping[str, Check] = field(default_factory=dict)
    types: Mapping[str, "Rule"] = field(default_factory=dict)
    text: bool = False
    foreign: bool = False
    free: bool = False


ANY: Final = Rule(foreign=True, text=True)

_ID: Final[Mapping[str, Check]] = {"identifier": identifier}
_LANG: Final[Mapping[str, Check]] = {LANGUAGE: _matches(_LANGUAGE)}
_NAMED: Final = (Child("name", 1), Child("documentation"))
_UNNAMED: Final = (Child("name"), Child("documentation"))
_PROPERTIES: Final = Child("properties", 0, 1)
_TEXT: Final = Rule(optional=_LANG, text=True)
_PLACE: Final[Mapping[str, Check]] = {"x": natural, "y": natural}
_DRAWN: Final = (
    Child("label"), Child("documentation"), Child("style", 0, 1), Child("viewRef"),
)  # fmt: skip
_ENDS: Final[Mapping[str, Check]] = {"source": identifier, "target": identifier}

#: A node or connection, by its `xsi:type`.
_NODES: Final[Mapping[str, Rule]] = {
    "Element": Rule((*_DRAWN, Child("node")), {"elementRef": identifier}),
    "Container": Rule((*_DRAWN, Child("node"))),
    "Label": Rule(_DRAWN, optional={"conceptRef": identifier, "xpathPart": _anything}),
}
_BENDS: Final = (
    *_DRAWN, Child("sourceAttachment", 0, 1), Child("bendpoint"), Child("targetAttachment", 0, 1),
)  # fmt: skip
_CONNECTIONS: Final[Mapping[str, Rule]] = {
    "Relationship": Rule(_BENDS, {**_ENDS, "relationshipRef": identifier}),
    "NestingRelationship": Rule(_BENDS, {**_ENDS, "relationshipRef": identifier}),
    "Line": Rule(_BENDS, optional=_ENDS),
}
_RELATIONSHIPS: Final[Mapping[str, Rule]] = {
    name: Rule((*_UNNAMED, _PROPERTIES)) for name in RELATIONSHIPS
} | {
    "Access": Rule((*_UNNAMED, _PROPERTIES), optional={"accessType": _among(*ACCESS)}),
    "Influence": Rule((*_UNNAMED, _PROPERTIES), optional={"modifier": _anything}),
    "Association": Rule(
        (*_UNNAMED, _PROPERTIES), optional={"isDirected": _among("true", "false", "1", "0")}
    ),
}

#: element -> its rule. Names of the format mean the same wherever they stand.
GRAMMAR: Final[Mapping[str, Rule]] = {
    "model": Rule(
        (
            *_NAMED, _PROPERTIES, Child("metadata", 0, 1), Child("elements", 0, 1),
            Child("relationships", 0, 1), Child("organizations"),
            Child("propertyDefinitions", 0, 1), Child("views", 0, 1),
        ),
        _ID, {"version": _anything}, foreign=True,
    ),
    "name": _TEXT,
    "documentation": _TEXT,
    "label": _TEXT,
    "value": _TEXT,
    "metadata": Rule(
        (Child("schema", 0, 1), Child("schemaversion", 0, 1), Child("schemaInfo")), foreign=True
    ),
    "schemaInfo": Rule((Child("schema", 0, 1), Child("schemaversion", 0, 1)), foreign=True),
    "schema": Rule(text=True),
    "schemaversion": Rule(text=True),
    "properties": Rule((Child("property", 1),)),
    "property": Rule((Child("value", 1),), {"propertyDefinitionRef": identifier}),
    "propertyDefinitions": Rule((Child("propertyDefinition", 1),)),
    "propertyDefinition": Rule(
        _NAMED,
        {**_ID, "type": _among("string", "boolean", "currency", "date", "time", "number")},
        foreign=True,
    ),
    "elements": Rule((Child("element", 1),)),
    "element": Rule(
        (), _ID, foreign=True,
        types={
            name: Rule((*(_UNNAMED if name in JUNCTIONS else _NAMED), _PROPERTIES))
            for name in ELEMENTS
        },
    ),
    "relationships": Rule((Child("relationship", 1),)),
    "relationship": Rule((), {**_ID, **_ENDS}, foreign=True, types=_RELATIONSHIPS),
    "organizations": Rule((Child("item", 1),)),
    "item": Rule(
        (Child("label"), Child("documentation"), Child("item")),
        optional={**_ID, "identifierRef": identifier}, foreign=True,
    ),
    "views": Rule((Child("viewpoints", 0, 1), Child("diagrams", 0, 1))),
    "viewpoints": Rule((Child("viewpoint", 1),)),
    "viewpoint": Rule(
        (
            *_NAMED, _PROPERTIES, Child("concern"), Child("viewpointPurpose", 0, 1),
            Child("viewpointContent", 0, 1), Child("allowedElementType"),
            Child("allowedRelationshipType"), Child("modelingNote"),
        ),
        _ID, foreign=True,
    ),
    "concern": Rule((Child("label", 1), Child("documentation"), Child("stakeholders", 0, 1))),
    "stakeholders": Rule((Child("stakeholder", 1),)),
    "stakeholder": Rule((Child("label", 1),)),
    "viewpointPurpose": Rule(text=True),
    "viewpointContent": Rule(text=True),
    "allowedElementType": Rule(required={"type": _among(*ELEMENTS)}),
    "allowedRelationshipType": Rule(required={"type": _among(*RELATIONSHIPS)}),
    "modelingNote": Rule((Child("documentation", 1),), optional={"type": _anything}),
    "diagrams": Rule((Child("view", 1),)),
    "view": Rule(
        (*_NAMED, _PROPERTIES, Child("node"), Child("connection")),
        _ID,
        {TYPE: _matches(_DIAGRAM), "viewpoint": _anything, "viewpointRef": identifier},
        foreign=True,
    ),
    "node": Rule((), {**_ID, **_PLACE, "w": positive, "h": positive}, types=_NODES),
    "connection": Rule((), _ID, types=_CONNECTIONS),
    "viewRef": Rule(required={"ref": identifier}),
    "sourceAttachment": Rule(required=_PLACE),
    "bendpoint": Rule(required=_PLACE),
    "targetAttachment": Rule(required=_PLACE),
    "style": Rule(
        (Child("lineColor", 0, 1), Child("fillColor", 0, 1), Child("font", 0, 1)),
        optional={"lineWidth": positive}, free=True,
    ),
    "lineColor": Rule(required={"r": _BYTE, "g": _BYTE, "b": _BYTE}, optional={"a": _up_to(100)}),
    "fillColor": Rule(required={"r": _BYTE, "g": _BYTE, "b": _BYTE}, optional={"a": _up_to(100)}),
    "color": Rule(required={"r": _BYTE, "g": _BYTE, "b": _BYTE}, optional={"a": _up_to(100)}),
    "font": Rule(
        (Child("color", 0, 1),),
        optional={"name": _anything, "size": _matches(_POINTS), "style": _styles},
    ),
}  # fmt: skip
