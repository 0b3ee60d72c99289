"""Finding things by words: as typed, in another form, by a part, with a mistake; in what order."""

import pytest

from server.search.excerpt import LENGTH, excerpt
from server.search.finding import How, Match, find
from server.search.folding import WORDS_MAXIMUM, fold, stems, words
from server.search.index import Index, Together
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


def test_two_editions_are_searched_as_one(index: Index) -> None:
    """The same name in both stands together, ours first; what fits better goes before either."""
    model = Index(
        (
            Text("m/magazijn", "element", NAME, 10, "nl", "Zakenmagazine"),
            Text("m/zaaksysteem", "element", NAME, 10, "nl", "Zaaksysteem"),
            Text("m/zaak", "element", NAME, 10, "nl", "Zaak"),
        ),
        "model/m/",
    )
    both = Together([index, model])
    assert [(hit.thing, hit.space) for hit in find(both, "zaaksysteem").hits] == [
        ("zaaksysteem", ""), ("m/zaaksysteem", "model/m/"),
    ]  # fmt: skip
    assert [hit.thing for hit in find(both, "zaak").hits][:3] == [
        "m/zaak", "zaaksysteem", "m/zaaksysteem",
    ]  # fmt: skip
    assert find(both, "zakenmagazijn").hits[0].thing == "zakenmagazijn"
    assert find(both, "zakenmagzine").looked == ("zakenmagazine",)
    assert find(Together([index]), "zaak") == find(index, "zaak")


def test_only_some_kinds(index: Index) -> None:
    assert [hit.thing for hit in find(index, "brp", ("standard",)).hits] == ["brpxml"]


@pytest.mark.parametrize("typed", ["zaaksyteem", "zaaksysteeem", "zakasysteem"])
def test_a_mistake_is_mended_and_said(index: Index, typed: str) -> None:
    found = find(index, typed)
    assert (found.how, found.looked) == (How.MENDED, ("zaaksysteem",))
    assert found.hits[0].thing == "zaaksysteem"


@pytest.mark.parametrize("typed", ["brq", "personaal", "zaak", "case"])
def test_a_short_word_is_not_bent_to_another(index: Index, typed: str) -> None:
    assert find(index, typed).how == How.TYPED


def test_words_that_nothing_has_are_left_out_and_said(index: Index) -> None:
    found = find(index, "Wat is een zaaksysteem?")
    assert (found.how, found.looked) == (How.FEWER, ("zaaksysteem",))
    assert found.hits[0].thing == "zaaksysteem"
    assert find(index, "brp qqqqq").looked == ("brp",)


def test_where_nothing_has_all_words_the_most_is_found(index: Index) -> None:
    """A name, an abbreviation and a definition of one thing count together."""
    found = find(index, "registratie brp")
    assert (found.how, [hit.thing for hit in found.hits]) == (How.SOME, ["brp"])
    first, *rest = find(index, "zaaksysteem brp voortgang").hits
    assert first.thing == "zaaksysteem" and not rest


def test_letters_that_meet_by_chance_are_no_part(index: Index) -> None:
    assert not find(index, "emof").hits  # zaaksystEEM OF
    assert not find(index, "oni").hits and find(index, "nimiseren").hits
    assert find(index, "datab").hits[0].match == Match.INSIDE  # "data beschikbaar" typed as one


def test_an_excerpt_marks_what_was_found() -> None:
    pieces = excerpt("Zaaksysteem of zakenmagazijn", ("zaak",))
    assert [piece.text for piece in pieces if piece.hit] == ["Zaaksysteem"]
    assert "".join(piece.text for piece in pieces) == "Zaaksysteem of zakenmagazijn"
    assert [p.text for p in excerpt("de Zaken van Café", ("zaak", "cafe")) if p.hit] == [
        "Zaken", "Café",
    ]  # fmt: skip
    assert [p.text for p in excerpt("het e-Formulier", ("eformulieren",)) if p.hit] == ["Formulier"]


def test_a_long_text_is_cut_around_what_was_found() -> None:
    text = (
        "Ervoor staat veel. " * 20 + "Hier staat de voortgang van zaken. " + "Erna nog meer. " * 20
    )
    shown = "".join(piece.text for piece in excerpt(text, ("voortgang",)))
    assert "de voortgang van" in shown and len(shown) <= LENGTH + 4
    assert shown.startswith("… ") and shown.endswith(" …")
    assert all(word in text.split() for word in shown.strip("… ").split())


@pytest.mark.parametrize(
    "text", ["", "x" * 900, "x" * 900 + " zaak", "zaak " + "x" * 900, " " * 900]
)
def test_an_excerpt_of_anything_is_short(text: str) -> None:
    shown = "".join(piece.text for piece in excerpt(text, ("zaak",)))
    assert len(shown) <= LENGTH + 4 and ("zaak" in shown) == ("zaak" in text)


@pytest.mark.parametrize("typed", ["", " ", "*", '"', "?!", "qqq", "xqzwvy", "a" * 10_000])
def test_nothing_is_found_and_nothing_made_up(index: Index, typed: str) -> None:
    found = find(index, typed)
    assert not found.hits and found.how == How.TYPED


@pytest.mark.parametrize(
    "typed", ['zaak" OR "', "NEAR(zaak)", "zaak*", "text:zaak", "-zaak", "zaak AND"]
)
def test_what_a_search_engine_takes_for_an_operator_is_only_text(index: Index, typed: str) -> None:
    find(index, typed)  # no error
