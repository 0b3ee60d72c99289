"""What serving is tried on: the tiny release, and a server over it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from server import plates
from server.plates.svg import Drawing
from server.release import Release, open_current
from server.settings import DEFAULT_BASE
from server.store import Store
from tests.serving import odd, tiny
from tests.serving.running import ROOT, Web, serving

VIEWS = [f.stem[3:] for f in sorted((ROOT / "data/landschap/platen").glob("*.ttl"))]


@pytest.fixture(scope="session")
def tiny_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny release in use."""
    var = tmp_path_factory.mktemp("klein")
    tiny.write(var)
    return var


@pytest.fixture(scope="session")
def tiny_release(tiny_var: Path) -> Release:
    return open_current(tiny_var)


@pytest.fixture(scope="session")
def store(tiny_release: Release) -> Store:
    """The store of the tiny release, in this process."""
    return Store(tiny_release.quads, tiny_release.base)


@pytest.fixture(scope="session")
def web(tiny_var: Path) -> Iterator[Web]:
    """A server over the tiny release, with a short deadline for queries."""
    with serving(tiny_var, tiny.BASE, GEMMA_QUERY_SECONDS="1.5") as running:
        yield running


@pytest.fixture(scope="session")
def patient(tiny_var: Path) -> Iterator[Web]:
    """The same with the deadline that is the default, where a slow machine must not change it."""
    with serving(tiny_var, tiny.BASE) as running:
        yield running


@pytest.fixture(scope="session")
def odd_web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server over the release that is large and hostile."""
    var = tmp_path_factory.mktemp("vreemd")
    tiny.write(var, more=odd.MORE)
    with serving(var, tiny.BASE) as running:
        yield running


@pytest.fixture(scope="session")
def real_store(real: Web, real_var: Path) -> Store:
    """The store of the release that the server of the checkout serves, in this process."""
    assert real.port
    found = open_current(real_var)
    return Store(found.quads, found.base)


@pytest.fixture(params=[(view, language) for view in VIEWS for language in ("nl", "en")],
                ids=lambda which: ".".join(which))  # fmt: skip
def drawing(request: pytest.FixtureRequest, real_store: Store) -> Drawing:
    """Every plate before it is written, in either language; each laid out once."""
    view, language = request.param
    return plates.lay(f"{DEFAULT_BASE}id/view/{view}", real_store, language)
