"""From an exchange model that was made of a graph of ours, back to the statements of that graph.

What stands in a property says it exactly (see `carried`). Beside that, names with a language are
preferred labels, documentation is a definition, a line has its ends, and a box in a view its place,
its element and the box that it lies in. All else is only there to look at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from rdflib import DCTERMS, RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef

from scripts.archimate import carried, views
from scripts.archimate.kinds import DRAWN, LINES, RELATIONSHIP
from scripts.archimate.model import (
    Element,
    Item,
    Model,
    Node,
    Properties,
    PropertyDefinition,
    Relationship,
    Text,
    Texts,
    View,
)
from scripts.archimate.types import RELATIONSHIPS
from scripts.terms import Triple
from server.namespaces import EXTERNAL, gemma, prefixes
from server.uris import COLLECTIONS, thing_iri

#: Class -> the properties that are its names and its documentation.
WORDS: Final[Mapping[str, tuple[URIRef, URIRef]]] = {
    "": (SKOS.prefLabel, SKOS.definition),
    RELATIONSHIP: (RDFS.label, DCTERMS.description),
}
#: Class of what is drawn -> the collection of its addresses, which its identifiers begin with.
_COLLECTIONS: Final[Mapping[str, str]] = {
    kind: collection for collection, kind in COLLECTIONS.items() if kind in DRAWN
}


#: Kind of node -> our class of it.
_CLASSES: Final[Mapping[str, str]] = {
    "Element": "ViewNode",
    "Container": "ViewArea",
    "Label": "ViewNote",
}
Part: TypeAlias = Element | Relationship | View


@dataclass(frozen=True)
class _Reader:
    """What a property is called and its type, by the identifier of its definition."""

    definitions: Mapping[str, PropertyDefinition]
    base: str

    def term(self, local: str) -> URIRef:
        return URIRef(gemma(self.base) + local)

    def name(self, definition: str) -> str:
        """Return what programs call a property: a name in no language, a predicate if there is."""
        names = self.definitions[definition].names
        plain = [text.value for text in names if not text.language]
        known = (name for name in plain if carried.predicate(name, prefixes(self.base)))
        return next(known, (plain or [text.value for text in names] or [""])[0])

    def own(self, properties: Properties, name: str) -> list[str]:
        """Return the values of one of our own properties."""
        return [v.value for p in properties if self.name(p.definition) == name for v in p.values]

    def thing(self, properties: Properties) -> URIRef | None:
        """Return the address of a thing."""
        found = self.own(properties, carried.URI)
        return URIRef(found[0]) if found else None


def to_graph(model: Model, base: str) -> frozenset[Triple]:
    """Return every statement that a model holds of a graph of ours under `base`.

    Raises what rdflib raises for statements in a property that are no N-Triples.
    """
    reader = _Reader({definition.id: definition for definition in model.definitions}, base)
    parts: list[Part] = [*model.elements, *model.relationships, *model.views]
    things = {part.id: thing for part in parts if (thing := reader.thing(part.properties))}
    lines = frozenset(line.id for line in model.relationships)
    found: set[Triple] = set()
    texts = reader.own(model.properties, carried.NTRIPLES)
    unmeant = carried.statements(reader.own(model.properties, carried.NOT_SAID))
    for part in parts:
        found |= set(_about(reader, part))
        texts += reader.own(part.properties, carried.NTRIPLES)
    for relationship in model.relationships:
        found |= set(_ends(reader, relationship, things, lines))
    for view in model.views:
        if view.id not in things:
            continue
        if carried.modelled(things[view.id], base):
            found |= set(_redrawn(reader, view, things))
            continue
        for node in view.nodes:
            found |= set(_drawn(reader, node, things, things[view.id], None))
    for forest in model.organizations:
        for item in forest:
            found |= set(_folder(reader, item, things))
    return frozenset((*(found - {*unmeant}), *carried.statements(texts)))


def _about(reader: _Reader, part: Part) -> Iterator[Triple]:
    """Return what the names, the documentation and the properties of a thing say."""
    thing = reader.thing(part.properties)
    if thing is None:
        return
    modelled = str(reader.term(RELATIONSHIP)) in reader.own(part.properties, "rdf:type")
    name, about = WORDS[RELATIONSHIP if modelled else ""]
    yield from _texts(thing, name, part.names)
    yield from _texts(thing, about, part.documentation)
    known = prefixes(reader.base)
    for item in part.properties:
        predicate = carried.predicate(reader.name(item.definition), known)
        for value in item.values:
            if predicate is not None:
                yield (
                    thing,
                    predicate,
                    carried.term(value, reader.definitions[item.definition].type),
                )


def _ends(
    reader: _Reader, line: Relationship, things: Mapping[str, URIRef], lines: frozenset[str]
) -> Iterator[Triple]:
    """Return what a relationship says of its ends: a statement, or where a line runs."""
    source, target = things.get(line.source), things.get(line.target)
    if source is None or target is None:
        return
    for text in reader.own(line.properties, carried.STATEMENT):
        predicate = carried.predicate(text.removeprefix("^"), prefixes(reader.base))
        if predicate is not None:
            back = text.startswith("^")
            yield (target, predicate, source) if back else (source, predicate, target)
    drawn = reader.own(line.properties, carried.ARROW_OF)
    thing = URIRef(drawn[0]) if drawn else reader.thing(line.properties)
    types = reader.own(line.properties, "rdf:type")
    for kind, ends in LINES.items():
        if thing is not None and str(reader.term(kind)) in types:
            yield thing, reader.term(ends.source), source
            yield thing, reader.term(ends.target), target
            if kind == RELATIONSHIP:
                found = RELATIONSHIPS[line.type]
                concept = thing_iri(reader.base, "concept", found.concept)
                yield thing, reader.term("relationshipType"), URIRef(concept)
                if not {line.source, line.target} & lines:
                    yield source, URIRef(EXTERNAL["archimate"] + found.direct), target


def _drawn(
    reader: _Reader,
    node: Node,
    things: Mapping[str, URIRef],
    view: URIRef,
    parent: URIRef | None,
) -> Iterator[Triple]:
    """Return what a node of a view says, and those in it; one by no name of ours says nothing."""
    kind = _CLASSES.get(node.kind, "")
    thing = carried.thing(node.id, _COLLECTIONS[kind], reader.base) if kind else None
    if thing is not None:
        yield thing, RDF.type, reader.term(kind)
        yield thing, reader.term(DRAWN[kind]), view
        if kind == "ViewNote":
            yield from _note(thing, node.labels)
        else:
            sides = {"x": node.x, "y": node.y, "width": node.width, "height": node.height}
            for local, side in sides.items():
                yield thing, reader.term(local), Literal(str(side), datatype=XSD.integer)
        if node.element in things:
            yield thing, reader.term("represents"), things[node.element]
        if kind == "ViewNode" and parent is not None:
            yield thing, reader.term("parentNode"), parent
    for inner in node.nodes:
        yield from _drawn(reader, inner, things, view, thing if kind == "ViewNode" else None)


def _redrawn(reader: _Reader, view: View, things: Mapping[str, URIRef]) -> Iterator[Triple]:
    """Return what a view of an imported model says: what importing it would state."""
    iri = dict(things)
    nobody = URIRef("")
    for kind, node in nodes(view):
        iri[node.id] = carried.thing(node.id, _COLLECTIONS[kind], reader.base) or nobody
    for line in view.connections:
        iri[line.id] = carried.thing(line.id, "connection", reader.base) or nobody
    ours = Namespace(gemma(reader.base))
    for triple in views.triples(view, iri, ours, _as_stated):
        if nobody not in triple:
            yield triple


def _as_stated(text: Text) -> Literal:
    return Literal(text.value.strip(), lang=text.language or None)


def nodes(view: View) -> Iterator[tuple[str, Node]]:
    """Return every node of a view with our class of it."""
    waiting = list(view.nodes)
    while waiting:
        node = waiting.pop()
        waiting.extend(node.nodes)
        yield _CLASSES[node.kind], node


def _folder(reader: _Reader, item: Item, things: Mapping[str, URIRef]) -> Iterator[Triple]:
    """Return what a folder of an imported model says, and those in it."""
    thing = carried.thing(item.id, "folder", reader.base) if item.id else None
    if thing is not None:
        yield thing, RDF.type, SKOS.Collection
        yield from _texts(thing, SKOS.prefLabel, item.labels)
        yield from _texts(thing, SKOS.definition, item.documentation)
    for inner in item.items:
        member = things.get(inner.ref)
        if member is None and inner.id:
            member = carried.thing(inner.id, "folder", reader.base)
        if thing is not None and member is not None:
            yield thing, SKOS.member, member
        yield from _folder(reader, inner, things)


def _note(thing: URIRef, labels: Texts) -> Iterator[Triple]:
    """Return the name and the definition of a note: its first line, and what comes after."""
    for label in labels:
        name, newline, says = label.value.partition("\n")
        yield thing, SKOS.prefLabel, Literal(name, lang=label.language)
        if newline:
            yield thing, SKOS.definition, Literal(says, lang=label.language)


def _texts(thing: URIRef, predicate: URIRef, texts: Texts) -> Iterator[Triple]:
    """Return texts as statements; one in no language is there for the eye only."""
    for text in texts:
        if text.language:
            yield thing, predicate, Literal(text.value, lang=text.language)
