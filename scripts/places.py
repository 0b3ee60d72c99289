"""Places: the key of a place says everything, so its description is derived and never written.

`place:principes-585-586` is lines 585 to 586 of the extracted text of document `principes`; the
section or page that holds its first line follows from the line numbers in `data/documents.ttl`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rdflib import RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef

from scripts.findings import Finding, violation
from scripts.load import Where
from scripts.terms import Triple
from server.namespaces import gemma

_KEY: Final = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)-([1-9][0-9]*)-([1-9][0-9]*)")
#: class of a part -> what its number counts, in each language.
_PART_NAMES: Final = {"Section": ("paragraaf", "section"), "Page": ("pagina", "page")}


@dataclass(frozen=True)
class _Part:
    iri: URIRef
    first: int
    last: int
    nl: str
    en: str


@dataclass(frozen=True)
class _Document:
    iri: URIRef
    lines: int
    nl: str
    en: str
    parts: tuple[_Part, ...]


def derive(data: Graph, base: str, where: Where) -> tuple[list[Triple], list[Finding]]:
    """Describe every place that `data` names and that is not withdrawn.

    A place of an unknown document, outside its document or in none of its parts is a finding.
    """
    documents = _documents(data, base)
    start = f"{base}id/place/"
    gone = set(data.subjects(RDF.type, Namespace(gemma(base)).WithdrawnResource))
    named = {term for triple in data for term in triple if str(term).startswith(start)} - gone
    triples: list[Triple] = []
    findings: list[Finding] = []
    for place in sorted(term for term in named if isinstance(term, URIRef)):
        problem = _describe(place, place[len(start) :], documents, base, triples)
        if problem:
            file_line = where.mention(place)
            findings.append(violation("place", file_line, problem[0], problem[1], str(place)))
    return triples, findings


def _describe(
    place: URIRef, key: str, documents: dict[str, _Document], base: str, triples: list[Triple]
) -> tuple[str, str] | None:
    """Add the description of one place, or return what is wrong with it."""
    found = _KEY.fullmatch(key)
    if not found:
        return (
            f"plaats {key}: schrijf document-eersteregel-laatsteregel, zoals principes-585-586",
            f"place {key}: write document-firstline-lastline, such as principes-585-586",
        )
    document, first, last = documents.get(found[1]), int(found[2]), int(found[3])
    if document is None:
        return (
            f"plaats {key}: document {found[1]} staat niet in data/documents.ttl",
            f"place {key}: document {found[1]} is not in data/documents.ttl",
        )
    if not first <= last <= document.lines:
        return (
            f"plaats {key}: {found[1]} heeft regels 1 tot en met {document.lines}",
            f"place {key}: {found[1]} has lines 1 to {document.lines}",
        )
    holding = [part for part in document.parts if part.first <= first <= part.last]
    if not holding:
        return (
            f"plaats {key}: regel {first} valt in geen paragraaf of pagina van {found[1]}",
            f"place {key}: line {first} is in no section or page of {found[1]}",
        )
    part = min(holding, key=lambda p: (p.last - p.first, p.iri))
    lines = str(first) if first == last else f"{first}-{last}"
    nl = f"{document.nl}, {part.nl}, {'regel' if first == last else 'regels'} {lines}"
    en = f"{document.en}, {part.en}, {'line' if first == last else 'lines'} {lines}"
    ours = Namespace(gemma(base))
    triples += [
        (place, RDF.type, ours.SourcePlace),
        (place, ours.inDocument, document.iri),
        (place, ours.inSourcePart, part.iri),
        (place, ours.firstLine, Literal(str(first), datatype=XSD.integer)),
        (place, ours.lastLine, Literal(str(last), datatype=XSD.integer)),
        (place, SKOS.prefLabel, Literal(nl, lang="nl")),
        (place, SKOS.prefLabel, Literal(en, lang="en")),
    ]
    return None


def _documents(data: Graph, base: str) -> dict[str, _Document]:
    """Read the documents with their parts; what lacks lines holds no place."""
    ours = Namespace(gemma(base))
    start = f"{base}id/document/"
    documents = {}
    for iri in data.subjects(RDF.type, ours.SourceDocument):
        if isinstance(iri, URIRef) and iri.startswith(start):
            parts = tuple(_parts(data, data.subjects(ours.partOfDocument, iri), ours))
            documents[iri[len(start) :]] = _Document(
                iri,
                _number(data, iri, ours.lineCount),
                label(data, iri, "nl"),
                label(data, iri, "en"),
                parts,
            )
    return documents


def _parts(data: Graph, iris: Iterable[object], ours: Namespace) -> Iterable[_Part]:
    for iri in iris:
        if not isinstance(iri, URIRef):
            continue
        nl, en = label(data, iri, "nl"), label(data, iri, "en")
        number = data.value(iri, ours.number, any=True)
        for kind, (word_nl, word_en) in _PART_NAMES.items():
            if number is not None and (iri, RDF.type, ours[kind]) in data:
                nl, en = f"{word_nl} {number}", f"{word_en} {number}"
        yield _Part(
            iri, _number(data, iri, ours.firstLine), _number(data, iri, ours.lastLine), nl, en
        )


def _number(data: Graph, subject: URIRef, predicate: URIRef) -> int:
    """Return a whole number, or 0 when there is none: the shapes report that."""
    text = str(data.value(subject, predicate, any=True) or "")
    return int(text) if text.isascii() and text.isdigit() else 0


def label(data: Graph, subject: URIRef, language: str) -> str:
    """Return the preferred label in a language, or the last part of the IRI."""
    found = sorted(
        str(value)
        for value in data.objects(subject, SKOS.prefLabel)
        if isinstance(value, Literal) and value.language == language
    )
    return found[0] if found else re.split(r"[/#]", subject)[-1]
