"""SPARQL text as tokens: keywords are seen where they are, and only there, in linear time."""

import random

import pytest

from server.errors import QuerySyntaxError, RefusedError, TooLargeError
from server.formats import Form
from server.sparql.sparqltext import (
    DEPTH_MAXIMUM,
    IRI_MAXIMUM,
    LENGTH_MAXIMUM,
    form,
    outline,
    position,
    refuse,
    with_base,
)
from server.sparql.tokens import tokens

OURS = "https://example.org/gemma/id/graph/principes"
GRAPHS = {OURS}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * {}", Form.BINDINGS),
        ("select*{}", Form.BINDINGS),
        ("ASK{}", Form.BOOLEAN),
        ("PREFIX select: <http://x/> ASK {}", Form.BOOLEAN),
        ("BASE <http://x/ASK> CONSTRUCT {} {}", Form.GRAPH),
        ("# SELECT\nDESCRIBE <http://x/SELECT>", Form.GRAPH),
        ("PREFIX : <http://x/>PREFIX a.b: <http://y/>SELECT(1 AS ?x){}", Form.BINDINGS),
        ("", None),
        ("hallo", None),
    ],
)
def test_the_form(text: str, found: Form | None) -> None:
    assert form(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA {}", "insert data {}", "DELETE WHERE {}", "PREFIX x: <y:> LOAD <http://x/>",
        "CLEAR ALL", "DROP ALL", "CREATE GRAPH <x:>", "COPY <a:> TO <b:>", "MOVE <a:> TO <b:>",
        "ADD <a:> TO <b:>", "WITH <a:> DELETE {} WHERE {}", "# c\nBASE <x:>\nINSERT{}WHERE{}",
    ],
)  # fmt: skip
def test_updates_are_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="lezen"):
        refuse(outline(text), GRAPHS)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://x/> {} }",
        "SELECT * { sErViCe SILENT ?x {} }",
        "SELECT * {{ SELECT * { SERVICE<http://x/>{} } }}",
        'SELECT * { ?s ?p "a\\"" SERVICE <http://x/> {} }',
        "SELECT * { ?s ?p '''a''' . SERVICE ?x {} }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(RefusedError, match="SERVICE"):
        refuse(outline(text), GRAPHS)


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { ?s ?p "SERVICE <http://x/>" }',
        "SELECT * { ?s ?p '''it's SERVICE\nx''' }",
        'SELECT * { ?s ?p """say "SERVICE" x""" }',
        "SELECT * { ?s ?p ?o } # SERVICE <http://x/>",
        "SELECT * { <http://x/SERVICE> ?SERVICE $SERVICE }",
        "PREFIX SERVICE: <http://x/> SELECT * { SERVICE:SERVICE ?p service:FROM }",
        'SELECT * { ?s ?p "x"@service }',
        'SELECT * { ?s ?p "INSERT" FILTER(?o < 3 && ?p > 4) }',
        "SELECT * { ?insert ?delete ?load }",
        "SELECT * { _:SERVICE ?p x:FROM\\~SERVICE }",
    ],
)
def test_words_that_are_no_keywords(text: str) -> None:
    refuse(outline(text), GRAPHS)


@pytest.mark.parametrize(
    "clause",
    [
        f"FROM <{OURS}>",
        f"from named <{OURS}>",
        "FROM g:principes",
        "FROM NAMED g:principes FROM g:principes",
        "FROM <graph/principes>",
        "FROM <https://example.org/gemma/id/graph/p\\u0072incipes>",
    ],
)
def test_our_own_graphs(clause: str) -> None:
    head = "BASE <https://example.org/gemma/id/> PREFIX g: <graph/>"
    shown = outline(f"{head} SELECT * {clause} {{}}")
    assert set(shown.graphs) == {OURS}
    refuse(shown, GRAPHS)


@pytest.mark.parametrize(
    "clause",
    [
        "FROM <http://elders.example/g>",
        "FROM NAMED <file:///etc/passwd>",
        f"FROM <{OURS}> FROM <{OURS}x>",
        "FROM x:y",
        "FROM <http://elders.example/\\u0067>",
    ],
)
def test_graphs_of_others_are_refused(clause: str) -> None:
    with pytest.raises(RefusedError, match="niet van deze dienst") as refused:
        refuse(outline(f"SELECT * {clause} {{}}"), GRAPHS)
    assert OURS in refused.value.detail


def test_too_long() -> None:
    outline("ASK {}" + " " * (LENGTH_MAXIMUM - 6))
    with pytest.raises(TooLargeError):
        outline("ASK {}" + " " * LENGTH_MAXIMUM)


@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_too_deep(pair: str) -> None:
    fine = DEPTH_MAXIMUM * pair[0] + DEPTH_MAXIMUM * pair[1]
    outline(f"ASK\n{fine}")
    with pytest.raises(QuerySyntaxError) as refused:
        outline(f"ASK\n{pair[0]}{fine}{pair[1]}")
    assert (refused.value.line, refused.value.column) == (2, DEPTH_MAXIMUM + 1)
    outline(f'ASK {{ ?s ?p "{pair[0] * 999}" }} # {pair[0] * 999}')


@pytest.mark.parametrize(
    "piece",
    [
        '"', "'", '"""', "\'\'\'", '"\\', '"""\\', "\'\'\'\\", '"a\n', "<", "<a", "<a ",
        "<\\u0041", "\\", "\\u0041", "a-", "a.", "a-b:", "a:", "%41:", "?", "#", "@a-",
    ],
)  # fmt: skip
def test_any_text_is_read_once(piece: str) -> None:
    text = (piece * LENGTH_MAXIMUM)[:LENGTH_MAXIMUM]
    assert sum(len(token.text) for token in tokens(text)) <= LENGTH_MAXIMUM
    outline(text)


def test_positions_count_from_one() -> None:
    assert position("ab\ncd", 0) == (1, 1)
    assert position("ab\ncd", 4) == (2, 2)


def test_base_stands_on_the_first_line_unless_there_is_one() -> None:
    assert with_base("ASK {}\n", "http://x/") == "BASE <http://x/> ASK {}\n"
    assert with_base("base <http://y/>\nASK {}", "http://x/") == "base <http://y/>\nASK {}"
    assert with_base("# BASE <http://y/>\nASK {}", "http://x/").startswith("BASE <http://x/>")


PIECES = (
    "SELECT", "ask", "DESCRIBE", "PREFIX", "BASE", "FROM", "NAMED", "service", "INSERT", "With",
    "NOW", "uuid", "LIMIT", "a", "?x", "$from", "<http://x/FROM>", "<", "x:BASE", ":", "_:b",
    "'LOAD'", '"""SERVICE', "@from", "1.5e3 ", "2 ", ".", "{", "}", "(", ")", "[", "^^", "|",
    "# FROM\n", "\n", "\\u0046ROM", "é", "%41",
)  # fmt: skip


def test_a_usual_text_is_read_as_exactly_as_any_other() -> None:
    """A comment says nothing (19.4), but with a long one a text is read token by token."""
    chance = random.Random(4)
    comment = "#" + "x" * IRI_MAXIMUM + "\n"
    seen = set()
    for _ in range(3_000):
        text = "".join(chance.choice(PIECES) + chance.choice(("", " ")) for _ in range(9))
        shown = outline(text)
        assert outline(comment + text) == shown, text
        assert form(comment + text) == form(text), text
        seen.add((form(text), shown.update, shown.service, shown.based, shown.volatile))
    assert len(seen) > 20
