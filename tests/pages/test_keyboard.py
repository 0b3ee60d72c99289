"""Without a mouse (WCAG 2.1, 2.1.1): a plate and one's own list, by the keyboard alone.

The fields that suggest and the editor of queries have tests of their own, key by key.
"""

import json
from pathlib import Path

from tests.serving.driving import Tab
from tests.serving.running import Web

#: More than there are to pass on either page.
STEPS = 120
#: Of what has the focus: whether it shows (2.4.7).
SHOWN = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"


def reach(tab: Tab, there: str) -> None:
    """Press Tab until an element for which this is true has the focus, and see that it shows."""
    for _ in range(STEPS):
        tab.press("Tab")
        if tab.look(f"(has => {there})(document.activeElement)"):
            assert tab.look(SHOWN), there
            return
    raise AssertionError(f"no Tab leads to {there}")


def test_a_box_of_a_plate_leads_to_what_it_is(real: Web, tab: Tab) -> None:
    tab.go(f"{real.root}/doc/view/brk")
    # What scrolls has the focus first, so that arrows move it.
    reach(tab, "has.matches('figure.plate')")
    tab.press("Tab")
    leads = tab.look("document.activeElement.closest('figure.plate') && "
                     "document.activeElement.getAttribute('href')")  # fmt: skip
    assert leads.startswith("/doc/")
    tab.press("Enter")
    tab.wait(f"location.pathname === {json.dumps(leads)} && !!document.querySelector('h1')")


def test_a_list_is_typed_sent_and_read(real: Web, tab: Tab) -> None:
    tab.go(f"{real.root}/list")
    reach(tab, "has.id === 'lijst'")
    tab.type("product;componenten\nMolen;Zaaksysteem\n")
    sent_and_read(tab, "Molen")


def test_a_file_is_chosen_sent_and_read(real: Web, tab: Tab, tmp_path: Path) -> None:
    """The window to choose a file in is the system's, so the browser is told which it was."""
    chosen = tmp_path / "lijst.csv"
    chosen.write_text("product;componenten\nWatermolen;Zaaksysteem\n")
    tab.go(f"{real.root}/list")
    reach(tab, "has.type === 'file'")
    label = tab.look("document.activeElement.labels[0].textContent")
    assert label == "Of kies een bestand"
    field = tab.tell("Runtime.evaluate", expression="document.activeElement")["result"]
    tab.tell("DOM.setFileInputFiles", files=[str(chosen)], objectId=field["objectId"])
    assert tab.look("document.activeElement.files[0].name") == chosen.name
    sent_and_read(tab, "Watermolen")


def sent_and_read(tab: Tab, product: str) -> None:
    """Send the form by its button, and find the product on the plate that comes."""
    reach(tab, "has.type === 'submit'")
    assert tab.look("document.activeElement.textContent") == "Toon mijn lijst"
    tab.press("Enter")
    tab.wait("document.readyState === 'complete' && !!document.querySelector('main figure.plate')")
    reach(tab, "has.matches('figure.plate')")
    said = json.dumps(f"één product ({product})")
    reach(tab, f"(has.getAttribute('aria-label') || '').includes({said})")
