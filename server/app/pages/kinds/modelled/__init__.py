"""Modelled: the kinds of pages of an imported model: a row for each class, as for our own things.

What a model holds is not what our own sources hold: every element has an ArchiMate type, what it
has to do with others is said by relationships, and its maker put it in folders.
"""

from collections.abc import Mapping
from typing import Final

from server.app.pages.kinds.kind import Kind, List
from server.app.pages.kinds.modelled import (
    elements,
    folders,
    landing,
    lists,
    properties,
    relationships,
    values,
    views,
)
from server.namespaces import EXTERNAL, SKOS

#: Class (its IRI, or the local name of ours) -> its kind of page; of two classes the first counts.
KINDS: Final[Mapping[str, Kind]] = {
    "Model": Kind("model.html", landing.model),
    "View": Kind("model_view.html", views.view),
    EXTERNAL["archimate"] + "Element": Kind("model_element.html", elements.element),
    "Relationship": Kind("model_relationship.html", relationships.relationship),
    **dict.fromkeys(
        ("ViewNode", "ViewArea", "ViewNote", "ViewConnection"),
        Kind("model_part.html", views.part),
    ),
    "ModelProperty": Kind("model_property.html", properties.model_property),
    "Organisation": Kind("model_value.html", values.value),
    SKOS + "Collection": Kind("model_folder.html", folders.folder),
    SKOS + "ConceptScheme": Kind("model_scheme.html", values.scheme),
    SKOS + "Concept": Kind("model_value.html", values.value),
}

#: Collection -> its kind of page.
LISTS: Final[Mapping[str, List]] = {
    "element": List("model_elements.html", lists.elements),
    "view": List("model_views.html", lists.views),
    "relationship": List("model_relationships.html", lists.relationships),
    "folder": List("model_folders.html", lists.folders),
    "property": List("model_properties.html", lists.properties),
}
