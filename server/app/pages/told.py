"""Told: what changed between releases as pages; models are made here, templates lay them out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Final

from flask import Flask, render_template

from server.app.pages import words
from server.app.pages.language import Reader, Said, at, install, pick
from server.app.pages.parts import Link, leads, others
from server.app.pages.view import Value
from server.changes.compare import Comparison, path
from server.changes.statements import address, anchor
from server.changes.things import Change, Kind
from server.changes.words import Sentence, plain, sentences, told
from server.formats import BY_KEY
from server.release import Release
from server.resource import Document
from server.uris import space_of, web_address

#: The path of the list of steps.
STEPS: Final = "changes"
#: The most changes that a page lists; the other forms have them all.
LISTED: Final = 500
#: The most things of one collection that a change is said to touch there.
_REACHED: Final = 50
#: The most changes of a step that a feed tells.
_SHORT: Final = 30
#: Kind of change -> its heading, and how it is counted.
_KINDS: Final[Mapping[Kind, tuple[Said, Said]]] = {
    Kind.ADDED: (("Toegevoegd", "Added"), ("{} toegevoegd", "{} added")),
    Kind.WITHDRAWN: (("Ingetrokken", "Withdrawn"), ("{} ingetrokken", "{} withdrawn")),
    Kind.MOVED: (("Van adres veranderd", "Moved"), ("{} van adres veranderd", "{} moved")),
    Kind.CHANGED: (("Gewijzigd", "Changed"), ("{} gewijzigd", "{} changed")),
}
_NOTHING: Final[Said] = ("niets veranderd", "nothing changed")
_NAMED: Final[Said] = ("Wat er veranderde in uitgave {}", "What changed in release {}")
TITLE: Final[Said] = ("Wat er veranderde", "What changed")

#: Returns where a thing is described, or "".
Into = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """A step in short: how many changed in each way, and the first changes, each with its address.

    These are in Dutch, as the feed is.
    """

    numbers: Mapping[Kind, int]
    lines: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class Step:
    """A release and the one before it, and what changed; None where that is not told."""

    before: str
    after: str
    told: Told | None
    space: str = ""

    @property
    def path(self) -> str:
        """The path of the document about it, without leading slash."""
        return path(self.before, self.after, self.space)


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
    return Told(found.counts(), tuple(lines), max(0, len(found.changes) - _SHORT))


def counted(numbers: Mapping[Kind, int], language: str) -> str:
    """Return in words how many things changed in each way."""
    parts = [pick(_KINDS[kind][1], language).format(number) for kind, number in numbers.items()]
    return ", ".join(parts) or pick(_NOTHING, language)


def page(found: Comparison, release: Release, document: Document) -> str:
    """Return the page of a comparison, with links that stay on this host."""
    base, language = found.base, document.language
    return render_template(
        "changes.html",
        layout="base.html",
        crumbs=[Link(at(f"/{found.space}{STEPS}", language), pick(TITLE, language))],
        **_about(document, release),
        **_model(found, leads(base, Reader(language)), language),
    )


def file(found: Comparison, language: str) -> str:
    """Return the page of a comparison as a file of its own, with links to the canonical addresses.

    Needs no running server, but an application to lay it out.
    """
    app = Flask(__name__, root_path=str(Path(__file__).parents[1]), static_folder=None)
    install(app.jinja_env)
    with app.app_context():
        model = _model(found, lambda iri: web_address(iri) or "", language)
        return render_template(
            "changes.html", layout="plain.html", language=language, crumbs=(), forms=(), **model
        )


def list_of_steps(steps: Sequence[Step], release: Release, document: Document) -> str:
    """Return the page of the steps between releases, in their order."""
    language = document.language
    rows = [
        (
            Link(at(f"/{step.path}", language), step.after),
            step.before,
            counted(step.told.numbers, language) if step.told else "",
        )
        for step in steps
    ]
    return render_template(
        "steps.html",
        title=Value(pick(TITLE, language)),
        address=document.about,
        rows=rows,
        **_about(document, release),
    )


def _about(document: Document, release: Release) -> dict[str, object]:
    """Return what every page of a document is told."""
    language, base = document.language, document.about.removesuffix(document.path)
    return {
        "release": release,
        "space": space_of(document.path),
        "language": language,
        "others": others(document.path_as(None), language),
        "canonical": base + document.canonical(BY_KEY["html"]).removeprefix("/"),
        "forms": [
            Link(document.path_as(form, language=language), form.label, type=form.media_type)
            for form in document.forms
        ],
    }


def _model(found: Comparison, into: Into, language: str) -> dict[str, object]:
    groups = [
        (
            pick(_KINDS[kind][0], language),
            [_item(change, found, into, language) for change in changes],
        )
        for kind, changes in groupby(found.changes[:LISTED], key=lambda change: change.kind)
    ]
    return {
        "title": Value(pick(_NAMED, language).format(found.after)),
        "before": found.before,
        "after": found.after,
        "counts": counted(found.counts(), language),
        "groups": groups,
        "more": max(0, len(found.changes) - LISTED),
        "address": found.base + found.path,
    }


def _item(change: Change, found: Comparison, into: Into, language: str) -> Item:
    names = found.names
    touched = tuple(
        (
            pick(words.COLLECTIONS[collection], language),
            tuple(Value(names.name(iri, language), href=into(iri)) for iri in reached[:_REACHED]),
            max(0, len(reached) - _REACHED),
        )
        for collection, reached in change.touched.items()
    )
    # What is gone without a word has no page.
    lost = change.kind is Kind.WITHDRAWN and not change.declared
    return Item(
        anchor(found.base, change.thing),
        Value(names.called(change.thing, language), href="" if lost else into(change.thing)),
        tuple(told(change, names, language)),
        touched,
    )
