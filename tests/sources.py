"""The two source documents, for tests that hold the data against them; skips where absent."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SEEDS = ROOT.parent / "shared" / "seeds"
FILES = {
    "principes": SEEDS / "003_3bcb6ca24fef7a70.txt",
    "landschap": SEEDS / "000_8d9e6e3c07998df8.txt",
}

needs_sources = pytest.mark.skipif(
    not all(f.exists() for f in FILES.values()),
    reason="the two source documents are not beside the checkout (../shared/seeds)",
)


@cache
def lines(document: str) -> tuple[str, ...]:
    """The lines of a document; line 1 has index 0."""
    return tuple(FILES[document].read_text(encoding="utf-8").split("\n"))


def squeeze(text: str) -> str:
    """Without any white space: how a label is compared with lines that break anywhere."""
    return re.sub(r"\s+", "", text)


def words(text: str) -> list[str]:
    """The words of a text, lower-cased, without punctuation."""
    return re.findall(r"\w+", text.lower())
