"""JSON-LD: our context, and node objects written with the part of it that they use; pure.

JSON-LD 1.1. The context holds our prefixes and, for properties, a term with its coercion: a thing
is written as its (compact) IRI, a text as a map by language, a number as a number. A value that
does not fit the coercion is written out in full, so no statement depends on the context alone.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from server.namespaces import EXTERNAL, OWL, RDF, RDF_TYPE, RDFS, XSD, gemma
from server.rdf.terms import Literal, NamedNode, Object, Subject, Triple, plain

#: Coercions other than the IRI of a datatype.
THING: Final = "@id"
BY_LANGUAGE: Final = "@language"
ANY: Final = ""

_PROPERTIES: Final = frozenset(
    OWL + kind for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
)
_DAY: Final = XSD + "date"
#: Terms for properties of others, by prefix: (coercion, names).
_EXTERNAL: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("skos", BY_LANGUAGE, ("prefLabel", "altLabel", "definition", "editorialNote", "scopeNote")),
    ("skos", ANY, ("notation",)),
    ("skos", THING, ("inScheme", "broader", "narrower", "related", "topConceptOf",
                     "hasTopConcept", "closeMatch", "exactMatch", "relatedMatch")),
    ("rdfs", BY_LANGUAGE, ("label", "comment")),
    ("rdfs", THING, ("seeAlso", "isDefinedBy", "subClassOf", "subPropertyOf", "domain", "range")),
    ("dct", BY_LANGUAGE, ("title", "description")),
    ("dct", THING, ("source", "license", "publisher", "creator", "isReplacedBy", "isPartOf")),
    ("dct", _DAY, ("issued", "modified")),
    ("foaf", THING, ("primaryTopic", "topic")),
)  # fmt: skip
_NATIVE: Final[Mapping[str, tuple[re.Pattern[str], Callable[[str], Any]]]] = {
    XSD + "integer": (re.compile(r"0|-?[1-9]\d{0,14}"), int),
    XSD + "boolean": (re.compile("true|false"), lambda text: text == "true"),
}


@dataclass(frozen=True)
class Term:
    """What a name in our JSON-LD stands for, and how its values are written."""

    iri: str
    coercion: str = ANY


def terms(ontology: Iterable[Triple], base: str, taken: Iterable[str] = ()) -> dict[str, Term]:
    """Return the terms of the context, by name, from the statements of the vocabulary.

    `taken` are names that stand for something else already, such as prefixes.
    """
    ours, ranges = gemma(base), {}
    kinds: dict[str, set[str]] = defaultdict(set)
    for item in ontology:
        if not isinstance(item.subject, NamedNode) or not isinstance(item.object, NamedNode):
            continue
        iri, value = item.subject.value, item.object.value
        if iri.startswith(ours) and item.predicate.value == RDF_TYPE:
            kinds[iri].add(value)
        if item.predicate.value == RDFS + "range":
            ranges[iri] = value
    reserved = set(taken)
    found = {}
    for iri in sorted(kinds):
        if kinds[iri] & _PROPERTIES and (name := iri.removeprefix(ours)) not in reserved:
            thing = OWL + "ObjectProperty" in kinds[iri]
            found[name] = Term(iri, THING if thing else _coercion(ranges.get(iri, "")))
    for prefix, coercion, names in _EXTERNAL:
        for name in names:
            if name not in reserved:
                found.setdefault(name, Term(EXTERNAL[prefix] + name, coercion))
    return found


def _coercion(range_: str) -> str:
    """Return how values in a range are written; those of a class are things."""
    if range_ == RDF + "langString":
        return BY_LANGUAGE
    if range_.startswith(XSD):
        return ANY if range_ == XSD + "string" else range_
    return THING if range_ and range_ != RDFS + "Literal" else ANY


def context(prefixes: Mapping[str, str], names: Mapping[str, Term]) -> dict[str, Any]:
    """Return the value of `@context`."""
    short = _shortener(prefixes)
    return {**prefixes, **{name: _definition(term, short) for name, term in names.items()}}


def _definition(term: Term, short: Callable[[str], str]) -> dict[str, str]:
    found = {"@id": short(term.iri)}
    if term.coercion == BY_LANGUAGE:
        found["@container"] = "@language"
    elif term.coercion:
        found["@type"] = short(term.coercion)
    return found


def document(
    triples: Sequence[Triple], prefixes: Mapping[str, str], names: Mapping[str, Term]
) -> bytes:
    """Write triples, one node object per subject, with the part of the context they use."""
    writer = _Writer(triples, prefixes, names)
    return writer.whole(writer.nodes(triples))


def dataset(
    graphs: Mapping[str, Sequence[Triple]], prefixes: Mapping[str, str], names: Mapping[str, Term]
) -> bytes:
    """Write named graphs, by their IRI: a node object with `@graph` for each (JSON-LD 1.1, 4.9)."""
    writer = _Writer([item for triples in graphs.values() for item in triples], prefixes, names)
    return writer.whole(
        [{"@id": iri, "@graph": writer.nodes(triples)} for iri, triples in graphs.items()]
    )


class _Writer:
    """One JSON-LD document: knows which names of the context it used."""

    def __init__(
        self, triples: Iterable[Triple], prefixes: Mapping[str, str], names: Mapping[str, Term]
    ) -> None:
        # An IRI of somebody's own scheme must not be taken for a compact one.
        schemes = {iri.value.partition(":")[0] for iri in _strangers(triples)}
        self._spaces = {name: iri for name, iri in prefixes.items() if name not in schemes}
        self._short = _shortener(self._spaces)
        self._names = names
        self._by_iri = {term.iri: (name, term) for name, term in names.items()}
        self._used: set[str] = set()

    def whole(self, graph: Sequence[Mapping[str, Any]]) -> bytes:
        """Return the document with these at its top."""
        used = {name: term for name, term in self._names.items() if name in self._used}
        found = {"@context": context(self._spaces, used), "@graph": graph}
        return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"

    def nodes(self, triples: Iterable[Triple]) -> list[dict[str, Any]]:
        """Return a node object for each subject, in the order in which they come."""
        short, nodes = self._short, dict[str, dict[str, Any]]()
        for item in triples:
            subject, object_ = plain(item)
            name = _identifier(subject, short)
            node = nodes.setdefault(name, {"@id": name})
            predicate = item.predicate.value
            if predicate == RDF_TYPE and not isinstance(object_, Literal):
                node.setdefault("@type", []).append(_identifier(object_, short))
                continue
            key, term = self._by_iri.get(predicate, (short(predicate), Term(predicate)))
            if term.coercion == BY_LANGUAGE:
                if isinstance(object_, Literal) and object_.language and not object_.direction:
                    self._used.add(key)
                    texts = node.setdefault(key, {})
                    texts.setdefault(object_.language, []).append(object_.value)
                    continue
                key, term = short(predicate), Term(predicate)
            elif key in self._names:
                self._used.add(key)
            node.setdefault(key, []).append(_value(object_, term.coercion, short))
        return list(nodes.values())


def context_document(base: str, prefixes: Mapping[str, str], names: Mapping[str, Term]) -> bytes:
    """Write the whole context, with what it is; a processor that loads it reads `@context` only."""
    whole = {
        "@context": context(prefixes, names),
        "@id": f"{base}def/context.jsonld",
        "title": {"nl": "Context van de JSON-LD van GEMMA", "en": "Context of GEMMA's JSON-LD"},
        "description": {
            "nl": "Elk antwoord bevat het deel hiervan dat het gebruikt, zodat het zonder deze "
            "context te lezen is. Wat een naam betekent staat bij zijn IRI, in het vocabulaire.",
            "en": "Every answer holds the part of this that it uses, so it can be read without "
            "this context. What a name means stands at its IRI, in the vocabulary.",
        },
        "isDefinedBy": f"{base}def",
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"


def _strangers(triples: Iterable[Triple]) -> set[NamedNode]:
    found = {term for item in triples for term in (item.subject, item.predicate, item.object)}
    return {t for t in found if isinstance(t, NamedNode) and not t.value.startswith("http")}


def _identifier(term: Subject, short: Callable[[str], str]) -> str:
    return short(term.value) if isinstance(term, NamedNode) else f"_:{term.value}"


def _value(term: Object, coercion: str, short: Callable[[str], str]) -> Any:
    """Return a value under a key with this coercion."""
    if not isinstance(term, Literal):
        name = _identifier(term, short)
        return name if coercion == THING else {"@id": name}
    if term.language:
        found = {"@language": term.language, "@value": term.value}
        return {**found, "@direction": str(term.direction)} if term.direction else found
    datatype = term.datatype.value
    if datatype == XSD + "string":
        return term.value if coercion == ANY else {"@value": term.value}
    if datatype != coercion:
        return {"@type": short(datatype), "@value": term.value}
    pattern, convert = _NATIVE.get(datatype, (None, str))
    return convert(term.value) if pattern and pattern.fullmatch(term.value) else term.value


#: A local part that no processor reads as anything else.
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")


def _shortener(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    by_space = {iri: name for name, iri in prefixes.items()}

    @cache
    def short(iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        name = by_space.get(iri[:cut])
        return f"{name}:{iri[cut:]}" if name and _LOCAL.fullmatch(iri[cut:]) else iri

    return short


def in_page(value: Mapping[str, Any]) -> str:
    """Write JSON to stand in a `script` element: nothing in it can end or comment that element.

    JSON-LD 1.1, 7 leaves the escaping to the author; JSON's own escapes keep the value the same.
    """
    text = json.dumps(value, ensure_ascii=False, indent=1)
    for char in "<>&":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text
