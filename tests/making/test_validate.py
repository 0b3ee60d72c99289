"""SHACL in words and as a graph, and shapes that would hide a fault refused."""

import pyoxigraph as ox
import pytest
from rdflib import RDF, SH, Graph

from scripts.examine import prepare
from scripts.load import load_sources
from scripts.terms import graph_of
from scripts.validate import validate
from server.settings import DEFAULT_BASE
from tests.making.conftest import Gemma, Project
from tests.shapes import shapes

ELEMENTS = "data/landschap/elementen.ttl"
PLACE = " ;\n    gemma:sourcePlace place:klein-17-18"


def data(project: Project, base: str = DEFAULT_BASE) -> Graph:
    return graph_of(t for source in load_sources(project.root, base) for t in source.triples)


def test_violation_names_file_line_and_remedy(project: Project, gemma: Gemma) -> None:
    project.edit(ELEMENTS, PLACE, "")
    before = project.current()
    code, out, err = gemma("check")
    assert code == 1
    assert out == (
        f"{ELEMENTS}:20: violation: Give the place in the source. "
        "(element:zaaksysteem gemma:sourcePlace) [shape:place]\n"
    )
    assert "Geef de plaats in de bron." in gemma("check", "--language", "nl")[1]
    code, out, err = gemma("build")
    assert (code, out) == (1, "")
    assert f"{ELEMENTS}:20: violation:" in err
    assert err.endswith("nothing released, the release in use is as it was\n")
    assert project.current() == before


def test_the_line_is_that_of_the_statement(project: Project, gemma: Gemma) -> None:
    project.edit(ELEMENTS, '"Zaaksysteem"@nl ,', '"Zaaksysteem"@nl , "Zaken"@nl ,')
    assert f"{ELEMENTS}:21: violation: Give one name per language." in gemma("check")[1]


def test_rule_in_sparql_speaks_both_languages(project: Project, gemma: Gemma) -> None:
    project.edit(ELEMENTS, "skos:prefLabel \"Geheel\"@nl", "gemma:partOf element:geheel ;\n"
                 "    skos:prefLabel \"Geheel\"@nl")  # fmt: skip
    english, dutch = gemma("check")[1], gemma("check", "--language", "nl")[1]
    assert f"{ELEMENTS}:10: violation: element:geheel is part of itself: element:geheel." in english
    assert "element:geheel is onderdeel van zichzelf: element:geheel." in dutch


def test_warning_passes_with_a_count(project: Project, gemma: Gemma) -> None:
    project.edit("data/principes/principes.ttl", '"Eén"@nl , ', "")
    code, out, _ = gemma("check")
    assert code == 0
    assert "data/principes/principes.ttl:7: warning: Give two names." in out
    assert "0 violations, 1 warning, 0 notes" in out
    code, out, err = gemma("build")
    assert code == 0
    assert "1 warning" in out and "Give two names." in err
    text = (project.var / "current/report.txt").read_text()
    assert "Geef twee namen." in text and "Give two names." in text


def test_report_is_turtle_and_the_same_each_time(project: Project, gemma: Gemma) -> None:
    project.edit(ELEMENTS, PLACE, "")
    project.edit(ELEMENTS, '"Deel"@nl ,', '"Deel"@nl , "Stuk"@nl ,')
    report = project.root / "report.ttl"
    assert gemma("check", "--report", str(report))[0] == 1
    first = report.read_text()
    report.unlink()
    done = project.run("check", "--report", str(report), PYTHONHASHSEED="7")
    assert done.returncode == 1
    assert report.read_text() == first
    graph = Graph().parse(data=first, format="turtle")
    (top,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert str(graph.value(top, SH.conforms)) == "false"
    results = list(graph.objects(top, SH.result))
    assert len(results) == 2
    for result in results:
        languages = {m.language for m in graph.objects(result, SH.resultMessage)}  # type: ignore[attr-defined]
        assert languages == {"nl", "en"}
        assert graph.value(result, SH.sourceShape) is not None


def test_report_that_cannot_be_written_is_named(project: Project, gemma: Gemma) -> None:
    code, _, err = gemma("check", "--report", str(project.root / "absent" / "r.ttl"))
    assert code == 4
    assert "absent" in err and "Traceback" not in err


#: what is wrong -> (file, text, replaced by, what must be said).
BAD_SHAPES = {
    "unknown term": (
        "shapes/landschap.ttl", "sh:minCount 1", "sh:minCont 1",
        "shapes/landschap.ttl:18: violation: unknown SHACL term sh:minCont",
    ),
    "target that is not there": (
        "shapes/principes.ttl", "sh:targetClass gemma:Principle", "sh:targetClass gemma:Claims",
        "shapes/principes.ttl:7: violation: shape shape:Principle has no focus nodes",
    ),
    "no target": (
        "shapes/principes.ttl", "    sh:targetClass gemma:Principle ;\n", "",
        "shapes/principes.ttl:6: violation: shape shape:Principle has no target",
    ),
    "subjects of nothing": (
        "shapes/principes.ttl", "sh:targetClass gemma:Principle", "sh:targetSubjectsOf gemma:bass",
        "has no focus nodes: nothing in the data fits sh:targetSubjectsOf gemma:bass",
    ),
    "node that is not there": (
        "shapes/principes.ttl", "sh:targetClass gemma:Principle", "sh:targetNode <id/principle/x>",
        "has no focus nodes: nothing in the data fits sh:targetNode principle:x",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD_SHAPES)
def test_shape_that_would_do_nothing_is_refused(project: Project, gemma: Gemma, what: str) -> None:
    file, old, new, said = BAD_SHAPES[what]
    project.edit(file, old, new)
    code, out, _ = gemma("check")
    assert code == 1
    assert said in out


#: what is wrong -> (file, text, replaced by, what must be said); SHACL gives no verdict at all.
USELESS_SHAPES = {
    "syntax": ("shapes/landschap.ttl", "sh:uniqueLang true ;", "sh:uniqueLang true ; ,",
               "shapes/landschap.ttl:13:"),
    "query": ("shapes/landschap.ttl", "$this gemma:partOf+ $this .", "$this gemma:partOf+ ",
              "shapes: the shapes give no verdict"),
    "federated": ("shapes/landschap.ttl", "$this gemma:partOf+ $this .",
                  "SERVICE <http://127.0.0.1:9/> { $this gemma:partOf+ $this }",
                  "shapes: the shapes give no verdict"),
    "disguised": ("shapes/landschap.ttl", "$this gemma:partOf+ $this .",
                  "\\\\\\\\u0053ERVICE <http://127.0.0.1:9/> { $this gemma:partOf+ $this }",
                  "shapes: the shapes give no verdict"),
}  # fmt: skip


@pytest.mark.parametrize("what", USELESS_SHAPES)
def test_shapes_without_a_verdict_are_refused(project: Project, gemma: Gemma, what: str) -> None:
    file, old, new, said = USELESS_SHAPES[what]
    project.edit(file, old, new.replace("\\\\\\\\", "\\\\"))
    code, out, err = gemma("check")
    assert (code, out) == (2, "")
    assert err.startswith(f"gemma: {said}")
    assert len(err.splitlines()) == 1


def test_every_graph_is_guarded_and_every_guard_has_a_graph(project: Project, gemma: Gemma) -> None:
    file = project.root / "shapes/schemes.ttl"
    file.rename(file.with_name("scheems.ttl"))
    assert "shapes/scheems.ttl: guards no named graph" in gemma("check")[2]
    file.with_name("scheems.ttl").unlink()
    assert "shapes/schemes.ttl: is missing: graph schemes is unguarded" in gemma("check")[2]


def test_another_base_reaches_the_queries_of_the_shapes(project: Project) -> None:
    base = "https://example.org/lod/"
    project.edit(ELEMENTS, "skos:prefLabel \"Geheel\"@nl", "gemma:partOf element:geheel ;\n"
                 "    skos:prefLabel \"Geheel\"@nl")  # fmt: skip
    report = validate(data(project, base), shapes.load(project.root, base))
    assert not report.conforms
    assert any("loop" in str(r.component) or "SPARQL" in str(r.component) for r in report.findings)
    assert "w3id.org/gemma" not in report.turtle(base)
    assert prepare(project.root, base).identity != prepare(project.root, DEFAULT_BASE).identity


def test_report_reads_the_same_in_another_parser(project: Project) -> None:
    project.edit(ELEMENTS, PLACE, "")
    text = validate(data(project), shapes.load(project.root, DEFAULT_BASE)).turtle(DEFAULT_BASE)
    assert sum(1 for _ in ox.parse(text.encode(), format=ox.RdfFormat.TURTLE)) > 5
