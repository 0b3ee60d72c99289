"""Statements: the changes between two releases as RDF, from which the one follows from the other.

Each thing that changed is a `cs:ChangeSet` (Changeset vocabulary), with what came and went as
reified statements, each part of the graph it stands in: who removes the removals and adds the
additions has the later release. What became of the thing is its type in ActivityStreams 2.0:
`as:Create`, `as:Delete`, `as:Move` or `as:Update`. Blank nodes have addresses within this document
(RDF 1.1 Concepts, 3.5), equal where they hold the same.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import quote

from pyoxigraph import Quad

from server.changes.compare import Comparison
from server.changes.lines import graph
from server.changes.things import Change, Kind
from server.changes.words import plain, sentences
from server.downloads import path as download
from server.graphs import WHOLE
from server.namespaces import (
    ACTIVITY,
    CHANGESET,
    DCT,
    FOAF,
    PROV,
    RDF,
    RDF_TYPE,
    RDFS_LABEL,
    SKOS_PREF_LABEL,
    XSD,
)
from server.rdf import terms
from server.rdf.terms import BlankNode, Literal, NamedNode, Object, Triple, lang, triple
from server.uris import document_path, in_release, local_part, model_of, thing_iri

_TYPES: Final = {
    Kind.ADDED: "Create", Kind.WITHDRAWN: "Delete", Kind.MOVED: "Move", Kind.CHANGED: "Update",
}  # fmt: skip
_TITLES: Final = {
    "nl": "Wat er veranderde van uitgave {} naar {}",
    "en": "What changed from release {} to {}",
}
_LANGUAGES: Final = ("nl", "en")
#: What a fragment may hold beside letters and digits (RFC 3986, 3.5).
_FRAGMENT: Final = "/?:@!$&'()*+,;=-._~"


def statements(found: Comparison) -> list[Triple]:
    """Return the statements of the document about a comparison, without its licence."""
    document = found.base + found.path
    old, new = (_whole(found, release) for release in (found.before, found.after))
    total = Literal(str(len(found.changes)), datatype=NamedNode(XSD + "nonNegativeInteger"))
    rows = [
        triple(document, RDF_TYPE, FOAF + "Document"),
        *(triple(document, DCT + "title", title) for title in titles(found.before, found.after)),
        triple(document, PROV + "wasDerivedFrom", old),
        triple(document, PROV + "wasDerivedFrom", new),
        triple(document, ACTIVITY + "totalItems", total),
    ]
    if old != new:
        rows.append(triple(new, PROV + "wasRevisionOf", old))
    for change in found.changes:
        rows.append(triple(document, DCT + "hasPart", address(found, change)))
        rows += _change(found, change)
    return rows


def _whole(found: Comparison, release: str) -> str:
    """Return where all that a release says is: its file, or the document about a model."""
    if not found.space:
        return found.base + download(release, f"{WHOLE}.nq")
    model = thing_iri(found.base + found.space, "model", model_of(found.space))
    return found.base + in_release(document_path(found.base, model) or "", release)[1:]


def titles(before: str, after: str) -> list[Literal]:
    """Return what the document about two releases is called, nl and en."""
    return [lang(_TITLES[language].format(before, after), language) for language in _LANGUAGES]


def address(found: Comparison, change: Change) -> str:
    """Return the IRI of a change: a part of the document, by the address of what it is about."""
    return f"{found.base}{found.path}#{quote(anchor(found.base, change.thing), safe=_FRAGMENT)}"


def anchor(base: str, thing: str) -> str:
    """Return the name that the change to a thing has within its document."""
    return local_part(base, thing) or thing


def _change(found: Comparison, change: Change) -> Iterator[Triple]:
    iri, names = address(found, change), found.names
    yield triple(iri, RDF_TYPE, CHANGESET + "ChangeSet")
    yield triple(iri, RDF_TYPE, ACTIVITY + _TYPES[change.kind])
    yield triple(iri, CHANGESET + "subjectOfChange", change.thing)
    yield triple(iri, ACTIVITY + "object", change.thing)
    if change.formerly:
        yield triple(iri, ACTIVITY + "origin", change.formerly)
        yield triple(iri, ACTIVITY + "target", change.thing)
    for heir in change.successors:
        yield triple(change.thing, DCT + "isReplacedBy", heir)
    day = Literal(found.after[:10], datatype=NamedNode(XSD + "date"))
    yield triple(iri, CHANGESET + "createdDate", day)
    for language in _LANGUAGES:
        yield triple(iri, RDFS_LABEL, lang(names.called(change.thing, language), language))
        for sentence in sentences(change, names, language):
            yield triple(iri, DCT + "description", lang(plain(sentence), language))
    for reached in (thing for things in change.touched.values() for thing in things):
        yield triple(iri, DCT + "relation", reached)
        yield from _label(found, reached)
    yield from _label(found, change.thing)
    yield from _reified(found, iri, "removal", change.gone)
    yield from _reified(found, iri, "addition", change.new)


def _label(found: Comparison, thing: str) -> Iterator[Triple]:
    for language in _LANGUAGES:
        label = found.names.around.label(thing, language)
        if label is not None:
            yield triple(thing, SKOS_PREF_LABEL, label)


def _reified(found: Comparison, change: str, way: str, quads: Iterable[Quad]) -> Iterator[Triple]:
    """Write each statement as a thing (RDF Schema 1.1, 5.3), named after what it says and where."""
    document = found.base + found.path
    for quad in quads:
        subject, value = terms.plain(quad.triple)
        digest = hashlib.sha256(str(quad).encode()).hexdigest()[:20]
        iri = f"{document}#statement/{digest}"
        yield triple(change, CHANGESET + way, iri)
        yield triple(iri, RDF_TYPE, RDF + "Statement")
        yield triple(iri, RDF + "subject", _term(subject, document))
        yield triple(iri, RDF + "predicate", quad.predicate.value)
        yield triple(iri, RDF + "object", _term(value, document))
        yield triple(iri, DCT + "isPartOf", graph(quad))


def _term(term: Object, document: str) -> Object:
    """Return a term; a blank node by its address within the document."""
    if isinstance(term, BlankNode):
        return NamedNode(f"{document}#blank/{term.value}")
    return term
