"""Assets: the built files that pages load, by the names that templates know them by.

`make assets` builds them and their manifest (`scripts/assets/build.mjs`). Each has a hash of its
content in its name, so what an address answers never changes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "static"
MANIFEST: Final = "manifest.json"


@dataclass(frozen=True)
class Asset:
    """A built file: its name, its size in bytes and its hash (Subresource Integrity, 3.1)."""

    file: str
    bytes: int
    integrity: str


def read(folder: Path) -> Mapping[str, Asset]:
    """Return what the manifest in a folder says of each file, by its name without hash."""
    listed = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return {name: Asset(**said) for name, said in listed.items()}


ASSETS: Final = read(FOLDER)


def asset(name: str) -> str:
    """Return the address of a built file, for in a template; raises `KeyError` on another name."""
    return f"/static/{ASSETS[name].file}"
