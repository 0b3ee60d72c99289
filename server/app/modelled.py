"""Modelled: what may be chosen in a question about a model, by key or by name, and what of itself.

A question about a model is asked of one that is served beside the publication. What its file names
of itself is a thing of today's GEMMA; a model without that has another in its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import TYPE_CHECKING, Final

from server.errors import BadRequestError
from server.namespaces import EXTERNAL, RDF_TYPE, gemma
from server.search.folding import fold
from server.search.texts import NAME
from server.sparql import stored
from server.sparql.stored import IN_MODEL, MODEL, Parameter, Stored
from server.store import Store
from server.uris import is_key, key, model_of, thing_iri

if TYPE_CHECKING:
    from server.app.site import InUse

#: How many things are looked at for the one that a question is about when none is chosen.
_LOOKED: Final = 20
#: The most things of one name that are told of.
_TOLD: Final = 5


def fitted(question: Stored, edition: InUse) -> Stored:
    """Return a question about a model with a thing of this one wherever none is chosen."""
    model = model_of(edition.store.space)
    usual = {MODEL: model, **unchosen(question, {}, edition)}
    return stored.standing(question, usual, edition.base)


def unchosen(question: Stored, given: Mapping[str, str], edition: InUse) -> dict[str, str]:
    """Return the key of a thing of a model for each parameter that was not given, each another."""
    found: dict[str, str] = {}
    for parameter in question.parameters:
        if parameter.type in IN_MODEL and parameter.name not in given:
            apart = {*given.values(), *found.values()}
            found[parameter.name] = _usual(parameter, edition.store, apart)
    return found


def chosen(parameter: Parameter, text: str, edition: InUse) -> str:
    """Return the key of the thing of a model that was meant, by its key or its name.

    Raises `BadRequestError` where there is none, or more than one of that name.
    """
    collection, _ = IN_MODEL[parameter.type]
    home, text = edition.store.home, text.strip()
    if is_key(text) and edition.store.exists(thing_iri(home, collection, text)):
        return text
    kind, folded = _class(parameter, edition.store), fold(text)
    rows = edition.index.beginning(folded) if folded else []
    found = dict.fromkeys(row.thing for row in rows if row.folded == folded and row.field == NAME)
    keys = [key(thing) for thing in found if edition.store.is_a(thing, kind)]
    if len(keys) == 1:
        return keys[0]
    if keys:
        several, many = ", ".join(keys[:_TOLD]), len(keys)
        raise BadRequestError(
            (
                f"`{parameter.name}`: zo heten er {many}; kies een van {several}",
                f"`{parameter.name}`: {many} have that name; choose one of {several}",
            )
        )
    where = f"/{edition.store.space}doc/{collection}"
    raise BadRequestError(
        (
            f"`{parameter.name}`: er is geen {text!r} in {where}; geef een sleutel of naam",
            f"`{parameter.name}`: there is no {text!r} in {where}; give a key or a name",
        )
    )


def named(parameter: Parameter, chosen_key: str, edition: InUse, language: str) -> str:
    """Return what a field shows of what was chosen: its name, or its key where others have that."""
    thing = thing_iri(edition.store.home, IN_MODEL[parameter.type][0], chosen_key)
    name = edition.store.name(thing, (language, "nl", "en"))
    try:
        return name.value if name and chosen(parameter, name.value, edition) else chosen_key
    except BadRequestError:
        return chosen_key


def members(parameter: Parameter, store: Store) -> list[str]:
    """Return the things of a model that can be chosen, by label."""
    home = f"{store.home}id/"
    found = store.subjects(RDF_TYPE, _class(parameter, store))
    return [thing for thing in found if thing.startswith(home)]


def _usual(parameter: Parameter, store: Store, apart: Set[str]) -> str:
    """Return the key that the question has of itself, or of a thing that much is said of."""
    collection, _ = IN_MODEL[parameter.type]
    if store.exists(thing_iri(store.home, collection, parameter.default)):
        return parameter.default
    first = [thing for thing in members(parameter, store)[:_LOOKED] if key(thing) not in apart]
    most = max(first, key=lambda thing: _said(thing, store), default=parameter.default)
    return key(most)


def _said(thing: str, store: Store) -> int:
    """Return how much a model says of a thing, or by a property."""
    return len(store.incoming(thing).triples) + store.count(thing)


def _class(parameter: Parameter, store: Store) -> str:
    name = IN_MODEL[parameter.type][1]
    prefix, _, local = name.rpartition(":")
    return EXTERNAL[prefix] + local if prefix else gemma(store.base) + local
