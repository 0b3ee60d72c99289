"""What pages load: the built files are what their manifest says, and may be kept for good."""

import base64
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from server.app.assets import ASSETS, FOLDER, MANIFEST
from server.http.fields import GUARDS
from tests.serving.running import Web
from tests.sources import ROOT

SOURCES = ROOT / "scripts/assets"
TEMPLATES = FOLDER.parent / "templates"
LICENCES = "licences.txt"
BY_NAME = pytest.mark.parametrize("name", ASSETS)


@BY_NAME
def test_a_file_is_what_the_manifest_says(name: str) -> None:
    """Subresource Integrity, 3.1: the name of the hash, a dash, the digest in base64."""
    asset = ASSETS[name]
    body = (FOLDER / asset.file).read_bytes()
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    assert (asset.bytes, asset.integrity) == (len(body), f"sha256-{digest}")
    stem, _, suffix = name.rpartition(".")
    assert re.fullmatch(rf"{re.escape(stem)}\.[0-9A-Z]{{8}}\.{suffix}", asset.file)


def test_every_file_is_in_the_manifest() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {
        MANIFEST,
        *(asset.file for asset in ASSETS.values()),
    }


def test_the_licence_of_every_file_is_there() -> None:
    """And the text of each licence of others, under the packages that it is of."""
    text = (FOLDER / ASSETS[LICENCES].file).read_text(encoding="utf-8")
    listed, *texts = text.split("=" * 72 + "\n")
    named = re.findall(r"^(\S+):$", listed, re.M)
    assert {*named} == ASSETS.keys() - {LICENCES}
    packages = set(re.findall(r"^  (\S+ [0-9.]+ \(.+\))$", listed, re.M))
    assert packages, listed
    told: set[str] = set()
    for each in texts:
        of, words = each.split("\n\n", 1)
        told |= {*of.splitlines()}
        assert len(words) > 500, of
    assert told == packages


def test_each_bundle_names_the_file_of_its_licences() -> None:
    for name in ("gemma.css", "gemma.js", "editor.js"):
        head = (FOLDER / ASSETS[name].file).read_text(encoding="utf-8")[:80]
        assert head.startswith(f"/*! Licences: {ASSETS[LICENCES].file} */"), name


def test_templates_ask_for_what_there_is() -> None:
    asked = {
        name
        for file in TEMPLATES.iterdir()
        for name in re.findall(r'asset\("([^"]+)"\)', file.read_text(encoding="utf-8"))
    }
    assert "gemma.css" in asked and asked <= ASSETS.keys()
    for file in TEMPLATES.iterdir():
        assert "/static/" not in file.read_text(encoding="utf-8"), file.name


@BY_NAME
def test_a_file_may_be_kept_for_good(web: Web, name: str) -> None:
    """RFC 8246, 2; with a strong tag for each coding (RFC 9110, 8.8.3.3)."""
    asset = ASSETS[name]
    path, tags = f"/static/{asset.file}", set()
    small = asset.bytes < 512 or name.endswith(".woff2")
    for coding in ("br", "gzip", "identity"):
        reply = web.send(path, Accept_Encoding=coding)
        said = reply.headers
        assert reply.status == 200
        assert said["cache-control"] == "public, max-age=31536000, immutable"
        assert said["vary"] == "Accept-Encoding"
        assert said["etag"].startswith('"')
        assert ("content-encoding" in said) == (coding != "identity" and not small)
        tags.add(said["etag"])
        again = web.send(
            f"/static/{asset.file}", Accept_Encoding=coding, If_None_Match=said["etag"]
        )
        assert again.status == 304
    assert len(tags) == (1 if small else 3)


def test_a_name_without_its_hash_is_no_file(web: Web) -> None:
    for name in (*ASSETS, MANIFEST):
        assert web.send(f"/static/{name}").status == 404, name


def test_the_policy_lets_in_what_is_ours_alone() -> None:
    for part in GUARDS["Content-Security-Policy"].split("; "):
        name, *sources = part.split()
        assert sources in (["'self'"], ["'none'"]), name


@pytest.mark.skipif(
    not (SOURCES / "node_modules").is_dir() or not shutil.which("node"),
    reason="what assets are built with is not here (make assets)",
)
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run(["node", SOURCES / "build.mjs", tmp_path], check=True, capture_output=True)
    rebuilt = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert rebuilt == {file.name: file.read_bytes() for file in FOLDER.iterdir()}
