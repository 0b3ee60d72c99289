"""Aanlever fields: what the Aanlever-API of data.overheid.nl takes of a dataset; two tables.

The names and which of them are needed are those of the schemas DcatDataset and DcatDistribution of
its OpenAPI file, 0.9.0. It keeps to the codes of the EU, has one language, and has no place yet for
licences, sizes, checksums and data services.
"""

from collections.abc import Sequence
from typing import Any, Final

from scripts.publishing import codes
from scripts.publishing.description import Dataset, File, Party
from scripts.publishing.fields import Announcement, Field, announce, dutch

#: dctDescription is at most this many characters.
_LONGEST: Final = 2000


def _single(text: str) -> list[str]:
    """Return a text as the list of at most one that the API takes."""
    return [text] if text else []


def _moment(date: str) -> str:
    """Write a date as the API gives it back: the start of that day in UTC."""
    return f"{date}T00:00:00Z" if len(date) == len("2026-11-22") else date


def _agent(party: Party) -> dict[str, Any]:
    return {"foafName": [dutch(party.name)]} if dutch(party.name) else {}


def _contact(dataset: Dataset) -> dict[str, str]:
    contact = dataset.contact
    email = f"mailto:{contact.email}" if contact.email else ""
    said = {"vcardFn": contact.name, "vcardHasEmail": email, "vcardHasUrl": contact.page}
    return {name: value for name, value in said.items() if value} if contact.name else {}


DATASET: Final[Sequence[Field[Dataset]]] = (
    Field("dctIdentifier", "address", lambda d: d.iri, must=True),
    Field("dctTitle", "dct:title@nl", lambda d: _single(dutch(d.title)), must=True),
    Field(
        "dctDescription", "dct:description@nl", lambda d: _single(dutch(d.description)), must=True
    ),
    Field("dctPublisher", "dct:publisher with foaf:name@nl", lambda d: _agent(d.publisher), True),
    Field(
        "dctCreator",
        "dct:creator with foaf:name@nl",
        lambda d: [_agent(party) for party in d.creators if _agent(party)],
        must=True,
    ),
    Field("dcatContactPoint", "dcat:contactPoint with vcard:fn", _contact, must=True),
    Field("dctAccessRights", "dct:accessRights", lambda d: d.access, True, codes.access),
    Field("dcatTheme", "dcat:theme", lambda d: list(d.themes), True, codes.eu_theme),
    Field("dcatKeyword", "dcat:keyword@nl", lambda d: list(d.keywords.get("nl", ()))),
    Field("dctLanguage", "dct:language", lambda d: list(d.languages)),
    Field("dctAccrualPeriodicity", "dct:accrualPeriodicity", lambda d: d.frequency),
    Field("dctIssued", "dct:issued", lambda d: _moment(d.issued)),
    Field("dctModified", "dct:modified", lambda d: _moment(d.modified)),
    Field("dcatVersion", "dcat:version", lambda d: d.version),
    Field("admsVersionNotes", "adms:versionNotes@nl", lambda d: _single(dutch(d.version_notes))),
    Field("dcatLandingPage", "dcat:landingPage", lambda d: _single(d.landing_page)),
    Field("foafPage", "foaf:page", lambda d: list(d.pages)),
    Field("dctConformsTo", "dct:conformsTo", lambda d: list(d.conforms_to)),
)

DISTRIBUTION: Final[Sequence[Field[File]]] = (
    Field("dcatAccessUrl", "dcat:accessURL", lambda f: f.access_url, must=True),
    Field("dcatDownloadUrl", "dcat:downloadURL", lambda f: f.download_url),
    Field("dctTitle", "dct:title@nl", lambda f: _single(dutch(f.title))),
    Field("dctDescription", "dct:description@nl", lambda f: _single(dutch(f.description))),
    Field("dctFormat", "dct:format", lambda f: f.format),
)


def dcat(dataset: Dataset) -> tuple[Announcement, list[str]]:
    """Return what the API is to hold, and why it would refuse that."""
    wanted, refusals = announce(dataset, DATASET, DISTRIBUTION)
    if len(dutch(dataset.description)) > _LONGEST:
        refusals.append(f"dctDescription: longer than {_LONGEST} characters (dct:description@nl)")
    return wanted, refusals
