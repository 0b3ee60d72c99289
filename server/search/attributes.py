"""Attributes: the properties by which things are matched, and that others may fetch; one table."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias, TypeGuard

from server.namespaces import EXTERNAL, RDF_TYPE, SKOS, SKOS_PREF_LABEL, gemma
from server.rdf.terms import Literal, NamedNode, triple
from server.search.folding import fold
from server.search.texts import KINDS, said
from server.store import Store
from server.uris import key
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
#: Those that things of an imported model have too, beside the properties of its publisher.
_OF_MODELS: Final = (
    "kind", "views", "version-of", "abbreviation", "other-name", "number", "name-nl", "name-en",
    "definition",
)  # fmt: skip
#: Names in one language, whatever that of the reader.
_SPOKEN: Final = {"name-nl": "nl", "name-en": "en"}

_LANGUAGES: Final = ("nl", "en")
#: What can be matched; a page of a source only bears the name of what is on it, and what a model
#: is ordered by is no thing in anybody's list.
_UNMATCHED: Final = ("section", "folder", "property", "model")
ENTITIES: Final = tuple(kind for kind in KINDS if kind not in _UNMATCHED)
_ARCHIMATE: Final = EXTERNAL["archimate"]

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


def attributes(store: Store) -> dict[str, Attribute]:
    """Return the properties that things of an edition can have, by key.

    Those of a model's publisher that have values go by the path of their address.
    """
    by_key = {attribute.key: attribute for attribute in ATTRIBUTES}
    if not store.space:
        return by_key
    found = {name: by_key[name] for name in _OF_MODELS}
    ours = gemma(store.base)
    for iri in store.members.get("property", ()):
        mapped = (term.value for term in store.objects(iri, ours + "mapsTo") if _is_iri(term))
        path = next(mapped, iri)
        names = tuple(store.name(iri, preferring(language)) for language in _LANGUAGES)
        nl, en = (name.value if name else key(iri) for name in names)
        if store.count(path):
            each = Attribute(f"property/{key(iri)}", (nl, en), ((path,),))
            found[each.key] = each
    return found


def holders(attribute: Attribute, store: Store) -> Mapping[str, Set[str]]:
    """Return which things have a value: a thing by its IRI, and anything by its folded names."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for thing, language in product(things(store), _LANGUAGES):
        for term in values(thing, attribute, store, language):
            if isinstance(term, NamedNode):
                by_name[term.value].add(thing)
                label = store.name(term.value, (language,))
                by_name[fold(label.value) if label else ""].add(thing)
            else:
                by_name[fold(term.value)].add(thing)
    return by_name


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
    """Return our classes of a thing, those that people gave first; of a model ArchiMate's too."""
    ours: tuple[str, ...] = (gemma(store.base), *([_ARCHIMATE] if store.space else []))
    found = [
        term
        for term in store.objects(thing, RDF_TYPE)
        if isinstance(term, NamedNode)
        and term.value.startswith(ours)
        and term.value != _ARCHIMATE + "Element"
    ]
    follows = {term: store.inferred(triple(thing, RDF_TYPE, term)) for term in found}
    found.sort(key=lambda term: (follows[term], term.value.startswith(_ARCHIMATE)))
    return [term.value for term in found]


def preferring(language: str) -> tuple[str, ...]:
    """Return the languages in which a reader of one takes a text, that one first."""
    return (language, *(other for other in _LANGUAGES if other != language))


def _is_iri(term: object) -> TypeGuard[NamedNode]:
    return isinstance(term, NamedNode)


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
