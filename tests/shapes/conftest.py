"""The data that the shapes guard, as the build has put it together."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rdflib import Graph

from scripts.terms import graph_of, sorted_triples
from server.downloads import FOLDER
from server.graphs import GRAPHS
from server.release import CURRENT


@pytest.fixture(scope="session")
def graphs(real_var: Path) -> Mapping[str, Graph]:
    """Key -> named graph of the release of the checkout, closure and all."""
    folder = real_var / CURRENT / FOLDER
    return {one.key: Graph().parse(folder / f"{one.key}.nt", format="nt") for one in GRAPHS}


@pytest.fixture(scope="session")
def everything(graphs: Mapping[str, Graph]) -> Graph:
    """The default graph: the union of all."""
    return graph_of(triple for graph in graphs.values() for triple in sorted_triples(graph))
