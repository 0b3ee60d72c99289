"""The model of our own making and its profile, and ways to break it."""

from pathlib import Path

from scripts.archimate.read import ModelFile, read
from scripts.archimate.references import check
from tests.sources import ROOT

HERE = Path(__file__).parent
SMALL = HERE / "small.xml"
PROFILE = "tests/archimate/small.ttl"
SHARED = ROOT.parent / "shared"
GEMMA_2019 = SHARED / "gemma-archi" / "GEMMA_2019-11-05.ameff.xml"
GEMMA_2026 = SHARED / "gemma-archi" / "GEMMA_2026-07-01.ameff.xml"


def changed(old: str, new: str, times: int = 1) -> str:
    """The small model with a text in it replaced, which has to be there."""
    text = SMALL.read_text(encoding="utf-8")
    assert old in text, f"small.xml does not hold {old!r}"
    return text.replace(old, new, times)


def written(folder: Path, content: str | bytes) -> Path:
    """A file with this content."""
    file = folder / "model.xml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def whole(file: Path) -> ModelFile:
    """A file read and its references followed."""
    found = read(file)
    check(found)
    return found
