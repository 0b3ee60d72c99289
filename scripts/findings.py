"""Findings: what a check has to say, always as one line that names file, line and remedy."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final


class Severity(IntEnum):
    """How bad it is; only a violation stops a release."""

    VIOLATION = 0
    WARNING = 1
    INFO = 2


#: severity -> its name in each language that the reports speak.
NAMES: Final[Mapping[Severity, Mapping[str, str]]] = {
    Severity.VIOLATION: {"nl": "overtreding", "en": "violation"},
    Severity.WARNING: {"nl": "waarschuwing", "en": "warning"},
    Severity.INFO: {"nl": "opmerking", "en": "note"},
}
_PLURALS: Final[Mapping[Severity, Mapping[str, str]]] = {
    Severity.VIOLATION: {"nl": "overtredingen", "en": "violations"},
    Severity.WARNING: {"nl": "waarschuwingen", "en": "warnings"},
    Severity.INFO: {"nl": "opmerkingen", "en": "notes"},
}
LANGUAGES: Final = ("nl", "en")


@dataclass(frozen=True, order=True)
class Finding:
    """One thing that is wrong: where, how bad, by which rule, and what to do about it."""

    severity: Severity
    file: str
    line: int
    rule: str
    nl: str
    en: str
    focus: str = field(default="", compare=True)

    def words(self, language: str) -> str:
        """Return `file:line: severity: message (focus) [rule]` in one line."""
        place = ":".join(str(part) for part in (self.file, self.line) if part)
        message = " ".join((self.nl if language == "nl" else self.en).split())
        focus = f" ({self.focus})" if self.focus and self.focus not in message else ""
        head = f"{place}: " if place else ""
        return f"{head}{NAMES[self.severity][language]}: {message}{focus} [{self.rule}]"


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return each finding once, the worst first, then by file and line."""
    return tuple(sorted(set(findings)))


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """Count the findings of one severity."""
    return sum(finding.severity is severity for finding in findings)


def summary(findings: Iterable[Finding], language: str) -> str:
    """Return how many there are of each severity, in one line."""
    found = tuple(findings)
    counts = {severity: count(found, severity) for severity in Severity}
    names = {s: (NAMES if n == 1 else _PLURALS)[s][language] for s, n in counts.items()}
    return ", ".join(f"{number} {names[severity]}" for severity, number in counts.items())


def violation(rule: str, where: tuple[str, int], nl: str, en: str, focus: str = "") -> Finding:
    """Return a finding that stops a release."""
    return Finding(Severity.VIOLATION, *where, rule, nl, en, focus)


def warning(rule: str, where: tuple[str, int], nl: str, en: str, focus: str = "") -> Finding:
    """Return a finding that a release may have."""
    return Finding(Severity.WARNING, *where, rule, nl, en, focus)
