"""Sentences: a relationship of a model in words, as it is read from either of its ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.app.pages.kinds.reading import text
from server.app.pages.language import Said, pick
from server.app.pages.view import Value, View
from server.namespaces import EXTERNAL, RDFS_LABEL, gemma
from server.rdf.terms import NamedNode
from server.store import Store
from server.uris import key

#: Key of our value for a type of relationship -> how it reads from its target, in the order of
#: groups. From its source it reads as the property that says it directly.
_BACK: Final[Mapping[str, Said]] = {
    "relatie-compositie": ("is deel van", "is part of"),
    "relatie-aggregatie": ("hoort bij", "belongs to"),
    "relatie-specialisatie": ("heeft als bijzonder geval", "has as a special kind"),
    "relatie-realisatie": ("wordt gerealiseerd door", "is realized by"),
    "relatie-bediening": ("wordt bediend door", "is served by"),
    "relatie-toewijzing": ("krijgt toegewezen", "has assigned to it"),
    "relatie-toegang": ("wordt gebruikt door", "is accessed by"),
    "relatie-stroom": ("krijgt een stroom van", "receives a flow from"),
    "relatie-activering": ("wordt geactiveerd door", "is triggered by"),
    "relatie-beinvloeding": ("wordt beïnvloed door", "is influenced by"),
    "relatie-associatie": ("hangt samen met", "is associated with"),
}
#: `archimate:accessType` -> how an access of that kind reads, from its source and its target.
_ACCESS: Final[Mapping[str, tuple[Said, Said]]] = {
    "read": (("leest", "reads"), ("wordt gelezen door", "is read by")),
    "write": (("schrijft", "writes"), ("wordt geschreven door", "is written by")),
    "readwrite": (
        ("leest en schrijft", "reads and writes"),
        ("wordt gelezen en geschreven door", "is read and written by"),
    ),
}
#: An association that points somewhere, read from there.
_POINTED: Final[Said] = ("hangt samen met, vanuit", "is associated with, from")
#: What of one that was withdrawn is left to say.
_GONE: Final[Said] = ("is ingetrokken", "was withdrawn")
#: A relationship may end on one that ends on one: no deeper than this is read.
_DEPTH: Final = 2


@dataclass(frozen=True)
class Relation:
    """A relationship; `link` leads to its page and is called by the whole sentence.

    `words` stand between its start and its end, `back` between its end and its start. `said` is
    what the model calls it, or the values of its properties where it has no name.
    """

    iri: str
    type: str
    link: Value
    words: str
    back: str
    source: str
    target: str
    start: Value
    end: Value
    said: tuple[Value, ...]

    @property
    def order(self) -> int:
        """The place of its type among the groups."""
        return list(_BACK).index(self.type) if self.type in _BACK else len(_BACK)


def relation(iri: str, view: View, store: Store, depth: int = 0) -> Relation:
    """Return a relationship in words."""
    source, target = (
        _one(iri, name, store) for name in ("relationshipSource", "relationshipTarget")
    )
    type_ = _one(iri, "relationshipType", store)
    if not (source and target and type_):
        gone, link = pick(_GONE, view.reader.language), view.link(iri)
        return Relation(iri, "", link, gone, gone, "", "", link, Value(""), ())
    words, back = _words(iri, type_, view, store)
    start, end = (named(thing, view, store, depth) for thing in (source, target))
    link = view.link(iri)
    whole = Value(f"{start.text} {words} {end.text}", href=link.href)
    return Relation(
        iri, key(type_), whole, words, back, source, target, start, end, _said(iri, view, store)
    )


def named(iri: str, view: View, store: Store, depth: int = 0) -> Value:
    """Return a thing by its name; a relationship is called by its sentence, between quotes."""
    if depth < _DEPTH and store.is_a(iri, gemma(store.base) + "Relationship"):
        found = relation(iri, view, store, depth + 1).link
        return Value(f"“{found.text}”", href=found.href)
    return view.link(iri)


def _words(iri: str, type_: str, view: View, store: Store) -> tuple[str, str]:
    language = view.reader.language
    access = text(iri, EXTERNAL["archimate"] + "accessType", view, store)
    if access and access.text.lower() in _ACCESS:
        words, back = _ACCESS[access.text.lower()]
        return pick(words, language), pick(back, language)
    # Relationships that end on others have no direct form; the words are the same.
    direct = store.subjects(gemma(store.base) + "directOf", type_)
    forth = view.link(direct[0] if direct else type_).text
    back_ = _POINTED if text(iri, "directed", view, store) else _BACK.get(key(type_))
    return forth, pick(back_, language) if back_ else forth


def _said(iri: str, view: View, store: Store) -> tuple[Value, ...]:
    name = text(iri, RDFS_LABEL, view, store)
    strength = text(iri, "influenceModifier", view, store)
    own = f"{store.home}id/property/"
    values = [] if name else [
        view.link(item.object.value)
        for item in store.outgoing(iri)
        if item.predicate.value.startswith(own) and isinstance(item.object, NamedNode)
    ]  # fmt: skip
    found = (name, strength, *sorted(values, key=lambda value: value.text))
    return tuple(value for value in found if value)


def _one(iri: str, name: str, store: Store) -> str:
    found = store.objects(iri, gemma(store.base) + name)
    return next((term.value for term in found if isinstance(term, NamedNode)), "")
