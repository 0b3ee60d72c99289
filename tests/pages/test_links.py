"""No link of the whole site leads nowhere, and no anchor either."""

import re
from collections import defaultdict
from html import unescape
from pathlib import Path

from server.release import MODELS
from tests.pages.kinds_of_page import KINDS, english
from tests.serving.running import Web
from tests.serving.test_real import things

LINK = re.compile(r'<a [^>]*?href="([^"]*)"')
ANCHOR = re.compile(r'\bid="([^"]+)"')
#: A document in one of its forms: those are asked for, each of every thing, in other tests.
FORM = re.compile(r"((?:/model/[a-z-]+)?/doc/[a-z-]+/[a-z0-9-]+|/def|/catalog)\.[a-z.]+")


def test_no_link_of_the_whole_site_leads_nowhere(modelled: Web, modelled_var: Path) -> None:
    """Every thing has a page; what any page leads to is there, to the anchor."""
    named = [*things(modelled_var), *things(modelled_var / MODELS / "voorbeeld")]
    documents = {"/" + thing.replace("id/", "doc/", 1) for thing in named}
    pages = [*documents, *KINDS.values(), *map(english, KINDS.values())]
    anchors: dict[str, set[str]] = {}
    leads: dict[str, set[str]] = defaultdict(set)
    for path in sorted(pages):
        page = modelled.send(path, "text/html")
        assert page.status in (200, 410) or path not in documents, path
        assert "<h1" in page.text, path
        assert path not in documents or 'class="address"' in page.text, path
        anchors[path] = set(ANCHOR.findall(page.text))
        for link in map(unescape, LINK.findall(page.text)):
            address = path + link if link.startswith("#") else link
            if address.startswith("/"):
                leads[address].add(path)
    assert len(leads) > 5 * len(documents)
    nowhere = {}
    for address in sorted(leads):
        path, _, anchor = address.partition("#")
        path = path.partition("?")[0] if path.startswith("/sparql") else path
        form = FORM.fullmatch(path)
        if form and (form[1] in documents or form[1] not in leads):
            continue
        if path not in anchors:
            page = modelled.send(path, "text/html")
            if page.status in (302, 303, 307):
                page = modelled.send(page.headers["location"], "text/html")
            if page.status not in (200, 410):
                nowhere[address] = sorted(leads[address])[:3]
            anchors[path] = set(ANCHOR.findall(page.text)) if page.type == "text/html" else set()
        # A script knows what stands after this sign.
        if anchor and not anchor.startswith("gedaan=") and anchor not in anchors[path]:
            nowhere[address] = sorted(leads[address])[:3]
    assert nowhere == {}
