"""Releases that were announced: none, one and two of them, each from the lines that a build prints.

DCAT 3 (W3C Recommendation 22 August 2024), 11: the versions of a dataset and the chain of them.
"""

import re
import shutil

from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.namespace import PROV

from scripts.earlier import derive
from server import history
from server.app.pages.words import WORDS
from server.namespaces import gemma as gemma_of
from server.release import open_current
from server.settings import DEFAULT_BASE as B
from tests.making.conftest import CHECKOUT, Gemma, Project

DCAT = Namespace("http://www.w3.org/ns/dcat#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
WHOLE, NOW = URIRef(B + "id/dataset/gemma"), URIRef(B + "id/release/current")
FILE = "data/releases.ttl"
NOTES = {Literal('Eerste "keer".', lang="nl"), Literal('First "time".', lang="en")}


def prepare(project: Project) -> None:
    """Put the dataset that is everything in the catalogue, and the terms that describe it."""
    for name in ("external.ttl", "skos.ttl"):
        shutil.copy(CHECKOUT / "ontology" / name, project.root / "ontology" / name)
    project.append("ontology/gemma.ttl", "\ngemma:AnnouncedRelease a owl:Class .\n")
    project.append("data/catalog.ttl", "\n@prefix adms: <http://www.w3.org/ns/adms#> .\n")
    project.append(
        "data/catalog.ttl",
        'dataset:gemma a dcat:Dataset ; dct:title "Alles"@nl , "All"@en ;\n'
        '    adms:versionNotes "Eerste \\"keer\\"."@nl , "First \\"time\\"."@en .\n',
    )


def catalogue(project: Project) -> Graph:
    found = Graph()
    for name in ("catalog", "publication", "provenance"):
        found.parse(open_current(project.var).folder / f"graphs/{name}.ttl", publicID=B)
    return found


def test_what_is_said_of_releases_has_words() -> None:
    """A page shows words, no `dcat:previousVersion`."""
    announced = URIRef(gemma_of(B) + "AnnouncedRelease")
    said = derive(frozenset({(release("een"), RDF.type, announced)}), B)
    assert {str(p) for _, p, _ in said} - {str(SKOS.prefLabel)} <= WORDS.keys()


def release(name: str) -> URIRef:
    return URIRef(f"{B}id/release/{name}")


def change(project: Project, gemma: Gemma, number: int) -> str:
    """Release something else, and return what the build printed."""
    project.append(
        "data/principes/principes.ttl", f"\nprinciple:nummer-{number} a gemma:Principle .\n"
    )
    code, told, err = gemma("build")
    assert code == 0, err
    return told


def test_none_then_one_then_two(project: Project, gemma: Gemma) -> None:
    prepare(project)
    code, told, err = gemma("build")
    assert code == 0, err
    assert "announce" not in told
    first = project.verified()
    found = catalogue(project)
    assert (WHOLE, DCAT.previousVersion, None) not in found
    assert (WHOLE, DCTERMS.hasVersion, None) not in found

    told = change(project, gemma, 1)
    second = project.verified()
    assert f"release:{first}" in told and "previousVersion" not in told
    # A release that nobody announces is no input, so it changes nothing.
    assert (WHOLE, DCAT.previousVersion, None) not in catalogue(project)
    project.append(FILE, told.partition("\n\n")[2])

    told = change(project, gemma, 2)
    found = catalogue(project)
    assert open_current(project.var).manifest["announced"] == [first]
    assert set(found.objects(release(first), ADMS.versionNotes)) == NOTES
    for thing in (WHOLE, NOW):
        assert list(found.objects(thing, DCAT.previousVersion)) == [release(first)]
    assert list(found.objects(WHOLE, DCTERMS.hasVersion)) == [release(first)]
    assert (release(first), DCTERMS.isVersionOf, WHOLE) in found
    assert (release(first), RDF.type, PROV.Entity) in found

    # The lines are for the end of the file that is there now, after the one they follow.
    lines = told.partition("\n\n")[2]
    assert f"release:{second}" in lines and "@prefix" not in lines
    assert f"dcat:previousVersion release:{first}" in lines
    project.append(FILE, "\n" + lines)
    change(project, gemma, 3)
    found = catalogue(project)
    assert open_current(project.var).manifest["announced"] == [first, second]
    assert list(found.objects(WHOLE, DCAT.previousVersion)) == [release(second)]
    assert list(found.objects(release(second), DCAT.previousVersion)) == [release(first)]
    assert set(found.objects(WHOLE, DCTERMS.hasVersion)) == {release(first), release(second)}


def test_what_was_announced_stays_when_its_files_go(project: Project, gemma: Gemma) -> None:
    prepare(project)
    first = project.build()
    told = change(project, gemma, 1)
    project.append(FILE, told.partition("\n\n")[2])
    change(project, gemma, 2)
    third = open_current(project.var)
    known = history.read(third)
    assert first.id in known.by_name and known.current.id == third.id
    shutil.rmtree(first.folder)
    known = history.read(third)
    assert first.id not in known.by_name and known.announced == (first.id,)
    assert gemma("check")[0] == 0
    # and what was announced cannot be unsaid
    (project.root / FILE).unlink()
    code, _, err = gemma("build", "--lost", FILE)
    assert code == 1 and re.search(f"lost-uri|{first.id} was released and is gone", err)


def test_a_build_never_removes_a_release(project: Project, gemma: Gemma) -> None:
    names = [project.build().id]
    for number in range(3):
        change(project, gemma, number)
        names.append(project.verified())
    assert len(set(names)) == 4
    assert set(names) <= {folder.name for folder in (project.var / "releases").iterdir()}
