"""What a parser says becomes one line that a person can use, with the place."""

import pytest

from server.sparql.engine import syntax_error


@pytest.mark.parametrize(
    ("message", "line", "column", "words"),
    [
        ("error at 1:8: expected one of LATERAL, SERVICE, [_]", 1, 8, "dit hoort hier niet"),
        ("error at 2:3: expected OPTIONAL", 2, 3, "OPTIONAL"),
        ("error at 1:1: expected one of Prefix not found, ['%'], [':']", 1, 1, "PREFIX"),
        ("error at 1:1: expected IRI parsing failed", 1, 1, "BASE"),
        ("query: error at 10:20: expected\n[_]", 10, 20, "dit hoort hier niet"),
    ],
)
def test_positions(message: str, line: int, column: int, words: str) -> None:
    error = syntax_error(message)
    assert (error.line, error.column) == (line, column)
    assert error.detail.startswith(f"Regel {line}, kolom {column}") and words in error.detail
    assert "\n" not in error.detail and "SERVICE" not in error.detail


@pytest.mark.parametrize(
    ("expected", "dutch", "english"),
    [
        ("one of ASK, SELECT", "hier had kunnen staan: ASK of SELECT",
         "here could have stood: ASK or SELECT"),
        ("one of A, B, C", "A, B of C", "A, B or C"),
        ("one of A, B, C, D, E, F, G, H, I, J", "G, H, I of iets anders",
         "G, H, I or something else"),
    ],
)  # fmt: skip
def test_a_choice_reads_as_one_in_both_languages(expected: str, dutch: str, english: str) -> None:
    nl, en = syntax_error(f"error at 1:1: expected {expected}").said
    assert nl.startswith("Regel 1, kolom 1: ") and nl.endswith(dutch)
    assert en.startswith("Line 1, column 1: ") and en.endswith(english)


def test_what_stands_there_is_shown() -> None:
    error = syntax_error("error at 2:2: expected OPTIONAL", "SELECT *\n{ fout }")
    assert all("'fout }'" in said for said in error.said)


def test_a_message_without_a_place() -> None:
    error = syntax_error("iets\nanders")
    assert (error.line, error.said) == (None, ("iets anders", "iets anders"))
