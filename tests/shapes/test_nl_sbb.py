"""The concept schemes against the official shapes of NL-SBB, where they are at hand.

What is held against them is the whole dataset. The closure takes part, because NL-SBB asks for
skos:broader and our sources say more exactly what kind of broader it is. Two rules of NL-SBB
compare every concept with every other and are run as plain SPARQL instead.
"""

from collections import Counter
from functools import cache

import pytest
from rdflib import SH, SKOS, Graph, Namespace

from scripts.findings import Severity
from scripts.quick import QuickGraph
from scripts.terms import graph_of, sorted_triples
from scripts.validate import Report, validate
from tests.sources import ROOT

FILE = ROOT.parent / "shared" / "standards" / "nl-sbb" / "profiles_skos-ap-nl.ttl"
SKOSAPNL = Namespace("http://nlbegrip.nl/def/skosapnl#")
SUPER_LINEAR = (SKOSAPNL.UnambiguousNotations, SKOSAPNL.UniquePreflabelWithinConceptScheme)

#: Results below a violation that we know of and mean: (severity, local name of the shape) -> why.
EXPLAINED: dict[tuple[Severity, str], str] = {}

SHARED = """
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    SELECT ?scheme ?value (GROUP_CONCAT(STR(?concept); separator=" ") AS ?concepts) WHERE {
        ?concept a skos:Concept ; skos:inScheme ?scheme ; %s ?value .
    } GROUP BY ?scheme ?value HAVING (COUNT(DISTINCT ?concept) > 1)
"""

pytestmark = pytest.mark.skipif(
    not FILE.exists(),
    reason="the official shapes of NL-SBB are not beside the checkout (../shared/standards)",
)


@cache
def official() -> Graph:
    shapes = Graph().parse(FILE, format="turtle")
    for rule in SUPER_LINEAR:
        assert (None, SH.sparql, rule) in shapes, "NL-SBB no longer has this rule"
        shapes.remove((None, SH.sparql, rule))
    return shapes


@pytest.fixture(scope="module")
def report(everything: Graph) -> Report:
    return validate(everything, official())


def test_the_official_shapes_reach_our_concepts(everything: Graph) -> None:
    """That nothing is found means something only when there is something to look at."""
    bare = graph_of(t for t in sorted_triples(everything) if t[1] != SKOS.definition)
    asked = SKOSAPNL["Concept-definition"]  # one of many, each for the same concepts
    rules = graph_of(t for t in sorted_triples(official()) if t[1] != SH.property or t[2] == asked)
    without = [r for r in validate(bare, rules).findings if r.path == SKOS.definition]
    assert len(without) > 300


def test_no_violation(report: Report) -> None:
    worst = [r for r in report.findings if r.severity is Severity.VIOLATION]
    assert [f"{r.focus} {r.path} {r.message('nl')}" for r in worst] == []


def test_what_remains_is_explained(report: Report) -> None:
    rest = Counter(
        (r.severity, str(r.shape).rpartition("#")[2])
        for r in report.findings
        if r.severity is not Severity.VIOLATION
    )
    assert set(rest) == set(EXPLAINED), f"explain or mend: {dict(rest)}"


@pytest.mark.parametrize("property_", ["skos:prefLabel", "skos:notation"])
def test_nothing_is_shared_within_a_scheme(everything: Graph, property_: str) -> None:
    assert list(QuickGraph(everything).query(SHARED % property_)) == []
