"""Observing: what is noted of a request, and what is counted for Prometheus; nobody is in it."""

import contextlib
import os
import threading
import time
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from itertools import accumulate
from pathlib import Path
from typing import Final, TypeAlias

_PATH_MAXIMUM: Final = 300
#: Upper bounds of the times that are told apart, in seconds.
BUCKETS: Final = (0.005, 0.015, 0.05, 0.15, 0.5, 1.5, 5.0, 15.0)
Labels: TypeAlias = tuple[str, ...]
#: What was noted of a request, by name: `query`, `lane`, `outcome`.
Noted: TypeAlias = tuple[tuple[str, str], ...]

#: name -> (type, what it is, names of its labels); Prometheus text format 0.0.4.
FAMILIES: Final[Mapping[str, tuple[str, str, Labels]]] = {
    "gemma_requests_total": ("counter", "Answers sent.", ("kind", "method", "status")),
    "gemma_request_seconds": ("histogram", "Time from request to answer.", ("kind",)),
    "gemma_answer_bytes_total": ("counter", "Bytes of answers.", ("kind",)),
    "gemma_requests_running": (
        "gauge",
        "Requests that are being answered, and clients that are lent.",
        (),
    ),
    "gemma_queries_total": ("counter", "Queries evaluated.", ("lane", "outcome")),
    "gemma_release_info": ("gauge", "The release that is served.", ("release",)),
    "gemma_releases_total": ("counter", "Releases opened or refused.", ("outcome",)),
    "gemma_log_lines_lost_total": ("counter", "Lines that the log had no room for.", ()),
    "process_start_time_seconds": ("gauge", "When this process started, by the clock.", ()),
    "process_cpu_seconds_total": ("counter", "Processor time of this process.", ()),
    "process_resident_memory_bytes": ("gauge", "Memory of this process.", ()),
}

#: First part of a path -> what kind of request that is counted as.
_KINDS: Final[Mapping[str, str]] = {
    "": "home", "id": "thing", "doc": "document", "def": "document", "sparql": "query",
    "catalog": "document", "download": "download", "releases": "document", "timemap": "document",
    "changes": "document", "search": "document", "query": "query", "quality": "document",
    "static": "static", "healthz": "health", "readyz": "health",
}  # fmt: skip
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH"})


class Metrics:
    """Numbers by family and labels, for all threads."""

    def __init__(self) -> None:
        """Start at nothing."""
        self._lock = threading.Lock()
        self._numbers: dict[tuple[str, Labels], float] = defaultdict(float)
        #: Kind, method and status -> how many took up to each bound, more, then bytes and seconds.
        self._answered: dict[Labels, list[float]] = {}
        self._before: list[Callable[[], None]] = []
        self._measured: dict[str, Callable[[], float]] = {
            "process_cpu_seconds_total": time.process_time,
            "process_resident_memory_bytes": _resident,
        }
        self.set("process_start_time_seconds", time.time())

    def add(self, name: str, amount: float, *labels: str) -> None:
        """Add to a counter, or to a gauge that goes up and down."""
        with self._lock:
            self._numbers[name, labels] += amount

    def set(self, name: str, value: float, *labels: str) -> None:
        """Set a gauge; it has one value, so what other labels said is gone."""
        with self._lock:
            for key in [key for key in self._numbers if key[0] == name]:
                del self._numbers[key]
            self._numbers[name, labels] = value

    def answered(self, answers: Iterable[tuple[Labels, int, float]]) -> None:
        """Count answers: of what kind, method and status, of how many bytes, after how long."""
        with self._lock:
            for counted, size, seconds in answers:
                found = self._answered.get(counted)
                if found is None:
                    found = self._answered[counted] = [0.0] * (len(BUCKETS) + 3)
                found[bisect_left(BUCKETS, seconds)] += 1
                found[-2] += size
                found[-1] += seconds

    def measure(self, name: str, value: Callable[[], float]) -> None:
        """Let a gauge be measured when it is asked for."""
        self._measured[name] = value

    def before(self, settle: Callable[[], None]) -> None:
        """Let something be done before the numbers are told: counting what was not counted yet."""
        self._before.append(settle)

    def text(self) -> str:
        """Return all families in the Prometheus text format, version 0.0.4."""
        for settle in self._before:
            settle()
        measured = {name: value() for name, value in self._measured.items()}
        with self._lock:
            for name, value in measured.items():
                self._numbers[name, ()] = value
            numbers = dict(self._numbers)
            answered = {counted: list(sums) for counted, sums in self._answered.items()}
        sums, times = _by_kind(answered)
        told = sorted({**numbers, **sums}.items())
        lines = []
        for name, (kind, meaning, names) in FAMILIES.items():
            lines += [f"# HELP {name} {meaning}", f"# TYPE {name} {kind}"]
            lines += [
                f"{name}{_labels(names, labels)} {value:.15g}"
                for (family, labels), value in told
                if family == name
            ]
            if kind == "histogram":
                for label, found in sorted(times.items()):
                    lines += _histogram(name, names, (label,), found)
        return "\n".join(lines) + "\n"


def _by_kind(
    answered: Mapping[Labels, list[float]],
) -> tuple[dict[tuple[str, Labels], float], dict[str, list[float]]]:
    """Return numbers of answers and bytes, and for each kind the counts of times, then seconds."""
    numbers: dict[tuple[str, Labels], float] = defaultdict(float)
    times: dict[str, list[float]] = {}
    for (kind, method, status), (*counts, size, seconds) in answered.items():
        numbers["gemma_requests_total", (kind, method, status)] = sum(counts)
        numbers["gemma_answer_bytes_total", (kind,)] += size
        known = times.get(kind, [0.0] * (len(BUCKETS) + 2))
        times[kind] = [one + more for one, more in zip(known, [*counts, seconds], strict=True)]
    return numbers, times


def _histogram(name: str, names: Labels, labels: Labels, found: list[float]) -> list[str]:
    bounds = [*(f"{bound:g}" for bound in BUCKETS), "+Inf"]
    plain = _labels(names, labels)
    return [
        *(
            f"{name}_bucket{_labels((*names, 'le'), (*labels, bound))} {count:.15g}"
            for bound, count in zip(bounds, accumulate(found[:-1]), strict=True)
        ),
        f"{name}_sum{plain} {found[-1]:.15g}",
        f"{name}_count{plain} {sum(found[:-1]):.15g}",
    ]


def _labels(names: Labels, values: Labels) -> str:
    def escaped(text: str) -> str:
        return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

    pairs = [f'{n}="{escaped(v)}"' for n, v in zip(names, values, strict=True)]
    return f"{{{','.join(pairs)}}}" if pairs else ""


def _resident() -> float:
    with contextlib.suppress(OSError):  # Linux only
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return float(pages * os.sysconf("SC_PAGE_SIZE"))
    return 0.0


_notes = threading.local()


def note(**facts: str) -> None:
    """Remember something about the request that this thread answers: `query`, `lane`, `outcome`."""
    _notes.__dict__.update(facts)


def taken() -> Noted:
    """Return what was noted on this thread since the last time, and forget it."""
    found = tuple(_notes.__dict__.items())
    _notes.__dict__.clear()
    return found


def noted(name: str) -> str:
    """Return one thing that was noted on this thread, or nothing."""
    return str(_notes.__dict__.get(name, ""))


def kind(path: str) -> str:
    """Return what kind of request a path is; none is of what was no request."""
    if not path:
        return "other"
    return _KINDS.get(path[1:].partition("/")[0].partition(".")[0], "other")


def method(name: str) -> str:
    """Return a method as it is counted; a client cannot make names of its own."""
    return name if name in _METHODS else "other"


def outcome(status: int) -> str:
    """Return how a request ended that is no query."""
    return "answered" if status < 400 else "refused" if status < 500 else "failed"


@lru_cache(maxsize=10_000)
def network(address: str) -> str:
    """Return the network of an address: what is kept of it."""
    try:
        found = ip_address(address.strip("[]").partition("/")[0])
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network((found, 24 if found.version == 4 else 48), strict=False))


def shortened(path: str) -> str:
    """Return a path without its query, at a bounded length."""
    return path[:_PATH_MAXIMUM]
