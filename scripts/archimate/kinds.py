"""Kinds: what ArchiMate calls the things of our graphs and the statements between them.

One row makes a class into elements or lines; what has no row is carried as statements. The element
types agree with the alignment in `ontology/archimate.ttl`, but for a choice: a junction has no name
and no box, so it is a component that its alternatives specialise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scripts.archimate.types import ELEMENTS as TYPES
from scripts.archimate.types import LAYERS

#: Class -> element type: those of imported models, then local names of our own.
ELEMENTS: Final[Mapping[str, str]] = {
    **{f"archimate:{local}": type_ for type_, local in TYPES.items()},
    "BusinessFunction": "BusinessFunction",
    "BusinessRole": "BusinessRole",
    "BusinessActor": "BusinessActor",
    "ApplicationFunction": "ApplicationFunction",
    "ReferenceComponent": "ApplicationComponent",
    "ApplicationService": "ApplicationService",
    "Grouping": "Grouping",
    "Placeholder": "ApplicationComponent",
    "Choice": "ApplicationComponent",
    "Composite": "ApplicationCollaboration",
    "CommunicationNetwork": "CommunicationNetwork",
    "Certificate": "Artifact",
    "InternalStep": "ApplicationProcess",
    "Organisation": "BusinessActor",
    "Person": "BusinessActor",
    "Programme": "WorkPackage",
    "Standard": "Constraint",
    "StandardVersion": "Constraint",
    "Principle": "Principle",
    "NoraPrinciple": "Principle",
    "Implication": "Requirement",
    "ImplicationItem": "Requirement",
    "Development": "Driver",
    "Premise": "Driver",
    "Legislation": "Driver",
    "Term": "Meaning",
    "Work": "Representation",
    "Reference": "Representation",
    "Citation": "Representation",
    "Claim": "Assessment",
    "Erratum": "Assessment",
    "Lacuna": "Assessment",
}


@dataclass(frozen=True)
class Line:
    """A class whose things are lines: `source` and `target` are the properties with their ends.

    Without `type` each thing says its own.
    """

    type: str
    source: str
    target: str


#: Local name of our class -> what its things are, those that others end on first.
LINES: Final[Mapping[str, Line]] = {
    "Flow": Line("Flow", "from", "to"),
    "StandardUse": Line("Association", "useOf", "standard"),
    "NoraLink": Line("Association", "principle", "noraPrinciple"),
    "Relationship": Line("", "relationshipSource", "relationshipTarget"),
}
#: The class of relationships of imported models, which are of any type and end on any other.
RELATIONSHIP: Final = "Relationship"
#: A junction is one of two element types; the graph says which by `archimate:junctionType`.
JUNCTION: Final = "archimate:Junction"

VIEW: Final = "View"
#: Our class -> the property that says in which view its things are drawn.
DRAWN: Final[Mapping[str, str]] = {
    "ViewNode": "nodeOf",
    "ViewArea": "areaOf",
    "ViewNote": "noteOf",
    "ViewConnection": "connectionOf",
}

#: Property -> the relationships that can say it, the best first, and whether each runs from the
#: object to the subject. Any other between two things of the model is an association.
RELATIONS: Final[Mapping[str, tuple[tuple[str, bool], ...]]] = {
    "gemma:partOf": (("Aggregation", True), ("Assignment", False), ("Serving", False)),
    "gemma:composedOf": (("Aggregation", False),),
    "gemma:choiceOf": (("Specialization", True),),
    "gemma:standsFor": (("Specialization", True),),
    "gemma:versionOf": (("Specialization", False),),
    "gemma:performedBy": (("Assignment", True),),
    "gemma:implicationOf": (("Realization", False),),
    "gemma:itemOf": (("Aggregation", True),),
    "gemma:respondsTo": (("Influence", True),),
}
ASSOCIATION: Final = "Association"

#: Relationship -> from which element types to which (ArchiMate 3.2, appendix B, what is needed).
_BETWEEN: Final[Mapping[str, tuple[tuple[frozenset[str], frozenset[str]], ...]]] = {
    "Aggregation": (
        (frozenset({"ApplicationCollaboration"}), frozenset({"ApplicationComponent"})),
    ),
    "Assignment": (
        (
            frozenset({"ApplicationComponent", "ApplicationCollaboration"}),
            frozenset({"ApplicationFunction", "ApplicationProcess"}),
        ),
        (frozenset({"Grouping"}), frozenset({"ApplicationProcess"})),
    ),
    "Serving": (
        (
            frozenset({"ApplicationComponent", "ApplicationCollaboration"}),
            frozenset({"BusinessFunction", "BusinessRole"}),
        ),
    ),
    "Realization": ((frozenset({"Requirement"}), frozenset({"Principle"})),),
    "Influence": ((frozenset({"Driver"}), frozenset({"Principle"})),),
}
#: Those that hold between any two of one type, and those that hold from and to a group.
_ALIKE: Final = frozenset({"Aggregation", "Specialization"})
_GROUPED: Final = frozenset({"Aggregation"})


def allowed(relationship: str, source: str, target: str) -> bool:
    """Tell whether ArchiMate lets a relationship run from one element type to another."""
    if source == target and relationship in _ALIKE:
        return True
    if "Grouping" in (source, target) and relationship in _GROUPED:
        return True
    return any(
        source in sources and target in targets
        for sources, targets in _BETWEEN.get(relationship, ())
    )


#: Folder at the top of an organisation, by the name that Archi gives it -> layers.
FOLDERS: Final[Mapping[str, tuple[str, ...]]] = {
    "Strategy": ("strategy",),
    "Business": ("business",),
    "Application": ("application",),
    "Technology & Physical": ("technology", "physical"),
    "Motivation": ("motivation",),
    "Implementation & Migration": ("implementation",),
    "Other": ("composite", "connector"),
}
RELATIONS_FOLDER: Final = "Relations"
VIEWS_FOLDER: Final = "Views"


def folder(element: str) -> str:
    """Return the folder at the top for an element type."""
    return next(
        name
        for name, layers in FOLDERS.items()
        if any(element in LAYERS[layer] for layer in layers)
    )
