"""Every rule for a model is seen to fail, by us and by pyshacl, on what it is about alone."""

from functools import cache

import pytest

from scripts.archimate import rules
from scripts.load import parse, read_source
from scripts.terms import Triple, graph_of
from scripts.validate import validate
from server.settings import DEFAULT_BASE
from tests.sources import ROOT

HEAD = """
@prefix archimate: <https://purl.org/archimate#> .
@prefix concept: <id/concept/> .
@prefix gemma: <def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <model/m/id/x/> .

:m a gemma:Model .
:a a archimate:Element , archimate:Node ; skos:inScheme :m ; skos:prefLabel "A"@nl ;
    skos:definition "A."@nl .
:b a archimate:Element , archimate:Node ; skos:inScheme :m ; skos:prefLabel "B"@nl ;
    skos:definition "B."@nl .
:j a archimate:Element , archimate:Junction ; skos:inScheme :m .
:v a gemma:View ; skos:inScheme :m ; skos:prefLabel "V"@nl .
:w a gemma:View ; skos:inScheme :m ; skos:prefLabel "W"@nl .
:r a gemma:Relationship ; gemma:relationshipType concept:relatie-stroom ;
    gemma:relationshipSource :a ; gemma:relationshipTarget :b .
:n a gemma:ViewNode ; gemma:nodeOf :v ; gemma:x 1 ; gemma:y 1 ; gemma:width 1 ; gemma:height 1 .
:o a gemma:ViewNode ; gemma:nodeOf :w ; gemma:x 1 ; gemma:y 1 ; gemma:width 1 ; gemma:height 1 .
:c a gemma:ViewConnection ; gemma:connectionOf :v ; gemma:connectionSource :n ;
    gemma:connectionTarget :n .
"""

#: rule, the thing at fault, and what is added that breaks it.
BROKEN = [
    ("relationship", ":r", ":r a gemma:Relationship .", "gemma:relationshipType"),
    ("relationship", ":r", ":r a gemma:Relationship .", "gemma:relationshipSource"),
    ("relationship", ":r", ":r a gemma:Relationship .", "gemma:relationshipTarget"),
    ("drawn", ":n", "", "gemma:height"),
    ("drawn", ":p", ":p gemma:noteOf :v ; gemma:x 1 ; gemma:y 1 ; gemma:width 1 .", ""),
    ("parent", ":n", ":n gemma:parentNode :o .", ""),
    ("line", ":c", ":c gemma:connectionTarget :o .", ""),
    ("name", ":a", "", "skos:prefLabel"),
    ("definition", ":a", ':a skos:prefLabel "A"@en .', "skos:definition"),
    ("nameTwice", ":a", ':b skos:prefLabel "A"@nl .', ""),
    ("labelTwice", ":a", ':a skos:altLabel "A"@nl .', ""),
    ("notationTwice", ":a", ':a skos:notation "1" . :b skos:notation "1" .', ""),
    ("circle", ":a", ":a archimate:composition :a .", ""),
    ("circle", ":a", ":a archimate:specialization :x . :x archimate:specialization :a .", ""),
]


@cache
def shapes() -> tuple[Triple, ...]:
    files = (rules.PREFIXES, rules.FILE)
    return tuple(t for f in files for t in read_source(ROOT, f, "shapes", DEFAULT_BASE).triples)


def results(text: str, left_out: str = "", of: str = "") -> tuple[list[str], list[str]]:
    """What we find, rule and thing, and what is said of it; pyshacl has to find the same.

    Of the thing `of` all that the property `left_out` says is left out.
    """
    stated, _ = parse((HEAD + text).encode(), "example", DEFAULT_BASE, blank_nodes=False)
    name = left_out.partition(":")[2] or "nothing"
    triples = [
        t for t in stated
        if not (t[1].endswith(name) and t[0].endswith(f"/{of.removeprefix(':')}"))
    ]  # fmt: skip
    at: list[str] = []

    def where(thing: str) -> int:
        at.append(thing.rpartition("/")[2])
        return 0

    every = rules.read(ROOT, DEFAULT_BASE)
    found = list(rules.broken(every, {"urn:g": triples}, where, "model.xml"))
    ours = [f"{finding.rule} :{thing}" for finding, thing in zip(found, at, strict=True)]
    report = validate(graph_of(triples), graph_of(shapes()))
    assert sorted(r.message("nl") for r in report.findings) == sorted(f.nl for f in found)
    assert sorted(r.message("en") for r in report.findings) == sorted(f.en for f in found)
    assert sorted(r.severity for r in report.findings) == sorted(f.severity for f in found)
    return ours, [finding.nl for finding in found]


def test_what_is_right_breaks_no_rule() -> None:
    assert results("") == ([], [])


@pytest.mark.parametrize(("rule", "thing", "text", "left_out"), BROKEN)
def test_a_rule_finds_what_it_is_about(rule: str, thing: str, text: str, left_out: str) -> None:
    ours, said = results(text, left_out, thing)
    assert ours == [f"{rule} {thing}"]
    assert "{" not in said[0], "every blank of a message is filled"


def test_every_rule_is_broken_once() -> None:
    assert {rule for rule, *_ in BROKEN} == {r.name for r in rules.read(ROOT, DEFAULT_BASE)}
