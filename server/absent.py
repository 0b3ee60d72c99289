"""Absent: what is said of what is not there, in Dutch and in English, and where to look; pure."""

from collections.abc import Iterable
from typing import Final

from server.errors import Both, NotFoundError
from server.uris import COLLECTIONS, ThingPath, is_key, space_of

NOTHING: Final[Both] = (
    "Hier is niets. De ingangen staan op de beginpagina: /",
    "There is nothing here. The ways in are on the home page: /",
)
NO_VERSION: Final[Both] = (
    "Deze versie van het vocabulaire is hier niet; zie /def",
    "This version of the vocabulary is not here; see /def",
)


def in_release(release: str, error: NotFoundError) -> NotFoundError:
    """Return the error with the release that was looked in: it may well be in another."""
    nl, en = error.said
    return NotFoundError((f"In uitgave {release}: {nl}", f"In release {release}: {en}"))


def page(pages: int, where: str) -> Both:
    """Say how many pages a collection has."""
    if pages == 1:
        return f"Er is één pagina. Zie {where}", f"There is one page. See {where}"
    return (
        f"Er zijn {pages} pagina's, geteld vanaf 1. Zie {where}",
        f"There are {pages} pages, counted from 1. See {where}",
    )


def thing(path: ThingPath) -> Both:
    """Say that a collection has nothing with a key."""
    listed = f"/{path.space}doc/{path.collection}"
    return (
        f"Er is niets met de sleutel {path.key!r} in {path.collection}. "
        f"Zie {listed} voor wat er is",
        f"There is nothing with the key {path.key!r} in {path.collection}. "
        f"See {listed} for what there is",
    )


def path(path: str) -> Both:
    """Say what is wrong with a path, as far as it can be told."""
    space = space_of(path)
    collection = path[len(space) :].split("/")[1:2]
    if collection and collection[0] in COLLECTIONS and not is_key(path.rsplit("/", maxsplit=1)[-1]):
        listed = f"/{space}doc/{collection[0]}"
        return (
            "Een sleutel bestaat uit kleine letters, cijfers en koppeltekens. "
            f"Zie {listed} voor wat er is",
            f"A key is made of small letters, digits and hyphens. See {listed} for what there is",
        )
    return NOTHING


def model(spaces: Iterable[str]) -> Both:
    """Say that a model is not here, and which are, by the space of each."""
    there = ", ".join(f"/{name}" for name in spaces if name)
    return (
        f"Dit model is hier niet. Modellen die er zijn: {there or 'geen'}",
        f"This model is not here. Models that are: {there or 'none'}",
    )
