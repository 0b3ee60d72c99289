"""Landscape: what the page of a coloured plate shows: the plate, why, and what else to look at.

Everything that has a colour on the plate stands in the table under it.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from server.app.pages import colouring
from server.app.pages.colouring import WAYS, Colouring
from server.app.pages.language import Said, at, pick
from server.app.pages.parts import Link
from server.app.pages.view import Value, View
from server.namespaces import gemma
from server.plates import uses
from server.plates.scene import Scene
from server.store import Store

PATH: Final = "/landscape"
#: The view of page 2: everything, and nothing on top of it.
WHOLE: Final = "lege-pagina"
#: The names of the columns of the table as a file.
COLUMNS: Final = ("iri", "name", "kind", "mark", "why", "onPlate")


@dataclass(frozen=True)
class Asked:
    """What was asked for: a view, a way of colouring and what by (keys), words to find."""

    view: str = WHOLE
    way: str = ""
    value: str = ""
    find: str = ""

    @property
    def query(self) -> str:
        """The query of the address that asks for it; what goes without saying is not in it."""
        given = [
            ("view", self.view if self.view != WHOLE else ""),
            ("colour", self.way),
            (self.way, self.value),
            ("find", self.find),
        ]
        return urlencode([(name, value) for name, value in given if value])

    def address(self, suffix: str = "") -> str:
        """Return the address that asks for it, in the first language of pages."""
        return f"{PATH}{suffix}" + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class Line:
    """A thing that stands out: its kind, its mark in words, why, and whether the plate has it."""

    thing: Value
    iri: str
    kind: Value | None
    mark: str
    why: tuple[Value, ...]
    drawn: bool


@dataclass(frozen=True)
class Field:
    """A choice in a form: its name, its label, what can be chosen and what was."""

    name: str
    label: str
    options: tuple[tuple[str, Value], ...]
    chosen: str


def lines(found: Colouring, scene: Scene, view: View, store: Store) -> list[Line]:
    """Return everything that stands out, by mark and then in the order of a reader."""
    marks = found.marks
    drawn = {box.iri for box in scene.boxes} | {flow.iri for flow in scene.flows}
    keys = list(marks.legend)

    def line(iri: str) -> Line:
        kind = colouring.kind(iri, store)
        return Line(
            view.link(iri),
            iri,
            view.link(kind) if kind else None,
            marks.spoken(marks.of[iri]),
            tuple(view.link(reason) for reason in found.why.get(iri, ())),
            iri in drawn,
        )

    order = sorted(marks.of, key=lambda iri: (keys.index(marks.of[iri].key), store.sort_key(iri)))
    return [line(iri) for iri in order]


def table(rows: Iterable[Line]) -> bytes:
    """Return the lines as CSV (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        why = "; ".join(reason.text for reason in row.why)
        kind = row.kind.text if row.kind else ""
        writer.writerow((row.iri, row.thing.text, kind, row.mark, why, str(row.drawn).lower()))
    return out.getvalue().encode()


def counts(found: Colouring) -> list[tuple[int, str]]:
    """Return how many things have each mark, in the order of the legend."""
    keys = [mark.key for mark in found.marks.of.values()]
    return [(n, text) for key, text in found.marks.legend.items() if (n := keys.count(key))]


def told(asked: Asked, found: Colouring, name: str, store: Store, language: str) -> str:
    """Return the outcome in a sentence; nothing where nothing was asked."""
    if not asked.way:
        return ""
    said = _TOLD.get(asked.way)
    total = colouring.components(found, store)
    if said is None:
        return ""
    none, one, many = said
    return pick(none if not total else one if total == 1 else many, language).format(total, name)


#: Way -> the sentence for no component, one and more: their number and the name of what it is of.
_TOLD: Final[Mapping[str, tuple[Said, Said, Said]]] = {
    "standard": (
        ("Geen enkele component gebruikt {1}.", "No component uses {1}."),
        ("Eén component gebruikt {1}.", "One component uses {1}."),
        ("{0} componenten gebruiken {1}.", "{0} components use {1}."),
    ),
    "principle": (
        (
            "De bronnen leggen geen verband tussen dit principe en een component: geen component "
            "noemt iets dat het principe of een van zijn implicaties ook noemt. Daarom kleurt er "
            "niets.",
            "The sources link no component to this principle: no component mentions anything that "
            "the principle or one of its implications mentions too. So nothing has a colour.",
        ),
        (
            "Eén component noemt iets dat dit principe ook noemt.",
            "One component mentions something that this principle mentions too.",
        ),
        (
            "{0} componenten noemen iets dat dit principe ook noemt.",
            "{0} components mention something that this principle mentions too.",
        ),
    ),
}


def elsewhere(asked: Asked, store: Store, view: View) -> list[Link]:
    """Return the plates that show flows with the standard that was asked for, coloured by it."""
    if asked.way != "standard":
        return []
    iri = f"{store.base}id/standard/{asked.value}"
    found = []
    for plate, flows in uses.flows(iri, store).items():
        other = Asked(plate.rpartition("/")[2], asked.way, asked.value)
        name = view.link(plate)
        href = at(other.address(), view.reader.language)
        found.append(Link(href, name.text, len(flows), lang=name.lang))
    return found


def implications(asked: Asked, store: Store, view: View) -> list[Value]:
    """Return the implications of the principle that was asked for."""
    if asked.way != "principle":
        return []
    principle = f"{store.base}id/principle/{asked.value}"
    return [
        view.link(iri) for iri in store.subjects(gemma(store.base) + "implicationOf", principle)
    ]


def fields(asked: Asked, store: Store, view: View) -> list[Field]:
    """Return the choices of a standard and a principle, and of a plate, each for a form."""

    def options(iris: Sequence[str]) -> tuple[tuple[str, Value], ...]:
        return tuple((iri.rpartition("/")[2], view.link(iri)) for iri in iris)

    used = [iri for iri in store.members.get("standard", ()) if uses.flows(iri, store)]
    choices = {
        "standard": (_STANDARD, used, asked.value),
        "principle": (_PRINCIPLE, store.members.get("principle", ()), asked.value),
        "view": (_VIEW, store.members.get("view", ()), asked.view),
    }
    return [
        Field(name, pick(label, view.reader.language), options(iris), chosen)
        for name, (label, iris, chosen) in choices.items()
    ]


_STANDARD: Final[Said] = ("Waar wordt deze standaard gebruikt?", "Where is this standard used?")
_PRINCIPLE: Final[Said] = ("Wat raakt dit principe?", "What does this principle touch?")
_VIEW: Final[Said] = ("Op welke plaat?", "On which plate?")


def ways(asked: Asked, language: str) -> list[tuple[Link, bool]]:
    """Return the ways of colouring that need no choice, and whether each is the one shown."""
    return [
        (
            Link(at(Asked(asked.view, name).address(), language), pick(way.name, language)),
            name == asked.way,
        )
        for name, way in WAYS.items()
        if not way.collection
    ]
