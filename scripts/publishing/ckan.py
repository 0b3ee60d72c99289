"""CKAN: announcing through its action API, one request that changes each dataset.

A dataset is found by its name and by its identifier, and is created or patched together with all of
its files, so it is never half done. A file is ours when its address starts with our base: others'
files, and fields that we say nothing of, stay as they are (CKAN API guide, `package_create`,
`package_patch`, `package_search`). `ckanapi` speaks the protocol over our own HTTP.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ckanapi import RemoteCKAN
from ckanapi.errors import CKANAPIError, NotAuthorized, NotFound, ValidationError

from scripts.publishing.announcing import Shown
from scripts.publishing.calling import DatasetError, Line, field_of, parsed, refused
from scripts.publishing.ckan_fields import DATASET, RESOURCE, donl
from scripts.publishing.description import Dataset
from scripts.publishing.fields import Announcement, Values, known
from server.engines.outgoing import Request

#: What CKAN answers in JSON of its own: done, may not, is not there, is not valid.
_SPOKEN: Final = frozenset({200, 403, 404, 409})


@dataclass(frozen=True)
class Ckan:
    """The CKAN of a portal: `owner` is the organisation there that datasets are put under."""

    address: str
    key: str = field(repr=False)
    owner: str
    base: str
    line: Line

    def wanted(self, dataset: Dataset) -> tuple[Announcement, list[str]]:
        """Return what the portal is to say, and why it would refuse that."""
        wanted, refusals = donl(dataset)
        return Announcement({**wanted.fields, "owner_org": self.owner}, wanted.files), refusals

    def find(self, wanted: Announcement) -> Shown | None:
        """Look by name first, which is exact at once, and then by identifier, which is indexed.

        Raises `DatasetError` when the name belongs to a dataset with another identifier.
        """
        identifier, name = wanted.fields["identifier"], wanted.fields["name"]
        package = self._act("package_show", {"id": name})
        if package is not None and package.get("identifier") != identifier:
            raise DatasetError(
                f"the name {name} belongs to another dataset there ({package.get('identifier')}): "
                "choose another dct:identifier"
            )
        if package is None:
            sought = {"fq": f'identifier:"{identifier}"', "include_private": True}
            results = field_of(self._act("package_search", sought), "results")
            package = next((r for r in results if r.get("identifier") == identifier), None)
        return self._shown(package) if package is not None else None

    def create(self, wanted: Announcement) -> None:
        """Announce a dataset with its files."""
        resources = list(wanted.files.values())
        self._act("package_create", {**wanted.fields, "resources": resources})

    def update(self, shown: Shown, wanted: Announcement) -> None:
        """Change what is ours, and leave others' files and fields."""
        resources: list[Values] = []
        new = dict(wanted.files)
        for resource in shown.whole["resources"]:
            if not self._is_ours(resource):
                resources.append(resource)
            elif (ours := new.pop(resource["url"], None)) is not None:
                others = {k: v for k, v in resource.items() if k not in _NAMES}
                resources.append({**others, **ours})
        gone = {
            name: [] if isinstance(value, list) else ""
            for name, value in shown.ours.fields.items()
            if name not in wanted.fields
        }
        resources += new.values()
        sent = {"id": shown.id, **gone, **wanted.fields, "resources": resources}
        self._act("package_patch", sent)

    def _shown(self, package: Mapping[str, Any]) -> Shown:
        """Return of a package what our table fills, in the words of that table."""
        organisation = package.get("organization") or {}
        names = {package.get("owner_org"), organisation.get("id"), organisation.get("name")}
        owner = self.owner if self.owner in names else package.get("owner_org", "")
        tags = [{"name": tag.get("name")} for tag in package.get("tags", [])]
        fields = {**known(DATASET, {**package, "tags": tags}), "owner_org": owner}
        files = {
            resource["url"]: known(RESOURCE, {**resource, **_lists(resource)})
            for resource in field_of(package, "resources")
            if self._is_ours(resource)
        }
        return Shown(str(field_of(package, "id")), Announcement(fields, files), package)

    def _is_ours(self, resource: Mapping[str, Any]) -> bool:
        return str(resource.get("url", "")).startswith(self.base)

    def _act(self, action: str, data: Values) -> Any:
        """Carry out an action; nothing where the portal has no such thing.

        Raises `DatasetError` with CKAN's own words for each field when it refuses.
        """
        with RemoteCKAN(self.address, self.key, session=_Session(self.line)) as remote:
            remote.base_url = "api/3/action/"
            try:
                return remote.call_action(action, data)
            except NotFound:
                return None
            except ValidationError as error:
                raise DatasetError(self.line.hide(_words(action, error.error_dict))) from None
            except NotAuthorized:
                raise DatasetError(f"{action}: 403, not allowed with this key") from None
            except CKANAPIError as error:
                raise DatasetError(f"{action}: {self.line.hide(str(error))[:300]}") from None


#: The fields of a file that are ours to change.
_NAMES: Final = frozenset(row.name for row in RESOURCE)
#: Those that can have several values.
_MANY: Final = ("language", "download_url", "linked_schemas")


def _lists(resource: Values) -> Values:
    """Return as lists what the portal keeps of a file as text: `{a,b}`."""
    texts = {name: str(resource.get(name, "")) for name in _MANY}
    return {
        name: [part.strip('"') for part in text[1:-1].split(",")]
        for name, text in texts.items()
        if text.startswith("{") and text.endswith("}")
    }


def _words(action: str, errors: Mapping[str, Any]) -> str:
    """Return what CKAN says of each field on one line."""
    said = (f"{name}: {_flat(text)}" for name, text in errors.items() if name != "__type")
    return f"{action}: 409 {'; '.join(said)}"


def _flat(said: Any) -> str:
    if isinstance(said, list):
        return ", ".join(text for text in map(_flat, said) if text)
    if isinstance(said, Mapping):
        return ", ".join(f"{name}: {_flat(text)}" for name, text in said.items())
    return str(said)


@dataclass(frozen=True)
class _Answer:
    """The part of an answer that `ckanapi` looks at."""

    status_code: int
    text: str


@dataclass(frozen=True)
class _Session:
    """The part of a session of `requests` that `ckanapi` uses, over our own HTTP."""

    line: Line

    def post(self, url: str, data: bytes, headers: Mapping[str, str], **_: Any) -> _Answer:
        """Send an action; raises what `Line.send` and `refused` do."""
        reply = self.line.send(Request("POST", url, headers, data))
        if reply.status not in _SPOKEN:
            raise refused(f"POST {url}", reply, self.line)
        field_of(parsed(reply), "success")
        return _Answer(reply.status, reply.body.decode("utf-8", "replace"))

    def close(self) -> None:
        """Do nothing: every request has a connection of its own."""
