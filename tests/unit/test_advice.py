"""Advice: a query that was stopped gets a hint that fits its text, and only such a hint."""

import pytest

from server.errors import QueryTimeoutError
from server.sparql.advice import too_big, too_slow

PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (PRODUCT, "gemeenschappelijke variabele"),
        ("ASK { ?a (!<a:b>)* ?b }", "pad met * of +"),
        ("ASK { ?a <a:b>+ ?b }", "pad met * of +"),
        ("ASK { ?a " + "/".join(["<a:b>"] * 99) + " ?b }", "Een pad van zoveel stappen"),
        ("ASK { ?a ?b (" + "1 " * 99 + ") }", "Een lijst van zoveel delen"),
        ("ASK { " + "{ ?a ?b ?c } UNION" * 99 + " {} }", "Zoveel patronen"),
        ("ASK { " + " . ".join(f"?a{i} ?b ?a{i + 1}" for i in range(99)) + " }", "Zoveel patronen"),
        ("ASK { ?a ?b ?c FILTER(REGEX(?c, 'x')) }", "REGEX en REPLACE"),
    ],
)
def test_hints_for_time(text: str, hint: str) -> None:
    nl, en = too_slow(text, 10)
    assert hint in nl and nl.startswith("De vraag duurde langer dan 10 seconden")
    assert en.startswith("The query took longer than 10 seconds")
    assert nl.count(". ") == en.count(". ") > 1, "each hint in both languages"
    assert QueryTimeoutError((nl, en)).detail.count("\n") == 0


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (PRODUCT, "gemeenschappelijke variabele"),
        ("SELECT (GROUP_CONCAT(?c) AS ?x) { ?a ?b ?c }", "GROUP_CONCAT"),
        ("SELECT * { ?a ?b ?c } ORDER BY ?c", "ORDER BY"),
        ("SELECT DISTINCT * { ?a ?b ?c }", "DISTINCT"),
        ("SELECT (CONCAT(?c, ?c) AS ?d) { ?a ?b ?c }", "CONCAT"),
    ],
)
def test_hints_for_memory(text: str, hint: str) -> None:
    nl, en = too_big(text, 256)
    assert hint in nl and all("256 MB" in said for said in (nl, en))
    assert nl.count(". ") == en.count(". ") > 1, "each hint in both languages"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?a ?b ?c . ?c ?d ?e . ?e ?f ?g }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c ; ?d ?e , ?f }",
        "SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(?c = ?f) } LIMIT 3",
        'ASK { ?a ?b "REGEX(?x) ORDER BY ?d ?e ?f" }',
        "",
    ],
)
def test_no_hint_that_does_not_fit(text: str) -> None:
    for nl, en in (too_slow(text, 1.5), too_big(text, 9)):
        assert nl.count(". ") == en.count(". ") == 1
        assert nl.endswith("uitgave op") and en.endswith("files of the release")
