"""Findings: what is to be said of a list, in plain Dutch and English, at the line that it is about.

Either by a rule of the shapes, whose words stand there, or by what reading met, in the table here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from server.rdf.terms import Object, Subject

#: The longest piece of a list that is repeated.
_SHOWN: Final = 80


class Severity(IntEnum):
    """How bad it is, the worst first; the names are those of SHACL (2.1.4)."""

    VIOLATION = 0
    WARNING = 1
    INFO = 2


@dataclass(frozen=True)
class Finding:
    """One thing to be said; `messages` are in Dutch and in English.

    `line` counts from 1, 0 for the whole list. `rule` is the IRI of a shape, or the key of a remark
    below. `about` is the name of the product or party, `value` what stands there. `meant` are
    components that may have been meant. The last four are of SHACL (3.6.2), for a rule only.
    """

    severity: Severity
    line: int
    rule: str
    messages: tuple[str, str]
    about: str = ""
    value: str = ""
    meant: tuple[str, ...] = ()
    focus: Subject | None = None
    path: str = ""
    term: Object | None = None
    component: str = ""


#: key -> how bad, and what is said, with the piece of the list that it is about.
REMARKS: Final[Mapping[str, tuple[Severity, str, str]]] = {
    "encoding": (
        Severity.INFO,
        "Het bestand is geen UTF-8 en is gelezen als {}. Klopt er iets niet met letters als é, "
        "bewaar het dan als UTF-8.",
        "The file is not UTF-8 and was read as {}. Where letters such as é are wrong, save it as "
        "UTF-8.",
    ),
    "column": (
        Severity.INFO,
        "Kolom “{}” wordt niet gelezen.",
        "Column “{}” is not read.",
    ),
    "cells": (
        Severity.WARNING,
        "Deze regel heeft meer cellen dan er kolommen zijn; “{}” is niet gelezen.",
        "This line has more cells than there are columns; “{}” was not read.",
    ),
    "twice": (
        Severity.INFO,
        "“{}” staat al eerder bij dit product.",
        "“{}” already stands with this product.",
    ),
    "today": (
        Severity.INFO,
        "“{}” is een naam uit het GEMMA-model van nu; gelezen als de component waar die bij hoort.",
        "“{}” is a name of today's GEMMA model; read as the component that it goes with.",
    ),
    "term": (
        Severity.WARNING,
        "{} is geen term van het vocabulaire of hoort niet in een lijst; deze uitspraak is niet "
        "gelezen.",
        "{} is no term of the vocabulary or does not belong in a list; this statement was not "
        "read.",
    ),
}  # fmt: skip


def remark(key: str, value: str, line: int = 0) -> Finding:
    """Return a remark of the table about a piece of the list."""
    severity, *texts = REMARKS[key]
    nl, en = (text.format(shown(value)) for text in texts)
    return Finding(severity, line, key, (nl, en), value=shown(value))


def shown(text: str) -> str:
    """Return a piece of a list short enough to repeat."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings as a reader goes through a list: by line, the worst first."""
    return tuple(sorted(findings, key=lambda f: (f.line, f.severity, f.rule, f.value)))


def conforms(findings: Iterable[Finding]) -> bool:
    """Tell whether no rule was broken (SHACL, 3.6.1.1: there is no result, however mild)."""
    return not any(finding.component for finding in findings)
