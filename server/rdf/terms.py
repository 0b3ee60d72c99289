"""Terms: RDF terms and triples as the engine has them, their order and their labels; pure.

The order is by the text of N-Triples, so that equal sets of triples are written alike everywhere.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from server.namespaces import EXTERNAL, RDF_TYPE, RDFS_LABEL, SKOS_PREF_LABEL

Subject: TypeAlias = NamedNode | BlankNode
Object: TypeAlias = NamedNode | BlankNode | Literal

TYPE: Final = NamedNode(RDF_TYPE)
#: What gives a thing its name, the best first.
LABELS: Final = (
    NamedNode(SKOS_PREF_LABEL),
    NamedNode(RDFS_LABEL),
    NamedNode(EXTERNAL["dct"] + "title"),
    NamedNode(EXTERNAL["foaf"] + "name"),
)
#: Predicates that stand before all others.
_FIRST: Final = {term.value: rank for rank, term in enumerate((TYPE, *LABELS))}


def triple(subject: str, predicate: str, value: Object | str) -> Triple:
    """Make a triple from IRIs; `value` is a term, or the text of an IRI."""
    object_ = NamedNode(value) if isinstance(value, str) else value
    return Triple(NamedNode(subject), NamedNode(predicate), object_)


def plain(item: Triple) -> tuple[Subject, Object]:
    """Return subject and object; raises `ValueError` for a triple about a triple (RDF 1.2)."""
    if isinstance(item.subject, Triple) or isinstance(item.object, Triple):
        raise ValueError("uitspraken over uitspraken (RDF 1.2) worden hier niet geschreven")
    return item.subject, item.object


def lang(text: str, language: str) -> Literal:
    """Make a text in a language."""
    return Literal(text, language=language)


def ordered(triples: Iterable[Triple], first: Sequence[str] = ()) -> list[Triple]:
    """Return triples without doubles in writing order; subjects in `first` come before others."""
    rank = {iri: number for number, iri in enumerate(first)}

    def key(item: Triple) -> tuple[int, str, int, str, str]:
        subject, predicate = item.subject, item.predicate.value
        place = rank.get(subject.value, len(rank)) if isinstance(subject, NamedNode) else 1 << 30
        return (
            place,
            str(subject),
            _FIRST.get(predicate, len(_FIRST)),
            predicate,
            str(item.object),
        )

    return sorted(set(triples), key=key)


def iris(triples: Iterable[Triple]) -> set[NamedNode]:
    """Return every IRI that the triples name, in any place."""
    return {
        term
        for item in triples
        for term in (item.subject, item.predicate, item.object)
        if isinstance(term, NamedNode)
    }


def best(texts: Iterable[Object], languages: Sequence[str] = ("nl", "en")) -> Literal | None:
    """Return the text in the first of `languages` that there is, else any; None without texts."""
    literals = sorted((t for t in texts if isinstance(t, Literal)), key=str)
    # Of a language that is there twice, the first place counts.
    rank = {language: number for number, language in enumerate(dict.fromkeys(languages))}
    return min(literals, key=lambda t: rank.get(t.language or "", len(rank)), default=None)


def languages(triples: Iterable[Triple]) -> tuple[str, ...]:
    """Return the languages of the texts, Dutch first (RFC 9110, 8.5)."""
    found = {t.object.language for t in triples if isinstance(t.object, Literal)} - {None}
    return tuple(sorted((str(tag) for tag in found), key=lambda tag: (tag != "nl", tag)))


def http_date(term: Object) -> str:
    """Return an xsd:date or xsd:dateTime as HTTP writes dates (RFC 9110, 5.6.7), else "".

    A day begins at midnight, and a time without zone is taken for UTC.
    """
    try:
        moment = datetime.fromisoformat(term.value.removesuffix("Z"))
    except ValueError:
        return ""
    moment = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
    return format_datetime(moment, usegmt=True)


__all__ = [
    "LABELS",
    "TYPE",
    "BlankNode",
    "Literal",
    "NamedNode",
    "Object",
    "Subject",
    "Triple",
    "best",
    "http_date",
    "iris",
    "lang",
    "languages",
    "ordered",
    "plain",
    "triple",
]
