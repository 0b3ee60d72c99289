"""The served release, and a browser to read it in."""

from collections.abc import Iterator

import pytest

from tests.serving.conftest import *  # noqa: F403
from tests.serving.driving import Tab, driven
from tests.serving.test_browser import CHROMIUM


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A tab of a real browser; without one the test skips."""
    if not CHROMIUM:
        pytest.skip("no Chromium here")
    with driven(tmp_path_factory.mktemp("lezen")) as ask:
        yield Tab(ask)
