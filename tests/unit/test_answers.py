"""Kept answers: bounded by bytes, the least used go first."""

from server.http.answers import EACH, KEPT, KEPT_LARGEST, Kept


def test_what_was_put_is_there() -> None:
    kept: Kept[str] = Kept()
    kept.put(("a", 1), "x", 10)
    assert (kept.get(("a", 1)), kept.get(("a", 2))) == ("x", None)


def test_the_largest_is_not_kept() -> None:
    kept: Kept[str] = Kept()
    kept.put("a", "x", KEPT_LARGEST + 1)
    assert kept.get("a") is None


def test_the_least_used_make_room_and_what_is_replaced_is_not_counted_twice() -> None:
    kept: Kept[int] = Kept()
    fit = KEPT // (KEPT_LARGEST + EACH)
    for number in range(fit):
        kept.put(number, number, KEPT_LARGEST)
        kept.put(number, number, KEPT_LARGEST)
    assert kept.get(0) == 0
    kept.put("new", 1, KEPT_LARGEST)
    assert (kept.get(0), kept.get(1), kept.get(2), kept.get("new")) == (0, None, 2, 1)


def test_small_ones_are_bounded_too() -> None:
    """An answer without a body takes room as well, and there is no end to what may be asked."""
    kept: Kept[int] = Kept()
    fit = KEPT // EACH
    for number in range(2 * fit):
        kept.put(("/id/a", f"text/turtle, x/y{number}"), number, 0)
    there = [n for n in range(2 * fit) if kept.get(("/id/a", f"text/turtle, x/y{n}")) is not None]
    assert there == list(range(fit, 2 * fit))


def test_what_is_asked_for_again_and_again_stays() -> None:
    kept: Kept[int] = Kept()
    for number in range(3 * KEPT // EACH):
        kept.put(number, number, 0)
        assert kept.get(0) == 0
