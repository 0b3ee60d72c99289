"""Organization: the folders of a model, by kind of what it holds, below those that Archi has."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from scripts.archimate import carried
from scripts.archimate.kinds import FOLDERS, RELATIONS_FOLDER, VIEWS_FOLDER, folder
from scripts.archimate.model import Element, Item, Model, Relationship, Text, Texts
from scripts.archimate.source import Source

#: The folders at the top, in the order in which Archi shows them.
_TOP: Final = (*FOLDERS, RELATIONS_FOLDER, VIEWS_FOLDER)


def organization(source: Source, model: Model) -> tuple[Item, ...]:
    """Return the folders of a model; everything in it is in one."""
    inner: dict[str, dict[Texts, list[str]]] = defaultdict(lambda: defaultdict(list))
    for element in model.elements:
        inner[folder(element.type)][_label(source, element)].append(element.id)
    for relationship in model.relationships:
        inner[RELATIONS_FOLDER][_label(source, relationship)].append(relationship.id)
    for view in model.views:
        inner[VIEWS_FOLDER][()].append(view.id)
    return tuple(_folder(name, inner[name]) for name in _TOP if name in inner)


def _folder(name: str, inner: Mapping[Texts, list[str]]) -> Item:
    """Return a folder at the top; Archi knows it by its name, which is in no language."""
    items: list[Item] = []
    for labels in sorted(inner, key=lambda texts: [text.value for text in texts]):
        refs = tuple(Item(ref=ident) for ident in inner[labels])
        items += [Item(labels=labels, items=refs)] if labels else refs
    return Item(labels=(Text(name),), items=tuple(items))


def _label(source: Source, part: Element | Relationship) -> Texts:
    """Return what its folder is called: the class of a thing, or the predicate that it states."""
    for name in ("rdf:type", carried.STATEMENT):
        for item in part.properties:
            if item.definition == carried.definition_id(name):
                said = item.values[0].value.removeprefix("^")
                iri = carried.predicate(said, source.prefixes)
                return (source.labels(iri) if iri else ()) or (Text(said),)
    return (Text(part.type),)
