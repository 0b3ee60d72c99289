"""Names that are made: an area is called after its band, a layer after the band around it too."""

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from scripts.labels import derive
from scripts.terms import Triple, graph_of
from server.namespaces import gemma
from server.settings import DEFAULT_BASE

OURS = Namespace(gemma(DEFAULT_BASE))
ID = Namespace(f"{DEFAULT_BASE}id/")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
SIDES = ("x", "y", "width", "height")


def area(key: str, view: str, shown: str, *box: object) -> list[Triple]:
    thing = ID[f"area/{key}"]
    sides = [
        (thing, OURS[side], Literal(str(number), datatype=XSD.integer))
        for side, number in zip(SIDES, box, strict=False)
    ]
    return [
        (thing, RDF.type, OURS.ViewArea),
        (thing, OURS.areaOf, ID[f"view/{view}"]),
        (thing, OURS.shows, ID[f"concept/{shown}"]),
        *sides,
    ]


def named(*areas: list[Triple]) -> dict[str, str]:
    """Key of each area -> its Dutch name."""
    names = {"view/wmo": "Wmo", "concept/band": "Gemeente", "concept/laag": "Backoffice"}
    data: Graph = graph_of(triple for rows in areas for triple in rows)
    for thing, name in names.items():
        data.add((ID[thing], SKOS.prefLabel, Literal(name, lang="nl")))
    return {
        str(thing).rpartition("/")[2]: str(text)
        for thing, _, text in derive(data, DEFAULT_BASE)
        if isinstance(thing, URIRef) and isinstance(text, Literal) and text.language == "nl"
    }


def test_a_band() -> None:
    assert named(area("a", "wmo", "band", 10, 10, 100, 100)) == {"a": "Gemeente (Wmo)"}


def test_a_layer_in_a_band_of_its_own_view() -> None:
    found = named(
        area("a", "wmo", "band", 10, 10, 100, 100),
        area("b", "wmo", "laag", 10, 20, 50, 90),
        area("c", "bgt", "band", 0, 0, 200, 200),
    )
    assert found["a"] == "Gemeente (Wmo)"
    assert found["b"] == "Gemeente: Backoffice (Wmo)"


@pytest.mark.parametrize(
    "box",
    [(200, 20, 50, 50), (10, 20, 101, 50), (9, 20, 50, 50), (10, 9, 50, 50), (10, 20, 50, 91),
     (10, 20, 50), (10, 20, 50, "veel"), ()],
)  # fmt: skip
def test_a_layer_in_no_band(box: tuple[object, ...]) -> None:
    """The rules say what is wrong with it; it has a name all the same."""
    found = named(area("a", "wmo", "band", 10, 10, 100, 100), area("b", "wmo", "laag", *box))
    assert found["b"] == "Backoffice (Wmo)"


def test_a_relation_to_a_thing_of_others_reads_as_a_sentence_in_both_languages() -> None:
    """What has a name in Dutch only is called so in English too."""
    claim, thing, other = ID["claim/een"], ID["element/een"], ID["counterpart/ander"]
    data = graph_of(
        [
            (claim, RDF.type, OURS.Claim),
            (claim, OURS.claimSubject, thing),
            (claim, OURS.claimProperty, SKOS.closeMatch),
            (claim, OURS.claimObject, other),
            (thing, SKOS.prefLabel, Literal("Een", lang="nl")),
            (thing, SKOS.prefLabel, Literal("One", lang="en")),
            (other, SKOS.prefLabel, Literal("Ander", lang="nl")),
        ]
    )
    assert {str(text) for _, _, text in derive(data, DEFAULT_BASE)} == {
        "Een: lijkt nu het meest op Ander ()",
        "One: now most resembles Ander ()",
    }
