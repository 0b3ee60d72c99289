"""The closure says what follows, nothing that is true of everything, and the cache cannot lie."""

from pathlib import Path

import pytest
from owlrl.OWLRL import OWLRL_Semantics
from rdflib import OWL, RDF, RDFS, BNode, Literal, Namespace, URIRef

from scripts.infer import Closure, close
from scripts.load import load_sources, statements
from scripts.terms import Triple, graph_of
from server.namespaces import gemma
from server.settings import DEFAULT_BASE
from tests.making.conftest import Project

OURS = Namespace(gemma(DEFAULT_BASE))
ELEMENT = Namespace(f"{DEFAULT_BASE}id/element/")
CONCEPT = Namespace(f"{DEFAULT_BASE}id/concept/")


def parts(project: Project) -> tuple[list[Triple], list[Triple]]:
    sources = load_sources(project.root, DEFAULT_BASE)
    return list(statements(sources, "ontology")), list(statements(sources, "landschap"))


def closed(project: Project, cache: Path | None = None) -> Closure:
    return close(*parts(project), cache)


def test_what_follows(project: Project) -> None:
    found = closed(project).triples
    assert found >= {
        (ELEMENT.deel, OURS.hasPart, ELEMENT.zaaksysteem),
        (ELEMENT.zaaksysteem, OURS.within, ELEMENT.deel),
        (ELEMENT.zaaksysteem, OURS.within, ELEMENT.geheel),
        (ELEMENT.zaaksysteem, RDF.type, OURS.Element),
        (ELEMENT.zaaksysteem, OURS.kind, CONCEPT["soort-applicatiecomponent"]),
    }


def test_nothing_that_is_true_of_everything(project: Project) -> None:
    ontology, data = parts(project)
    found = close(ontology, data, None).triples
    assert found
    assert not found & {*ontology, *data}
    for subject, predicate, value in found:
        assert type(subject) is URIRef and type(value) is URIRef
        assert not str(value).startswith((str(OWL), str(RDFS), str(RDF)))
        assert predicate != OWL.sameAs and subject != value
        assert not isinstance(subject, BNode)


def test_facts_start_no_rule_that_matters(project: Project) -> None:
    """All rules over all statements (OWL 2 Profiles, 4.3) say the same of things."""
    ontology, data = parts(project)
    whole = graph_of(t for t in (*ontology, *data) if not isinstance(t[2], Literal))
    OWLRL_Semantics(whole, axioms=False, daxioms=False, rdfs=False).closure()
    things = f"{DEFAULT_BASE}id/"
    told = {
        (s, p, o)
        for s, p, o in whole
        if str(s).startswith(things) and str(o).startswith((things, OURS)) and p != OWL.sameAs
    }
    found = {t for t in close(ontology, data, None).triples if str(t[0]).startswith(things)}
    assert len(found) > 10
    assert told - {*ontology, *data} == found


def test_an_identity_is_a_problem_and_no_statement(project: Project) -> None:
    ontology, data = parts(project)
    ontology.append((OURS.partOf, RDF.type, OWL.FunctionalProperty))
    data.append((ELEMENT.deel, OURS.partOf, ELEMENT.zaaksysteem))
    closure = close(ontology, data, None)
    assert any("would be one thing" in problem for problem in closure.problems)
    assert not any(OWL.sameAs in triple for triple in closure.triples)


def test_cache_gives_the_same_and_may_go(project: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first = closed(project, cache)
    (file,) = cache.iterdir()
    stamp = file.stat().st_mtime_ns
    assert closed(project, cache) == first
    assert file.stat().st_mtime_ns == stamp
    file.unlink()
    assert closed(project, cache) == first


@pytest.mark.parametrize("harm", ["cut", "changed", "empty", "other"])
def test_a_damaged_cache_is_not_believed(project: Project, tmp_path: Path, harm: str) -> None:
    cache = tmp_path / "cache"
    first = closed(project, cache)
    (file,) = cache.iterdir()
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    file.write_text(
        {
            "cut": "".join(lines[:-1]),
            "changed": text.replace("zaaksysteem", "zaaksystem", 1),
            "empty": "",
            "other": text.replace(text[8:20], "0" * 12, 1),
        }[harm],
        encoding="utf-8",
    )
    assert closed(project, cache) == first
    assert file.read_text(encoding="utf-8") == text


def test_a_cache_that_cannot_be_written_is_no_failure(project: Project, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.write_text("in the way")
    assert closed(project, cache) == closed(project)
