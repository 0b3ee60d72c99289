"""The types of ArchiMate 3.2: how the exchange format, and how our graphs, name each.

The element types are those of the specification's chapters 6 to 13 and of the schema of the
exchange format; their classes, and the properties of the direct triples, are the terms of
https://purl.org/archimate#, declared with labels in `ontology/archimate.ttl`. A relationship as a
thing has one of our values as its type (`ontology/schemes/`), since that vocabulary has no class
for each.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

#: layer or aspect -> the names of its element types in the exchange format.
LAYERS: Final[Mapping[str, tuple[str, ...]]] = {
    "motivation": (
        "Stakeholder", "Driver", "Assessment", "Goal", "Outcome", "Principle", "Requirement",
        "Constraint", "Meaning", "Value",
    ),
    "strategy": ("Resource", "Capability", "CourseOfAction", "ValueStream"),
    "business": (
        "BusinessActor", "BusinessRole", "BusinessCollaboration", "BusinessInterface",
        "BusinessProcess", "BusinessFunction", "BusinessInteraction", "BusinessEvent",
        "BusinessService", "BusinessObject", "Contract", "Representation", "Product",
    ),
    "application": (
        "ApplicationComponent", "ApplicationCollaboration", "ApplicationInterface",
        "ApplicationFunction", "ApplicationInteraction", "ApplicationProcess", "ApplicationEvent",
        "ApplicationService", "DataObject",
    ),
    "technology": (
        "Node", "Device", "SystemSoftware", "TechnologyCollaboration", "TechnologyInterface",
        "Path", "CommunicationNetwork", "TechnologyFunction", "TechnologyProcess",
        "TechnologyInteraction", "TechnologyEvent", "TechnologyService", "Artifact",
    ),
    "physical": ("Equipment", "Facility", "DistributionNetwork", "Material"),
    "implementation": (
        "WorkPackage", "Deliverable", "ImplementationEvent", "Plateau", "Gap",
    ),
    "composite": ("Grouping", "Location"),
    "connector": ("AndJunction", "OrJunction"),
}  # fmt: skip

#: What that vocabulary names otherwise than the exchange format does.
_OTHER_NAMES: Final[Mapping[str, str]] = {
    "Contract": "BusinessContract",
    "AndJunction": "Junction",
    "OrJunction": "Junction",
}

#: element type in the exchange format -> local name of its class under `archimate:`.
ELEMENTS: Final[Mapping[str, str]] = {
    name: _OTHER_NAMES.get(name, name) for names in LAYERS.values() for name in names
}

#: element type that shares its class with another -> its `archimate:junctionType`.
JUNCTIONS: Final[Mapping[str, str]] = {"AndJunction": "and", "OrJunction": "or"}


@dataclass(frozen=True, slots=True)
class RelationshipType:
    """One type: `direct` is the local name under `archimate:` of the property of its direct triple.

    `concept` is the key of our value for it; the triple points from source to target.
    """

    direct: str
    concept: str


#: relationship type in the exchange format -> how our graphs name it.
RELATIONSHIPS: Final[Mapping[str, RelationshipType]] = {
    "Composition": RelationshipType("composition", "relatie-compositie"),
    "Aggregation": RelationshipType("aggregation", "relatie-aggregatie"),
    "Assignment": RelationshipType("assignment", "relatie-toewijzing"),
    "Realization": RelationshipType("realization", "relatie-realisatie"),
    "Serving": RelationshipType("serving", "relatie-bediening"),
    "Access": RelationshipType("access", "relatie-toegang"),
    "Influence": RelationshipType("influence", "relatie-beinvloeding"),
    "Triggering": RelationshipType("triggering", "relatie-activering"),
    "Flow": RelationshipType("flow", "relatie-stroom"),
    "Specialization": RelationshipType("specialization", "relatie-specialisatie"),
    "Association": RelationshipType("association", "relatie-associatie"),
}

#: `accessType` of an Access relationship; the first is what the format means without any.
ACCESS: Final = ("Access", "Read", "Write", "ReadWrite")


def element_type(local: str, junction: str = "") -> str | None:
    """Return the exchange format's name of a class by its local name under `archimate:`.

    `junction` is the `archimate:junctionType` of a junction; None for what is no element type.
    """
    for name, other in ELEMENTS.items():
        if other == local and JUNCTIONS.get(name, junction) == junction:
            return name
    return None
