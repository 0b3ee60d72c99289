"""View: from the statements of a document to what a page shows; plain values, nothing to escape.

The templates escape every text; what becomes a link is decided here: our own IRIs lead to their
document on this host, http and https IRIs of others to their address, and nothing else is a link.
"""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from server.app.pages.language import SPOKEN, Reader, Said, pick
from server.app.pages.words import WORDS
from server.namespaces import (
    DCAT,
    DCT,
    DQV,
    EXTERNAL,
    FOAF,
    OWL,
    RDF_TYPE,
    RDFS_LABEL,
    SH,
    SKOS,
    SKOS_PREF_LABEL,
    VOID,
    curie,
    gemma,
)
from server.rdf.terms import Literal, NamedNode, Object, Subject, Triple
from server.store import Store, natural
from server.uris import document_path, local_part

#: The most things listed under one property; the data forms have them all.
LISTED: Final = 200
_SPDX: Final = EXTERNAL["spdx"]

#: What a page shows first, after names; everything else follows by label.
_ORDER: Final = (
    SKOS + "definition", "motivation", SKOS + "notation", "number", "sourceLabel", "abbreviation",
    "expansion", SKOS + "altLabel", RDF_TYPE, "kind", "layer", "band", "partOf", "hasPart",
    "implicationOf", "hasImplication", "itemOf", "hasItem", "respondsTo", "relatedNora",
)  # fmt: skip
#: Shown elsewhere on the page: as its title, lead or own table.
_APART: Final = frozenset(
    {SKOS_PREF_LABEL, RDFS_LABEL, DCT + "title", SKOS + "definition", "sourcePlace",
     DCAT + "distribution", DQV + "hasQualityMeasurement", DQV + "hasQualityAnnotation",
     SH + "result"}
)  # fmt: skip


_RESTRICTIONS: Final[tuple[tuple[str, Said], ...]] = (
    ("hasValue", ("", "")), ("someValuesFrom", ("een ", "a ")),
    ("allValuesFrom", ("alleen ", "only ")),
)  # fmt: skip
_SETS: Final[tuple[tuple[str, Said], ...]] = (
    (OWL + "unionOf", (" of ", " or ")), (OWL + "members", (", ", ", ")),
)  # fmt: skip
#: What has no name but counts or measures something that has one: that, and the number.
_FIGURES: Final = (
    (VOID + "class", VOID + "entities"), (VOID + "property", VOID + "triples"),
    (VOID + "objectsTarget", VOID + "triples"), (VOID + "uriSpace", VOID + "triples"),
    (_SPDX + "algorithm", _SPDX + "checksumValue"),
)  # fmt: skip
_EXPRESSION: Final[Said] = ("(uitdrukking)", "(expression)")


@dataclass(frozen=True)
class Value:
    """One value: its text, its language if not that of the page, and where it leads, if at all."""

    text: str
    lang: str = ""
    href: str = ""
    external: bool = False
    inferred: bool = False


def worded(said: Said, language: str) -> Value:
    """Return a text in the language of a page; in the first where it is not said in that."""
    text = pick(said, language)
    return Value(text) if text else Value(said[0], SPOKEN[0])


@dataclass(frozen=True)
class Row:
    """A property and its values; `more` counts those not shown."""

    name: Value
    values: tuple[Value, ...]
    more: int = 0


@dataclass(frozen=True)
class Claim:
    """What we inferred or were told about the thing, and why."""

    link: Value
    says: tuple[Value, ...]
    basis: Value | None
    certainty: Value | None
    evidence: tuple[Value, ...]


@dataclass(frozen=True)
class Place:
    """Where it stands in a source."""

    link: Value
    document: Value | None
    part: Value | None
    lines: str


class View:
    """The statements of one document, by subject and property."""

    def __init__(
        self,
        about: str,
        triples: Iterable[Triple],
        store: Store,
        reader: Reader,
        beside: Sequence[Store] = (),
    ) -> None:
        """Index the statements for a page and who reads it; other labels come from the store.

        `beside` are the releases that are served beside that of the store.
        """
        self.about = about
        self.reader = reader
        self.beside = beside
        first = reader.language
        self._languages = (first, *(other for other in SPOKEN if other != first))
        self._store = store
        self._ours = gemma(store.base)
        self._by: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        self._pointers: dict[str, list[str]] = defaultdict(list)
        for item in triples:
            if isinstance(item.object, Triple):
                continue
            if isinstance(item.subject, NamedNode):
                self._by[item.subject.value][item.predicate.value].append(item.object)
                if isinstance(item.object, NamedNode) and item.object.value == about:
                    self._pointers[item.predicate.value].append(item.subject.value)

    def title(self) -> Value:
        """Return the name of the thing."""
        return self.link(self.about)

    def other_names(self) -> tuple[Value, ...]:
        """Return its names in other languages."""
        names = [*self.all(SKOS_PREF_LABEL), *self.all(RDFS_LABEL), *self.all(DCT + "title")]
        title = self.title().text
        return tuple(dict.fromkeys(name for name in names if name.text != title))

    def all(self, predicate: str, subject: str = "") -> tuple[Value, ...]:
        """Return the values of a property, those in the language of the page first."""
        # Looking makes no row: what has no value is no property of the thing.
        found = self._by[subject or self.about].get(self._full(predicate), ())
        return tuple(
            sorted((self.value(term) for term in found), key=lambda v: (v.lang != "", v.text))
        )

    def one(self, predicate: str, subject: str) -> Value | None:
        """Return the first value of a property, if any."""
        return next(iter(self.all(predicate, subject)), None)

    def kinds(self) -> tuple[Value, ...]:
        """Return what the thing is said to be, not what follows from it: our own classes if any."""
        types = self._row(RDF_TYPE).values if RDF_TYPE in self._by[self.about] else ()
        said = tuple(value for value in types if not value.inferred)
        return tuple(value for value in said if not value.external) or said

    def rows(self, apart: Iterable[str] = (), below: str = "") -> list[Row]:
        """Return the properties of the thing, apart from those shown elsewhere.

        Those in `apart` are too; with `below` only those whose IRIs begin so.
        """
        shown: Container[str] = {self._full(name) for name in (*_APART, *apart)}
        found = [p for p in self._by[self.about] if p not in shown and p.startswith(below)]
        return [self._row(predicate) for predicate in sorted(found, key=self._place)]

    def _row(self, predicate: str) -> Row:
        values = []
        for term in sorted(self._by[self.about][predicate], key=self._reading_order):
            said = Triple(NamedNode(self.about), NamedNode(predicate), term)
            values.append(self.value(term, inferred=self._store.inferred(said)))
        return Row(self.link(predicate), tuple(values[:LISTED]), max(0, len(values) - LISTED))

    def _reading_order(self, term: Object) -> tuple[object, ...]:
        """Order values: things as everywhere, texts of the page's language first, and numbers."""
        if isinstance(term, NamedNode):
            return (0, *self._sort_key(term.value))
        if isinstance(term, Literal):
            return (1, self._foreign(term), natural(term.value))
        return (2, natural(self.expression(term)))

    def pointers(self) -> list[Row]:
        """Return what points at the thing, by property; claims have a table of their own."""
        rows = []
        pointing = self.pointing()
        for predicate in sorted(pointing, key=self._place):
            things = sorted(pointing[predicate], key=self._sort_key)
            values = tuple(self.link(iri) for iri in things[:LISTED])
            rows.append(Row(self.link(predicate), values, max(0, len(things) - LISTED)))
        return rows

    def pointing(self) -> Mapping[str, Sequence[str]]:
        """Return the things that point at this one, by property."""
        about_document = {FOAF + "primaryTopic", self._ours + "claimSubject"}
        return {
            name: things for name, things in self._pointers.items() if name not in about_document
        }

    def term(self, name: str) -> Value:
        """Return a property, by IRI or by the local name of ours, as it heads its values."""
        return self.link(self._full(name))

    def claims(self) -> list[Claim]:
        """Return the claims about the thing."""
        return [
            Claim(
                self.link(iri),
                (*self.all("claimProperty", iri), *self.all("claimObject", iri)),
                self.one("basis", iri),
                self.one("certainty", iri),
                self.all("evidence", iri),
            )
            for iri in sorted(self._pointers[self._ours + "claimSubject"])
        ]

    def places(self) -> list[Place]:
        """Return where it stands in the sources, in their order."""
        found = []
        for term in self._by[self.about][self._ours + "sourcePlace"]:
            if isinstance(term, NamedNode):
                first, last = self.one("firstLine", term.value), self.one("lastLine", term.value)
                lines = dict.fromkeys(v.text for v in (first, last) if v)
                found.append(
                    Place(
                        self.link(term.value),
                        self.one("inDocument", term.value),
                        self.one("inSourcePart", term.value),
                        "–".join(lines),
                    )
                )
        return sorted(found, key=lambda place: natural(place.link.text))

    def link(self, iri: str, *, inferred: bool = False) -> Value:
        """Return the name of an IRI and where it leads."""
        label = self._store.name(iri, self._languages) or self._named_beside(iri)
        if iri in WORDS and (label is None or label.language != self.reader.language):
            text, lang = pick(WORDS[iri], self.reader.language), ""
        elif label is not None:
            text, lang = label.value, self._foreign(label)
        else:
            text, lang = self._short(iri), ""
        local = document_path(self._store.base, iri)
        if local is not None:
            return Value(text, lang, self.reader.at(local), inferred=inferred)
        if iri.startswith(("http://", "https://")):
            return Value(text, lang, iri, external=True, inferred=inferred)
        return Value(iri, inferred=inferred)

    def _named_beside(self, iri: str) -> Literal | None:
        """Return the name of a thing of a release beside this one, which names it."""
        if iri.startswith(f"{self._store.home}id/"):
            return None
        named = (other.name(iri, self._languages) for other in self.beside)
        return next((name for name in named if name), None)

    def _short(self, iri: str) -> str:
        """Return what to call an IRI that has no label."""
        part = local_part(self._store.base, iri)
        return curie(iri) if part is None else re.split(r"[/#]", part)[-1] or iri

    def value(self, term: Object, *, inferred: bool = False) -> Value:
        """Return what a page shows of a term."""
        if isinstance(term, Literal):
            return Value(term.value, self._foreign(term), inferred=inferred)
        if isinstance(term, NamedNode):
            return self.link(term.value, inferred=inferred)
        return Value(self.expression(term), inferred=inferred)

    def expression(self, node: Subject) -> str:
        """Return what has no name in words: a figure, a union, a list or a restriction."""
        if isinstance(node, NamedNode):
            return self.link(node.value).text
        for predicate, between in _SETS:
            for head in self._store.objects(node, predicate):
                if not isinstance(head, Literal):
                    parts = (self.expression(member) for member in self._list(head))
                    return pick(between, self.reader.language).join(parts)
        for thing, figure in _FIGURES:
            for term in self._store.objects(node, thing):
                numbers = [str(number.value) for number in self._store.objects(node, figure)]
                return ": ".join([self.value(term).text, *numbers])
        on = self._store.objects(node, OWL + "onProperty")
        for predicate, word in _RESTRICTIONS:
            for term in self._store.objects(node, OWL + predicate):
                name = self.value(on[0]).text if on else ""
                return f"{name}: {pick(word, self.reader.language)}{self.value(term).text}"
        members = ", ".join(self.expression(member) for member in self._list(node))
        return members or pick(_EXPRESSION, self.reader.language)

    def _list(self, head: Subject) -> list[Subject]:
        """Return the members of an RDF list that are no literals."""
        return [term for term in self._store.items(head) if not isinstance(term, Literal)]

    def _full(self, name: str) -> str:
        return name if "/" in name else self._ours + name

    def _place(self, predicate: str) -> tuple[int, str]:
        order = [self._full(name) for name in _ORDER]
        place = order.index(predicate) if predicate in order else len(order)
        return place, self.link(predicate).text.casefold()

    def _sort_key(self, iri: str) -> tuple[object, ...]:
        return self._store.sort_key(iri, self._languages)

    def _foreign(self, literal: Literal) -> str:
        """Return the language of a text when it is not that of the page."""
        return "" if literal.language in (None, self.reader.language) else str(literal.language)
