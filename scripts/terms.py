"""Terms: rdflib's, with every literal kept exactly as it was written.

rdflib is the common currency of the making side. By default it rewrites the lexical form of a
literal (`"01"^^xsd:integer` becomes `"1"`), which would hide a fault and change what the reviewer
read; so that is off for whoever imports this module.
"""

import logging
import re
from collections.abc import Iterable
from typing import Any, Final, TypeAlias, cast

import rdflib
from rdflib import BNode, Graph, Literal, URIRef

rdflib.NORMALIZE_LITERALS = False
# An ill-typed literal becomes a finding with file and line; rdflib would print a stack trace.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

Subject: TypeAlias = URIRef | BNode
Object: TypeAlias = URIRef | BNode | Literal
Triple: TypeAlias = tuple[Subject, URIRef, Object]

_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r"}
_ESCAPED: Final = re.compile(r'["\\\n\r]')


def quote(text: str) -> str:
    """Write a string as canonical N-Triples does: in quotes, with only the needed escapes."""
    return '"' + _ESCAPED.sub(lambda found: _ESCAPES[found[0]], text) + '"'


def write(term: Object) -> str:
    """Write one term as N-Triples; `xsd:string` stays unsaid."""
    if isinstance(term, Literal):
        if term.language:
            return f"{quote(str(term))}@{term.language}"
        if term.datatype and term.datatype != rdflib.XSD.string:
            return f"{quote(str(term))}^^<{term.datatype}>"
        return quote(str(term))
    return f"_:{term}" if isinstance(term, BNode) else f"<{term}>"


def line(triple: Triple) -> str:
    """Write one triple as N-Triples, without the end of line."""
    subject, predicate, value = triple
    return f"{write(subject)} <{predicate}> {write(value)} ."


def quad_line(triple: Triple, graph: str) -> str:
    """Write one triple of the graph with the IRI `graph` as N-Quads."""
    return f"{line(triple)[:-1]}<{graph}> ."


def ntriples(triples: Iterable[Triple]) -> str:
    """Write triples as N-Triples, sorted, each once: equal sets give equal text."""
    return "".join(f"{text}\n" for text in sorted({line(triple) for triple in triples}))


def graph_of(triples: Iterable[Triple]) -> Graph:
    """Put triples into an rdflib graph that binds no prefixes of its own."""
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
    return graph


def objects(graph: Graph, subject: object, predicate: URIRef) -> list[Object]:
    """Return what stands after subject and predicate, sorted, so that order is never chance."""
    found = graph.objects(cast(Any, subject), predicate)
    return sorted(cast(Iterable[Object], found), key=write)


def subjects(graph: Graph, predicate: URIRef, value: object = None) -> list[Subject]:
    """Return what stands before predicate and value, each once, sorted."""
    found = set(graph.subjects(predicate, cast(Any, value)))
    return sorted(cast(Iterable[Subject], found), key=write)


def value(graph: Graph, subject: object, predicate: URIRef) -> Object | None:
    """Return the first object in sorted order, or None."""
    return next(iter(objects(graph, subject, predicate)), None)


def sorted_triples(graph: Graph) -> list[Triple]:
    """Return every triple of a graph, sorted."""
    return sorted(cast(Iterable[Triple], graph), key=line)
