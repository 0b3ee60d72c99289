"""Downloads: the files of a release over HTTP, whole or in part, as the catalogue describes them.

Under the name of a release they never change; `latest` leads to those of the release in use. Only
what the table names is served, of any release that is still there, and a file that is not what its
manifest says is an error, never an answer.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from flask import Flask, Response, request

from server import downloads
from server.app.site import InUse, Site
from server.downloads import BY_NAME, TABLES_DESCRIBED, Download
from server.errors import NotFoundError, RangeNotSatisfiableError, ReleaseError
from server.formats import BY_KEY
from server.http import conditional, ranges
from server.http.fields import FOR_GOOD, demand
from server.http.ranges import Part, Unsatisfiable
from server.release import NAME, read_manifest
from server.uris import space

_NONE: Final = (
    "Dit bestand is hier niet. Welke er zijn, staat in de catalogus: /catalog",
    "This file is not here. Which there are, is told in the catalogue: /catalog",
)
#: What a part says that continues what its client has (RFC 9110, 15.3.7).
_OF_A_PART: Final = frozenset({"Accept-Ranges", "Cache-Control", "Content-Range", "ETag"})
_DESCRIBED: Final = BY_NAME[f"{TABLES_DESCRIBED}.json"]


def register(app: Flask, site: Site) -> None:
    """Bind the files to this site; those of earlier releases stand beside its folder."""

    @app.get("/download/latest/<name>")
    @app.get("/model/<model>/download/latest/<name>")
    def latest(name: str, model: str = "") -> Response:
        """Lead to a file of the release in use (307, RFC 9110, 15.4.8)."""
        edition = _edition(site, model)
        release = edition.release
        _file(release.manifest, name)
        response = Response(status=307)
        del response.headers["Content-Type"]
        path = downloads.path(release.id, name, edition.store.space)
        response.headers["Location"] = f"/{path}"
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    @app.get("/download/<release>/<name>")
    @app.get("/model/<model>/download/<release>/<name>")
    def download(release: str, name: str, model: str = "") -> Response:
        """Answer with a file of a release, uncoded: its checksum is of these bytes."""
        edition = _edition(site, model)
        folder = _folder(edition, release)
        in_use = folder == edition.release.folder
        manifest = edition.release.manifest if in_use else _manifest(folder)
        expected = _file(manifest, name)
        said = _fields(downloads.of(model)[name], expected["sha256"])
        demand(request.environ, said)
        part = _part(said["ETag"], expected["bytes"])
        if part:
            said["Content-Range"] = part.content_range(expected["bytes"])
            if "HTTP_IF_RANGE" in request.environ:
                said = {field: value for field, value in said.items() if field in _OF_A_PART}
        whole = Part(0, expected["bytes"] - 1)
        body = _read(folder / downloads.FOLDER / name, expected["sha256"], part or whole)
        response = Response(body, 206 if part else 200)
        del response.headers["Content-Type"]
        response.headers.update(said)
        return response

    del latest, download


def _edition(site: Site, model: str) -> InUse:
    """Return the publication or a model; raises `NotFoundError` for one that is not here."""
    found = site.spaces.get(space(model) if model else "")
    if found is None:
        raise NotFoundError(_NONE)
    return found


def _fields(download: Download, digest: str) -> dict[str, str]:
    """Return what an answer with a file says; its strong tag is the checksum of its bytes."""
    said = {
        "Content-Type": download.content_type,
        "Cache-Control": FOR_GOOD,
        "ETag": f'"{digest[:32]}"',
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'attachment; filename="{download.name}"',
    }
    if download.format == BY_KEY["csv"]:
        # Model for Tabular Data and Metadata on the Web, 5.2.
        kind = _DESCRIBED.format.media_type
        said["Link"] = f'<{_DESCRIBED.name}>; rel="describedby"; type="{kind}"'
    return said


def _part(tag: str, size: int) -> Part | None:
    """Return the part that is asked, if any; conditions go before it (RFC 9110, 13.2.2).

    Raises `RangeNotSatisfiableError`.
    """
    if conditional.evaluate(request.environ, tag, "") != conditional.OK:
        return None
    asked = ranges.choose(request.environ, tag, size)
    if isinstance(asked, Unsatisfiable):
        raise RangeNotSatisfiableError(f"Dit bestand heeft {size} bytes, geteld vanaf 0", size)
    return asked


#: A file as it was seen: device, inode, time of change and size.
_Seen: TypeAlias = tuple[int, int, int, int]
#: What files held as they were seen: a part costs no hash of the whole.
_digests: Final[dict[_Seen, str]] = {}
_DIGESTS_MAXIMUM: Final = 10_000


def _read(file: Path, digest: str, part: Part) -> bytes:
    """Read a part of a file; raises `ReleaseError` when the file is not what was written."""
    size = part.last - part.first + 1
    try:
        with file.open("rb") as stream:
            found = os.fstat(stream.fileno())
            seen = (found.st_dev, found.st_ino, found.st_ctime_ns, found.st_size)
            held = _digests.get(seen) or hashlib.file_digest(stream, "sha256").hexdigest()
            body = os.pread(stream.fileno(), size, part.first)
    except OSError:
        raise _damaged(file) from None
    if len(_digests) >= _DIGESTS_MAXIMUM:
        _digests.clear()
    _digests[seen] = held
    if held != digest or len(body) != size:
        raise _damaged(file)
    return body


def _damaged(file: Path) -> ReleaseError:
    return ReleaseError(f"{file.name} is beschadigd en wordt niet gegeven; meld het de uitgever")


def _folder(edition: InUse, release: str) -> Path:
    """Return the folder of a release; no name of a release leads anywhere else."""
    if release == edition.release.id:
        return edition.release.folder
    if not NAME.fullmatch(release):
        raise NotFoundError(_NONE)
    return edition.release.folder.parent / release


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        return read_manifest(folder)
    except ReleaseError:
        raise NotFoundError(_NONE) from None


def _file(manifest: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return size and SHA-256 of a file that anyone may have; raises `NotFoundError`."""
    found = manifest["files"].get(f"{downloads.FOLDER}/{name}")
    if name not in downloads.of(manifest.get("model", {}).get("key", "")) or found is None:
        raise NotFoundError(_NONE)
    return dict(found)
