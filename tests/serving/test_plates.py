"""Every plate of the release: what the data says is on it, and nothing runs over anything else."""

import xml.etree.ElementTree as ET
from itertools import combinations, pairwise

import pytest

from server.namespaces import SKOS, gemma
from server.plates import draw, lay
from server.plates.geometry import Rect, span
from server.plates.names import name, steps
from server.plates.notation import (
    NAME,
    READ_ON,
    SEEN_ON,
    SMALL,
    heading,
    sign,
)
from server.plates.reading import read
from server.plates.routes import route
from server.plates.scene import Box
from server.plates.svg import Drawing
from server.plates.text import height, whole, width
from server.rdf.terms import Literal
from server.settings import DEFAULT_BASE as B
from server.store import Store
from tests.serving.conftest import VIEWS
from tests.serving.running import Web

SVG = "{http://www.w3.org/2000/svg}"


def plate(real: Web, view: str) -> ET.Element:
    return ET.fromstring(real.send(f"/doc/view/{view}.svg").body)


def every(store: Store) -> list[Drawing]:
    """Every plate in Dutch, laid out."""
    return [lay(f"{B}id/view/{view}", store) for view in VIEWS]


def within(box: Box, other: Box, boxes: dict[str, Box]) -> bool:
    """Whether a box is drawn in another by the data."""
    parent = box.parent
    while parent is not None:
        if parent == other.node:
            return True
        parent = boxes[parent].parent
    return False


# What is on it


@pytest.mark.parametrize("view", VIEWS)
def test_every_thing_of_the_view_is_a_link_with_a_name(
    real: Web, real_store: Store, view: str
) -> None:
    ours, iri = gemma(B), f"{B}id/view/{view}"
    expected = set()
    for node in real_store.subjects(ours + "nodeOf", iri):
        expected |= {str(term.value) for term in real_store.objects(node, ours + "represents")}
    assert expected, "a plate without boxes shows nothing"
    flows = real_store.subjects(ours + "flowOf", iri)
    for flow in flows:
        for use in real_store.subjects(ours + "useOf", flow):
            for term in ("standardVersion", "standard"):
                values = {str(value.value) for value in real_store.objects(use, ours + term)}
                if values:
                    expected |= values
                    break
            expected |= {str(v.value) for v in real_store.objects(use, ours + "transport")}
    expected |= {*flows, *real_store.subjects(ours + "stepOf", iri)}
    links: dict[str | None, set[str]] = {}
    for anchor in plate(real, view).iter(f"{SVG}a"):
        words = anchor.get("aria-label") or "".join(anchor.itertext())
        links.setdefault(anchor.get("href"), set()).add(words.strip())
    assert expected <= set(links)
    assert all(words for names in links.values() for words in names)


@pytest.mark.parametrize("view", VIEWS)
def test_every_number_is_printed_as_in_the_source(real: Web, real_store: Store, view: str) -> None:
    ours = gemma(B)
    root = plate(real, view)
    anchors = {a.get("href"): a for a in root.iter(f"{SVG}a") if a.find(f"{SVG}path") is not None}
    for flow in real_store.subjects(ours + "flowOf", f"{B}id/view/{view}"):
        printed = {str(term.value) for term in real_store.objects(flow, ours + "number")}
        shown = {"".join(text.itertext()) for text in anchors[flow].iter(f"{SVG}text")}
        assert shown == ({" / ".join(sorted(printed))} if printed else set())
        assert anchors[flow].find(f"{SVG}rect") is not None, "each flow has a badge"


@pytest.mark.parametrize("view", VIEWS)
def test_it_says_what_the_source_says_beside_its_drawing(
    real: Web, real_store: Store, view: str
) -> None:
    """Remarks of the page, what a flow is, on what condition, and what the source leaves open."""
    ours, iri = gemma(B), f"{B}id/view/{view}"
    said = "".join("".join(plate(real, view).itertext()).split())
    flows = real_store.subjects(ours + "flowOf", iri)
    uses = [use for flow in flows for use in real_store.subjects(ours + "useOf", flow)]
    for thing in [*flows, *uses, *real_store.subjects(ours + "noteOf", iri)]:
        for term in (SKOS + "definition", ours + "condition", ours + "openQuestion"):
            for text in real_store.objects(thing, term):
                if isinstance(text, Literal) and text.language == "nl":
                    assert "".join(text.value.split()) in said, text.value
        if real_store.objects(thing, ours + "openQuestion"):
            assert "???" in said


def test_a_name_has_no_aside_that_the_source_does_not_print(real_store: Store) -> None:
    names = {box.text for laid in every(real_store) for box in laid.scene.boxes}
    assert {"Vraaggeleiding", "Reisdocumenten", "Digimelding (centrale services)"} <= names
    assert not any("referentiecomponent)" in text for text in names)


def test_a_low_certainty_shows(real: Web, real_store: Store) -> None:
    ours = gemma(B)
    for anchor in plate(real, "wmo").iter(f"{SVG}a"):
        flow = anchor.get("href", "")
        badge = anchor.find(f"{SVG}rect")
        if "/id/flow/" in flow and badge is not None:
            low = {str(v.value) for v in real_store.objects(flow, ours + "certainty")}
            open_ = badge.get("fill") == "#ffffff"
            assert open_ == (low == {f"{B}id/concept/zekerheid-laag"}), flow


def test_every_flow_of_the_data_is_drawn(real_store: Store) -> None:
    drawn = {line.flow for laid in every(real_store) for line in laid.lines}
    assert drawn == set(real_store.members["flow"])


@pytest.mark.parametrize("view", VIEWS)
def test_it_is_a_group_with_a_name_on_a_painted_ground(real: Web, view: str) -> None:
    root = plate(real, view)
    assert root.get("role") == "group"
    names = {child.get("id"): child.text for child in root}
    assert names[root.get("aria-labelledby")] and names[root.get("aria-describedby")]
    ground = next(root.iter(f"{SVG}rect"))
    sides = " ".join(ground.get(key, "") for key in ("x", "y", "width", "height"))
    assert (ground.get("fill"), sides) == ("#ffffff", root.get("viewBox"))
    assert not any("style" in element.attrib for element in root.iter())


def test_it_speaks_english_too(real_store: Store) -> None:
    texts = [
        "".join(ET.fromstring(draw(f"{B}id/view/wmo", real_store, str, language)).itertext())
        for language in ("nl", "en")
    ]
    said = {"Stromen": (0, 1), "Flows": (1, 0), "Burger": (0, 1), "Citizen": (1, 0), "Wmo": (0, 0)}
    for words, (here, there) in said.items():
        assert words in texts[here] and (here == there or words not in texts[there])


# How it is a representation


def test_it_is_a_form_like_any_other(real: Web) -> None:
    by_suffix = real.send("/doc/view/wmo.svg")
    assert (by_suffix.status, by_suffix.type) == (200, "image/svg+xml")
    by_accept = real.send("/doc/view/wmo", "image/svg+xml")
    assert by_accept.body == by_suffix.body
    assert by_accept.headers["content-location"] == "/doc/view/wmo.svg"
    link = real.send("/doc/view/wmo", "text/html").headers["link"]
    assert '</doc/view/wmo.svg>; rel="alternate"; type="image/svg+xml"' in link
    assert by_suffix.headers["etag"].startswith('"')


def test_a_browser_still_gets_the_page_with_the_plate_in_it(real: Web) -> None:
    page = real.send(
        "/doc/view/wmo", "text/html,application/xhtml+xml,image/svg+xml,image/*,*/*;q=0.8"
    )
    assert page.type == "text/html" and '<svg xmlns="http://www.w3.org/2000/svg"' in page.text
    assert 'href="/doc/element/zaaksysteem"' in page.text


def test_only_a_view_can_be_drawn(real: Web) -> None:
    assert real.send("/doc/element/zaaksysteem.svg").status == 404
    assert real.send("/doc/element/zaaksysteem", "image/svg+xml").status == 406


def test_it_is_the_same_every_time(real_store: Store) -> None:
    iri = f"{B}id/view/operatie-nup"
    first, second = (route(read(iri, real_store, "nl")) for _ in range(2))
    assert first == second


# Nothing runs over anything else


def test_boxes_lie_in_their_parent_and_over_no_other(drawing: Drawing) -> None:
    scene = drawing.scene
    boxes = {box.node: box for box in scene.boxes}
    for box in scene.boxes:
        if box.parent is not None:
            assert box.rect.inside(boxes[box.parent].rect), box.node
    for one, other in combinations(scene.boxes, 2):
        if one.rect.overlaps(other.rect):
            assert within(one, other, boxes) or within(other, one, boxes), (one.node, other.node)


def test_boxes_lie_inside_or_outside_an_area(drawing: Drawing) -> None:
    scene = drawing.scene
    for area in scene.areas:
        for box in scene.boxes:
            assert box.rect.inside(area.rect) or not box.rect.overlaps(area.rect), box.node
            assert not box.rect.overlaps(heading(area.rect, area.text)), box.node


def test_no_text_runs_out_of_its_box(drawing: Drawing) -> None:
    scene = drawing.scene
    for box in scene.boxes:
        if box.headed:
            head = heading(box.rect, box.text)
            assert head.inside(box.rect) and not head.overlaps(sign(box.rect)), box.node
            inner = [step.rect for step in steps(box)]
            inner += [child.rect for child in scene.boxes if child.parent == box.node]
            assert not any(head.overlaps(rect) for rect in inner), box.node
            assert all(rect.inside(box.rect) for rect in inner), box.node
            continue
        words = name(box.rect, box.text, box.full)
        assert whole(words.lines, box.text), "a word was cut"
        rows = [(width(line, NAME), height(1, NAME)) for line in words.lines]
        rows += [(width(line, SMALL), height(1, SMALL)) for line in words.full]
        top = words.top
        for wide, high in rows:
            row = Rect(words.middle - wide // 2, top, wide, high)
            assert row.inside(box.rect) and not row.overlaps(sign(box.rect)), (box.node, row)
            top += high


def test_badges_and_labels_stand_free(drawing: Drawing) -> None:
    scene, lines, placed = drawing.scene, drawing.lines, drawing.placed
    standing = [badge.rect for badge in placed.badges] + [label.rect for label in placed.labels]
    for one, other in combinations(standing, 2):
        assert not one.overlaps(other)
    walls = [box.rect for box in scene.boxes if not box.filled]
    walls += [heading(box.rect, box.text) for box in scene.boxes if box.filled]
    walls += [heading(area.rect, area.text) for area in scene.areas]
    for rect in standing:
        assert not any(rect.overlaps(wall) for wall in walls), rect
    runs = [(line.flow, span(a, b)) for line in lines for a, b in pairwise(line.points)]
    for label in placed.labels:
        over = [flow for flow, run in runs if label.rect.overlaps(run.grown(1))]
        assert not over, (label.flow, over)
    trunks = [line.flow for line in lines if line.start and line.end]
    assert sorted(badge.flow for badge in placed.badges) == sorted(trunks)
    for badge in placed.badges:
        over = [flow for flow, run in runs if badge.rect.overlaps(run.grown(1))]
        assert set(over) == {badge.flow}, "a badge stands on its own line and on no other"


def test_lines_end_on_the_boxes_that_the_data_names(drawing: Drawing) -> None:
    scene, lines = drawing.scene, drawing.lines
    boxes = {box.node: box.rect for box in scene.boxes}
    for flow in scene.flows:
        own = [line for line in lines if line.flow == flow.iri]
        for stage, (starts, ends) in enumerate(flow.stages):
            drawn = [line for line in own if line.stage == stage]
            assert {line.start for line in drawn} - {None} == set(starts), flow.iri
            assert {line.end for line in drawn} - {None} == set(ends), flow.iri
            for line in drawn:
                for node, (x, y) in ((line.start, line.points[0]), (line.end, line.points[-1])):
                    if node is None:  # it joins another line of its flow
                        others = [span(a, b) for o in drawn if o != line
                                  for a, b in pairwise(o.points)]  # fmt: skip
                        assert any(Rect(x, y, 0, 0).inside(other) for other in others), flow.iri
                        continue
                    box = boxes[node]
                    assert x in (box.x, box.right) or y in (box.y, box.bottom), flow.iri
                    assert Rect(x, y, 0, 0).inside(box), flow.iri


def test_lines_run_around_boxes_and_never_over_each_other(drawing: Drawing) -> None:
    scene, lines = drawing.scene, drawing.lines
    runs = [(line, span(a, b)) for line in lines for a, b in pairwise(line.points)]
    for line, run in runs:
        assert not run.width or not run.height, "lines are straight"
        for box in scene.boxes:
            if not box.filled:
                assert not run.grown(1).overlaps(box.rect.grown(-2)), (line.flow, box.node)
    for (one, first), (other, second) in combinations(runs, 2):
        along = bool(first.width) == bool(second.width)
        if one.flow != other.flow and along:
            assert not first.grown(1).overlaps(second.grown(1)), (one.flow, other.flow)


# What can be seen


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.1, definitions)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio (WCAG 2.1, definitions)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("pair", READ_ON)
def test_text_is_readable(pair: tuple[str, str]) -> None:
    """WCAG 2.1, 1.4.3: text has a contrast of at least 4.5."""
    assert contrast(*pair) >= 4.5


@pytest.mark.parametrize("pair", SEEN_ON)
def test_what_carries_meaning_is_visible(pair: tuple[str, str]) -> None:
    """WCAG 2.1, 1.4.11: what is needed to understand has a contrast of at least 3."""
    assert contrast(*pair) >= 3


@pytest.mark.parametrize("view", ["wmo", "lege-pagina"])
def test_no_colour_outside_the_pairs_that_were_tested(real: Web, view: str) -> None:
    known = {colour for pair in (*READ_ON, *SEEN_ON) for colour in pair} | {"none"}
    used = {e.get(name) for e in plate(real, view).iter() for name in ("fill", "stroke")} - {None}
    assert used <= known
