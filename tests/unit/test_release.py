"""A release is whole and as its manifest says, or it is refused with what to do."""

import json
from pathlib import Path

import pytest

from server.errors import ReleaseError
from server.release import CURRENT, MANIFEST, QUADS, digest, open_current, open_release
from tests.serving import tiny


@pytest.fixture
def var(tmp_path: Path) -> Path:
    tiny.write(tmp_path)
    return tmp_path


def test_a_whole_release_opens(var: Path) -> None:
    release = open_current(var)
    assert (release.id, release.base) == (tiny.ID, tiny.BASE)
    assert release.quads.is_file() and release.folder.name == tiny.ID


def test_no_release(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="run `gemma build` first"):
        open_current(tmp_path)


def test_a_link_to_nothing(tmp_path: Path) -> None:
    (tmp_path / CURRENT).symlink_to("releases/weg")
    with pytest.raises(ReleaseError, match="no release"):
        open_current(tmp_path)


def test_half_written(var: Path) -> None:
    (var / CURRENT / MANIFEST).unlink()
    with pytest.raises(ReleaseError, match="half written"):
        open_current(var)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"id": 1}', "\xff"])
def test_a_manifest_that_is_none(var: Path, text: str) -> None:
    (var / CURRENT / MANIFEST).write_bytes(text.encode("latin-1"))
    with pytest.raises(ReleaseError, match=r"manifest\.json"):
        open_current(var)


def test_a_file_that_is_gone(var: Path) -> None:
    (var / CURRENT / QUADS).unlink()
    with pytest.raises(ReleaseError, match=r"release\.nq is missing"):
        open_current(var)


def test_every_flipped_byte_is_seen(var: Path) -> None:
    file = var / CURRENT / QUADS
    whole = file.read_bytes()
    for at in range(0, len(whole), max(1, len(whole) // 50)):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(ReleaseError, match=r"release\.nq is not what"):
            open_release(var / CURRENT)
    file.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])  # cut at the end of a statement
    with pytest.raises(ReleaseError, match=r"release\.nq is not what"):
        open_release(var / CURRENT)


def test_the_digest_is_sha256(tmp_path: Path) -> None:
    (tmp_path / "leeg").write_bytes(b"")
    assert digest(tmp_path / "leeg").startswith("e3b0c44298fc1c149afbf4c8996fb924")


def test_the_manifest_of_this_fixture_is_json(var: Path) -> None:
    assert json.loads((var / CURRENT / MANIFEST).read_text())["id"] == tiny.ID
