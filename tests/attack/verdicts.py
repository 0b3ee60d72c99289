"""Verdicts: what was seen beside what is asked, as a table; pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.attack.clients import Sample


@dataclass(frozen=True)
class Verdict:
    """One line of the table. `timed` when it depends on how fast the machine is."""

    phase: str
    what: str
    seen: str
    asked: str
    holds: bool
    timed: bool = False


def percentile(samples: Iterable[Sample], part: float) -> float:
    """Return the milliseconds that this part of the samples stays under; none: no number."""
    times = sorted(sample.seconds for sample in samples)
    return (
        times[min(len(times) - 1, math.ceil(part * len(times)) - 1)] * 1000 if times else math.nan
    )


def well(sample: Sample) -> bool:
    """Tell whether a request of the normal load got what it asked for."""
    return sample.status == 200 and sample.whole


def success(phase: str, what: str, samples: Sequence[Sample], least: float) -> Verdict:
    """Judge the part of the requests that succeeded."""
    part = sum(map(well, samples)) / len(samples) if samples else 0.0
    bad = sorted({sample.status for sample in samples if not well(sample)})
    seen = f"{part:.2%} of {len(samples)}" + (f", else {bad}" if bad else "")
    return Verdict(phase, f"{what} succeed", seen, f">= {least:.1%}", part >= least)


def within(
    phase: str, what: str, samples: Iterable[Sample], part: float, milliseconds: float
) -> Verdict:
    """Judge how long this part of the requests took at most."""
    found = percentile(samples, part)
    return Verdict(
        phase,
        f"{what} p{part * 100:g}",
        f"{found:.0f} ms",
        f"<= {milliseconds:g} ms",
        found <= milliseconds,
        timed=True,
    )


def attackers(
    phase: str, samples: Sequence[Sample], limit: float, right: set[int]
) -> list[Verdict]:
    """Judge how heavy queries were answered: in time, and whole or with an error."""
    longest = max((sample.seconds for sample in samples), default=0.0)
    counts = {
        status: sum(s.status == status for s in samples) for status in {s.status for s in samples}
    }
    broken = [s for s in samples if s.status not in right or not s.whole]
    said = ", ".join(f"{status}: {number}" for status, number in sorted(counts.items()))
    return [
        Verdict(phase, "heavy queries: answers", said, f"of {sorted(right)}", not broken),
        Verdict(
            phase, "heavy queries: longest", f"{longest:.1f} s", f"<= {limit + 2:g} s",
            longest <= limit + 2, timed=True,
        ),
    ]  # fmt: skip


def table(verdicts: Sequence[Verdict]) -> str:
    """Write verdicts as a table."""
    rows = [("phase", "what", "seen", "asked", "")]
    rows += [(v.phase, v.what, v.seen, v.asked, "ok" if v.holds else "FAILS") for v in verdicts]
    widths = [max(len(row[at]) for row in rows) for at in range(5)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([lines[0], "-" * sum(widths), *lines[1:]])
