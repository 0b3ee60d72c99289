"""Building: load, infer, describe, check, release; one way through, and nothing half done.

Sources that make the release in use are not built again, only that release is verified. Nothing is
put in use while a rule is broken, unless the rule is about loss and the loss was said.
"""

import argparse
import sys
from collections.abc import Collection
from pathlib import Path
from time import perf_counter

from scripts import earlier, release
from scripts.examine import Examination, examine, prepare
from scripts.findings import summary
from scripts.pack import pack
from server.errors import ChecksFailedError, ReleaseError
from server.release import RELEASES, Release, open_current, open_release
from server.settings import Settings

CACHE = "cache"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma build`."""
    parser.description = (
        "Build a release from ontology/, data/ and shapes/ under GEMMA_VAR, and put it in use when "
        "it breaks no rule. The release in use stays whole and in use until then, whatever happens."
    )
    parser.add_argument(
        "--lost", action="append", default=[], metavar="FILE",
        help="let this source say less than in the release in use (data/x.ttl; repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--use", metavar="ID",
        help="build nothing: put a release that is there in use again, after verifying it; "
        "`previous` is the one before this",
    )  # fmt: skip


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma build`; raises what `build` raises."""
    started = perf_counter()
    if args.use:
        with release.exclusive(settings.var):
            release.clear(settings.var)
            name = release.before_current(settings.var) if args.use == "previous" else args.use
            found = release.switch(settings.var, name)
        print(f"in use: {found.id} (verified)")
        return 0
    found, examination = build(root, settings, args.lost)
    if examination is None:
        print(f"up to date: {found.id} is in use and verified")
        return 0
    for finding in examination.all:
        print(finding.words("en"), file=sys.stderr)
    quads = sum(graph["triples"] for graph in found.manifest["graphs"].values())
    print(
        f"in use: {found.id}, {quads} statements about {len(examination.dataset.things())} things, "
        f"{summary(examination.all, 'en')} ({perf_counter() - started:.1f} s)"
    )
    _say_how_to_announce(found, settings.var, root)
    return 0


def _say_how_to_announce(found: Release, var: Path, root: Path) -> None:
    """Print what names the release that was replaced in the catalogue, unless it is named there."""
    try:
        before = open_release(var / RELEASES / release.before_current(var))
    except ReleaseError:  # there was none, or it is not whole
        return
    known = found.manifest["announced"]
    if before.base == found.base and before.id not in known:
        print(f"the release before it, {before.id}, is kept; if people know of it, announce it:")
        print(f"add to {earlier.FILE}, before the next build:\n")
        print(earlier.lines(before, known, root), end="")


def build(
    root: Path, settings: Settings, lost: Collection[str] = ()
) -> tuple[Release, Examination | None]:
    """Build and put in use what the sources say; the second part is None when that was in use.

    Raises `SourceError` for a source that cannot be used, `ChecksFailedError` for violations,
    `BusyError` when another build runs and `ReleaseError` when the disk fails. The release in use
    is then as it was.
    """
    with release.exclusive(settings.var):
        release.clear(settings.var)
        prepared = prepare(root, settings.base)
        current = _current(settings.var)
        if current is not None and current.id == prepared.identity.id:
            prepared.confirm_unchanged(root)
            return current, None
        examination = examine(prepared, settings.var, lost, settings.var / CACHE)
        if examination.violations:
            lines = [finding.words("en") for finding in examination.all]
            raise ChecksFailedError(
                f"{summary(examination.all, 'en')}: nothing released, "
                "the release in use is as it was",
                lines,
            )
        package = pack(examination.dataset, examination.report, examination.findings)
        prepared.confirm_unchanged(root)
        return release.publish(settings.var, package), examination


def _current(var: Path) -> Release | None:
    """Return the release in use, if it is whole."""
    try:
        return open_current(var)
    except ReleaseError:
        return None
