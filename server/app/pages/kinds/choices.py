"""Choices: what a reader may keep a page to, by parameter; the data says what can be chosen.

A choice is the key of a thing, so there are as many pages as the data has reasons for, and each can
be kept. Data is always whole: a choice means nothing to other forms than pages.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from server import absent
from server.app.pages.colouring import kind
from server.app.pages.kinds.reading import things
from server.app.pages.language import Said
from server.app.pages.parts import once, possible, short
from server.app.pages.view import Value, View
from server.errors import BadRequestError, NotFoundError
from server.namespaces import DCT, EXTERNAL, RDF_TYPE, gemma
from server.rdf.terms import NamedNode
from server.resource import MEMBERS_MAXIMUM, Document
from server.store import Store

#: Return what a thing is kept by: the IRIs that a choice may name.
Look: TypeAlias = Callable[[str, Store], Iterable[str]]


@dataclass(frozen=True)
class Choice:
    """A parameter of a page: what it is called there, and how a thing is kept by it."""

    name: str
    label: Said
    look: Look


@dataclass(frozen=True)
class Option:
    """What may be chosen: its key, its name and how many things that leaves."""

    key: str
    name: Value
    number: int
    chosen: bool


@dataclass(frozen=True)
class Field:
    """A choice in a form."""

    name: str
    label: Said
    options: tuple[Option, ...]


def _kind(element: str, store: Store) -> Iterable[str]:
    return filter(None, (kind(element, store),))


def _layer(element: str, store: Store) -> Iterable[str]:
    return things(element, "layer", store)


def _above(element: str, store: Store) -> Iterable[str]:
    """Return the functions that an element is within, however deep."""
    found: dict[str, None] = {}
    todo = [element]
    while todo:
        for parent in things(todo.pop(), "partOf", store):
            if parent not in found:
                found[parent] = None
                todo.append(parent)
    ours = gemma(store.base)
    return [
        iri
        for iri in found
        if any(store.is_a(iri, ours + name) for name in ("BusinessFunction", "ApplicationFunction"))
    ]


def _plate(flow: str, store: Store) -> Iterable[str]:
    return things(flow, "flowOf", store)


def standards(flow: str, store: Store) -> Iterable[str]:
    """Return the standards of a flow, those that carry others included."""
    found = {
        standard
        for use in store.subjects(gemma(store.base) + "useOf", flow)
        for term in ("standard", "transport")
        for standard in things(use, term, store)
    }
    return sorted(found, key=store.sort_key)


#: A flow is kept by the standards that it uses.
STANDARD: Final = Choice("standard", ("Standaard", "Standard"), standards)
#: Collection -> what its page may be kept to.
COLLECTIONS: Final[Mapping[str, tuple[Choice, ...]]] = {
    "element": (
        Choice("kind", ("Soort", "Kind"), _kind),
        Choice("layer", ("Laag", "Layer"), _layer),
        Choice("function", ("Binnen de functie", "Within the function"), _above),
    ),
    "flow": (Choice("view", ("Plaat", "View"), _plate), STANDARD),
}
#: Local name of a class -> what the page of a thing of it may keep to, and what that is kept of.
_THINGS: Final[Mapping[str, tuple[str, tuple[Choice, ...]]]] = {"View": ("flowOf", (STANDARD,))}


def _type(element: str, store: Store) -> Iterable[str]:
    """Return the type of an element of a model in ArchiMate."""
    start = EXTERNAL["archimate"]
    return [t for t in _types(element, store) if t.startswith(start) and t != start + "Element"]


def _our_kind(element: str, store: Store) -> Iterable[str]:
    """Return what an element of a model is in our own words."""
    ours = gemma(store.base)
    return [t for t in _types(element, store) if t.startswith(ours) and t != ours + "Element"]


def _types(thing: str, store: Store) -> Iterable[str]:
    return [t.value for t in store.objects(thing, RDF_TYPE) if isinstance(t, NamedNode)]


def _called(element: str, store: Store) -> Iterable[str]:
    return things(element, DCT + "type", store)


def _status(element: str, store: Store) -> Iterable[str]:
    return things(element, EXTERNAL["adms"] + "status", store)


def _relationship(tie: str, store: Store) -> Iterable[str]:
    return things(tie, "relationshipType", store)


#: The same of an imported model, whose things are told by other properties.
_MODELLED: Final[Mapping[str, tuple[Choice, ...]]] = {
    "element": (
        Choice("type", ("Type in ArchiMate", "Type in ArchiMate"), _type),
        Choice("kind", ("Soort in het vocabulaire", "Kind in the vocabulary"), _our_kind),
        Choice("called", ("Soort in het model", "Kind in the model"), _called),
        Choice("status", ("Status", "Status"), _status),
    ),
    "relationship": (Choice("type", ("Soort relatie", "Kind of relationship"), _relationship),),
}


def of(document: Document, store: Store) -> tuple[tuple[str, ...], Sequence[Choice]]:
    """Return what a document lists that can be chosen from, and the choices."""
    if document.kind == "collection":
        name = document.collection
        table = _MODELLED if store.space else COLLECTIONS
        return store.members.get(name, ()), table.get(name, ())
    for name, (listed, choices) in _THINGS.items() if not store.space else ():
        if document.kind == "thing" and store.is_a(document.about, gemma(store.base) + name):
            return tuple(store.subjects(gemma(store.base) + listed, document.about)), choices
    return (), ()


#: A choice from a long list is looked into once for as long as its release is open.
_LOOKED: Final[
    WeakKeyDictionary[Store, dict[tuple[str, tuple[str, ...]], Mapping[str, frozenset[str]]]]
] = WeakKeyDictionary()


def _looked(members: tuple[str, ...], choice: Choice, store: Store) -> Mapping[str, frozenset[str]]:
    """Return what a choice may be, by IRI, each with the members that it leaves."""
    kept = _LOOKED.setdefault(store, {})
    found = kept.get((choice.name, members))
    if found is None:
        by: dict[str, set[str]] = {}
        for member in members:
            for iri in choice.look(member, store):
                by.setdefault(iri, set()).add(member)
        found = {iri: frozenset(left) for iri, left in by.items()}
        kept[choice.name, members] = found
    return found


def known(choice: Choice, members: tuple[str, ...], store: Store) -> set[str]:
    """Return what may be chosen from members, as it stands in an address."""
    return set(map(short, _looked(members, choice, store)))


def read(
    document: Document, store: Store, given: Callable[[str], Sequence[str]]
) -> tuple[tuple[str, str], ...]:
    """Return what was chosen of a page; `given` returns the values of a parameter of the request.

    Raises `BadRequestError`, with what is possible, for a value that leaves nothing.
    """
    members, choices = of(document, store)
    chosen = []
    for choice in choices:
        values = given(choice.name)
        if len(values) > 1:
            raise BadRequestError(once(choice.name))
        for value in filter(None, values):
            there = _looked(members, choice, store)
            if value not in map(short, there):
                raise BadRequestError(possible(choice.name, value, there, store))
            chosen.append((choice.name, value))
    return tuple(chosen)


def narrowed(document: Document, chosen: tuple[tuple[str, str], ...], store: Store) -> Document:
    """Return a page of what was chosen only; raises `NotFoundError` where that has no such page."""
    if not chosen:
        return document
    if document.kind != "collection":
        return replace(document, chosen=chosen)
    members, choices = of(document, store)
    pages = max(1, -(-len(keep(members, choices, chosen, store)) // MEMBERS_MAXIMUM))
    found = replace(document, chosen=chosen, pages=pages)
    if document.page > pages:
        first = replace(found, page=1).path_as(None)
        raise NotFoundError(absent.page(pages, first))
    return found


def keep(
    members: tuple[str, ...],
    choices: Sequence[Choice],
    chosen: tuple[tuple[str, str], ...],
    store: Store,
) -> tuple[str, ...]:
    """Return the members that are left of a collection by what was chosen, in their order."""
    wanted = dict(chosen)
    left = [
        {
            member
            for iri, members_ in _looked(members, choice, store).items()
            if short(iri) == wanted[choice.name]
            for member in members_
        }
        for choice in choices
        if choice.name in wanted
    ]
    return tuple(iri for iri in members if all(iri in some for some in left))


def fields(
    members: tuple[str, ...], choices: Sequence[Choice], view: View, store: Store
) -> list[Field]:
    """Return the choices as fields of a form; each option with what it leaves of all members."""
    return [
        Field(choice.name, choice.label, _options(members, choice, view, store))
        for choice in choices
    ]


def _options(
    members: tuple[str, ...], choice: Choice, view: View, store: Store
) -> tuple[Option, ...]:
    found = _looked(members, choice, store)
    wanted = view.reader.chose(choice.name)
    return tuple(
        Option(short(iri), view.link(iri), len(found[iri]), short(iri) == wanted)
        for iri in sorted(found, key=store.sort_key)
    )
