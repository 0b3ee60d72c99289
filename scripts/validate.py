"""Validation: SHACL over the whole dataset, and the shapes themselves held to the light first.

pyshacl says "conforms" to a shape with a typo in its target or in a constraint's name; so a shape
that reaches nothing and an unknown `sh:` term are results too.
"""

import logging
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyshacl
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef

from scripts import turtle
from scripts.findings import Finding, Severity, violation
from scripts.load import Source, Where, read_source, source_names
from scripts.quick import QuickGraph, StillGraph
from scripts.terms import (
    Object,
    Subject,
    Triple,
    objects,
    sorted_triples,
    subjects,
    value,
    write,
)
from server.errors import SourceError
from server.graphs import GRAPHS
from server.namespaces import gemma

#: Prefix declarations for the SPARQL of all shapes; a file that guards no graph.
PREFIXES: Final = "shapes/prefixes.ttl"
#: The rules for lists that users hold beside a release. They guard no graph either: a release only
#: publishes them.
LISTS: Final = "shapes/lijst.ttl"

#: Terms of SHACL whose names Python keeps for itself, so that rdflib's list lacks them.
_RESERVED: Final = frozenset(SH[name] for name in ("and", "class", "in", "not", "or"))
_SEVERITIES: Final = {str(SH[severity.name.capitalize()]): severity for severity in Severity}
#: Where a message leaves room for a value: `{?name}` or `{$name}`.
_BLANK: Final = re.compile(r"\{[?$]\w+\}")
#: Classes of ours of which a release may have nothing, so that a rule for them may reach nothing: a
#: first one has no past, and what users list is in none.
_ABSENT: Final = (
    "AnnouncedRelease", "WithdrawnResource", "SoftwareProduct", "Supplier", "ProductUser",
)  # fmt: skip
#: The node of a report, in the graph that `validate` returns.
REPORT: Final = BNode("report")
TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)


@dataclass(frozen=True)
class Result:
    """One result of SHACL; `messages` by language, "" for a text without language."""

    focus: Object
    path: Object | None
    value: Object | None
    component: URIRef
    severity: Severity
    shape: Object
    messages: Mapping[str, str]

    def message(self, language: str) -> str:
        """Return the message in a language, else in any."""
        for key in (language, "", "en", "nl"):
            if key in self.messages:
                return self.messages[key]
        return next(iter(self.messages.values()), str(self.component).rpartition("#")[2])


@dataclass(frozen=True)
class Report:
    """The outcome: whether there is no result (SHACL, 3.6.1.1), the results, and SHACL's graph."""

    conforms: bool
    findings: tuple[Result, ...]
    graph: frozenset[Triple]

    def turtle(self, base: str) -> str:
        """Write the validation report as Turtle; equal reports give equal text."""
        return turtle.serialize(self.graph, base)


def shapes_files(root: Path, base: str) -> tuple[Source, ...]:
    """Read the shapes of every graph, the prefixes, and the rules for lists.

    Raises `SourceError` for a file that does not parse, for a graph that has sources but no
    shapes, and for a shapes file that guards nothing.
    """
    wanted = [PREFIXES, LISTS, *(graph.shapes for graph in GRAPHS)]
    there = source_names(root, ("shapes/*.ttl",))
    for name in there:
        if name not in wanted:
            raise SourceError("guards no named graph: see server/graphs.py", Path(name))
    for graph in GRAPHS:
        if graph.shapes not in there and source_names(root, graph.sources):
            raise SourceError(f"is missing: graph {graph.key} is unguarded", Path(graph.shapes))
    return tuple(read_source(root, name, "shapes", base) for name in there)


def validate(data: Graph, shapes: Graph, only: Collection[Subject] = ()) -> Report:
    """Hold `data` against `shapes`, or against `only` some of them; neither is changed.

    Raises `SourceError` when the shapes are such that SHACL gives no verdict.
    """
    logging.getLogger("pyshacl-validate").setLevel(logging.CRITICAL)
    try:
        _, graph, text = pyshacl.validate(
            QuickGraph(data),
            shacl_graph=StillGraph(shapes),
            inplace=True,
            inference="none",
            advanced=False,
            js=False,
            use_shapes=list(only) or None,
        )
    except Exception as error:  # pyshacl lets any exception of its own, rdflib or SPARQL through
        raise SourceError(
            f"the shapes give no verdict: {_one_line(error)}", Path("shapes")
        ) from error
    if not isinstance(graph, Graph):
        raise SourceError(f"the shapes give no verdict: {_one_line(text)}", Path("shapes"))
    results = sorted(
        (_result(graph, node, shapes) for node in objects(graph, None, SH.result)), key=_sort_key
    )
    return Report(not results, tuple(results), frozenset(_report(results, graph)))


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:300]


def _result(graph: Graph, node: Object, shapes: Graph) -> Result:
    def one(predicate: URIRef) -> Object | None:
        return value(graph, node, predicate)

    texts = [t for t in objects(graph, node, SH.resultMessage) if isinstance(t, Literal)]
    templates = [
        message
        for owner in (one(SH.sourceConstraint), one(SH.sourceShape))
        for message in objects(shapes, owner, SH.message)
        if owner is not None and isinstance(message, Literal)
    ]
    messages = {text.language or _language(str(text), templates): str(text) for text in texts}
    return Result(
        one(SH.focusNode) or SH.focusNode,
        one(SH.resultPath),
        one(SH.value),
        URIRef(str(one(SH.sourceConstraintComponent))),
        _SEVERITIES.get(str(one(SH.resultSeverity)), Severity.VIOLATION),
        one(SH.sourceShape) or SH.Shape,
        messages,
    )


def _language(text: str, templates: Iterable[Literal]) -> str:
    """Return the language of a message with values filled in, which pyshacl forgets."""
    for template in templates:
        parts = _BLANK.split(str(template))
        if re.fullmatch(".*".join(map(re.escape, parts)), text, re.DOTALL):
            return str(template.language or "")
    return ""


def _sort_key(result: Result) -> tuple[str, ...]:
    parts = (result.severity.value, result.focus, result.shape, result.component, result.path)
    return (*map(str, parts), str(result.value), *sorted(result.messages.values()))


def _report(results: Collection[Result], graph: Graph) -> Iterable[Triple]:
    """Build the report anew: pyshacl's own repeats parts of the shapes under chance labels."""
    yield REPORT, RDF.type, SH.ValidationReport
    yield REPORT, SH.conforms, Literal(not results)
    for number, result in enumerate(results, start=1):
        node = BNode(f"result{number:06}")
        yield REPORT, SH.result, node
        yield node, RDF.type, SH.ValidationResult
        yield node, SH.focusNode, result.focus
        yield node, SH.resultSeverity, SH[result.severity.name.capitalize()]
        yield node, SH.sourceConstraintComponent, result.component
        if isinstance(result.shape, URIRef):
            yield node, SH.sourceShape, result.shape
        if isinstance(result.path, BNode):
            copy = BNode(f"path{number:06}")
            yield node, SH.resultPath, copy
            yield from _copy(graph, result.path, copy)
        elif result.path is not None:
            yield node, SH.resultPath, result.path
        if result.value is not None and not isinstance(result.value, BNode):
            yield node, SH.value, result.value
        for language, text in result.messages.items():
            yield node, SH.resultMessage, Literal(text, lang=language or None)


def _copy(graph: Graph, node: BNode, copy: BNode) -> Iterable[Triple]:
    """Copy the tree below a blank node under labels that depend on the order of its parts."""
    predicates = sorted(URIRef(str(p)) for p in set(graph.predicates(node)))
    rows = [(p, o) for p in predicates for o in objects(graph, node, p)]
    for number, (predicate, part) in enumerate(rows):
        if isinstance(part, BNode):
            below = BNode(f"{copy}-{number}")
            yield copy, predicate, below
            yield from _copy(graph, part, below)
        else:
            yield copy, predicate, part


def results_as_findings(report: Report, where: Where, base: str) -> list[Finding]:
    """Put the results in words, each at the statement or thing that it is about."""
    ours = re.compile(f"{re.escape(base)}(?:id/[a-z-]+/[a-z0-9-]+|def#[A-Za-z]+)")

    def shortened(message: str) -> str:
        return ours.sub(lambda found: turtle.short(URIRef(found[0]), base), message)

    findings = []
    for result in report.findings:
        about, place = _about(result, where)
        rule = (
            turtle.short(result.shape, base)
            if isinstance(result.shape, URIRef)
            else str(result.component).rpartition("#")[2]
        )
        focus = " ".join(turtle.short(part, base) for part in about)[:300]
        nl, en = shortened(result.message("nl")), shortened(result.message("en"))
        findings.append(Finding(result.severity, *place, rule, nl, en, focus))
    return findings


def _about(result: Result, where: Where) -> tuple[list[Object], tuple[str, int]]:
    """Return the statement or thing that a result is about, and where it stands.

    A rule over the whole dataset has one focus node for all and names the thing as its value.
    """
    path = result.path if isinstance(result.path, URIRef) else None
    statement = [part for part in (result.focus, path, result.value) if part is not None]
    if path and result.value is not None and not where.exact(*statement):
        place = where.exact(result.value, path)
        if place is None and result.component == SH.SPARQLConstraintComponent:
            place = where.exact(result.value)
        if place is not None:
            return [result.value, path], place
    return statement, where(result.focus, path, result.value if path else None)


def check_shapes(shapes: Graph, data: Graph, where: Where, base: str) -> list[Finding]:
    """Return what is wrong with the shapes themselves: unknown terms, and what reaches nothing."""
    return [*_unknown_terms(shapes, where), *_idle_shapes(shapes, data, where, base)]


def _unknown_terms(shapes: Graph, where: Where) -> Iterable[Finding]:
    for triple in sorted_triples(shapes):
        for term in triple:
            if not isinstance(term, URIRef) or not term.startswith(str(SH)):
                continue
            if term not in _RESERVED and term not in SH:
                name = "sh:" + term.removeprefix(str(SH))
                yield violation(
                    "shape-term",
                    where(*triple),
                    f"onbekende SHACL-term {name}: de regel zou niets doen",
                    f"unknown SHACL term {name}: the rule would do nothing",
                )


def _idle_shapes(shapes: Graph, data: Graph, where: Where, base: str) -> Iterable[Finding]:
    absent = {URIRef(gemma(base) + name) for name in _ABSENT}
    for shape in _shapes(shapes):
        name = turtle.short(shape, base)
        if (shape, SH.deactivated, Literal(True)) in shapes:
            continue
        targets = [(p, o) for p in TARGETS for o in objects(shapes, shape, p)]
        if {RDFS.Class, OWL.Class} & set(objects(shapes, shape, RDF.type)):
            targets.append((SH.targetClass, shape))
        if not targets and (None, None, shape) not in shapes:
            yield violation(
                "shape-idle",
                where(shape),
                f"vorm {name} heeft geen doel en geen andere vorm gebruikt haar",
                f"shape {name} has no target and no other shape uses it",
            )
        for predicate, aim in targets:
            if not _reaches(data, predicate, aim) and aim not in absent:
                target = f"{turtle.short(predicate, base)} {turtle.short(aim, base)}"
                yield violation(
                    "shape-idle",
                    where(shape, predicate, aim),
                    f"vorm {name} bereikt niets: {target} komt in de gegevens niet voor",
                    f"shape {name} has no focus nodes: nothing in the data fits {target}",
                )


def _shapes(shapes: Graph) -> list[Subject]:
    """Return the node and property shapes, and whatever else has a target."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    found = {shape for kind in kinds for shape in subjects(shapes, RDF.type, kind)}
    found |= {shape for predicate in TARGETS for shape in subjects(shapes, predicate)}
    return sorted(found, key=write)


def _reaches(data: Graph, predicate: URIRef, aim: Object) -> bool:
    """Tell whether a target has a focus node in the data."""
    if predicate == SH.targetClass:
        kinds = data.transitive_subjects(RDFS.subClassOf, aim)
        return any((None, RDF.type, kind) in data for kind in kinds)
    if predicate == SH.targetNode:
        return (aim, None, None) in data
    return (None, aim, None) in data
