"""On paper: a page printed by a real browser (PDF), read back, holds what paper can use, whole."""

import base64
import io
from collections.abc import Iterator

import pytest
from pypdf import PdfReader

from tests.pages.kinds_of_page import KINDS
from tests.serving.driving import Tab
from tests.serving.running import Web

#: A4 in inches, and its width in CSS pixels between margins of 0.4 inch.
A4 = {"paperWidth": 8.27, "paperHeight": 11.69}
BETWEEN = 717
#: What nobody can do on paper: the menu, other languages, fields, buttons to copy with.
USELESS = (
    "Naar de inhoud", "Uw eigen lijst", "English", "Zoek", "Kopieer adres", "Kopieer verwijzing",
    "Op ware grootte", "Toegankelijkheid",
)  # fmt: skip
#: Pages with a wide table, a plate, what is folded, links to elsewhere.
PRINTED = ("standard", "view", "component", "principle", "graph", "your own list on the landscape")
#: Whatever begins right of the paper, or ends there, outside a drawing.
OVER = """Array.from(document.querySelectorAll('body *')).filter(each => !each.closest('svg')
    && each.getClientRects().length && each.getBoundingClientRect().right > innerWidth + 1)
    .map(each => each.tagName + ' ' + each.textContent.slice(0, 40)).join('; ')"""


@pytest.fixture(scope="module")
def paper(tab: Tab) -> Iterator[Tab]:
    """A tab as wide as paper, that shows what would be printed."""
    tab.tell("Page.enable")
    tab.tell("Emulation.setEmulatedMedia", media="print")
    tab.tell("Emulation.setDeviceMetricsOverride", width=BETWEEN, height=1000,
             deviceScaleFactor=1, mobile=False)  # fmt: skip
    yield tab
    tab.tell("Emulation.setEmulatedMedia", media="")
    tab.tell("Emulation.clearDeviceMetricsOverride")


def printed(tab: Tab) -> str:
    """The text of the page on paper, a space between words."""
    sheet = base64.b64decode(tab.tell("Page.printToPDF", **A4)["data"])
    pages = PdfReader(io.BytesIO(sheet)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("kind", PRINTED)
def test_nothing_is_cut_off(paper: Tab, real: Web, kind: str) -> None:
    paper.go(real.root + KINDS[kind])
    assert paper.look(OVER) == ""


def test_what_is_cut_off_would_be_seen(paper: Tab, real: Web) -> None:
    paper.go(real.root + KINDS["standard"])
    paper.look("document.querySelector('main table').style.minInlineSize = '60rem'")
    assert "TABLE" in paper.look(OVER)


def test_paper_has_what_it_can_use_and_no_more(paper: Tab, real: Web) -> None:
    paper.go(real.root + KINDS["standard"])
    said = printed(paper)
    assert [word for word in USELESS if word in said] == []
    # The address of the page, how to refer to it, and where links to elsewhere lead.
    assert said.count("https://w3id.org/gemma/id/standard/stuf-bg") == 2
    assert "(https://vng-realisatie.github.io/StUF-BG/)" in said
    # The table whole, its last column too, and what was folded.
    assert "Zekerheid" in said and "Gegevensmagazijn" in said
    folded = paper.look("document.querySelector('main details tbody td').textContent.trim()")
    assert not paper.look("document.querySelector('main details').open")
    assert " ".join(folded.split()) in said
