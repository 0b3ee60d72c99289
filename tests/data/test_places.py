"""Every label as printed stands where the data says it stands, letter by letter."""

import re
from collections import defaultdict

import pyoxigraph as ox

from server.namespaces import gemma
from server.settings import DEFAULT_BASE
from tests.sources import FILES, ROOT, lines, needs_sources, squeeze

OURS = gemma(DEFAULT_BASE)
PLACE = re.compile(re.escape(DEFAULT_BASE) + r"id/place/([a-z]+)-(\d+)-(\d+)")


def statements() -> list[ox.Triple]:
    files = sorted([*ROOT.glob("data/**/*.ttl"), *ROOT.glob("ontology/**/*.ttl")])
    return [q.triple for f in files for q in ox.parse(path=str(f), base_iri=DEFAULT_BASE)]


def text_at(place: str) -> str:
    found = PLACE.fullmatch(place)
    assert found, f"{place} is no place: write place:document-first-last"
    document, first, last = found[1], int(found[2]), int(found[3])
    assert document in FILES and 1 <= first <= last <= len(lines(document)), place
    return "\n".join(lines(document)[first - 1 : last])


@needs_sources
def test_labels_stand_at_their_places() -> None:
    places, labels = defaultdict(list), []
    for triple in statements():
        if triple.predicate.value == OURS + "sourcePlace":
            places[triple.subject].append(triple.object.value)
        if triple.predicate.value in (OURS + "sourceLabel", OURS + "asPrinted"):
            labels.append((triple.subject, triple.object.value))
    assert len(labels) > 250, "the data holds fewer printed labels than the two documents do"
    wrong = [
        f"{subject}: {label!r} is not at {places[subject]}"
        for subject, label in labels
        if not any(squeeze(label) in squeeze(text_at(place)) for place in places[subject])
    ]
    assert not wrong, "\n".join(wrong)


@needs_sources
def test_places_hold_text() -> None:
    empty = {
        triple.object.value
        for triple in statements()
        if triple.predicate.value == OURS + "sourcePlace"
        and not (
            squeeze(text_at(triple.object.value).split("\n")[0])
            and squeeze(text_at(triple.object.value).split("\n")[-1])
        )
    }
    assert not empty, f"a place starts or ends on an empty line: {sorted(empty)}"
