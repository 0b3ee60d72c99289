"""Memento: negotiation in time and its links, by the letter of RFC 7089; pure.

Every document of ours is an original resource that is its own TimeGate, and every release of it has
an address of its own, to which a redirect (302) leads: pattern 1.1 of section 4.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from server.errors import BadRequestError

#: The form of a TimeMap (section 5; RFC 6690).
LINK_FORMAT: Final = "application/link-format"
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
#: 2.1.1: an rfc1123-date and nothing else, in which case counts.
_DATE: Final = re.compile(
    rf"(?:{'|'.join(_DAYS)}), ([0-9]{{2}}) ({'|'.join(_MONTHS)}) ([0-9]{{4}}) "
    r"([0-9]{2}:[0-9]{2}:[0-9]{2}) GMT"
)


class Memento(NamedTuple):
    """An earlier state of a document: its address, and the moment from which it counts."""

    address: str
    moment: datetime


def date(moment: datetime) -> str:
    """Write a moment as an rfc1123-date, whatever the locale."""
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment:%d} {month} {moment.year:04} {moment:%H:%M:%S} GMT"


def read(text: str) -> datetime:
    """Read Accept-Datetime; raises `BadRequestError` for what is no rfc1123-date (4.5.3)."""
    found = _DATE.fullmatch(text.strip(" \t"))
    try:
        if found:
            day, month, year, time = found.groups()
            moment = f"{year}-{_MONTHS.index(month) + 1:02}-{day}T{time}"
            return datetime.fromisoformat(moment).replace(tzinfo=UTC)
    except ValueError:
        pass
    raise BadRequestError(
        (
            "Accept-Datetime is een datum als: Sun, 22 Nov 2026 00:00:00 GMT",
            "Accept-Datetime is a date like: Sun, 22 Nov 2026 00:00:00 GMT",
        )
    )


def gate(original: str, timemap: str) -> list[str]:
    """Return the links of every answer about a document: what it is of, and all its states."""
    return [
        f'<{original}>; rel="original timegate"',
        f'<{timemap}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]


def links(mementos: Sequence[Memento], chosen: int) -> list[str]:
    """Return the links from one state to it and its neighbours (2.2.4); they are in order of time.

    One link for each state, since each has one target and may have several relations.
    """
    last = len(mementos) - 1
    places = {"first": 0, "prev": chosen - 1, "next": chosen + 1, "last": last}
    return [
        _link(memento, [rel for rel, place in places.items() if place == number])
        for number, memento in enumerate(mementos)
        if number in {0, chosen - 1, chosen, chosen + 1, last}
    ]


def latest(memento: Memento) -> str:
    """Return the link from a document as it is to the address where this state stays."""
    return _link(memento, ["last"])


def timemap(original: str, address: str, mementos: Sequence[Memento]) -> str:
    """Write the TimeMap of a document (section 5): itself, its span and every state of it."""
    last = len(mementos) - 1
    ends = {"first": 0, "last": last}
    lines = [
        f'<{original}>; rel="original timegate"',
        f'<{address}>; rel="self"; type="{LINK_FORMAT}"; '
        f'from="{date(mementos[0].moment)}"; until="{date(mementos[last].moment)}"',
        *(
            _link(memento, [rel for rel, place in ends.items() if place == number])
            for number, memento in enumerate(mementos)
        ),
    ]
    return ",\n".join(lines) + "\n"


def _link(memento: Memento, relations: Sequence[str]) -> str:
    names = " ".join((*relations, "memento"))
    return f'<{memento.address}>; rel="{names}"; datetime="{date(memento.moment)}"'
