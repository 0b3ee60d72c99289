"""The house rules: who may import whom, and through which door each library enters."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([*ROOT.glob("server/**/*.py"), *ROOT.glob("scripts/**/*.py")])

#: Layers of the server, lowest first: a module imports only from layers below its own.
LAYERS = (
    {"namespaces", "errors", "formats", "graphs", "uris", "terms", "conditional"},
    {"jsonld", "downloads"},
    {
        "settings",
        "negotiation",
        "release",
        "sparqltext",
        "render",
        "confine",
        "answers",
        "observe",
    },
    {"store", "coding", "advice", "digest", "clients", "grammar", "outgoing"},
    {"engine"},
    {
        "tabular",
        "lanes",
        "nursery",
        "resource",
        "protocol",
        "service",
        "plates",
        "table",
        "schema_org",
    },
    {"worker", "received"},
    {"embedded", "remote"},
    {"app"},
)

#: library -> the only modules that may import it.
DOORS = {
    "brotli": {"server/coding.py"},
    "flask": {"server/app/"},
    "granian": {"scripts/serve.py"},
    "owlrl": {"scripts/infer.py"},
    "pyoxigraph": {
        "server/worker.py",
        "server/tabular.py",
        "server/store.py",
        "server/render.py",
        "server/received.py",
        "server/terms.py",
        "scripts/load.py",
        "scripts/quick.py",
    },
    "pyshacl": {"scripts/validate.py"},
    "SPARQLWrapper": {"server/remote.py", "scripts/query.py"},
    "urllib.request": set(),
    "requests": set(),
    "server.outgoing": {"server/remote.py", "scripts/publish.py"},
    "http.client": {"server/outgoing.py"},
}


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(name: str) -> int:
    """The layer of a server module, by its name or its package."""
    found = [i for i, names in enumerate(LAYERS) if name in names]
    assert found, f"server/{name} stands in no layer: add it to LAYERS and to the README"
    return found[0]


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(ROOT)))
def test_first_line_states_the_law(file: Path) -> None:
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
    assert text, f"{file} has no docstring"
    assert text.splitlines()[0].endswith((".", ":")), f"first line of {file} is no sentence"


@pytest.mark.parametrize(
    "file", [f for f in MODULES if f.is_relative_to(ROOT / "server")], ids=lambda f: f.name
)
def test_server_imports_downwards_only(file: Path) -> None:
    own = file.relative_to(ROOT / "server").parts[0].removesuffix(".py")
    for name in imports(file):
        assert not name.startswith("scripts"), f"{file} imports {name}: serving never makes"
        parts = name.split(".")
        if parts[0] != "server" or len(parts) < 2 or own == "__init__" or parts[1] == own:
            continue
        if (ROOT / "server" / f"{parts[1]}.py").exists() or (ROOT / "server" / parts[1]).is_dir():
            same = layer(parts[1]) == layer(own) == 0
            assert same or layer(parts[1]) < layer(own), f"server/{own} may not import {name}"


@pytest.mark.parametrize("library", DOORS)
def test_one_door_per_library(library: str) -> None:
    for file in MODULES:
        place = file.relative_to(ROOT).as_posix()
        if any(place.startswith(door) for door in DOORS[library]):
            continue
        used = {n for n in imports(file) if n == library or n.startswith(library + ".")}
        assert not used, f"{place} imports {library}; its door is {DOORS[library] or 'none yet'}"


def test_modules_stay_small() -> None:
    long = {str(f): n for f in MODULES if (n := len(f.read_text().splitlines())) > 400}
    assert not long, f"more than one reason each? {long}"
