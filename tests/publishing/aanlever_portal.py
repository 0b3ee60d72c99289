"""An Aanlever-API 0.9.0 that keeps datasets in memory, made from its OpenAPI file and README.

Whether requests and answers keep to that file is judged by a server made from the file itself,
which stands in front of this one where it is installed (`tests.publishing.official`).
"""

import re
import uuid
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from tests.publishing.portal import Answer, Asked, Json, Portal
from tests.publishing.trial import KEY, OWNER

_NEEDED: Final = [
    "dctIdentifier",
    "dctTitle",
    "dctDescription",
    "dctPublisher",
    "dctCreator",
    "dcatContactPoint",
    "dctAccessRights",
    "dcatTheme",
]
#: "Toegestaan: DRAFT naar PUBLISHED, PUBLISHED naar WITHDRAWN en WITHDRAWN naar PUBLISHED."
_AFTER: Final = {"DRAFT": ["PUBLISHED"], "PUBLISHED": ["WITHDRAWN"], "WITHDRAWN": ["PUBLISHED"]}


class Aanlever(Portal):
    """A portal with one organisation; with `versions` it guards changes as 0.11.0 and later do."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Any]] = {}
        self.tokens = 0
        self.versions = False
        self.page = 2

    def changes(self, asked: Asked) -> bool:
        return asked.method != "GET" and "/auth/" not in asked.path

    def named(self, identifier: str) -> dict[str, Any]:
        """The record of the dataset with this dctIdentifier."""
        return next(
            r for r in self.records.values() if r["dcatDataset"]["dctIdentifier"] == identifier
        )

    def put(self, dataset: Json, status: str = "PUBLISHED") -> dict[str, Any]:
        """Keep a dataset as somebody else would have delivered it."""
        record = {"id": str(uuid.uuid4()), "dcatDataset": dataset, "meta": {}}
        self.records[record["id"]] = record
        self._mark(record, status)
        return record

    def answer(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = parts.path.removeprefix("/api/v1/")
        if path == "auth/token":
            return self._token(asked.body)
        if asked.fields.get("authorization") != f"Bearer token-{self.tokens}":
            return _answer(401)
        if path == "me/catalog-records":
            return self._records(int(query["page"]))
        if path == "datasets" and asked.method == "POST":
            return self._create(asked.body, query.get("publicationStatus", "DRAFT"))
        record = self.records.get(path.split("/")[1])
        if record is None:
            return _problem(404, "DCAT_DATASET_NOT_FOUND", "Er bestaat geen dataset met dit id")
        if path.endswith("/publication-status"):
            return self._status(record, asked.body["publicationStatus"])
        if asked.method == "PUT":
            return self._replace(record, asked.body, query.get("version"))
        return _answer(200, record)

    def _token(self, body: Json) -> Answer:
        if body != {"clientId": OWNER, "apiKey": KEY}:
            return _answer(401)
        self.tokens += 1
        token = {"accessToken": f"token-{self.tokens}", "tokenType": "Bearer", "expiresIn": 300}
        return _answer(200, token)

    def _records(self, page: int) -> Answer:
        found = list(self.records.values())
        here = found[page * self.page : (page + 1) * self.page]
        content = [
            {
                "id": str(uuid.uuid5(uuid.NAMESPACE_URL, record["id"])),
                "dcatCatalogRecord": {"dctTitle": record["dcatDataset"]["dctTitle"]},
                "meta": {
                    "primaryTopicType": "DATASET",
                    "primaryTopicId": record["id"],
                    **{k: v for k, v in record["meta"].items() if k != "version"},
                },
            }
            for record in here
        ]
        total = -(-len(found) // self.page)
        pages = {"size": 100, "number": page, "totalElements": len(found), "totalPages": total}
        return _answer(200, {"content": content, "page": pages})

    def _create(self, dataset: Json, status: str) -> Answer:
        if wrong := _wrong(dataset):
            return wrong
        known = {record["dcatDataset"]["dctIdentifier"] for record in self.records.values()}
        if dataset["dctIdentifier"] in known:
            return _problem(
                409,
                "DCAT_DATASET_ALREADY_EXISTS",
                "Er bestaat al een dataset met dezelfde dctIdentifier",
            )
        record = self.put(dataset, status)
        where = {"Location": f"{self.url}/api/v1/datasets/{record['id']}"}
        return _answer(201, _stored(record), **where)

    def _replace(self, record: dict[str, Any], dataset: Json, version: str | None) -> Answer:
        if self.versions and version is None:
            return _problem(428, "DCAT_DATASET_VERSION_REQUIRED", "version ontbreekt")
        if self.versions and version != str(record["meta"]["version"]):
            return _problem(409, "DCAT_DATASET_VERSION_CONFLICT", "intussen gewijzigd")
        if wrong := _wrong(dataset):
            return wrong
        record["dcatDataset"] = dataset
        self._mark(record, record["meta"]["publicationStatus"])
        return _answer(200, _stored(record))

    def _status(self, record: dict[str, Any], status: str) -> Answer:
        now = record["meta"]["publicationStatus"]
        if status != now and status not in _AFTER[now]:
            text = f"Dataset {record['id']} kan niet overgaan van {now} naar {status}"
            return _problem(409, "DCAT_DATASET_INVALID_PUBLICATION_TRANSITION", text)
        self._mark(record, status)
        return _answer(200, record["meta"])

    def _mark(self, record: dict[str, Any], status: str) -> None:
        version = record["meta"].get("version", 0) + 1
        record["meta"] = {"publicationStatus": status, "allowedPublicationStatuses": _AFTER[status]}
        if self.versions:
            record["meta"]["version"] = version


def _wrong(dataset: Json) -> Answer | None:
    missing = [name for name in _NEEDED if not dataset.get(name)]
    errors = [{"code": "REQUIRED_FIELD", "path": n, "message": "ongeldige waarde"} for n in missing]
    for moment in ("dctIssued", "dctModified"):
        if not re.fullmatch(
            r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", dataset.get(moment, "2026-11-22")
        ):
            errors.append({"code": "INVALID_DATE", "path": moment, "message": "ongeldige datum"})
    if not errors:
        return None
    text = "De DCAT-datasetpayload is ongeldig"
    return _problem(400, "DCAT_DATASET_VALIDATION_FAILED", text, errors=errors)


def _stored(record: dict[str, Any]) -> Json:
    return {"id": record["id"], "dctIdentifier": record["dcatDataset"]["dctIdentifier"]}


def _answer(status: int, body: Json = None, **fields: str) -> Answer:
    return Answer(status, body, {"API-Version": "0.9.0", **fields})


def _problem(status: int, code: str, detail: str, **more: Json) -> Answer:
    body = {
        "type": f"urn:datastore:problem:{code.lower().replace('_', '-')}",
        "title": detail,
        "status": status,
        "detail": detail,
        "instance": "/api/v1/datasets",
        "code": code,
        **more,
    }
    return Answer(status, body, {"API-Version": "0.9.0"}, "application/problem+json")
