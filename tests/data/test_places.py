"""Every label as printed stands where the data says it stands, letter by letter.

A title that is a text by itself is cut by `…`: what is left stands there, in that order.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from server.namespaces import gemma
from server.settings import DEFAULT_BASE
from tests.sources import FILES, ROOT, lines, needs_sources, squeeze

OURS = gemma(DEFAULT_BASE)
PLACE = re.compile(re.escape(DEFAULT_BASE) + r"id/place/([a-z]+)-(\d+)-(\d+)")


def statements() -> Iterator[tuple[str, str, str]]:
    """Every hand-written statement, as plain texts."""
    for file in sorted([*ROOT.glob("data/**/*.ttl"), *ROOT.glob("ontology/**/*.ttl")]):
        for quad in ox.parse(path=str(file), base_iri=DEFAULT_BASE):
            value = "" if isinstance(quad.object, ox.Triple) else quad.object.value
            yield str(quad.subject), quad.predicate.value, value


def text_at(place: str) -> str:
    found = PLACE.fullmatch(place)
    assert found, f"{place} is no place: write place:document-first-last"
    document, first, last = found[1], int(found[2]), int(found[3])
    assert document in FILES and 1 <= first <= last <= len(lines(document)), place
    return "\n".join(lines(document)[first - 1 : last])


def stands(label: str, text: str) -> bool:
    """Whether the parts of a label follow one another in a text; white space does not count."""
    at, found = 0, squeeze(text)
    for part in map(squeeze, label.split("…")):
        place = found.find(part, at)
        if place < 0:
            return False
        at = place + len(part)
    return True


@needs_sources
def test_labels_stand_at_their_places() -> None:
    places, labels = defaultdict(list), []
    for subject, predicate, value in statements():
        if predicate == OURS + "sourcePlace":
            places[subject].append(value)
        if predicate in (OURS + "sourceLabel", OURS + "asPrinted"):
            labels.append((subject, value))
    assert len(labels) > 250, "the data holds fewer printed labels than the two documents do"
    wrong = [
        f"{subject}: {label!r} is not at {places[subject]}"
        for subject, label in labels
        if not any(stands(label, text_at(place)) for place in places[subject])
    ]
    assert not wrong, "\n".join(wrong)


@needs_sources
def test_places_hold_text() -> None:
    used = {value for _, predicate, value in statements() if predicate == OURS + "sourcePlace"}
    empty = sorted(
        place
        for place in used
        if not all(squeeze(text_at(place).split("\n")[end]) for end in (0, -1))
    )
    assert not empty, f"a place starts or ends on an empty line: {empty}"
