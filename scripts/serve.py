"""Serving: opens the release in use, built first where it is missing, and listens.

Whatever keeps the server from starting is said in one line before anything listens. SIGTERM lets
running answers finish.
"""

import argparse
import errno
import os
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from scripts import keeper
from server.engines.embedded import GRACE, threads
from server.errors import ChecksFailedError, ReleaseError, SettingsError, SourceError
from server.release import of_base, open_current
from server.settings import Settings
from server.wire.exchange import Application
from server.wire.listener import Listener

#: Threads beside those that wait for a query or run one.
_SPARE_THREADS: Final = 16
#: Seconds that running answers get to finish after SIGTERM, beyond the last that a query may take.
_FINISH: Final = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `gemma serve`."""
    parser.description = (
        "Serve the release in use on HOST and PORT: pages, data and SPARQL. When the sources make "
        "another release, that is built and put in use first; when they are broken, the release in "
        "use is served and what is wrong is said."
    )
    parser.add_argument(
        "--no-build", action="store_true", help="serve the release in use as it is, or fail"
    )


def run(args: argparse.Namespace, settings: Settings, root: Path) -> int:
    """Carry out `gemma serve`; returns when the server was told to stop.

    Raises `ReleaseError` when there is no whole release, `SettingsError` when it cannot listen,
    and what `scripts.build.build` raises when there is nothing to fall back on.
    """
    _bound("HOST", settings.host, "PORT", settings.port).close()
    if settings.metrics:
        if settings.metrics[1] == settings.port:
            raise SettingsError(f"GEMMA_METRICS and PORT are both {settings.port}: choose another")
        _bound("GEMMA_METRICS", settings.metrics[0], "port", settings.metrics[1]).close()
    if not args.no_build:
        _ensure(root, settings)
        _anew()
    # Not at the top: who starts anew would read all of it twice.
    from server.app.live import application  # noqa: PLC0415

    release = open_current(settings.var)
    of_base(release, settings.base)
    print(f"release {release.id} of {release.base}", file=sys.stderr)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    where = f"serving on http://{host}:{settings.port}/ (Ctrl-C stops)"
    listen(settings, partial(application, settings), where)
    return 0


def _ensure(root: Path, settings: Settings) -> None:
    """Put the release in use that the sources make; else say why the one in use stays."""
    # Not at the top: a server that builds nothing needs none of what building needs.
    from scripts.build import build  # noqa: PLC0415

    try:
        build(root, settings)
    except (SourceError, ChecksFailedError) as error:
        try:
            release = open_current(settings.var)
        except ReleaseError:
            raise error from None
        if release.base != settings.base:
            raise
        for line in getattr(error, "lines", ()):
            print(line, file=sys.stderr)
        print(f"gemma: not built: {error}; serving the release in use", file=sys.stderr)


def _anew() -> None:
    """Become the same command without a build: what building took, serving should not hold."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:], "--no-build"])  # noqa: S606


def _bound(host_name: str, host: str, port_name: str, port: int) -> socket.socket:
    """Return a socket on an address; raises `SettingsError`, with these names, where none can be.

    Nobody can connect to it before it listens.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, where = found[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(where)
    except OSError as error:
        why = {
            errno.EADDRINUSE: "something listens there already: stop it, or choose another PORT",
            errno.EACCES: "this user may not listen there: choose a PORT above 1023",
        }.get(error.errno or 0, f"{error.strerror or error}: choose another HOST or PORT")
        raise SettingsError(
            f"cannot listen on {host_name} {host}, {port_name} {port}: {why}"
        ) from None
    return bound


def listen(settings: Settings, application: Callable[[], Application], said: str = "") -> None:
    """Serve until told to stop, from one process that makes its application once.

    The engine's queue decides who waits, so there are more threads than can wait and run. `said`
    is told when it listens. Raises as `scripts.keeper.keep`.
    """
    bound = _bound("HOST", settings.host, "PORT", settings.port)
    number = threads(settings.query_workers) + _SPARE_THREADS

    def make() -> Listener:
        return Listener(bound, application(), number)

    keeper.keep(make, bound.close, settings.query_seconds + GRACE + _FINISH, said)
