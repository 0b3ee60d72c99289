"""Every kind of page, in a real browser: WCAG 2.1 A and AA and best practices by axe-core.

As a reader may have it: wide and light, 320 pixels and dark, enlarged to 200%, in colours imposed
by the reader. On no screen it is wider than that, in either language, whose words have other
widths. Meanwhile the console says nothing and nothing is asked of another host.
"""

import json
from typing import TypeAlias
from urllib.parse import urlsplit

import pytest

from tests.pages.judges import AXE, require
from tests.pages.kinds_of_page import KINDS, english
from tests.serving.driving import Tab
from tests.serving.running import Web

WHOLE: dict[str, object] = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
}
#: What of it depends on width and colours; all else was asked of the same page already.
LOOKS: dict[str, object] = {
    "type": "rule",
    "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable"],
}
RUN = """axe.run(document, {runOnly: %s, resultTypes: ['violations']})
    .then(found => JSON.stringify(found.violations.map(each =>
        [each.id, each.nodes.map(node => node.target.join(' ') + ' ' + node.failureSummary)])))"""
Way: TypeAlias = tuple[int, int, dict[str, str]]
#: How the page is read: width in CSS pixels, pixels to each of them, and what the reader prefers.
WIDE: Way = (1280, 1, {})
SMALL: Way = (320, 1, {"prefers-color-scheme": "dark"})
ENLARGED: Way = (640, 2, {"prefers-color-scheme": "light"})
FORCED: Way = (1280, 1, {"forced-colors": "active"})


def read_as(tab: Tab, how: Way) -> None:
    width, scale, preferences = how
    features = [{"name": name, "value": value} for name, value in preferences.items()]
    tab.tell("Emulation.setDeviceMetricsOverride", width=width, height=900,
             deviceScaleFactor=scale, mobile=False)  # fmt: skip
    tab.tell("Emulation.setEmulatedMedia", features=features)


def beyond(tab: Tab) -> int:
    """By how many pixels the page is wider than the screen.

    A table or a plate scrolls in its own frame: never the page (1.4.10).
    """
    return int(tab.look("document.documentElement.scrollWidth - window.innerWidth"))


def findings(tab: Tab, asked: dict[str, object]) -> list[object]:
    found = tab.tell("Runtime.evaluate", expression=RUN % json.dumps(asked), awaitPromise=True,
                     returnByValue=True)  # fmt: skip
    return list(json.loads(found["result"]["value"]))


def said(tab: Tab, root: str) -> list[str]:
    """What the console said, and each request that left the host, since it was last asked."""
    heard, tab.browser.heard = tab.browser.heard, []
    lines = []
    for event in heard:
        params = event.get("params", {})
        if event["method"] == "Log.entryAdded" and "status of 4" not in params["entry"]["text"]:
            lines.append(params["entry"]["text"])
        elif event["method"] in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
            lines.append(str(params))
        elif event["method"] == "Network.requestWillBeSent":
            address = params["request"]["url"]
            if not address.startswith((root + "/", "data:")):
                lines.append(f"asked {urlsplit(address).netloc}")
    return lines


@pytest.fixture(scope="module")
def judged(tab: Tab) -> Tab:
    source = require(AXE).read_text(encoding="utf-8")
    for domain in ("Log", "Runtime", "Network", "Page"):
        tab.tell(f"{domain}.enable")
    # In a world of its own, so that the policy of the page stays as it is.
    tab.tell("Page.addScriptToEvaluateOnNewDocument", source=source)
    return tab


def test_a_page_that_is_wrong_would_be_seen(judged: Tab, real: Web) -> None:
    judged.go(real.root + "/")
    judged.look("document.querySelector('h1').outerHTML = '<img src=\"/x.png\">'")
    assert {found[0] for found in findings(judged, WHOLE)} >= {"image-alt"}  # type: ignore[index]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_can_be_read_by_everyone(judged: Tab, modelled: Web, kind: str) -> None:
    wrong: dict[object, list[object]] = {}
    for path, ways in ((KINDS[kind], (WIDE, SMALL)), (english(KINDS[kind]), (ENLARGED, FORCED))):
        read_as(judged, ways[0])
        said(judged, modelled.root)
        judged.go(modelled.root + path)
        assert said(judged, modelled.root) == []
        for way, asked in zip(ways, (WHOLE, LOOKS), strict=True):
            read_as(judged, way)
            assert beyond(judged) <= 0, (path, way)
            wrong |= {(path, *way[:2]): found for found in [findings(judged, asked)] if found}
    read_as(judged, SMALL)
    assert beyond(judged) <= 0, (path, SMALL)
    assert wrong == {}
