"""Judged: what the pages about quality, conformance and rules show; plain values, as a view gives.

One row for each finding, figure, verdict or rule; where a text of the data is in both languages, a
page shows both.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from server import quality
from server.app.pages.language import number
from server.app.pages.view import LISTED, Value, View
from server.namespaces import DCAT, DCT, EARL, RDF_TYPE, RDFS, SH
from server.quality import Verdict
from server.rdf.terms import Literal, NamedNode
from server.store import Store
from server.uris import key, thing_iri

#: What a shape looks for things by (SHACL, 2.1.3).
_TARGETS: Final = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
#: Metrics about the rules, in their order; all others are about a source.
FIGURES: Final[tuple[str, ...]] = ("rules", "looked-at", "violations", "warnings", "notes")
_TOTALS: Final[tuple[str, ...]] = ("shapes", *FIGURES)
#: The order in which pages list what is measured; what is not here follows by its key.
_ORDER: Final = (
    *_TOTALS, "things", "things-with-place", "stated", "inferred", "certainty-high",
    "certainty-medium", "certainty-low", "statements-inferred", "share-inferred", "errata",
    "errata-open", "lacunae", "open-questions",
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """A finding in a page: how bad, about what, what it says, and the rule that says it."""

    severity: str
    about: Value
    path: Value | None
    messages: tuple[Value, ...]
    rule: Value


@dataclass(frozen=True)
class Line:
    """A requirement in a page; `ask` is the address of the question that decided, if any did."""

    requirement: Value
    meaning: tuple[Value, ...]
    outcome: str
    key: str
    mode: str
    info: tuple[Value, ...]
    ask: str
    subject: Value | None


@dataclass(frozen=True)
class Whole:
    """A whole of requirements: its own verdict, what it comes from, its rows and its parts."""

    head: Line
    anchor: str
    source: Value | None
    rows: tuple[Line, ...]
    parts: tuple["Whole", ...]


def findings(view: View, store: Store, about: str = "") -> list[Finding]:
    """Return what SHACL found, of everything or `about` one thing."""
    return [
        Finding(
            view.link(SH + found.severity).text,
            view.link(found.focus),
            view.link(found.path) if found.path.startswith("http") else None,
            _texts(view, found.messages),
            view.link(found.rule),
        )
        for found in quality.findings(store, about)[:LISTED]
    ]


def _texts(view: View, literals: Sequence[Literal]) -> tuple[Value, ...]:
    return tuple(sorted((view.value(text) for text in literals), key=lambda v: v.lang != ""))


def figures(view: View, store: Store, about: str) -> list[tuple[Value, str]]:
    """Return what was measured of a dataset, by the name of each metric."""
    found = quality.figures(about, store)
    return [
        (view.link(thing_iri(store.base, "metric", key)), number(found[key], view.reader.language))
        for key in sorted(found, key=_place)
    ]


def _place(key: str) -> tuple[int, str]:
    return (_ORDER.index(key) if key in _ORDER else len(_ORDER)), key


def report(view: View, store: Store) -> Mapping[str, object]:
    """Return the parts of the page of the report."""
    sources = [
        iri for iri in store.subjects(RDF_TYPE, DCAT + "Dataset")
        if set(quality.figures(iri, store)) - set(_TOTALS)
    ]  # fmt: skip
    measured = {iri: quality.figures(iri, store) for iri in sources}
    keys = sorted({key for found in measured.values() for key in found}, key=_place)
    whole, spoken = thing_iri(store.base, "dataset", "gemma"), view.reader.language
    return {
        "counts": quality.counts(store),
        "badge": f"SHACL: {quality.told(quality.counts(store))}",
        "totals": {key: number(v, spoken) for key, v in quality.figures(whole, store).items()},
        "findings": findings(view, store),
        "more": max(0, sum(quality.counts(store).values()) - LISTED),
        "sources": [view.link(iri) for iri in sources],
        "metrics": [
            (view.link(thing_iri(store.base, "metric", key)),
             [number(measured[iri].get(key, ""), spoken) for iri in sources])
            for key in keys if key not in _TOTALS
        ],
        "shapes": [(view.link(iri), _row(quality.figures(iri, store), spoken))
                   for iri in quality.shapes(store)],
        "checks": [_whole(_verdict(key, store), view, store) for key in quality.CHECKS],
    }  # fmt: skip


def _row(measured: Mapping[str, str], language: str) -> list[str]:
    return [number(measured.get(key, "0"), language) for key in FIGURES]


def conformance(view: View, store: Store) -> Mapping[str, object]:
    """Return the parts of the page about how this publication meets its requirements."""
    top = _whole(_verdict(key(quality.REQUIREMENTS), store), view, store)
    checks = [_whole(_verdict(key, store), view, store) for key in quality.CHECKS]
    return {"top": top, "wholes": [*top.parts, *checks]}


def _verdict(key: str, store: Store) -> Verdict:
    return quality.verdict(thing_iri(store.base, "requirement", key), store)


def _whole(found: Verdict, view: View, store: Store) -> Whole:
    kind = EARL + "TestRequirement"
    source = view.one(DCT + "references", found.requirement)
    parts = [part for part in found.parts if store.is_a(part.requirement, kind)]
    return Whole(
        _line(found, view, store),
        key(found.requirement),
        source or view.one(RDFS + "seeAlso", found.requirement),
        tuple(_line(p, view, store) for p in found.parts if p not in parts),
        tuple(_whole(part, view, store) for part in parts),
    )


def _line(found: Verdict, view: View, store: Store) -> Line:
    subjects = store.objects(found.assertion, EARL + "subject") if found.assertion else []
    subject = next((s.value for s in subjects if isinstance(s, NamedNode)), "")
    return Line(
        view.link(found.requirement),
        view.all(DCT + "description", found.requirement),
        view.link(found.outcome).text,
        found.outcome.removeprefix(EARL),
        view.link(found.mode).text if found.mode else "",
        _texts(view, found.info),
        view.reader.at("/sparql?" + urlencode({"query": found.question})) if found.question else "",
        view.link(subject) if subject else None,
    )


@dataclass(frozen=True)
class Rule:
    """A rule in a page: its name, the property it looks at, and what it says when it is broken.

    A shape also has what it looks at, its figures, and the rules that it holds things against.
    """

    name: str
    path: Value | None
    messages: tuple[Value, ...]
    targets: tuple[tuple[str, tuple[Value, ...]], ...]
    figures: tuple[str, ...]
    rules: tuple[str, ...]


def rules(view: View, store: Store) -> Mapping[str, object]:
    """Return the parts of the page of the rules: the shapes, and the rules that these share."""
    kinds = (SH + "NodeShape", SH + "PropertyShape", SH + "SPARQLConstraint")
    known = sorted({iri for kind in kinds for iri in store.subjects(RDF_TYPE, kind)})
    found = [_rule(iri, view, store) for iri in known]
    return {
        "shapes": [rule for rule in found if rule.targets],
        "rules": [rule for rule in found if not rule.targets],
    }


def _rule(iri: str, view: View, store: Store) -> Rule:
    start = f"{store.base}{quality.RULES}#"
    paths = [p.value for p in store.objects(iri, SH + "path") if isinstance(p, NamedNode)]
    messages = [m for m in store.objects(iri, SH + "message") if isinstance(m, Literal)]
    targets = [
        (view.link(SH + name).text, tuple(view.value(t) for t in store.objects(iri, SH + name)))
        for name in _TARGETS
    ]
    below = [*store.objects(iri, SH + "property"), *store.objects(iri, SH + "sparql")]
    measured = quality.figures(iri, store)
    return Rule(
        iri.removeprefix(start),
        view.link(paths[0]) if paths else None,
        _texts(view, messages),
        tuple((name, values) for name, values in targets if values),
        tuple(_row(measured, view.reader.language)) if measured else (),
        tuple(term.value.removeprefix(start) for term in below if isinstance(term, NamedNode)),
    )


#: Kind of document -> what makes the parts of its page; its template has the same name.
MAKERS: Final[Mapping[str, Callable[[View, Store], Mapping[str, object]]]] = {
    "quality": report,
    "conformance": conformance,
    "rules": rules,
}
