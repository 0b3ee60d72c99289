"""Landing: the page of a model itself: what it is, of which day, what is in it, where to begin."""

from typing import Final

from server.app.pages import file_tables
from server.app.pages.kinds.modelled import lists
from server.app.pages.kinds.modelled.reading import facts, own
from server.app.pages.view import View
from server.namespaces import DCT, EXTERNAL, RDF_TYPE, SKOS, gemma
from server.store import Store
from server.uris import model_of, thing_iri

_FACTS: Final = (
    DCT + "rightsHolder", DCT + "creator", DCT + "license", EXTERNAL["adms"] + "status",
    "identityProperty", "mainLanguage", DCT + "identifier",
)  # fmt: skip
#: Our own classes of elements that readers look for first.
_SOUGHT: Final = (
    "ReferenceComponent", "Standard", "StandardVersion", "Principle", "Implication",
)  # fmt: skip
#: What stands in a collection of its own.
_COUNTED: Final = (
    "element",
    "relationship",
    "view",
    "folder",
    "scheme",
    "property",
    "organisation",
)


def model(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a model; what there is of its releases is told where these are known."""
    ours = gemma(store.base)
    dataset = thing_iri(store.home, "dataset", model_of(store.space))
    sought = [
        (view.link(ours + name), only_ours(name, view, store), number)
        for name in _SOUGHT
        if (number := store.count(RDF_TYPE, ours + name))
    ]
    return {
        "said": view.all(DCT + "description"),
        "facts": facts(_FACTS, view),
        "own": own(view, store),
        "counts": {name: store.size(name) for name in _COUNTED},
        "sought": sought,
        "types": lists.types(view, store),
        "themes": lists.top_of("view", view, store),
        "schemes": [
            (view.link(iri), store.count(SKOS + "inScheme", iri))
            for iri in store.members.get("scheme", ())
        ],
        "tables": file_tables.of_dataset(dataset, view, store),
        "dataset": view.link(dataset) if store.exists(dataset) else None,
        "told": view.rows(),
    }


def only_ours(name: str, view: View, store: Store) -> str:
    """Return the address of the elements of one of our own classes."""
    return view.reader.at(f"/{store.space}doc/element?kind={name}")
