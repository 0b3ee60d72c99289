"""Editions: what the publication and each model beside it are called, where both can be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from server.app.pages.language import Reader, Said, pick
from server.app.pages.listing import day
from server.app.pages.view import Value, View
from server.description import whole_of
from server.store import Store
from server.uris import local_part, model_of, space_of

if TYPE_CHECKING:
    from server.app.site import Site

#: The parameter that keeps to one, and the publication in it, where a model goes by its key.
PARAMETER: Final = "in"
PUBLICATION: Final = "publication"
_LANDSCAPE: Final[Said] = ("landschap 2013", "landscape of 2013")
_OURS: Final[Said] = ("deze publicatie", "this publication")
#: The kinds of things that the landscape is made of; others are of the whole publication.
_IN_LANDSCAPE: Final = ("element", "view", "flow", "step")


class Across(View):
    """The names of the things of every edition, each from the store that it is in."""

    def __init__(self, site: Site, reader: Reader) -> None:
        """Look at every edition."""
        super().__init__(site.base, (), site.store, reader)
        self._base = site.base
        self._beside = {
            edition.store.space: View(site.base, (), edition.store, reader)
            for edition in site.models
        }

    def link(self, iri: str, *, inferred: bool = False) -> Value:
        """Return the name of an IRI and where it leads."""
        view = self._beside.get(space_of(local_part(self._base, iri) or ""))
        return view.link(iri, inferred=inferred) if view else super().link(iri, inferred=inferred)


def key(place: str) -> str:
    """Return what an address calls the edition in a space."""
    return model_of(place) if place else PUBLICATION


def spaces(site: Site) -> dict[str, str]:
    """Return the space of each edition by what an address calls it."""
    return {key(place): place for place in site.spaces}


def name(place: str, site: Site, language: str, kind: str = "") -> str:
    """Return what the edition in a space is called, for a thing of a kind if there is one."""
    if not place:
        return pick(_LANDSCAPE if kind in _IN_LANDSCAPE else _OURS, language)
    edition = site.spaces[place]
    dated = day(edition.release.manifest["modified"], language)
    return f"{called(edition.store, language)}, {dated}"


def called(model: Store, language: str) -> str:
    """Return what a model is called, whatever its day."""
    return View(model.base, (), model, Reader(language)).link(whole_of(model)).text


def choices(site: Site, language: str) -> list[tuple[str, str]]:
    """Return every edition as an address calls it, and in words; none while there is but one."""
    found = [(key(place), name(place, site, language)) for place in site.spaces]
    return found if len(found) > 1 else []
