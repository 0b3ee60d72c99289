"""Downloads: the files of a release over HTTP, whole and exactly as the catalogue describes them.

Under the name of a release they never change; `latest` leads to those of the release in use. Only
what the table names is served, of any release that is still there, and a file that is not what its
manifest says is an error, never an answer.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response

from server import downloads
from server.app.headers import finished
from server.app.site import Site
from server.errors import NotFoundError, ReleaseError
from server.release import read_manifest

#: A year: what stands under the name of a release stays as it is (RFC 8246).
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
_RELEASE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{12}")
_NONE: Final = "Dit bestand is hier niet. Welke er zijn, staat in de catalogus: /catalog"


def register(app: Flask, site: Site) -> None:
    """Bind the files to this site; those of earlier releases stand beside its folder."""

    @app.get("/download/latest/<name>")
    def latest(name: str) -> Response:
        """Lead to a file of the release in use (307, RFC 9110, 15.4.8)."""
        _file(site.release.manifest, name)
        response = Response(status=307)
        del response.headers["Content-Type"]
        response.headers["Location"] = f"/{downloads.path(site.release.id, name)}"
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    @app.get("/download/<release>/<name>")
    def download(release: str, name: str) -> Response:
        """Answer with a file of a release, uncoded: its checksum is of these bytes."""
        folder = _folder(site, release)
        manifest = site.release.manifest if folder == site.release.folder else _manifest(folder)
        expected = _file(manifest, name)
        body = _read(folder / downloads.FOLDER / name, expected["sha256"])
        response = finished(body, downloads.BY_NAME[name].format.content_type, release)
        response.headers["Cache-Control"] = _FOR_GOOD
        del response.headers["Vary"]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    del latest, download


def _read(file: Path, digest: str) -> bytes:
    """Read a file of a release; raises `ReleaseError` when it is not what was written."""
    try:
        body = file.read_bytes()
    except OSError:
        body = b""
    if hashlib.sha256(body).hexdigest() != digest:
        raise ReleaseError(f"{file.name} is beschadigd en wordt niet gegeven; meld het de uitgever")
    return body


def _folder(site: Site, release: str) -> Path:
    """Return the folder of a release; no name of a release leads anywhere else."""
    if release == site.release.id:
        return site.release.folder
    if not _RELEASE.fullmatch(release):
        raise NotFoundError(_NONE)
    return site.release.folder.parent / release


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        return read_manifest(folder)
    except ReleaseError:
        raise NotFoundError(_NONE) from None


def _file(manifest: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return size and SHA-256 of a file that anyone may have; raises `NotFoundError`."""
    found = manifest["files"].get(f"{downloads.FOLDER}/{name}")
    if name not in downloads.BY_NAME or found is None:
        raise NotFoundError(_NONE)
    return dict(found)
