"""Listing: the releases of a dataset as a reader sees them, the newest first; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.app.pages.language import Reader, at, number
from server.changes.compare import DIFFERING_MAXIMUM
from server.changes.compare import path as path_of
from server.downloads import DOWNLOADS, FOLDER, of_all, path
from server.graphs import WHOLE
from server.history import History, Known
from server.namespaces import EXTERNAL
from server.rdf.terms import Literal
from server.store import Store
from server.uris import model_of

_MONTHS: Final[Mapping[str, tuple[str, ...]]] = {
    "nl": (
        "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
        "oktober", "november", "december",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
}  # fmt: skip
#: The file with everything.
EVERYTHING: Final = DOWNLOADS[0].name


@dataclass(frozen=True)
class Row:
    """A release: where it can be read, its file with everything, and what it changed, if known.

    One that was announced and is not kept any more has a name, a date and `notes` only: what its
    publisher said that it brought.
    """

    id: str
    day: str
    notes: str = ""
    statements: str = ""
    href: str = ""
    file: str = ""
    changes: str = ""
    current: bool = False


def rows(history: History, document: str, store: Store, language: str) -> list[Row]:
    """Return the releases, each with the address of this document in it, for a page.

    `store` is of the last of them.
    """
    there, released = {known.id for known in history.releases}, f"{store.base}id/release/"
    found = [
        Row(name, day(name[:10], language), notes(released + name, store, language))
        for name in history.announced
        if name not in there
    ]
    before: Known | None = None
    for known in history.releases:
        current = known is history.current
        # Of the one in use the dataset tells what it brought; it was not announced as an earlier.
        about = f"{store.base}id/dataset/{WHOLE}" if current else released + known.id
        found.append(
            Row(
                known.id,
                day(known.date, language),
                notes(about, store, language),
                number(str(known.statements), language),
                Reader(language, known.id, space=store.space).at(document),
                file(known, store.space),
                _changes(before, known, store, language),
                current=current,
            )
        )
        before = known
    # Sorting keeps the order of equals, so the one in use stays the last of its date.
    return sorted(found, key=lambda row: row.id[:10])[::-1]


def notes(thing: str, store: Store, language: str) -> str:
    """Return what a release is said to have brought, in a language."""
    said = store.objects(thing, EXTERNAL["adms"] + "versionNotes")
    return next((t.value for t in said if isinstance(t, Literal) and t.language == language), "")


def _changes(before: Known | None, after: Known, store: Store, language: str) -> str:
    """Return where a release is compared with the one before; "" where that is told nowhere."""
    if before is None:
        return ""
    # Of two imports that differ more than this nobody need ask what the answer would be.
    differ = abs(after.statements - before.statements)
    if store.space and differ > DIFFERING_MAXIMUM:
        return ""
    return at(f"/{path_of(before.id, after.id, store.space)}", language)


def file(known: Known, space: str = "") -> str:
    """Return the path of the file with everything in a release; empty where it has none.

    `space` is that of the model that it is a release of.
    """
    name = of_all(model_of(space)).name if space else EVERYTHING
    held = f"{FOLDER}/{name}" in known.files
    return f"/{path(known.id, name, space)}" if held else ""


def day(date: str, language: str) -> str:
    """Return an xsd:date as a reader writes it."""
    year, month, number = date.split("-")
    return f"{int(number)} {_MONTHS[language][int(month) - 1]} {year}"
