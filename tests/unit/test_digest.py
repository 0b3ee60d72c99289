"""Shapes of queries: what differs by a value is one shape, what differs by its joins is not."""

import pytest

from server.sparql.digest import CRASH, FORGOTTEN_AFTER, REMEMBERED, Memory, digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT * { ?s ?p 1 }", "select *  {?x ?y 23.5e1 } # comment"),
        ("ASK { ?s <a:a> 'x' }", 'ASK { ?s x:y """long\n"er" text"""@nl }'),
        ("SELECT * { VALUES ?x { 1 2 3 } }", "SELECT * { VALUES ?x { 'a' } }"),
        ("ASK { ?s ?p ?o FILTER(?o < 1e5) }", "ASK { ?s ?p ?o FILTER(?o < 1.25) }"),
        ("SELECT * {} LIMIT 10", "SELECT * {} LIMIT 99999"),
        ("ASK { ?s a:p 1.\n?s a:q ?o }", "ASK { ?s <a:p> 1.5e-3. ?s a:q ?o }"),
    ],
)
def test_one_shape(one: str, other: str) -> None:
    assert digest(one) == digest(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT * { ?a ?b ?c . ?c ?d ?e }", "SELECT * { ?a ?b ?c . ?f ?d ?e }"),
        ("ASK { ?s ?p ?o }", "ASK { ?s <a:p> ?o }"),
        ("ASK { ?s <a:p>* ?o }", "ASK { ?s <a:p> ?o }"),
        ("SELECT * {} ORDER BY ?x", "SELECT * {}"),
    ],
)
def test_two_shapes(one: str, other: str) -> None:
    assert digest(one) != digest(other)


@pytest.mark.parametrize("text", ["", "\ud800", '"', "{" * 9_000, "1.", "é€𝄞"])
def test_any_text_has_one(text: str) -> None:
    assert len(digest(text)) == 16


def test_strikes_add_up_and_wear_off() -> None:
    memory = Memory()
    assert memory.strikes("s", 0) == 0
    memory.note("s", 1, 0)
    memory.note("s", 1, 1)
    assert memory.strikes("s", 1) == 2
    memory.note("s", 0, 2)
    memory.note("s", 0, 3)
    assert memory.strikes("s", 3) == -1
    memory.note("s", CRASH, 4)
    assert memory.strikes("s", 4) == CRASH
    assert memory.strikes("s", 5 + FORGOTTEN_AFTER) == 0


def test_memory_is_bounded() -> None:
    memory = Memory()
    for number in range(REMEMBERED + 1):
        memory.note(str(number), 1, 0)
    assert memory.strikes("0", 0) == 0 and memory.strikes(str(REMEMBERED), 0) == 1
