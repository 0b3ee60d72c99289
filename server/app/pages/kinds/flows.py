"""Flows: a flow as a line of a table and as a sentence: its ends, its standards, how sure it is.

Every page of the landscape tells its flows in this one way, so that they read alike everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from server.app.pages.kinds.reading import links, pointing, text, texts, things
from server.app.pages.landscape import Asked
from server.app.pages.view import Value, View
from server.namespaces import gemma
from server.store import Store
from server.uris import key

#: What stands between the numbers of a flow that the source gives several.
_BETWEEN: Final = " / "
#: Local name of a direction -> the role of what a flow starts at, and of what it ends at.
_ROLES: Final = {
    "richting-heen": ("delivers", "receives"),
    "richting-heen-en-weer": ("exchanges", "exchanges"),
}
_UNKNOWN: Final = ("connected", "connected")
_PASSES: Final = "passes"
#: The roles of an element in its flows, in the order of a table.
ROLES: Final = ("receives", "delivers", "exchanges", "connected", _PASSES)


@dataclass(frozen=True)
class Use:
    """A standard that is named: in which versions, over what, and what is said of it.

    `iris` are the standard and its carriers; `terms` the obligation and the scope, each with what
    it is; `questions` are left open by the source.
    """

    iris: tuple[str, ...]
    standard: Value
    versions: tuple[Value, ...]
    transports: tuple[Value, ...]
    terms: tuple[Value, ...]
    conditions: tuple[Value, ...]
    questions: tuple[Value, ...]


@dataclass(frozen=True)
class Flow:
    """A flow: `plate` is its view, `shown` the address of that with this flow marked.

    `ways` are the roles of its ends. `silent`: the source names no standard, and the data says so.
    """

    iri: str
    key: str
    number: str
    name: Value
    sources: tuple[Value, ...]
    via: tuple[Value, ...]
    targets: tuple[Value, ...]
    ways: tuple[str, str]
    plate: Value | None
    shown: str
    uses: tuple[Use, ...]
    silent: bool
    terms: tuple[Value, ...]
    conditions: tuple[Value, ...]
    questions: tuple[Value, ...]
    certainty: Value | None

    @property
    def standards(self) -> frozenset[str]:
        """The IRIs of the standards that it uses, for a message or to carry one."""
        return frozenset(iri for use in self.uses for iri in use.iris)


@dataclass(frozen=True)
class Talk:
    """A flow as one of its elements sees it: what that does, and with whom."""

    role: str
    others: tuple[Value, ...]
    flow: Flow


def flow(iri: str, view: View, store: Store) -> Flow:
    """Return a flow as pages tell it; what the data does not say is empty."""
    plates = things(iri, "flowOf", store)
    certainty = links(iri, "certainty", view, store)
    return Flow(
        iri,
        key(iri),
        _BETWEEN.join(number.text for number in texts(iri, "number", view, store)),
        view.link(iri),
        links(iri, "from", view, store),
        links(iri, "via", view, store),
        links(iri, "to", view, store),
        ways(iri, store),
        view.link(plates[0]) if plates else None,
        shown(view, plates[0], flow=key(iri)) if plates else "",
        uses(iri, view, store),
        any(said.text == "true" for said in texts(iri, "namesNoStandard", view, store)),
        *_said(iri, view, store),
        certainty[0] if certainty else None,
    )


def ways(iri: str, store: Store) -> tuple[str, str]:
    """Return the roles of what a flow starts at and of what it ends at."""
    found = [_ROLES[key(way)] for way in things(iri, "direction", store) if key(way) in _ROLES]
    return found[0] if found else _UNKNOWN


def uses(iri: str, view: View, store: Store) -> tuple[Use, ...]:
    """Return the standards that are named with a flow, a step or a note."""
    return tuple(use(found, view, store) for found in pointing(iri, "useOf", store))


def use(iri: str, view: View, store: Store) -> Use:
    """Return the use of a standard; one of which the standard is unknown has its own name."""
    standards = things(iri, "standard", store)
    return Use(
        (*standards, *things(iri, "transport", store)),
        view.link(standards[0] if standards else iri),
        tuple(_version(found, view, store) for found in things(iri, "standardVersion", store)),
        links(iri, "transport", view, store),
        *_said(iri, view, store),
    )


def _version(iri: str, view: View, store: Store) -> Value:
    """Return a version by its number alone, since its standard stands beside it."""
    number = text(iri, "version", view, store)
    return replace(view.link(iri), text=number.text) if number else view.link(iri)


def _said(
    iri: str, view: View, store: Store
) -> tuple[tuple[Value, ...], tuple[Value, ...], tuple[Value, ...]]:
    """Return what is said of a flow or a use: in a word, on what condition, and what is asked."""
    ours = gemma(store.base)
    terms = [
        replace(value, text=f"{view.link(ours + name).text}: {value.text.lower()}")
        for name in ("obligation", "scope")
        for value in links(iri, name, view, store)
    ]
    condition, question = (text(iri, p, view, store) for p in ("condition", "openQuestion"))
    return (
        tuple(terms),
        (condition,) if condition else (),
        (question,) if question else (),
    )


def shown(view: View, plate: str, **marked: str) -> str:
    """Return the address of a plate on which something is marked, by its collection and key."""
    ((way, value),) = marked.items()
    return view.reader.at(Asked(key(plate), way, value).address())


def touching(elements: Iterable[str], store: Store) -> list[str]:
    """Return the flows that start, end or pass at any of these, view by view."""
    found = {
        iri for element in elements for end in ("from", "to", "via")
        for iri in pointing(element, end, store)
    }  # fmt: skip

    def place(iri: str) -> tuple[object, ...]:
        plates = [store.sort_key(plate) for plate in things(iri, "flowOf", store)]
        return plates, store.sort_key(iri)

    return sorted(found, key=place)


def talks(element: str, view: View, store: Store) -> list[Talk]:
    """Return what an element has to do with others, by role; who both sends and gets, twice."""
    found = []
    for iri in touching((element,), store):
        told = flow(iri, view, store)
        if element in things(iri, "from", store):
            found.append(Talk(told.ways[0], told.targets, told))
        if element in things(iri, "to", store):
            found.append(Talk(told.ways[1], told.sources, told))
        if element in things(iri, "via", store):
            found.append(Talk(_PASSES, (*told.sources, *told.targets), told))
    return sorted(found, key=lambda talk: ROLES.index(talk.role))
