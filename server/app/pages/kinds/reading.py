"""Reading: what pages of every kind ask of a release about things beside the one they are about."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from server.app.pages import language
from server.app.pages.listing import day
from server.app.pages.view import Value, View
from server.namespaces import RDF_TYPE, SKOS, XSD, gemma
from server.rdf.terms import Literal, NamedNode, Object, triple
from server.store import Store

#: In a path: the next property is followed from its value to the things that have it.
_BACK: Final = "^"
#: Types of numbers, that each language writes its own way.
_NUMBERS: Final = frozenset(XSD + name for name in ("integer", "decimal", "nonNegativeInteger"))


def texts(iri: str, predicate: str, view: View, store: Store) -> tuple[Value, ...]:
    """Return the texts that a thing has of a property, those in the language of the page first.

    `predicate` is an IRI, or the local name of a term of ours.
    """
    found = [
        view.value(t) for t in store.objects(iri, _full(predicate, store)) if isinstance(t, Literal)
    ]
    return tuple(sorted(found, key=lambda value: (value.lang != "", value.text)))


def text(iri: str, predicate: str, view: View, store: Store) -> Value | None:
    """Return the first of those texts, if any."""
    return next(iter(texts(iri, predicate, view, store)), None)


def number(iri: str, view: View, store: Store) -> str:
    """Return the number of a thing in its scheme, or ""."""
    found = text(iri, SKOS + "notation", view, store)
    return found.text if found else ""


def things(iri: str, predicate: str, store: Store) -> list[str]:
    """Return the things that a thing points at by a property, in the order of readers."""
    found = store.objects(iri, _full(predicate, store))
    return sorted((term.value for term in found if isinstance(term, NamedNode)), key=store.sort_key)


def pointing(iri: str, predicate: str, store: Store) -> list[str]:
    """Return the things that point at a thing by a property, in the order of readers."""
    return store.subjects(_full(predicate, store), iri)


def links(iri: str, predicate: str, view: View, store: Store) -> tuple[Value, ...]:
    """Return the names of the things that a thing points at by a property, as links."""
    return tuple(view.link(thing) for thing in things(iri, predicate, store))


def along(iri: str, path: str, store: Store) -> list[Object]:
    """Return what a path leads to from a thing, each once: properties a space apart.

    One with `^` before it is followed backwards: `itemOf hasItem`, `^mentions`.
    """
    found: list[Object] = [NamedNode(iri)]
    for step in path.split():
        name = _full(step.removeprefix(_BACK), store)
        nodes = [term.value for term in found if isinstance(term, NamedNode)]
        steps: Iterable[Object]
        if step.startswith(_BACK):
            steps = (NamedNode(thing) for node in nodes for thing in store.subjects(name, node))
        else:
            steps = (term for node in nodes for term in store.objects(node, name))
        found = [*dict.fromkeys(steps)]
    return found


def said(found: list[Object], view: View) -> tuple[Value, ...]:
    """Return what a page shows of values: texts in one language, dates and numbers as it does."""
    values = []
    for term in found:
        value = view.value(term)
        kind = term.datatype.value if isinstance(term, Literal) else ""
        if kind == XSD + "date":
            value = replace(value, text=day(value.text, view.reader.language))
        elif kind in _NUMBERS:
            value = replace(value, text=language.number(value.text, view.reader.language))
        values.append(value)
    # Of a text in two languages the other is no other text.
    spoken = [value for value in values if not value.lang or value.href]
    return tuple(sorted(spoken or values, key=lambda value: value.text.casefold()))


def stated(iri: str, view: View, store: Store) -> Value | None:
    """Return what a thing is: a class of ours that the data states itself."""
    ours = gemma(store.base)
    kinds = (
        name
        for name in things(iri, RDF_TYPE, store)
        if name.startswith(ours) and not store.inferred(triple(iri, RDF_TYPE, NamedNode(name)))
    )
    return next(map(view.link, kinds), None)


def _full(name: str, store: Store) -> str:
    return name if "/" in name else gemma(store.base) + name
