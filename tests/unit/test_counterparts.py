"""Counterparts: a row for each relation that a claim accounts for, the closest first."""

import pytest

from server.app.pages import kinds
from server.app.pages.counterparts import Counterpart, counterparts, formerly
from server.app.pages.language import Reader
from server.app.pages.view import Value, View
from server.namespaces import RDF_TYPE
from server.store import Store

B = "https://gemma.example/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
FOAF = "http://xmlns.com/foaf/0.1/page"
PAGE = "https://gemmaonline.nl/index.php/GEMMA/id-"
FORUM = "https://www.forumstandaardisatie.nl/open-standaarden/stuf"


def _claim(key: str, subject: str, relation: str, thing: str) -> str:
    claim = f"<{B}id/claim/{key}>"
    return (
        f"{claim} <{B}def#claimSubject> <{B}id/{subject}> <{B}id/graph/alignment> .\n"
        f"{claim} <{B}def#claimProperty> <{relation}> <{B}id/graph/alignment> .\n"
        f"{claim} <{B}def#claimObject> <{thing}> <{B}id/graph/alignment> .\n"
        f"{claim} <{B}def#certainty> <{B}id/concept/zekerheid-hoog> <{B}id/graph/alignment> .\n"
        f'{claim} <{B}def#evidence> "Omdat {key}."@nl <{B}id/graph/alignment> .\n'
        f'{claim} <{B}def#evidence> "Since {key}."@en <{B}id/graph/alignment> .\n'
    )


def _thing(path: str, name: str, kind: str = "", page: str = "") -> str:
    iri = f"<{B}id/{path}>"
    kind_of_ours = f"<{B}def#{path.partition('/')[0].title()}>"
    lines = [f'{iri} <{SKOS}prefLabel> "{name}"@nl', f"{iri} <{RDF_TYPE}> {kind_of_ours}"]
    lines += [f'{iri} <{B}def#modelType> "{kind}"'] if kind else []
    lines += [f"{iri} <{FOAF}> <{page}>"] if page else []
    return "".join(f"{line} <{B}id/graph/alignment> .\n" for line in lines)


def _known(path: str, identifier: str) -> str:
    identity = "http://purl.org/dc/terms/identifier"
    return f'<{B}{path}> <{identity}> "{identifier}" <{B}id/graph/alignment> .\n'


#: A model that has the first counterpart; what has the key of the second is another thing.
MODEL = _known("model/m/id/element/1", "1") + _known("model/m/id/element/2", "een ander")

QUADS = (
    _claim("verwant", "element/a", f"{SKOS}relatedMatch", f"{B}id/counterpart/2")
    + _claim("bijna", "element/a", f"{SKOS}closeMatch", f"{B}id/counterpart/1")
    + _claim("soort", "element/a", f"{B}def#layer", f"{B}id/concept/laag")
    + _claim("geen", "element/b", f"{B}def#noCounterpartIn", f"{B}id/edition/nu")
    + _claim("pagina", "standard/stuf", FOAF, FORUM)
    + _claim("gevaar", "element/c", FOAF, "javascript:alert(1)")
    + _thing("counterpart/1", "Een", "Referentiecomponent", f"{PAGE}1")
    + _thing("element/a", "Toen")
    + _known("id/counterpart/1", "1")
    + _known("id/counterpart/2", "2")
    + _thing("counterpart/2", "Twee", "Standaard", f"{PAGE}2")
    + _thing("edition/nu", "Model van nu")
    + _thing("concept/zekerheid-hoog", "Hoog")
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    file = tmp_path_factory.mktemp("counterparts") / "release.nq"
    file.write_text(QUADS, encoding="utf-8")
    return Store(file, B)


def _rows(store: Store, thing: str, language: str = "nl") -> tuple[Counterpart, ...]:
    return counterparts(View(f"{B}id/{thing}", (), store, Reader(language)), store)


def test_the_closest_comes_first_and_other_claims_are_none(store: Store) -> None:
    close, related = _rows(store, "element/a")
    assert (close.relation, close.name.text) == ("Lijkt nu het meest op", "Een")
    assert (related.relation, related.name.text) == ("Is verwant aan", "Twee")


def test_a_counterpart_leads_to_our_document_and_to_its_page(store: Store) -> None:
    close, _ = _rows(store, "element/a")
    assert (close.name.href, close.name.external) == ("/doc/counterpart/1", False)
    assert (close.owner, close.address) == ("GEMMA Online", f"{PAGE}1")
    assert close.kind == "Referentiecomponent"


def test_each_says_how_sure_and_why_in_the_language_of_the_page(store: Store) -> None:
    close, _ = _rows(store, "element/a", "en")
    assert close.relation == "Now most resembles"
    assert close.certainty is not None and close.certainty.text == "Hoog"
    assert close.evidence is not None and close.evidence.text == "Since bijna."
    assert close.name.lang == "nl"


def test_none_is_said_too(store: Store) -> None:
    (none,) = _rows(store, "element/b")
    assert (none.relation, none.name.text) == ("Heeft geen tegenhanger in", "Model van nu")
    assert (none.owner, none.address, none.kind) == ("", "", "")


def test_a_page_is_its_own_address(store: Store) -> None:
    (page,) = _rows(store, "standard/stuf")
    assert (page.owner, page.address) == ("Forum Standaardisatie", FORUM)
    assert page.name.external


def test_what_is_no_web_address_is_none(store: Store) -> None:
    (odd,) = _rows(store, "element/c")
    assert odd.address == "" and odd.name.href == ""


def test_most_things_have_none(store: Store) -> None:
    assert _rows(store, "element/z") == ()


@pytest.fixture(scope="module")
def model() -> Store:
    return Store(MODEL.encode(), B, "m")


def test_where_the_model_is_served_a_counterpart_leads_into_it(store: Store, model: Store) -> None:
    view = View(f"{B}id/element/a", (), store, Reader("en"), (model,))
    close, related = counterparts(view, store)
    assert close.here is not None
    assert close.here.href == "/model/m/doc/element/1.en.html"
    assert related.here is None, "one key, but not one identity"
    assert [row.here for row in _rows(store, "element/a")] == [None, None]


def test_the_page_of_a_counterpart_leads_into_it_too(store: Store, model: Store) -> None:
    def told(thing: str, *beside: Store) -> dict[str, tuple[Value, ...]]:
        view = View(f"{B}id/{thing}", (), store, Reader("en"), beside)
        template, found = kinds.of(view, store)
        assert template == "facts.html"
        return dict(found["facts"])  # type: ignore[call-overload, no-any-return]

    (here,) = told("counterpart/1", model)["Here in the model"]
    assert here.href == "/model/m/doc/element/1.en.html"
    alone = told("counterpart/1")
    assert alone.keys() == told("counterpart/1", model).keys() - {"Here in the model"}
    assert told("counterpart/2", model).keys() == alone.keys(), "one key, but not one identity"


def test_a_thing_of_the_model_says_what_it_was(store: Store, model: Store) -> None:
    def was(key: str) -> list[tuple[str, str, str]]:
        thing = f"{B}model/m/id/element/{key}"
        view = View(thing, (), model, Reader("nl", space="model/m/"), (store,))
        rows = formerly(view, model)
        return [(row.relation, row.thing.text, row.thing.href) for row in rows]

    assert was("1") == [("Leek in 2013 het meest op", "Toen", "/doc/element/a")]
    assert was("2") == []
    assert was("3") == []
