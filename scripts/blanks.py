"""Blank nodes: named after what they say and where they hang, so equal input gives equal bytes.

A blank node of ours is an OWL expression: a tree below one named thing. Its label is a hash of
its content and of the statement that leads to it.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from rdflib import BNode

from scripts.terms import Object, Triple, write
from server.errors import SourceError

#: Lists nest one step per member; far below the depth at which recursion ends.
_DEEPEST = 200


def name_blank_nodes(triples: Sequence[Triple], lines: Sequence[int], name: str) -> list[Triple]:
    """Return the triples, in the same order, with labels that depend on content alone.

    Raises `SourceError` for a blank node that is used twice, refers to itself or nests too deep.
    """
    if not any(isinstance(term, BNode) for triple in triples for term in triple):
        return list(triples)
    below: dict[BNode, list[Triple]] = defaultdict(list)
    above: dict[BNode, Triple] = {}
    for triple, line in zip(triples, lines, strict=True):
        subject, _, value = triple
        if isinstance(subject, BNode):
            below[subject].append(triple)
        if isinstance(value, BNode):
            if value in above:
                raise SourceError("a blank node is used twice: give it an IRI", Path(name), line)
            above[value] = triple
    labels: dict[BNode, str] = {}
    for triple, line in zip(triples, lines, strict=True):
        for term in (triple[0], triple[2]):
            if isinstance(term, BNode) and term not in labels:
                top, steps = _top(term, above)
                if steps > _DEEPEST:
                    raise SourceError(
                        "a blank node refers to itself or nests too deep", Path(name), line
                    )
                _label(top, above, below, labels)

    def renamed(term: Object) -> Object:
        return BNode(labels[term]) if isinstance(term, BNode) else term

    return [(renamed(s), p, renamed(o)) for s, p, o in triples]  # type: ignore[misc]


def _top(node: BNode, above: Mapping[BNode, Triple]) -> tuple[BNode, int]:
    """Return the blank node at the top of the tree and the number of steps up to it."""
    steps = 0
    while node in above and isinstance(parent := above[node][0], BNode) and steps <= _DEEPEST:
        node, steps = parent, steps + 1
    return node, steps


def _label(
    top: BNode,
    above: Mapping[BNode, Triple],
    below: Mapping[BNode, Sequence[Triple]],
    labels: dict[BNode, str],
) -> None:
    """Label a whole tree: contents from the leaves up, labels from the top down."""
    contents: dict[BNode, str] = {}

    def content(node: BNode) -> str:
        if node not in contents:
            rows = sorted(
                f"{p} {content(o) if isinstance(o, BNode) else write(o)}"
                for _, p, o in below.get(node, ())
            )
            contents[node] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
        return contents[node]

    def label(node: BNode, path: str) -> None:
        digest = hashlib.sha256(f"{path} {content(node)}".encode()).hexdigest()
        labels[node] = f"b{digest[:20]}"
        for _, p, o in below.get(node, ()):
            if isinstance(o, BNode):
                label(o, f"{digest} {p}")

    lead = above.get(top)
    label(top, f"{write(lead[0])} {lead[1]}" if lead else "")
