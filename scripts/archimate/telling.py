"""Telling two imports of a model apart: what is said first, and nothing of how it is drawn.

Between two releases of a model most statements that differ are places and sizes; that a view was
drawn anew shows in the view. So parts of drawings are counted, and left out of the telling.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from rdflib import RDFS, SKOS, Literal

from scripts.load import read_source, source_names
from server.changes.compare import Comparison
from server.changes.things import Kind

_COLLECTION: Final = re.compile(r"model/[a-z0-9-]+/id/([a-z-]+)/")
#: Parts of drawings.
DRAWN: Final = frozenset({"node", "area", "note", "connection"})
#: In this order things are told; what stands in none comes last.
_ORDER: Final = ("model", "element", "view", "relationship", "folder", "property")
_KINDS: Final = tuple(Kind)
_SOURCES: Final = ("ontology/*.ttl", "ontology/schemes/*.ttl")


def arranged(found: Comparison) -> tuple[Comparison, int]:
    """Return a comparison without what is drawn, things of a kind together, and how much that was.

    Within a collection the order stays as it is.
    """
    placed = [(_collection(change.thing, found.base), change) for change in found.changes]
    told = [pair for pair in placed if pair[0] not in DRAWN]
    told.sort(key=lambda pair: (_KINDS.index(pair[1].kind), _rank(pair[0])))
    return replace(found, changes=tuple(change for _, change in told)), len(placed) - len(told)


def _collection(thing: str, base: str) -> str:
    part = _COLLECTION.match(thing.removeprefix(base))
    return part[1] if part else ""


def _rank(collection: str) -> int:
    return _ORDER.index(collection) if collection in _ORDER else len(_ORDER)


def words(root: Path, base: str) -> Mapping[str, tuple[str, str]]:
    """Return what the vocabulary calls its terms, in Dutch and English: an import holds no names.

    Raises `SourceError` for a file that does not parse.
    """
    labels: dict[str, dict[str, str]] = {}
    for name in source_names(root, _SOURCES):
        for subject, predicate, text in read_source(root, name, "ontology", base).triples:
            if predicate in {RDFS.label, SKOS.prefLabel} and isinstance(text, Literal):
                labels.setdefault(str(subject), {})[text.language or ""] = str(text)
    return {term: (both["nl"], both["en"]) for term, both in labels.items() if len(both) > 1}
