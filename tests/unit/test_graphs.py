"""Named graphs: what the key of one says that it holds."""

import pytest

from server.graphs import GRAPHS, inferred_graph, is_inferred, kind_of, of_model
from server.settings import DEFAULT_BASE as B


@pytest.mark.parametrize("model", ["m", "een-model", "reinferred"])
def test_the_graphs_of_a_model_are_told_apart_by_their_last_word(model: str) -> None:
    facts, inferred, catalogue = (graph.key for graph in of_model(model))
    assert [kind_of(key) for key in (facts, inferred, catalogue)] == ["", "inferred", "catalog"]
    told = [is_inferred(f"{B}id/graph/{key}") for key in (facts, inferred, catalogue)]
    assert told == [False, True, False]


def test_of_our_own_graphs_one_is_inferred() -> None:
    found = [graph.key for graph in GRAPHS if is_inferred(f"{B}id/graph/{graph.key}")]
    assert found == [inferred_graph()]
