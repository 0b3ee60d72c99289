"""Each rule beyond SHACL fires on its own fault, at the right file and line, in both languages."""

import re

import pytest

from tests.making.conftest import Gemma, Project

ELEMENTS = "data/landschap/elementen.ttl"
PRINCIPLES = "data/principes/principes.ttl"
HEAD = """@prefix claim: <id/claim/> .
@prefix element: <id/element/> .
@prefix gemma: <def#> .
@prefix place: <id/place/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
CLAIM = "gemma:claimProperty gemma:partOf ;\n    gemma:claimObject element:{} .\n"

#: what is wrong -> (statements of one more source, rule, line in it, words in en, words in nl).
FAULTS = {
    "term of ours": (
        "element:deel gemma:partOff element:geheel .",
        "undefined-term", 8, "gemma:partOff is defined nowhere", "nergens gedefinieerd",
    ),
    "term of others": (
        "element:deel skos:preflabel \"x\"@nl .",
        "undefined-term", 8, "skos:preflabel is defined nowhere", "nergens gedefinieerd",
    ),
    "class": (
        "<id/element/x> a gemma:Elment .",
        "undefined-term", 8, "gemma:Elment is defined nowhere", "nergens gedefinieerd",
    ),
    "dangling": (
        "element:geheel gemma:within element:zaaksysteeem .",
        "dangling", 8, "element:zaaksysteeem is named but described nowhere", "nergens beschreven",
    ),
    "key": (
        "<id/element/Zaak_Systeem> a gemma:Element .",
        "key", 8, "a key is lower-case letters", "een sleutel is kleine letters",
    ),
    "unknown collection": (
        "<id/component/x> a gemma:Element .",
        "key", 8, "in a known collection", "in een bekende verzameling",
    ),
    "wrong collection": (
        "<id/principle/x> a gemma:Element .",
        "collection", 8, "is in collection principle but is no Principle", "maar is geen Principle",
    ),
    "elsewhere": (
        "<id/element/x> a gemma:Principle .",
        "collection", 8, "is a gemma:Principle and belongs in principle:", "hoort in principle:",
    ),
    "untyped": (
        "<id/element/x> gemma:number \"1\" .",
        "untyped", 8, "element:x has no class", "element:x heeft geen klasse",
    ),
    "ill-typed literal": (
        'element:deel gemma:number "x"^^xsd:integer .',
        "literal", 8, "is no value of that datatype", "is geen waarde van dat datatype",
    ),
    "dangerous IRI": (
        "element:deel gemma:within <javascript:alert(1)> .",
        "iri", 8, "are allowed", "zijn toegestaan",
    ),
    "claim without statement": (
        "claim:x a gemma:Claim ;\n    gemma:claimSubject element:deel ;\n    "
        + CLAIM.format("zaaksysteem"),
        "claim", 9, "accounts for a statement that is not there", "die er niet is",
    ),
    "two claims": (
        "claim:aa a gemma:Claim ;\n    gemma:claimSubject element:deel ;\n    "
        + CLAIM.format("geheel"),
        "claim", None, "has two claims", "heeft twee claims",
    ),
    "no claim": (
        "element:x a gemma:ReferenceComponent ;\n    gemma:partOf element:deel .",
        "unsupported", 9, "element:x gemma:partOf element:deel has no claim", "heeft geen claim",
    ),
    "no claim for the kind": (
        "element:x a gemma:ReferenceComponent .",
        "unsupported", 8, "rdf:type gemma:ReferenceComponent has no claim", "heeft geen claim",
    ),
    "unknown document": (
        "element:deel gemma:sourcePlace place:groot-1-2 .",
        "place", 8, "document groot is not in data/documents.ttl", "staat niet in",
    ),
    "outside the document": (
        "element:deel gemma:sourcePlace place:klein-39-41 .",
        "place", 8, "klein has lines 1 to 40", "heeft regels 1 tot en met 40",
    ),
    "backwards": (
        "element:deel gemma:sourcePlace place:klein-9-8 .",
        "place", 8, "klein has lines 1 to 40", "heeft regels 1 tot en met 40",
    ),
    "in no part": (
        "element:deel gemma:sourcePlace place:klein-31-31 .",
        "place", 8, "line 31 is in no section or page", "valt in geen paragraaf",
    ),
    "no place": (
        "element:deel gemma:sourcePlace place:klein-01-02 .",
        "place", 8, "write document-firstline-lastline", "schrijf document-eersteregel",
    ),
    "two values in one cell": (
        "element:zaaksysteem gemma:partOf element:geheel .",
        "table", None, "has room for one (part_of: deel, geheel)", "waar de tabel elementen er één",
    ),
    "what stands between values": (
        'element:deel gemma:sourceLabel "Deel | rest" .',
        "table", None, "has a | in a value (printed)", "dat teken staat in de tabellen",
    ),
    "contradiction": (
        "element:zaaksysteem a gemma:Grouping .",
        "consistency", None, "contradict each other", "spreken elkaar tegen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_fault_is_found_where_it_stands(project: Project, gemma: Gemma, what: str) -> None:
    text, rule, line, en, nl = FAULTS[what]
    name = "data/landschap/fout.ttl"
    project.append(name, f"{HEAD}{text}\n")
    code, out, err = gemma("check")
    assert code == 1, out
    assert re.fullmatch(r"gemma: \d+ violations?, \d+ warnings?, 0 notes\n", err)
    found = [told for told in out.splitlines() if told.endswith(f"[{rule}]") and en in told]
    assert found, out
    if line is not None:
        assert found[0].startswith(f"{name}:{line}: violation: "), found
    dutch = gemma("check", "--language", "nl")[1]
    assert any(told.endswith(f"[{rule}]") and nl in told for told in dutch.splitlines()), dutch
    assert gemma("build")[0] == 1
    assert project.current() == ""


def test_two_things_are_never_made_one(project: Project, gemma: Gemma) -> None:
    project.edit(
        "ontology/gemma.ttl",
        "gemma:partOf a owl:ObjectProperty",
        "gemma:partOf a owl:ObjectProperty , owl:FunctionalProperty",
    )
    project.append("data/landschap/fout.ttl", HEAD + "element:deel gemma:partOf element:deel .\n")
    out = gemma("check")[1]
    assert "would be one thing" in out


def test_the_tiny_project_has_no_findings(project: Project, gemma: Gemma) -> None:
    code, out, err = gemma("check")
    assert (code, err) == (0, "")
    assert out.startswith("0 violations, 0 warnings, 0 notes; ")
    assert not project.var.exists()


def test_a_shape_that_names_what_is_not_there(project: Project, gemma: Gemma) -> None:
    project.edit("shapes/landschap.ttl", "sh:path gemma:sourcePlace", "sh:path gemma:sourcePlaec")
    out = gemma("check")[1]
    assert "shapes/landschap.ttl:17: violation: gemma:sourcePlaec does not exist" in out
