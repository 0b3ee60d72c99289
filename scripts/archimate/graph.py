"""The graph of a model: its elements, relationships and folders as statements, nothing inferred.

Every relationship is a thing of its own, and where both its ends are elements one direct triple
says the same; two relationships of one kind between the same ends share that triple.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from rdflib import DCTERMS, RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef

from scripts.archimate import views
from scripts.archimate.identity import Identities, first
from scripts.archimate.model import Element, Item, Model, Relationship, Text, Texts
from scripts.archimate.profile import Profile
from scripts.archimate.types import ACCESS, ELEMENTS, JUNCTIONS, RELATIONSHIPS
from scripts.archimate.values import Values
from scripts.terms import Triple
from server.namespaces import EXTERNAL, gemma
from server.uris import thing_iri

ARCHIMATE: Final = Namespace(EXTERNAL["archimate"])


class Facts:
    """Makes the statements of one model; `values` remembers what its properties hold."""

    def __init__(
        self, model: Model, profile: Profile, identities: Identities, values: Values, base: str
    ) -> None:
        """Take what the statements are made from."""
        self._model = model
        self._profile = profile
        self._iri = identities.things
        self._folders = identities.folders
        self._values = values
        self._ours = Namespace(gemma(base))
        self._base = base
        self.scheme = URIRef(thing_iri(profile.base, "model", profile.model))
        self._viewpoints = {one.id: first(one.names) for one in model.viewpoints}
        self._classes: dict[URIRef, set[URIRef]] = {}

    def triples(self) -> Iterator[Triple]:
        """Return every statement, some of them more than once."""
        # What the values of other releases of this model give, says nothing here.
        gives = self._ours.givesClass
        yield from (triple for triple in self._profile.triples if triple[1] != gives)
        yield from self._itself()
        for element in self._model.elements:
            yield from self._element(element)
        for one in self._model.relationships:
            yield from self._relationship(one)
        for view in self._model.views:
            iri = self._iri[view.id]
            yield from self._concept(iri, view.names, view.documentation)
            yield from self._values.of(iri, view.properties, view.line)
            yield from views.triples(view, self._iri, self._ours, self._text)
            if viewpoint := view.viewpoint or self._viewpoints.get(view.viewpoint_ref):
                yield iri, self._ours.viewpoint, Literal(viewpoint, datatype=XSD.string)
        for number, forest in enumerate(self._model.organizations):
            for place, item in enumerate(forest):
                yield from self._folder(item, (number, place))
        yield from self._values.described()

    def _itself(self) -> Iterator[Triple]:
        """Say what the model says of itself; how it is called is for the profile."""
        yield self.scheme, RDF.type, SKOS.ConceptScheme
        for text in self._texts(self._model.names):
            yield self.scheme, DCTERMS.title, text
        for text in self._texts(self._model.documentation):
            yield self.scheme, DCTERMS.description, text
        for one in self._model.metadata:
            if found := one.value.value.strip():
                language = one.value.language
                yield self.scheme, URIRef(one.property), _plain(found, language)
        yield from self._values.of(self.scheme, self._model.properties, 1)

    def _element(self, element: Element) -> Iterator[Triple]:
        iri = self._iri[element.id]
        kind = ARCHIMATE[ELEMENTS[element.type]]
        yield iri, RDF.type, kind
        if junction := JUNCTIONS.get(element.type):
            yield iri, ARCHIMATE.junctionType, Literal(junction, datatype=XSD.string)
        yield from self._concept(iri, element.names, element.documentation)
        self._classes[iri] = {kind}
        for triple in self._values.of(iri, element.properties, element.line):
            if triple[1] == RDF.type:
                self._classes[iri].add(URIRef(triple[2]))
            yield triple

    def _concept(self, iri: URIRef, names: Texts, documentation: Texts) -> Iterator[Triple]:
        yield iri, RDF.type, SKOS.Concept
        yield iri, SKOS.inScheme, self.scheme
        seen = set()
        for label in self._texts(names, one_line=True):
            yield iri, SKOS.altLabel if label.language in seen else SKOS.prefLabel, label
            seen.add(label.language)
        for text in self._texts(documentation):
            yield iri, SKOS.definition, text

    def _relationship(self, one: Relationship) -> Iterator[Triple]:
        iri, source, target = self._iri[one.id], self._iri[one.source], self._iri[one.target]
        found = RELATIONSHIPS[one.type]
        yield iri, RDF.type, self._ours.Relationship
        kind = URIRef(thing_iri(self._base, "concept", found.concept))
        yield iri, self._ours.relationshipType, kind
        yield iri, self._ours.relationshipSource, source
        yield iri, self._ours.relationshipTarget, target
        for label in self._texts(one.names, one_line=True):
            yield iri, RDFS.label, label
        for text in self._texts(one.documentation):
            yield iri, DCTERMS.description, text
        if one.access != ACCESS[0]:
            yield iri, ARCHIMATE.accessType, Literal(one.access.lower(), datatype=XSD.string)
        if one.modifier:
            yield iri, self._ours.influenceModifier, Literal(one.modifier, datatype=XSD.string)
        if one.directed:
            yield iri, self._ours.directed, Literal("true", datatype=XSD.boolean)
        yield from self._values.of(iri, one.properties, one.line)
        if source in self._classes and target in self._classes:
            yield source, ARCHIMATE[found.direct], target
            yield from self._mapped(found.concept, source, target)

    def _mapped(self, concept: str, source: URIRef, target: URIRef) -> Iterator[Triple]:
        """Say what the profile makes of relationships between these classes."""
        for one in self._profile.mappings:
            ends = one.source in self._classes[source] and one.target in self._classes[target]
            if one.kind == concept and ends:
                yield source, one.becomes, target

    def _folder(self, item: Item, place: tuple[int, ...]) -> Iterator[Triple]:
        if place not in self._folders:
            return
        iri = self._folders[place]
        yield iri, RDF.type, SKOS.Collection
        for label in self._texts(item.labels, one_line=True):
            yield iri, SKOS.prefLabel, label
        for text in self._texts(item.documentation):
            yield iri, SKOS.definition, text
        if item.ref:
            yield iri, SKOS.member, self._iri[item.ref]
        for number, inner in enumerate(item.items):
            here = (*place, number)
            member = self._folders.get(here) or self._iri.get(inner.ref)
            if member is not None:
                yield iri, SKOS.member, member
            yield from self._folder(inner, here)

    def _texts(self, texts: Iterable[Text], *, one_line: bool = False) -> Iterator[Literal]:
        """Return the texts that say anything; names are on one line."""
        for text in texts:
            if found := first([text]) if one_line else text.value.strip():
                yield Literal(found, lang=text.language or self._profile.language)

    def _text(self, text: Text) -> Literal:
        return Literal(text.value.strip(), lang=text.language or self._profile.language)


def _plain(text: str, language: str) -> Literal:
    return Literal(text, lang=language) if language else Literal(text, datatype=XSD.string)
