"""Exporting a release in the form of another trade: today ArchiMate, for who works in its tools."""

import argparse
import sys
from pathlib import Path

from scripts.archimate.exporting import LANDSCAPE, export, statements
from scripts.diff import find
from scripts.release import naming_disk_errors
from server.errors import SettingsError
from server.release import CURRENT
from server.settings import Settings
from server.store import Store


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma export`."""
    parser.description = (
        "Write graphs of a release as one ArchiMate model (Model Exchange File Format 3.1), for "
        "Archi and other tools. What ArchiMate has no words for stands in properties, so that "
        "`gemma import` of the file gives the same statements."
    )
    parser.add_argument("form", choices=("archimate",), help="the form to write")
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE",
        help="where to write; standard output without it, or with `-`",
    )  # fmt: skip
    parser.add_argument(
        "--graph", action="append", default=[], metavar="KEY",
        help=f"a named graph to take in (repeatable; default: {' and '.join(LANDSCAPE)}, or the "
        "model that the release is)",
    )  # fmt: skip
    parser.add_argument(
        "--release", default=CURRENT, metavar="NAME",
        help="a release by name or folder, `current` or `previous`, or the folder of an imported "
        "model (default: %(default)s)",
    )  # fmt: skip


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma export`.

    Raises `ReleaseError` for a release that is not there or damaged, or a disk that refuses, and
    `SettingsError` for a graph that it does not have.
    """
    del root
    release = find(settings.var, args.release)
    known = release.manifest["graphs"]
    own = (key for key in known if known[key]["sources"])
    keys = tuple(dict.fromkeys(args.graph or (own if "model" in release.manifest else LANDSCAPE)))
    if unknown := [key for key in keys if key not in known]:
        raise SettingsError(f"no graph {unknown[0]!r} in {release.id}; it has {', '.join(known)}")
    store = Store(release.quads, release.base)
    content = export(statements(store, keys), keys, store, release.id)
    if args.file == "-":
        sys.stdout.buffer.write(content)
        return 0
    file = Path(args.file)
    with naming_disk_errors(file):
        file.write_bytes(content)
    print(f"{file}: {len(content)} bytes, {', '.join(keys)} of {release.id}")
    return 0
