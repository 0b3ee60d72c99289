"""Stored questions: read from their files, and asked with what was chosen and nothing else."""

from pathlib import Path

import pytest

from server.errors import BadRequestError
from server.sparql import stored
from server.sparql.stored import Stored
from server.uris import is_key
from tests.serving.running import ROOT

BASE = "https://gemma.example/pad/"
FILES = sorted(ROOT.glob("server/queries/*.rq"))


@pytest.fixture
def question(tmp_path: Path) -> Stored:
    file = tmp_path / "01-wat-is-het.rq"
    file.write_text(
        "# title@nl: Wat is het?\n# title@en: What is it?\n"
        "# description@nl: Zo.\n# description@en: Like this.\n"
        "# parameter ding element: Ding | Thing\n# parameter taal language: Taal | Language\n"
        "# for whoever reads on\n"
        'SELECT ?naam WHERE { VALUES ?ding { <id/element/balie> } VALUES ?taal { "nl" } }\n'
    )
    return stored.read(file, BASE)


def test_the_head_says_what_it_is(question: Stored) -> None:
    assert question.name == "wat-is-het" and question.titles["en"] == "What is it?"
    ding, taal = question.parameters
    assert (ding.name, ding.type, ding.labels["en"]) == ("ding", "element", "Thing")
    assert taal.default == "nl" and question.text.startswith(f"BASE <{BASE}>\n# for whoever")


def test_without_a_choice_it_is_as_in_the_file(question: Stored) -> None:
    assert stored.ask(question, [], BASE) == question.text


def test_what_is_chosen_takes_the_place_of_the_value(question: Stored) -> None:
    text = stored.ask(question, [("ding", "loket"), ("taal", "en"), ("size", "5")], BASE)
    assert f"VALUES ?ding {{ <{BASE}id/element/loket> }}" in text
    assert 'VALUES ?taal { "en" }' in text and text.endswith("LIMIT 5 OFFSET 0\n")
    assert stored.ask(question, [("page", "3"), ("size", "5")], BASE).endswith("OFFSET 10\n")


@pytest.fixture
def of_model(tmp_path: Path) -> Stored:
    file = tmp_path / "02-wat-is-daar.rq"
    file.write_text(
        "# title@nl: Wat is daar?\n# title@en: What is there?\n"
        "# description@nl: Zo.\n# description@en: Like this.\n"
        "# parameter model model: Model | Model\n# parameter ding model-element: Ding | Thing\n"
        "PREFIX element: <model/een/id/element/>\n"
        "PREFIX model: <model/een/id/model/>\n"
        "SELECT * { VALUES ?model { model:een } VALUES ?ding { element:balie } }\n"
    )
    return stored.read(file, BASE)


def test_things_of_a_model_are_in_its_space(of_model: Stored, question: Stored) -> None:
    assert of_model.of_model and not question.of_model
    text = stored.ask(of_model, [("ding", "loket")], BASE)
    assert f"VALUES ?ding {{ <{BASE}model/een/id/element/loket> }}" in text
    text = stored.ask(of_model, [("model", "twee"), ("ding", "loket")], BASE)
    assert f"VALUES ?model {{ <{BASE}model/twee/id/model/twee> }}" in text
    assert f"VALUES ?ding {{ <{BASE}model/twee/id/element/loket> }}" in text
    other = stored.standing(of_model, {"model": "twee", "ding": "loket"}, BASE)
    assert stored.ask(other, [], BASE) == text
    assert [parameter.default for parameter in other.parameters] == ["twee", "loket"]


@pytest.mark.parametrize("chosen", [("model", "a> } #"), ("model", ""), ("ding", "a> } #")])
def test_no_text_from_outside_is_part_of_it(of_model: Stored, chosen: tuple[str, str]) -> None:
    with pytest.raises(BadRequestError, match=chosen[0]):
        stored.ask(of_model, [chosen], BASE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ding", "Balie"), ("ding", "a> } #"), ("ding", ""), ("ding", "\\1"), ("taal", "de"),
        ("taal", '"nl"'), ("page", "0"), ("page", "-1"), ("size", "1001"), ("size", "٣"),
        ("anders", "1"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused(question: Stored, name: str, value: str) -> None:
    with pytest.raises(BadRequestError, match=name if name != "anders" else "ding, taal"):
        stored.ask(question, [(name, value)], BASE)


def test_twice_is_refused(question: Stored) -> None:
    with pytest.raises(BadRequestError):
        stored.ask(question, [("taal", "nl"), ("taal", "nl")], BASE)


def test_a_parameter_without_its_line_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "01-zo.rq"
    file.write_text("# parameter ding element: Ding | Thing\nSELECT * { ?s ?p ?ding }\n")
    with pytest.raises(ValueError, match="ding"):
        stored.read(file, BASE)


def test_ours_have_names_and_texts_in_both_languages() -> None:
    assert len(FILES) >= 22
    for file in FILES:
        question = stored.read(file, BASE)
        assert is_key(question.name), file
        assert set(question.titles) == set(question.descriptions) == {"nl", "en"}, file
        assert "taal" in [parameter.name for parameter in question.parameters], file
        assert "# parameter" not in question.text and '= "nl"' not in question.text, file
