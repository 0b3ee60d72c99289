"""Colours: how far two are apart to the eye, so that text is readable on what others chose."""

import re
from typing import Final

from server.plates.notation import INK, PAPER

#: The least contrast of text (WCAG 2.1, 1.4.3) and of a line (1.4.11) with what it lies on.
TEXT: Final = 4.5
LINE: Final = 3.0
_HEXADECIMAL: Final = re.compile(r"#[0-9a-f]{6}")
_SEE_THROUGH: Final = re.compile(r"rgb\((\d{1,3}) (\d{1,3}) (\d{1,3}) / (\d{1,3})%\)", re.A)


def solid(css: str) -> str:
    """Return a colour as it looks on paper, as #rrggbb; empty for one that is not written so."""
    if _HEXADECIMAL.fullmatch(css):
        return css
    found = _SEE_THROUGH.fullmatch(css)
    if found is None:
        return ""
    *parts, opacity = (int(part) for part in found.groups())
    share = min(opacity, 100) / 100
    return "#" + "".join(f"{round(255 - (255 - min(part, 255)) * share):02x}" for part in parts)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.1, contrast ratio)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def readable(wanted: str, ground: str, least: float = TEXT) -> str:
    """Return a colour where it can be told from its ground, else ink or paper, what is clearer."""
    if wanted and contrast(wanted, ground) >= least:
        return wanted
    return max((INK, PAPER), key=lambda colour: contrast(colour, ground))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in bytes.fromhex(colour.removeprefix("#")))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
