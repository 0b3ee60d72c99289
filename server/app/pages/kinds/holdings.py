"""Holdings: the pages of what is published and how to get it: graph, file, release and service."""

from dataclasses import dataclass, replace
from typing import Final

from server.app.pages import listing, parts
from server.app.pages.file_tables import FileTable, files
from server.app.pages.kinds import datasets
from server.app.pages.kinds.reading import along, links, pointing, said, things
from server.app.pages.language import number
from server.app.pages.view import Value, View
from server.downloads import DOWNLOADS
from server.graphs import WHOLE
from server.namespaces import DCAT, DCT, PROV, VOID
from server.rdf.terms import BlankNode, NamedNode
from server.store import Store
from server.uris import key, thing_iri

_DISTRIBUTION: Final = "distribution"
#: The path of the endpoint; what else is a service answers per thing.
_ENDPOINT: Final = "sparql"
_DESCRIPTION: Final = DCAT + "endpointDescription"


@dataclass(frozen=True)
class Held:
    """How many things of a class, or statements of a property, a graph holds."""

    what: Value
    number: str


def graph(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a named graph: what it holds, its files, and how to ask it."""
    ours = [
        thing_iri(store.base, _DISTRIBUTION, download.key)
        for download in DOWNLOADS
        if download.graph == key(view.about)
    ]
    query = f"SELECT *\nFROM <{view.about}>\nWHERE {{ ?s ?p ?o }}\nLIMIT 100"
    return {
        "statements": _figure("triples", view, store),
        "things": _figure("entities", view, store),
        "classes": _held("classPartition", "class", "entities", view, store),
        "terms": _held("propertyPartition", "property", "triples", view, store),
        "sources": links(view.about, PROV + "wasDerivedFrom", view, store),
        "query": query,
        "asking": parts.ask(query, view.reader.language),
        "tables": _table(ours, view, store),
    }


def _figure(name: str, view: View, store: Store) -> str:
    found = said(along(view.about, VOID + name, store), view)
    return found[0].text if found else ""


def _held(part: str, of: str, figure: str, view: View, store: Store) -> list[Held]:
    """Return the parts of a graph, the largest first."""
    counts: dict[str, int] = {}
    for node in along(view.about, VOID + part, store):
        if isinstance(node, BlankNode):
            for what in store.objects(node, VOID + of):
                for count in store.objects(node, VOID + figure):
                    counts[str(what.value)] = int(str(count.value))
    order = sorted(counts, key=lambda iri: (-counts[iri], store.sort_key(iri)))
    return [Held(view.link(iri), number(str(counts[iri]), view.reader.language)) for iri in order]


def _table(distributions: list[str], view: View, store: Store) -> list[FileTable]:
    found = files([iri for iri in distributions if store.exists(iri)], view, store)
    return [FileTable(view.title(), found)] if found else []


def distribution(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a file to fetch: where it is, how large, and how to see that it is whole."""
    shown = files([view.about], view, store)
    stem = next((d.stem for d in DOWNLOADS if d.key == key(view.about)), "")
    same = [
        thing_iri(store.base, _DISTRIBUTION, download.key)
        for download in DOWNLOADS
        if download.stem == stem and download.key != key(view.about)
    ]
    addresses = (term.value for term in along(view.about, DCAT + "downloadURL", store)
                 if isinstance(term, NamedNode))  # fmt: skip
    changed = said(along(view.about, DCT + "modified", store), view)
    return {
        "file": shown[0] if shown else None,
        "fetched": next(addresses, ""),
        "changed": changed[0].text if changed else "",
        "licences": links(view.about, DCT + "license", view, store),
        "datasets": [view.link(iri) for iri in pointing(view.about, DCAT + "distribution", store)],
        "siblings": _table(same, view, store),
    }


def release(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a release: its date, what it brought, its files and what it is made of."""
    whole = thing_iri(store.base, "dataset", WHOLE)
    dates = said(along(view.about, DCT + "modified", store), view)
    names = said(along(view.about, DCT + "identifier", store), view)
    current = bool(things(view.about, PROV + "wasGeneratedBy", store))
    return {
        "date": dates[0].text if dates else "",
        "named": names[0].text if names else "",
        "brought": listing.notes(whole if current else view.about, store, view.reader.language),
        "built": links(view.about, PROV + "wasGeneratedBy", view, store),
        "held": [
            (view.link(iri), *said(along(iri, VOID + "triples", store), view)[:1])
            for iri in things(view.about, PROV + "wasDerivedFrom", store)
        ],
        "tables": _table(things(whole, DCAT + "distribution", store), view, store)
        if current
        else (),
    }


def service(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a service: its address, an example that runs, and what it is about."""
    addresses = (term.value for term in along(view.about, DCAT + "endpointURL", store)
                 if isinstance(term, NamedNode))  # fmt: skip
    address = next(addresses, "")
    members = store.members.get("element", ())
    return {
        **datasets.dataset(view, store),
        "endpoint": _whole(address, view) if address else None,
        "asks": address == store.base + _ENDPOINT,
        "thing": members[0] if members else store.base,
        "described": [_whole(iri, view) for iri in things(view.about, _DESCRIPTION, store)],
        "served": links(view.about, DCAT + "servesDataset", view, store),
    }


def _whole(address: str, view: View) -> Value:
    """Return an address as a link that shows it whole: it is for in a program."""
    return replace(view.link(address), text=address, lang="")
