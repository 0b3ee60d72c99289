"""Texts: what a thing can be found by, and how much each counts; one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from server.namespaces import DCT, RDFS, RDFS_LABEL, SKOS, SKOS_PREF_LABEL, gemma
from server.rdf.terms import Literal, NamedNode
from server.store import Store

#: What is found, in the order in which an answer groups it: collections, and terms at the end.
KINDS: Final = (
    "element", "view", "flow", "standard", "version", "principle", "implication", "item",
    "development", "premise", "term", "nora-principle", "organisation", "programme", "law",
    "person", "work", "scheme", "concept", "counterpart", "dataset", "service", "document",
    "section",
)  # fmt: skip
#: The kind of a class or property of the vocabulary.
VOCABULARY: Final = "def"

#: Why a thing was found: the field of the text that matched.
NAME, SHORT, OTHER, PRINTED, NUMBER, SAID = "name", "short", "other", "printed", "number", "said"

#: (property, field, how much a match in it counts); ours by local name.
_FIELDS: Final = (
    (SKOS_PREF_LABEL, NAME, 10),
    (RDFS_LABEL, NAME, 10),
    (DCT + "title", NAME, 10),
    ("abbreviation", SHORT, 10),
    (SKOS + "notation", NUMBER, 9),
    ("number", NUMBER, 9),
    (SKOS + "altLabel", OTHER, 8),
    ("expansion", OTHER, 8),
    (SKOS + "hiddenLabel", PRINTED, 6),
    ("sourceLabel", PRINTED, 6),
    (SKOS + "definition", SAID, 2),
    (DCT + "description", SAID, 2),
    (RDFS + "comment", SAID, 2),
)


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
            yield from _of(thing, kind, store)
    ours = gemma(store.base)
    terms = {t.subject.value for t in store.graph("ontology") if isinstance(t.subject, NamedNode)}
    for term in sorted(iri for iri in terms if iri.startswith(ours)):
        yield from _of(term, VOCABULARY, store)


def _of(thing: str, kind: str, store: Store) -> Iterator[Text]:
    ours = gemma(store.base)
    said: set[tuple[str, str]] = set()
    for name, field, weight in _FIELDS:
        for value in store.objects(thing, name if "/" in name else ours + name):
            if isinstance(value, Literal):
                found = (value.value, value.language or "")
                # A spelling that is the name itself tells nothing more.
                if found[0] not in {text for text, _ in said} or field == NAME:
                    said.add(found)
                    yield Text(thing, kind, field, weight, found[1], found[0])
