"""Datasets: the page of what can be fetched: what it is, how large, how new, and on which terms."""

from server.app.pages.kinds.reading import texts, things
from server.app.pages.language import number
from server.app.pages.listing import day
from server.app.pages.view import Value, View
from server.namespaces import DCAT, DCT, VOID
from server.store import Store
from server.uris import model_of, thing_iri


def dataset(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a dataset, a catalogue or a data service."""
    language = view.reader.language

    def first(*predicates: str) -> Value | None:
        return next((value for name in predicates for value in view.all(name)), None)

    changed = first(DCT + "modified", DCT + "issued")
    return {
        "definitions": view.all(DCT + "description"),
        "changed": day(changed.text, language) if changed else "",
        "statements": number(str(_statements(view, store)), language),
        "licence": first(DCT + "license"),
        "publisher": first(DCT + "publisher"),
        "version": first(DCAT + "version"),
        "endpoint": first(DCAT + "endpointURL"),
        "parts": [
            part(iri, view, store)
            for name in ("dataset", "service")
            for iri in things(view.about, DCAT + name, store)
        ],
    }


def part(iri: str, view: View, store: Store) -> tuple[Value, Value | None]:
    """Return what stands in a catalogue: a link, and what it is in words."""
    return view.link(iri), next(iter(texts(iri, DCT + "description", view, store)), None)


def offered(view: View, model: Store) -> list[View]:
    """Return the dataset of an imported model that the catalogue of a page offers, if it does."""
    key = model_of(model.space)
    dataset = thing_iri(model.home, "dataset", key)
    if not model.is_a(dataset, DCAT + "Dataset"):
        return []
    return [View(dataset, model.outgoing(dataset), model, view.reader)]


def _statements(view: View, store: Store) -> int:
    """Return how many statements the graphs of a dataset hold."""
    graphs = things(view.about, VOID + "subset", store)
    held = (store.objects(graph, VOID + "triples") for graph in graphs)
    return sum(int(found[0].value) for found in held if found)
