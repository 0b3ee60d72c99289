"""Judges: the programs that pages are held against; `make judges` gets them from npm."""

from pathlib import Path

import pytest

from tests.sources import ROOT

JUDGES = ROOT / ".judges"
AXE = JUDGES / "node_modules" / "axe-core" / "axe.min.js"
VALIDATE = JUDGES / "node_modules" / ".bin" / "html-validate"


def require(file: Path) -> Path:
    """The file of a judge; where it is not, the test skips and says so."""
    if not file.exists():
        pytest.skip(f"{file.name} is not here: `make judges`, which needs npm")
    return file
