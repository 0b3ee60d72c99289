"""The words of RFC 7089: dates, links and TimeMaps; and which release was in force when."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from server.errors import BadRequestError
from server.history import Known, at
from server.http import memento
from server.http.memento import Memento
from server.uris import in_release

MAY, JUNE = datetime(2007, 5, 31, 20, 35, tzinfo=UTC), datetime(2008, 6, 20, tzinfo=UTC)


def test_a_date_reads_back_as_it_was_written() -> None:
    """2.1.1: rfc1123-date."""
    assert memento.date(MAY) == "Thu, 31 May 2007 20:35:00 GMT"
    for moment in (MAY, JUNE, datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)):
        assert memento.read(memento.date(moment)) == moment
    assert memento.read(" Thu, 31 May 2007 20:35:00 GMT\t") == MAY


@pytest.mark.parametrize(
    "text",
    ["Thu, 31 May 0000 20:35:00 GMT", "Thu, 31 Jun 2007 20:35:00 GMT", "31 May 2007 20:35:00 GMT",
     "Thu, 31 May 2007 20:35:00 +0000", "Thu, 31 May 2007 20:35:61 GMT", "Thu,31 May 2007 20:35",
     "Thu, 31 May ２００７ 20:35:00 GMT", "Thu, 31 May 2007 20:35:00 GMT, x"],
)  # fmt: skip
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(BadRequestError):
        memento.read(text)


def test_each_state_is_one_link_with_all_its_relations() -> None:
    """2.2.4; RFC 8288, 3.3: a link may have several relations."""
    states = [Memento(f"/a?release={n}", MAY) for n in range(5)]
    found = [link.split(";")[1].strip() for link in memento.links(states, 2)]
    assert found == [
        'rel="first memento"', 'rel="prev memento"', 'rel="memento"', 'rel="next memento"',
        'rel="last memento"',
    ]  # fmt: skip
    (only,) = memento.links(states[:1], 0)
    assert 'rel="first last memento"' in only and only.startswith("</a?release=0>")
    first, second = memento.links(states[:2], 1)
    assert 'rel="first prev memento"' in first and 'rel="last memento"' in second


def test_a_timemap_has_its_span() -> None:
    """5: from and until are those of the first and the last state."""
    lines = memento.timemap("/a", "/timemap/a", [Memento("/a?1", MAY), Memento("/a?2", JUNE)])
    assert 'from="Thu, 31 May 2007 20:35:00 GMT"; until="Fri, 20 Jun 2008 00:00:00 GMT"' in lines
    assert lines.count(",\n") == 3 and lines.endswith("\n")


def test_the_nearest_release_before_a_moment() -> None:
    releases = [Known(f"{date}-{0:012x}", Path(), 0) for date in ("2007-05-31", "2008-06-20")]
    assert at(releases, datetime(1990, 1, 1, tzinfo=UTC)) is releases[0]
    assert at(releases, JUNE) is releases[1]
    assert at(releases, datetime(2008, 6, 19, 23, 59, 59, tzinfo=UTC)) is releases[0]
    same = [*releases, Known("2008-06-20-000000000001", Path(), 0)]
    assert at(same, JUNE) is same[2]


@pytest.mark.parametrize(
    ("path", "then"),
    [
        ("/doc/element/balie", "/doc/element/balie?release=R"),
        ("/doc/note?page=2", "/doc/note?page=2&release=R"),
        ("/def#partOf", "/def?release=R#partOf"),
        ("/sparql", "/sparql"),
        ("/download/R/gemma.nq", "/download/R/gemma.nq"),
        ("/", "/"),
    ],
)
def test_only_documents_have_a_past(path: str, then: str) -> None:
    assert in_release(path, "R") == then
    assert in_release(path, "") == path
