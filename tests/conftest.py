"""The whole run: which tests begin first, and the release of the checkout, built once for all.

`make test` shares the work between two processes (pytest-xdist), a file at a time.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.importing import Order, take_in
from server.release import CURRENT
from server.settings import DEFAULT_BASE, Settings
from tests.archimate.files import PROFILE, SMALL
from tests.serving.running import ROOT, Web, serving

#: Files that begin first: what others wait for, and what takes so long that all would wait for it.
FIRST = ("tests/serving/test_real.py", "tests/shapes/test_mutations.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put first what begins first; each process of a run sees the same order."""
    rank = {ROOT / name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: rank.get(item.path, len(rank)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded of themselves: what they print is lost in another process."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            terminalreporter.write_line(f"{name}: {text}")


@pytest.fixture(scope="session")
def real_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the release of the checkout, as `make serve` makes it on a fresh one.

    The first process of the run that asks for it has a server build it; each gets a copy, since a
    test may spoil its own. The seed of the hashes is stated, so that a second build has another.
    """
    own = tmp_path_factory.getbasetemp()
    run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    built = run / "gebouwd"
    with (run / "gebouwd.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (built / CURRENT).exists():
            with serving(built, DEFAULT_BASE, build=True, seconds=600, PYTHONHASHSEED="1"):
                pass
    return Path(shutil.copytree(built, own / "echt", symlinks=True))


@pytest.fixture(scope="session")
def real(real_var: Path) -> Iterator[Web]:
    """A server over the release of the checkout."""
    with serving(real_var, DEFAULT_BASE) as running:
        yield running


@pytest.fixture(scope="session")
def modelled_var(real_var: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the release of the checkout and, beside it, the small model of our own."""
    var = tmp_path_factory.mktemp("model") / "var"
    shutil.copytree(real_var, var, symlinks=True)
    take_in(Order(SMALL, PROFILE), Settings(DEFAULT_BASE, var), ROOT)
    return var


@pytest.fixture(scope="session")
def modelled(modelled_var: Path) -> Iterator[Web]:
    """A server over the publication with the small model beside it, `/model/voorbeeld/`."""
    with serving(modelled_var, DEFAULT_BASE) as running:
        yield running
