"""Quality: what the release says of itself, read from its store: findings, figures, verdicts; pure.

The graph of quality holds three documents: what was found and measured, what is required and how
that came out, and the rules that the first rests on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from server.graphs import QUALITY
from server.namespaces import DCT, DQV, EARL, SH
from server.rdf.terms import BlankNode, Literal, NamedNode, Object, Subject, Triple
from server.store import Store
from server.uris import thing_iri

#: Where the report of SHACL, the whole of the requirements and the rules are, below the base.
REPORT: Final = "id/report/shacl"
REQUIREMENTS: Final = "id/requirement/open-data"
RULES: Final = "def/shapes"
#: Wholes of requirements that are about the checks themselves.
CHECKS: Final = ("bouwcontroles", "proeven")
#: How bad a finding is, the worst first.
SEVERITIES: Final = ("Violation", "Warning", "Info")
_JUDGED: Final = ("requirement", "assertion", "result", "software")


@dataclass(frozen=True)
class Finding:
    """One result of SHACL (section 3.6.2), its message by language."""

    severity: str
    focus: str
    path: str
    rule: str
    messages: tuple[Literal, ...]


@dataclass(frozen=True)
class Verdict:
    """How a requirement came out (EARL 1.0, earl:Assertion); `question` is what was asked."""

    requirement: str
    assertion: str
    outcome: str
    mode: str
    info: tuple[Literal, ...]
    question: str
    parts: tuple["Verdict", ...]


def findings(store: Store, about: str = "") -> list[Finding]:
    """Return what SHACL found, of everything or `about` one thing, the worst first."""
    near: set[object]
    if about:
        near = {
            item.subject
            for item in store.incoming(about).triples
            if item.predicate.value in (SH + "focusNode", SH + "value")
        }
    else:
        near = set(store.objects(store.base + REPORT, SH + "result"))
    found = [_finding(node, store) for node in near if isinstance(node, BlankNode)]
    return sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.focus, f.rule, f.path))


def _finding(node: BlankNode, store: Store) -> Finding:
    messages = store.objects(node, SH + "resultMessage")
    return Finding(
        _one(node, SH + "resultSeverity", store).removeprefix(SH),
        _one(node, SH + "focusNode", store),
        _one(node, SH + "resultPath", store),
        _one(node, SH + "sourceShape", store),
        tuple(text for text in messages if isinstance(text, Literal)),
    )


def counts(store: Store) -> dict[str, int]:
    """Count the findings of each severity."""
    found = findings(store)
    return {name: sum(f.severity == name for f in found) for name in SEVERITIES}


#: Severity -> what it is called: one, and any other number.
_TOLD: Final = {
    "Violation": ("fout", "fouten"),
    "Warning": ("waarschuwing", "waarschuwingen"),
    "Info": ("opmerking", "opmerkingen"),
}


def told(found: Mapping[str, int]) -> str:
    """Say in Dutch how many findings there are; notes only where there are any."""
    shown = [name for name in SEVERITIES if found[name] or name != "Info"]
    return ", ".join(f"{found[name]} {_TOLD[name][found[name] != 1]}" for name in shown)


def figures(about: str, store: Store) -> dict[str, str]:
    """Return what was measured of a thing: the key of each metric, and its value."""
    found = {}
    for node in store.objects(about, DQV + "hasQualityMeasurement"):
        if isinstance(node, BlankNode):
            metric = _one(node, DQV + "isMeasurementOf", store)
            found[metric.rpartition("/")[2]] = _one(node, DQV + "value", store)
    return found


def shapes(store: Store) -> list[str]:
    """Return the rules that look for things by themselves, in the order of their names."""
    metric = thing_iri(store.base, "metric", "looked-at")
    start = f"{store.base}{RULES}#"
    found = {
        _one(item.subject, DQV + "computedOn", store)
        for item in store.incoming(metric).triples
        if isinstance(item.subject, BlankNode)
    }
    return sorted(iri for iri in found if iri.startswith(start))


def verdict(requirement: str, store: Store) -> Verdict:
    """Return how a requirement came out, and each part of it, in their order."""
    assertions = store.subjects(EARL + "test", requirement)
    assertion = next(iter(assertions), "")
    result = _one(assertion, EARL + "result", store) if assertion else ""
    info = store.objects(result, EARL + "info") if result else []
    return Verdict(
        requirement,
        assertion,
        (_one(result, EARL + "outcome", store) if result else EARL + "untested"),
        _one(assertion, EARL + "mode", store) if assertion else "",
        tuple(text for text in info if isinstance(text, Literal)),
        _one(requirement, SH + "ask", store),
        tuple(verdict(part, store) for part in store.subjects(DCT + "isPartOf", requirement)),
    )


def _one(subject: Subject | str, predicate: str, store: Store) -> str:
    return next((term.value for term in store.objects(subject, predicate)), "")


def report(store: Store) -> list[Triple]:
    """Return what was found and measured, and how the checks beside SHACL came out."""
    base = store.base
    start = (f"{base}{REPORT}", f"{base}id/metric/", f"{base}id/graph/")
    checks = tuple(_judged(CHECKS, store))

    def wanted(item: Triple) -> bool:
        about = isinstance(item.subject, NamedNode) and item.subject.value.startswith(start)
        return about or item.predicate.value.startswith(DQV) or item.subject in checks

    return _part(store, wanted)


def _judged(keys: Iterable[str], store: Store) -> Iterator[NamedNode]:
    """Return the requirements below some wholes, with their assertions and results."""
    for key in keys:
        todo = [verdict(thing_iri(store.base, "requirement", key), store)]
        while todo:
            found = todo.pop()
            todo += found.parts
            for collection in _JUDGED[:3]:
                yield NamedNode(
                    thing_iri(store.base, collection, found.requirement.rpartition("/")[2])
                )


def conformance(store: Store) -> list[Triple]:
    """Return every requirement, who judged it and how it came out."""
    start = tuple(f"{store.base}id/{collection}/" for collection in _JUDGED)
    return _part(store, lambda item: str(getattr(item.subject, "value", "")).startswith(start))


def rules(store: Store) -> list[Triple]:
    """Return the rules themselves."""
    start = f"{store.base}{RULES}"
    return _part(store, lambda item: str(getattr(item.subject, "value", "")).startswith(start))


def _part(store: Store, wanted: Callable[[Triple], bool]) -> list[Triple]:
    """Return the statements of the graph that are wanted, with the blank nodes below them."""
    found: list[Triple] = []
    below: dict[Object, list[Triple]] = defaultdict(list)
    for item in store.graph(QUALITY):
        if isinstance(item.subject, BlankNode):
            below[item.subject].append(item)
        elif wanted(item):
            found.append(item)
    todo, seen = list(found), set()
    while todo:
        node = todo.pop().object
        if isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            found += below[node]
            todo += below[node]
    return found
