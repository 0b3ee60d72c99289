"""The README keeps its word: every command, setting, graph and target of make is in it.

That every route is, and answers, is tried on a server (`tests/serving/test_readme_answers.py`).
"""

import re

import pytest

from scripts import cli
from server.graphs import GRAPHS
from server.settings import VARIABLES
from tests.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", VARIABLES)
def test_every_setting(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command(name: str) -> None:
    assert f"`gemma {name}" in README


@pytest.mark.parametrize("graph", GRAPHS, ids=lambda g: g.key)
def test_every_graph(graph: object) -> None:
    assert f"`{getattr(graph, 'key', '')}`" in README


def test_every_make_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^([a-z]+):.*##", makefile, re.M):
        assert f"`make {target}`" in README, target
