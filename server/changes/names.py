"""Names: what things, properties and values are called in a sentence about a change, nl and en.

Labels come from the data. A thing that has its name from where it stands is named with that: a
flow by its number and its view. Words for vocabularies of others are given by the caller, or made
from their name.
"""

import re
from collections.abc import Mapping
from typing import Final, TypeAlias

from pyoxigraph import Quad

from server.changes.around import Around
from server.namespaces import DCT, OWL, RDF, RDF_TYPE, RDFS_LABEL, curie
from server.rdf.terms import BlankNode, Literal, NamedNode, Object
from server.uris import local_part

#: Where a thing stands -> how that is said; only such things have their kind before their name.
PLACES: Final[Mapping[str, Mapping[str, str]]] = {
    "flowOf": {"nl": "op plaat", "en": "in view"},
    "stepOf": {"nl": "op plaat", "en": "in view"},
    "noteOf": {"nl": "op plaat", "en": "in view"},
    "implicationOf": {"nl": "bij principe", "en": "of principle"},
    "itemOf": {"nl": "bij implicatie", "en": "of implication"},
}
#: An IRI of others -> what it is called, in Dutch and in English.
Words: TypeAlias = Mapping[str, tuple[str, str]]
#: What reads better in a sentence about a change than what a page calls it.
_WORDS: Final[Words] = {
    RDF_TYPE: ("soort", "kind"),
    RDFS_LABEL: ("naam", "name"),
    DCT + "issued": ("datum van uitgave", "date of issue"),
    DCT + "created": ("datum van ontstaan", "date of creation"),
    DCT + "modified": ("datum van wijziging", "date of modification"),
}
_ORDER: Final = ("nl", "en")
#: A language, as the other languages call it.
_LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {
    "nl": {"nl": "Nederlands", "en": "Engels"},
    "en": {"nl": "Dutch", "en": "English"},
}
_CAPITAL: Final = re.compile("(?<=[a-z])(?=[A-Z])")
#: The most members or properties of a blank node that are written out.
_SHOWN: Final = 50


class Names:
    """What to call what two releases speak of."""

    def __init__(self, around: Around, words: Words, held: Mapping[BlankNode, list[Quad]]) -> None:
        """Name by labels, by `words` for what others made, and blank nodes by what they hold."""
        self.around = around
        self._words = {**words, **_WORDS}
        self._held = held

    def name(self, iri: str, language: str) -> str:
        """Return the name of a thing, or of a property, in a language if it has one there."""
        label = self.around.label(iri, language)
        ours = local_part(self.around.base, iri)
        if ours is None and iri in self._words:
            return self._words[iri][_ORDER.index(language)]
        if label is not None:
            return label.value
        if ours is not None:
            return re.split("[/#]", ours)[-1] or iri
        short = curie(iri)
        return iri if short == iri else _CAPITAL.sub(" ", short.partition(":")[2]).lower()

    def property(self, iri: str, spoken: str, language: str) -> str:
        """Return the name of a property; that of texts in another language says which."""
        aside = "" if spoken in ("", language) else f" ({_LANGUAGES[language].get(spoken, spoken)})"
        return self.name(iri, language) + aside

    def called(self, iri: str, language: str) -> str:
        """Return what a thing is called at the start of a sentence."""
        name = self.name(iri, language)
        for place, words in PLACES.items():
            for where in self.around.values(iri, place):
                kind, number = self.kind(iri, language), self.around.number(iri)
                what = " ".join(filter(None, [kind, number, f"“{name}”"]))
                return f"{what} {words[language]} {self.name(where.value, language)}"
        return name

    def kind(self, iri: str, language: str) -> str:
        """Return what a thing is, the class of ours before others; "" where nothing says so."""
        kinds = [kind.value for kind in self.around.values(iri, RDF_TYPE)]
        ours = [kind for kind in kinds if local_part(self.around.base, kind) is not None]
        found = next(iter(sorted(ours) or sorted(kinds)), "")
        return self.name(found, language).lower() if found else ""

    def value(self, term: Object, language: str) -> str:
        """Return a value as it stands in a sentence: a text in quotes, a thing by its name."""
        if isinstance(term, Literal):
            plain = term.language is None and not term.datatype.value.endswith("#string")
            return term.value if plain else f"“{term.value}”"
        if isinstance(term, NamedNode):
            return self.name(term.value, language)
        return self._expression(term, language, _SHOWN)

    def _expression(self, node: BlankNode, language: str, most: int) -> str:
        """Return what a blank node holds: the members of a list, or its properties."""
        members: list[str] = []
        at: Object = node
        while isinstance(at, BlankNode) and len(members) < most:
            rows = {quad.predicate.value: quad.object for quad in self._held.get(at, ())}
            if RDF + "first" not in rows:
                break
            members.append(self._part(rows[RDF + "first"], language, most))
            at = rows.get(RDF + "rest", NamedNode(RDF + "nil"))  # type: ignore[assignment]
        if members:
            return ", ".join(members)
        parts = [
            f"{self.name(quad.predicate.value, language)} {self._part(quad.object, language, most)}"
            for quad in self._held.get(node, ())[:most]
            if (quad.predicate.value, quad.object) not in _OF_COURSE
        ]
        return f"[{'; '.join(parts)}]"

    def _part(self, term: object, language: str, most: int) -> str:
        """Return a value within a blank node; half as much of each further step down."""
        if isinstance(term, BlankNode):
            return self._expression(term, language, most // 2) if most > 1 else "[…]"
        return self.value(term, language) if isinstance(term, NamedNode | Literal) else ""


#: What need not be said of a blank node.
_OF_COURSE: Final = frozenset(
    (RDF_TYPE, NamedNode(OWL + name)) for name in ("Restriction", "Class")
)
