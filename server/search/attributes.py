"""Attributes: the properties by which things are matched, and that others may fetch; one table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from server.namespaces import RDF_TYPE, SKOS, SKOS_PREF_LABEL, gemma
from server.rdf.terms import Literal, NamedNode, triple
from server.search.folding import fold
from server.search.texts import KINDS, said
from server.store import Store
from server.withdrawal import current


@dataclass(frozen=True)
class Attribute:
    """A property as others know it, by its name in Dutch and in English.

    Each of `paths` leads to values: from a thing by one property to the next, ours by local name.
    Where `classes` are given, only things of these classes count.
    """

    key: str
    names: tuple[str, str]
    paths: tuple[tuple[str, ...], ...]
    classes: tuple[str, ...] = ()


ATTRIBUTES: Final = (
    Attribute("kind", ("soort", "kind"), ((RDF_TYPE,),)),
    Attribute("layer", ("laag", "layer"), (("layer",),)),
    Attribute("band", ("band", "band"), (("band",),)),
    Attribute("part-of", ("onderdeel van", "part of"), (("partOf",),)),
    Attribute(
        "function", ("functie", "function"), (("within",),),
        ("BusinessFunction", "ApplicationFunction"),
    ),
    Attribute(
        "standards", ("standaarden", "standards"),
        (("usesStandard",), ("outgoingFlow", "usesStandard"), ("incomingFlow", "usesStandard")),
    ),
    Attribute("views", ("platen", "views"), (("shownIn",), ("flowOf",))),
    Attribute("version-of", ("versie van", "version of"), (("versionOf",),)),
    Attribute("principle", ("principe", "principle"), (("implicationOf",),)),
    Attribute("abbreviation", ("afkorting", "abbreviation"), (("abbreviation",),)),
    Attribute("other-name", ("andere naam", "other name"), ((SKOS + "altLabel",),)),
    Attribute("number", ("nummer", "number"), ((SKOS + "notation",), ("number",))),
    Attribute("name-nl", ("naam (Nederlands)", "name (Dutch)"), ((SKOS_PREF_LABEL,),)),
    Attribute("name-en", ("naam (Engels)", "name (English)"), ((SKOS_PREF_LABEL,),)),
    Attribute("definition", ("omschrijving", "definition"), ()),
)  # fmt: skip
BY_KEY: Final = {attribute.key: attribute for attribute in ATTRIBUTES}
#: Names in one language, whatever that of the reader.
_SPOKEN: Final = {"name-nl": "nl", "name-en": "en"}

_LANGUAGES: Final = ("nl", "en")
#: What can be matched; a page of a source only bears the name of what is on it.
ENTITIES: Final = tuple(kind for kind in KINDS if kind != "section")

#: A value: a thing or class, or a text.
Value: TypeAlias = NamedNode | Literal
#: Key of a property -> identifier or folded name of a value -> the things that have it.
Holders: TypeAlias = Mapping[str, Mapping[str, Set[str]]]


def values(thing: str, attribute: Attribute, store: Store, language: str) -> list[Value]:
    """Return the values of a property, each once; texts in the language where they are in it."""
    if attribute.key == "definition":
        text = said(thing, store, preferring(language))
        return [text] if text else []
    found = [term for path in attribute.paths for term in _along(thing, path, store)]
    kept = [term for term in dict.fromkeys(found) if _counts(thing, term, attribute, store)]
    texts = [term for term in kept if isinstance(term, Literal)]
    spoken = _SPOKEN.get(attribute.key, language)
    ours = [text for text in texts if text.language in (None, spoken)]
    things = sorted(
        (term for term in kept if isinstance(term, NamedNode)),
        key=lambda term: store.sort_key(term.value, preferring(language)),
    )
    return [*things, *(ours if ours or attribute.key in _SPOKEN else texts)]


def holders(store: Store) -> Holders:
    """Return which things have a value: a thing by its IRI, and anything by its folded names."""
    found: dict[str, dict[str, set[str]]] = {each.key: defaultdict(set) for each in ATTRIBUTES}
    for thing, attribute, language in product(things(store), ATTRIBUTES, _LANGUAGES):
        for term in values(thing, attribute, store, language):
            by_name = found[attribute.key]
            if isinstance(term, NamedNode):
                by_name[term.value].add(thing)
                label = store.name(term.value, (language,))
                by_name[fold(label.value) if label else ""].add(thing)
            else:
                by_name[fold(term.value)].add(thing)
    return found


def things(store: Store, types: Iterable[str] = ()) -> list[str]:
    """Return every thing that can be matched, of some classes where given, in reading order."""
    wanted = tuple(types)
    return [
        thing
        for kind in ENTITIES
        for thing in store.members.get(kind, ())
        if thing in current(thing, store)
        and (not wanted or any(store.is_a(thing, each) for each in wanted))
    ]


def classes(thing: str, store: Store) -> list[str]:
    """Return our classes of a thing, first those that people gave it."""
    ours = gemma(store.base)
    found = [
        term
        for term in store.objects(thing, RDF_TYPE)
        if isinstance(term, NamedNode) and term.value.startswith(ours)
    ]
    follows = {term: store.inferred(triple(thing, RDF_TYPE, term)) for term in found}
    return [term.value for term in sorted(found, key=lambda term: follows[term])]


def preferring(language: str) -> tuple[str, ...]:
    """Return the languages in which a reader of one takes a text, that one first."""
    return (language, *(other for other in _LANGUAGES if other != language))


def _along(thing: str, path: tuple[str, ...], store: Store) -> list[Value]:
    """Return what a path leads to."""
    first, *rest = path
    name = first if "/" in first else gemma(store.base) + first
    reached = [t for t in store.objects(thing, name) if isinstance(t, NamedNode | Literal)]
    if not rest:
        return reached
    between = [term.value for term in reached if isinstance(term, NamedNode)]
    return [term for node in between for term in _along(node, tuple(rest), store)]


def _counts(thing: str, term: Value, attribute: Attribute, store: Store) -> bool:
    if not isinstance(term, NamedNode):
        return True
    if attribute.key == "kind":
        return term.value in classes(thing, store)[:1]
    ours = gemma(store.base)
    return not attribute.classes or any(store.is_a(term.value, ours + c) for c in attribute.classes)
