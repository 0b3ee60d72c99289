"""What is kept stays within its budget, and what is got is what was put."""

from server.app.kept import Kept


def test_it_keeps_what_fits() -> None:
    kept: Kept[str] = Kept(10_000)
    kept.put("a", "A", 100)
    kept.put("b", "B", 100)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == ("A", "B", None)


def test_it_starts_anew_when_it_is_full() -> None:
    kept: Kept[int] = Kept(50_000)
    for number in range(1_000):
        kept.put(number, number, 1_000)
        assert kept.get(number) == number
    # Each costs over a thousand bytes, so fifty fit at the most.
    assert sum(kept.get(number) is not None for number in range(1_000)) <= 50


def test_the_same_twice_costs_once() -> None:
    kept: Kept[int] = Kept(10_000)
    kept.put("first", 1, 100)
    for _ in range(100):
        kept.put("same", 2, 100)
    assert kept.get("first") == 1


def test_what_is_larger_than_all_is_not_kept() -> None:
    kept: Kept[str] = Kept(10_000)
    kept.put("a", "A", 100)
    kept.put("large", "B", 10_001)
    assert (kept.get("a"), kept.get("large")) == ("A", None)
