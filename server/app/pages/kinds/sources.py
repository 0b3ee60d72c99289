"""Sources: the pages of what stands in a document, and of what we say about it.

A document with its parts, a part with what stands there, a claim as a sentence with its ground, and
an error of the source as it was printed beside what it should read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from server.app.pages.kinds.reading import links, pointing, stated, text, texts, things
from server.app.pages.view import Value, View
from server.namespaces import SKOS, gemma
from server.store import Store, natural

#: The most things that the page of a part lists; its data forms have them all.
_LISTED: Final = 200


@dataclass(frozen=True)
class Error:
    """An error of a source: as printed, as it should read if that is known, and its kind."""

    link: Value
    printed: Value | None
    corrected: Value | None
    kind: Value | None
    about: tuple[Value, ...]


def document(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a source document: its parts in order, and what went wrong in it."""
    found = pointing(view.about, "partOfDocument", store)
    tops = [iri for iri in found if not things(iri, "subpartOf", store)]
    return {"parts": [_part(iri, view, store) for iri in tops]}


#: A part of a document, with the parts below it.
Part: TypeAlias = tuple[Value, list["Part"]]


def _part(iri: str, view: View, store: Store) -> Part:
    below = pointing(iri, "subpartOf", store)
    return view.link(iri), [_part(under, view, store) for under in below]


def section(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a section or page: what stands in it, in the order of its lines."""
    places = pointing(view.about, "inSourcePart", store)
    things_at = dict.fromkeys(
        thing
        for place in sorted(places, key=natural)
        for thing in things(place, "isPlaceOf", store)
    )
    remarks = gemma(store.base) + "SourceRemark"
    shown = [iri for iri in things_at if not store.is_a(iri, remarks)]
    return {
        "parts": [_part(iri, view, store) for iri in pointing(view.about, "subpartOf", store)],
        "held": [(view.link(iri), stated(iri, view, store)) for iri in shown[:_LISTED]],
        "more": max(0, len(shown) - _LISTED),
        "errors": [error(iri, view, store) for iri in things_at if store.is_a(iri, remarks)],
    }


def error(iri: str, view: View, store: Store) -> Error:
    """Return an error or loss of a source, as a row."""
    return Error(
        view.link(iri),
        text(iri, "asPrinted", view, store),
        text(iri, "correctedReading", view, store),
        next(iter(links(iri, "errorKind", view, store)), None),
        links(iri, "concerns", view, store),
    )


def remark(view: View, store: Store) -> dict[str, object]:
    """Tell the page of an error or loss of a source."""
    return {"error": error(view.about, view, store)}


def remarks(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of all errors of the sources."""
    return {"errors": [error(iri, view, store) for iri in members]}


def claim(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a claim: what it says of what, on which ground and how surely."""
    return {
        "subjects": links(view.about, "claimSubject", view, store),
        "property": next(iter(links(view.about, "claimProperty", view, store)), None),
        "objects": (
            *links(view.about, "claimObject", view, store),
            *texts(view.about, "claimObject", view, store),
        ),
        "basis": next(iter(links(view.about, "basis", view, store)), None),
        "certainty": next(iter(links(view.about, "certainty", view, store)), None),
        "evidence": texts(view.about, "evidence", view, store),
        "definitions": view.all(SKOS + "definition"),
    }
