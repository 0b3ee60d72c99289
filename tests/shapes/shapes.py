"""Shapes as a graph: which there are, and what belongs to one."""

from functools import cache
from pathlib import Path

from rdflib import SH, Graph, URIRef

from scripts.terms import Object, Triple, graph_of, subjects
from scripts.validate import shapes_files
from server.namespaces import EXTERNAL
from server.settings import DEFAULT_BASE
from tests.sources import ROOT

EXAMPLES = ROOT / "shapes" / "examples"
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
LANGUAGES = {"nl", "en"}


def load(root: Path, base: str) -> Graph:
    """All shapes of a checkout as one graph."""
    return graph_of(triple for file in shapes_files(root, base) for triple in file.triples)


@cache
def shapes(base: str = DEFAULT_BASE) -> Graph:
    """All shapes of the checkout."""
    return load(ROOT, base)


def namespace(base: str = DEFAULT_BASE) -> str:
    """The namespace of the shapes themselves."""
    return f"{base}def/shapes#"


@cache
def names() -> tuple[str, ...]:
    """The shapes that have a target, by local name."""
    found = {shape for predicate in TARGETS for shape in subjects(shapes(), predicate)}
    return tuple(sorted(str(shape).removeprefix(namespace()) for shape in found))


@cache
def alone(name: str, base: str = DEFAULT_BASE) -> Graph:
    """One shape with everything that it uses, and nothing of the others."""
    return graph_of(_below(shapes(base), URIRef(namespace(base) + name)))


def with_one_query(name: str, query: Object) -> Graph:
    """One shape of whose SPARQL rules only `query` is left."""
    return graph_of(
        triple for triple in _below(shapes(), URIRef(namespace() + name))
        if triple[1] != SH.sparql or triple[2] == query
    )  # fmt: skip


def _below(graph: Graph, top: URIRef) -> list[Triple]:
    """Every statement that can be reached from `top` inside the shapes."""
    found: list[Triple] = []
    seen: set[object] = set()
    waiting: list[object] = [top]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        below = list(graph.triples((node, None, None)))  # type: ignore[arg-type]
        found += below  # type: ignore[arg-type]
        waiting += [value for _, _, value in below]
    return found


def short(term: object, base: str = DEFAULT_BASE) -> str:
    """An IRI as the examples write it: with the prefix of its vocabulary."""
    text = str(term)
    for prefix, start in {"shape": namespace(base), "gemma": f"{base}def#", **EXTERNAL}.items():
        if text.startswith(start):
            return f"{prefix}:{text.removeprefix(start)}"
    return f"<{text}>"
