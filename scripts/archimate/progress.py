"""Progress: one line that fills up while a person watches, and nothing where nobody does."""

from collections.abc import Callable
from typing import IO, Final

#: step -> what share of the whole it ends at, as measured on a model of 14 MB.
STEPS: Final = {
    "reading": 0.03, "naming": 0.04, "stating": 0.10, "inferring": 0.22, "checking": 0.35,
    "writing": 1.0,
}  # fmt: skip
_WIDTH: Final = 30

Bar = Callable[[str, float], None]
"""Told the step that runs, and how much of that step is done, from 0 to 1."""


def bar(stream: IO[str]) -> Bar:
    """Return what draws a bar on a terminal; on anything else it is silent."""
    if not stream.isatty():
        return lambda step, part: None
    shown = ""

    def draw(step: str, part: float) -> None:
        nonlocal shown
        names = list(STEPS)
        before = STEPS[names[names.index(step) - 1]] if step != names[0] else 0.0
        done = before + (STEPS[step] - before) * part
        filled = round(done * _WIDTH)
        text = f"\r[{'#' * filled}{'.' * (_WIDTH - filled)}] {done:4.0%} {step:10}"
        if text != shown:
            stream.write("\r" + " " * len(shown) + "\r" if done >= 1 else text)
            stream.flush()
            shown = text

    return draw
