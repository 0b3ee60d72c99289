"""Kept: what we last sent of each dataset, and what the portal then showed; beside the releases.

Only to notice that somebody changed it there: without this memory everything still works.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from scripts.publishing.fields import Announcement

_FOLDER: Final = "announced"


@dataclass(frozen=True)
class Kept:
    """What was sent of a dataset, and what the portal then showed of it."""

    sent: Announcement
    shown: Announcement


@dataclass(frozen=True)
class Shelf:
    """The memory of one portal; `var` is the folder of releases."""

    var: Path
    portal: str

    def read(self, iri: str) -> Kept | None:
        """Return what is kept of a dataset; nothing is also what is left of a damaged memory."""
        try:
            found = json.loads(self._file(iri).read_text(encoding="utf-8"))
            return Kept(Announcement(**found["sent"]), Announcement(**found["shown"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def write(self, iri: str, kept: Kept) -> str:
        """Keep this of a dataset, whole or not at all; return why not, when that fails."""
        file = self._file(iri)
        new = file.with_suffix(".new")
        what = {"portal": self.portal, "dataset": iri, **asdict(kept)}
        try:
            file.parent.mkdir(exist_ok=True)
            new.write_text(json.dumps(what, ensure_ascii=False, indent=1), encoding="utf-8")
            new.replace(file)
        except OSError as error:
            return f"not remembered ({file}: {error.strerror})"
        return ""

    def _file(self, iri: str) -> Path:
        name = sha256(f"{self.portal} {iri}".encode()).hexdigest()[:24]
        return self.var / _FOLDER / f"{name}.json"
