"""The real data, closure and all: every shape reaches something of it, and it breaks no rule.

A violation stops the build; whatever else it found, it wrote into the release.
"""

from pathlib import Path

from rdflib import RDF, SH, Graph, Literal

from scripts.pack import REPORT_TEXT, REPORT_TURTLE, words
from server.release import CURRENT


def test_nothing_was_found(real_var: Path) -> None:
    assert (real_var / CURRENT / REPORT_TEXT).read_text(encoding="utf-8") == words(())


def test_no_rule_of_shacl_was_broken(real_var: Path) -> None:
    report = Graph().parse(real_var / CURRENT / REPORT_TURTLE, format="turtle")
    (top,) = report.subjects(RDF.type, SH.ValidationReport)
    assert (top, SH.conforms, Literal(True)) in report
    assert list(report.subjects(RDF.type, SH.ValidationResult)) == []
