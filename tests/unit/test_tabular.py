"""Rows of a table are counted in the bytes that the engine wrote, whatever the values hold."""

import json

import pytest
from pyoxigraph import QuerySolutions, Store

from server.sparql.tabular import write

ODD = ["},{", 'a},{"', '},{",', '},{"}', "x\\", "[{", ",{", '"bindings":[]}}', "}},{", "gewoon"]


@pytest.mark.parametrize("more", [[], ["{}"], ["[{},{}]"]])
@pytest.mark.parametrize("language", ["", "@nl"])
def test_rows_of_json(more: list[str], language: str) -> None:
    values = [json.dumps(value) + language for value in [*ODD, *more]]
    rows = " ".join(f"({one} {other})" for one in values for other in (*values, "UNDEF"))
    _counts(f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}")


@pytest.mark.parametrize(
    "rows",
    ["", "()", "() ()", "(UNDEF)", "(1) (UNDEF)", "(UNDEF) (1)", "(1)", '("")', "(UNDEF) (2) (3)"],
)
def test_rows_without_a_value(rows: str) -> None:
    name = "" if rows.startswith("()") else "?a"
    _counts(f"SELECT * {{ VALUES ({name}) {{ {rows} }} }}")


def _counts(query: str) -> None:
    result = Store().query(query)
    assert isinstance(result, QuerySolutions)
    body, rows = write(result, "sparql-json", "https://gemma.example/sparql")
    assert rows == len(json.loads(body)["results"]["bindings"])
