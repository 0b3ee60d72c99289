"""What was released stays, or somebody says that it goes."""

import shutil

import pytest

from tests.making.conftest import Gemma, Project

PRINCIPLES = "data/principes/principes.ttl"
WITHDRAWN = "data/withdrawn.ttl"
HEAD = """@prefix dct: <http://purl.org/dc/terms/> .
@prefix gemma: <def#> .
@prefix principle: <id/principle/> .
@prefix place: <id/place/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def cut(project: Project) -> None:
    """Cut the source off after a full stop, as a full disk or a bad merge does."""
    file = project.root / PRINCIPLES
    text = file.read_text(encoding="utf-8")
    file.write_text(text[: text.index("principle:twee")], encoding="utf-8")


def withdraw(project: Project) -> None:
    project.append(
        WITHDRAWN,
        HEAD + "principle:twee a gemma:WithdrawnResource ;\n"
        '    skos:prefLabel "Twee"@nl , "Two"@en ;\n'
        "    dct:isReplacedBy principle:een .\n"
        "place:klein-12-14 a gemma:WithdrawnResource .\n",
    )


def test_lost_statements_and_lost_uris_are_refused(project: Project, gemma: Gemma) -> None:
    before = project.build().id
    cut(project)
    for command in ("build", "check"):
        code, out, err = gemma(command)
        told = out + err
        assert code == 1
        assert f"{PRINCIPLES}: violation: only 4 statements, the release in use has 8" in told
        assert f"--lost {PRINCIPLES}" in told
        assert f"{WITHDRAWN}: violation: principle:twee was released and is gone" in told
        assert "place:klein-12-14 was released and is gone" in told
    assert project.verified() == before


def test_said_and_withdrawn_is_accepted(project: Project, gemma: Gemma) -> None:
    before = project.build().id
    cut(project)
    code, _, err = gemma("build", "--lost", PRINCIPLES)
    assert code == 1
    assert "lost-statements" not in err and "lost-uri" in err
    withdraw(project)
    assert gemma("build")[0] == 1
    code, _, err = gemma("build", "--lost", PRINCIPLES)
    assert (code, err) == (0, "")
    assert project.verified() != before
    assert "id/principle/twee" in (project.var / "current/things.txt").read_text()
    assert gemma("check")[0] == 0


def test_a_withdrawn_uri_is_never_used_again(project: Project, gemma: Gemma) -> None:
    project.build()
    whole = (project.root / PRINCIPLES).read_text(encoding="utf-8")
    cut(project)
    withdraw(project)
    assert gemma("build", "--lost", PRINCIPLES)[0] == 0
    (project.root / PRINCIPLES).write_text(whole, encoding="utf-8")
    (project.root / WITHDRAWN).unlink()
    code, _, err = gemma("build", "--lost", WITHDRAWN)
    assert code == 1
    assert f"{PRINCIPLES}:10: violation: id/principle/twee was withdrawn" in err


def test_successors_end_at_something_that_is_there(project: Project, gemma: Gemma) -> None:
    """A chain of withdrawn things is fine; a ring of them and a successor of nothing are not."""
    project.append(PRINCIPLES, "\nprinciple:drie a gemma:Principle .\n")
    project.build()
    cut(project)
    withdraw(project)
    drie = "principle:drie a gemma:WithdrawnResource ; dct:isReplacedBy principle:twee .\n"
    project.append(WITHDRAWN, drie)
    assert gemma("check", "--lost", PRINCIPLES)[0] == 0
    for successor, told in (("drie", "Circle."), ("vier", "principle:vier is named but described")):
        project.edit(
            WITHDRAWN, "dct:isReplacedBy principle:een", f"dct:isReplacedBy principle:{successor}"
        )
        code, out, _ = gemma("check", "--lost", PRINCIPLES)
        assert code == 1 and told in out and WITHDRAWN in out
        project.edit(
            WITHDRAWN, f"dct:isReplacedBy principle:{successor}", "dct:isReplacedBy principle:een"
        )
    assert gemma("build", "--lost", PRINCIPLES)[0] == 0


def test_a_source_that_went_is_refused(project: Project, gemma: Gemma) -> None:
    project.append("data/principes/meer.ttl", HEAD + 'principle:een gemma:number "1" .\n')
    project.build()
    (project.root / "data/principes/meer.ttl").unlink()
    code, _, err = gemma("build")
    assert code == 1
    assert "data/principes/meer.ttl: violation: only 0 statements" in err


def test_lost_names_a_source(project: Project, gemma: Gemma) -> None:
    project.build()
    project.append(PRINCIPLES, "\n# a comment\n")
    code, _, err = gemma("check", "--lost", "data/x.ttl")
    assert (code, err.count("\n")) == (2, 1)
    assert "--lost data/x.ttl: no such source" in err
    code, out, _ = gemma("check", "--lost", PRINCIPLES)
    assert code == 0
    assert f"{PRINCIPLES}: warning: --lost is not needed" in out


def test_the_date_never_goes_back(project: Project, gemma: Gemma) -> None:
    project.build()
    project.edit("data/catalog.ttl", "2026-01-31", "2025-01-31")
    code, _, err = gemma("build")
    assert code == 1
    assert "data/catalog.ttl: violation: dct:modified 2025-01-31 is before 2026-01-31" in err


@pytest.mark.parametrize("dates", ["", '"soon"', '"2026-01-31" , "2026-02-01"'])
def test_the_date_is_needed(project: Project, gemma: Gemma, dates: str) -> None:
    project.edit(
        "data/catalog.ttl",
        'dct:modified "2026-01-31"^^xsd:date',
        f"dct:modified {dates}" if dates else 'dct:description "x"',
    )
    code, _, err = gemma("build")
    assert code == 2
    assert "data/catalog.ttl: the dcat:Catalog needs one dct:modified" in err


def test_a_new_base_loses_nothing(project: Project, gemma: Gemma) -> None:
    first = project.build()
    done = project.run("build", GEMMA_BASE="https://example.org/lod/")
    assert done.returncode == 0, done.stderr
    assert project.verified() != first.id


def test_a_damaged_release_in_use_is_not_trusted(project: Project, gemma: Gemma) -> None:
    first = project.build()
    project.append(PRINCIPLES, "\nprinciple:drie a gemma:Principle .\n")
    second = project.build()
    (second.folder / "things.txt").write_text("")
    cut(project)
    code, _, err = gemma("build")
    assert code == 1
    assert "warning: the release in use is damaged, so compared with release" in err
    assert "principle:twee was released and is gone" in err
    shutil.rmtree(first.folder)
    assert "so compared with nothing" in gemma("check")[1]
