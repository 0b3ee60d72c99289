"""History: the releases that are there, in one order, and which of them was in force at a moment.

A release has the date that its publisher states, with which its name begins. No clock, no time of
a file and no record of this machine decides anything, so replicas with the same releases agree. Of
two releases of one date the one that names more earlier ones comes later, else their names decide;
the release in use is the last, and those of a later date are left out: they were taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from server.errors import ReleaseError
from server.release import NAME, QUADS, THINGS, Release, read_manifest


@dataclass(frozen=True)
class Known:
    """A release that is there, by its manifest; its files were not verified.

    `statements` counts those of all named graphs; `announced` names the releases before it that
    its publisher announced, the oldest first.
    """

    id: str
    folder: Path
    statements: int
    announced: tuple[str, ...] = ()
    files: Mapping[str, Any] = field(default_factory=dict)

    @property
    def date(self) -> str:
        """The date that the publisher states, as xsd:date."""
        return self.id[:10]

    @property
    def moment(self) -> datetime:
        """The moment from which it counts: the beginning of its date, in UTC."""
        return datetime.fromisoformat(self.date).replace(tzinfo=UTC)

    def holds(self, thing: str) -> bool:
        """Tell whether it describes a thing, by IRI below the base; false when it is gone."""
        try:
            things = (self.folder / THINGS).read_bytes()
        except OSError:
            return False
        return b"\n" + thing.encode() + b"\n" in b"\n" + things


@dataclass(frozen=True)
class History:
    """The releases there are: those up to the one in use, the oldest first, and all by name.

    `announced` are earlier releases that the one in use names, there or not; `damaged` those of
    which only a part is there.
    """

    releases: tuple[Known, ...]
    by_name: Mapping[str, Known]
    announced: tuple[str, ...]
    damaged: frozenset[str] = frozenset()

    @property
    def current(self) -> Known:
        """The release in use."""
        return self.releases[-1]


def read(current: Release) -> History:
    """Look which releases stand beside the one in use, by manifest and size of their statements."""
    found, damaged = [], set()
    for folder in sorted(current.folder.parent.iterdir()):
        if NAME.fullmatch(folder.name):
            try:
                manifest = read_manifest(folder)
                known = _known(folder, manifest)
                whole = (folder / QUADS).stat().st_size == known.files[QUADS]["bytes"]
            except (ReleaseError, OSError, LookupError, TypeError, ValueError, AttributeError):
                # Whatever it is, the one in use must not suffer from what stands beside it.
                whole = False
            if not whole:
                damaged.add(folder.name)
            elif (known.id, manifest["base"]) == (folder.name, current.base):
                found.append(known)
    now = _known(current.folder, current.manifest)
    earlier = [known for known in found if known.date <= now.date and known.id != now.id]
    return History(
        (*sorted(earlier, key=_order), now),
        {**{known.id: known for known in found}, now.id: now},
        now.announced,
        frozenset(damaged),
    )


def at(releases: Sequence[Known], moment: datetime) -> Known:
    """Return the release that was in force at a moment; before the first that is the first.

    So RFC 7089, 4.5.3 has it: a moment outside the range leads to the nearest end of it.
    """
    return next((known for known in reversed(releases) if known.moment <= moment), releases[0])


def _known(folder: Path, manifest: Mapping[str, Any]) -> Known:
    statements = sum(graph["triples"] for graph in manifest.get("graphs", {}).values())
    announced = tuple(manifest.get("announced", ()))
    return Known(manifest["id"], folder, statements, announced, manifest["files"])


def _order(known: Known) -> tuple[str, int, str]:
    return known.date, len(known.announced), known.id
