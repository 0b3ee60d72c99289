"""Equal input gives equal bytes, whatever the hash seed, the clock, the language or the folder."""

import gzip
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.making.conftest import CHECKOUT, Project

#: The command under another clock: every way in which Python code can ask the time.
OTHER_CLOCK = """
import datetime, sys, time
from pathlib import Path
class Date(datetime.date):
    today = classmethod(lambda cls: cls(1999, 12, 31))
class Moment(datetime.datetime):
    now = classmethod(lambda cls, tz=None: cls(1999, 12, 31, tzinfo=tz))
    utcnow = classmethod(lambda cls: cls(1999, 12, 31))
datetime.date, datetime.datetime = Date, Moment
time.time, time.time_ns = lambda: 946598400.0, lambda: 946598400 * 10**9
from scripts.cli import main
sys.exit(main(sys.argv[2:], Path(sys.argv[1])))
"""


def content(var: Path) -> dict[str, bytes]:
    folder = (var / "current").resolve()
    files = {f.relative_to(folder).as_posix(): f for f in folder.rglob("*") if f.is_file()}
    return {folder.name: b"", **{name: file.read_bytes() for name, file in files.items()}}


def run(project: Project, var: Path, code: str, **more: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.root), "build"],
        env=project.environment(GEMMA_VAR=str(var), **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_same_input_same_bytes(project: Project, tmp_path: Path) -> None:
    project.edit("data/principes/principes.ttl", '"Eén"@nl , ', "")
    project.build()
    first = content(project.var)
    assert len(first) > 15
    for seed in ("1", "2"):
        var = tmp_path / f"var{seed}"
        run(project, var, OTHER_CLOCK, PYTHONHASHSEED=seed, TZ="Asia/Tokyo", LC_ALL="C")
        assert content(var) == first


def test_the_clock_of_the_whole_process(project: Project, tmp_path: Path) -> None:
    faketime = shutil.which("faketime")
    if faketime is None:
        pytest.skip("faketime is not installed: the clock is set in Python only")
    project.build()
    environment = project.environment(GEMMA_VAR=str(tmp_path / "other"))
    command = [faketime, "-f", "-365d", *project.command("build")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert content(tmp_path / "other") == content(project.var)


def test_order_of_a_source_does_not_show(project: Project) -> None:
    file = project.root / "data/landschap/elementen.ttl"
    before = project.build()
    head, *blocks = file.read_text(encoding="utf-8").split("\n\n")
    file.write_text("\n\n".join([head, *reversed(blocks)]), encoding="utf-8")
    after = project.build()
    assert after.id != before.id
    for name in ("graphs/landschap.ttl", "graphs/landschap.nt", "graphs/inferred.nt"):
        assert (after.folder / name).read_bytes() == (before.folder / name).read_bytes()


def test_one_setting_mints_everything_anew(project: Project, tmp_path: Path) -> None:
    base, var = "https://example.org/lod/", tmp_path / "other"
    project.build()
    done = project.run("build", GEMMA_BASE=base, GEMMA_VAR=str(var))
    assert done.returncode == 0, done.stderr
    texts = {
        name: (gzip.decompress(data) if name.endswith(".gz") else data).decode()
        for name, data in content(var).items()
    }
    assert not [name for name, text in texts.items() if "w3id.org/gemma" in text]
    first = content(project.var)
    quads = first["release.nq"].decode().replace("https://w3id.org/gemma/", base)
    own = [
        line for line in quads.splitlines() if "/release/current>" not in line and "_:" not in line
    ]
    assert set(own) <= set(texts["release.nq"].splitlines())


def test_the_real_sources_too(real_var: Path, tmp_path: Path) -> None:
    """The release that all tests look at was built with another seed, in another folder."""
    project = Project(CHECKOUT, tmp_path / "var")
    done = project.run("build", PYTHONHASHSEED="2")
    assert done.returncode == 0, done.stderr
    assert content(project.var) == content(real_var)
