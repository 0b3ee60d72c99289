"""The dataset: sources, what follows and what describes them put together, in memory and pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from rdflib import Graph, URIRef

from scripts import catalogue, csvw, dumps, infer, places, provenance, tables
from scripts.findings import Finding, violation
from scripts.identity import Identity
from scripts.load import Source, Where, statements
from scripts.terms import Triple, graph_of
from server.downloads import TABLES_DESCRIBED
from server.graphs import GRAPHS, PUBLICATION

#: The closure takes the axioms apart, and starts from what is not inferred yet.
_NOT_FACTS: frozenset[str] = frozenset({"ontology", "inferred"})


@dataclass(frozen=True)
class Dataset:
    """Everything that a release holds: `graphs` has a key for each row of the table of graphs.

    `dumps` are the files that people fetch, which the graph `publication` describes.
    """

    base: str
    identity: Identity
    sources: tuple[Source, ...]
    graphs: Mapping[str, frozenset[Triple]]
    where: Where
    findings: tuple[Finding, ...]
    dumps: Mapping[str, bytes]

    def triples(self) -> Iterator[Triple]:
        """Return the statements of all graphs; one that stands in two graphs comes twice."""
        for graph in self.graphs.values():
            yield from graph

    def union(self) -> Graph:
        """Return all statements as one graph: the default graph of the endpoint."""
        return graph_of(self.triples())

    def things(self) -> frozenset[str]:
        """Return every IRI of ours below `id/` that is described, relative to the base."""
        start = f"{self.base}id/"
        return frozenset(
            subject.removeprefix(self.base)
            for subject, _, _ in self.triples()
            if isinstance(subject, URIRef) and subject.startswith(start)
        )


def assemble(
    sources: tuple[Source, ...],
    base: str,
    identity: Identity,
    cache: Path | None = None,
    *,
    keep: bool = True,
) -> Dataset:
    """Put a dataset together from loaded sources.

    `cache` holds finished closures; a new one goes there unless `keep` is false.

    What is wrong with a place, and what the closure finds inconsistent, stands in `findings`.
    """
    where = Where(sources)
    graphs = {graph.key: frozenset(statements(sources, graph.key)) for graph in GRAPHS}
    data = graph_of(triple for graph in graphs.values() for triple in graph)
    described, findings = places.derive(data, base, where)
    graphs["provenance"] |= frozenset(described)
    facts = (t for key, graph in graphs.items() if key not in _NOT_FACTS for t in graph)
    closure = infer.close(graphs["ontology"], facts, cache, keep=keep)
    graphs["inferred"] = closure.triples
    findings += [_problem(text, where) for text in closure.problems]
    for triple in described:
        data.add(triple)
    graphs["provenance"] |= frozenset(provenance.derive(data, sources, base, identity))
    released = {key: triples for key, triples in graphs.items() if key != PUBLICATION}
    tabular, misfits = tables.write(released, base, where)
    description = csvw.describe(graphs["catalog"], base, identity.modified)
    files = {
        **dumps.write(released, base, identity.id),
        **tabular,
        f"{TABLES_DESCRIBED}.json": description,
    }
    graphs[PUBLICATION] = frozenset(catalogue.derive(graphs, files, base, identity))
    return Dataset(base, identity, sources, graphs, where, (*findings, *misfits), files)


def _problem(text: str, where: Where) -> Finding:
    """Turn a problem of the closure into a finding at the first thing of ours that it names."""
    words = [URIRef(word.strip("(),'\"<>[]")) for word in text.split() if "://" in word]
    place = next((found for word in words if (found := where(word))[0]), ("", 0))
    return violation(
        "consistency",
        place,
        f"de uitspraken spreken elkaar tegen: {text}",
        f"the statements contradict each other: {text}",
    )
