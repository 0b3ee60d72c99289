"""The editor of queries in a real browser, by keyboard: completion, mistakes and the way out."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from server.app.assets import asset
from tests.serving.driving import Tab, driven
from tests.serving.running import Web, encoded
from tests.serving.test_browser import CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")

#: The editor, what stands in its field, and what it offers; "" where that is not there (yet).
ROOT = "document.querySelector('.editor')?.shadowRoot"
CONTENT = f"!!{ROOT}?.querySelector('.cm-content')"
FIELD = "document.querySelector('#query').value"
OFFERED = f"[...({ROOT}?.querySelectorAll('[role=option]') ?? [])].map(each => each.textContent)"
CTRL, SHIFT = 2, 8
BAD = "SELECT ?s\nWHERE {\n  ?s a foo:bar .\n}\n"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A tab that hears what the console says."""
    with driven(tmp_path_factory.mktemp("bewerker")) as browser:
        found = Tab(browser)
        for domain in ("Log", "Runtime"):
            found.tell(f"{domain}.enable")
        yield found


@pytest.fixture(autouse=True)
def quiet(request: pytest.FixtureRequest, tab: Tab) -> Iterator[None]:
    """No error in the console, of our policy (CSP) least of all."""
    tab.browser.heard.clear()
    yield
    said = [json.dumps(each["params"]) for each in tab.browser.heard if _is_error(each)]
    # The browser itself tells of a page with an error status.
    assert [each for each in said if "status of 400" not in each] == []


def _is_error(event: dict[str, Any]) -> bool:
    if event.get("method") == "Log.entryAdded":
        return bool(event["params"]["entry"]["level"] == "error")
    return event.get("method") in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled")


def open_(tab: Tab, web: Web, path: str = "/sparql") -> None:
    """Go to a page and to its field, as who goes there by the key Tab."""
    tab.go(web.root + path)
    tab.look("document.querySelector('#query').focus()")
    tab.wait(CONTENT)


def write(tab: Tab, text: str) -> None:
    """Type over all that is there."""
    tab.press("a", CTRL)
    tab.type(text)
    tab.wait(f"{FIELD} === {json.dumps(text)}")


def choose(tab: Tab, name: str) -> str:
    """Wait until a name is offered first, take it by Enter, and return what the field has then."""
    tab.wait(f"{OFFERED}[0]?.startsWith({json.dumps(name)})")
    # So long the editor takes no key for a choice: it may be meant for what was typed.
    now = tab.look("performance.now()")
    tab.wait(f"performance.now() > {now} + 80")
    before = tab.look(FIELD)
    tab.press("Enter")
    return str(tab.wait(f"{FIELD} !== {json.dumps(before)} && {FIELD}"))


def test_it_comes_when_it_is_wanted(real: Web, tab: Tab) -> None:
    tab.go(real.root + "/sparql")
    scripts = "[...document.scripts].map(each => each.getAttribute('src')).filter(Boolean)"
    assert tab.look(scripts) == [asset("gemma.js")]
    size = tab.look("document.querySelector('#query').getBoundingClientRect().height")
    tab.look("document.querySelector('#query').focus()")
    tab.wait(CONTENT)
    # In the place of the field and as high, so that nothing on the page moves.
    assert tab.look("document.querySelector('.editor').offsetHeight") == pytest.approx(size, abs=12)
    assert tab.look("document.querySelector('#query').hidden") is True


def test_terms_are_completed_by_name_and_by_label(real: Web, tab: Tab) -> None:
    open_(tab, real)
    write(tab, "SELECT * { ?s gemma:flowO")
    query = choose(tab, "gemma:flowOf")
    gemma = f"PREFIX gemma: <{real.base}def#>"
    assert query == f"{gemma}\nSELECT * {{ ?s gemma:flowOf"
    # By its label in Dutch; the prefix is declared, so it is not declared again.
    tab.type(" ?o ; stroomt")
    query = choose(tab, "gemma:flowsTo")
    assert query == f"{gemma}\nSELECT * {{ ?s gemma:flowOf ?o ; gemma:flowsTo"
    open_(tab, real, "/sparql?as=en.html")
    write(tab, "standard")
    tab.wait(f"{OFFERED}.some(each => each.includes('uses standard – property'))")


def test_things_are_completed_by_their_label(real: Web, tab: Tab) -> None:
    open_(tab, real)
    write(tab, "DESCRIBE element:zaaks")
    query = choose(tab, "element:zaaksysteem")
    prefix = f"PREFIX element: <{real.base}id/element/>"
    assert query == f"{prefix}\nDESCRIBE element:zaaksysteem"
    write(tab, "DESCRIBE vergunn")
    assert choose(tab, "element:vergunningen").endswith("DESCRIBE element:vergunningen")


def test_what_a_model_has_is_completed_with_a_prefix_of_its_own(modelled: Web, tab: Tab) -> None:
    space = f"{modelled.base}model/voorbeeld/id/"
    open_(tab, modelled)
    write(tab, "SELECT * { ?s eindje")
    query = choose(tab, "voorbeeld_property:los-eindje")
    assert query == (
        f"PREFIX voorbeeld_property: <{space}property/>\n"
        "SELECT * { ?s voorbeeld_property:los-eindje"
    )
    write(tab, "DESCRIBE voorbeeld_element:constr")
    assert choose(tab, "voorbeeld_element:constraint") == (
        f"PREFIX voorbeeld_element: <{space}element/>\nDESCRIBE voorbeeld_element:constraint"
    )


def test_variables_and_keywords_are_completed(real: Web, tab: Tab) -> None:
    open_(tab, real)
    write(tab, "SELECT ?component { ?comp")
    assert choose(tab, "?component") == "SELECT ?component { ?component"
    write(tab, "opt")
    assert choose(tab, "OPTIONAL") == "OPTIONAL"


def test_tab_goes_on_and_back(real: Web, tab: Tab) -> None:
    """WCAG 2.1, 2.1.2: who comes in by the keyboard gets out by it; the editor says how."""
    open_(tab, real)
    hint = tab.look(f"{ROOT}.querySelector('#hint').textContent")
    assert "Tab gaat verder" in hint
    assert (
        tab.look(f"{ROOT}.querySelector('.cm-content').getAttribute('aria-describedby')") == "hint"
    )
    before = tab.look(FIELD)
    tab.press("Tab")
    assert tab.wait("document.activeElement.textContent") == "Stel de vraag"
    tab.press("Tab", SHIFT)
    assert tab.look("document.activeElement.className") == "editor"
    # With a list of completions open too.
    write(tab, "opt")
    tab.wait(f"{OFFERED}.length > 0")
    tab.press("Tab")
    assert tab.look("document.activeElement.textContent") == "Stel de vraag"
    assert tab.look(FIELD) == "opt" != before


def test_a_mistake_is_marked_where_it_is(real: Web, tab: Tab) -> None:
    path = f"/sparql?query={encoded(BAD)}"
    tab.go(real.root + path)
    tab.wait(CONTENT)
    marked = f"{ROOT}.querySelector('.cm-lintRange-error')?.textContent"
    assert tab.wait(marked) == "foo:bar"
    # The link beside the message leads to that place.
    tab.look("document.querySelector('.notice a[href=\"#query\"]').click()")
    tab.type("x")
    assert tab.wait(f"{FIELD} !== {json.dumps(BAD)} && {FIELD}") == BAD.replace("foo", "xfoo")


def test_a_query_is_asked_from_the_keyboard(real: Web, tab: Tab) -> None:
    open_(tab, real)
    write(tab, "ASK {}")
    tab.press("Enter", CTRL)
    tab.arrived(f"{real.root}/sparql?query=ASK+%7B%7D")
    assert "Ja" in tab.wait("document.querySelector('main')?.textContent")


def test_a_long_query_is_posted(real: Web, tab: Tab) -> None:
    open_(tab, real)
    write(tab, f"SELECT ?x {{ VALUES ?x {{ {' '.join(map(str, range(3_000)))} }} }}")
    tab.press("Enter", CTRL)
    assert "3000 rijen" in tab.wait(
        "document.querySelector('#uitkomst')?.parentElement.textContent"
    )
    assert tab.look("location.search") == ""
