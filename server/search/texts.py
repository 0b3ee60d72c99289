"""Texts: what a thing can be found by, and how much each counts; one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.namespaces import DCT, RDFS, RDFS_LABEL, SKOS, SKOS_PREF_LABEL, gemma
from server.rdf.terms import Literal, NamedNode, best
from server.store import Store
from server.uris import collection_of
from server.withdrawal import current

#: What is found, in the order in which an answer groups it: collections, and terms at the end.
KINDS: Final = (
    "element", "view", "flow", "standard", "version", "principle", "implication", "item",
    "development", "premise", "term", "nora-principle", "organisation", "programme", "law",
    "person", "work", "scheme", "concept", "counterpart", "model", "dataset", "service",
    "document", "section", "folder", "property",
)  # fmt: skip
#: The kind of a class or property of the vocabulary.
VOCABULARY: Final = "def"

#: Why a thing was found: the field of the text that matched.
NAME, SHORT, FULL, OTHER, FORMER = "name", "short", "full", "other", "former"
PRINTED, NUMBER, SAID = "printed", "number", "said"

#: (property, field, how much a match in it counts); ours by local name.
_FIELDS: Final = (
    (SKOS_PREF_LABEL, NAME, 10),
    (RDFS_LABEL, NAME, 10),
    (DCT + "title", NAME, 10),
    ("abbreviation", SHORT, 10),
    (SKOS + "notation", NUMBER, 9),
    ("number", NUMBER, 9),
    (SKOS + "altLabel", OTHER, 8),
    ("expansion", FULL, 8),
    (SKOS + "hiddenLabel", PRINTED, 6),
    ("sourceLabel", PRINTED, 6),
    (SKOS + "definition", SAID, 2),
    ("motivation", SAID, 2),
    (DCT + "description", SAID, 2),
    (RDFS + "comment", SAID, 2),
)
#: How much the name counts of what was withdrawn, for what came in its place.
_FORMER_WEIGHT: Final = 7
#: What a model has among its elements and the publication in a collection of its own, by class.
_APART: Final = (
    ("StandardVersion", "version"), ("Standard", "standard"), ("Principle", "principle"),
    ("Implication", "implication"),
)  # fmt: skip


@dataclass(frozen=True)
class Text:
    """One text of a thing; `language` is "" where the data gives none."""

    thing: str
    kind: str
    field: str
    weight: int
    language: str
    text: str


def texts(store: Store) -> Iterator[Text]:
    """Return every text by which something can be found, thing by thing in reading order."""
    for kind in KINDS:
        for thing in store.members.get(kind, ()):
            now = current(thing, store)
            if now in ([thing], []):
                yield from _of(thing, _kind(thing, kind, store), store)
            for successor in now:
                if successor != thing:
                    yield from _former(thing, successor, store)
    if store.space:
        return  # the vocabulary is that of the publication
    ours = gemma(store.base)
    terms = {t.subject.value for t in store.graph("ontology") if isinstance(t.subject, NamedNode)}
    for term in sorted(iri for iri in terms if iri.startswith(ours)):
        yield from _of(term, VOCABULARY, store)


def _former(thing: str, successor: str, store: Store) -> Iterator[Text]:
    """Return the names of a withdrawn thing, as those that its successor had before."""
    for value in store.objects(thing, SKOS_PREF_LABEL):
        if isinstance(value, Literal) and value not in store.objects(successor, SKOS_PREF_LABEL):
            kind = collection_of(store.base, successor)
            yield Text(successor, kind, FORMER, _FORMER_WEIGHT, value.language or "", value.value)


def _kind(thing: str, collection: str, store: Store) -> str:
    """Return as what a thing is found, that is in a collection."""
    if collection != "element" or not store.space:
        return collection
    ours = gemma(store.base)
    return next((kind for name, kind in _APART if store.is_a(thing, ours + name)), collection)


def said(thing: str, store: Store, languages: tuple[str, ...]) -> Literal | None:
    """Return what is said of a thing, in the first of `languages` that it is said in, if at all."""
    ours = gemma(store.base)
    for name, field, _ in _FIELDS:
        if field == SAID:
            found = best(store.objects(thing, name if "/" in name else ours + name), languages)
            if found is not None:
                return found
    return None


def _of(thing: str, kind: str, store: Store) -> Iterator[Text]:
    ours = gemma(store.base)
    told: set[tuple[str, str]] = set()
    for name, field, weight in _FIELDS:
        for value in store.objects(thing, name if "/" in name else ours + name):
            if isinstance(value, Literal):
                found = (value.value, value.language or "")
                # A spelling that is the name itself tells nothing more.
                if found[0] not in {text for text, _ in told} or field == NAME:
                    told.add(found)
                    yield Text(thing, kind, field, weight, found[1], found[0])
