"""Comparing: two releases in, everything that changed between them out, in one fixed order.

Only what people wrote counts, unless graphs are named: what the build concludes from it, counts and
describes would tell each change twice.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Quad

from server.changes.around import Around, pick
from server.changes.lines import differing, graph
from server.changes.names import PLACES, Names, Words
from server.changes.things import Change, Kind, changes
from server.changes.touches import PROPERTIES
from server.changes.words import TOLD
from server.errors import ReleaseError
from server.graphs import GRAPHS, graph_iri, is_inferred
from server.rdf.terms import BlankNode, NamedNode
from server.release import Release
from server.store import natural
from server.uris import COLLECTIONS, collection_of, space

_PROPERTIES: Final = (*PROPERTIES, *PLACES, *(name for group in TOLD for name in group))
_KINDS: Final = tuple(Kind)
#: Collections in the order of pages; what is in none comes last.
_RANK: Final = {name: rank for rank, name in enumerate((*COLLECTIONS, ""))}


@dataclass(frozen=True)
class Comparison:
    """What changed from one release to another, in reading order, and how to name it."""

    before: str
    after: str
    base: str
    changes: tuple[Change, ...]
    names: Names
    space: str = ""

    @property
    def path(self) -> str:
        """The path of the document about these changes, without leading slash or suffix."""
        return path(self.before, self.after, self.space)

    def counts(self) -> dict[Kind, int]:
        """Return how many things changed in each way; ways that none did are left out."""
        numbers = Counter(change.kind for change in self.changes)
        return {kind: numbers[kind] for kind in _KINDS if numbers[kind]}


#: The most statements in which two imports of a model may differ to be compared over HTTP.
DIFFERING_MAXIMUM: Final = 60_000


def path(before: str, after: str, space: str = "") -> str:
    """Return the path, without leading slash, of what changed between two releases."""
    return f"{space}changes/{before}/{after}"


def compare(
    before: Release,
    after: Release,
    words: Words,
    graphs: Collection[str] = (),
    most: int | None = None,
) -> Comparison:
    """Return what changed between two verified releases.

    `words` are for IRIs of others; `graphs` are the keys of the graphs to compare, by default
    all that are not derived; `most` statements may differ, if that is given. Raises `ReleaseError`
    when the releases have different base IRIs, or one cannot be read, and `TooLargeError` when
    more differ.
    """
    base = after.base
    if before.base != base:
        raise ReleaseError(
            f"{before.id} is of {before.base} and {after.id} of {base}: only releases with the "
            "same base IRI (GEMMA_BASE) can be compared"
        )
    chosen = _chosen(base, graphs)
    try:
        with before.quads.open("rb") as old, after.quads.open("rb") as new:
            gone, came = differing(old, new, most)
        went_here, came_here = ([q for q in quads if chosen(graph(q))] for quads in (gone, came))
        about = {*_subjects(went_here), *_subjects(came_here)}
        with after.quads.open("rb") as lines:
            picked, counts = pick(lines, base, _PROPERTIES, about)
    except (OSError, SyntaxError) as error:
        raise ReleaseError(f"{before.id} and {after.id} cannot be compared: {error}") from None
    around = Around((*picked, *sorted(gone, key=str)), base)
    # Graphs are always spoken of: what hangs from nothing in them is told of them.
    always = {graph(quad) for quad in (*went_here, *came_here)}
    said: Counter[str] = Counter()
    for (thing, place), number in counts.items():
        said[thing] += number if chosen(place) else 0
    was = said + _subjects(went_here) - _subjects(came_here)
    found = changes(
        went_here,
        came_here,
        lambda thing: thing in always or was[thing] > 0,
        lambda thing: thing in always or said[thing] > 0,
        around,
    )
    names = Names(around, words, _held((*went_here, *came_here)))
    ordered = sorted(found, key=lambda change: _reading_order(change, names))
    room = space(after.model) if after.model else ""
    return Comparison(before.id, after.id, base, tuple(ordered), names, room)


def _chosen(base: str, graphs: Collection[str]) -> Callable[[str], bool]:
    """Return what tells whether a graph, by its IRI, is one to compare."""
    if graphs:
        wanted = {graph_iri(base, key) for key in graphs}
        return lambda iri: iri in wanted
    # "" is the default graph, in which no release says anything.
    left = {"", *(graph_iri(base, graph.key) for graph in GRAPHS if graph.derived)}
    return lambda iri: iri not in left and not is_inferred(iri)


def _subjects(quads: Iterable[Quad]) -> Counter[str]:
    """Return how many of the statements each thing is the subject of."""
    return Counter(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))


def _held(quads: Iterable[Quad]) -> dict[BlankNode, list[Quad]]:
    """Return what each blank node holds."""
    found: dict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in sorted(quads, key=str):
        if isinstance(quad.subject, BlankNode):
            found[quad.subject].append(quad)
    return found


def _reading_order(change: Change, names: Names) -> tuple[object, ...]:
    collection = collection_of(names.around.base, change.thing)
    number = names.around.number(change.thing)
    name = names.called(change.thing, "nl")
    place = _RANK.get(collection, len(_RANK))
    return (_KINDS.index(change.kind), place, natural(number), natural(name), change.thing)
