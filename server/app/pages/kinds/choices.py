"""Choices: what a reader may keep a page to, by parameter; the data says what can be chosen.

A choice is the key of a thing, so there are as many pages as the data has reasons for, and each can
be kept. Data is always whole: a choice means nothing to other forms than pages.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from server.app.pages.colouring import kind
from server.app.pages.kinds.reading import things
from server.app.pages.language import Said
from server.app.pages.parts import once, possible, short
from server.app.pages.view import Value, View
from server.errors import BadRequestError
from server.namespaces import gemma
from server.resource import Document
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


def of(document: Document, store: Store) -> tuple[Sequence[str], Sequence[Choice]]:
    """Return what a document lists that can be chosen from, and the choices."""
    if document.kind == "collection":
        name = document.collection
        return store.members.get(name, ()), COLLECTIONS.get(name, ())
    for name, (listed, choices) in _THINGS.items():
        if document.kind == "thing" and store.is_a(document.about, gemma(store.base) + name):
            return store.subjects(gemma(store.base) + listed, document.about), choices
    return (), ()


def known(choice: Choice, members: Iterable[str], store: Store) -> set[str]:
    """Return what may be chosen from members, as it stands in an address."""
    return {short(iri) for member in members for iri in choice.look(member, store)}


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
            there = {iri for member in members for iri in choice.look(member, store)}
            if value not in map(short, there):
                raise BadRequestError(possible(choice.name, value, there, store))
            chosen.append((choice.name, value))
    return tuple(chosen)


def keep(
    members: Sequence[str], choices: Sequence[Choice], view: View, store: Store
) -> tuple[str, ...]:
    """Return the members that the reader of a page keeps to."""
    wanted = dict(view.reader.chosen)
    return tuple(
        iri
        for iri in members
        if all(
            wanted[choice.name] in map(short, choice.look(iri, store))
            for choice in choices
            if choice.name in wanted
        )
    )


def fields(
    members: Sequence[str], choices: Sequence[Choice], view: View, store: Store
) -> list[Field]:
    """Return the choices as fields of a form; each option with what it leaves of all members."""
    return [
        Field(choice.name, choice.label, _options(members, choice, view, store))
        for choice in choices
    ]


def _options(
    members: Sequence[str], choice: Choice, view: View, store: Store
) -> tuple[Option, ...]:
    counted = Counter(iri for member in members for iri in choice.look(member, store))
    wanted = view.reader.chose(choice.name)
    return tuple(
        Option(short(iri), view.link(iri), counted[iri], short(iri) == wanted)
        for iri in sorted(counted, key=store.sort_key)
    )
