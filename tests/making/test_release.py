"""Whatever happens to a build, the release in use is whole and the next build works."""

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts.build import build
from scripts.release import FAILPOINTS, exclusive, history
from server.errors import ReleaseError
from server.release import open_current, open_release
from server.settings import Settings
from tests.making.conftest import Gemma, Project

FILE = "data/principes/principes.ttl"
MORE = '\nprinciple:{key} a gemma:Principle ;\n    skos:prefLabel "N"@nl , "E"@en .\n'

#: Steps after which the new release is in use.
IN_USE = FAILPOINTS[FAILPOINTS.index("switched") :]


def leftovers(project: Project) -> list[str]:
    """What a build left that a reader must never see."""
    return [str(p) for p in project.var.rglob("*") if ".half-" in p.name]


@pytest.mark.parametrize("step", FAILPOINTS)
def test_kill_at_every_step(project: Project, step: str) -> None:
    first = project.build().id
    project.append(FILE, MORE.format(key="drie"))
    killed = project.run("build", GEMMA_FAILPOINT=step)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    second = project.verified()
    assert (second != first) == (step in IN_USE)
    assert project.run("build").returncode == 0
    assert project.verified() != first
    assert leftovers(project) == []
    assert open_release(project.var / "releases" / first).id == first


def test_kill_at_every_step_of_the_first_build(project: Project) -> None:
    for step in FAILPOINTS:
        shutil.rmtree(project.var, ignore_errors=True)
        assert project.run("build", GEMMA_FAILPOINT=step).returncode == -signal.SIGKILL
        if step in IN_USE:
            assert project.verified()
        else:
            with pytest.raises(ReleaseError, match="run `gemma build` first"):
                open_current(project.var)
    assert project.run("build").returncode == 0
    assert project.verified()


def test_kill_at_any_moment(project: Project) -> None:
    project.build()
    chance = random.Random(20)
    for number in range(15):
        project.append(FILE, MORE.format(key=f"nieuw-{number}"))
        process = project.start("build")
        try:
            process.wait(timeout=chance.uniform(0.01, 0.5))
        except subprocess.TimeoutExpired:
            process.kill()
        process.communicate()
        assert project.verified()
    assert project.run("build").returncode == 0
    assert leftovers(project) == []


def test_terminate_cleans_up(project: Project) -> None:
    project.build()
    before = project.current()
    project.append(FILE, MORE.format(key="drie"))
    process = project.start("build", GEMMA_FAILPOINT="")
    lock = project.var / "build.lock"
    while process.poll() is None and not _locked(lock):
        pass
    process.terminate()
    process.communicate()
    assert process.returncode in (143, -signal.SIGTERM, 0)
    assert leftovers(project) == []
    assert project.verified() == project.current().split("/")[1]
    assert project.current() == before or process.returncode == 0


def _locked(lock: Path) -> bool:
    """Whether somebody holds the lock, asked of the kernel: to try it would be to hold it."""
    inode = f":{lock.stat().st_ino} "
    return any(inode in line for line in Path("/proc/locks").read_text().splitlines())


def test_one_of_many_builds_wins(project: Project) -> None:
    processes = [project.start("build") for _ in range(4)]
    told = [process.communicate()[1] for process in processes]
    codes = [process.returncode for process in processes]
    assert 0 in codes
    assert set(codes) <= {0, 3}
    for code, err in zip(codes, told, strict=True):
        assert code == 0 or "another build is running" in err
    assert project.verified()


def test_a_held_lock_is_named_and_dies_with_its_process(project: Project, gemma: Gemma) -> None:
    with exclusive(project.var):
        code, _, err = gemma("build")
        assert code == 3
        assert err.startswith("gemma: another build is running in ")
    assert project.run("build", GEMMA_FAILPOINT="half-a-file").returncode == -signal.SIGKILL
    assert gemma("build")[0] == 0


def test_nothing_to_do_is_only_verified(project: Project, gemma: Gemma) -> None:
    first = project.build()
    stamps = {p: p.stat().st_mtime_ns for p in first.folder.rglob("*")}
    code, out, _ = gemma("build")
    assert (code, out) == (0, f"up to date: {first.id} is in use and verified\n")
    assert stamps == {p: p.stat().st_mtime_ns for p in first.folder.rglob("*")}
    assert history(project.var) == [first.id]


@pytest.mark.parametrize("harm", ["cut", "flip", "gone", "manifest"])
def test_a_damaged_release_is_refused_and_made_anew(project: Project, harm: str) -> None:
    first = project.build()
    file = first.folder / ("manifest.json" if harm == "manifest" else "release.nq")
    whole = file.read_bytes()
    if harm == "gone":
        file.unlink()
    elif harm == "flip":
        file.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    else:
        file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ReleaseError, match=file.name):
        open_current(project.var)
    again = project.build()
    assert again.id == first.id
    assert file.read_bytes() == whole
    assert list((project.var / "releases").glob(f".broken-{first.id}"))


def test_flip_any_byte_of_any_file_is_noticed(project: Project) -> None:
    release = project.build()
    chance = random.Random(10)
    files = [f for f in release.folder.rglob("*") if f.is_file() and f.name != "manifest.json"]
    for _ in range(50):
        file = chance.choice([f for f in files if f.stat().st_size])
        whole = file.read_bytes()
        at = chance.randrange(len(whole))
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x20]) + whole[at + 1 :])
        with pytest.raises(ReleaseError, match=file.name):
            open_release(release.folder)
        file.write_bytes(whole)
    assert open_release(release.folder).id == release.id


def test_back_to_an_earlier_release(project: Project, gemma: Gemma) -> None:
    first = project.build().id
    project.append(FILE, MORE.format(key="drie"))
    second = project.build().id
    assert gemma("build", "--use", "previous")[:2] == (0, f"in use: {first} (verified)\n")
    assert project.verified() == first
    assert gemma("build", "--use", second)[0] == 0
    assert project.verified() == second
    (project.var / "releases" / first / "things.txt").write_text("cut")
    code, _, err = gemma("build", "--use", "previous")
    assert (code, project.verified()) == (4, second)
    assert "things.txt is not what manifest.json says" in err
    assert "there are: " + ", ".join(sorted((first, second))) in gemma("build", "--use", "x")[2]
    assert gemma("build", "--use", "../releases")[0] == 4


def test_previous_is_one_that_is_kept(project: Project, gemma: Gemma) -> None:
    """A release may be taken away by removing its folder; the one before it is there still."""
    first = project.build().id
    project.append(FILE, MORE.format(key="drie"))
    second = project.build().id
    project.append(FILE, MORE.format(key="vier"))
    project.build()
    shutil.rmtree(project.var / "releases" / second)
    assert gemma("build", "--use", "previous")[:2] == (0, f"in use: {first} (verified)\n")


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[Path]:
    """A file system of its own, or a skip that says why not."""
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no small disk here: {error}")
    if done.returncode:
        pytest.skip(f"no small disk here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_at_any_size(project: Project, tmp_path: Path) -> None:
    outcomes = set()
    with small_disk(tmp_path / "disk", "size=8m") as disk:
        small = Settings(var=disk / "var")
        build(project.root, small)
        project.append(FILE, MORE.format(key="drie"))
        ballast = disk / "ballast"
        for kilobytes in (0, 4, 16, 64, 150, 300, 600, 1_200):
            before = (disk / "var" / "current").readlink()
            _fill(disk, ballast, kilobytes * 1024)
            try:
                build(project.root, small)
                outcomes.add("built")
            except ReleaseError as error:
                outcomes.add("refused")
                assert "no space left on the disk (ENOSPC)" in error.detail
                assert (disk / "var" / "current").readlink() == before
            assert open_current(disk / "var").id
            assert not list((disk / "var" / "releases").glob(".half-*"))
        ballast.unlink()
        build(project.root, small)
    assert outcomes == {"built", "refused"}


def _fill(disk: Path, ballast: Path, leave: int) -> None:
    """Fill a disk with one file until `leave` bytes are free."""
    ballast.unlink(missing_ok=True)
    state = os.statvfs(disk)
    ballast.write_bytes(b"x" * (state.f_bavail * state.f_frsize - leave))


def test_full_disk_is_one_line_for_the_user(project: Project, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=64k") as disk:
        done = project.run("build", GEMMA_VAR=str(disk / "var"))
    assert done.returncode == 4
    assert "ENOSPC" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_read_only_disk_is_named(project: Project, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=1m,ro") as disk:
        done = project.run("build", GEMMA_VAR=str(disk / "var"))
    assert done.returncode == 4
    assert "read-only file system (EROFS)" in done.stderr


def test_file_size_limit_is_named(project: Project) -> None:
    project.build()
    before = project.verified()
    project.append(FILE, MORE.format(key="drie"))
    done = subprocess.run(
        project.command("build"),
        env=project.environment(),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
    )
    assert done.returncode == 4
    assert f"({errno.errorcode[errno.EFBIG]})" in done.stderr
    assert project.verified() == before
    assert leftovers(project) == []


def test_no_permission_is_named(project: Project) -> None:
    project.var.mkdir()
    project.var.chmod(0o500)
    somebody = 65534 if os.geteuid() == 0 else os.geteuid()
    before = os.geteuid()
    os.seteuid(somebody)
    try:
        with pytest.raises(ReleaseError, match="no permission to write \\(EACCES\\)"):
            build(project.root, project.settings)
    finally:
        os.seteuid(before)


def test_what_stands_in_the_way_is_named(project: Project, gemma: Gemma) -> None:
    project.var.write_text("not a folder")
    code, _, err = gemma("build")
    assert code == 4
    assert str(project.var) in err and "move it aside" in err
    project.var.unlink()
    (project.var / "current").mkdir(parents=True)
    (project.var / "current" / "x").write_text("in the way")
    code, _, err = gemma("build")
    assert code == 4
    assert "move it aside" in err


def test_var_on_a_link_and_on_another_file_system(project: Project, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=8m") as disk:
        project.var.mkdir()
        (disk / "releases").mkdir()
        (project.var / "releases").symlink_to(disk / "releases")
        first = project.build().id
        project.append(FILE, MORE.format(key="drie"))
        assert project.build().id != first
        assert project.verified()


def test_a_wrong_failpoint_is_a_setting_error(project: Project) -> None:
    done = project.run("build", GEMMA_FAILPOINT="nowhere")
    assert done.returncode == 2
    assert "GEMMA_FAILPOINT" in done.stderr
