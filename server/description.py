"""Description: which statements the document that a path stands for holds; pure.

A document about a thing holds what is said of the thing, what points at it, the claims about it
and the places it was taken from, the labels of everything named, and a little about the document
itself, so that it can be read and checked by itself. Pages are made from the same statements.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from server import quality
from server.graphs import PUBLICATION, catalog_graph
from server.namespaces import DCAT, DCT, FOAF, HYDRA, RDF_TYPE, RDFS, SH, SKOS, XSD, gemma
from server.rdf.terms import BlankNode, NamedNode, Object, Triple, lang, plain, triple
from server.rdf.terms import Literal as Value
from server.resource import CATALOGUE, MEMBERS_MAXIMUM, Document
from server.store import POINTERS_MAXIMUM, Store
from server.uris import model_of, thing_iri

#: What each document about the quality of the release holds.
_OF_QUALITY: Final[Mapping[str, Callable[[Store], list[Triple]]]] = {
    "quality": quality.report,
    "conformance": quality.conformance,
    "rules": quality.rules,
}


def describe(document: Document, store: Store) -> list[Triple]:
    """Return the statements of a document, unordered; the same whatever release it was asked by."""
    document = replace(document, form=None, release="")
    return [_as_written(item) for item in _describe(document, store)]


#: The engine keeps numbers by value, which makes each an xsd:integer; here more is asked (DCAT 3,
#: 6.8.13, and the ranges of DCAT-AP 3).
_NUMBERS: Final = {DCAT + "byteSize": NamedNode(XSD + "nonNegativeInteger")}


def _as_written(item: Triple) -> Triple:
    """Give a number the datatype that its source has."""
    datatype = _NUMBERS.get(item.predicate.value)
    if datatype is None or not isinstance(item.object, Value):
        return item
    return Triple(item.subject, item.predicate, Value(item.object.value, datatype=datatype))


def _describe(document: Document, store: Store) -> list[Triple]:
    if document.kind == "vocabulary":
        return store.graph("ontology")
    if document.kind == "collection":
        return _collection(document, store)
    if document.kind == "catalogue":
        return _catalogue(document, store)
    if document.kind in _OF_QUALITY:
        found = _OF_QUALITY[document.kind](store)
        found += _about_document(document, store, FOAF + "primaryTopic", [document.about])
        return [*found, *store.labels(found)]
    whole = bool(store.space) and document.about == whole_of(store)
    pointers = store.incoming(document.about, _HELD if whole else "")
    found = [*store.outgoing(document.about), *pointers.triples]
    found += _beside(found, document.about, store)
    found += _about_document(document, store, FOAF + "primaryTopic", [document.about])
    if whole:
        found += _lists(document, store)
    if not pointers.complete:
        for language, text in _CUT.items():
            comment = lang(text.format(POINTERS_MAXIMUM), language)
            found.append(triple(store.base + document.path, RDFS + "comment", comment))
    return [*found, *store.labels(found)]


#: What ties everything in a model to it: the lists have that, and its document leads to them.
_HELD: Final = SKOS + "inScheme"
_IN_LISTS: Final = {
    "nl": "Wat in dit model staat, staat in de lijsten waarnaar dit document verwijst.",
    "en": "What is in this model is in the lists that this document refers to.",
}


def _lists(document: Document, store: Store) -> list[Triple]:
    """Lead from the document about a model to the lists of all that is in it."""
    iri = store.base + document.path
    lists = [f"{store.home}doc/{name}" for name in store.members]
    return [
        *(triple(iri, RDFS + "seeAlso", one) for one in lists),
        *(triple(iri, RDFS + "comment", lang(text, name)) for name, text in _IN_LISTS.items()),
    ]


_CUT: Final = {
    "nl": "Hier staan de eerste {} uitspraken die naar dit ding wijzen; er zijn er meer.",
    "en": "The first {} statements that point at this thing are here; there are more.",
}


def _beside(found: list[Triple], about: str, store: Store) -> list[Triple]:
    """Return what makes a statement checkable: the claims about the thing, the places it is from.

    What SHACL found about it too, each finding with its rule. Without what else the same claim or
    place is about, which may be much.
    """
    ours = gemma(store.base)
    beside = []
    for item in found:
        subject, object_ = plain(item)
        near: Object | None = None
        if item.predicate.value == ours + "sourcePlace" and subject == NamedNode(about):
            near, apart = object_, ours + "isPlaceOf"
        elif item.predicate.value == ours + "claimSubject":
            near, apart = subject, ours + "claimSubject"
        elif item.predicate.value in _FINDS and isinstance(subject, BlankNode):
            beside += store.outgoing(subject)
        if isinstance(near, NamedNode) and near.value != about:
            beside += [t for t in store.outgoing(near) if t.predicate.value != apart]
    return beside


#: What ties a finding to the thing that it is about, or that a rule over everything names.
_FINDS: Final = frozenset({SH + "focusNode", SH + "value"})


def _about_document(
    document: Document, store: Store, relation: str, things: Sequence[str]
) -> list[Triple]:
    """Say what the document is about, by `relation`, its licence and what it is part of."""
    iri, whole = store.base + document.path, whole_of(store)
    found = [
        triple(iri, RDF_TYPE, FOAF + "Document"),
        *(triple(iri, relation, thing) for thing in things),
    ]
    licences = store.objects(whole, DCT + "license")
    found += [triple(iri, DCT + "license", licence) for licence in licences]
    if store.exists(whole):
        found.append(triple(iri, DCT + "isPartOf", whole))
    return found


def whole_of(store: Store) -> str:
    """Return what every document of a release is part of, with its licence.

    That is the catalogue, and of an imported model the model.
    """
    if not store.space:
        return store.base + CATALOGUE
    return thing_iri(store.home, "model", model_of(store.space))


def _catalogue(document: Document, store: Store) -> list[Triple]:
    """Return both graphs of the catalogue: what a person decided and what is counted."""
    found = [*store.graph("catalog"), *store.graph(PUBLICATION)]
    found += _about_document(document, store, FOAF + "primaryTopic", [document.about])
    return [*found, *store.labels(found)]


def offered(store: Store) -> list[Triple]:
    """Return what the catalogue says of an imported model, with the labels of all it names.

    Of who made it, the model itself may say more.
    """
    found = store.graph(catalog_graph(model_of(store.space)))
    makers = [item.object for item in found if item.predicate.value == DCT + "creator"]
    found += [said for maker in makers if isinstance(maker, NamedNode)
              for said in store.outgoing(maker)]  # fmt: skip
    return [_as_written(item) for item in (*found, *store.labels(found))]


def members(document: Document, store: Store) -> tuple[str, ...]:
    """Return the members of a collection that stand on this page of it, in reading order."""
    first = (document.page - 1) * MEMBERS_MAXIMUM
    return _members(document, store)[first : first + MEMBERS_MAXIMUM]


def _members(document: Document, store: Store) -> tuple[str, ...]:
    return store.members.get(document.collection, ())


def _collection(document: Document, store: Store) -> list[Triple]:
    found = _about_document(document, store, FOAF + "topic", members(document, store))
    return [*found, *_paging(document, store), *store.labels(found)]


def _paging(document: Document, store: Store) -> list[Triple]:
    """Say that this is a page of more, in the words of the Hydra Core Vocabulary."""
    if document.pages == 1:
        return []
    whole = store.base + document.path
    pages = {n: store.base + document.path_as(None, n)[1:] for n in range(1, document.pages + 1)}
    # The first page has the address of the whole, and a view must have one of its own.
    pages[1] = f"{whole}?page=1"
    view, total = pages[document.page], len(_members(document, store))
    names = {"prev": "previous"}
    return [
        triple(whole, RDF_TYPE, HYDRA + "Collection"),
        triple(whole, HYDRA + "totalItems", Value(str(total), datatype=NamedNode(XSD + "integer"))),
        triple(whole, HYDRA + "view", view),
        triple(view, RDF_TYPE, HYDRA + "PartialCollectionView"),
        *(
            triple(view, HYDRA + names.get(rel, rel), pages[number])
            for rel, number in document.turns().items()
        ),
    ]
