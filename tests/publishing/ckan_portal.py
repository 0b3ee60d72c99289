"""A CKAN with DCAT-AP-DONL 1.1 that keeps datasets in memory, made from the documentation.

Actions, errors and how they are wrapped: the API guide of CKAN. Fields, which are needed and their
lists: the documentation of ckanext-dcatdonl ("Dataset", "Resource", "Schema validation"). As there,
lists within a resource are kept, and shown, as text: `{a,b}`.
"""

import re
import uuid
from typing import Any, Final

from tests.publishing.portal import Answer, Asked, Json, Portal
from tests.publishing.trial import EU, KEY, OWNER, PUBLISHER

ORGANISATION: Final = {"id": "5c7d1c2e-0000-4000-8000-000000000001", "name": OWNER}
_ONE: Final = [
    "identifier",
    "name",
    "title",
    "notes",
    "metadata_language",
    "authority",
    "publisher",
    "contact_point_name",
    "contact_point_email",
    "contact_point_phone",
    "contact_point_website",
    "license_id",
    "access_rights",
    "dataset_status",
    "frequency",
    "issued",
    "modified",
    "version",
    "url",
    "owner_org",
    "state",
]
_MANY: Final = ["language", "theme", "version_notes", "documentation", "conforms_to"]
_NEEDED: Final = [
    "identifier",
    "name",
    "title",
    "notes",
    "metadata_language",
    "authority",
    "publisher",
    "contact_point_name",
    "license_id",
    "modified",
    "language",
    "theme",
]
_FILE_NEEDED: Final = [
    "url",
    "name",
    "description",
    "metadata_language",
    "language",
    "license_id",
    "format",
]
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_FORMATS: Final = [
    "RDF_TURTLE",
    "RDF_N_TRIPLES",
    "RDF_N_QUADS",
    "RDF_TRIG",
    "RDF_XML",
    "XML",
    "JSON_LD",
    "JSON",
    "CSV",
    "ZIP",
    "GZIP",
]
_LISTS: Final = {
    "language": {f"{EU}language/{code}" for code in ("NLD", "ENG", "FRY", "DEU")},
    "metadata_language": {f"{EU}language/{code}" for code in ("NLD", "ENG", "FRY", "DEU")},
    "license_id": {
        "http://creativecommons.org/publicdomain/zero/1.0/deed.nl",
        "http://creativecommons.org/licenses/by/4.0/deed.nl",
        "http://standaarden.overheid.nl/owms/terms/geslotenlicentie",
    },
    "authority": {PUBLISHER},
    "publisher": {PUBLISHER},
    "theme": {"http://standaarden.overheid.nl/owms/terms/Bestuur"},
    "access_rights": {f"{EU}access-right/PUBLIC"},
    "dataset_status": {"http://data.overheid.nl/status/beschikbaar"},
    "frequency": {f"{EU}frequency/IRREG", f"{EU}frequency/ANNUAL"},
    "format": {f"{EU}file-type/{code}" for code in _FORMATS},
}


class Ckan(Portal):
    """A portal that knows one organisation and one key."""

    def __init__(self) -> None:
        super().__init__()
        self.packages: dict[str, dict[str, Any]] = {}

    def changes(self, asked: Asked) -> bool:
        return asked.path.rpartition("/")[2] not in ("package_show", "package_search")

    def named(self, name: str) -> dict[str, Any]:
        """The dataset with this name."""
        return next(p for p in self.packages.values() if p["name"] == name)

    def answer(self, asked: Asked) -> Answer:
        action = asked.path.removeprefix("/api/3/action/")
        may = asked.fields.get("authorization") == KEY
        data = dict(asked.body)
        if action == "package_show":
            package = self._get(data["id"])
            return _ok(package) if package else _error(404, "Not Found Error", message="Not found")
        if action == "package_search":
            sought = re.fullmatch(r'identifier:"(.+)"', data["fq"])
            assert sought
            found = [p for p in self.packages.values() if p["identifier"] == sought[1]]
            return _ok({"count": len(found), "results": found})
        if not may:
            return _error(403, "Authorization Error", message="Access denied")
        if action == "package_create":
            return self._store(data, str(uuid.uuid4()))
        if action == "package_patch":
            package = self._get(data["id"])
            if package is None:
                return _error(404, "Not Found Error", message="Not found")
            return self._store({**package, **data}, package["id"])
        return _error(400, "Bad request", message="Action name not known")

    def _get(self, name: str) -> dict[str, Any] | None:
        found = (p for p in self.packages.values() if name in (p["id"], p["name"]))
        return next(found, None)

    def _store(self, data: dict[str, Any], iri: str) -> Answer:
        wrong = _wrong(data)
        taken = self._get(str(data.get("name")))
        if taken is not None and taken["id"] != iri:
            wrong["name"] = ["That URL is already in use."]
        if wrong:
            return _error(409, "Validation Error", **wrong)
        package = {k: v for k, v in data.items() if k in (*_ONE, *_MANY, "high_value") and v}
        package |= {
            "id": iri,
            "owner_org": ORGANISATION["id"],
            "organization": ORGANISATION,
            "tags": [{**t, "display_name": t["name"]} for t in data.get("tags", [])],
            "resources": [_resource(r, iri) for r in data.get("resources", [])],
            "changetype": ":updated" if iri in self.packages else ":created",
            "private": False,
        }
        package.setdefault("high_value", False)
        self.packages[iri] = package
        return _ok(package)


def _wrong(data: dict[str, Any]) -> dict[str, Json]:
    """What the portal says of each field that is not right."""
    wrong: dict[str, Json] = {n: ["Missing value"] for n in _NEEDED if not data.get(n)}
    if data.get("owner_org") not in ORGANISATION.values():
        wrong["owner_org"] = ["Organization does not exist"]
    if not re.fullmatch(r"[a-z0-9_-]{2,100}", data.get("name", "")):
        wrong["name"] = [
            "Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"
        ]
    if not any(data.get(f"contact_point_{way}") for way in ("website", "email", "phone")):
        wrong["contact_point_website"] = [
            "website, email or phone is required for the contact_point"
        ]
    _kinds(data, wrong, _ONE, _MANY)
    for tag in data.get("tags", []):
        if not re.fullmatch(r"[\w .-]{2,100}", tag["name"]):
            wrong["tags"] = [f"Tag {tag['name']} must be alphanumeric characters or symbols: -_."]
    resources = []
    for resource in data.get("resources", []):
        of = {n: ["Missing value"] for n in _FILE_NEEDED if not resource.get(n)}
        if bool(resource.get("hash")) != bool(resource.get("hash_algorithm")):
            of["hash"] = ["when hash is provided, hash_algorithm must too be provided"]
        _kinds(resource, of, ["url", "name", "description", "format", "hash", "mimetype"], [])
        resources.append(of)
    if any(resources):
        wrong["resources"] = resources
    return wrong


def _kinds(data: dict[str, Any], wrong: dict[str, Json], one: list[str], many: list[str]) -> None:
    """Lists where lists are due, moments as they are written, codes from their lists."""
    for name, value in data.items():
        values = value if isinstance(value, list) else [value]
        if name in one and isinstance(value, list):
            wrong[name] = ["value must be a string"]
        if name in many and value and not isinstance(value, list):
            wrong[name] = ["value must be a list"]
        if name in ("issued", "modified", "modification_date") and not _MOMENT.fullmatch(value):
            wrong[name] = ["value must be a valid date (yyyy-mm-ddThh:mm:ss)"]
        allowed = _LISTS.get(name)
        if allowed and value and not isinstance(value, str | list):
            wrong[name] = ["value must be a string"]
        elif allowed and value and (strange := [v for v in _parts(values) if v not in allowed]):
            wrong[name] = [f"value [{strange[0]}] is not a valid {name}"]


def _parts(values: list[str]) -> list[str]:
    return [part for value in values for part in value.strip("{}").split(",")]


def _resource(resource: dict[str, Any], package: str) -> dict[str, Any]:
    kept = {
        name: "{" + ",".join(value) + "}" if isinstance(value, list) else value
        for name, value in resource.items()
    }
    new = {"id": str(uuid.uuid4()), "link_status": True, "package_id": package}
    return {**new, **kept}


def _ok(result: Json) -> Answer:
    return Answer(200, {"help": "…", "success": True, "result": result})


def _error(status: int, kind: str, **more: Json) -> Answer:
    return Answer(status, {"help": "…", "success": False, "error": {"__type": kind, **more}})
