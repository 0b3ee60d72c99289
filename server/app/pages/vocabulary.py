"""Vocabulary: the page of our own terms: what each means, leads to and looks like in use."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.app.pages import parts
from server.app.pages.language import Said, number, pick
from server.app.pages.view import Value, View
from server.namespaces import DCT, OWL, RDF_TYPE, RDFS, SKOS, gemma
from server.plates.classes import Ends, ends, of_class
from server.rdf.terms import NamedNode
from server.store import Store, natural
from server.uris import document_path, web_address

#: Kinds of terms, in the order of the page.
_KINDS: Final[tuple[tuple[Said, str], ...]] = (
    (("Klassen", "Classes"), OWL + "Class"),
    (("Relaties", "Relations"), OWL + "ObjectProperty"),
    (("Kenmerken", "Attributes"), OWL + "DatatypeProperty"),
    (("Aantekeningen", "Annotations"), OWL + "AnnotationProperty"),
    (("Overig", "Other"), ""),
)
_ABOUT_TERM: Final = (
    RDFS + "subClassOf", RDFS + "subPropertyOf", OWL + "inverseOf",
    SKOS + "closeMatch", SKOS + "relatedMatch", SKOS + "exactMatch", RDFS + "seeAlso",
)  # fmt: skip
#: Domain and range in words; `{}` is the class.
_WORDS: Final[Mapping[str, Said]] = {
    RDFS + "domain": ("Wat dit heeft", "What has this"),
    RDFS + "range": ("Waarheen het leidt", "Where it leads"),
}
#: How a query counts, and lists, what a term is used for.
_OF_CLASS: Final = "SELECT ?ding WHERE {{ ?ding a <{}> }}"
_OF_PROPERTY: Final = "SELECT ?ding ?waarde WHERE {{ ?ding <{}> ?waarde }}"


@dataclass(frozen=True)
class Term:
    """A term as the page shows it; `used` is how often, and `ask` the query that lists it."""

    anchor: str
    iri: str
    name: Value
    names: tuple[Value, ...]
    comments: tuple[Value, ...]
    rows: list[tuple[Value, tuple[Value, ...]]]
    examples: tuple[Value, ...]
    used: str
    ask: str
    diagram: str


#: The classes whose diagram says most of the model: they come first.
_FIRST: Final = ("Element", "Flow", "Principle")


def told(view: View, store: Store, about: str) -> dict[str, object]:
    """Return what the page of the vocabulary is told."""
    groups = _groups(view, store)
    terms = {term.anchor: term for _, found in groups for term in found}
    return {
        "first": [terms[name] for name in _FIRST if name in terms and terms[name].diagram],
        "descriptions": view.all(DCT + "description"),
        "version": view.one(OWL + "versionInfo", about),
        "licences": view.all(DCT + "license"),
        "groups": groups,
    }


def _groups(view: View, store: Store) -> list[tuple[str, list[Term]]]:
    ours = gemma(store.base)
    terms = {t.subject.value for t in store.graph("ontology") if isinstance(t.subject, NamedNode)}
    left = {iri for iri in terms if iri.startswith(ours)}
    groups, known = [], ends(store)
    for said, kind in _KINDS:
        members = {iri for iri in left if not kind or store.is_a(iri, kind)}
        left -= members
        order = sorted(members, key=lambda iri: natural(view.link(iri).text))
        if order:
            found = [
                _term(iri, view, store, known if kind == OWL + "Class" else None) for iri in order
            ]
            groups.append((pick(said, view.reader.language), found))
    return groups


def _term(iri: str, view: View, store: Store, known: Ends | None) -> Term:
    """Return a term; `known` is given for a class only."""
    language = view.reader.language

    def link(term: str) -> str:
        path = document_path(store.base, term)
        return (path if path and path.startswith("/def") else web_address(term)) or ""

    rows = [
        (Value(pick(said, language)), values)
        for predicate, said in _WORDS.items()
        if (values := view.all(predicate, iri))
    ]
    rows += [(view.link(p), values) for p in _ABOUT_TERM if (values := view.all(p, iri))]
    query = (_OF_CLASS if known is not None else _OF_PROPERTY).format(iri)
    used = store.count(iri) if known is None else store.count(RDF_TYPE, iri)
    pinned = bool(view.reader.release)
    return Term(
        iri.removeprefix(gemma(store.base)),
        iri,
        view.link(iri),
        view.all(RDFS + "label", iri),
        view.all(RDFS + "comment", iri),
        rows,
        view.all(SKOS + "example", iri),
        number(str(used), language) if used else "",
        parts.ask(query, language) if used and not pinned else "",
        of_class(iri, known, store, link, language) if known is not None else "",
    )
