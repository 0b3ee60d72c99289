"""Mementos: earlier releases, opened when somebody asks for one; few at a time, never in a hurry.

An open release takes some 25 MB and half a second of one processor, one of a large model 150 MB and
some seconds. So the last two that were used stay open, or one where both are too much; one is
opened at a time, and one that was just opened is not put away for the next: who comes in between is
asked to come back. Pages of the release in use wait for none of this.
"""

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from server.app.site import Edition, InUse, Site, of_model
from server.errors import GoneError, NotFoundError, ReleaseError, UnavailableError
from server.history import Known
from server.release import NAME, QUADS, THINGS, open_release
from server.store import Store

#: How many earlier releases are open, with how many statements together unless it is one, and for
#: how many seconds one is at least.
_OPEN: Final = 2
_STATEMENTS: Final = 400_000
_STAY: Final = 5.0
#: How many requests wait while a release is opened, each with a thread that others miss.
_WAITING: Final = 4
#: Bytes of finished documents that an earlier release keeps.
_KEPT: Final = 4 * 1024 * 1024
#: The most releases that an error names.
_NAMED: Final = 10


@dataclass(frozen=True)
class _Opened:
    edition: Edition
    statements: int
    since: float


class Mementos:
    """The releases beside the one in use; safe for threads."""

    def __init__(self, site: Site) -> None:
        """Open nothing yet."""
        self._site = site
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._places = threading.Semaphore(_WAITING)
        self._open: OrderedDict[Path, _Opened] = OrderedDict()

    def edition(self, name: str, space: str = "") -> Edition:
        """Return a release by name, of the publication or of the model in a space.

        Raises `NotFoundError` for one that nobody knows here, `GoneError` for one that was
        announced and is not kept any more, `ReleaseError` for one that is damaged, and
        `UnavailableError` when others are being opened.
        """
        now = self._site.spaces[space]
        if name == now.release.id:
            return now
        known = _known(now, name)
        found = self._used(known.folder)
        if found is not None:
            return found
        if not self._places.acquire(blocking=False):
            raise UnavailableError(
                (
                    "Er wordt net een andere uitgave geopend; vraag het zo opnieuw",
                    "Another release is just being opened; ask again in a moment",
                )
            )
        try:
            with self._opening:
                return self._used(known.folder) or self._opened(known)
        finally:
            self._places.release()

    def _used(self, folder: Path) -> Edition | None:
        """Return an open release, which others then go before."""
        with self._lock:
            found = self._open.get(folder)
            if found is None:
                return None
            self._open.move_to_end(folder)
            return found.edition

    def _opened(self, known: Known) -> Edition:
        self._make_room(known.statements)
        try:
            release = open_release(known.folder, (QUADS, THINGS))
        except ReleaseError:
            raise _damaged(known.id) from None
        if release.model:
            store = of_model(release, self._site.store)
        else:
            store = Store(release.quads, release.base)
        edition = Edition(release, store, _KEPT)
        with self._lock:
            self._open[known.folder] = _Opened(edition, known.statements, time.monotonic())
        return edition

    def _make_room(self, statements: int) -> None:
        """Put away what was not asked for the longest, until there is room for so much more.

        Raises `UnavailableError` where that was just opened.
        """
        with self._lock:
            while self._open and not self._fits(statements):
                self._put_away()

    def _fits(self, statements: int) -> bool:
        held = sum(opened.statements for opened in self._open.values())
        return len(self._open) < _OPEN and held + statements <= _STATEMENTS

    def _put_away(self) -> None:
        left = _STAY - (time.monotonic() - next(iter(self._open.values())).since)
        if left > 0:
            raise UnavailableError(
                (
                    "Er worden net andere eerdere uitgaven gelezen; vraag het zo opnieuw",
                    "Other earlier releases are being read just now; ask again in a moment",
                ),
                retry_after=int(left) + 1,
            )
        self._open.popitem(last=False)


def _known(now: InUse, name: str) -> Known:
    """Return an earlier release that is there; no name leads anywhere else."""
    releases = now.history
    known = releases.by_name.get(name)
    if known is not None and known.folder.is_dir():
        return known
    if name in releases.damaged:
        raise _damaged(name)
    there = [release.id for release in releases.releases[-_NAMED:]]
    names = ", ".join(there)
    nl, en = (f"Uitgave {name}", f"Release {name}") if NAME.fullmatch(name) else _THAT
    there_nl, there_en = f"Er zijn: {names}. Zie /releases", f"There are: {names}. See /releases"
    if name in releases.announced:
        raise GoneError(
            (
                f"{nl} is er geweest en wordt niet meer bewaard. {there_nl}",
                f"{en} has been there and is no longer kept. {there_en}",
            )
        )
    raise NotFoundError((f"{nl} is hier niet. {there_nl}", f"{en} is not here. {there_en}"))


#: What has no name that a release could have.
_THAT: Final = ("Die uitgave", "That release")


def _damaged(name: str) -> ReleaseError:
    return ReleaseError(
        f"Uitgave {name} is beschadigd en wordt niet gegeven; meld het de uitgever"
    )  # fmt: skip
