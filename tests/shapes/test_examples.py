"""Every shape is seen to pass, and every rule in it to fail, on the examples in the folder.

An example is held against its own shape alone. A FAIL names all that it expects, one line each:
`# expects: sh:MinCountConstraintComponent skos:prefLabel`; where the path is no single property
the property shape stands instead, and `-` where there is no path.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef

from scripts.load import parse
from scripts.terms import Subject, graph_of, objects, subjects
from scripts.validate import Result, validate
from server.settings import DEFAULT_BASE
from tests.shapes.shapes import (
    EXAMPLES,
    LANGUAGES,
    alone,
    names,
    namespace,
    shapes,
    short,
    with_one_query,
)

PASSES = sorted(EXAMPLES.glob("*.pass.ttl"))
FAILS = sorted(EXAMPLES.glob("*.fail.ttl"))
OTHER_BASE = "https://voorbeeld.example/lod/"

_EXPECTS = re.compile(r"^# expects: (sh:\w+) (\S+)$", re.MULTILINE)

#: What a rule asks with, and the component that reports it.
_ASKS = {
    name: f"sh:{name[0].upper()}{name[1:]}ConstraintComponent"
    for name in (
        "class", "closed", "datatype", "disjoint", "equals", "hasValue", "in", "languageIn",
        "lessThanOrEquals", "maxCount", "minCount", "minInclusive", "minLength", "node",
        "nodeKind", "not", "or", "pattern", "qualifiedMaxCount", "qualifiedMinCount",
        "uniqueLang", "xone",
    )
}  # fmt: skip


def _name(file: Path) -> str:
    return file.name.partition(".")[0]


@cache
def _data(file: Path, base: str = DEFAULT_BASE) -> Graph:
    triples, _ = parse(file.read_bytes(), file.name, base, blank_nodes=True)
    return graph_of(triples)


def _seen(results: Iterable[Result], base: str = DEFAULT_BASE) -> set[tuple[str, str]]:
    return {(short(r.component, base), _place(r, base)) for r in results}


def _place(result: Result, base: str) -> str:
    if result.path is None:
        return "-"
    return short(result.path if isinstance(result.path, URIRef) else result.shape, base)


def _expected(file: Path) -> set[tuple[str, str]]:
    return set(_EXPECTS.findall(file.read_text(encoding="utf-8")))


def test_every_shape_has_a_pass_and_a_fail() -> None:
    assert {_name(file) for file in PASSES} == set(names())
    assert {_name(file) for file in FAILS} == set(names())
    assert set(EXAMPLES.iterdir()) == {*PASSES, *FAILS}


@pytest.mark.parametrize("file", PASSES, ids=lambda file: file.name)
def test_pass_conforms(file: Path) -> None:
    assert _seen(validate(_data(file), alone(_name(file))).findings) == set()


@pytest.mark.parametrize("file", FAILS, ids=lambda file: file.name)
def test_fail_gives_what_it_expects_and_nothing_else(file: Path) -> None:
    assert _expected(file), "no line `# expects: sh:...ConstraintComponent path`"
    results = validate(_data(file), alone(_name(file))).findings
    assert _seen(results) == _expected(file)
    for result in results:
        assert set(result.messages) >= LANGUAGES, f"{short(result.shape)} lacks a language"


def test_another_base_changes_nothing_but_the_addresses() -> None:
    for file in FAILS:
        found = validate(_data(file, OTHER_BASE), alone(_name(file), OTHER_BASE)).findings
        assert _seen(found, OTHER_BASE) == _expected(file), file.name


def test_every_rule_is_seen_to_fail() -> None:
    seen: set[tuple[str, str]] = set()
    for file in FAILS:
        found = validate(_data(file), alone(_name(file))).findings
        seen |= {(short(result.shape), short(result.component)) for result in found}
    rules = {shape for name in names() for shape in _rules(name)}
    asked = {
        (short(rule), component)
        for rule in rules for name, component in _ASKS.items()
        if (rule, SH[name], None) in shapes()
    }  # fmt: skip
    assert sorted(asked - seen) == []


def test_every_query_is_seen_to_find_something() -> None:
    for name in names():
        fails = [file for file in FAILS if _name(file) == name]
        for query in set(objects(alone(name), None, SH.sparql)):
            only = with_one_query(name, query)
            assert any(
                result.component == SH.SPARQLConstraintComponent
                for file in fails for result in validate(_data(file), only).findings
            ), short(query)  # fmt: skip


def test_every_rule_speaks_both_languages() -> None:
    rules = {shape for name in names() for shape in _rules(name)}
    rules = {rule for rule in rules if any((rule, SH[name], None) in shapes() for name in _ASKS)}
    for rule in {*rules, *objects(shapes(), None, SH.sparql)}:
        texts = objects(shapes(), rule, SH.message)
        languages = [text.language for text in texts if isinstance(text, Literal)]
        assert sorted(map(str, languages)) == sorted(LANGUAGES), short(rule)


def test_a_message_names_only_what_its_query_gives() -> None:
    for query, _, text in shapes().triples((None, SH.select, None)):
        given = set(re.findall(r"[?$](\w+)", str(text).partition("WHERE")[0]))
        for message in objects(shapes(), query, SH.message):
            assert set(re.findall(r"{[?$](\w+)}", str(message))) <= given, short(query)


def test_every_shape_has_an_address() -> None:
    for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint):
        assert all(isinstance(shape, URIRef) for shape in subjects(shapes(), RDF.type, kind))


def _rules(name: str) -> set[Subject]:
    """The shape itself and its property shapes: what reports a fault under its own address."""
    top = URIRef(namespace() + name)
    return {
        top,
        *(rule for rule in objects(shapes(), top, SH.property) if isinstance(rule, URIRef)),
    }
