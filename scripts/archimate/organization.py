"""Organization: the folders of a model: its own, else by kind of what it holds, as in Archi."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import RDF, SKOS, URIRef

from scripts.archimate import carried
from scripts.archimate.kinds import FOLDERS, RELATIONS_FOLDER, VIEWS_FOLDER, folder
from scripts.archimate.model import Element, Item, Model, Relationship, Text, Texts
from scripts.archimate.source import Source

#: The folders at the top, in the order in which Archi shows them.
_TOP: Final = (*FOLDERS, RELATIONS_FOLDER, VIEWS_FOLDER)


def folders(source: Source) -> tuple[Item, ...]:
    """Return the folders of an imported model, with what the graph says is in them."""
    known = dict.fromkeys(one for one in source.subjects if _is_folder(source, one))
    inner = {one: [m for m in source.things(one, "skos:member") if m in known] for one in known}
    inside = {member for members in inner.values() for member in members}
    return tuple(_own(source, one, inner) for one in known if one not in inside)


def _is_folder(source: Source, thing: URIRef) -> bool:
    own = carried.thing(source.identifier(thing), "folder", source.base) == thing
    return own and SKOS.Collection in source.values(thing, RDF.type)


def _own(source: Source, thing: URIRef, inner: Mapping[URIRef, list[URIRef]]) -> Item:
    parts = (source.elements, source.lines, source.views)
    members = source.things(thing, "skos:member")
    return Item(
        source.identifier(thing),
        source.texts(thing, SKOS.prefLabel),
        source.texts(thing, SKOS.definition),
        items=(
            *(_own(source, one, inner) for one in inner[thing]),
            *(
                Item(ref=source.identifier(one))
                for one in members
                if any(one in part for part in parts)
            ),
        ),
    )


def organization(source: Source, model: Model) -> tuple[Item, ...]:
    """Return folders for what is in none yet."""
    there = _refs(item for forest in model.organizations for item in forest)
    inner: dict[str, dict[Texts, list[str]]] = defaultdict(lambda: defaultdict(list))
    for element in model.elements:
        inner[folder(element.type)][_label(source, element)].append(element.id)
    for relationship in model.relationships:
        inner[RELATIONS_FOLDER][_label(source, relationship)].append(relationship.id)
    for view in model.views:
        inner[VIEWS_FOLDER][()].append(view.id)
    found = (_folder(name, inner[name], there) for name in _TOP if name in inner)
    return tuple(item for item in found if item.items)


def _refs(items: Iterable[Item]) -> set[str]:
    found = set()
    waiting = list(items)
    while waiting:
        item = waiting.pop()
        waiting.extend(item.items)
        found.add(item.ref)
    return found


def _folder(name: str, inner: Mapping[Texts, list[str]], there: set[str]) -> Item:
    """Return a folder at the top; Archi knows it by its name, which is in no language."""
    items: list[Item] = []
    for labels in sorted(inner, key=lambda texts: [text.value for text in texts]):
        refs = tuple(Item(ref=ident) for ident in inner[labels] if ident not in there)
        items += [Item(labels=labels, items=refs)] if labels and refs else refs
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
