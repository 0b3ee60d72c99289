"""Report: what the owner of a model should know, as its import found it; pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.app.pages.language import SPOKEN, Said, pick

#: A finding ends in its rule.
_RULE: Final = re.compile(r"^(?P<words>.*) \[(?P<rule>[A-Za-z-]+)\]$")
#: Rule -> what those are called together; of others the name of the rule itself.
_RULES: Final[Mapping[str, Said]] = {
    "definition": ("Zonder definitie", "Without a definition"),
    "nameTwice": ("Een naam van meer dan één ding", "A name of more than one thing"),
    "notationTwice": ("Een nummer van meer dan één ding", "A number of more than one thing"),
    "identity": ("Zonder vaste identiteit", "Without a lasting identity"),
    "property-unknown": ("Eigenschap die niet bekend is", "Property that is not known"),
    "property-empty": ("Eigenschap zonder waarde", "Property without a value"),
    "property-left-out": ("Eigenschap die niet is overgenomen", "Property that was left out"),
}
#: The most findings of one rule that a page shows.
_SHOWN: Final = 20


@dataclass(frozen=True)
class Findings:
    """What one rule found: how much, and the first of it in words."""

    name: str
    number: int
    first: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A report: how much was found, in words, and what, the most common first."""

    summary: str
    findings: tuple[Findings, ...]


def read(text: str, language: str) -> Report | None:
    """Return a report as its file has it: a part for each language, with how many found first."""
    parts = text.split("\n\n")
    part = parts[min(SPOKEN.index(language), len(parts) - 1)].strip()
    if not part:
        return None
    summary, *lines = part.splitlines()
    by: dict[str, list[str]] = {}
    for line in lines:
        found = _RULE.match(line)
        rule, words = (found["rule"], found["words"]) if found else ("", line)
        by.setdefault(rule, []).append(words)
    order = sorted(by, key=lambda rule: -len(by[rule]))
    return Report(
        summary,
        tuple(
            Findings(
                pick(_RULES.get(rule, (rule, rule)), language),
                len(by[rule]),
                tuple(by[rule][:_SHOWN]),
            )
            for rule in order
        ),
    )
