"""Touches: which views, elements, standards and principles a change is felt in; one table of paths.

A path leads from the thing that changed through the model: steps with `/` between them, `^name`
against the direction of a property, `one|other` by either. What it leads to counts where it is in
the collection that the path stands under, so a path need not say what it starts from.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from server.changes.around import Around
from server.uris import collection_of

_USES: Final = "^standard|^transport|^standardVersion/useOf"
_IN_VIEW: Final = "flowOf|stepOf|noteOf"
_ENDS: Final = "from|to|via|performedBy"

#: Collection -> the paths that lead to its members.
PATHS: Final[Mapping[str, tuple[str, ...]]] = {
    "view": (
        f"nodeOf|areaOf|{_IN_VIEW}", f"useOf/{_IN_VIEW}", "^represents/nodeOf",
        "^performedBy/stepOf", f"{_USES}/{_IN_VIEW}",
    ),
    "element": (
        f"represents|{_ENDS}", f"useOf/{_ENDS}", f"{_USES}/{_ENDS}", "claimSubject|concerns",
        "partOf|choiceOf|composedOf|standsFor", "^choiceOf|^composedOf|^standsFor",
    ),
    "standard": (
        "standard|transport|versionOf", "standardVersion/versionOf", "^useOf/standard|transport",
        "claimSubject|concerns",
    ),
    "principle": (
        "implicationOf", "itemOf/implicationOf", "principle", "^noraPrinciple/principle",
        "^respondsTo|^mentions", "^mentions/implicationOf", "claimSubject|concerns",
    ),
}  # fmt: skip

#: Every property that a path uses.
PROPERTIES: Final = tuple(
    sorted(
        {
            name.removeprefix("^")
            for paths in PATHS.values()
            for path in paths
            for step in path.split("/")
            for name in step.split("|")
        }
    )
)


def touched(things: Iterable[str], around: Around) -> dict[str, tuple[str, ...]]:
    """Return what a change to these things touches, by collection; never the things themselves."""
    start = set(things)
    found = {}
    for collection, paths in PATHS.items():
        reached: set[str] = set()
        for path in paths:
            here = start
            for step in path.split("/"):
                here = around.follow(here, step)
            reached |= here
        members = {iri for iri in reached - start if collection_of(around.base, iri) == collection}
        if members:
            found[collection] = tuple(sorted(members))
    return found
