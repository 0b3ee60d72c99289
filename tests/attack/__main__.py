"""Both attacks in full, as a table; exit code 1 when a verdict does not hold.

The first is on the release that the sources of this checkout make, the second on a small hostile
one behind nginx; about five minutes in all.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from server.release import THINGS
from server.settings import DEFAULT_BASE
from tests.attack import crowd, kernel, siege
from tests.attack.crowd import Plan
from tests.attack.verdicts import Verdict, table
from tests.serving.running import environment, gemma
from tests.serving.test_deployment import NGINX

#: One thing in so many is asked for.
_EVERY = 50
#: As `deploy/gemma.conf` has it, in seconds.
_PATIENCE = 10


def main() -> int:
    """Carry out the attacks and print what was seen of each."""
    argparse.ArgumentParser(description=__doc__).parse_args()  # there are no options
    found: list[Verdict] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in ("crowd", "siege", "kernel"):
            (Path(folder) / name).mkdir()
        var = Path(folder) / "crowd"
        done = gemma("build", env=environment(var, DEFAULT_BASE))
        assert done.returncode == 0, done.stderr
        things = [
            thing.removeprefix("id/")
            for thing in (var / "current" / THINGS).read_text().split()[::_EVERY]
        ]
        found += _told(crowd.attack(var, DEFAULT_BASE, things, Plan(30, 10)))
        if NGINX:
            found += _told(
                siege.attack(Path(folder) / "siege", Plan(30, 5), _PATIENCE, siege.WHOLE)
            )
        if kernel.STRACE:
            found += _told(kernel.seen(Path(folder) / "kernel", 2))
    return 0 if all(verdict.holds for verdict in found) else 1


def _told(found: list[Verdict]) -> list[Verdict]:
    print(table(found), end="\n\n", flush=True)
    return found


if __name__ == "__main__":
    sys.exit(main())
