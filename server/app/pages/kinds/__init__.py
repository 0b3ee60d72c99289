"""Kinds: what comes first on the page of a thing follows from what it is: a row for each class.

A kind has a template that extends `thing.html`, and a function that tells it what that page needs
besides what every page of a thing is told. What is in no row gets `thing.html` itself. The same
goes for a collection, of which the plain page is `collection.html`. Things of an imported model
have tables of their own.
"""

from collections.abc import Mapping
from typing import Final

from server.app.pages.kinds import (
    boxes,
    columns,
    datasets,
    elements,
    facts,
    holdings,
    lists,
    modelled,
    principles,
    schemes,
    sources,
    standards,
    views,
)
from server.app.pages.kinds.kind import Kind, List, Told
from server.app.pages.view import View
from server.namespaces import DCAT, DQV, SD, SKOS, gemma
from server.store import Store
from server.uris import collection_of

#: Class (its IRI, or the local name of ours) -> its kind of page; of two classes the first counts.
KINDS: Final[Mapping[str, Kind]] = {
    "Principle": Kind("principle.html", principles.principle),
    "Implication": Kind("implication.html", principles.implication),
    "Development": Kind("motive.html", principles.motive),
    "Premise": Kind("motive.html", principles.motive),
    "NoraPrinciple": Kind("nora.html", principles.nora),
    "ReferenceComponent": Kind("component.html", elements.element),
    "BusinessFunction": Kind("function.html", elements.element),
    "ApplicationFunction": Kind("function.html", elements.element),
    "Element": Kind("element.html", elements.element),
    "View": Kind("view.html", views.view),
    "Flow": Kind("flow.html", views.flow),
    "InternalStep": Kind("step.html", views.step),
    "Standard": Kind("standard.html", standards.standard),
    "StandardVersion": Kind("version.html", standards.version),
    "StandardUse": Kind("use.html", standards.use),
    "SourceDocument": Kind("document.html", sources.document),
    "SourcePart": Kind("section.html", sources.section),
    "SourceRemark": Kind("remark.html", sources.remark),
    "Claim": Kind("claim.html", sources.claim),
    "ListValue": Kind("value.html", schemes.concept),
    SKOS + "ConceptScheme": Kind("scheme.html", schemes.scheme),
    DCAT + "Dataset": Kind("dataset.html", datasets.dataset),
    DCAT + "Catalog": Kind("dataset.html", datasets.dataset),
    DCAT + "DataService": Kind("service.html", holdings.service),
    DCAT + "Distribution": Kind("distribution.html", holdings.distribution),
    SD + "NamedGraph": Kind("graph.html", holdings.graph),
    DQV + "Metric": Kind("metric.html", facts.metric),
    "ViewNode": Kind("box.html", boxes.node),
    "ViewArea": Kind("box.html", boxes.area),
    "ViewNote": Kind("note.html", boxes.note),
    **{name: Kind("facts.html", facts.facts) for name in facts.CLASSES},
    "Counterpart": Kind("facts.html", facts.counterpart),
}
#: The same for what is in a model: what can be fetched of it has the pages that ours has.
_MODELLED: Final[Mapping[str, Kind]] = {
    **modelled.KINDS,
    **{name: KINDS[name] for name in (DCAT + "Dataset", DCAT + "Distribution", SD + "NamedGraph")},
}
#: Collection of what has no class of its own -> its kind of page.
_OF: Final[Mapping[str, Kind]] = {
    "release": Kind("release.html", holdings.release),
    **{name: Kind("facts.html", facts.facts) for name in facts.COLLECTIONS},
}


def of(view: View, store: Store) -> tuple[str, Told]:
    """Return the template of the page about a thing, and what it is told."""
    ours = gemma(store.base)
    for name, kind in (_MODELLED if store.space else KINDS).items():
        if store.is_a(view.about, name if "/" in name else ours + name):
            return kind.template, kind.tell(view, store)
    other = _OF.get(collection_of(store.base, view.about))
    return (other.template, other.tell(view, store)) if other else ("thing.html", {})


#: Collection that is told as a table of facts, of ours and of a model.
_TABLES: Final[Mapping[str, List]] = {
    name: List("columns.html", columns.table) for name in columns.COLUMNS
}
#: Collection -> its kind of page.
LISTS: Final[Mapping[str, List]] = {
    "element": List("elements.html", lists.element),
    "view": List("views.html", lists.view),
    "flow": List("flow_list.html", lists.flow),
    "standard": List("standards.html", lists.standard),
    "principle": List("principle_list.html", principles.principles),
    "implication": List("implication_list.html", principles.implications),
    "development": List("motive_list.html", principles.motives),
    "premise": List("motive_list.html", principles.motives),
    "nora-link": List("nora_table.html", principles.nora_table),
    "erratum": List("remark_list.html", sources.remarks),
    **_TABLES,
}


def of_list(collection: str, store: Store) -> List | None:
    """Return the kind of page that a collection has, if it has one of its own."""
    table = {**_TABLES, **modelled.LISTS} if store.space else LISTS
    return table.get(collection)
