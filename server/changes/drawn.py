"""Drawn: two imports of a model told apart: what is said first, and nothing of how it is drawn.

Between two releases of a model most statements that differ are places and sizes; that a view was
drawn anew shows in the view. So parts of drawings are counted, and left out of the telling.
"""

from dataclasses import replace
from typing import Final

from server.changes.compare import Comparison
from server.changes.things import Kind
from server.uris import collection_of

#: Parts of drawings.
DRAWN: Final = frozenset({"node", "area", "note", "connection"})
#: In this order things are told; what stands in none comes last.
_ORDER: Final = ("model", "element", "view", "relationship", "folder", "property")
_KINDS: Final = tuple(Kind)


def arranged(found: Comparison) -> tuple[Comparison, int]:
    """Return a comparison without what is drawn, things of a kind together, and how much that was.

    Within a collection the order stays as it is.
    """
    placed = [(collection_of(found.base, change.thing), change) for change in found.changes]
    told = [pair for pair in placed if pair[0] not in DRAWN]
    told.sort(key=lambda pair: (_KINDS.index(pair[1].kind), _rank(pair[0])))
    return replace(found, changes=tuple(change for _, change in told)), len(placed) - len(told)


def _rank(collection: str) -> int:
    return _ORDER.index(collection) if collection in _ORDER else len(_ORDER)
