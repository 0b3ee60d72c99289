"""Told: what changed between releases as pages; models are made here, templates lay them out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from flask import Flask, render_template

from server.app import words
from server.app.pages import Link
from server.app.view import Value
from server.changes.compare import Comparison, path
from server.changes.statements import address, anchor
from server.changes.things import Change, Kind
from server.changes.words import Sentence, plain, sentences, told
from server.release import Release
from server.resource import Document
from server.uris import document_path, web_address

#: The most changes that a page lists; the other forms have them all.
LISTED: Final = 500
#: The most things of one collection that a change is said to touch there.
_REACHED: Final = 50
#: The most changes of a step that a feed tells.
_SHORT: Final = 30
#: Kind of change -> its heading, and how it is counted.
_KINDS: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.ADDED: ("Toegevoegd", "{} toegevoegd"),
    Kind.WITHDRAWN: ("Ingetrokken", "{} ingetrokken"),
    Kind.MOVED: ("Van adres veranderd", "{} van adres veranderd"),
    Kind.CHANGED: ("Gewijzigd", "{} gewijzigd"),
}
_NOTHING: Final = "niets veranderd"

#: Returns where a thing is described, or "".
Into = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """A step in short: what changed by number, and the first changes with the address of each."""

    counts: str
    lines: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class Step:
    """A release and the one before it, and what changed; None where that is not told."""

    before: str
    after: str
    told: Told | None

    @property
    def path(self) -> str:
        """The path of the document about it, without leading slash."""
        return path(self.before, self.after)


@dataclass(frozen=True)
class Item:
    """What became of one thing: its name, the sentences about it and what it touches.

    Of the latter each row has a collection, the things in it and how many there are beside these.
    """

    anchor: str
    name: Value
    sentences: tuple[Sentence, ...]
    touched: tuple[tuple[str, tuple[Value, ...], int], ...]


def short(found: Comparison) -> Told:
    """Return a comparison in short."""
    lines = (
        (address(found, change), "; ".join(plain(s) for s in sentences(change, found.names, "nl")))
        for change in found.changes[:_SHORT]
    )
    return Told(_counts(found), tuple(lines), max(0, len(found.changes) - _SHORT))


def page(found: Comparison, release: Release, document: Document) -> str:
    """Return the page of a comparison, with links that stay on this host."""
    base = found.base

    def into(iri: str) -> str:
        return document_path(base, iri) or web_address(iri) or ""

    return render_template(
        "changes.html",
        layout="base.html",
        release=release,
        canonical=base + found.path,
        forms=_forms(document),
        **_model(found, into),
    )


def file(found: Comparison) -> str:
    """Return the page of a comparison as a file of its own, with links to the canonical addresses.

    Needs no running server, but an application to lay it out.
    """
    app = Flask(__name__, root_path=str(Path(__file__).parent), static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    with app.app_context():
        model = _model(found, lambda iri: web_address(iri) or "")
        return render_template("changes.html", layout="plain.html", forms=(), **model)


def list_of_steps(steps: Sequence[Step], release: Release, document: Document) -> str:
    """Return the page of the steps between releases, in their order."""
    return render_template(
        "steps.html",
        release=release,
        title=Value("Wat er veranderde"),
        canonical=document.about,
        address=document.about,
        forms=_forms(document),
        steps=steps,
    )


def _forms(document: Document) -> list[Link]:
    return [Link(document.path_as(f), f.label, type=f.media_type) for f in document.forms]


def _model(found: Comparison, into: Into) -> dict[str, object]:
    groups = [
        (_KINDS[kind][0], [_item(change, found, into) for change in changes])
        for kind, changes in groupby(found.changes[:LISTED], key=lambda change: change.kind)
    ]
    return {
        "title": Value(f"Wat er veranderde in uitgave {found.after}"),
        "before": found.before,
        "after": found.after,
        "counts": _counts(found),
        "groups": groups,
        "more": max(0, len(found.changes) - LISTED),
        "address": found.base + found.path,
    }


def _item(change: Change, found: Comparison, into: Into) -> Item:
    names = found.names
    touched = tuple(
        (
            words.COLLECTIONS[collection],
            tuple(Value(names.name(iri, "nl"), href=into(iri)) for iri in reached[:_REACHED]),
            max(0, len(reached) - _REACHED),
        )
        for collection, reached in change.touched.items()
    )
    # What is gone without a word has no page.
    lost = change.kind is Kind.WITHDRAWN and not change.declared
    return Item(
        anchor(found.base, change.thing),
        Value(names.called(change.thing, "nl"), href="" if lost else into(change.thing)),
        tuple(told(change, names, "nl")),
        touched,
    )


def _counts(found: Comparison) -> str:
    numbers = found.counts().items()
    return ", ".join(_KINDS[kind][1].format(number) for kind, number in numbers) or _NOTHING
