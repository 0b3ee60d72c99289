"""CKAN fields: DCAT-AP-DONL 1.1 as the CKAN of data.overheid.nl takes it; two tables.

The names, which of them are needed and the lists they come from are those of the documentation of
ckanext-dcatdonl ("Dataset", "Resource", "Schema validation"). `size` is in bytes, as the portal
itself gives it out as dcat:byteSize. The portal has no place for data services.
"""

from collections.abc import Sequence
from typing import Final

from scripts.publishing import codes
from scripts.publishing.description import Dataset, File
from scripts.publishing.fields import Announcement, Field, announce, dutch


def _moment(date: str) -> str:
    """Write a date as the portal keeps it: yyyy-mm-ddThh:mm:ss."""
    return f"{date}T00:00:00" if len(date) == len("2026-11-22") else date


def _notes(dataset: Dataset) -> list[str]:
    return [dutch(dataset.version_notes)] if dutch(dataset.version_notes) else []


def _tags(dataset: Dataset) -> list[dict[str, str]]:
    return [{"name": word} for word in dataset.keywords.get("nl", ())]


def _publisher(dataset: Dataset) -> str:
    return codes.organisation(dataset.publisher.codes)


def _authority(dataset: Dataset) -> str:
    """Return who answers for the contents: that is who made it."""
    return next(filter(None, (codes.organisation(p.codes) for p in dataset.creators)), "")


_LISTED: Final = "with skos:exactMatch to an address of the list DONL:Organization"

DATASET: Final[Sequence[Field[Dataset]]] = (
    Field("identifier", "address", lambda d: d.iri, must=True),
    Field("name", "dct:identifier", lambda d: d.identifier, must=True),
    Field("title", "dct:title@nl", lambda d: dutch(d.title), must=True),
    Field("notes", "dct:description@nl", lambda d: dutch(d.description), must=True),
    Field("metadata_language", "", lambda _: codes.NLD),
    Field("language", "dct:language", lambda d: list(d.languages), True, codes.language),
    Field("authority", f"dct:creator {_LISTED}", _authority, must=True),
    Field("publisher", f"dct:publisher {_LISTED}", _publisher, must=True),
    Field("contact_point_name", "vcard:fn", lambda d: d.contact.name, must=True),
    Field("contact_point_email", "vcard:hasEmail", lambda d: d.contact.email),
    Field("contact_point_phone", "vcard:hasTelephone", lambda d: d.contact.phone),
    Field("contact_point_website", "vcard:hasURL", lambda d: d.contact.page),
    Field("license_id", "dct:license", lambda d: d.licence, True, codes.licence),
    Field("access_rights", "dct:accessRights", lambda d: d.access, False, codes.access),
    Field("dataset_status", "", lambda _: codes.AVAILABLE),
    Field("theme", "dcat:theme", lambda d: list(d.themes), True, codes.theme),
    Field("tags", "dcat:keyword@nl", _tags),
    Field("frequency", "dct:accrualPeriodicity", lambda d: d.frequency, False, codes.frequency),
    Field("issued", "dct:issued", lambda d: _moment(d.issued)),
    Field("modified", "dct:modified", lambda d: _moment(d.modified), must=True),
    Field("version", "dcat:version", lambda d: d.version),
    Field("version_notes", "adms:versionNotes@nl", _notes),
    Field("url", "dcat:landingPage", lambda d: d.landing_page),
    Field("documentation", "foaf:page", lambda d: list(d.pages)),
    Field("conforms_to", "dct:conformsTo", lambda d: list(d.conforms_to)),
    Field("state", "", lambda _: "active"),
)

RESOURCE: Final[Sequence[Field[File]]] = (
    Field("url", "dcat:accessURL", lambda f: f.access_url, must=True),
    Field("name", "dct:title@nl", lambda f: dutch(f.title), must=True),
    Field(
        "description", "dct:description@nl", lambda f: dutch(f.description or f.title), must=True
    ),
    Field("metadata_language", "", lambda _: codes.NLD),
    Field("language", "dct:language", lambda f: list(f.languages), True, codes.language),
    Field("license_id", "dct:license", lambda f: f.licence, True, codes.licence),
    Field("format", "dct:format", lambda f: f.format, True, codes.file_type),
    Field("mimetype", "dcat:mediaType", lambda f: f.media_type, False, codes.media_type),
    Field("size", "dcat:byteSize", lambda f: f.size),
    Field("download_url", "dcat:downloadURL", lambda f: [f.download_url] if f.download_url else []),
    Field("hash", "spdx:checksumValue", lambda f: f.checksum),
    Field("hash_algorithm", "spdx:algorithm", lambda f: f.algorithm if f.checksum else ""),
    Field("modification_date", "dct:modified", lambda f: _moment(f.modified)),
    Field("linked_schemas", "dct:conformsTo", lambda f: list(f.conforms_to)),
)

#: Of these the portal needs one ("Schema validation").
_REACHED: Final = ("contact_point_email", "contact_point_phone", "contact_point_website")


def donl(dataset: Dataset) -> tuple[Announcement, list[str]]:
    """Return what the CKAN of data.overheid.nl is to say, and why it would refuse that."""
    wanted, refusals = announce(dataset, DATASET, RESOURCE)
    if not any(name in wanted.fields for name in _REACHED):
        refusals.append(f"one of {', '.join(_REACHED)} is needed, and the catalogue has none")
    return wanted, refusals
