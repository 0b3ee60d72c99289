"""Principles: the pages of a principle, its implications, what it answers and NORA beside it.

An implication is a line on a checklist; a development and a premise show which principles answer
them, and why that is thought; the table of chapter 4 is read from either side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server.app.pages.counterparts import counterparts
from server.app.pages.kinds.reading import links, number, pointing, text, things
from server.app.pages.view import Value, View
from server.namespaces import SKOS, gemma
from server.rdf.terms import NamedNode
from server.store import Store
from server.uris import key

_DEFINITION = SKOS + "definition"


@dataclass(frozen=True)
class Line:
    """A line of a checklist: its key, number, name and text, and the parts it has."""

    key: str
    number: str
    name: Value
    text: Value | None
    parts: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Beside:
    """A thing beside the one of the page: what it says, and why and how surely it stands there."""

    number: str
    name: Value
    text: Value | None
    evidence: Value | None
    certainty: Value | None


def checklist(principle: str, view: View, store: Store) -> tuple[Line, ...]:
    """Return the implications of a principle as lines, in the order of the source."""
    return tuple(
        _line(iri, view, store, _parts(iri, view, store))
        for iri in pointing(principle, "implicationOf", store)
    )


def _parts(implication: str, view: View, store: Store) -> tuple[Line, ...]:
    return tuple(_line(iri, view, store) for iri in pointing(implication, "itemOf", store))


def _line(iri: str, view: View, store: Store, parts: tuple[Line, ...] = ()) -> Line:
    said = text(iri, _DEFINITION, view, store)
    return Line(key(iri), number(iri, view, store), view.link(iri), said, parts)


def _beside(iris: Iterable[str], view: View, store: Store) -> list[Beside]:
    return [
        Beside(
            number(iri, view, store),
            view.link(iri),
            text(iri, _DEFINITION, view, store),
            *_why(iri, view, store),
        )
        for iri in iris
    ]


def _why(iri: str, view: View, store: Store) -> tuple[Value | None, Value | None]:
    """Return evidence and certainty of the claim that puts a thing beside that of the page."""
    for subject, thing in ((view.about, iri), (iri, view.about)):
        for claim in pointing(subject, "claimSubject", store):
            if NamedNode(thing) in store.objects(claim, gemma(store.base) + "claimObject"):
                sure = things(claim, "certainty", store)
                evidence = text(claim, "evidence", view, store)
                return evidence, view.link(sure[0]) if sure else None
    return None, None


def principle(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a principle: why, what it asks, what it answers, what NORA has beside it."""
    answered = things(view.about, "respondsTo", store)

    def of_class(name: str) -> list[Beside]:
        found = [iri for iri in answered if store.is_a(iri, gemma(store.base) + name)]
        return _beside(found, view, store)

    return {
        "lines": checklist(view.about, view, store),
        "motivations": view.all("motivation"),
        "developments": of_class("Development"),
        "premises": of_class("Premise"),
        "nora": _beside(things(view.about, "relatedNora", store), view, store),
        "terms": links(view.about, "mentions", view, store),
        "counterparts": counterparts(view, store),
    }


def implication(view: View, store: Store) -> dict[str, object]:
    """Tell the page of an implication: its principle, its parts, and the lines around it."""
    above = things(view.about, "implicationOf", store)
    lines = pointing(above[0], "implicationOf", store) if above else [view.about]
    place = lines.index(view.about)
    return {
        "principle": view.link(above[0]) if above else None,
        "parts": _parts(view.about, view, store),
        "position": place + 1,
        "total": len(lines),
        "before": view.link(lines[place - 1]) if place else None,
        "after": view.link(lines[place + 1]) if place + 1 < len(lines) else None,
        "terms": links(view.about, "mentions", view, store),
    }


def motive(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a development or premise: the principles that answer it, and why."""
    return {
        "principles": _beside(pointing(view.about, "respondsTo", store), view, store),
        "terms": links(view.about, "mentions", view, store),
    }


def nora(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a NORA principle: the principles of GEMMA beside it in the table."""
    return {
        "principles": _beside(things(view.about, "relatedPrinciple", store), view, store),
        "terms": links(view.about, "mentions", view, store),
    }


def principles(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of all principles: what each says, and how much it asks."""
    return {
        "lines": [
            (_line(iri, view, store), len(pointing(iri, "implicationOf", store))) for iri in members
        ]
    }


def implications(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of all implications: one checklist for each principle, in their order."""
    above = dict.fromkeys(up for iri in members for up in things(iri, "implicationOf", store))
    return {
        "groups": [
            (key(iri), number(iri, view, store), view.link(iri),
             checklist(iri, view, store))
            for iri in sorted(above, key=store.sort_key)
        ]
    }  # fmt: skip


def motives(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of all developments or premises: which principles answer each."""
    return {
        "lines": [
            (_line(iri, view, store), _links(pointing(iri, "respondsTo", store), view))
            for iri in members
        ]
    }


def nora_table(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the page of the table of chapter 4: the principles beside each principle of NORA."""
    rows: dict[str, list[str]] = {}
    for iri in members:
        for of_nora in things(iri, "noraPrinciple", store):
            rows.setdefault(of_nora, []).extend(things(iri, "principle", store))
    return {
        "lines": [
            (_line(iri, view, store), _links(rows[iri], view))
            for iri in sorted(rows, key=store.sort_key)
        ]
    }


def _links(iris: Iterable[str], view: View) -> list[Value]:
    return [view.link(iri) for iri in iris]
