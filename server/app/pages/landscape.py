"""Landscape: what the page of a coloured plate shows: the plate, why, and what else to look at.

Everything that has a colour on the plate stands in the table under it.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from server.app.pages import colouring, pictures
from server.app.pages.colouring import WAYS, Colouring
from server.app.pages.language import SPOKEN, Said, at, pick
from server.app.pages.parts import Link
from server.app.pages.view import Value, View
from server.namespaces import gemma
from server.plates import uses
from server.plates.names import anchor
from server.plates.scene import Scene
from server.store import Store
from server.uris import key

PATH: Final = "/landscape"
#: The view of page 2: everything, and nothing on top of it.
_WHOLE: Final = "lege-pagina"
#: The columns of the table as a file: `kind` and `mark` are keys, `why` is IRIs.
COLUMNS: Final = ("iri", "label_nl", "label_en", "kind", "mark", "why", "on_plate")


@dataclass(frozen=True)
class Asked:
    """What was asked for: a view, a way of colouring and what by (keys), words to find.

    Without a view it is the whole landscape.
    """

    view: str = ""
    way: str = ""
    value: str = ""
    find: str = ""

    @property
    def query(self) -> str:
        """The query of the address that asks for it; what goes without saying is not in it."""
        given = [
            ("view", self.view),
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
    """A thing that stands out: its kind, its mark in words, why, and where on the plate it is.

    `place` is the id of its box or line there; empty where the plate does not have it.
    """

    thing: Value
    iri: str
    kind: Value | None
    mark: str
    why: tuple[Value, ...]
    place: str


@dataclass(frozen=True)
class Field:
    """A choice in a form: its name, its label, what can be chosen and what was."""

    name: str
    label: str
    options: tuple[tuple[str, Value], ...]
    chosen: str


def whole(store: Store) -> str:
    """Return the key of the view that shows the whole landscape; empty where there are no views."""
    keys = [key(iri) for iri in store.members.get("view", ())]
    return _WHOLE if _WHOLE in keys else next(iter(keys), "")


def lines(found: Colouring, scene: Scene, view: View, store: Store) -> list[Line]:
    """Return everything that stands out, by mark and then in the order of a reader."""
    marks = found.marks
    drawn = {box.iri: anchor(box.node) for box in scene.boxes}
    drawn |= {flow.iri: anchor(flow.iri) for flow in scene.flows if flow.sources and flow.targets}
    keys = list(marks.legend)

    def line(iri: str) -> Line:
        kind = colouring.kind(iri, store)
        return Line(
            view.link(iri),
            iri,
            view.link(kind) if kind else None,
            marks.spoken(marks.of[iri]),
            tuple(view.link(reason) for reason in found.why.get(iri, ())),
            drawn.get(iri, ""),
        )

    order = sorted(marks.of, key=lambda iri: (keys.index(marks.of[iri].key), store.sort_key(iri)))
    return [line(iri) for iri in order]


def table(rows: Iterable[Line], found: Colouring, store: Store) -> bytes:
    """Return the lines as CSV (RFC 4180), the same in every language; lines end in CRLF (2.1)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        labels = (store.name(row.iri, (language,)) for language in SPOKEN)
        kind = colouring.kind(row.iri, store).rpartition("#")[2]
        why = " ".join(found.why.get(row.iri, ()))
        mark = found.marks.of[row.iri].key
        there = "true" if row.place else "false"
        names = (label.value if label else "" for label in labels)
        writer.writerow((row.iri, *names, kind, mark, why, there))
    return out.getvalue().encode()


def counts(found: Colouring) -> list[tuple[int, str]]:
    """Return how many things have each mark, in the order of the legend."""
    keys = [mark.key for mark in found.marks.of.values()]
    return [(n, text) for mark, text in found.marks.legend.items() if (n := keys.count(mark))]


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


@dataclass(frozen=True)
class Overview:
    """A plate as a small image: its address, and its size in pixels."""

    href: str
    width: int
    height: int


def overview(plate: str, href: str) -> Overview | None:
    """Return the whole of a plate made small, where that is wider than a page; else nothing."""
    size = pictures.size(plate)
    return Overview(href, _SMALL, size[1] * _SMALL // size[0]) if pictures.is_wide(plate) else None


_SMALL: Final = 280


def elsewhere(asked: Asked, store: Store, view: View) -> list[Link]:
    """Return the plates that show flows with the standard that was asked for, coloured by it."""
    if asked.way != "standard":
        return []
    iri = f"{store.base}id/standard/{asked.value}"
    found = []
    for plate, flows in uses.flows(iri, store).items():
        shown = key(plate)
        other = Asked("" if shown == whole(store) else shown, asked.way, asked.value)
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
        return tuple((key(iri), view.link(iri)) for iri in iris)

    used = [iri for iri in store.members.get("standard", ()) if uses.flows(iri, store)]
    choices = {
        "standard": (_STANDARD, used, asked.value),
        "principle": (_PRINCIPLE, store.members.get("principle", ()), asked.value),
        "view": (_VIEW, store.members.get("view", ()), asked.view or whole(store)),
    }
    return [
        Field(name, pick(label, view.reader.language), options(iris), chosen)
        for name, (label, iris, chosen) in choices.items()
    ]


_STANDARD: Final[Said] = ("Waar wordt deze standaard gebruikt?", "Where is this standard used?")
_PRINCIPLE: Final[Said] = ("Wat raakt dit principe?", "What does this principle touch?")
_VIEW: Final[Said] = ("Op welke plaat?", "On which view?")


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
