"""Confinement: what a worker may still do once it is bound, whatever its query makes it do.

Limits hold everywhere: memory, processor time, descriptors, no core file. On Linux the worker also
dies with its parent, and a seccomp filter leaves it only the calls that computing needs, and those
to take and hear a client who is lent (`server.engines.loans`): it makes no socket, opens no file,
starts no program and signals no other process. Where the kernel takes no filter, the limit on
descriptors is the wall: there it gets no new one, which keeps sockets and files out, but not a
program.
"""

import contextlib
import ctypes
import math
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Mapping, Sequence
from typing import Final

#: What a worker may use beyond what it shares with its parent, in bytes.
MEMORY: Final = 256 * 1024 * 1024
#: Queries give way to the server, which has pages to hand out, and slow ones to all (nice values).
NICE_QUICK: Final = 5
NICE_SLOW: Final = 15

_PR_SET_PDEATHSIG: Final = 1
_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_EPERM: Final = 0x00050000 | 1

# Instructions of classic BPF (linux/bpf_common.h) and places in `struct seccomp_data`.
_LOAD: Final = 0x20
_JUMP_EQUAL: Final = 0x15
_RETURN: Final = 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENT_0, _ARGUMENT_1 = 0, 4, 16, 24

#: machine -> (AUDIT_ARCH of linux/audit.h, call -> number).
_MACHINES: Final[Mapping[str, tuple[int, Mapping[str, int]]]] = {
    "x86_64": (0xC000003E, {
        "read": 0, "write": 1, "close": 3, "poll": 7, "mmap": 9, "mprotect": 10, "munmap": 11,
        "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15,
        "sched_yield": 24, "mremap": 25, "madvise": 28, "nanosleep": 35, "setitimer": 38,
        "getpid": 39, "recvfrom": 45, "recvmsg": 47, "exit": 60,
        "gettimeofday": 96, "getrusage": 98, "sigaltstack": 131, "gettid": 186, "futex": 202,
        "clock_gettime": 228, "clock_nanosleep": 230, "exit_group": 231, "tgkill": 234,
        "prlimit64": 302, "getrandom": 318, "rseq": 334,
    }),
    "aarch64": (0xC00000B7, {
        "close": 57, "read": 63, "write": 64, "ppoll": 73, "exit": 93, "exit_group": 94,
        "futex": 98, "nanosleep": 101, "setitimer": 103, "clock_gettime": 113,
        "clock_nanosleep": 115, "sched_yield": 124, "tgkill": 131, "sigaltstack": 132,
        "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139, "getrusage": 165,
        "gettimeofday": 169, "getpid": 172, "gettid": 178, "recvfrom": 207, "recvmsg": 212,
        "brk": 214, "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233,
        "prlimit64": 261, "getrandom": 278, "rseq": 293,
    }),
}  # fmt: skip


def confine(descriptors: int = 0) -> bool:
    """Bind this process for good; tell whether the kernel took the filter of system calls.

    It gets no new descriptor of that number or above.
    """
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as score:  # noqa: PTH123
        score.write("1000")  # when the machine runs out of memory, a worker goes first
    library = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    if library is not None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    limit = _used() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    return library is not None and _filter(library)


def kernel_filters() -> bool:
    """Tell whether a process that is bound gets the filter; tried on one that ends at once."""
    pid = os.fork()
    if pid == 0:
        os._exit(0 if confine() else 1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def limit_processor(seconds: float) -> None:
    """Let this process use `seconds` more of processor time, rounded up; then SIGXCPU ends it.

    The deadline is kept by whoever waits for the answer; this holds when nobody does any more.
    """
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = math.ceil(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))


def _used() -> int:
    """Return the size of this process's address space in bytes, 0 where that is unknown."""
    try:
        with open("/proc/self/statm") as statm:  # noqa: PTH123
            return int(statm.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 0


def program(machine: str, pid: int) -> list[bytes]:
    """Return the filter for a machine; empty when we have none for it.

    Every call that is not in the table fails with EPERM. A signal may only go to the process
    itself (abort), and the only limit to change is its own processor time.
    """
    if machine not in _MACHINES:
        return []
    architecture, numbers = _MACHINES[machine]
    guarded = {"tgkill": ((_ARGUMENT_0, pid),), "prlimit64": ((_ARGUMENT_0, 0), (_ARGUMENT_1, 0))}
    blocks = [_guarded(numbers[name], checks) for name, checks in guarded.items()]
    free = [number for name, number in numbers.items() if name not in guarded]
    tail = [_instruction(_RETURN, _EPERM), _instruction(_RETURN, _ALLOW)]
    calls = [
        _instruction(_JUMP_EQUAL, number, len(free) - place)  # to the last instruction
        for place, number in enumerate(free)
    ]
    return [
        _instruction(_LOAD, _ARCHITECTURE),
        _instruction(_JUMP_EQUAL, architecture, 1),
        _instruction(_RETURN, _EPERM),
        _instruction(_LOAD, _NUMBER),
        *(instruction for block in blocks for instruction in block),
        *calls,
        *tail,
    ]


def _guarded(number: int, checks: Sequence[tuple[int, int]]) -> list[bytes]:
    """Allow a call when each argument is what it must be; leave other calls to what follows."""
    # Only the low half of an argument is looked at: those here are 32 bits wide.
    body = [
        part
        for at, value in checks
        for part in (
            _instruction(_LOAD, at),
            _instruction(_JUMP_EQUAL, value, 1),
            _instruction(_RETURN, _EPERM),
        )
    ]
    body.append(_instruction(_RETURN, _ALLOW))
    return [_instruction(_JUMP_EQUAL, number, 0, len(body)), *body]


def _instruction(code: int, value: int, true: int = 0, false: int = 0) -> bytes:
    """Write one `struct sock_filter`; the jumps count from the next instruction."""
    return struct.pack("=HBBI", code, true, false, value)


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter(library: ctypes.CDLL) -> bool:
    instructions = program(platform.machine(), os.getpid())
    text = b"".join(instructions)
    given = _Program(len(instructions), text)
    return bool(
        instructions
        and library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
        and library.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(given), 0, 0) == 0
    )
