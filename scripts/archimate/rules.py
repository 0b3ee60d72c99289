"""Rules: a model held against `shapes/models/model.ttl`, each rule asked once over all of it.

Those rules are SHACL, and any validator gives the same results (a test has pyshacl do so). It is
not used here, since it wants the whole model in Python's memory for the sake of rules that SPARQL
answers by themselves.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, SH, Graph, Literal, URIRef

from scripts.findings import Finding, Severity
from scripts.load import read_source
from scripts.quick import QuickDataset
from scripts.terms import Object, Triple, graph_of, objects, subjects, value
from server.errors import SourceError

FILE: Final = "shapes/models/model.ttl"
PREFIXES: Final = "shapes/prefixes.ttl"
_SEVERITIES: Final = {SH[severity.name.capitalize()]: severity for severity in Severity}
_BLANK: Final = re.compile(r"\{\?(\w+)\}")


@dataclass(frozen=True)
class Rule:
    """One rule: a SELECT of `?value` and of what its messages name."""

    name: str
    severity: Severity
    question: str
    messages: Mapping[str, str]


def read(root: Path, base: str) -> tuple[Rule, ...]:
    """Read the rules; raises `SourceError` for a file that does not parse."""
    triples: list[Triple] = []
    for name in (PREFIXES, FILE):
        triples += read_source(root, name, "shapes", base).triples
    graph = graph_of(triples)
    head = "".join(
        f"PREFIX {value(graph, one, SH.prefix)}: <{value(graph, one, SH.namespace)}>\n"
        for one in subjects(graph, SH.prefix)
    )
    rules = subjects(graph, RDF.type, SH.SPARQLConstraint)
    return tuple(_rule(graph, rule, head) for rule in rules)


def _rule(graph: Graph, rule: Object, head: str) -> Rule:
    (shape,) = subjects(graph, SH.sparql, rule)
    severity = value(graph, shape, SH.severity)
    return Rule(
        str(rule).rpartition("-")[2],
        _SEVERITIES[URIRef(str(severity))],
        head + str(value(graph, rule, SH.select)),
        _by_language(objects(graph, rule, SH.message)),
    )


def _by_language(texts: Iterable[Object]) -> Mapping[str, str]:
    return {text.language or "": str(text) for text in texts if isinstance(text, Literal)}


def broken(
    rules: Iterable[Rule], graphs: Mapping[str, Iterable[Triple]], where: Callable[[str], int],
    file: str,
) -> Iterator[Finding]:  # fmt: skip
    """Return what breaks a rule; `where` gives the line in `file` of a thing by its address.

    Raises `SourceError` when a rule is no SPARQL.
    """
    asked = QuickDataset(graphs)
    for rule in rules:
        try:
            rows = asked.select(rule.question)
        except ValueError as error:
            raise SourceError(f"rule {rule.name}: {error}", Path(FILE)) from error
        for row in rows:
            thing = str(row["value"])
            nl, en = (_filled(rule.messages[language], row) for language in ("nl", "en"))
            focus = "" if "name" in row else "/".join(thing.rsplit("/", 2)[-2:])
            yield Finding(rule.severity, file, where(thing), rule.name, nl, en, focus)


def _filled(message: str, row: Mapping[str, Object]) -> str:
    return _BLANK.sub(lambda blank: str(row.get(blank[1], "")), message)
