"""What a worker may still do: tried within a process that is bound, and read from a real one."""

import platform
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from server.engines import confine
from server.engines.embedded import EmbeddedEngine
from server.release import Release
from tests.serving.running import ROOT, SECONDS

LINUX = sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")
#: Everything is loaded before the process is bound, as in the nursery.
BOUND = """
import ctypes, os, resource, signal, socket, sys
from server.engines import confine
libc = ctypes.CDLL(None, use_errno=True)
confine.confine()
try:
    {act}
except BaseException as error:
    os.write(1, type(error).__name__.encode())
else:
    os.write(1, b"done")
os._exit(0)
"""


def bound(act: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", BOUND.format(act=act)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


@pytest.mark.parametrize(
    "act",
    [
        "socket.socket()",
        "socket.socketpair()",
        "open('/etc/passwd')",
        "open('/dev/null', 'w')",
        "os.pipe()",
        "os.dup(1)",
    ],
)
def test_no_descriptor_is_opened(act: str) -> None:
    assert bound(act).stdout in ("PermissionError", "OSError")


@pytest.mark.skipif(not LINUX, reason="the filter of system calls is of Linux")
@pytest.mark.parametrize(
    "act",
    [
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
        "os.kill(os.getppid(), 0)",
        "os.unlink('/nowhere')",
        "os.mkdir('/nowhere')",
        "os.setuid(0)",
        "os.chdir('/')",
        "resource.prlimit(os.getppid(), resource.RLIMIT_CPU)",
    ],
)
def test_no_other_call_gets_through(act: str) -> None:
    assert bound(act).stdout == "PermissionError"


@pytest.mark.skipif(not LINUX, reason="the filter of system calls is of Linux")
@pytest.mark.parametrize("call", ["ptrace", "unshare", "connect", "bind", "mount", "vfork"])
def test_nor_does_one_that_python_has_no_word_for(call: str) -> None:
    # EPERM is 1; the call itself would complain of its arguments with another number.
    act = f"sys.exit(0) if libc.{call}(-1, 0, 0, 0, 0) == -1 and ctypes.get_errno() == 1 else None"
    if call == "vfork":
        act = act.replace("(-1, 0, 0, 0, 0)", "()")
    assert bound(act).stdout == "SystemExit"


def test_computing_still_works_and_memory_ends() -> None:
    assert bound("sorted(range(10 ** 5)); bytearray(10 ** 7); os.urandom(8)").stdout == "done"
    assert bound(f"bytearray({2 * confine.MEMORY})").stdout == "MemoryError"
    assert bound("resource.setrlimit(resource.RLIMIT_AS, (1 << 40, 1 << 40))").stdout != "done"


def test_an_abort_is_an_abort() -> None:
    assert bound("os.abort()").returncode == -6


def test_processor_time_ends() -> None:
    ended = bound("confine.limit_processor(0)\n    while True: pass")
    assert ended.returncode == -24


def test_a_machine_without_a_table_has_no_filter_and_is_told() -> None:
    assert confine.program("pdp11", 1) == []
    for machine in ("x86_64", "aarch64"):
        found = confine.program(machine, 1)
        assert 20 < len(found) < 256 and all(len(instruction) == 8 for instruction in found)


@pytest.mark.skipif(not LINUX, reason="reads /proc")
def test_a_real_worker_is_bound(tiny_release: Release) -> None:
    engine = EmbeddedEngine((tiny_release.quads,), tiny_release.base, workers=1)
    try:
        pid = engine._idle[0].pid
        # A worker binds itself before it reads its first question.
        from tests.serving.test_engines import query

        engine.answer(query("ASK {}"))
        status = Path(f"/proc/{pid}/status").read_text()
        assert "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status
        # One more than it has, for a client who is lent; nothing else that the filter lets in.
        assert resource.prlimit(pid, resource.RLIMIT_NOFILE) == (4, 4)
        assert {entry.name for entry in Path(f"/proc/{pid}/fd").iterdir()} == {"0", "1", "2"}
        assert resource.prlimit(pid, resource.RLIMIT_CORE) == (0, 0)
        assert 0 < resource.prlimit(pid, resource.RLIMIT_AS)[1] < 2 * confine.MEMORY
        assert 0 < resource.prlimit(pid, resource.RLIMIT_CPU)[0] < 60
        assert Path(f"/proc/{pid}/oom_score_adj").read_text() == "1000\n"
        held = {entry.resolve().name for entry in Path(f"/proc/{pid}/fd").iterdir()}
        assert all(name == "null" or name.startswith("socket:") for name in held)
    finally:
        engine.close()
    assert not Path(f"/proc/{pid}").exists()
