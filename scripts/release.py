"""Releasing: a new release is whole on disk before its name appears, and one rename puts it in use.

Written beside the old ones in a folder that no reader sees, every file and folder flushed to the
disk and read back, the manifest last; then the folder gets its name and the link `current` is
replaced by one rename. A kill at any moment leaves the old release in use and nothing that blocks
the next build, which clears what is half built. Older releases are never removed.

For the tests, GEMMA_FAILPOINT names a step of `FAILPOINTS` at which the process kills itself, as
`kill -9` or a power cut would.
"""

import errno
import fcntl
import os
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from scripts.load import count_quads
from scripts.pack import Package
from server.errors import BusyError, ReleaseError, SettingsError
from server.release import CURRENT, MANIFEST, QUADS, RELEASES, Release, open_release

LOCK: Final = "build.lock"
HISTORY: Final = "history"
HALF: Final = ".half-"
BROKEN: Final = ".broken-"

#: The steps of a release, in order; each is reached just after what its name says.
FAILPOINTS: Final = (
    "locked", "cleared", "folder-made", "half-a-file", "files-written", "read-back",
    "manifest-written", "folder-flushed", "folder-named", "link-made", "switched", "noted",
)  # fmt: skip

#: What a failure of the disk is called, and what to do about it.
_CAUSES: Final[Mapping[int, str]] = {
    errno.ENOSPC: "no space left on the disk (ENOSPC): make room and build again",
    errno.EDQUOT: "disk quota exceeded (EDQUOT): make room and build again",
    errno.EFBIG: "file size limit reached (EFBIG): raise the limit and build again",
    errno.EACCES: "no permission to write (EACCES): give this user the right to write there",
    errno.EPERM: "no permission to write (EPERM): give this user the right to write there",
    errno.EROFS: "read-only file system (EROFS): set GEMMA_VAR to a folder that can be written",
    errno.ENOTDIR: "not a folder (ENOTDIR): set GEMMA_VAR to a folder",
    errno.EISDIR: "a folder stands in the way (EISDIR): move it aside",
    errno.EEXIST: "a file stands in the way (EEXIST): move it aside",
    errno.EIO: "the disk failed (EIO): check the disk and build again",
}


@contextmanager
def exclusive(var: Path) -> Iterator[None]:
    """Hold the lock on `var`; it dies with the process, so no stale lock can block.

    Raises `BusyError` when another build holds it, `ReleaseError` when `var` cannot be written.
    """
    with naming_disk_errors(var):
        var.mkdir(parents=True, exist_ok=True)
        lock = os.open(var / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError(f"another build is running in {var}: wait for it to end") from None
        _reach("locked")
        yield
    finally:
        os.close(lock)


@contextmanager
def naming_disk_errors(place: Path) -> Iterator[None]:
    """Turn what the operating system refuses into a `ReleaseError` with cause and remedy."""
    try:
        yield
    except OSError as error:
        cause = _CAUSES.get(error.errno or 0, f"{error.strerror} ({error.errno})")
        where = error.filename if isinstance(error.filename, str) else str(place)
        raise ReleaseError(f"{where}: {cause}; the release in use is as it was") from error


def clear(var: Path) -> None:
    """Remove what killed builds left behind; only under the lock."""
    with naming_disk_errors(var):
        for half in (var / RELEASES).glob(f"{HALF}*"):
            shutil.rmtree(half)
        (var / f"{CURRENT}{HALF}").unlink(missing_ok=True)
    _reach("cleared")


def publish(var: Path, package: Package) -> Release:
    """Write `package` under `var`, verify it and put it in use; only under the lock.

    A release of that name that is there and whole is put in use as it is. Raises `ReleaseError`
    when the disk fails or gives back something else than was written.
    """
    folder = var / RELEASES / package.id
    half = var / RELEASES / f"{HALF}{package.id}"
    try:
        with naming_disk_errors(var):
            if not _is_whole(folder):
                _write(half, package)
                _read_back(half, package)
                _write_file(half / MANIFEST, package.manifest)
                _reach("manifest-written")
                for place in (half / "graphs", half):
                    _flush_folder(place)
                _reach("folder-flushed")
                _move_aside(folder)
                half.rename(folder)
                _flush_folder(folder.parent)
                _reach("folder-named")
            return switch(var, package.id)
    finally:
        with suppress(OSError):
            shutil.rmtree(half)


def switch(var: Path, release: str) -> Release:
    """Verify a release that is there and put it in use; only under the lock.

    Raises `ReleaseError` as `server.release.open_release`, or when the disk fails.
    """
    folder = var / RELEASES / release
    if "/" in release or release.startswith(".") or not folder.is_dir():
        names = ", ".join(sorted(f.name for f in (var / RELEASES).glob("[!.]*"))) or "none"
        raise ReleaseError(f"no release {release!r} under {var}; there are: {names}")
    found = open_release(folder)
    with naming_disk_errors(var):
        target = f"{RELEASES}/{release}"
        link, current = var / f"{CURRENT}{HALF}", var / CURRENT
        if not current.is_symlink() or str(current.readlink()) != target:
            link.unlink(missing_ok=True)
            link.symlink_to(target)
            _reach("link-made")
            link.replace(current)
            _flush_folder(var)
            _reach("switched")
            _note(var, release)
            _reach("noted")
    return found


def history(var: Path) -> list[str]:
    """Return the names of the releases in the order in which they were put in use."""
    with suppress(FileNotFoundError):
        return (var / HISTORY).read_text(encoding="utf-8").split()
    return []


def before_current(var: Path) -> str:
    """Return the name of the release that was in use before this one, of those that are kept.

    Raises `ReleaseError` when there is none.
    """
    current = (var / CURRENT).readlink().name if (var / CURRENT).is_symlink() else ""
    for name in reversed(history(var)):
        if name != current and (var / RELEASES / name).is_dir():
            return name
    raise ReleaseError(f"no release was in use before this one, as far as {var / HISTORY} tells")


def _note(var: Path, release: str) -> None:
    """Add a line to the history; it is advice for a rollback, so losing one is no failure."""
    with suppress(OSError), (var / HISTORY).open("a", encoding="utf-8") as stream:
        stream.write(f"{release}\n")
        stream.flush()
        os.fsync(stream.fileno())


def _is_whole(folder: Path) -> bool:
    try:
        open_release(folder)
    except ReleaseError:
        return False
    return True


def _move_aside(folder: Path) -> None:
    """Make room where a damaged release of the same name stands; keep it for who wants to look."""
    if folder.exists():
        aside = folder.with_name(f"{BROKEN}{folder.name}")
        if aside.exists():
            shutil.rmtree(aside)
        folder.rename(aside)


def _write(half: Path, package: Package) -> None:
    (half / "graphs").mkdir(parents=True)
    _reach("folder-made")
    for name, content in package.files.items():
        _write_file(half / name, content)
    _reach("files-written")


def _write_file(file: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it."""
    with file.open("xb") as stream:
        middle = len(content) // 2
        stream.write(content[:middle])
        if file.name == QUADS:
            stream.flush()
            _reach("half-a-file")
        stream.write(content[middle:])
        stream.flush()
        os.fsync(stream.fileno())


def _read_back(half: Path, package: Package) -> None:
    """Hold every file against what was meant, and read every statement."""
    for name, content in package.files.items():
        if (half / name).read_bytes() != content:
            raise ReleaseError(f"{half / name} is not what was written: check the disk")
    try:
        quads = count_quads(half / QUADS)
    except SyntaxError as error:
        raise ReleaseError(f"{half / QUADS} cannot be read back: {error.msg}") from error
    if quads != package.quads:
        raise ReleaseError(f"{half / QUADS} reads back as {quads} of {package.quads} statements")
    _reach("read-back")


def _flush_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reach(step: str) -> None:
    """Die here when a test says so."""
    wanted = os.environ.get("GEMMA_FAILPOINT", "")
    if wanted and wanted not in FAILPOINTS:
        raise SettingsError(f"GEMMA_FAILPOINT is {wanted!r}: give one of {', '.join(FAILPOINTS)}")
    if wanted == step:
        os.kill(os.getpid(), signal.SIGKILL)
