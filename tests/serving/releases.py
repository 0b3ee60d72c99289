"""A second and a third tiny release beside the first: the same things, and a number that tells."""

import hashlib
import json
import shutil
from pathlib import Path

from scripts.release import exclusive, switch
from server.release import CURRENT, MANIFEST, QUADS, RELEASES
from tests.serving import tiny


def add(var: Path, number: int) -> str:
    """Write release `number` under `var`, not in use yet; it says its number in two graphs."""
    name = f"2026-11-23-{number:012x}"
    folder = var / RELEASES / name
    shutil.copytree(var / RELEASES / tiny.ID, folder)
    manifest = json.loads((folder / MANIFEST).read_text())
    lines = (folder / QUADS).read_text(encoding="utf-8")
    for key in ("landschap", "schemes"):
        thing, place = f"<{tiny.BASE}id/element/balie>", f"<{tiny.BASE}id/graph/{key}>"
        for count in range(number):
            lines += f'{thing} <{tiny.BASE}def#release> "{number}-{count}-{key}" {place} .\n'
        manifest["graphs"][key]["triples"] += number
    (folder / QUADS).write_text(lines, encoding="utf-8")
    body = lines.encode()
    manifest["files"][QUADS] = {
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    (folder / MANIFEST).write_text(json.dumps({**manifest, "id": name}))
    return name


def use(var: Path, name: str) -> None:
    """Put a release in use, as `gemma build --use` does."""
    if (var / CURRENT).readlink().name != name:
        with exclusive(var):
            switch(var, name)
