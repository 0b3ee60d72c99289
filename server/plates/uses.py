"""Uses: where a standard is used: the flows that name it or go over it, and what these run between.

Only what the data says of a flow counts; a profile of a standard is a standard of its own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from server.namespaces import gemma
from server.plates.marks import Mark, Marks
from server.plates.reading import linked
from server.plates.words import WORDS
from server.store import Store

#: Keys of the marks, in the order of the legend.
END: Final = "end"
VIA: Final = "via"
FLOW: Final = "flow"


@dataclass(frozen=True)
class Ends:
    """What a flow runs from, through and to, as elements."""

    sources: tuple[str, ...]
    via: tuple[str, ...]
    targets: tuple[str, ...]


def ends(flow: str, store: Store) -> Ends:
    """Return what a flow runs between."""
    sources, via, targets = (linked(flow, term, store) for term in ("from", "via", "to"))
    return Ends(sources, via, targets)


def flows(standard: str, store: Store) -> Mapping[str, tuple[str, ...]]:
    """Return the flows that use a standard, by view; both in the order of a reader."""
    ours = gemma(store.base)
    uses = {
        use for term in ("standard", "transport") for use in store.subjects(ours + term, standard)
    }
    found: dict[str, list[str]] = {}
    for flow in dict.fromkeys(flow for use in uses for flow in linked(use, "useOf", store)):
        for view in linked(flow, "flowOf", store):
            found.setdefault(view, []).append(flow)
    return {
        view: tuple(sorted(found[view], key=store.sort_key))
        for view in sorted(found, key=store.sort_key)
    }


def running(found: Iterable[str], store: Store) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return by key (`END`, `VIA`) the elements that flows run between, each with those flows.

    What is an end of one flow and on the way of another is an end.
    """
    at: dict[str, list[str]] = {}
    through: dict[str, list[str]] = {}
    for flow in found:
        run = ends(flow, store)
        for element in dict.fromkeys((*run.sources, *run.targets)):
            at.setdefault(element, []).append(flow)
        for element in run.via:
            through.setdefault(element, []).append(flow)
    kept = {element: flows for element, flows in through.items() if element not in at}
    for element in through.keys() & at.keys():
        at[element] = list(dict.fromkeys((*at[element], *through[element])))
    return {
        key: {element: tuple(found) for element, found in elements.items()}
        for key, elements in ((END, at), (VIA, kept))
    }


def of_standard(standard: str, store: Store, language: str = "nl") -> Marks:
    """Return the marks of a standard, for any plate: its flows and what they run between."""
    words = WORDS[language]
    label = store.name(standard, (language, "nl", "en"))
    name = label.value if label else standard
    used = tuple(dict.fromkeys(flow for found in flows(standard, store).values() for flow in found))
    of = {flow: Mark(FLOW) for flow in used}
    for key, elements in running(used, store).items():
        for element, found in elements.items():
            of[element] = Mark(key, counted(len(found), language), len(found))
    return Marks(of, {key: words[f"standard {key}"].format(name) for key in (END, VIA, FLOW)})


def counted(flows: int, language: str) -> str:
    """Return a number of flows in words."""
    return f"{flows} {WORDS[language]['one flow' if flows == 1 else 'more flows']}"
