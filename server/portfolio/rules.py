"""Rules: a list is held against the shapes of the release for lists, in plain look-ups.

A small part of SHACL (W3C Recommendation of 20 July 2017): shapes with a target class, property
shapes with a single property as path, and the constraints of the table below. A shape that asks
more is refused, never passed over. Sections are those of the Recommendation.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from server.errors import ReleaseError
from server.namespaces import RDF_TYPE, RDFS_LABEL, SH, gemma
from server.portfolio.findings import Finding, Severity, shown
from server.portfolio.statements import CLASSES, Statement
from server.rdf.terms import BlankNode, Literal, NamedNode, Object, Subject, Triple
from server.store import Store

#: Tells whether a term is of a class.
IsA: TypeAlias = Callable[[Object, str], bool]
_Values: TypeAlias = Sequence[Object]
#: Values and the parameter of a constraint -> the values that break it; None is no value at all.
_Check: TypeAlias = Callable[[_Values, str, IsA], Iterable[Object | None]]


def _text(value: Object) -> str | None:
    """Return the text of a value as STR does; a blank node has none."""
    return None if isinstance(value, BlankNode) else value.value


def _pattern(values: _Values, pattern: str, _: IsA) -> list[Object]:
    return [v for v in values if (t := _text(v)) is None or not re.search(pattern, t)]


def _max_length(values: _Values, most: str, _: IsA) -> list[Object]:
    return [v for v in values if (t := _text(v)) is None or len(t) > int(most)]


def _node_kind(values: _Values, kind: str, _: IsA) -> list[Object]:
    return [value for value in values if not isinstance(value, _NODE_KINDS[kind])]


_NODE_KINDS: Final[Mapping[str, type[Object]]] = {
    SH + "IRI": NamedNode,
    SH + "Literal": Literal,
}
#: Constraint (4.1 to 4.4) -> its component, and what it finds.
CHECKS: Final[Mapping[str, tuple[str, _Check]]] = {
    "class": (
        "Class",
        lambda values, kind, is_a: [value for value in values if not is_a(value, kind)],
    ),
    "nodeKind": ("NodeKind", _node_kind),
    "minCount": ("MinCount", lambda values, least, _: [None] * (len(values) < int(least))),
    "maxCount": ("MaxCount", lambda values, most, _: [None] * (len(values) > int(most))),
    "maxLength": ("MaxLength", _max_length),
    "pattern": ("Pattern", _pattern),
}
#: What a property shape says beside its constraints.
_BESIDE: Final = {"path", "message", "severity"}


@dataclass(frozen=True)
class Rule:
    """One constraint of a property shape, for the things of one class; terms as IRIs."""

    iri: str
    target: str
    path: str
    constraint: str
    parameter: str
    severity: Severity
    messages: tuple[str, str]


def read(store: Store) -> tuple[Rule, ...]:
    """Return the rules for lists of a release.

    Raises `ReleaseError` where it has none, or asks what this software does not know.
    """
    found = []
    for name in CLASSES:
        target = gemma(store.base) + name
        for shape in store.subjects(SH + "targetClass", target):
            for term in store.objects(shape, SH + "property"):
                found += _rules(str(term.value), target, store)
    if not found:
        raise ReleaseError("Deze uitgave heeft geen regels voor lijsten; bouw haar opnieuw")
    return tuple(found)


def _rules(iri: str, target: str, store: Store) -> list[Rule]:
    said: dict[str, list[Object]] = defaultdict(list)
    for item in store.outgoing(iri):
        if item.predicate.value.startswith(SH) and not isinstance(item.object, Triple):
            said[item.predicate.value.removeprefix(SH)].append(item.object)
    unknown = said.keys() - CHECKS.keys() - _BESIDE
    if unknown:
        raise ReleaseError(f"Een regel voor lijsten vraagt {sorted(unknown)}; dat kan hier niet")
    texts = {text.language: text.value for text in said["message"] if isinstance(text, Literal)}
    severity = next((str(term.value) for term in said["severity"]), SH + "Violation")
    return [
        Rule(
            iri,
            target,
            str(said["path"][0].value),
            constraint,
            str(parameter.value),
            Severity[severity.removeprefix(SH).upper()],
            (texts["nl"], texts["en"]),
        )
        for constraint in sorted(said.keys() & CHECKS.keys())
        for parameter in said[constraint]
    ]


class Data:
    """A list as SHACL sees it: the values of each thing, and the lines that they stand on."""

    def __init__(self, statements: Iterable[Statement], store: Store) -> None:
        """Index the statements; what a component is, the release says, and no list."""
        self._store = store
        self._said: dict[tuple[Subject, str], dict[Object, int]] = defaultdict(dict)
        self._lines: dict[Subject, int] = {}
        self._kinds: dict[tuple[str, str], bool] = {}
        self.things: dict[str, list[Subject]] = defaultdict(list)
        for item in statements:
            self._said[item.subject, item.predicate].setdefault(item.value, item.line)
            self._lines.setdefault(item.subject, item.line)
            if item.predicate == RDF_TYPE and isinstance(item.value, NamedNode):
                self.things[item.value.value].append(item.subject)

    def values(self, thing: Subject, path: str) -> tuple[Object, ...]:
        """Return the values of a property, in the order of the list."""
        return tuple(self._said.get((thing, path), ()))

    def line(self, thing: Subject, path: str = "", value: Object | None = None) -> int:
        """Return the line of a statement, else that of the thing."""
        said = self._said.get((thing, path), {})
        return said[value] if value in said else self._lines[thing]

    def name(self, thing: Subject) -> str:
        """Return the first name of a thing, "" for none."""
        names = [v.value for v in self.values(thing, RDFS_LABEL) if isinstance(v, Literal)]
        return next(iter(names), "")

    def is_a(self, term: Object, kind: str) -> bool:
        """Tell whether a term is of a class, by the list for its own things, or the release."""
        if isinstance(term, Literal):
            return False
        if kind.removeprefix(gemma(self._store.base)) in CLASSES:
            return NamedNode(kind) in self._said.get((term, RDF_TYPE), ())
        if not isinstance(term, NamedNode):
            return False
        if (term.value, kind) not in self._kinds:
            self._kinds[term.value, kind] = self._store.is_a(term.value, kind)
        return self._kinds[term.value, kind]


def check(
    data: Data, rules: Iterable[Rule], meant: Mapping[str, Callable[[Object], tuple[str, ...]]]
) -> list[Finding]:
    """Return what breaks a rule; `meant` gives, by property, what a value may have meant."""
    found = []
    for rule in rules:
        component, breaking = CHECKS[rule.constraint]
        for thing in data.things[rule.target]:
            values = data.values(thing, rule.path)
            for value in breaking(values, rule.parameter, data.is_a):
                found.append(
                    Finding(
                        rule.severity,
                        data.line(thing, rule.path, value),
                        rule.iri,
                        rule.messages,
                        shown(data.name(thing)),
                        shown(str(value.value)) if value is not None else "",
                        meant[rule.path](value) if value is not None and rule.path in meant else (),
                        thing,
                        rule.path,
                        value,
                        f"{SH}{component}ConstraintComponent",
                    )
                )
    return found
