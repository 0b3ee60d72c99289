"""Matching: the components that a list means, by address, key or any name that the data gives them.

Exact once folded, so that nothing is guessed: what does not match stays as it was written, and
search says what may have been meant. A name of today goes for the component whose counterpart has
it, and that is said.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from server.namespaces import SKOS, gemma
from server.portfolio.findings import Finding, remark
from server.portfolio.statements import OFFERS, Statement, Terms
from server.rdf.terms import Literal, NamedNode, Object
from server.search import finding
from server.search.folding import fold, joined
from server.search.index import Index
from server.search.texts import NAME, NUMBER, SAID, texts
from server.store import Store
from server.uris import thing_iri

#: The class that a product offers functionality of, and the collection of its members.
COMPONENT: Final = "ReferenceComponent"
_COLLECTION: Final = "element"
#: `element:zaaksysteem`, or an address that ends so, on whatever host, in whatever form.
_ADDRESS: Final = re.compile(
    r"(?:element:|(?:https?://[^\s/]+/(?:[^\s/]+/)*)?/?(?:id|doc)/element/)"
    r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.[a-z.]+)?"
)
#: The longest name that is looked up, and the longest row of them with commas between.
_NAME_MAXIMUM: Final = 200
_NAMES_MAXIMUM: Final = 1_000
#: What leads to a counterpart that a component is the same or nearly the same as, and its names.
_SAME: Final = ("exactMatch", "closeMatch")
_LABELS: Final = ("prefLabel", "altLabel", "hiddenLabel")
#: Components that may have been meant, and names of which that is looked up.
_MEANT: Final = 3
SUGGESTED_MAXIMUM: Final = 40


class Names:
    """The names of the elements of a release; made once, and only read after that."""

    def __init__(self, store: Store) -> None:
        """Read every name."""
        self._store = store
        self._component = gemma(store.base) + COMPONENT
        self._by_name: dict[str, dict[bool, set[str]]] = defaultdict(lambda: defaultdict(set))
        for text in texts(store):
            if text.kind == _COLLECTION and text.field not in {SAID, NUMBER}:
                self._by_name[_folded(text.text)][text.field == NAME].add(text.thing)
        self._of_today: dict[str, set[str]] = defaultdict(set)
        for element in filter(self.is_component, store.members.get(_COLLECTION, ())):
            for name in _of_today(element, store):
                self._of_today[_folded(name)].add(element)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the elements that a text may name; one, where it is clear which is meant.

        A component goes before another element, and its name before its other names.
        """
        address = _ADDRESS.fullmatch(text)
        if address:
            iri = thing_iri(self._store.base, _COLLECTION, address[1])
            return (iri,) if self._store.exists(iri) else ()
        if not text or len(text) > _NAME_MAXIMUM:
            return ()
        named = self._by_name.get(_folded(text), {})
        every = [thing for first in (True, False) for thing in sorted(named.get(first, ()))]
        components = [thing for thing in every if self.is_component(thing)]
        best = [thing for thing in components if thing in named.get(True, ())] or components
        return tuple(dict.fromkeys(best or every))

    def of_today(self, text: str) -> tuple[str, ...]:
        """Return the components whose counterpart of today has this name, or had it lately."""
        if len(text) > _NAME_MAXIMUM:
            return ()
        return tuple(sorted(self._of_today.get(_folded(text), ())))

    def is_component(self, iri: str) -> bool:
        """Tell whether a thing is a reference component."""
        return self._store.is_a(iri, self._component)


def _folded(text: str) -> str:
    """Return what names are compared by: `Zaak-systeem` as `zaaksysteem`."""
    return joined(fold(text))


def _of_today(element: str, store: Store) -> Iterator[str]:
    """Return the names of what an element is the same or nearly the same as in today's model."""
    for relation in _SAME:
        for counterpart in store.objects(element, SKOS + relation):
            if isinstance(counterpart, NamedNode):
                for label in _LABELS:
                    for name in store.objects(counterpart, SKOS + label):
                        yield str(name.value)


def matched(
    statements: Iterable[Statement], names: Names, terms: Terms, remarks: list[Finding]
) -> list[Statement]:
    """Return the statements, with the component in the place of each name that is clear.

    What was taken by a name of today is added to `remarks`.
    """
    offers, found = terms.of(OFFERS), []
    meant: dict[Object, list[Object]] = {}
    for item in statements:
        if item.predicate != offers:
            found.append(item)
            continue
        if item.value not in meant:
            meant[item.value] = _values(item.value, names)
        found += [replace(item, value=value) for value in meant[item.value]]
        text = str(item.value.value)
        today = () if names.find(text) else names.of_today(text)
        if len(today) == 1:
            remarks.append(replace(remark("today", text, item.line), meant=today))
    return found


def _values(value: Object, names: Names) -> list[Object]:
    """Return what a value names; several where it is names with commas between."""
    text = str(value.value)
    whole = names.find(text) or names.of_today(text)
    if len(whole) == 1:
        return [NamedNode(whole[0])]
    several = isinstance(value, Literal) and "," in text and len(text) <= _NAMES_MAXIMUM
    parts = [part.strip() for part in text.split(",") if part.strip()] if several else []
    if len(parts) > 1 and any(map(names.find, parts)):
        return [each for part in parts for each in _values(Literal(part), names)]
    return [value]


class Suggesting:
    """What may have been meant by names that are none; looks up so many, and then no more."""

    def __init__(self, names: Names, index: Index, store: Store) -> None:
        """Look nothing up yet."""
        self._names, self._index, self._store = names, index, store
        self._found: dict[str, tuple[str, ...]] = {}

    def __call__(self, value: Object) -> tuple[str, ...]:
        """Return the components that a value may mean, the likeliest first."""
        text = str(value.value)
        if text not in self._found and len(self._found) < SUGGESTED_MAXIMUM:
            self._found[text] = self._look(text[:_NAME_MAXIMUM])
        return self._found.get(text, ())

    def _look(self, text: str) -> tuple[str, ...]:
        found = self._names.find(text) or self._names.of_today(text)
        for element in found:
            # What holds components was named: one of these is meant.
            parts = self._store.subjects(gemma(self._store.base) + "partOf", element)
            found += tuple(parts)
        components = [iri for iri in found if self._names.is_component(iri)]
        if not components:
            hits = finding.find(self._index, text, (_COLLECTION,)).hits
            components = [hit.thing for hit in hits if self._names.is_component(hit.thing)]
        return tuple(dict.fromkeys(components))[:_MEANT]
