"""Drawing, part by part: words break, lines go round boxes, a tight plate loses nothing."""

from server.plates.geometry import Rect, around, span
from server.plates.labels import place
from server.plates.names import name
from server.plates.notation import sign
from server.plates.routes import route
from server.plates.scene import Box, Flow, Link, Scene, Use
from server.plates.text import width, wrap


def box(node: str, x: int, y: int, wide: int = 160, parent: str | None = None) -> Box:
    depth = 0 if parent is None else 1
    rect = Rect(x, y, wide, 60)
    return Box(
        node, "e:" + node, node, "", "ReferenceComponent", False, rect, parent, depth, False, ()
    )


def flow(iri: str, start: str, end: str, *, via: tuple[str, ...] = ()) -> Flow:
    uses = (Use((Link("s:1", "StUF-BG"),), (), False),)
    return Flow(iri, iri, "iets", (start,), via, (end,), (True, False), uses, (), (), False)


def scene(boxes: list[Box], flows: list[Flow]) -> Scene:
    kinds = {"ReferenceComponent": Link("k", "Referentiecomponent")}
    return Scene("v", "v", "", "nl", False, (), tuple(boxes), tuple(flows), (), kinds)


def test_lines_break_at_spaces_and_hyphens() -> None:
    assert wrap("Zaak- en documentservices", 120, 12) == ("Zaak- en", "documentservices")
    assert wrap("Wmo-voorzieningenadministratie", 190, 12)[0] == "Wmo-"
    assert wrap("kort", 100, 12) == ("kort",)
    assert wrap("", 100, 12) == ()


def test_a_word_that_is_too_long_is_cut_with_a_hyphen() -> None:
    lines = wrap("voorzieningenadministratie", 60, 12)
    assert "".join(line.removesuffix("-") for line in lines) == "voorzieningenadministratie"
    assert all(width(line, 12) <= 60 for line in lines)
    assert all(line.endswith("-") for line in lines[:-1])


def test_a_name_without_room_below_the_sign_passes_beside_it() -> None:
    rect = Rect(0, 0, 160, 60)
    words = name(rect, "MijnOverheid current cases and message box")
    assert words.lines == ("MijnOverheid", "current cases and", "message box")
    first = width(words.lines[0], 12)
    assert words.middle + first / 2 < sign(rect).x or words.top >= sign(rect).bottom


def test_a_character_that_is_not_in_the_table_counts_as_the_widest() -> None:
    assert width("\u4e00", 10) >= width("W", 10)


def test_rectangles() -> None:
    one = Rect(10, 10, 100, 50)
    assert not one.overlaps(Rect(110, 10, 10, 10)), "a shared border is no overlap"
    assert one.overlaps(Rect(109, 10, 10, 10)) and one.inside(one)
    assert around([one, Rect(0, 0, 5, 5)]) == Rect(0, 0, 110, 60)
    assert span((5, 1), (1, 1)) == Rect(1, 1, 4, 0)


def test_a_line_between_neighbours_is_straight() -> None:
    (line,) = route(scene([box("a", 10, 10), box("b", 310, 10)], [flow("1", "a", "b")]))
    assert line.points == ((170, 40), (310, 40))


def test_a_line_goes_round_what_lies_between() -> None:
    boxes = [box("a", 10, 110), box("b", 510, 110), box("c", 250, 110)]
    (line,) = route(scene(boxes, [flow("1", "a", "b")]))
    assert len(line.points) > 2
    middle = boxes[2].rect
    assert not any(middle.grown(-1).overlaps(Rect(x, y, 1, 1)) for x, y in line.points)


def test_two_flows_between_the_same_boxes_stay_apart() -> None:
    boxes = [box("a", 10, 10), box("b", 310, 10)]
    first, second = route(scene(boxes, [flow("1", "a", "b"), flow("2", "b", "a")]))
    assert {y for _, y in first.points}.isdisjoint({y for _, y in second.points})


def test_a_flow_through_another_element_has_a_line_for_each_stretch() -> None:
    boxes = [box("a", 10, 10), box("v", 310, 10), box("b", 610, 10)]
    lines = route(scene(boxes, [flow("1", "a", "b", via=("v",))]))
    assert [(line.start, line.end) for line in lines] == [("a", "v"), ("v", "b")]
    placed = place(scene(boxes, [flow("1", "a", "b", via=("v",))]), lines)
    assert len(placed.badges) == 2 and len(placed.labels) == 1


def test_a_plate_that_is_too_tight_still_shows_every_number() -> None:
    boxes = [box("a", 10, 10), box("b", 190, 10)]
    flows = [flow(str(n), "a", "b") for n in range(3)]
    lines = route(scene(boxes, flows))
    placed = place(scene(boxes, flows), lines)
    assert {badge.flow for badge in placed.badges} == {line.flow for line in lines}


def test_a_second_source_joins_where_that_is_shorter_than_a_line_of_its_own() -> None:
    boxes = [box("a", 10, 10), box("b", 10, 110), box("c", 10, 210), box("d", 610, 110)]
    many = Flow("1", "1", "x", ("a", "b", "c"), (), ("d",), (True, False), (), (), (), False)
    lines = route(scene(boxes, [many]))
    assert {line.start for line in lines} == {"a", "b", "c"}
    assert sum(line.end is None for line in lines) >= 1
    placed = place(scene(boxes, [many]), lines)
    assert len(placed.badges) == sum(line.end is not None for line in lines)


def test_a_flow_with_an_unknown_end_has_no_line() -> None:
    lost = Flow("1", "1", "iets", ("a",), (), (), (False, False), (), (), (), False)
    assert route(scene([box("a", 10, 10)], [lost])) == ()
