"""Suggestions in a real browser, by keyboard and by pointer: an editable combobox with a listbox.

The keys are those of the ARIA Authoring Practices, combobox pattern, list autocomplete with manual
selection; the attributes those of ARIA 1.2, combobox.
"""

import json
from collections.abc import Iterator

import pytest

from tests.serving.driving import Tab, driven
from tests.serving.running import Web
from tests.serving.test_browser import CHROMIUM

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here")
FIELD = "document.querySelector('header [role=combobox]')"
LIST = f"document.getElementById({FIELD}.getAttribute('aria-controls'))"
OPTIONS = f"[...{LIST}.querySelectorAll('[role=option]')]"
OPEN = f"{FIELD}.getAttribute('aria-expanded') === 'true' && !{LIST}.hidden"
#: The place of the option that has focus as a screen reader knows it; -1 for the field itself.
ACTIVE = f"""{OPTIONS}.findIndex(each => each.id === {FIELD}.getAttribute('aria-activedescendant')
    && each.getAttribute('aria-selected') === 'true')"""
SELECTED = f"{OPTIONS}.filter(each => each.getAttribute('aria-selected') === 'true').length"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with driven(tmp_path_factory.mktemp("typen")) as ask:
        yield Tab(ask)


def typed(tab: Tab, address: str, text: str) -> int:
    """Type in the field of the header and return how many options there are once there are any."""
    tab.go(address)
    tab.look(f"{FIELD}.focus()")
    tab.type(text)
    tab.wait(OPEN)
    return int(tab.look(f"{OPTIONS}.length"))


def test_the_field_is_a_combobox_that_is_closed(tab: Tab, web: Web) -> None:
    tab.go(web.root + "/")
    said = json.loads(
        tab.look(f"""JSON.stringify({{
        expanded: {FIELD}.getAttribute('aria-expanded'), hidden: {LIST}.hidden,
        role: {LIST}.getAttribute('role'), way: {FIELD}.getAttribute('aria-autocomplete'),
        name: {FIELD}.labels[0].textContent, list: {LIST}.getAttribute('aria-label') }})""")
    )
    assert said == {
        "expanded": "false", "hidden": True, "role": "listbox", "way": "list", "name": "Zoeken",
        "list": "Zoeken",
    }  # fmt: skip


def test_keys_go_through_the_list_while_the_field_keeps_the_focus(tab: Tab, web: Web) -> None:
    count = typed(tab, web.root + "/", "laag")
    assert count > 2 and tab.look(ACTIVE) == -1 and tab.look(SELECTED) == 0
    status = f"{FIELD}.form.querySelector('[role=status]').textContent"
    assert tab.look(status) == f"{count} voorstellen"
    for key, active in (
        ("ArrowDown", 0), ("ArrowDown", 1), ("Home", 0), ("End", count - 1), ("ArrowUp", count - 2),
        ("ArrowDown", count - 1), ("ArrowDown", -1), ("ArrowUp", count - 1), ("ArrowLeft", -1),
    ):  # fmt: skip
        tab.press(key)
        assert (tab.look(ACTIVE), tab.look(SELECTED)) == (active, int(active >= 0)), key
        assert tab.look(f"document.activeElement === {FIELD} && {OPEN}"), key
    tab.press("ArrowDown")
    tab.press("Escape")
    assert not tab.look(OPEN) and tab.look(f"{FIELD}.value") == "laag" and tab.look(ACTIVE) == -1
    tab.press("ArrowDown", modifiers=1)
    assert tab.look(OPEN) and tab.look(ACTIVE) == -1
    tab.press("ArrowUp", modifiers=1)
    assert not tab.look(OPEN)
    tab.press("ArrowDown")
    assert tab.look(OPEN) and tab.look(ACTIVE) == 0
    tab.press("Tab")
    assert not tab.look(OPEN) and not tab.look(f"document.activeElement === {FIELD}")


@pytest.mark.parametrize(
    ("page", "text", "thing"),
    [
        ("/", "balie", "/doc/element/balie"),
        ("/index.en.html", "counter", "/doc/element/balie.en.html"),
    ],
)
def test_enter_leads_to_the_thing_in_the_language_of_the_page(
    tab: Tab, web: Web, page: str, text: str, thing: str
) -> None:
    typed(tab, web.root + page, text)
    tab.press("ArrowDown")
    tab.press("Enter")
    tab.arrived(web.root + thing)


def test_enter_without_a_choice_searches_as_without_script(tab: Tab, web: Web) -> None:
    typed(tab, web.root + "/", "balie")
    tab.press("Enter")
    tab.arrived(web.root + "/search?q=balie")


def test_each_kind_is_a_group_with_a_name(tab: Tab, web: Web) -> None:
    typed(tab, web.root + "/", "laag")
    names = tab.look(f"""[...{LIST}.children].map(each => each.getAttribute('role') + ' ' +
        document.getElementById(each.getAttribute('aria-labelledby')).textContent)""")
    assert len(names) > 1 and len(set(names)) == len(names)
    assert "group Vocabulaire" in names


def test_a_pointer_chooses_too(tab: Tab, web: Web) -> None:
    typed(tab, web.root + "/", "balie")
    x, y = tab.look(f"""(box => [box.x + box.width / 2, box.y + box.height / 2])(
        {OPTIONS}[0].getBoundingClientRect())""")
    for kind in ("mousePressed", "mouseReleased"):
        tab.tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    tab.arrived(web.root + "/doc/element/balie")


def test_without_an_answer_the_form_is_what_it_was(tab: Tab, web: Web) -> None:
    tab.tell("Network.enable")
    tab.tell("Network.setBlockedURLs", urls=["*/search/suggest*"])
    try:
        tab.go(web.root + "/")
        tab.look(f"{FIELD}.focus()")
        tab.type("balie")
        asked = "performance.getEntriesByType('resource').some(e => e.name.includes('suggest'))"
        tab.wait(asked)
        assert not tab.look(OPEN)
        tab.press("Enter")
        tab.arrived(web.root + "/search?q=balie")
    finally:
        tab.tell("Network.setBlockedURLs", urls=[])


def test_too_little_lists_nothing(tab: Tab, web: Web) -> None:
    typed(tab, web.root + "/", "ba")
    tab.look(f"{FIELD}.value = 'b'; {FIELD}.dispatchEvent(new Event('input'))")
    assert not tab.look(OPEN) and tab.look(f"{OPTIONS}.length") == 0


def test_what_the_form_is_kept_to_the_list_is_kept_to(tab: Tab, modelled: Web) -> None:
    """Searching in one edition lists what is of that one; choosing another empties the list."""
    field, listed = "document.querySelector('#zoek')", "document.querySelector('#zoek-list')"
    tab.go(modelled.root + "/search")
    for edition, of_model in (("publication", False), ("voorbeeld", True)):
        tab.look(f"""(chosen => {{ chosen.value = '{edition}';
            chosen.dispatchEvent(new Event('change', {{ bubbles: true }})) }})(
            document.querySelector('#waarin'))""")
        assert tab.look(f"{listed}.childElementCount") == 0
        tab.look(f"{field}.focus(); {field}.value = ''")
        tab.type("een")
        tab.wait(f"!{listed}.hidden")
        paths = tab.look(f"[...{listed}.querySelectorAll('a')].map(each => each.pathname)")
        assert {path.startswith("/model/voorbeeld/") for path in paths} == {of_model}
