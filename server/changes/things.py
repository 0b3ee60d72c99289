"""Things: from statements that came and went to changes, one for each thing; pure.

A thing that no chosen graph speaks of any more is withdrawn, one that none spoke of is added. One
that is said to have got another key is one thing that moved: statements that only follow it there
are no change to a reader, though they are in the data.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from pyoxigraph import Quad

from server.changes.around import Around
from server.changes.lines import graph
from server.changes.touches import touched
from server.namespaces import DCT, RDF_TYPE, gemma
from server.rdf.terms import BlankNode, Literal, NamedNode, Object, Subject
from server.withdrawal import RENAMED

#: Tells whether a release speaks of a thing in the chosen graphs.
Speaks: TypeAlias = Callable[[str], bool]


class Kind(StrEnum):
    """What became of a thing, in the order in which changes are told."""

    ADDED = "added"
    WITHDRAWN = "withdrawn"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True)
class Said:
    """What a thing is said to have for a property, in one graph and, for texts, one language."""

    property: str
    graph: str
    language: str
    before: tuple[Object, ...]
    after: tuple[Object, ...]


@dataclass(frozen=True)
class Change:
    """What became of one thing. `formerly` is the address that it moved from.

    `declared` tells whether a withdrawn thing is said to be so; `successors` are as it is said.
    `gone` and `new` are all its statements that differ, those in its blank nodes included.
    """

    kind: Kind
    thing: str
    formerly: str
    declared: bool
    successors: tuple[str, ...]
    said: tuple[Said, ...]
    touched: Mapping[str, tuple[str, ...]]
    gone: tuple[Quad, ...]
    new: tuple[Quad, ...]


def changes(
    gone: Collection[Quad], new: Collection[Quad], spoke: Speaks, speaks: Speaks, around: Around
) -> list[Change]:
    """Return a change for each thing of which statements came or went, in no order."""
    before, after = _by_thing(gone), _by_thing(new)
    added = {thing for thing in after if not spoke(thing)}
    left = {thing for thing in before if not speaks(thing)}
    moved = _moved(left, added, around)
    formerly = {successor: thing for thing, successor in moved.items()}
    found = []
    for thing in {*before, *after} - moved.keys():
        old = formerly.get(thing, "")
        if old:
            kind = Kind.MOVED
        elif thing in added:
            kind = Kind.ADDED
        else:
            kind = Kind.WITHDRAWN if thing in left else Kind.CHANGED
        went = sorted([*before[thing], *before[old]], key=str)
        came = sorted(after[thing], key=str)
        said = _said(went, came, moved)
        # What only follows another thing to its new address is felt nowhere.
        felt = touched({thing, *filter(None, [old])}, around) if said or old else {}
        found.append(
            Change(
                kind,
                thing,
                old,
                _is_withdrawn(thing, around),
                tuple(sorted(around.follow([thing], DCT + "isReplacedBy"))),
                said,
                {name: tuple(t for t in things if t not in moved) for name, things in felt.items()},
                tuple(went),
                tuple(came),
            )
        )
    return found


def _is_withdrawn(thing: str, around: Around) -> bool:
    return NamedNode(gemma(around.base) + "WithdrawnResource") in around.values(thing, RDF_TYPE)


def _by_thing(quads: Iterable[Quad]) -> defaultdict[str, list[Quad]]:
    """Return the statements by the thing that they are about.

    What is said of a blank node is about the thing that it hangs from, and where it hangs from
    nothing, about the graph that it stands in.
    """
    known = list(quads)
    above: dict[Subject, Subject] = {}
    for quad in known:
        if isinstance(quad.object, BlankNode) and isinstance(quad.subject, NamedNode | BlankNode):
            above[quad.object] = quad.subject
    found: defaultdict[str, list[Quad]] = defaultdict(list)
    for quad in known:
        node = quad.subject
        met = set()
        while isinstance(node, BlankNode) and node in above and node not in met:
            met.add(node)
            node = above[node]
        found[node.value if isinstance(node, NamedNode) else graph(quad)].append(quad)
    return found


def _moved(left: Iterable[str], added: AbstractSet[str], around: Around) -> dict[str, str]:
    """Return the new address of each thing that is said to have got just another key."""
    renamed = NamedNode(around.base + RENAMED)
    moved = {}
    for thing in left:
        heirs = around.follow([thing], DCT + "isReplacedBy")
        if (
            around.values(thing, "withdrawalReason") == [renamed]
            and len(heirs) == 1
            and heirs <= added
        ):
            moved[thing] = heirs.pop()
    # Where several became one, that one is told as new, and each of them as withdrawn.
    heard = Counter(moved.values())
    return {thing: heir for thing, heir in moved.items() if heard[heir] == 1}


def _said(went: Iterable[Quad], came: Iterable[Quad], moved: Mapping[str, str]) -> tuple[Said, ...]:
    """Pair old values with new ones of the same property, graph and language."""
    gone, new = _values(went), _values(came)
    found = []
    for key in sorted({*gone, *new}):
        # A value that moved to another address is the same value.
        same = {term: now for term in gone[key] if (now := _now(term, moved)) in new[key]}
        kept = set(same.values())
        before = tuple(term for term in gone[key] if term not in same)
        after = tuple(term for term in new[key] if term not in kept)
        if before or after:
            found.append(Said(*key, before, after))
    return tuple(found)


def _now(term: Object, moved: Mapping[str, str]) -> Object:
    """Return a value with the address that it has in the later release."""
    return NamedNode(moved.get(term.value, term.value)) if isinstance(term, NamedNode) else term


def _values(quads: Iterable[Quad]) -> defaultdict[tuple[str, str, str], dict[Object, None]]:
    """Return the values by property, graph and language; not those deeper in blank nodes."""
    known = list(quads)
    below = {quad.object for quad in known if isinstance(quad.object, BlankNode)}
    found: defaultdict[tuple[str, str, str], dict[Object, None]] = defaultdict(dict)
    for quad in known:
        value = quad.object
        if quad.subject in below or not isinstance(value, NamedNode | BlankNode | Literal):
            continue
        language = (value.language or "") if isinstance(value, Literal) else ""
        found[quad.predicate.value, graph(quad), language][value] = None
    return found
