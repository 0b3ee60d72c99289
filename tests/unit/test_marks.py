"""Marks: what each means, how it looks and what it says; small plates: nothing over anything."""

from itertools import combinations, pairwise

import pytest

from server.plates import marks as marking
from server.plates.beside import Layout, Side, lay
from server.plates.geometry import Rect
from server.plates.labels import Text
from server.plates.marks import Mark, Marks
from server.plates.names import anchor, name
from server.plates.neighbours import Row
from server.plates.notation import INK, LOOKS, MUTED, NAME, corner, sign
from server.plates.scene import Flow
from server.plates.text import height, whole, width

LEGEND = {"one": "Eén product", "more": "Meer producten"}


def test_a_mark_says_what_it_means_and_what_is_noted() -> None:
    marks = Marks({"e:a": Mark("one"), "e:b": Mark("more", "2 producten", 2)}, LEGEND)
    assert marks.find("n:a", "e:a") == Mark("one"), "the node has none, so its element's"
    assert marks.find("n:c", "e:c") is None
    assert marks.spoken(marks.of["e:b"]) == "Meer producten (2 producten)"
    assert marking.called("Balie, Component", marks, marks.of["e:a"]) == (
        "Balie, Component. Eén product"
    )
    assert marking.called("Stroom 1.", marks, marks.of["e:a"]) == "Stroom 1. Eén product"
    assert marking.called("Balie", marks, None) == marking.called("Balie", None, None) == "Balie"


def test_what_has_no_mark_is_muted_only_where_something_has_one() -> None:
    marks = Marks({"e:a": Mark("one")}, LEGEND)
    assert marking.ink(marks, None) == MUTED
    assert marking.ink(None, None) == marking.ink(marks, marks.of["e:a"]) == INK


def test_each_look_differs_in_more_than_its_colour() -> None:
    """WCAG 2.1, 1.4.1: colour is not the only means of telling one from another."""
    for one, other in combinations(LOOKS, 2):
        assert one.dash != other.dash and one.sign != other.sign


def test_a_mark_without_words_or_look_is_refused() -> None:
    with pytest.raises(ValueError, match="weg"):
        Marks({"e:a": Mark("weg")}, LEGEND)
    with pytest.raises(ValueError, match="6"):
        Marks({}, {str(number): "x" for number in range(7)})


@pytest.mark.parametrize("text", ["GIS", "Wmo-voorzieningenadministratie", "Beheer van iets langs"])
def test_the_sign_of_a_mark_stands_free_of_a_name_in_the_middle(text: str) -> None:
    for wide in (120, 160, 240):
        rect = Rect(0, 0, wide, 80)
        words, place = name(rect, text), corner(rect, headed=False)
        assert place.inside(rect) and not place.overlaps(sign(rect))
        for number, line in enumerate(words.lines):
            across = width(line, NAME)
            top = words.top + height(number, NAME)
            row = Rect(words.middle - across // 2, top, across, height(1, NAME))
            assert not row.overlaps(place), (text, wide)


def test_a_node_can_be_led_to() -> None:
    assert anchor("https://x.example/id/node/wmo-balie") == "node-wmo-balie"


# Small plates


def flow(number: str, text: str = "iets") -> Flow:
    iri = f"f:{number or text}"
    return Flow(iri, number, text, ("a",), (), ("b",), (True, False), (), (), (), False)


def row(*numbers: str, inward: bool = False, outward: bool = False, lines: int = 2) -> Row:
    parts = tuple(Text((f"Standaard {n}",), f"s:{n}") for n in range(lines))
    return Row(tuple(flow(number) for number in numbers), inward, outward, "Plaat", parts)


def sides(layout: Layout) -> tuple[Side, ...]:
    return (*layout.left, *layout.right)


def check(layout: Layout) -> None:
    """Nothing lies over anything else, and every line runs straight from box to box."""
    boxes = [layout.centre, *(side.rect for side in sides(layout))]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    standing = []
    for side in sides(layout):
        for line in side.lines:
            for box in (side.rect, layout.centre):
                assert box.y < line.y < box.bottom, "a line ends on both of its boxes"
            standing += [line.label, *(rect for _, rect in line.badges)]
        assert all(one.y < other.y for one, other in pairwise(side.lines))
    for one, other in combinations([*standing, *boxes], 2):
        assert not one.overlaps(other), (one, other)
    ys = {side.element: [line.y for line in side.lines] for side in layout.left}
    assert sum(map(len, ys.values())) == len({y for found in ys.values() for y in found})


def test_who_sends_stands_on_the_left_and_who_receives_on_the_right() -> None:
    rows = {"e:a": (row("1", inward=True),), "e:b": (row("2", outward=True),)}
    found = lay("e:x", rows, {"e:a": "A", "e:b": "B", "e:x": "X"})
    assert [side.element for side in found.left] == ["e:a"]
    assert [side.element for side in found.right] == ["e:b"]
    check(found)


def test_who_does_both_stands_where_there_is_most_room() -> None:
    rows = {
        "e:a": (row("1", inward=True), row("2", inward=True)),
        "e:b": (row("3", inward=True, outward=True),),
        "e:c": (row("4", outward=True), row("5", inward=True)),
        "e:d": (row("6"),),
    }
    names = {iri: iri for iri in ("e:x", *rows)}
    found = lay("e:x", rows, names)
    assert [side.element for side in found.left] == ["e:a", "e:d"]
    assert [side.element for side in found.right] == ["e:b", "e:c"]
    check(found)


def test_one_sided_plates_have_no_empty_side() -> None:
    rows = {"e:a": (row("1", outward=True),)}
    found = lay("e:x", rows, {"e:a": "A", "e:x": "X"})
    assert found.centre.x == 0 and not found.left
    check(found)


@pytest.mark.parametrize("count", [1, 7, 20, 41])
def test_many_neighbours_with_many_numbers_stay_apart(count: int) -> None:
    rows = {
        f"e:{n}": tuple(
            row(*(f"{n}-{m}-{k}" for k in range(1 + (n + m) % 3)), lines=(n * m) % 5,
                inward=n % 3 != 0, outward=n % 3 != 1)
            for m in range(1 + n % 3)
        )
        for n in range(count)
    }  # fmt: skip
    names = {iri: f"Gemeentelijke voorzieningenadministratie {iri}" for iri in ("e:x", *rows)}
    found = lay("e:x", rows, names)
    check(found)
    for side in sides(found):
        assert whole(name(side.rect, names[side.element]).lines, names[side.element])
