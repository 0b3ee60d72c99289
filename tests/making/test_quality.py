"""What a build says of quality: the report as it is, every requirement judged, itself guarded."""

from collections.abc import Callable

import pytest
from rdflib import SH, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from scripts.quick import QuickDataset
from server.errors import ChecksFailedError
from server.namespaces import EXTERNAL
from server.settings import DEFAULT_BASE as B
from tests.making.conftest import Project

EARL = Namespace(EXTERNAL["earl"])
DQV = Namespace(EXTERNAL["dqv"])
REPORT = URIRef(f"{B}id/report/shacl")
#: A rule that warns, and which no reference component of the tiny project keeps.
WISH = """
shape:Wish a sh:NodeShape ;
    sh:targetClass gemma:ReferenceComponent ;
    sh:property shape:Wish-notation .

shape:Wish-notation a sh:PropertyShape ;
    sh:path <http://www.w3.org/2004/02/skos/core#notation> ;
    sh:minCount 1 ;
    sh:severity sh:Warning ;
    sh:message "Geef een notatie."@nl , "Give a notation."@en .
"""


def built(project: Project) -> tuple[Graph, Graph]:
    """The report of the release as a file, and what its data says of quality."""
    folder = project.build().folder
    return Graph().parse(folder / "report.ttl"), Graph().parse(folder / "graphs" / "quality.ttl")


def outcome(data: Graph, key: str) -> tuple[str, str]:
    """How a requirement came out, and how it was judged."""
    (assertion,) = data.subjects(EARL.test, URIRef(f"{B}id/requirement/{key}"))
    found = data.value(data.value(assertion, EARL.result), EARL.outcome)
    mode = data.value(assertion, EARL.mode)
    return str(found).rpartition("#")[2], str(mode).rpartition("#")[2]


def test_every_requirement_is_judged(project: Project) -> None:
    """What a machine asks, what a person says, what nobody did, and the whole by its worst."""
    _, data = built(project)
    assert outcome(data, "geen-overtreding") == ("passed", "automatic")
    assert outcome(data, "door-een-mens") == ("cantTell", "manual")
    assert outcome(data, "nooit-bekeken") == ("untested", "automatic")
    assert outcome(data, "klein") == ("cantTell", "automatic")


def test_a_warning_is_in_the_data_as_it_is_in_the_report(project: Project) -> None:
    """SHACL, 3.6.1.1: with a result of whatever severity a report does not conform."""
    project.append("shapes/landschap.ttl", WISH)
    report, data = built(project)
    results = set(data.objects(REPORT, SH.result))
    (top,) = report.subjects(SH.conforms)
    assert report.value(top, SH.conforms) == data.value(REPORT, SH.conforms) == Literal(False)
    assert len(results) == len(list(report.subjects(SH.focusNode))) > 0
    ours = Graph()
    for result in results:
        for triple in data.triples((result, None, None)):
            ours.add(triple)
    theirs = Graph()
    for result in report.subjects(SH.focusNode):
        for triple in report.triples((result, None, None)):
            theirs.add(triple)
    assert isomorphic(ours, theirs)
    measured = {
        str(data.value(node, DQV.isMeasurementOf)).rpartition("/")[2]: data.value(node, DQV.value)
        for node in data.objects(URIRef(f"{B}def/shapes#Wish"), DQV.hasQualityMeasurement)
    }
    number = Literal(len(results))
    assert measured == {"looked-at": number, "rules": Literal(1), "warnings": number}
    assert outcome(data, "geen-overtreding") == ("passed", "automatic")


def test_the_graph_of_quality_is_guarded_too(project: Project) -> None:
    """It is made after the report, so it is held against its rules by itself."""
    project.append(
        "data/conformance.ttl", "\nassertion:door-een-mens earl:test requirement:nooit-bekeken .\n"
    )
    with pytest.raises(ChecksFailedError) as caught:
        project.build()
    assert any("data/conformance.ttl" in line and "one requirement" in line
               for line in caught.value.lines)  # fmt: skip


@pytest.mark.parametrize(
    ("ask", "query"),
    [
        (QuickDataset.ask, "SELECT ?s { ?s ?p ?o }"),
        (QuickDataset.select, "ASK {}"),
        (QuickDataset.ask, "ASK { ?s }"),
    ],
)
def test_a_question_of_the_wrong_form_is_refused(
    ask: Callable[[QuickDataset, str], object], query: str
) -> None:
    with pytest.raises(ValueError, match=r"ASK|SELECT"):
        ask(QuickDataset({}), query)
