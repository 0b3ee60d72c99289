"""The house rules: who may import whom, and through which door each library enters."""

import ast
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted([*ROOT.glob("server/**/*.py"), *ROOT.glob("scripts/**/*.py")])

#: Layers of the server, lowest first: a module imports only from layers below its own.
LAYERS = (
    {
        "namespaces",
        "errors",
        "formats",
        "graphs",
        "uris",
        "terms",
        "conditional",
        "memento",
        "turn",
        "lookout",
        "ranges",
        "lines",
        "escapes",
    },
    {"alike", "jsonld", "downloads", "tokens", "absent"},
    {
        "settings",
        "negotiation",
        "release",
        "sparqltext",
        "render",
        "confine",
        "frames",
        "answers",
        "observe",
    },
    {"store", "ready", "coding", "advice", "counted", "digest", "clients", "grammar", "outgoing"},
    {"fields", "engine", "journal", "history", "quality", "withdrawal"},
    {
        "tabular",
        "lanes",
        "nursery",
        "resource",
        "protocol",
        "service",
        "stored",
        "plates",
        "changes",
        "table",
        "schema_org",
        "search",
        "answered",
    },
    {"evaluating", "received", "crawlers", "portfolio", "description"},
    {"messages"},
    {"loans", "lending"},
    {"worker", "embedded", "remote"},
    {"wire"},
    {"app"},
)

#: Packages whose modules stand in layers of their own.
PACKAGES = {"http", "rdf", "sparql", "engines"}
#: Package -> those that it may import from: none of them knows who uses it.
BELOW: dict[str, set[str]] = {
    "rdf": set(),
    "http": set(),
    "plates": {"rdf"},
    "search": {"rdf"},
    "changes": {"rdf"},
    "portfolio": {"search", "plates", "rdf"},
    "sparql": {"rdf", "http"},
    "engines": {"sparql", "rdf", "http"},
}

#: library -> the only modules that may import it.
DOORS = {
    "brotli": {"server/http/coding.py"},
    "flask": {"server/app/"},
    "resource": {"server/wire/watch.py", "server/engines/"},
    "owlrl": {"scripts/infer.py"},
    "pyoxigraph": {
        "server/engines/evaluating.py",
        "server/sparql/tabular.py",
        "server/store.py",
        "server/rdf/render.py",
        "server/engines/received.py",
        "server/rdf/terms.py",
        "server/changes/",
        "server/portfolio/turtle.py",
        "scripts/load.py",
        "scripts/quick.py",
    },
    "pyshacl": {"scripts/validate.py"},
    "rapidfuzz": {"server/search/finding.py"},
    "snowballstemmer": {"server/search/folding.py"},
    "sqlite3": {"server/search/index.py"},
    "SPARQLWrapper": {"server/engines/remote.py", "scripts/query.py"},
    "urllib.request": set(),
    "requests": set(),
    "server.engines.outgoing": {"server/engines/remote.py", "scripts/publishing/"},
    "ckanapi": {"scripts/publishing/ckan.py"},
    "http.client": {"server/engines/outgoing.py"},
    "xml.parsers": {"scripts/archimate/read.py"},
    "lxml": set(),
}


@cache
def imports(file: Path) -> tuple[str, ...]:
    """Every module that a file imports, at the top or inside a function."""
    found: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return tuple(found)


def unit(parts: Sequence[str]) -> str:
    """What stands in a layer: a module, or the whole of a package that hangs together."""
    if parts[0] in PACKAGES:
        return parts[1] if len(parts) > 1 else "__init__"
    return parts[0]


def is_module(parts: Sequence[str]) -> bool:
    """Whether a name below server is a module or package, not something in one."""
    place = ROOT.joinpath("server", *parts[: 2 if parts[0] in PACKAGES else 1])
    return place.is_dir() or place.with_suffix(".py").exists()


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
    own = unit(file.relative_to(ROOT / "server").with_suffix("").parts)
    for name in imports(file):
        assert not name.startswith("scripts"), f"{file} imports {name}: serving never makes"
        parts = name.split(".")[1:]
        if name.split(".")[0] != "server" or not parts or not is_module(parts):
            continue
        other = unit(parts)
        if "__init__" in (own, other) or other == own:
            continue
        same = layer(other) == layer(own) == 0
        assert same or layer(other) < layer(own), f"server/{own} may not import {name}"


@pytest.mark.parametrize("package", BELOW)
def test_packages_know_only_those_below(package: str) -> None:
    for file in sorted((ROOT / "server" / package).glob("*.py")):
        used = {name.split(".")[1] for name in imports(file) if name.startswith("server.")}
        known = used & {*BELOW, "app"}
        assert known <= BELOW[package] | {package}, f"{file} imports from {known}"


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
