"""Announcing: each dataset is looked up, compared and sent, and always safe to do again.

What may pass is tried again from the look-up on, so an answer that was lost makes no double. What
somebody changed at the portal since we last sent it is not overwritten without being told to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from scripts.publishing.calling import (
    DatasetError,
    Line,
    PassingError,
    RunError,
    UnreachableError,
    reading,
)
from scripts.publishing.changes import differences
from scripts.publishing.description import Dataset
from scripts.publishing.fields import Announcement, Json
from scripts.publishing.kept import Kept, Shelf


@dataclass(frozen=True)
class Shown:
    """A dataset as a portal has it: under which id, what of it is ours, and all of it."""

    id: str
    ours: Announcement
    whole: Json


class Portal(Protocol):
    """What every portal can do; each may raise what `Line.send` and `refused` do."""

    def wanted(self, dataset: Dataset) -> tuple[Announcement, list[str]]:
        """Return what the portal is to say, and why it would refuse that."""

    def find(self, wanted: Announcement) -> Shown | None:
        """Return the dataset with this identifier as the portal has it, if it has."""

    def create(self, wanted: Announcement) -> None:
        """Announce a dataset that the portal does not have."""

    def update(self, shown: Shown, wanted: Announcement) -> None:
        """Make what is ours of a dataset as it is wanted, and leave the rest."""


#: What became of a dataset.
SAME: Final = "up to date"
CREATED: Final = "created"
UPDATED: Final = "updated"
REFUSED: Final = "refused"
FAILED: Final = "failed"
LEFT: Final = "not tried"
EDITED: Final = "changed by others"


@dataclass(frozen=True)
class Outcome:
    """What became of a dataset: a word for it, and the lines that say why or what."""

    iri: str
    word: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manner:
    """How to go about it: how long, what we remember, and what is left alone."""

    line: Line
    shelf: Shelf
    #: Only say what would be done.
    dry: bool = False
    #: Also where somebody changed a dataset since we last sent it.
    overwrite: bool = False


def announce(portal: Portal, datasets: Sequence[Dataset], manner: Manner) -> Iterator[Outcome]:
    """Announce datasets one by one and tell of each what became of it."""
    ended = ""
    for dataset in datasets:
        wanted, refusals = portal.wanted(dataset)
        if refusals:
            yield Outcome(dataset.iri, REFUSED, tuple(refusals))
        elif ended:
            yield Outcome(dataset.iri, LEFT, (ended,))
        else:
            try:
                yield _persist(portal, dataset.iri, wanted, manner)
            except RunError as error:
                ended = str(error)
                yield Outcome(dataset.iri, FAILED, (ended,))


def _persist(portal: Portal, iri: str, wanted: Announcement, manner: Manner) -> Outcome:
    """Try until it goes well, cannot go well, or has been tried often enough."""
    tries, sent = 0, list[Outcome]()
    while True:
        try:
            return _once(portal, iri, wanted, manner, sent)
        except DatasetError as error:
            return Outcome(iri, FAILED, (str(error),))
        except PassingError as error:
            if not manner.line.rest(tries, error):
                later = f"; it asks to wait {error.wait:.0f} s" if error.wait else ""
                text = f"{error} (tries: {tries + 1}{later})"
                if isinstance(error, UnreachableError):
                    raise RunError(text) from None
                return Outcome(iri, FAILED, (text,))
            tries += 1


def _once(
    portal: Portal, iri: str, wanted: Announcement, manner: Manner, sent: list[Outcome]
) -> Outcome:
    """Look, and send what differs. `sent` is what this run sent already, and perhaps arrived."""
    with reading():
        shown = portal.find(wanted)
    kept = manner.shelf.read(iri)
    changes = tuple(differences(shown.ours if shown else None, wanted))
    if shown and not changes:
        same = sent[0] if sent else Outcome(iri, SAME)
        return same if manner.dry else _remember(same, kept, Kept(wanted, shown.ours), manner)
    if shown and kept and not sent:
        theirs = differences(kept.shown, shown.ours)
        if theirs and not manner.overwrite:
            return Outcome(iri, EDITED, tuple(theirs))
        if not theirs and not differences(kept.sent, wanted):
            return Outcome(iri, SAME)  # the portal keeps it otherwise than it was sent
    if manner.dry:
        return Outcome(iri, f"would be {UPDATED if shown else CREATED}", changes)
    sent.append(Outcome(iri, UPDATED if shown else CREATED, changes))
    if shown:
        portal.update(shown, wanted)
    else:
        portal.create(wanted)
    with reading():
        after = portal.find(wanted)
    if after is None:
        raise PassingError("it was sent, and is not there")
    return _remember(sent[0], kept, Kept(wanted, after.ours), manner)


def _remember(outcome: Outcome, old: Kept | None, new: Kept, manner: Manner) -> Outcome:
    """Keep what was sent and is shown now, and add what of it the portal keeps otherwise."""
    lines = [f"kept otherwise: {line}" for line in differences(new.sent, new.shown)]
    if old != new and (why := manner.shelf.write(outcome.iri, new)):
        lines.append(why)
    return replace(outcome, lines=(*outcome.lines, *lines))
