"""What a municipal architect types, on the release of the checkout: the first answer is right."""

import json
from urllib.parse import quote

import pytest

from tests.serving.running import Web

#: What is typed -> the first thing that it should find, and how (see `server.search.finding`).
FIRST = {
    # Names, however written.
    "zaaksysteem": ("element/zaaksysteem", "typed"),
    "zaak systeem": ("element/zaaksysteem", "typed"),
    "ZAAKSYSTEEM": ("element/zaaksysteem", "typed"),
    "burgerzaken": ("element/burgerzaken", "typed"),
    "financiele administratie": ("element/financiele-administratie", "typed"),
    "e-formulieren": ("element/e-formulieren", "typed"),
    "digid": ("element/digid", "typed"),
    "stuf zkn": ("standard/stuf-zkn", "typed"),
    "StUF-ZKN": ("standard/stuf-zkn", "typed"),
    "digikoppeling ebms": ("standard/digikoppeling-ebms", "typed"),
    "wabo": ("law/wabo", "typed"),
    "open data": ("term/open-data", "typed"),
    "frontoffice": ("concept/laag-frontoffice", "typed"),
    "KING": ("organisation/king", "typed"),
    # Abbreviations and other names.
    "DMS": ("element/documentenbeheer", "typed"),
    "CMS": ("element/webcontentbeheer", "typed"),
    "CRM": ("element/klantcontactbeheer", "typed"),
    "BRP": ("element/basisregistratie-personen", "typed"),
    "ZTC": ("element/zaaktypecatalogus", "typed"),
    "kvk": ("organisation/kamer-van-koophandel", "typed"),
    "omgevingsloket": ("element/olo", "typed"),
    "e-herkenning": ("element/eherkenning", "typed"),
    "handelsregister": ("element/hr", "typed"),
    # English.
    "case management system": ("element/zaaksysteem", "typed"),
    "document management": ("element/documentenbeheer", "typed"),
    "taxes": ("element/belastingen", "typed"),
    "permits": ("element/vergunningen", "typed"),
    "base registry": ("term/basisregistratie", "typed"),
    # Another form, the beginning or a part.
    "belasting": ("element/belastingen", "typed"),
    "zaaksys": ("element/zaaksysteem", "typed"),
    "linked open dat": ("term/linked-open-data", "typed"),
    # Mistakes.
    "zaakssyteem": ("element/zaaksysteem", "mended"),
    "digokoppeling": ("standard/digikoppeling", "mended"),
    "burgerzakn": ("element/burgerzaken", "mended"),
    "zaken magzijn": ("element/zakenmagazijn", "mended"),
    # Sentences.
    "wat is een zaaksysteem?": ("element/zaaksysteem", "fewer"),
    "koppeling zaaksysteem dms": ("element/documentenbeheer", "some"),
    # Numbers.
    "3.6": ("principle/open-data", "typed"),
    "3.6.2": ("implication/open-data-anonimiseren", "typed"),
    # What only a definition says.
    "jeugdzorg": ("element/jeugd", "typed"),
}
#: What is not here, is not here.
NOTHING = ("saas", "kcc", "makelaar", "hgsdf")


@pytest.mark.parametrize("typed", FIRST)
def test_the_first_answer_is_right(real: Web, typed: str) -> None:
    found = json.loads(real.send(f"/search?q={quote(typed)}", "application/json").text)
    first = found["results"][0]["id"].removeprefix(f"{real.base}id/")
    assert (first, found["how"]) == FIRST[typed]


@pytest.mark.parametrize("typed", NOTHING)
def test_nothing_is_made_up(real: Web, typed: str) -> None:
    found = json.loads(real.send(f"/search?q={quote(typed)}", "application/json").text)
    assert found["total"] == 0
