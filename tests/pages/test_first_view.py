"""The first sight of every kind of page: light, still, and on paper with nothing folded away."""

import json
from collections.abc import Iterator

import pytest

from tests.pages.kinds_of_page import KINDS
from tests.serving.driving import Tab
from tests.serving.running import Web

#: Bytes as sent, for the page and all that it loads before anybody acts (issue 6, "Look").
HEAVIEST = 150_000
#: What counts as still: a tenth of what Web Vitals calls good (0.1). The columns of a long table
#: may settle by a hair while it is read.
STILL = 0.01
#: The answer to a query that was wrong comes with the editor; nobody begins there.
NOT_FIRST = {"syntax error"}
#: Layout Instability 2.1: each shift is told to an observer, also those before it observes.
WATCH = """window.shifts = [];
new PerformanceObserver(list => shifts.push(...list.getEntries().map(each => each.value)))
    .observe({type: 'layout-shift', buffered: true});"""
#: Resource Timing 4.3, `transferSize`: the body as it came, in its coding, and the header.
WEIGHT = """['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))
    .reduce((total, each) => total + each.transferSize, 0)"""
#: Two frames on: all that was to move has moved, and the observer was told.
SETTLED = """new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => setTimeout(() => done(JSON.stringify(shifts))))))"""


@pytest.fixture(scope="module")
def fresh(tab: Tab) -> Iterator[Tab]:
    """A tab that has nothing kept, as that of who comes for the first time."""
    tab.tell("Page.enable")
    tab.tell("Network.enable")
    tab.tell("Network.setCacheDisabled", cacheDisabled=True)
    added = tab.tell("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
    tab.tell("Emulation.setDeviceMetricsOverride", width=1300, height=900,
             deviceScaleFactor=1, mobile=False)  # fmt: skip
    yield tab
    tab.tell("Page.removeScriptToEvaluateOnNewDocument", identifier=added["identifier"])
    tab.tell("Emulation.setEmulatedMedia", media="")


def shifts(tab: Tab) -> list[float]:
    found = tab.tell("Runtime.evaluate", expression=SETTLED, awaitPromise=True, returnByValue=True)
    return list(json.loads(found["result"]["value"]))


def test_a_page_that_moves_would_be_seen(fresh: Tab, real: Web) -> None:
    fresh.go(real.root + "/")
    fresh.look("""document.querySelector('main').insertAdjacentHTML(
        'afterbegin', '<p>' + 'omlaag '.repeat(900))""")
    fresh.wait(f"shifts.reduce((sum, each) => sum + each, 0) > {STILL}")


@pytest.mark.parametrize("kind", KINDS)
def test_a_first_view_is_light_and_still(fresh: Tab, modelled: Web, kind: str) -> None:
    fresh.go(modelled.root + KINDS[kind])
    assert sum(shifts(fresh)) < STILL
    weight = fresh.look(WEIGHT)
    # The stylesheet and the font are always among it, so nothing came from a cache.
    assert weight > 40_000
    assert weight < HEAVIEST or kind in NOT_FIRST, weight


def test_paper_shows_what_is_folded(fresh: Tab, real: Web) -> None:
    fresh.go(real.root + KINDS["standard"])
    heights = """JSON.stringify(Array.from(document.querySelectorAll('main details'),
        each => each.offsetHeight > 2 * each.firstElementChild.offsetHeight))"""
    assert "true" not in fresh.look(heights) and "false" in fresh.look(heights)
    fresh.tell("Emulation.setEmulatedMedia", media="print")
    assert "false" not in fresh.look(heights)


def test_a_wide_plate_fits_until_its_true_size_is_asked_for(fresh: Tab, real: Web) -> None:
    """WCAG 2.1, 2.1.1: also by keyboard, and without a script of ours."""
    fresh.tell("Emulation.setEmulatedMedia", media="")
    fresh.tell("Emulation.setScriptExecutionDisabled", value=True)
    fresh.go(real.root + "/landscape")
    over = """(plate => plate.scrollWidth - plate.clientWidth)(document.querySelector('.plate'))"""
    assert fresh.look(over) == 0
    fresh.look("document.querySelector('.shrunk input').focus()")
    fresh.press(" ")
    fresh.wait(f"{over} > 500")
    fresh.tell("Emulation.setScriptExecutionDisabled", value=False)
