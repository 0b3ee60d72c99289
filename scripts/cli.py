"""The `gemma` command: one table of commands, one table of exit codes, no stack trace for a user.

A command is a module with `add_arguments(parser)` and
`run(args, settings, root) -> int`; it is imported only when it is asked for, so that `--help` is
quick and no command needs the libraries of another.
"""

import argparse
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from textwrap import fill
from types import FrameType
from typing import Any, Final

from server import settings
from server.errors import (
    BadRequestError,
    BusyError,
    ChecksFailedError,
    EngineError,
    GemmaError,
    ReleaseError,
    SettingsError,
    SourceError,
    UnavailableError,
)  # fmt: skip

#: command -> (module, what it does).
COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "build": ("scripts.build", "load, infer, check and put a new release in use"),
    "check": ("scripts.check", "check the sources without writing a release"),
    "serve": ("scripts.serve", "serve the release in use, built first where it is missing"),
    "import": ("scripts.importing", "take in an ArchiMate model, beside the release in use"),
    "diff": ("scripts.diff", "say what changed between two releases"),
    "export": ("scripts.export", "write a release as an ArchiMate model"),
    "publish": ("scripts.publish", "put the release in use elsewhere, or announce it"),
    "query": ("scripts.query", "ask a SPARQL endpoint a question"),
}

DESCRIPTION: Final = (
    "GEMMA, the reference architecture of Dutch municipalities, as Linked Open Data:\n"
    "build, check, serve and query."
)
WIDTH: Final = 80

OK: Final = 0
INTERNAL: Final = 70
INTERRUPTED: Final = 130
TERMINATED: Final = 143

#: error -> exit code; the first that fits counts.
EXIT_CODES: Final[tuple[tuple[type[BaseException], int, str], ...]] = (
    (ChecksFailedError, 1, "the sources break a rule"),
    (SettingsError, 2, "wrong usage or setting"),
    (SourceError, 2, "a source cannot be used"),
    (BadRequestError, 2, "the query cannot be understood"),
    (BusyError, 3, "another build is running"),
    (ReleaseError, 4, "no usable release, or the disk refused"),
    (EngineError, 5, "the endpoint gave no usable answer"),
    (UnavailableError, 5, "the endpoint did not answer in time"),
    (GemmaError, 6, "anything else that was refused"),
    (KeyboardInterrupt, INTERRUPTED, "interrupted (Ctrl-C)"),
    (Exception, INTERNAL, "a fault in this software"),
)


def main(argv: Sequence[str] | None = None, root: Path = settings.ROOT) -> int:
    """Run one command over the checkout `root` and return its exit code.

    Whatever is refused ends as one line on standard error.
    """
    with suppress(ValueError):  # a thread other than the first may not set it
        signal.signal(signal.SIGTERM, _terminate)
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        args, module = _parse(arguments)
        code = int(module.run(args, settings.read(), root))
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough; the rest has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except (Exception, KeyboardInterrupt) as error:
        return _tell(error)
    return code


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, Any]:
    """Parse the command line; only the module of the command asked for is imported."""
    parser = argparse.ArgumentParser(
        prog="gemma",
        description=DESCRIPTION,
        epilog=epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    wanted = next((word for word in arguments if not word.startswith("-")), "")
    module: Any = None
    for name, (path, summary) in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            epilog=epilog(),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name == wanted:
            module = importlib.import_module(path)
            module.add_arguments(command)
            command.description = fill(command.description or summary, WIDTH)
    return parser.parse_args(arguments), module


def epilog() -> str:
    """Return what every help text ends with: the settings and the exit codes."""
    variables = settings.VARIABLES
    wide = max(map(len, variables))
    lines = ["settings, from the environment:"]
    for name, (default, meaning) in variables.items():
        lines.append(f"  {name:{wide}}  {meaning} ({default or 'empty'})")
    lines += ["", "exit codes:", f"  {OK:3}  done"]
    codes: dict[int, list[str]] = {}
    for _, code, meaning in EXIT_CODES:
        codes.setdefault(code, []).append(meaning)
    codes[TERMINATED] = ["terminated (SIGTERM)"]
    lines += [f"  {code:3}  {'; '.join(meanings)}" for code, meanings in sorted(codes.items())]
    return "\n".join(lines)


def _tell(error: BaseException) -> int:
    """Say on standard error what happened, the findings first, and return the exit code."""
    code, meaning = next((n, text) for kind, n, text in EXIT_CODES if isinstance(error, kind))
    sys.stdout.flush()
    if code == INTERNAL:
        traceback.print_exception(error)
    if isinstance(error, ChecksFailedError):
        for line in error.lines:
            print(line, file=sys.stderr)
    text = " ".join(str(error).split()) or meaning
    print(f"gemma: {text}", file=sys.stderr)
    return code


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    """End on SIGTERM as an exception, so that what is half done is cleaned up."""
    raise SystemExit(TERMINATED)


if __name__ == "__main__":
    sys.exit(main())
