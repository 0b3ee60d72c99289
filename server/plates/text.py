"""Text: how wide words are at most, and how they break over lines, without asking a browser.

A plate is drawn before it is known with which font it will be shown, so widths are the largest of
two families that browsers fall back on (DejaVu Sans and Liberation Sans, which has the widths of
Arial). What fits here fits there.
"""

import math
import re
from collections.abc import Mapping
from typing import Final

#: Fonts to ask for; none is loaded.
FAMILY: Final = "'Noto Sans', 'Liberation Sans', Arial, sans-serif"
#: Distance from line to line, in sizes of the letter.
LEADING: Final = 1.25

#: Width in thousandths of the letter size, rounded up, of the characters with that width.
_WIDTHS: Final[Mapping[int, str]] = {
    280: "'ijlïí",
    320: " ,.I’‘·",
    360: "/:;\\f|",
    400: "()-[]t",
    440: "!r",
    480: '"',
    520: "*J`“”",
    560: "?L_cszç–",
    600: "kvxy•",
    640: "$0123456789FTabdeghnopqu{}éëöüáóúàè€",
    680: "EKPSY",
    720: "ABVXZ",
    760: "CHNRU",
    800: "&DGOQ",
    840: "#+<=>^w~",
    880: "M",
    960: "%",
}
_WIDTH: Final = {char: width for width, chars in _WIDTHS.items() for char in chars}
_WIDEST: Final = 1040
#: How much wider words are in bold.
_BOLD: Final = 1.2
#: Where a word may break: after a hyphen or slash between letters.
_BREAKS: Final = re.compile(r"(?<=\w[-/])(?=\w)")


def width(text: str, size: float, *, bold: bool = False) -> int:
    """Return the largest width of a text in the unit of the plate."""
    total = sum(_WIDTH.get(char, _WIDEST) for char in text) * size / 1000
    return math.ceil(total * (_BOLD if bold else 1))


def height(lines: int, size: float) -> int:
    """Return the height of so many lines."""
    return math.ceil(lines * size * LEADING)


def wrap(text: str, room: int, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """Break a text over lines that fit in `room`; a word that does not fit is cut with a hyphen."""
    lines: list[str] = []
    for word in text.split():
        for index, part in enumerate(_BREAKS.split(word)):
            glue = "" if index else " "
            if lines and width(lines[-1] + glue + part, size, bold=bold) <= room:
                lines[-1] += glue + part
            else:
                lines += _cut(part, room, size, bold=bold)
    return tuple(lines)


def parts(text: str) -> tuple[str, ...]:
    """Return what a text can be broken into without cutting a word."""
    return tuple(part for word in text.split() for part in _BREAKS.split(word))


def whole(lines: tuple[str, ...], text: str) -> bool:
    """Tell whether lines hold a text without a word that was cut."""
    kept = "".join(lines).replace(" ", "")
    return kept == "".join(text.split())


def _cut(word: str, room: int, size: float, *, bold: bool) -> list[str]:
    parts = []
    while len(word) > 1 and width(word, size, bold=bold) > room:
        fits = 1
        while width(word[: fits + 1] + "-", size, bold=bold) <= room:
            fits += 1
        parts.append(word[:fits] + "-")
        word = word[fits:]
    return [*parts, word]
