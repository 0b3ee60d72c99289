"""Boxes and areas lie on the grid of CONTRIBUTING.md, so that no line runs over a border."""

import re
from pathlib import Path

import pytest

from tests.sources import ROOT

VIEWS = sorted((ROOT / "data/landschap/platen").glob("*.ttl"))


@pytest.mark.parametrize("file", VIEWS, ids=lambda file: file.stem)
def test_borders_lie_between_the_tracks_of_lines(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    sides = re.findall(r"^    gemma:(x|y|width|height) (\d+) [;.]$", text, re.M)
    assert sides and len(sides) % 4 == 0
    for side, value in sides:
        assert int(value) % 20 == (10 if side in "xy" else 0), (side, value)
