"""Where a query goes wrong: against the grammar of SPARQL 1.1 (19.8), and against the engine."""

import random

import pytest
from pyoxigraph import Store

from server.sparql import grammar
from server.sparql.sparqltext import LENGTH_MAXIMUM, position
from server.sparql.tokens import tokens
from tests.sources import ROOT

RIGHT = [
    "BASE <http://x/> PREFIX : <y> PREFIX a.b: <z> ASK {}",
    "SELECT DISTINCT ?a (COUNT(DISTINCT *) AS ?n) FROM <a:a> FROM NAMED <a:b> { ?a a a:b ; "
    "a:c [ a:d 'x'@nl , \"y\"^^a:e ] ; . ( 1 -2.5 1e-3 .5 true ) ^a:p/(a:q|!(a:r|^a))* _:b . [] "
    "a:t () } GROUP BY ?a (STR(?a) AS ?s) HAVING (COUNT(*) > 1) ORDER BY DESC(?n) ?a LIMIT 1 "
    "OFFSET 2 VALUES (?a ?n) { (UNDEF 1) ('x' <a:b>) }",
    "CONSTRUCT { ?s ?p ?o . } FROM <a:g> WHERE { { SELECT * { ?s ?p ?o } LIMIT 1 } UNION {} "
    "OPTIONAL { ?s ?p ?o FILTER NOT EXISTS { ?a ?b ?c } } MINUS { ?s !a ?o } GRAPH ?g {} . "
    "BIND(IF(?a IN (1, 2), -?b, !?c && ?d || 1 NOT IN ()) AS ?e) VALUES ?z { 1 a:b } }",
    "CONSTRUCT WHERE { ?s ?p ?o }",
    "DESCRIBE ?x <a:b> { ?x a:p+ ?y . FILTER regex(?y, 'a', \"i\") FILTER (a:f(?x, 1) = a:g()) }",
    "SELECT (GROUP_CONCAT(DISTINCT ?x; separator='''a\nb''') AS ?y) (1+1*2/3-4 AS ?z) {}",
    'SELECT ?x { SERVICE SILENT <a:s> { ?x ?p """a"b""" } } # end',
]
PREFIXES = "PREFIX a: <http://a/> "


@pytest.mark.parametrize("text", RIGHT)
def test_what_is_right(text: str) -> None:
    assert grammar.fault(text) is None


@pytest.mark.parametrize("file", sorted(ROOT.glob("server/queries/*.rq")))
def test_our_own_queries_are_right(file: object) -> None:
    assert grammar.fault(file.read_text(encoding="utf-8")) is None  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("SELCT * {}", 1, 1, "SELECT"),
        ("SELECT {", 1, 8, "een variabele"),
        ("SELECT ?x WHERE ?x ?y ?z", 1, 17, "{"),
        ("SELECT ?x { ?x ?y ?z", 1, 21, "}"),
        ("SELECT * {\n  ?s ?p ?o\n  ?a ?b ?c .\n}", 3, 3, "."),
        ('ASK { ?s ?p "abc }', 1, 13, "een tekst"),
        ("ASK { ?s ?p ?o FILTER(?o >) }", 1, 27, "een getal"),
        ("ASK { FILTER ?z > 3 }", 1, 14, "("),
        ("SELECT (COUNT(?x) ?n) {}", 1, 19, "AS"),
        ("SELECT * {} LIMIT ten", 1, 19, "een getal"),
        ("SELECT * {} ORDER ?x", 1, 19, "BY"),
        ("ASK {} extra", 1, 8, "het eind van de vraag"),
        ("ASK { ?s <a:b>/ ?o }", 1, 17, "een IRI"),
        ("ASK { {} UNION }", 1, 16, "{"),
        ("CONSTRUCT { ?s ?p ?o WHERE { ?s ?p ?o }", 1, 22, "}"),
        ("PREFIX a <http://x/> ASK {}", 1, 8, "een naam (prefix:naam)"),
        ("ASK { ?s ?p <a b> }", 1, 13, "een IRI"),
        ("", 1, 1, "ASK"),
    ],
)
def test_the_first_mistake(text: str, line: int, column: int, expected: str) -> None:
    found = grammar.fault(text)
    assert found is not None
    assert position(text, found.offset) == (line, column)
    assert expected in [nl for nl, _ in found.expected]


def test_it_never_faults_what_the_engine_takes() -> None:
    """A token left out, doubled or exchanged: what the engine still takes, the grammar takes."""
    chance, store = random.Random(20261122), Store()
    agreed = 0
    for text in RIGHT:
        pieces = [token.text for token in tokens(PREFIXES + text)]
        for at in range(len(pieces)):
            other = pieces[chance.randrange(len(pieces))]
            for changed in ([], [pieces[at]] * 2, [other]):
                made = " ".join([*pieces[:at], *changed, *pieces[at + 1 :]])
                try:
                    store.query(made)
                except SyntaxError:
                    agreed += grammar.fault(made) is not None
                    continue
                except (RuntimeError, OSError):
                    pass
                assert grammar.fault(made) is None, made
    assert agreed > 500


@pytest.mark.parametrize("piece", ["{", "(", "ASK {", "?x ", "a:b ", "1.", "'", "SELECT (", "!"])
def test_any_text_is_read_to_its_mistake(piece: str) -> None:
    text = (piece * LENGTH_MAXIMUM)[:LENGTH_MAXIMUM]
    for start in ("", "ASK { ?s ?p ", "SELECT ("):
        found = grammar.fault(start + text)
        assert found is not None and found.offset <= len(start + text)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("ASK { ?s foaf:name ?o }", 9),
        ("PREFIX a: <b:c> ASK { ?s a:b , c:d _:e }", 31),
        ("ASK { ?s <name> ?o }", 9),
        ("BASE <http://x/> PREFIX a: <b> ASK { ?s <name> a: }", None),
        ("ASK { ?s ?p 'a:b' , _:x }", None),
    ],
)
def test_names_without_a_prefix_and_iris_without_a_base(text: str, at: int | None) -> None:
    assert grammar.unresolved(text) == at
