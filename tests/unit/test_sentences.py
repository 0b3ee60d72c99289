"""Sentences: a relationship of a model reads from either of its ends, however little is known."""

import pytest

from server.app.pages.kinds.modelled.sentences import Relation, relation
from server.app.pages.language import Reader
from server.app.pages.view import View
from server.store import Store

B = "https://gemma.example/"
HOME = f"{B}model/m/id/"
ARCHIMATE = "https://purl.org/archimate#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
NAME = "http://www.w3.org/2004/02/skos/core#prefLabel"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def _tie(key: str, type_: str, source: str, target: str, more: str = "") -> str:
    return (
        f"{key} <{TYPE}> <{B}def#Relationship> .\n"
        f"{key} <{B}def#relationshipType> <{B}id/concept/{type_}> .\n"
        f"{key} <{B}def#relationshipSource> {source} .\n"
        f"{key} <{B}def#relationshipTarget> {target} .\n{more}"
    )


def _thing(key: str) -> str:
    return f"<{HOME}{key}>"


ONE, OTHER = _thing("element/een"), _thing("element/ander")
QUADS = "".join(
    (
        f'{ONE} <{NAME}> "Een"@nl .\n{OTHER} <{NAME}> "Ander"@nl .\n',
        f"<{ARCHIMATE}flow> <{B}def#directOf> <{B}id/concept/relatie-stroom> .\n",
        f'<{ARCHIMATE}flow> <{LABEL}> "stroomt naar"@nl .\n',
        _tie(_thing("relationship/stroom"), "relatie-stroom", ONE, OTHER,
             f'{_thing("relationship/stroom")} <{LABEL}> "brieven"@nl .\n'),
        _tie(_thing("relationship/lezen"), "relatie-toegang", ONE, OTHER,
             f'{_thing("relationship/lezen")} <{ARCHIMATE}accessType> "Read" .\n'),
        _tie(_thing("relationship/erop"), "relatie-stroom", OTHER,
             _thing("relationship/stroom")),
        _tie(_thing("relationship/rond"), "relatie-stroom", _thing("relationship/rond"),
             _thing("relationship/rond")),
        f"{_thing('relationship/weg')} <{TYPE}> <{B}def#WithdrawnResource> .\n",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def model() -> Store:
    return Store(QUADS.encode(), B, "m")


def _read(model: Store, key: str, language: str = "nl") -> Relation:
    return relation(f"{HOME}relationship/{key}", View(B, (), model, Reader(language)), model)


def test_a_relationship_reads_from_its_source_and_from_its_target(model: Store) -> None:
    flow = _read(model, "stroom")
    assert flow.link.text == "Een stroomt naar Ander"
    assert flow.link.href == "/model/m/doc/relationship/stroom"
    assert flow.back == "krijgt een stroom van"
    assert [said.text for said in flow.said] == ["brieven"]
    assert _read(model, "stroom", "en").back == "receives a flow from"


def test_an_access_says_what_it_does(model: Store) -> None:
    found = _read(model, "lezen")
    assert (found.words, found.back) == ("leest", "wordt gelezen door")


def test_one_that_ends_on_another_names_that_as_a_sentence(model: Store) -> None:
    assert _read(model, "erop").link.text == "Ander stroomt naar “Een stroomt naar Ander”"


def test_one_that_ends_on_itself_has_an_end(model: Store) -> None:
    assert _read(model, "rond").link.text.count("stroomt naar") < 10


def test_one_that_was_withdrawn_says_so(model: Store) -> None:
    gone = _read(model, "weg")
    assert (gone.words, gone.source, gone.said) == ("is ingetrokken", "", ())
    assert gone.link.href == "/model/m/doc/relationship/weg"
