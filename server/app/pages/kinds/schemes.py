"""Schemes: the pages of a concept scheme and its concepts: as a tree, and by the alphabet."""

import unicodedata
from dataclasses import dataclass
from itertools import groupby

from server.app.pages.kinds.reading import number, text, things
from server.app.pages.view import Value, View
from server.namespaces import SKOS
from server.store import Store, natural

#: What begins with no letter stands under this.
_OTHER = "#"


@dataclass(frozen=True)
class Branch:
    """A concept in a tree: its number if any, its name, and what is below it."""

    number: str
    name: Value
    below: tuple["Branch", ...]


def scheme(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a scheme: its concepts as a tree, and each by its first letter."""
    members = set(store.subjects(SKOS + "inScheme", view.about))
    tops = [iri for iri in store.subjects(SKOS + "topConceptOf", view.about) if iri in members]
    seen: set[str] = set()
    tree = tuple(_branch(iri, members, seen, view, store) for iri in tops)
    return {
        "tree": tree,
        "total": len(members),
        "nested": any(branch.below for branch in tree),
        "loose": [view.link(iri) for iri in sorted(members - seen, key=store.sort_key)],
        "letters": _letters(members, view),
        "texts": {view.link(iri).href: text(iri, SKOS + "definition", view, store) for iri in tops},
    }


def _branch(iri: str, members: set[str], seen: set[str], view: View, store: Store) -> Branch:
    """Return a concept with what is narrower; one that was there already is not gone into again."""
    seen.add(iri)
    below = tuple(
        _branch(narrower, members, seen, view, store)
        for narrower in things(iri, SKOS + "narrower", store)
        if narrower in members and narrower not in seen
    )
    return Branch(number(iri, view, store), view.link(iri), below)


def _letters(members: set[str], view: View) -> list[tuple[str, list[Value]]]:
    named = sorted((view.link(iri) for iri in members), key=lambda name: natural(name.text))
    by_letter = sorted(named, key=lambda name: _letter(name.text))
    return [
        (letter, list(names)) for letter, names in groupby(by_letter, lambda n: _letter(n.text))
    ]


def _letter(name: str) -> str:
    first = unicodedata.normalize("NFKD", name)[:1].upper()
    return first if "A" <= first <= "Z" else _OTHER


def concept(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a value of a list: its list, the values beside it, and what has it."""
    schemes = things(view.about, SKOS + "inScheme", store)
    beside = store.subjects(SKOS + "inScheme", schemes[0]) if schemes else []
    return {
        "scheme": view.link(schemes[0]) if schemes else None,
        "beside": [(view.link(iri), iri == view.about) for iri in beside],
    }
