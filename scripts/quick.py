"""Quick: what is asked often on the making side: SPARQL by pyoxigraph, and patterns remembered.

The rules that SHACL cannot say without SPARQL look at the whole dataset at once, and so do the
questions of the quality report; rdflib's own engine takes a minute for them, pyoxigraph a fraction
of a second.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, cast

import pyoxigraph as ox
from rdflib import XSD, BNode, Graph, Literal, URIRef, Variable
from rdflib.query import Result

from scripts.terms import Object, Triple, ntriples, quad_line

#: SERVICE makes the engine call another host; written with escapes it is the same word.
_SERVICE: Final = re.compile(r"\bservice\b\s*(?:silent\b\s*)?[<?$:\w]", re.IGNORECASE)
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class QuickGraph(Graph):
    """A graph that is complete when made: its queries see what it then held."""

    def __init__(self, source: Graph) -> None:
        """Share the triples of `source`, which must not change from here on."""
        super().__init__(store=source.store, identifier=source.identifier, bind_namespaces="none")
        self._quick = ox.Store()
        text = ntriples(cast(Iterable[Triple], source)).encode("utf-8")
        self._quick.bulk_load(text, format=ox.RdfFormat.N_TRIPLES)

    def query(  # type: ignore[override] # noqa: PLR0913, PLR0917 (rdflib's signature)
        self,
        query_object: str,
        processor: object = "sparql",
        result: object = "sparql",
        initNs: object = None,  # noqa: N803 (rdflib's name)
        initBindings: Mapping[str, Object] | None = None,  # noqa: N803 (rdflib's name)
        use_store_provided: bool = True,
        **_: object,
    ) -> Result:
        """Answer an ASK or SELECT query; raises `ValueError` when it calls another host."""
        text = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), str(query_object))
        if _SERVICE.search(text):
            raise ValueError("SERVICE would ask another host: bring the data in as a source")
        bound = {str(name): value for name, value in (initBindings or {}).items()}
        substitutions: dict[ox.Variable, Any] = {
            ox.Variable(name): _to_ox(value) for name, value in bound.items()
        }
        try:
            answer = self._quick.query(text, substitutions=substitutions)
        except SyntaxError as error:
            lines = text.splitlines()
            number = min(error.lineno or 1, len(lines))
            raise ValueError(f"{error.msg}: {lines[number - 1].strip()}") from error
        if isinstance(answer, ox.QueryBoolean):
            verdict = Result("ASK")
            verdict.askAnswer = bool(answer)
            return verdict
        if not isinstance(answer, ox.QuerySolutions):
            raise ValueError("a rule asks with SELECT or ASK")
        return _table(answer, bound)


class StillGraph(Graph):
    """A graph that is complete when made: each pattern is looked up once.

    For the shapes: pyshacl reads a shape anew for each thing that it looks at.
    """

    def __init__(self, source: Graph) -> None:
        """Share the triples of `source`, which must not change from here on."""
        super().__init__(store=source.store, identifier=source.identifier, bind_namespaces="none")
        self._found: dict[Any, list[Any]] = {}

    def triples(self, triple: Any) -> Iterator[Any]:  # type: ignore[override] # no paths here
        """Return the triples that fit a pattern."""
        found = self._found.get(triple)
        if found is None:
            found = self._found[triple] = list(super().triples(triple))
        return iter(found)


class QuickDataset:
    """Named graphs to ask questions of, by their IRI; the default graph is all of them together.

    Raises `ValueError` for a question that is no SPARQL or not of the form that is asked for.
    """

    def __init__(self, graphs: Mapping[str, Iterable[Triple]]) -> None:
        """Take over the graphs as they are now."""
        self._quick = ox.Store()
        for name, triples in graphs.items():
            text = "".join(f"{quad_line(triple, name)}\n" for triple in triples)
            self._quick.bulk_load(text.encode("utf-8"), format=ox.RdfFormat.N_QUADS)

    def ask(self, question: str) -> bool:
        """Answer an ASK query."""
        answer = self._answer(question)
        if not isinstance(answer, ox.QueryBoolean):
            raise ValueError("a requirement asks with ASK")
        return bool(answer)

    def select(self, question: str) -> list[Mapping[str, Object]]:
        """Return the rows of a SELECT query, by variable, in a fixed order."""
        answer = self._answer(question)
        if not isinstance(answer, ox.QuerySolutions):
            raise ValueError("a metric counts with SELECT")
        rows = cast(list[dict[Variable, Object]], _table(answer, {}).bindings)
        return [{str(name): value for name, value in row.items()} for row in rows]

    def _answer(self, question: str) -> object:
        try:
            return self._quick.query(question, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise ValueError(f"{error.msg} in: {question}") from error


def _table(answer: ox.QuerySolutions, bound: Mapping[str, Object]) -> Result:
    """Return the rows as rdflib has them, with what was bound before in every row."""
    names = [variable.value for variable in answer.variables]
    rows: list[dict[Variable, Any]] = []
    for solution in answer:
        row = {Variable(name): value for name, value in bound.items() if name in names}
        row |= {
            Variable(name): _to_rdflib(term)
            for name in names
            if (term := solution[name]) is not None
        }
        rows.append(row)
    result = Result("SELECT")
    result.vars = [Variable(name) for name in names]
    result.bindings = sorted(rows, key=_row_key)
    return result


def _row_key(row: Mapping[Variable, object]) -> list[str]:
    return sorted(f"{name} {value}" for name, value in row.items())


def _to_ox(term: Object) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, BNode):
        return ox.BlankNode(str(term))
    if term.language:
        return ox.Literal(str(term), language=term.language)
    return ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or XSD.string)))


def _to_rdflib(term: object) -> Object:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    if isinstance(term, ox.Literal):
        if term.language:
            return Literal(term.value, lang=term.language)
        return Literal(term.value, datatype=URIRef(term.datatype.value))
    raise ValueError(f"{term} is no RDF 1.1 term")
