"""Reading: what pages of every kind ask of a release about things beside the one they are about."""

from server.app.pages.view import Value, View
from server.namespaces import SKOS, gemma
from server.rdf.terms import Literal, NamedNode
from server.store import Store


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


def _full(name: str, store: Store) -> str:
    return name if "/" in name else gemma(store.base) + name
