"""Values: what the properties of a thing become, as the profile of the model reads them.

A value that cannot be read as the profile says is kept as text under the property's own address,
and reported: nothing that the publisher wrote is lost but what the profile leaves out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, XSD, Literal, Namespace, URIRef

from scripts.archimate import names
from scripts.archimate.identity import Identities, first
from scripts.archimate.model import Model, Properties, Text
from scripts.archimate.profile import (
    CODE,
    NUMBER,
    PAGE,
    SUPPRESSED,
    TEXT,
    THING,
    VALUE,
    Profile,
    Reading,
)
from scripts.findings import Finding, Severity, warning
from scripts.terms import Object, Triple
from server.namespaces import gemma
from server.uris import COLLECTIONS, web_address

_CONCEPT: Final = "concept"
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,18}")
#: An address as far as it can be told from text: a host, and nothing that no URI may hold.
_ADDRESS: Final = re.compile(
    r"https?://[^/?#\[\]]+[^#\[\]]*(#[^#\[\]]*)?", re.IGNORECASE
)  # fmt: skip
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
#: What is read without a profile: as text, under its own address.
_KEPT: Final = Reading(TEXT)
_OF_VALUES: Final = frozenset({PAGE, VALUE, THING})


@dataclass
class Tally:
    """What became of one property: how often it was met, how often left out for being empty."""

    used: int = 0
    empty: int = 0
    unread: list[tuple[int, str]] = field(default_factory=list)


class Values:
    """Reads the properties of the things of one model, and remembers what it met."""

    def __init__(
        self, model: Model, profile: Profile, identities: Identities, base: str, file: str
    ) -> None:
        """Take the definitions in; nothing is read yet."""
        self._profile = profile
        self._identities = identities
        self._ours = Namespace(gemma(base))
        self._base = base
        self._file = file
        self._names = {one.id: first(one.names) for one in model.definitions}
        self._texts = {self._names[one.id]: one.names for one in model.definitions}
        self._addresses = _addresses(profile, {*self._names.values()} - {*profile.readings})
        self._tallies: dict[str, Tally] = defaultdict(Tally)
        self._values: dict[URIRef, dict[str, set[Literal]]] = {}
        self._readers: Mapping[str, Callable[[str, Text], Object | None]] = {
            TEXT: lambda _, text: self.text(text),
            CODE: lambda _, text: Literal(text.value.strip(), datatype=XSD.string),
            NUMBER: lambda _, text: number(text.value.strip()),
            PAGE: lambda _, text: page(text.value.strip()),
            VALUE: self._value,
            THING: lambda _, text: identities.by_identity.get(text.value.strip()),
        }

    def of(self, subject: URIRef, properties: Properties, line: int) -> Iterator[Triple]:
        """Return what the properties of a thing say of it; `line` is where it stands."""
        for one in properties:
            name = self._names[one.definition]
            tally = self._tallies[name]
            tally.used += 1
            reading = self._profile.readings.get(name, _KEPT)
            if reading.kind == SUPPRESSED:
                continue
            for text in _parts(one.values, reading):
                if not text.value.strip() or text.value.strip() in reading.empty:
                    tally.empty += 1
                    continue
                found = self._readers[reading.kind](name, text)
                if found is None:
                    tally.unread.append((line, text.value.strip()))
                    yield subject, self.address(name), self.text(text)
                    continue
                yield subject, reading.becomes or self.address(name), found
                if isinstance(found, URIRef):
                    for kind in self._profile.classes.get(found, ()):
                        yield subject, RDF.type, kind

    def text(self, text: Text) -> Literal:
        """Return a text in its language, or in the main language of the model."""
        return Literal(text.value.strip(), lang=text.language or self._profile.language)

    def address(self, name: str) -> URIRef:
        """Return the address of a property of the model by its name."""
        return self._addresses[name]

    def _value(self, name: str, text: Text) -> URIRef:
        """Return the thing that a value from a list is, and remember it."""
        reading = self._profile.readings[name]
        value = " ".join(text.value.split())
        kind = reading.values or SKOS.Concept
        collection = _collection(kind, self._ours)
        key = names.slug(value) or names.digest(value)
        if collection == _CONCEPT:
            key = names.joined(names.predicate(name), key)
        address = names.thing(self._profile.base, collection, key)
        said = self._values.setdefault(address, defaultdict(set))
        said[name].add(Literal(value, lang=text.language or self._profile.language))
        return address

    def described(self) -> Iterator[Triple]:
        """Describe the properties that were met or defined, and the values of lists."""
        for name in sorted({*self._names.values(), *self._profile.readings}):
            yield from self._property(name)
        schemes = set()
        for address, said in self._values.items():
            labels = sorted({label for found in said.values() for label in found})
            yield from _labelled(address, labels)
            for kind in self._profile.classes.get(address, ()):
                yield address, self._ours.givesClass, kind
            for name in said:
                of = self._profile.readings[name].values
                yield address, RDF.type, of or SKOS.Concept
                if of is None:
                    schemes.add(name)
                    scheme = names.thing(self._profile.base, "scheme", names.predicate(name))
                    yield address, SKOS.inScheme, scheme
        for name in schemes:
            scheme = names.thing(self._profile.base, "scheme", names.predicate(name))
            yield scheme, RDF.type, SKOS.ConceptScheme
            label = Literal(name, lang=self._profile.language)
            yield from ((scheme, part, label) for part in (SKOS.prefLabel, DCTERMS.title))

    def _property(self, name: str) -> Iterator[Triple]:
        address = self.address(name)
        reading = self._profile.readings.get(name, _KEPT)
        yield address, RDF.type, self._ours.ModelProperty
        yield address, self._ours.propertyName, Literal(name, datatype=XSD.string)
        for text in self._texts.get(name, ()):
            if text.value.strip():
                yield address, RDFS.label, self.text(text)
        if reading.kind == SUPPRESSED or reading.becomes is not None:
            return
        kind = OWL.ObjectProperty if reading.kind in _OF_VALUES else OWL.DatatypeProperty
        yield address, RDF.type, kind
        yield address, RDFS.subPropertyOf, self._ours.modelProperty

    def findings(self) -> Iterator[Finding]:
        """Tell which properties the profile does not know or leaves out, and what was unread."""
        defined = Counter(self._names.values())
        for name in sorted(defined):
            tally = self._tallies[name]
            place = (self._file, 0)
            kept = tally.used - tally.empty
            if name not in self._profile.readings and kept:
                yield warning(
                    "property-unknown",
                    place,
                    f"{self._profile.file} noemt eigenschap {name!r} niet: "
                    f"{times(kept, 'nl')} bewaard onder haar eigen adres",
                    f"{self._profile.file} does not name property {name!r}: kept "
                    f"{times(kept, 'en')} under its own address",
                )
            if self._profile.readings.get(name, _KEPT).kind == SUPPRESSED:
                yield _note(
                    "property-left-out",
                    place,
                    f"eigenschap {name!r} is {times(tally.used, 'nl')} niet overgenomen",
                    f"property {name!r} is left out {times(tally.used, 'en')}",
                )
            if tally.empty:
                yield _note(
                    "property-empty",
                    place,
                    f"eigenschap {name!r} is {times(tally.empty, 'nl')} leeg",
                    f"property {name!r} is empty {times(tally.empty, 'en')}",
                )
            for line, text in tally.unread:
                kind = self._profile.readings[name].kind
                yield warning(
                    "property-unread",
                    (self._file, line),
                    f"{name}: {text[:80]!r} is niet te lezen als {kind}; bewaard als tekst",
                    f"{name}: {text[:80]!r} cannot be read as {kind}; kept as text",
                )


def _addresses(profile: Profile, others: Iterable[str]) -> Mapping[str, URIRef]:
    """Return the address of each property; two names that make one key are told apart."""
    found: dict[str, URIRef] = {}
    taken = set()
    for name in (*profile.readings, *sorted(others)):
        key = names.predicate(name)
        if key in taken:
            key = f"{key}-{names.digest(name)}"
        taken.add(key)
        found[name] = names.thing(profile.base, "property", key)
    return found


def page(text: str) -> URIRef | None:
    """Return a text as the address of a web page, or None when it is none."""
    if not _ADDRESS.fullmatch(text) or _BAD_ESCAPE.search(text) or " " in text:
        return None
    found = web_address(text)
    return URIRef(found) if found else None


def number(text: str) -> Literal | None:
    """Return a text as a whole number, or None when it is none."""
    return Literal(text, datatype=XSD.integer) if _WHOLE.fullmatch(text) else None


def times(many: int, language: str) -> str:
    """Return how often, in words."""
    if language == "nl":
        return "eenmaal" if many == 1 else f"{many} keer"
    return "once" if many == 1 else f"{many} times"


def _note(rule: str, place: tuple[str, int], nl: str, en: str) -> Finding:
    return Finding(Severity.INFO, *place, rule, nl, en)


def _parts(values: Iterable[Text], reading: Reading) -> Iterator[Text]:
    """Return the values one by one, also where the file has several in one text."""
    for value in values:
        pieces = value.value.split(reading.separator) if reading.separator else (value.value,)
        for piece in pieces:
            yield Text(piece, value.language)


def _collection(kind: URIRef, ours: Namespace) -> str:
    """Return the collection that things of a class are in."""
    local = str(kind).removeprefix(str(ours))
    return next((name for name, found in COLLECTIONS.items() if found == local), _CONCEPT)


def _labelled(subject: URIRef, labels: Iterable[Literal]) -> Iterator[Triple]:
    """Name a thing: of each language the first is preferred, the others are alternative."""
    seen = set()
    for label in labels:
        yield subject, SKOS.altLabel if label.language in seen else SKOS.prefLabel, label
        seen.add(label.language)
