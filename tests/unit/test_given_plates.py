"""Views of imported models: as their maker drew them, and readable for everyone."""

import math
import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from pathlib import Path

import pytest
from rdflib import Graph

from scripts.archimate import types as exchange
from scripts.terms import quad_line, sorted_triples
from server.graphs import graph_iri
from server.plates import draw
from server.plates.colours import LINE, TEXT, contrast, readable, solid
from server.plates.geometry import Rect
from server.plates.given import Part, Wire, read
from server.plates.notation import INK, PAPER
from server.plates.types import ELEMENTS, RELATIONSHIPS, Stroke
from server.plates.wires import middle, paths, tip
from server.settings import DEFAULT_BASE as B
from server.store import Store
from tests.sources import ROOT

SVG = "{http://www.w3.org/2000/svg}"
MODEL = f"{B}model/klein/id/"
VIEW = f"{MODEL}view/v"


@pytest.fixture(scope="module")
def store() -> Store:
    """The small model that exports are tried on."""
    source = ROOT / "tests/archimate/modelled.ttl"
    triples = sorted_triples(Graph().parse(Path(source), format="turtle", publicID=B))
    lines = (quad_line(triple, graph_iri(B, "model-klein")) for triple in triples)
    return Store("\n".join(lines).encode(), B)


@pytest.fixture(scope="module")
def drawn(store: Store) -> ET.Element:
    return ET.fromstring(draw(VIEW, store, lambda iri: iri))


def box(iri: str, x: int, y: int) -> Part:
    return Part(iri, "node", "", "", iri, Rect(x, y, 100, 60), "", "", "", filled=False)


def wire(iri: str, start: str, end: str, *bends: tuple[int, int]) -> Wire:
    return Wire(iri, "", "", "", start, end, bends, Stroke(), "")


def test_contrast_is_that_of_wcag() -> None:
    """WCAG 2.1, contrast ratio: from 1:1 to 21:1."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#777777") == 1
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_what_cannot_be_read_gives_way() -> None:
    assert readable("#767676", PAPER) == "#767676"
    assert readable("#777777", PAPER) == INK
    assert readable("#000000", "#000080") == PAPER
    assert solid("rgb(0 0 0 / 50%)") == "#808080"
    assert solid("red") == "" == solid("url(javascript:x)")


@pytest.mark.parametrize("type_", ELEMENTS)
def test_the_colours_of_every_type_are_readable(type_: str) -> None:
    style = ELEMENTS[type_]
    assert contrast(readable(INK, style.fill), style.fill) >= TEXT
    assert contrast(readable(style.line, style.fill, LINE), style.fill) >= LINE


def test_every_type_of_archimate_has_a_look() -> None:
    assert set(ELEMENTS) == set(exchange.ELEMENTS.values())
    assert set(RELATIONSHIPS) == {found.concept for found in exchange.RELATIONSHIPS.values()}


def test_a_line_runs_straight_where_the_boxes_allow() -> None:
    parts = [box("a", 0, 0), box("b", 40, 200), box("c", 300, 20), box("d", 500, 500)]
    wires = [wire("1", "a", "b"), wire("2", "a", "c"), wire("3", "a", "d")]
    found = paths(parts, wires)
    assert found["1"] == ((70, 60), (70, 200))
    assert found["2"] == ((100, 40), (300, 40))
    (x, y), (to_x, to_y) = found["3"]
    assert (x == 100 or y == 60) and (to_x == 500 or to_y == 500)


def test_a_line_goes_by_its_bends_and_may_end_on_a_line() -> None:
    parts = [box("a", 0, 0), box("b", 300, 300)]
    found = paths(parts, [wire("1", "a", "b", (50, 330)), wire("2", "b", "1")])
    assert found["1"] == ((50, 60), (50, 330), (300, 330))
    assert found["2"][-1] == middle(found["1"])
    assert middle(((0, 0), (0, 10), (30, 10))) == (10, 10)


@pytest.mark.parametrize("start", [(0, 50), (100, 50), (50, 0), (13, 91)])
def test_a_tip_points_where_the_line_goes(start: tuple[int, int]) -> None:
    end = (50, 50)
    left, point, right = tip("arrow", start, end)
    assert point == end
    assert math.dist(left, start) < math.dist(end, start) > math.dist(right, start)


def test_everything_that_is_drawn_leads_to_what_it_shows(drawn: ET.Element) -> None:
    links = {link.get("href"): link.get("aria-label", "") for link in drawn.iter(f"{SVG}a")}
    for element, name in (("a", "A"), ("b", "B")):
        assert links[f"{MODEL}element/{element}"].startswith(name)
    assert "bedient" in links[f"{MODEL}relationship/een"]
    assert "Van A naar B." in links[f"{MODEL}relationship/een"]


def test_what_lies_in_a_box_is_drawn_after_it(store: Store) -> None:
    given = read(VIEW, store, "nl")
    order = [part.iri.rpartition("/")[2] for part in given.parts]
    assert order == ["v-b", "v-tekst", "v-vak", "v-a"], "parents first, then by position"
    assert [part.text for part in given.parts] == ["B", "eerste\nregel", "Vak", "A"]


def test_lines_have_the_bends_and_colours_that_were_given(drawn: ET.Element) -> None:
    data = [path.get("d", "") for path in drawn.iter(f"{SVG}path")]
    assert any("L90 200L400 200" in d for d in data)
    assert any(path.get("stroke") == "#ff0000" for path in drawn.iter(f"{SVG}path"))
    fills = {rect.get("fill") for rect in drawn.iter(f"{SVG}rect")}
    assert "#ffffb5" in fills


def test_text_of_a_drawing_is_never_on_a_colour_that_hides_it(drawn: ET.Element) -> None:
    for link in drawn.iter(f"{SVG}a"):
        rect, text = link.find(f"{SVG}rect"), link.find(f"{SVG}text")
        if rect is not None and text is not None:
            assert contrast(text.get("fill", ""), rect.get("fill", "")) >= TEXT


def test_a_drawing_is_the_same_every_time_and_loads_nothing(store: Store) -> None:
    one = draw(VIEW, store, lambda iri: iri, "en")
    assert one == draw(VIEW, store, lambda iri: iri, "en")
    assert not re.search(r"<(script|image|style)|style=|nan|inf", one)


def test_a_view_without_anything_in_it_is_drawn(store: Store) -> None:
    root = ET.fromstring(draw(f"{MODEL}view/w", store, lambda iri: iri))
    sides = [int(side) for side in root.get("viewBox", "").split()]
    assert all(side > 0 for side in sides[2:])
    assert all(a != b for a, b in pairwise(sides[2:]))
