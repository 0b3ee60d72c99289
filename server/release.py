"""A release on disk: whole and as its manifest says, or not served at all.

`var/current` is a link to `var/releases/<id>/`, switched by one rename; this module only reads.
A folder without a manifest is half written, since the manifest is written last.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from server.errors import ReleaseError

CURRENT: Final = "current"
RELEASES: Final = "releases"
#: Beside the releases: a folder for each imported model, with releases of its own in it.
MODELS: Final = "models"
MANIFEST: Final = "manifest.json"
QUADS: Final = "release.nq"
THINGS: Final = "things.txt"
#: The name of a release: the date that its publisher states, and a hash of what went in.
NAME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Release:
    """A verified release. `manifest` is the parsed manifest.json."""

    id: str
    base: str
    folder: Path
    manifest: Mapping[str, Any]

    @property
    def model(self) -> str:
        """The key of the imported model that this is a release of; "" for our own."""
        return str(self.manifest.get("model", {}).get("key", ""))

    @property
    def apart(self) -> bool:
        """Whether no statement stands in two of its graphs; who wrote the release counted."""
        return self.manifest.get("apart") is True

    @property
    def quads(self) -> Path:
        """The file with every statement, as N-Quads."""
        return self.folder / QUADS


def open_current(var: Path) -> Release:
    """Open and verify the release in use.

    Raises `ReleaseError` when there is none, or as `open_release` does.
    """
    link = var / CURRENT
    if not link.exists():
        raise ReleaseError(f"no release under {var}: run `gemma build` first")
    return open_release(link.resolve())


def of_base(release: Release, base: str) -> Release:
    """Return a release as it is; raises `ReleaseError` when its addresses have another base IRI."""
    if release.base != base:
        raise ReleaseError(
            f"the release in use is of {release.base}, and GEMMA_BASE is {base}: run `gemma build`"
        )
    return release


def open_models(var: Path, base: str) -> tuple[Release, ...]:
    """Open and verify the release in use of each imported model that has a space of its own.

    What people fetch of it, hundreds of megabytes, is verified when it is fetched. A model of
    another base IRI is left out, and so is what was exported here and came back: it is there to be
    compared. Raises as `open_current`.
    """
    found = (open_release((folder / CURRENT).resolve(), (QUADS, THINGS)) for folder in _models(var))
    return tuple(r for r in found if r.base == base and r.manifest["model"]["base"] != base)


def _models(var: Path) -> list[Path]:
    return sorted(link.parent for link in (var / MODELS).glob(f"*/{CURRENT}"))


#: Which release a link leads to, None where it leads nowhere.
Place: TypeAlias = tuple[str, int, int] | None


def pointed(var: Path) -> tuple[Place, ...]:
    """Tell which releases are in use, of each model too; another answer means another release.

    The manifest counts too: a damaged release that was made anew has the same name.
    """
    return tuple(_place(folder) for folder in (var, *_models(var)))


def _place(var: Path) -> Place:
    try:
        target = (var / CURRENT).readlink()
        manifest = (var / target / MANIFEST).stat()
    except OSError:
        return None
    return str(target), manifest.st_ino, manifest.st_mtime_ns


def open_release(folder: Path, names: Iterable[str] = ()) -> Release:
    """Open the release in `folder` and hold its files against its manifest: all, or those named.

    Raises `ReleaseError` that names the file: no manifest (half written), a file that is
    missing, or one whose size or SHA-256 is not what the manifest says.
    """
    manifest = read_manifest(folder)
    for name, expected in manifest["files"].items():
        if names and name not in names:
            continue
        file = folder / name
        if not file.is_file():
            raise ReleaseError(f"{file} is missing: run `gemma build` to make the release anew")
        if file.stat().st_size != expected["bytes"] or digest(file) != expected["sha256"]:
            raise ReleaseError(
                f"{file} is not what {MANIFEST} says (size or SHA-256 differs): "
                "run `gemma build` to make the release anew"
            )
    return Release(manifest["id"], manifest["base"], folder, manifest)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read `manifest.json` of a release folder without verifying the other files.

    Raises `ReleaseError` when it is missing or no manifest of ours.
    """
    file = folder / MANIFEST
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        manifest["id"], manifest["base"], manifest["files"]
    except FileNotFoundError:
        raise ReleaseError(
            f"{folder} has no {MANIFEST}, so it is half written: run `gemma build`"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(
            f"{file} is no manifest of a release ({error}): run `gemma build`"
        ) from None
    return dict(manifest)


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
