"""Blank nodes: named after what they hold and where they hang, so that releases can be compared.

A label says nothing (RDF 1.1 Concepts, 3.4). Blank nodes that hang together are put in canonical
form by RDFC-1.0 (W3C, RDF Dataset Canonicalization), each such cluster apart from the others, so
that a change in one leaves the names in all others as they are.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Quad


def named(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Return the quads with blank nodes named by content; equal content has equal names.

    Of clusters that are wholly alike each has a name, numbered from 0.
    """
    alike: Counter[str] = Counter()
    for cluster in _clusters(quads):
        dataset = Dataset(cluster)
        dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
        rows = sorted(dataset, key=str)
        digest = hashlib.sha256("\n".join(map(str, rows)).encode()).hexdigest()[:20]
        prefix = f"b{digest}.{alike[digest]}."
        alike[digest] += 1
        for row in rows:
            yield _renamed(row, prefix)


def blanks(quad: Quad) -> list[BlankNode]:
    """Return the blank nodes of a statement."""
    return [term for term in (quad.subject, quad.object) if isinstance(term, BlankNode)]


def _clusters(quads: Iterable[Quad]) -> list[list[Quad]]:
    """Return the quads that have blank nodes, those that share one (even by others) together."""
    known = [quad for quad in quads if blanks(quad)]
    above: dict[BlankNode, BlankNode] = {}

    def top(node: BlankNode) -> BlankNode:
        while (parent := above.setdefault(node, node)) != node:
            above[node] = above.setdefault(parent, parent)  # a shorter way for the next time
            node = parent
        return node

    for quad in known:
        first, *others = blanks(quad)
        for other in others:
            above[top(other)] = top(first)
    found: dict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in known:
        found[top(blanks(quad)[0])].append(quad)
    return list(found.values())


def _renamed(quad: Quad, prefix: str) -> Quad:
    subject, value = quad.subject, quad.object
    return Quad(
        BlankNode(prefix + subject.value) if isinstance(subject, BlankNode) else subject,
        quad.predicate,
        BlankNode(prefix + value.value) if isinstance(value, BlankNode) else value,
        quad.graph_name,
    )
