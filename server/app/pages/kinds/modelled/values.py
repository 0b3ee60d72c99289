"""Values: the page of a list of values of a model, and of one value: what has it."""

from dataclasses import dataclass
from typing import Final

from server.app.pages.kinds.modelled.reading import Thing, archimate, colour, cut
from server.app.pages.kinds.modelled.sentences import named
from server.app.pages.kinds.reading import links, things
from server.app.pages.view import Value, View
from server.namespaces import SKOS
from server.store import Store

_SCHEME: Final = SKOS + "inScheme"
#: The most things with one value that a page shows; the data has all.
_SHOWN: Final = 300


@dataclass(frozen=True)
class Use:
    """The things that have a value, by the property that says so."""

    name: Value
    things: tuple[Thing, ...]
    number: int


def scheme(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a list of values: each with how many things have it."""
    members = store.subjects(_SCHEME, view.about)
    return {
        "values": [(view.link(iri), _number(iri, store)) for iri in members],
        "told": view.rows(),
    }


def _number(iri: str, store: Store) -> int:
    return sum(1 for _ in store.incoming(iri).triples)


def value(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a value, or of an organisation that is one: what has it, by property."""
    schemes = things(view.about, _SCHEME, store)
    beside = [iri for scheme in schemes for iri in store.subjects(_SCHEME, scheme)]
    uses = []
    for predicate, subjects in view.pointing().items():
        shown, _ = cut(sorted(subjects, key=store.sort_key), _SHOWN)
        uses.append(
            Use(
                view.term(predicate),
                tuple(_thing(iri, view, store) for iri in shown),
                len(subjects),
            )
        )
    return {
        "schemes": links(view.about, _SCHEME, view, store),
        "beside": [(view.link(iri), iri == view.about) for iri in beside],
        "uses": sorted(uses, key=lambda use: -use.number),
        "told": view.rows(),
    }


def _thing(iri: str, view: View, store: Store) -> Thing:
    type_ = archimate(iri, store)
    return Thing(
        "", named(iri, view, store), view.link(type_) if type_ else None, colour(type_), (), ()
    )
