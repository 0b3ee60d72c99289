"""Standards: where one is used, between what, in which versions; a version and a single use too."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlencode, urlsplit

from server.app.pages.counterparts import counterparts
from server.app.pages.kinds import flows
from server.app.pages.kinds.flows import Flow
from server.app.pages.kinds.reading import links, pointing, text, things
from server.app.pages.landscape import Asked
from server.app.pages.language import Said, pick
from server.app.pages.view import Value, View
from server.namespaces import DCT, RDFS, SKOS, gemma
from server.plates import uses
from server.store import Store
from server.uris import key

#: The stored question that lists the flows of a standard, and its parameters.
_QUESTION: Final = "/query/stromen-met-standaard"
#: Whose page a host is; of others the host itself is said.
_OWNERS: Final[dict[str, Said]] = {
    "www.forumstandaardisatie.nl": (
        "Lijst van het Forum Standaardisatie",
        "List of Forum Standaardisatie",
    ),
}
#: How a standard stands to others.
_RELATED: Final = (SKOS + "broader", SKOS + "narrower", SKOS + "related")


@dataclass(frozen=True)
class Group:
    """The flows of a standard on one view, and the address of that coloured by the standard."""

    plate: Value
    shown: str
    flows: tuple[Flow, ...]


@dataclass(frozen=True)
class End:
    """An element that flows of a standard run between: in how many it sends, gets, passes on."""

    link: Value
    sends: int
    gets: int
    passes: int


def standard(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a standard."""
    iri = view.about
    found = uses.flows(iri, store)
    used = list(dict.fromkeys(flow for listed in found.values() for flow in listed))
    told = {flow: flows.flow(flow, view, store) for flow in used}
    asked = {"standaard": key(iri), "taal": view.reader.language}
    ends = _ends(used, view, store)
    return {
        "groups": [
            Group(
                view.link(plate),
                flows.shown(view, plate, standard=key(iri)),
                tuple(told[flow] for flow in listed),
            )
            for plate, listed in found.items()
        ],
        "counts": {"flows": len(used), "plates": len(found), "elements": len(ends)},
        "ends": ends,
        "landscape": view.reader.at(Asked(way="standard", value=key(iri)).address()),
        "question": view.reader.at(f"{_QUESTION}?{urlencode(asked)}"),
        "versions": _versions(view, store),
        "publishers": links(iri, DCT + "publisher", view, store),
        "named": _named(view, store),
        "related": [
            (view.link(name), values)
            for name in _RELATED
            if (values := links(iri, name, view, store))
        ],
        "pages": [_page(view.link(page), view) for page in things(iri, RDFS + "seeAlso", store)],
        "counterparts": counterparts(view, store),
        "note": text(iri, SKOS + "scopeNote", view, store),
    }


def _ends(found: list[str], view: View, store: Store) -> list[End]:
    """Return what flows run between, that with the most of them first."""
    sends: Counter[str] = Counter()
    gets: Counter[str] = Counter()
    passes: Counter[str] = Counter()
    for flow in found:
        run = uses.ends(flow, store)
        both = "exchanges" in flows.ways(flow, store)
        sends.update({*run.sources, *(run.targets if both else ())})
        gets.update({*run.targets, *(run.sources if both else ())})
        passes.update(run.via)
    total = sends + gets + passes
    order = sorted(total, key=lambda iri: (-total[iri], store.sort_key(iri)))
    return [End(view.link(iri), sends[iri], gets[iri], passes[iri]) for iri in order]


def _versions(view: View, store: Store) -> list[tuple[Value, int]]:
    """Return the versions that the source names, with the number of their uses."""
    return [
        (view.link(iri), len(pointing(iri, "standardVersion", store)))
        for iri in pointing(view.about, "versionOf", store)
    ]


def _named(view: View, store: Store) -> list[Value]:
    """Return the steps and notes that name a standard, which are no flows."""
    ours = gemma(store.base)
    found = {
        thing
        for term in ("standard", "transport")
        for use in pointing(view.about, term, store)
        for thing in things(use, "useOf", store)
        if not store.is_a(thing, ours + "Flow")
    }
    return [view.link(iri) for iri in sorted(found, key=store.sort_key)]


def _page(link: Value, view: View) -> Value:
    host = urlsplit(link.href).netloc
    if not link.external or not host:
        return link
    owner = _OWNERS.get(host)
    return replace(link, text=pick(owner, view.reader.language) if owner else host)


def version(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a version: of which standard, and which flows name it."""
    found = {
        thing
        for use in pointing(view.about, "standardVersion", store)
        for thing in things(use, "useOf", store)
    }
    ours = gemma(store.base) + "Flow"
    used = [iri for iri in sorted(found, key=store.sort_key) if store.is_a(iri, ours)]
    return {
        "standards": links(view.about, "versionOf", view, store),
        "number": text(view.about, "version", view, store),
        "flows": [flows.flow(iri, view, store) for iri in used],
        "siblings": [
            view.link(iri)
            for standard in things(view.about, "versionOf", store)
            for iri in pointing(standard, "versionOf", store)
            if iri != view.about
        ],
    }


def use(view: View, store: Store) -> dict[str, object]:
    """Tell the page of the use of a standard: with what it is named, on which view."""
    by = things(view.about, "useOf", store)
    plates = [
        plate
        for thing in by
        for end in ("flowOf", "stepOf", "noteOf")
        for plate in things(thing, end, store)
    ]
    return {
        "use": flows.use(view.about, view, store),
        "by": [view.link(iri) for iri in by],
        "plates": [view.link(iri) for iri in plates],
        "printed": text(view.about, "sourceLabel", view, store),
    }
