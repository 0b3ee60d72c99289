"""Nothing is left out: every printed line of the two documents is the place of something.

Of the landscape these are the legend, the shared background where it is printed first (page 5) and
what each page has of its own; the ten repetitions of the background add nothing. Whole pages and
what the whole document lacks do not count as a place here.
"""

import pytest

from server.namespaces import gemma
from server.settings import DEFAULT_BASE
from tests.data.test_places import PLACE, statements
from tests.sources import lines, needs_sources

OURS = gemma(DEFAULT_BASE)
#: A place longer than this is a page or a chapter, not the place of a thing.
LONGEST = 25
#: What each page has of its own: first and last line.
OWN = {
    "legend": (1, 91),
    "2": (92, 102),
    "3": (103, 139),
    "4": (140, 317),
    "5, background": (318, 782),
    "5": (783, 933),
    "6": (1375, 1515),
    "7": (1894, 2067),
    "8": (2151, 2240),
    "9": (2347, 2405),
    "10": (2464, 2511),
    "11": (2954, 3003),
    "12": (3426, 3453),
    "13": (3887, 3928),
    "14": (4347, 4447),
    "15": (4889, 4969),
}
#: Lines of the principles that say nothing of their own.
FURNITURE = {"Implicaties:"}
#: Chapter 1 and the introductions and headings of chapters, restated at their sections.
OF_SECTIONS = ((1, 65), (104, 113), (236, 236), (312, 317))


def covered(document: str) -> set[int]:
    """Every line that lies in a place of this document that is not a whole page."""
    found = set()
    for _, predicate, value in statements():
        place = PLACE.fullmatch(value) if predicate == OURS + "sourcePlace" else None
        if place and place[1] == document:
            first, last = int(place[2]), int(place[3])
            if last - first < LONGEST:
                found |= set(range(first, last + 1))
    return found


@needs_sources
@pytest.mark.parametrize("page", OWN)
def test_every_line_of_the_landscape(page: str) -> None:
    text, known = lines("landschap"), covered("landschap")
    first, last = OWN[page]
    left = [
        f"{n}: {text[n - 1].strip()}"
        for n in range(first, last + 1)
        if text[n - 1].strip() and n not in known
    ]
    assert not left, "\n".join(left)


@needs_sources
def test_every_line_of_the_principles() -> None:
    text, known = lines("principes"), covered("principes")
    left = [
        f"{n}: {line.strip()}"
        for n, line in enumerate(text, 1)
        if line.strip()
        and line.strip() not in FURNITURE
        and n not in known
        and not any(first <= n <= last for first, last in OF_SECTIONS)
    ]
    assert not left, "\n".join(left)
