"""The real data, closure and all: every shape reaches something of it, and it breaks no rule."""

from pyshacl.shapes_graph import ShapesGraph

from scripts.load import Where
from scripts.quality import focus_nodes, top_shapes
from scripts.terms import graph_of
from scripts.validate import check_shapes, shapes_files
from server.graphs import QUALITY
from server.settings import DEFAULT_BASE
from tests.shapes.shapes import dataset, examination, shapes
from tests.sources import ROOT


def test_every_shape_reaches_something() -> None:
    where = Where(shapes_files(ROOT, DEFAULT_BASE))
    found = check_shapes(shapes(), dataset().union(), where, DEFAULT_BASE)
    assert [finding.words("en") for finding in found] == []


def test_the_data_breaks_no_rule() -> None:
    assert [finding.words("en") for finding in examination().all] == []


def test_the_figures_of_a_shape_are_those_of_the_validator() -> None:
    """SHACL, 2.1.3: what a shape looks at; counted here without the library that validates."""
    # Before the report: what it was about.
    data = graph_of(t for k, g in dataset().graphs.items() if k != QUALITY for t in g)
    found = {shape.node: len(shape.focus_nodes(data)) for shape in ShapesGraph(shapes()).shapes}
    tops = top_shapes(shapes())
    assert len(tops) > 80
    assert {shape: len(focus_nodes(data, shapes(), shape)) for shape in tops} == {
        shape: found[shape] for shape in tops
    }
