"""A catalogue that promises what is not so stops the release, with the reason and the line."""

import shutil
import subprocess
from datetime import date

import pytest

from scripts import promised
from scripts.dataset import Dataset, assemble
from scripts.examine import prepare
from server.settings import DEFAULT_BASE
from tests.making.conftest import CHECKOUT, Gemma, Project

CATALOG = "data/catalog.ttl"
DATE = 'dct:modified "2026-01-31"^^xsd:date'


def made(project: Project) -> Dataset:
    prepared = prepare(project.root, DEFAULT_BASE)
    return assemble(prepared.sources, DEFAULT_BASE, prepared.identity)


@pytest.mark.parametrize("word", ["modified", "issued"])
def test_a_date_that_has_yet_to_come(project: Project, gemma: Gemma, word: str) -> None:
    if word == "modified":
        project.edit(CATALOG, DATE, DATE.replace("2026-01-31", "2999-01-01"))
    else:
        project.edit(CATALOG, DATE, f'{DATE} ;\n    dct:issued "2999-01-01"^^xsd:date')
        project.append("ontology/external.ttl", "\ndct:issued a owl:AnnotationProperty .\n")
    code, out, _ = gemma("check")
    assert code == 1
    place = f"{CATALOG}:{9 + (word == 'issued')}"
    assert f"{place}: violation: dataset:klein dct:{word} is 2999-01-01, and it is only 20" in out
    assert "verbeter de datum, of de klok" in gemma("check", "--language", "nl")[1]
    assert gemma("build")[0] == 1
    assert project.current() == ""


def test_the_day_itself_is_not_in_the_future(project: Project) -> None:
    dataset = made(project)
    assert promised.check(dataset, date(2026, 1, 31)) == []
    assert [f.rule for f in promised.check(dataset, date(2026, 1, 30))] == ["future"]


def test_by_another_clock_it_is_past(project: Project) -> None:
    faketime = shutil.which("faketime")
    if faketime is None:
        pytest.skip("faketime is not installed: the clock cannot be set for a process")
    project.edit(CATALOG, DATE, DATE.replace("2026-01-31", "2035-06-01"))
    for clock, expected in (("2035-06-02 12:00:00", 0), ("2035-05-30 12:00:00", 1)):
        done = subprocess.run(
            [faketime, "-f", f"@{clock}", *project.command("check")],
            env=project.environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == expected, done.stdout + done.stderr


DISTRIBUTION = """
dataset:klein dcat:distribution <id/distribution/{key}> .
<id/distribution/{key}> a dcat:Distribution ;
    skos:prefLabel "Bestand"@nl , "File"@en ;
    dcat:downloadURL <https://example.org/{key}.pdf> .
"""
DECLARED = """
dcat:Distribution a owl:Class .
dcat:distribution a owl:ObjectProperty .
dcat:downloadURL a owl:ObjectProperty .
"""


def test_a_distribution_that_does_not_exist(project: Project, gemma: Gemma) -> None:
    project.append("ontology/external.ttl", DECLARED)
    project.append(CATALOG, DISTRIBUTION.format(key="landschap-pdf"))
    code, out, _ = gemma("check")
    assert code == 1
    told = f"{CATALOG}:12: violation: distribution:landschap-pdf is no file of this release: "
    assert told in out
    assert "is geen bestand van deze uitgave" in gemma("check", "--language", "nl")[1]
    assert gemma("build")[0] == 1
    assert project.current() == ""


def test_a_distribution_that_is_only_named(project: Project, gemma: Gemma) -> None:
    project.append("ontology/external.ttl", DECLARED)
    project.append(CATALOG, "\ndataset:klein dcat:distribution <id/distribution/weg> .\n")
    out = gemma("check")[1]
    assert "distribution:weg is no file of this release" in out
    assert "distribution:weg is named but described nowhere" in out


def test_a_missing_contact_and_a_wrong_licence(project: Project, gemma: Gemma) -> None:
    """By the shapes of the real catalogue, over a catalogue that says little else."""
    shutil.copy(CHECKOUT / "shapes" / "catalog.ttl", project.root / "shapes" / "catalog.ttl")
    project.edit(CATALOG, DATE, f"{DATE} ;\n    dct:license <https://example.org/alle-rechten>")
    project.append("ontology/external.ttl", "\ndct:license a owl:AnnotationProperty .\n")
    code, out, _ = gemma("check")
    assert code == 1
    assert f"{CATALOG}:7: violation: Name at least one contact point" in out
    assert f"{CATALOG}:10: violation: Give exactly one licence: CC0." in out
    assert gemma("build")[0] == 1
    assert project.current() == ""
