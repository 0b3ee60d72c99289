"""Checking: the sources examined in memory, told in words and as a SHACL report; nothing kept."""

import argparse
import sys
from pathlib import Path
from time import perf_counter

from scripts.build import CACHE
from scripts.examine import examine, prepare
from scripts.findings import LANGUAGES, summary
from scripts.release import naming_disk_errors
from server.errors import ChecksFailedError
from server.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma check`."""
    parser.description = (
        "Hold every rule against the sources: SHACL, undefined terms, references to nothing, "
        "claims, keys, and what the release in use would lose. One line per finding on standard "
        "output; nothing is written, apart from FILE."
    )
    parser.add_argument("--report", type=Path, metavar="FILE", help="SHACL report as Turtle")
    parser.add_argument(
        "--lost", action="append", default=[], metavar="FILE",
        help="let this source say less than in the release in use (data/x.ttl; repeatable)",
    )  # fmt: skip
    parser.add_argument(
        "--language", choices=LANGUAGES, default="en", help="language of the findings (%(default)s)"
    )


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma check`.

    Raises `ChecksFailedError` for violations and `SourceError` for a source that cannot be used.
    """
    started = perf_counter()
    prepared = prepare(root, settings.base)
    cache = settings.var / CACHE
    examination = examine(prepared, settings.var, args.lost, cache, keep=False)
    prepared.confirm_unchanged(root)
    if args.report:
        with naming_disk_errors(args.report):
            args.report.write_text(examination.report.turtle(settings.base), encoding="utf-8")
    for finding in examination.all:
        print(finding.words(args.language))
    told = summary(examination.all, args.language)
    if examination.violations:
        sys.stdout.flush()
        raise ChecksFailedError(told, ())
    triples = sum(len(graph) for graph in examination.dataset.graphs.values())
    print(f"{told}; {triples} statements ({perf_counter() - started:.1f} s)")
    return 0
