"""`gemma publish`: the release in use goes somewhere else; one table of where to.

A target is a module with `add_arguments(parser)` and `run(args, settings) -> int`.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path
from textwrap import fill
from types import ModuleType
from typing import Final

from scripts.publishing import overheid, store
from server.settings import Settings

#: target -> (module, what it does).
TARGETS: Final[Mapping[str, tuple[ModuleType, str]]] = {
    "store": (store, "load it into a SPARQL 1.1 store"),
    "data-overheid": (overheid, "announce its datasets on data.overheid.nl"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the targets of `gemma publish`, each with options of its own."""
    parser.description = "Put the release in use somewhere else, or announce it there."
    targets = parser.add_subparsers(dest="target", required=True, metavar="TARGET")
    for name, (module, summary) in TARGETS.items():
        target = targets.add_parser(
            name,
            help=summary,
            epilog=parser.epilog,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(target)
        target.description = fill(target.description or summary, 80)
        target.set_defaults(target_run=module.run)


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma publish`; raises what the target raises."""
    del root
    return int(args.target_run(args, settings))
