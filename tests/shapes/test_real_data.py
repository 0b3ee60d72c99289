"""The real data, closure and all: every shape reaches something of it, and it breaks no rule.

A violation stops the build; whatever else it found, it wrote into the release.
"""

from collections.abc import Mapping
from pathlib import Path

from pyshacl.shapes_graph import ShapesGraph
from rdflib import RDF, SH, Graph, Literal

from scripts.pack import REPORT_TEXT, REPORT_TURTLE, words
from scripts.quality import focus_nodes, top_shapes
from scripts.terms import graph_of, sorted_triples
from server.graphs import QUALITY
from server.release import CURRENT
from tests.shapes.shapes import shapes


def test_nothing_was_found(real_var: Path) -> None:
    assert (real_var / CURRENT / REPORT_TEXT).read_text(encoding="utf-8") == words(())


def test_no_rule_of_shacl_was_broken(real_var: Path) -> None:
    report = Graph().parse(real_var / CURRENT / REPORT_TURTLE, format="turtle")
    (top,) = report.subjects(RDF.type, SH.ValidationReport)
    assert (top, SH.conforms, Literal(True)) in report
    assert list(report.subjects(RDF.type, SH.ValidationResult)) == []


def test_the_figures_of_a_shape_are_those_of_the_validator(graphs: Mapping[str, Graph]) -> None:
    """SHACL, 2.1.3: what a shape looks at; counted here without the library that validates."""
    # Before the report: what it was about.
    before = [graph for key, graph in graphs.items() if key != QUALITY]
    data = graph_of(triple for graph in before for triple in sorted_triples(graph))
    found = {shape.node: len(shape.focus_nodes(data)) for shape in ShapesGraph(shapes()).shapes}
    tops = top_shapes(shapes())
    assert len(tops) > 80
    assert {shape: len(focus_nodes(data, shapes(), shape)) for shape in tops} == {
        shape: found[shape] for shape in tops
    }
