"""The pages of an imported model: what each kind of thing shows first, and the way around."""

import re
from html import unescape

import pytest

from tests.serving.running import Web

DOC = "/model/voorbeeld/doc"


def words(web: Web, path: str) -> str:
    """What a page says, without its markup."""
    page = web.send(path, "text/html")
    assert page.status == 200, path
    body = re.sub(r"<script.*?</script>|<svg.*?</svg>", "", page.text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


def test_an_element_says_what_it_has_to_do_with_others_from_its_own_side(modelled: Web) -> None:
    component = words(modelled, f"{DOC}/element/application-component")
    assert "bestaat uit 1 Een ApplicationFunction Applicatiefunctie" in component
    assert "hoort bij 1 Een Grouping" in component
    assert "stroomt naar 2" in component
    assert "Een Node Knooppunt · besluiten" in component
    function = words(modelled, f"{DOC}/element/application-function")
    assert "is deel van 1 Een ApplicationComponent" in function
    assert "leest en schrijft 1 Een DataObject" in function
    data = words(modelled, f"{DOC}/element/data-object.en.html")
    assert "is read and written by 1 A ApplicationFunction" in data


def test_an_element_says_what_it_is_and_where(modelled: Web) -> None:
    component = words(modelled, f"{DOC}/element/application-component")
    for said in (
        "Applicatiecomponent Referentiecomponent In gebruik Een ApplicationComponent",
        "afkorting AC",
        "https://voorbeeld.example/wiki/AC?x=1&y=2",
        "Aan welke standaarden het voldoet 1",
        "Op welke platen 2 Eerste plaat Tweede plaat",
        "Wat het model er verder van zegt",
        "In welke map Applicatie › Onderdelen",
    ):
        assert said in component
    assert "Wat dit in 2013 was" not in component, "nothing was compared with this model"


def test_a_component_meets_standards_and_a_standard_has_versions(modelled: Web) -> None:
    component = words(modelled, f"{DOC}/element/application-component")
    assert re.search(r"Standaard Hoe Status Versies Een Constraint \S+", component)
    assert "Een Requirement In ontwikkeling" in component
    assert "realiseert (" not in component, "said as a standard, so not once more"
    standard = words(modelled, f"{DOC}/element/constraint")
    assert "Versies 1" in standard
    assert "heeft als bijzonder geval" not in standard, "said as a version, so not once more"
    assert "wordt gerealiseerd door 1 Een ApplicationComponent" in standard


def test_a_relationship_is_a_sentence_and_may_end_on_another(modelled: Web) -> None:
    flow = words(modelled, f"{DOC}/relationship/rel-flow")
    assert "Een ApplicationComponent stroomt naar Een Node" in flow
    assert "Relaties die hierop eindigen 1" in flow
    assert "Op welke platen 1 Eerste plaat" in flow
    upon = words(modelled, f"{DOC}/relationship/rel-op-relatie")
    sentence = "Een Contract hangt samen met “Een ApplicationComponent stroomt naar Een Node”"
    assert sentence in upon


def test_a_view_shows_its_drawing_and_all_that_is_on_it(modelled: Web) -> None:
    page = modelled.send(f"{DOC}/view/plaat-een", "text/html").text
    (plate,) = re.findall(r"<figure.*?</figure>", page, flags=re.DOTALL)
    assert f'href="{DOC}/element/application-component"' in plate
    assert f'href="{DOC}/view/plaat-een.svg"' in page
    told = words(modelled, f"{DOC}/view/plaat-een")
    assert "4 elementen" in told
    assert "3 relaties" in told
    assert "Zie ook de tweede plaat." in told
    assert "Platen waarheen zij leidt 1 Tweede plaat" in told
    assert "gezichtspunt Application Usage" in told


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("node/plaat-een-node", "Toont Een Node Ligt in Kader"),
        ("connection/plaat-een-rel-flow", "Loopt tussen Een ApplicationComponent en Een Node"),
        ("area/plaat-een-7bee62ac", "Staat op de plaat Eerste plaat"),
        ("note/plaat-een-7625f02e", "Staat op de plaat Eerste plaat"),
    ],
)
def test_a_part_of_a_drawing_says_what_it_shows_and_where(
    modelled: Web, part: str, said: str
) -> None:
    assert said in words(modelled, f"{DOC}/{part}")


def test_every_page_says_which_model_it_is_of_and_leads_back(modelled: Web) -> None:
    for path in (f"{DOC}/element", f"{DOC}/view/plaat-een", f"{DOC}/concept/rol-verplicht"):
        page = modelled.send(path, "text/html").text
        assert "U bent in het model <a" in page, path
        assert f'<a href="{DOC}/model/voorbeeld">Voorbeeldstad</a> van 3 februari 2026' in page
        assert '<a href="/landscape">Terug naar het landschap van 2013</a>' in page
        assert f'<a href="{DOC}/element"' in page
        assert '<a href="/doc/flow"' not in page, "no door of the publication beside its own"
    assert "U bent in het model" not in modelled.send("/doc/element", "text/html").text
    crumbs = re.findall(r'<nav aria-label="Kruimelpad".*?</nav>',
                        modelled.send(f"{DOC}/element/application-function", "text/html").text,
                        flags=re.DOTALL)  # fmt: skip
    links = re.findall(r'href="([^"]*)"', crumbs[0])
    assert links == ["/", f"{DOC}/model/voorbeeld", f"{DOC}/folder/applicatie",
                     f"{DOC}/folder/applicatie-onderdelen"]  # fmt: skip


def test_the_model_says_what_is_in_it_and_what_its_owner_should_know(modelled: Web) -> None:
    model = words(modelled, f"{DOC}/model/voorbeeld")
    for said in (
        "2 platen, zoals hun makers ze tekenden",
        "14 relaties ertussen",
        "Referentiecomponent 1",
        "Wat de eigenaar moet weten Bij het inlezen gevonden: 0 overtredingen",
        "Uitgaven",
        "2026-02-03-",
    ):
        assert said in model
    assert "0 violations" in words(modelled, f"{DOC}/model/voorbeeld.en.html")


def test_the_document_of_a_model_leads_to_the_lists_of_what_is_in_it(modelled: Web) -> None:
    turtle = modelled.send(f"{DOC}/model/voorbeeld.nt").text
    held = "http://www.w3.org/2004/02/skos/core#inScheme"
    assert held not in turtle
    assert f"/{DOC[1:]}/element>" in turtle
    assert held in modelled.send(f"{DOC}/element/node.nt").text


def test_a_list_is_kept_to_a_choice(modelled: Web) -> None:
    everything = words(modelled, f"{DOC}/element")
    assert re.search(r"Elementen .* 6[0-9] elementen\.", everything)
    kept = modelled.send(f"{DOC}/element?type=Node", "text/html").text
    assert f'<a href="{DOC}/element/node">' in kept
    assert f'<a href="{DOC}/element/goal">' not in kept
    flows = words(modelled, f"{DOC}/relationship?type=relatie-stroom")
    assert "besluiten" in flows
    assert "bestaat uit Een" not in flows
    assert modelled.send(f"{DOC}/element?type=Fiets", "text/html").status == 400
    assert modelled.send(f"{DOC}/element?type=Node&page=2", "text/html").status == 404


def test_a_property_says_how_it_is_read_and_which_values_it_has(modelled: Web) -> None:
    role = words(modelled, f"{DOC}/property/rol")
    assert "gelezen als Waarde" in role
    assert "1 keer gebruikt" in role
    assert "Verplicht 1" in role
    value = words(modelled, f"{DOC}/concept/soort-referentiecomponent")
    assert "Soort van 1 Een ApplicationComponent" in value


def test_the_list_of_models_leads_to_each(modelled: Web, real: Web) -> None:
    assert "Voorbeeldstad" in words(modelled, "/model")
    assert "Voorbeeldstad" in words(modelled, "/")
    for path, page in (("/model/voorbeeld", f"{DOC}/model/voorbeeld"),
                       ("/model/voorbeeld/", f"{DOC}/model/voorbeeld"),
                       ("/model/voorbeeld.en.html", f"{DOC}/model/voorbeeld.en.html")):  # fmt: skip
        found = modelled.send(path, "text/html")
        assert (found.status, found.headers["location"]) == (303, page)
    data = modelled.send("/model", "text/turtle")
    assert (data.status, data.headers["location"]) == (303, "/catalog.ttl")
    assert modelled.send("/model/nergens", "text/html").status == 404
    assert "geen model ingelezen" in words(real, "/model")
    assert "/model" not in real.send("/", "text/html").text
