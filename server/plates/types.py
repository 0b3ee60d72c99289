"""Types: how ArchiMate draws its element types and relationships, for models that others drew.

Colours are those of the layers, in tones on which ink is readable. Signs are drawn in a square of
14; a type without one is told by its colour and by its name in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.plates import notation
from server.plates.notation import FLOWING, PAPER, Style

_LINE: Final = "#3f4d63"
_YELLOW: Final = ("#fff6c2", "#7a5f00")
_BLUE: Final = ("#c9eef7", "#0d6276")
_GREEN: Final = ("#d9f2d0", "#2f6b1f")
_PURPLE: Final = ("#e6e0f8", "#554488")
_SAND: Final = ("#f6e7c9", "#75561a")
_PINK: Final = ("#fde0dc", "#8a3b2f")

_SIGN: Final = {kind: style.sign for kind, style in notation.STYLES.items()}
_FUNCTION: Final = _SIGN["BusinessFunction"]
_SERVICE: Final = _SIGN["ApplicationService"]
_COLLABORATION: Final = _SIGN["Composite"]
_PROCESS: Final = "M1 5H8V2L13 7L8 12V9H1Z"
_OBJECT: Final = "M1 2H13V12H1ZM1 5H13"
_INTERFACE: Final = "M1 7H7M7 7A3 3 0 0 1 13 7A3 3 0 0 1 7 7"
_EVENT: Final = "M2 3H10A4 4 0 0 1 10 11H2L5 7Z"
_NODE: Final = "M1 4H10V13H1ZM1 4L4 1H13V10L10 13M10 4L13 1"
_PRINCIPLE: Final = "M3 1H11V13H3ZM7 3V9M7 10.5V11.5"
_REQUIREMENT: Final = "M4 3H13L10 11H1Z"
_CONSTRAINT: Final = "M4 3H13L10 11H1ZM6 3L3 11"
_GOAL: Final = "M7 1A6 6 0 0 1 7 13A6 6 0 0 1 7 1M7 4A3 3 0 0 1 7 10A3 3 0 0 1 7 4"
_DRIVER: Final = "M7 1V13M1 7H13M3 3L11 11M11 3L3 11"
_VALUE: Final = "M7 3A6 4 0 0 1 7 11A6 4 0 0 1 7 3"
_MEANING: Final = "M4 10A3 3 0 0 1 3 5A4 3 0 0 1 10 4A3 3 0 0 1 10 10Z"
_REPRESENTATION: Final = "M1 3H13V10Q10 7 7 10T1 10Z"
_PRODUCT: Final = "M1 2H13V12H1ZM1 5H7V2"
_CAPABILITY: Final = "M1 13V9H5V5H9V1H13V13Z"
_WORK: Final = "M2 9A5 5 0 1 1 7 12H12M10 10L12 12L10 14"
_PLATEAU: Final = "M5 3H13M3 7H11M1 11H9"

#: Element type in the words of https://purl.org/archimate# -> its style.
ELEMENTS: Final[Mapping[str, Style]] = {
    **{f"Business{name}": Style(*_YELLOW, sign, radius=radius) for name, sign, radius in (
        ("Actor", _SIGN["BusinessActor"], 0), ("Role", _SIGN["BusinessRole"], 0),
        ("Collaboration", _COLLABORATION, 0), ("Interface", _INTERFACE, 0),
        ("Process", _PROCESS, 4), ("Function", _FUNCTION, 4), ("Interaction", _COLLABORATION, 4),
        ("Event", _EVENT, 4), ("Service", _SERVICE, 12), ("Object", _OBJECT, 0),
        ("Contract", _OBJECT, 0),
    )},
    "Representation": Style(*_YELLOW, _REPRESENTATION),
    "Product": Style(*_YELLOW, _PRODUCT),
    **{f"Application{name}": Style(*_BLUE, sign, radius=radius) for name, sign, radius in (
        ("Component", _SIGN["ReferenceComponent"], 0), ("Collaboration", _COLLABORATION, 0),
        ("Interface", _INTERFACE, 0), ("Process", _PROCESS, 4), ("Function", _FUNCTION, 4),
        ("Interaction", _COLLABORATION, 4), ("Event", _EVENT, 4), ("Service", _SERVICE, 12),
    )},
    "DataObject": Style(*_BLUE, _OBJECT),
    **{f"Technology{name}": Style(*_GREEN, sign, radius=radius) for name, sign, radius in (
        ("Collaboration", _COLLABORATION, 0), ("Interface", _INTERFACE, 0),
        ("Process", _PROCESS, 4), ("Function", _FUNCTION, 4), ("Interaction", _COLLABORATION, 4),
        ("Event", _EVENT, 4), ("Service", _SERVICE, 12),
    )},
    **{name: Style(*_GREEN, sign) for name, sign in (
        ("Node", _NODE), ("Device", _NODE), ("SystemSoftware", _NODE), ("Equipment", _NODE),
        ("Facility", _NODE), ("Path", _SIGN["CommunicationNetwork"]),
        ("CommunicationNetwork", _SIGN["CommunicationNetwork"]),
        ("DistributionNetwork", _SIGN["CommunicationNetwork"]),
        ("Artifact", _SIGN["Certificate"]), ("Material", _OBJECT),
    )},
    **{name: Style(*_PURPLE, sign) for name, sign in (
        ("Stakeholder", _SIGN["BusinessRole"]), ("Driver", _DRIVER), ("Assessment", _GOAL),
        ("Goal", _GOAL), ("Outcome", _GOAL), ("Principle", _PRINCIPLE),
        ("Requirement", _REQUIREMENT), ("Constraint", _CONSTRAINT), ("Meaning", _MEANING),
        ("Value", _VALUE),
    )},
    **{name: Style(*_SAND, sign) for name, sign in (
        ("Resource", _OBJECT), ("Capability", _CAPABILITY), ("CourseOfAction", _GOAL),
        ("ValueStream", _PROCESS),
    )},
    **{name: Style(*_PINK, sign) for name, sign in (
        ("WorkPackage", _WORK), ("Deliverable", _REPRESENTATION), ("ImplementationEvent", _EVENT),
        ("Plateau", _PLATEAU), ("Gap", _PLATEAU),
    )},
    "Grouping": Style(PAPER, _LINE, _SIGN["Grouping"], dashed=True),
    "Location": Style(PAPER, _LINE, _SIGN["Grouping"]),
    "Junction": Style("#0b1f3a", "#0b1f3a", ""),
}  # fmt: skip


@dataclass(frozen=True)
class Stroke:
    """How a relationship is drawn: broken or not, and what stands at its start and its end.

    `arrow` is filled, `open` two strokes, `half` one; `triangle`, `diamond` are filled with paper,
    `block` is a filled diamond and `ball` a filled dot.
    """

    dash: str = ""
    start: str = ""
    end: str = ""


_DOTTED: Final = "2 3"
#: Key of our value for a type of relationship -> how it is drawn.
RELATIONSHIPS: Final[Mapping[str, Stroke]] = {
    "relatie-compositie": Stroke(start="block"),
    "relatie-aggregatie": Stroke(start="diamond"),
    "relatie-toewijzing": Stroke(start="ball", end="arrow"),
    "relatie-realisatie": Stroke(_DOTTED, end="triangle"),
    "relatie-bediening": Stroke(end="open"),
    "relatie-toegang": Stroke(_DOTTED),
    "relatie-beinvloeding": Stroke(FLOWING, end="open"),
    "relatie-activering": Stroke(end="arrow"),
    "relatie-stroom": Stroke(FLOWING, end="arrow"),
    "relatie-specialisatie": Stroke(end="triangle"),
    "relatie-associatie": Stroke(),
}
#: `archimate:accessType` -> what stands at the start and the end of an access.
ACCESS: Final[Mapping[str, tuple[str, str]]] = {
    "read": ("open", ""),
    "write": ("", "open"),
    "readwrite": ("open", "open"),
}
