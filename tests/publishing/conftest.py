"""What announcing is tried on: a release with the trial catalogue, and portals on loopback."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scripts.cli import main
from scripts.publishing.calling import Line
from scripts.publishing.description import Dataset
from tests.publishing import trial
from tests.publishing.aanlever_portal import Aanlever
from tests.publishing.ckan_portal import Ckan
from tests.publishing.portal import running
from tests.serving.running import SECONDS


@pytest.fixture
def ckan() -> Iterator[Ckan]:
    portal = Ckan()
    with running(portal):
        yield portal


@pytest.fixture
def aanlever() -> Iterator[Aanlever]:
    portal = Aanlever()
    with running(portal):
        yield portal


@pytest.fixture
def datasets() -> list[Dataset]:
    return trial.datasets()


@pytest.fixture
def waited() -> list[float]:
    """How long was waited before each next try, in seconds; nobody really waits."""
    return []


@pytest.fixture
def line(waited: list[float]) -> Line:
    return Line(time.monotonic() + SECONDS, {trial.KEY}, (0.0, 0.0), waited.append)


@pytest.fixture
def var(tmp_path: Path) -> Path:
    """A folder with the trial catalogue in use."""
    trial.write(tmp_path)
    return tmp_path


Gemma = Callable[..., tuple[int, str]]


@pytest.fixture
def gemma(var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Gemma:
    """`gemma publish data-overheid` in this process: exit code, and all that is printed.

    No run shows the key, whatever happens.
    """
    monkeypatch.setenv("GEMMA_VAR", str(var))
    monkeypatch.setenv("GEMMA_DONL_KEY", trial.KEY)
    monkeypatch.setenv("GEMMA_DONL_OWNER", trial.OWNER)

    def run(*args: str) -> tuple[int, str]:
        code = main(["publish", "data-overheid", *args])
        told = capsys.readouterr()
        assert trial.KEY not in told.out + told.err and "Traceback" not in told.err
        return code, told.out + told.err

    return run
