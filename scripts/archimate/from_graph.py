"""From a graph of ours to an exchange model, with nothing lost; pure, but for the layout of views.

First comes what ArchiMate has words for: elements, lines, names, documentation, views. Whatever
`to_graph` does not read back from those is added: as relationships, as properties, and what neither
can say as statements (see `carried`). So the model says what the graph says, by construction.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar

from rdflib import SKOS, URIRef

from scripts.archimate import carried, drawing, redrawing
from scripts.archimate.kinds import ASSOCIATION, LINES, RELATIONS, RELATIONSHIP, allowed
from scripts.archimate.model import (
    Element,
    Metadatum,
    Model,
    Properties,
    Property,
    PropertyDefinition,
    Relationship,
    Text,
    Texts,
    View,
)
from scripts.archimate.organization import folders, organization
from scripts.archimate.source import LANGUAGES, Source
from scripts.archimate.to_graph import WORDS, to_graph
from scripts.archimate.types import ACCESS
from scripts.terms import Object, Subject, Triple, line

Layouts: TypeAlias = Callable[[str], drawing.Layout]
Part = TypeVar("Part", Element, Relationship, View)

#: The property that says our class of a thing; Archi has the name of that as a specialisation.
_TYPE = "rdf:type"


@dataclass(frozen=True)
class Heading:
    """What a model is called, and says of itself; `graphs` are the named graphs it holds."""

    id: str
    names: Texts
    documentation: Texts
    version: str
    metadata: tuple[Metadatum, ...]
    graphs: tuple[str, ...]


def from_graph(source: Source, heading: Heading, layouts: Layouts) -> Model:
    """Return the model of a graph; `layouts` computes what is only for the eye."""
    words = _words(source, heading, layouts)
    said = to_graph(words, source.base)
    between: list[Triple] = []
    own: dict[Subject, list[Triple]] = defaultdict(list)
    for triple in sorted(source.triples - said, key=line):
        if _is_between(source, triple):
            between.append(triple)
        else:
            own[triple[0]].append(triple)
    types = _types(source, own)
    added = _added(source, own, types)
    if unmeant := said - source.triples:
        added[""].append(_property(carried.NOT_SAID, carried.ntriples(unmeant)))
    between = [triple for triple in between if not _stated(source, triple, added)]
    model = replace(
        words,
        properties=(*words.properties, *added.get("", ())),
        elements=tuple(_with(part, added) for part in words.elements),
        relationships=(
            *(_with(part, added) for part in words.relationships),
            *(_between(source, triple) for triple in between),
        ),
        views=tuple(_with(part, added) for part in words.views),
    )
    return replace(
        model,
        organizations=tuple(filter(None, (*words.organizations, organization(source, model)))),
        definitions=_definitions(source, types),
    )


def _words(source: Source, heading: Heading, layouts: Layouts) -> Model:
    """Return what ArchiMate has words for."""
    elements = [
        Element(
            source.identifier(thing),
            source.element_type(thing),
            _names(source, thing),
            source.texts(thing, SKOS.definition),
            _identity(source, thing, kind),
        )
        for thing, kind in source.elements.items()
    ]
    lines = [part for thing, kind in source.lines.items() for part in _line(source, thing, kind)]
    views = [
        _view(source, view, kind, layouts)
        for view, kind in sorted(
            source.views.items(), key=lambda v: (source.number(v[0], "position") or 0, v[0])
        )
    ]
    return Model(
        heading.id,
        heading.names,
        heading.documentation,
        tuple(_property(carried.GRAPH, Text(graph)) for graph in heading.graphs),
        heading.version,
        heading.metadata,
        tuple(elements),
        tuple(lines),
        organizations=(folders(source),),
        definitions=_definitions(source, {}),
        views=tuple(views),
    )


def _line(source: Source, thing: URIRef, kind: str) -> Iterator[Relationship]:
    """Return the relationships that a line is: one, or more where it has more ends."""
    type_ = source.line_type(thing)
    name, about = WORDS.get(kind, WORDS[""])
    access = source.one(thing, "archimate:accessType").capitalize().replace("Readw", "ReadW")
    for number, (start, end) in enumerate(source.ends(thing, LINES[kind])):
        first = Relationship(
            drawing.relationship_id(source.identifier(thing), number),
            type_,
            source.identifier(start),
            source.identifier(end),
            source.texts(thing, name),
            source.texts(thing, about),
            _identity(source, thing, kind),
            access=access if access in ACCESS and type_ == "Access" else ACCESS[0],
            modifier=source.one(thing, "influenceModifier") if type_ == "Influence" else "",
            directed=type_ == ASSOCIATION
            and (kind != RELATIONSHIP or source.one(thing, "directed") == "true"),
        )
        arrow = (_property(carried.ARROW_OF, Text(str(thing))), _class(source, kind))
        yield replace(first, names=(), documentation=(), properties=arrow) if number else first


def _view(source: Source, view: URIRef, kind: str, layouts: Layouts) -> View:
    if carried.modelled(view, source.base):
        nodes, connections = redrawing.nodes(view, source), redrawing.connections(view, source)
    else:
        layout = layouts(view)
        nodes = drawing.nodes(view, source, layout)
        connections = drawing.connections(view, source, layout)
    return View(
        source.identifier(view),
        _names(source, view),
        source.texts(view, SKOS.definition),
        _identity(source, view, kind),
        viewpoint=source.one(view, "viewpoint"),
        nodes=nodes,
        connections=connections,
    )


def _names(source: Source, thing: URIRef) -> Texts:
    """Return the names of a thing; one that the graph does not give is in no language."""
    given = source.texts(thing, SKOS.prefLabel)
    made = next((text.value for text in source.labels(thing)), str(thing))
    return given or (Text(made),)


def _identity(source: Source, thing: URIRef, kind: str) -> Properties:
    """Return which thing it is, and of which class of ours."""
    special = Property(
        carried.definition_id(carried.SPECIALIZATION), source.labels(source.term(kind))
    )
    own = (_property(carried.URI, Text(str(thing))), _class(source, kind))
    return (*own, special) if special.values and ":" not in kind else own


def _class(source: Source, kind: str) -> Property:
    return _property(_TYPE, Text(str(source.term(kind))))


def _is_between(source: Source, triple: Triple) -> bool:
    """Tell whether a relationship can say this; Archi has none from a line to a line."""
    concepts = (source.elements, source.lines)
    subject, _, value = triple
    if not (any(subject in part for part in concepts) and any(value in part for part in concepts)):
        return False
    return not (subject in source.lines and value in source.lines)


def _between(source: Source, triple: Triple) -> Relationship:
    """Return a statement between two things of the model as a relationship."""
    subject, predicate, value = triple
    name = carried.property_name(predicate, source.prefixes)
    ends = [URIRef(end) for end in (subject, value)]
    types = [source.element_type(end) for end in ends if end in source.elements]
    type_, back = next(
        (
            (type_, back)
            for type_, back in RELATIONS.get(name, ())
            if len(types) == len(ends) and allowed(type_, *(types[::-1] if back else types))
        ),
        (ASSOCIATION, False),
    )
    one, other = (source.identifier(end) for end in ends)
    return Relationship(
        f"{one}.{carried.definition_id(name).removeprefix('prop-')}.{other}",
        type_,
        other if back else one,
        one if back else other,
        names=source.labels(predicate) if type_ == ASSOCIATION else (),
        properties=(_property(carried.STATEMENT, Text(f"^{name}" if back else name)),),
        directed=type_ == ASSOCIATION,
    )


def _stated(source: Source, triple: Triple, added: dict[str, list[Property]]) -> bool:
    """Have a relationship between the same ends say it, and tell whether there is one."""
    subject, predicate, value = triple
    name = carried.property_name(predicate, source.prefixes)
    for ends, sign in (((subject, value), ""), ((value, subject), "^")):
        if found := source.between.get(ends):
            said = _property(carried.STATEMENT, Text(f"{sign}{name}"))
            added[source.identifier(found)].append(said)
            return True
    return False


def _types(source: Source, own: Mapping[Subject, Sequence[Triple]]) -> dict[str, str]:
    """Return the type of each property, by its name."""
    values: dict[str, list[Object]] = defaultdict(list)
    for subject, triples in own.items():
        for _, predicate, value in triples if _place(source, subject) else ():
            values[carried.property_name(predicate, source.prefixes)].append(value)
    return {name: carried.definition_type(found) for name, found in sorted(values.items())}


def _place(source: Source, subject: Subject) -> str:
    """Return the identifier of what has the properties of a thing; empty for one without."""
    known = any(subject in part for part in (source.elements, source.lines, source.views))
    return source.identifier(str(subject)) if known else ""


def _added(
    source: Source, own: Mapping[Subject, Sequence[Triple]], types: Mapping[str, str]
) -> dict[str, list[Property]]:
    """Return properties by the identifier of what they are of; those of the model by none."""
    found: dict[str, list[Property]] = defaultdict(list)
    for subject, triples in own.items():
        place, rest = _place(source, subject), triples
        if place:
            by_name: dict[str, list[Text]] = defaultdict(list)
            rest = []
            for triple in triples:
                name = carried.property_name(triple[1], source.prefixes)
                text = carried.text(triple[2], types[name])
                if text is not None and carried.predicate(name, source.prefixes) == triple[1]:
                    by_name[name].append(text)
                else:
                    rest.append(triple)
            for name, texts in sorted(by_name.items()):
                found[place] += _properties(name, texts)
        if rest:
            part = source.drawn.get(URIRef(subject))
            at = source.identifier(part[1]) if part else place
            found[at].append(_property(carried.NTRIPLES, carried.ntriples(rest)))
    return found


def _properties(name: str, texts: Sequence[Text]) -> list[Property]:
    """Return texts as one property with a value for each language, or each as its own.

    Archi takes one value of a property: the one in the language of its user.
    """
    languages = [text.language for text in texts]
    if all(languages) and len(set(languages)) == len(languages):
        ordered = sorted(texts, key=lambda t: (t.language not in LANGUAGES[:1], t.language))
        return [Property(carried.definition_id(name), tuple(ordered))]
    return [_property(name, text) for text in texts]


def _property(name: str, text: Text) -> Property:
    return Property(carried.definition_id(name), (text,))


def _with(part: Part, added: Mapping[str, Sequence[Property]]) -> Part:
    return replace(part, properties=(*part.properties, *added.get(part.id, ())))


def _definitions(source: Source, types: Mapping[str, str]) -> tuple[PropertyDefinition, ...]:
    """Return every definition: our own, that of the class, and those of other predicates."""
    named = {**dict.fromkeys((*carried.OWN, _TYPE), "string"), **types}
    return tuple(
        PropertyDefinition(carried.definition_id(name), _called(source, name), type_)
        for name, type_ in named.items()
    )


def _called(source: Source, name: str) -> Texts:
    """Return what a property is called: for programs, and for people where there are words."""
    predicate = carried.predicate(name, source.prefixes)
    if predicate is None:
        return (Text(name),)
    # A property of an imported model is called as it was there, for tools that know it.
    there = source.one(predicate, "propertyName")
    return (*((Text(there),) if there else ()), Text(name), *source.labels(predicate))
