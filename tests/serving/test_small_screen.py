"""On the narrowest screen of WCAG 2.1, 1.4.10: no page is wider than 320 pixels."""

import json
import time
from collections.abc import Iterator

import pytest

from server.portfolio.products import Product
from server.portfolio.sharing import packed
from tests.serving.driving import Browser, driven
from tests.serving.running import Web
from tests.serving.test_browser import CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
#: A page of each make; the second of each pair is in English, whose words have other widths.
PAGES = (
    "/", "/index.en.html", "/doc/element", "/doc/element/zaaksysteem.en.html", "/doc/view/brk",
    "/landscape?colour=layer",
    "/catalog", "/releases", "/quality", "/def/conformance", "/def", "/query", "/sparql",
    "/search.en.html?q=case", "/query/wat-een-standaard-raakt", "/doc/element/nee",
    "/list", "/list.en.html?l=" + packed([Product("Molen", "", (), (), ("DMS", "x"), 2)], ""),
)  # fmt: skip
#: The width that a page takes, once it is there.
WIDTH = """document.readyState === 'complete' && location.href === %s
    ? document.documentElement.scrollWidth : 0"""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with driven(tmp_path_factory.mktemp("klein")) as ask:
        yield ask


def test_no_page_is_wider_than_the_screen(real: Web, ask: Browser) -> None:
    target = ask("Target.createTarget", url="about:blank")["targetId"]
    session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    ask("Emulation.setDeviceMetricsOverride", session,
        width=320, height=800, deviceScaleFactor=1, mobile=False)  # fmt: skip
    widths = {}
    for path in PAGES:
        address = real.root + path
        ask("Page.navigate", session, url=address)
        expression = WIDTH % json.dumps(address)
        latest = time.monotonic() + 60
        while not (
            width := ask("Runtime.evaluate", session, expression=expression)["result"]["value"]
        ):
            assert time.monotonic() < latest, path
        widths[path] = width
    assert set(widths.values()) == {320}, widths
