"""The data that the shapes guard."""

from pathlib import Path

import pytest
from rdflib import Graph

from scripts.build import CACHE
from scripts.dataset import assemble
from scripts.examine import prepare
from server.settings import DEFAULT_BASE
from tests.sources import ROOT


@pytest.fixture(scope="session")
def everything(real_var: Path) -> Graph:
    """The whole dataset of the checkout, with the closure that its release was built with."""
    prepared = prepare(ROOT, DEFAULT_BASE)
    cache = real_var / CACHE
    return assemble(prepared.sources, DEFAULT_BASE, prepared.identity, cache, keep=False).union()
