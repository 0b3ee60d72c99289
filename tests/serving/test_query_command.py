"""`gemma query` asks any endpoint, in the right form, and says clearly what went wrong."""

import json
from pathlib import Path

import pytest
from rdflib import Graph

from server.app.assets import asset
from tests.serving import tiny
from tests.serving.running import Web, environment, free_port, gemma

NAMES = (
    "PREFIX gemma: <def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "SELECT ?s ?n { ?s a gemma:BusinessFunction ; skos:prefLabel ?n } ORDER BY ?n"
)


@pytest.fixture
def env(web: Web, tmp_path: Path) -> dict[str, str]:
    return environment(tmp_path, tiny.BASE, PORT=str(web.port))


def test_a_table(env: dict[str, str]) -> None:
    done = gemma("query", NAMES, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["s", "n"] and lines[-1] == "(2 rows)"
    assert lines[2].split() == [f"{tiny.BASE}id/element/burgerzaken", "Burgerzaken"]


@pytest.mark.parametrize(
    ("form", "starts"),
    [("json", "{"), ("xml", "<?xml"), ("csv", "s,n"), ("tsv", "?s\t?n")],
)
def test_tables_in_every_form(env: dict[str, str], form: str, starts: str) -> None:
    done = gemma("query", NAMES, "--format", form, env=env)
    assert done.returncode == 0 and done.stdout.startswith(starts)
    assert "Burgerzaken" in done.stdout


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("table", "turtle"),
        ("turtle", "turtle"),
        ("ntriples", "nt"),
        ("json", "json-ld"),
        ("xml", "xml"),
    ],
)
def test_graphs_in_every_form(env: dict[str, str], form: str, name: str) -> None:
    done = gemma("query", "DESCRIBE <id/element/burgerzaken>", "--format", form, env=env)
    assert done.returncode == 0
    assert len(Graph().parse(data=done.stdout, format=name)) == 5


def test_a_truth_value(env: dict[str, str]) -> None:
    assert gemma("query", "ASK { ?s ?p ?o }", env=env).stdout == "true\n"
    assert gemma("query", "ASK { <a:a> ?p ?o }", env=env).stdout == "false\n"
    done = gemma("query", "ASK {}", "--format", "json", env=env)
    assert json.loads(done.stdout)["boolean"] is True


def test_from_a_file_and_from_standard_input(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "vraag.rq"
    file.write_text(NAMES)
    wanted = gemma("query", NAMES, env=env).stdout
    assert gemma("query", f"@{file}", env=env).stdout == wanted
    assert gemma("query", "-", env=env, given=NAMES).stdout == wanted


def test_another_endpoint(env: dict[str, str], web: Web) -> None:
    elsewhere = {**env, "PORT": str(free_port())}
    done = gemma("query", "ASK {}", "--endpoint", f"{web.root}/sparql", env=elsewhere)
    assert (done.returncode, done.stdout) == (0, "true\n")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("SELECT {",), 2, "kolom"),
        (("SELECT * { ?s onbekend:p ?o }",), 2, "PREFIX"),
        (("ASK {}", "--format", "csv"), 2, "choose table, json, xml"),
        (("CONSTRUCT WHERE {?s ?p ?o}", "--format", "tsv"), 2, "turtle"),
        (("@bestaat-niet.rq",), 2, "bestaat-niet.rq"),
        (("INSERT DATA { <a:a> <a:b> <a:c> }",), 6, "only asks"),
        (("hallo",), 2, "SELECT"),
        (("ASK { SERVICE <http://127.0.0.1:9/> {} }",), 6, "SERVICE"),
    ],
)
def test_refusals(env: dict[str, str], args: tuple[str, ...], code: int, words: str) -> None:
    done = gemma("query", *args, env=env)
    assert done.returncode == code and words in done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stdout == ""


def test_nobody_listens(env: dict[str, str]) -> None:
    port = free_port()
    done = gemma("query", "ASK {}", env={**env, "PORT": str(port)})
    assert done.returncode == 5
    assert f":{port}/sparql" in done.stderr and "gemma serve" in done.stderr


def test_something_else_listens(env: dict[str, str], web: Web) -> None:
    for path in ("/", "/doc/element/balie", "/weg", asset("gemma.css")):
        done = gemma("query", "ASK {}", "--endpoint", web.root + path, env=env)
        assert done.returncode in (2, 5) and "Traceback" not in done.stderr


def test_a_query_past_its_deadline(env: dict[str, str]) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6)) + "}"
    done = gemma("query", slow, env=env)
    assert done.returncode == 5 and "503" in done.stderr
