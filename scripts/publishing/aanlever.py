"""Aanlever: announcing through the Aanlever-API of data.overheid.nl, by its OpenAPI file 0.9.0.

A dataset is found among the records of our own organisation by its dctIdentifier, and is created or
replaced as a whole, so it is never half done: what we send is what is there with ours put in its
place, so others' files and fields stay. What somebody withdrew there is not published again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote

from scripts.publishing.aanlever_fields import DATASET, DISTRIBUTION, dcat
from scripts.publishing.announcing import Shown
from scripts.publishing.calling import (
    DatasetError,
    Line,
    PassingError,
    RunError,
    field_of,
    parsed,
    refused,
)
from scripts.publishing.description import Dataset
from scripts.publishing.fields import Announcement, Json, Values, known
from server.engines.outgoing import Reply, Request

_PUBLISHED: Final = "PUBLISHED"
_DRAFT: Final = "DRAFT"
#: Largest page of records ("Maximaal 100 per pagina").
_PAGE: Final = 100
_DISTRIBUTION: Final = "dcatDistribution"
#: The fields that are ours to change; the publication status is one of the record, not of DCAT.
_STATUS: Final = "publicationStatus"
_NAMES: Final = frozenset({_DISTRIBUTION, *(f.name for f in DATASET)})
_FILE_NAMES: Final = frozenset(f.name for f in DISTRIBUTION)


@dataclass
class Aanlever:
    """The Aanlever-API of a portal, and the token of this run."""

    address: str
    client: str
    key: str = field(repr=False)
    base: str
    line: Line
    _token: str = field(default="", repr=False)
    _records: dict[str, str] = field(default_factory=dict, repr=False)

    def wanted(self, dataset: Dataset) -> tuple[Announcement, list[str]]:
        """Return what the portal is to say, and why it would refuse that."""
        wanted, refusals = dcat(dataset)
        return Announcement({**wanted.fields, _STATUS: _PUBLISHED}, wanted.files), refusals

    def find(self, wanted: Announcement) -> Shown | None:
        """Return the record of our organisation with this dctIdentifier.

        Which record has which identifier is asked once, and again for one that is not known yet.
        """
        identifier = wanted.fields["dctIdentifier"]
        if identifier not in self._records:
            self._records = dict(self._identifiers())
        record = self._records.get(identifier)
        found = self._dataset(record) if record else None
        return self._shown(found) if found else None

    def create(self, wanted: Announcement) -> None:
        """Announce a dataset with its files, and publish it."""
        path = f"/api/v1/datasets?{_STATUS}={_PUBLISHED}"
        stored = self._send("POST", path, 201, _body({}, wanted, list(wanted.files.values())))
        self._records[wanted.fields["dctIdentifier"]] = str(field_of(stored, "id"))

    def update(self, shown: Shown, wanted: Announcement) -> None:
        """Change what is ours, leave others' files and fields, and publish a draft."""
        dataset, meta = shown.whole["dcatDataset"], shown.whole.get("meta", {})
        path = f"/api/v1/datasets/{quote(shown.id, safe='')}"
        # From 0.11.0 on a change names the version that it changes.
        version = f"?version={meta['version']}" if "version" in meta else ""
        there = dataset.get(_DISTRIBUTION, [])
        old = {_url(file): file for file in there}
        files = [
            {**{k: v for k, v in old.get(url, {}).items() if k not in _FILE_NAMES}, **file}
            for url, file in wanted.files.items()
        ]
        files = [*(file for file in there if not self._is_ours(file)), *files]
        left = {name: value for name, value in dataset.items() if name not in _NAMES}
        self._send("PUT", path + version, 200, _body(left, wanted, files))
        if meta.get(_STATUS) == _DRAFT:
            self._send("PUT", f"{path}/publication-status", 200, {_STATUS: _PUBLISHED})

    def _identifiers(self) -> Iterator[tuple[str, str]]:
        """Ask for every record of our organisation, page by page, which dataset it is of."""
        page, pages = 0, 1
        while page < pages:
            path = f"/api/v1/me/catalog-records?page={page}&size={_PAGE}&sort=listingDate,asc"
            found = self._send("GET", path, 200)
            for record in field_of(found, "content"):
                meta = record.get("meta", {})
                if meta.get("primaryTopicType") == "DATASET":
                    whole = self._dataset(field_of(meta, "primaryTopicId"))
                    if whole:
                        yield field_of(whole["dcatDataset"], "dctIdentifier"), whole["id"]
            pages, page = int(field_of(field_of(found, "page"), "totalPages")), page + 1

    def _dataset(self, record: str) -> Json:
        """Return a record, or nothing where it was removed meanwhile."""
        found = self._send("GET", f"/api/v1/datasets/{quote(record, safe='')}", 200, absent=True)
        if found is not None:
            field_of(found, "id"), field_of(found, "dcatDataset")
        return found

    def _shown(self, whole: Mapping[str, Any]) -> Shown:
        """Return of a record what our tables fill.

        Raises `DatasetError` for one that was withdrawn there.
        """
        dataset, meta = whole["dcatDataset"], whole.get("meta", {})
        status = meta.get(_STATUS, _PUBLISHED)
        if status not in (_PUBLISHED, _DRAFT):
            raise DatasetError(f"its status there is {status}: somebody chose that, so ask them")
        files = {
            _url(file): known(DISTRIBUTION, file)
            for file in dataset.get(_DISTRIBUTION, [])
            if self._is_ours(file)
        }
        fields = {**known(DATASET, dataset), _STATUS: status}
        return Shown(str(whole["id"]), Announcement(fields, files), whole)

    def _is_ours(self, file: Mapping[str, Any]) -> bool:
        return _url(file).startswith(self.base)

    def _send(
        self, method: str, path: str, done: int, body: Json = None, *, absent: bool = False
    ) -> Json:
        """Send one request with our token; one that is no longer taken is asked anew once.

        With `absent`, what is not there is nothing.
        """
        for _ in range(2):
            if not self._token:
                self._token = self._login()
            fields = {"Authorization": f"Bearer {self._token}"}
            reply = self._exchange(method, path, body, fields)
            if reply.status != 401:
                break
            self._token = ""
        if absent and reply.status == 404:
            return None
        if 200 <= reply.status < 300 and reply.status != done:
            raise PassingError(f"{method} {path.partition('?')[0]}: {reply.status}, not {done}")
        if reply.status != done:
            raise self._refused(f"{method} {path.partition('?')[0]}", reply)
        return parsed(reply)

    def _login(self) -> str:
        credentials = {"clientId": self.client, "apiKey": self.key}
        reply = self._exchange("POST", "/api/v1/auth/token", credentials, {})
        if reply.status == 400:
            raise RunError(f"POST /api/v1/auth/token: 400 {self.line.said(reply)}")
        if reply.status != 200:
            raise refused("POST /api/v1/auth/token", reply, self.line)
        token = str(field_of(parsed(reply), "accessToken"))
        self.line.secrets.add(token)
        return token

    def _exchange(self, method: str, path: str, body: Json, fields: Mapping[str, str]) -> Reply:
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = {} if sent is None else {"Content-Type": "application/json"}
        accept = "application/json, application/problem+json"
        url = self.address + path
        return self.line.send(Request(method, url, {"Accept": accept, **kind, **fields}, sent))

    def _refused(self, shown: str, reply: Reply) -> Exception:
        """Return what a refusal means; its problem details (RFC 9457) say which field is wrong."""
        try:
            problem = json.loads(reply.body)
            wrong = problem.get("errors") or []
            words = [f"{e.get('path')}: {e.get('code')} {e.get('message', '')}" for e in wrong]
            said = "; ".join([f"{problem['code']} {problem.get('detail', '')}", *words])
        except (ValueError, KeyError, AttributeError, TypeError):
            return refused(shown, reply, self.line)
        text = self.line.hide(" ".join(f"{shown}: {reply.status} {said}".split()))
        # Somebody changed it between our look and our change: look again.
        if "VERSION_CONFLICT" in problem["code"]:
            return PassingError(text)
        return DatasetError(text)


def _body(left: Values, wanted: Announcement, files: list[Json]) -> Values:
    """Return what is sent of a dataset: what is left as it is, with ours put in its place."""
    ours = {name: value for name, value in wanted.fields.items() if name != _STATUS}
    return {**left, **ours, **({_DISTRIBUTION: files} if files else {})}


def _url(file: Mapping[str, Any]) -> str:
    return str(file.get("dcatAccessUrl", ""))
