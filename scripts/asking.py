"""Asking: stored questions about a dataset, each a file with its name and meaning in its head.

A file `scripts/queries/{folder}/{key}.rq` begins with comments `# title@nl: …`; the rest is SPARQL
without BASE, so that one setting re-mints it. What is returned can be asked again at the endpoint.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

QUERIES: Final = Path(__file__).parent / "queries"
_HEAD: Final = re.compile(r"# (\w+)(?:@(\w+))?: (.+)")


@dataclass(frozen=True)
class Question:
    """A stored question: `text` is whole, with BASE; `said` has its head by name and language."""

    key: str
    text: str
    said: Mapping[tuple[str, str], str]


def questions(folder: str, base: str) -> Mapping[str, Question]:
    """Return the questions of a folder by their key, which is the name of the file."""
    files = sorted((QUERIES / folder).glob("*.rq"))
    return {file.stem: _read(file, base) for file in files}


def _read(file: Path, base: str) -> Question:
    said: dict[tuple[str, str], str] = {}
    lines = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if found := _HEAD.fullmatch(line):
            name, language, text = found.groups(default="")
            said[name, language] = text
        else:
            lines.append(line)
    body = "\n".join(lines).strip()
    return Question(file.stem, f"BASE <{base}>\n{body}\n", said)
