"""Finding things by words: as typed, in another form, by a part, with a mistake; in what order."""

import pytest

from server.search.finding import Match, find
from server.search.folding import WORDS_MAXIMUM, fold, stems, words
from server.search.index import Index
from server.search.texts import NAME, NUMBER, SAID, SHORT, Text

TEXTS = [
    ("zaaksysteem", "element", NAME, "nl", "Zaaksysteem"),
    ("zaaksysteem", "element", NAME, "en", "Case management system"),
    ("zaaksysteem", "element", SAID, "nl", "Bewaakt de voortgang van zaken."),
    ("zakenmagazijn", "element", NAME, "nl", "Zakenmagazijn"),
    ("brp", "element", NAME, "nl", "Basisregistratie Personen"),
    ("brp", "element", SHORT, "", "BRP"),
    ("brpxml", "standard", NAME, "nl", "BRPXML"),
    ("cafe", "element", NAME, "nl", "Café ’t Hoekje"),
    ("open-data", "principle", NAME, "nl", "Stel gegevens als open data beschikbaar"),
    ("open-data", "principle", NUMBER, "", "3.6"),
    ("anonimiseren", "implication", NUMBER, "", "3.6.2"),
    ("anonimiseren", "implication", NAME, "nl", "Persoonsgegevens vooraf anonimiseren"),
]
WEIGHT = {NAME: 10, SHORT: 10, NUMBER: 9, SAID: 2}


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(
        Text(thing, kind, field, WEIGHT[field], language, text)
        for thing, kind, field, language, text in TEXTS
    )


def test_folding_leaves_letters_and_digits() -> None:
    assert fold("Café ’t-HOEKJE (€5) ﬁn") == "cafe t hoekje 5 fin"
    assert fold("ß Ø İ") == "ss o i" and fold("\u0000 \ud800") == ""


def test_the_stems_of_a_word_are_those_of_its_other_forms() -> None:
    assert set(stems("zaken")) & set(stems("zaak"))
    assert set(stems("systems")) & set(stems("system"))


def test_a_long_question_is_cut() -> None:
    assert len(words("a " * 300)) == WORDS_MAXIMUM


@pytest.mark.parametrize(
    ("question", "thing", "match"),
    [
        ("zaaksysteem", "zaaksysteem", Match.EXACT),
        ("  ZAAK systeem ", "zaaksysteem", Match.EXACT),
        ("brp", "brp", Match.EXACT),
        ("3.6", "open-data", Match.EXACT),
        ("cafe", "cafe", Match.BEGINS),
        ("zaaksys", "zaaksysteem", Match.BEGINS),
        ("systems", "zaaksysteem", Match.WORDS),
        ("data open", "open-data", Match.WORDS),
        ("systeem", "zaaksysteem", Match.INSIDE),
        ("voortgang", "zaaksysteem", Match.MENTIONED),
    ],
)
def test_the_first_is_what_was_meant(index: Index, question: str, thing: str, match: Match) -> None:
    first = find(index, question).hits[0]
    assert (first.thing, first.match) == (thing, match)


def test_each_thing_is_found_once_and_by_its_best_text(index: Index) -> None:
    things = [hit.thing for hit in find(index, "zaak").hits]
    assert len(things) == len(set(things)) and things[0] == "zaaksysteem"
    assert [hit.thing for hit in find(index, "3.6").hits] == ["open-data", "anonimiseren"]


def test_a_name_in_the_language_of_the_page_goes_first(index: Index) -> None:
    assert find(index, "brp").hits[0].field == SHORT
    assert find(index, "case", language="en").hits[0].language == "en"


def test_only_some_kinds(index: Index) -> None:
    assert [hit.thing for hit in find(index, "brp", ("standard",)).hits] == ["brpxml"]


@pytest.mark.parametrize("typed", ["zaaksyteem", "zaaksysteeem", "zakasysteem"])
def test_a_mistake_is_mended_and_said(index: Index, typed: str) -> None:
    found = find(index, typed)
    assert found.meant == "zaaksysteem" and found.hits[0].thing == "zaaksysteem"


@pytest.mark.parametrize("typed", ["", " ", "*", '"', "?!", "qqq", "xqzwvy", "a" * 10_000])
def test_nothing_is_found_and_nothing_made_up(index: Index, typed: str) -> None:
    found = find(index, typed)
    assert not found.hits and not found.meant


@pytest.mark.parametrize(
    "typed", ['zaak" OR "', "NEAR(zaak)", "zaak*", "text:zaak", "-zaak", "zaak AND"]
)
def test_what_a_search_engine_takes_for_an_operator_is_only_text(index: Index, typed: str) -> None:
    find(index, typed)  # no error
