"""Coloured plates of the real release: every colour has its reason in the data, and its words."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from itertools import combinations
from urllib.parse import quote

import pytest

from server.namespaces import gemma
from server.plates.around import around
from server.plates.names import name
from server.plates.notation import READ_ON, SEEN_ON, corner, heading, sign
from server.plates.svg import Drawing
from server.plates.text import whole
from server.plates.uses import of_standard
from server.plates.within import lay, within
from server.settings import DEFAULT_BASE as B
from server.store import Store
from tests.serving.conftest import VIEWS
from tests.serving.running import Web
from tests.serving.test_pages import page
from tests.serving.test_plates import SVG

STANDARD = "/landscape{}?colour=standard&standard=stuf-bg"


def rows(real: Web, address: str) -> list[dict[str, str]]:
    reply = real.send(address)
    assert (reply.status, reply.type) == (200, "text/csv")
    return list(csv.DictReader(io.StringIO(reply.body.decode(), newline="")))


def named(root: ET.Element) -> dict[str, str]:
    """What each link is called, by its address."""
    found: dict[str, str] = {}
    for link in root.iter(f"{SVG}a"):
        found.setdefault(link.get("href", ""), link.get("aria-label") or "")
    return found


# What a colour rests on


def test_a_standard_colours_what_its_flows_run_between(real: Web, real_store: Store) -> None:
    """Held against the stored question, which the SPARQL engine answers by itself."""
    asked = "/query/wat-een-standaard-raakt.csv?standaard=stuf-bg"
    said = csv.DictReader(io.StringIO(real.send(asked).body.decode(), newline=""))
    expected = {line["element"] for line in said}
    found = rows(real, STANDARD.format(".csv"))
    elements = {line["iri"] for line in found if line["mark"] in ("end", "via")}
    assert elements == expected and expected
    flows = {line["iri"] for line in found if line["mark"] == "flow"}
    for line in found:
        if line["iri"] in elements:
            assert line["why"] and set(line["why"].split()) <= flows
    components = [e for e in elements if real_store.is_a(e, gemma(B) + "ReferenceComponent")]
    _, text = page(real, STANDARD.format(""))
    assert f"{len(components)} componenten gebruiken StUF-BG." in text


def test_layers_and_certainties_are_those_of_the_data(real: Web, real_store: Store) -> None:
    ours = gemma(B)
    for line in rows(real, "/landscape.csv?colour=layer"):
        layer = {str(v.value) for v in real_store.objects(line["iri"], ours + "layer")}
        assert layer == ({f"{B}id/concept/{line['mark']}"} if "laag-" in line["mark"] else set())
    least = ["zekerheid-hoog", "zekerheid-midden", "zekerheid-laag"]
    found = rows(real, "/landscape.csv?colour=certainty")
    assert {line["mark"] for line in found} == set(least)
    for line in found:
        for claim in line["why"].split():
            (certainty,) = real_store.objects(claim, ours + "certainty")
            assert str(certainty.value).endswith(line["mark"])
            subjects = {str(v.value) for v in real_store.objects(claim, ours + "claimSubject")}
            assert line["iri"] in subjects


def test_a_principle_colours_nothing_that_the_sources_do_not_link(real: Web) -> None:
    """The sources link no principle to a component; the page says so, and what there is."""
    for key in ("open-data", "hergebruikt-gegevens"):
        address = f"?colour=principle&principle={key}"
        assert rows(real, f"/landscape.csv{address}") == []
        _, text = page(real, f"/landscape{address}")
        assert "De bronnen leggen geen verband" in text
        assert f'href="/doc/principle/{key}"' in text and 'href="/doc/implication/' in text


def test_one_flow_is_shown_on_its_plate(real: Web) -> None:
    found = rows(real, "/landscape.csv?view=brk&flow=brk-1")
    assert [line["mark"] for line in found] == ["from", "to", "via", "flow"]
    assert all(line["on_plate"] == "true" for line in found)
    text = named(ET.fromstring(real.send("/landscape.svg?view=brk&flow=brk-1").body))
    assert text[f"{B}id/flow/brk-1"].endswith("De stroom")


def test_a_name_is_found_on_the_plate_beside_its_colour(real: Web) -> None:
    found = rows(real, "/landscape.csv?colour=layer&find=zaaksysteem")
    marks = {line["iri"]: line["mark"] for line in found}
    assert marks[f"{B}id/element/zaaksysteem"] == "found"
    assert set(marks.values()) > {"found", "laag-backoffice"}
    svg = real.send("/landscape.en.svg?colour=layer&find=zaaksysteem").body
    said = named(ET.fromstring(svg))[f"{B}id/element/zaaksysteem"]
    assert said.endswith("Found by “zaaksysteem” (Mid office)")
    _, text = page(real, "/landscape?find=" + quote('<script>"zzz'))
    assert "Niets op deze plaat heet zo." in text and '<script>"' not in text


# How it is told


def test_a_form_asks_for_it_without_a_script(real: Web) -> None:
    found, _ = page(real, STANDARD.format(""))
    forms = [form for form in found.all("form") if form.get("action") == "/landscape"]
    assert len(forms) == 4 and all(form.get("method") == "get" for form in forms)
    chosen = [option["value"] for option in found.all("option") if "selected" in option]
    assert chosen == ["stuf-bg", "lege-pagina"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_on_the_plate_with_a_colour_says_so(real: Web, language: str) -> None:
    mark = "" if language == "nl" else ".en"
    root = ET.fromstring(real.send(f"/landscape{mark}.svg?colour=certainty").body)
    words = {"nl": "Zekerheid: ", "en": "Certainty: "}[language]
    said = named(root)
    coloured = rows(real, "/landscape.csv?colour=certainty")
    drawn = [line["iri"] for line in coloured if line["on_plate"] == "true"]
    assert len(drawn) > 100 and all(words in said[iri] for iri in drawn)
    assert sum(words in text for text in said.values()) == len(drawn)
    assert words in "".join(root.find(f"{SVG}desc").itertext())  # type: ignore[union-attr]
    known = {colour for pair in (*READ_ON, *SEEN_ON) for colour in pair} | {"none"}
    assert {e.get(key) for e in root.iter() for key in ("fill", "stroke")} - {None} <= known


def test_a_table_leads_to_what_it_tells_of(real: Web) -> None:
    found, _ = page(real, STANDARD.format(""))
    ids = {
        element for tag in ("a",) for element in (a.get("id") for a in found.all(tag)) if element
    }
    led = [a["href"][1:] for a in found.all("a") if a["href"].startswith("#node-")]
    assert led and set(led) <= ids


@pytest.mark.parametrize(
    ("query", "name", "possible"),
    [
        ("colour=rood", "colour", "Standaard (standard); Principe (principle); Laag (layer)"),
        ("colour=standard", "standard", "stuf-bg"),
        ("standard=stuf-xx", "standard", "stuf-bg"),
        ("view=brx", "view", "BRK mutaties en leveringen (brk)"),
        ("flow=1", "flow", "brk-1"),
        ("find=a&find=b", "find", "één keer"),
        ("find=" + "a" * 201, "find", "200 tekens"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    real: Web, query: str, name: str, possible: str
) -> None:
    reply = real.send(f"/landscape?{query}")
    assert reply.status == 400
    said = json.loads(reply.body)["detail"]
    assert f"`{name}`" in said and possible in said


# Nothing over anything else


def test_the_signs_of_marks_stand_free(drawing: Drawing) -> None:
    scene, placed = drawing.scene, drawing.placed
    signs = {box.node: corner(box.rect, headed=box.headed) for box in scene.boxes}
    standing = [badge.rect for badge in placed.badges] + [label.rect for label in placed.labels]
    heads = [heading(box.rect, box.text) for box in scene.boxes if box.headed]
    heads += [heading(area.rect, area.text) for area in scene.areas]
    for one, other in combinations(signs.values(), 2):
        assert not one.overlaps(other)
    for node, rect in signs.items():
        over = [other for other in (*standing, *heads) if rect.grown(-1).overlaps(other)]
        assert not over, node


def test_a_standard_can_be_laid_over_any_plate(real_store: Store) -> None:
    marks = of_standard(f"{B}id/standard/digikoppeling-ebms", real_store)
    assert set(marks.legend) == {"end", "via", "flow"} and len(VIEWS) == 15
    assert {mark.key for mark in marks.of.values()} == set(marks.legend)


def test_every_element_with_flows_has_a_small_plate(real_store: Store) -> None:
    ours = gemma(B)
    with_flows = 0
    for element in real_store.members["element"]:
        flows = {f for t in ("from", "to", "via") for f in real_store.subjects(ours + t, element)}
        svg = around(element, real_store, str, "nl")
        assert bool(svg) == bool(flows), element
        if not svg:
            continue
        with_flows += 1
        said = named(ET.fromstring(svg))
        short = {f for f in flows if real_store.objects(f, ours + "shortFormOf")}
        assert flows - short <= set(said) and all(said[flow] for flow in flows - short)
    assert with_flows > 40


def test_parts_lie_in_what_they_are_part_of(real_store: Store) -> None:
    ours = gemma(B)
    drawn = 0
    for element in real_store.members["element"]:
        scene = lay(element, real_store, "nl")
        boxes = {box.node: box for box in scene.boxes}
        parts = set(real_store.subjects(ours + "partOf", element))
        assert parts <= set(boxes) and bool(within(element, real_store, str)) == bool(parts)
        drawn += bool(parts)
        for one, other in combinations(scene.boxes, 2):
            held = one.node == other.parent
            assert held == other.rect.inside(one.rect) or other.depth > one.depth + 1
            assert other.rect.inside(one.rect) or not one.rect.overlaps(other.rect)
        for box in scene.boxes:
            if box.headed:
                head = heading(box.rect, box.text)
                assert head.inside(box.rect) and not head.overlaps(sign(box.rect))
                inner = [b.rect for b in scene.boxes if b.parent == box.node]
                assert not any(head.overlaps(rect) for rect in inner)
            else:
                assert whole(name(box.rect, box.text).lines, box.text)
    assert drawn > 20
