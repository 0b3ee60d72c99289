"""Notation: how each kind of element looks in ArchiMate: colours, line, corners and sign.

Colours are those of ArchiMate's layers (business yellow, application blue, technology green) in
tones on which the text is readable (WCAG 2.1, 1.4.3); a test computes the contrast of every pair.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from server.plates.geometry import PADDING, Rect
from server.plates.text import height, width, wrap

INK: Final = "#0b1f3a"
PAPER: Final = "#ffffff"
LINK: Final = "#0b4a9c"
BADGE: Final = "#14305c"
BAND_FILL: Final = "#f6f8fb"
BAND_LINE: Final = "#51617a"
LAYER_LINE: Final = "#6d7a8f"
STEP_LINE: Final = "#51617a"
#: Text and lines of what has no mark on a plate where other things have.
MUTED: Final = "#51617a"

#: How lines are broken: a flow, a group or placeholder, a layer, what the page does not print.
FLOWING: Final = "6 4"
GROUPED: Final = "5 3"
LAYERED: Final = "2 3"
INFERRED: Final = "1 2"

#: Sizes of letters.
NAME: Final = 12.0
AREA: Final = 13.0
SMALL: Final = 11.0
#: Side of the sign in the corner of a box, and its distance from the border.
SIGN: Final = 14
SIGN_INSET: Final = 5


@dataclass(frozen=True)
class Style:
    """How a kind is drawn; `sign` is the data of an SVG path in a square of 14."""

    fill: str
    line: str
    sign: str
    radius: int = 0
    dashed: bool = False


@dataclass(frozen=True)
class Look:
    """How a mark is drawn: `dash` is the pattern of its bar, `sign` a path in a square of 14."""

    fill: str
    line: str
    dash: str
    sign: str


_YELLOW: Final = ("#fff6c2", "#7a5f00")
_BLUE: Final = ("#c9eef7", "#0d6276")
_PALE: Final = ("#e9f8fc", "#0d6276")
_GREEN: Final = ("#d9f2d0", "#2f6b1f")

_FUNCTION: Final = "M2 5L7 1L12 5V13L7 9L2 13Z"
_COMPONENT: Final = "M4 1H13V13H4V10M4 8V6M4 4V1M1 4H6V6H1ZM1 8H6V10H1Z"
_ROLE: Final = "M4 3H10M4 11H10M4 3A2 4 0 0 0 4 11M10 3A2 4 0 0 1 10 11A2 4 0 0 1 10 3"
_ACTOR: Final = "M7 1A2 2 0 0 1 7 5A2 2 0 0 1 7 1M7 5V9M3 7H11M7 9L4 13M7 9L10 13"
_SERVICE: Final = "M4 3H10A4 4 0 0 1 10 11H4A4 4 0 0 1 4 3Z"
_GROUP: Final = "M1 4V1H8V4M1 4H13V13H1Z"
_COLLABORATION: Final = "M5 3A4 4 0 0 1 5 11A4 4 0 0 1 5 3M9 3A4 4 0 0 1 9 11A4 4 0 0 1 9 3"
_NETWORK: Final = "M3 11L7 3L11 11ZM2 12H4V10H2ZM10 12H12V10H10ZM6 4H8V2H6Z"
_ARTIFACT: Final = "M3 1H8L11 4V13H3ZM8 1V4H11"
_JUNCTION: Final = "M7 2A5 5 0 0 1 7 12A5 5 0 0 1 7 2"

#: Local name of the class -> its style.
STYLES: Final[Mapping[str, Style]] = {
    "BusinessFunction": Style(*_YELLOW, _FUNCTION, radius=4),
    "BusinessRole": Style(*_YELLOW, _ROLE),
    "BusinessActor": Style(*_YELLOW, _ACTOR),
    "ApplicationFunction": Style(*_PALE, _FUNCTION, radius=4),
    "ReferenceComponent": Style(*_BLUE, _COMPONENT),
    "ApplicationService": Style(*_BLUE, _SERVICE, radius=12),
    "Grouping": Style(PAPER, "#3f4d63", _GROUP, dashed=True),
    "Placeholder": Style(*_PALE, _COMPONENT, dashed=True),
    "Choice": Style(*_BLUE, _JUNCTION),
    "Composite": Style(*_BLUE, _COLLABORATION),
    "CommunicationNetwork": Style(*_GREEN, _NETWORK),
    "Certificate": Style(*_GREEN, _ARTIFACT),
}
#: By the place of a mark in its legend: a disc, diamond, ring, triangle, square and cross.
LOOKS: Final = (
    Look("#ffdcb0", "#8a3b00", "", "M7 1A6 6 0 0 1 7 13A6 6 0 0 1 7 1Z"),
    Look("#cfe0ff", "#1b4a9e", "8 4", "M7 0L14 7L7 14L0 7Z"),
    Look(
        PAPER,
        "#8a1263",
        "2 4",
        "M7 1A6 6 0 0 1 7 13A6 6 0 0 1 7 1ZM7 4A3 3 0 0 0 7 10A3 3 0 0 0 7 4Z",
    ),
    Look("#d5efcb", "#2f6b1f", "12 4", "M7 1L14 13H0Z"),
    Look("#e6def8", "#4b2e9e", "5 2", "M1 1H13V13H1Z"),
    Look("#fdf0a0", "#6b5500", "8 3 2 3", "M5 1H9V5H13V9H9V13H5V9H1V5H5Z"),
)
PLAIN: Final = Style(PAPER, "#3f4d63", "")

#: Pairs of text and ground that occur, for the test of contrast.
READ_ON: Final = (
    *((INK, style.fill) for style in STYLES.values()),
    (INK, PAPER),
    (INK, BAND_FILL),
    # Labels of flows may stand on anything that lies under the lines.
    *((LINK, style.fill) for style in STYLES.values()),
    (LINK, BAND_FILL),
    (LINK, PAPER),
    (PAPER, BADGE),
    *((ink, look.fill) for look in LOOKS for ink in (INK, LINK, MUTED)),
    *((PAPER, look.line) for look in LOOKS),
    (MUTED, PAPER),
    (MUTED, BAND_FILL),
)
#: Pairs of line and ground that carry meaning (WCAG 2.1, 1.4.11).
SEEN_ON: Final = (
    *((style.line, style.fill) for style in STYLES.values()),
    *((style.line, BAND_FILL) for style in STYLES.values()),
    (BAND_LINE, PAPER),
    (LAYER_LINE, BAND_FILL),
    (STEP_LINE, PAPER),
    (INK, BAND_FILL),
    (MUTED, BAND_FILL),
    *((look.line, ground) for look in LOOKS for ground in (look.fill, BAND_FILL, PAPER)),
)


def style(kind: str) -> Style:
    """Return the style of a kind; a plain box for one without notation."""
    return STYLES.get(kind, PLAIN)


def room(rect: Rect) -> int:
    """Return how wide a line of text in a box may be."""
    return rect.width - 2 * PADDING


def heading_lines(rect: Rect, text: str) -> tuple[str, ...]:
    """Return the lines of a name at the top of a box or area, beside its sign."""
    return wrap(text, room(rect) - SIGN - SIGN_INSET, AREA, bold=True)


def heading(rect: Rect, text: str) -> Rect:
    """Return the room that a name at the top of a box or area takes."""
    lines = heading_lines(rect, text)
    widest = max((width(line, AREA, bold=True) for line in lines), default=0)
    return Rect(rect.x + PADDING, rect.y + PADDING, widest, height(len(lines), AREA))


def sign(rect: Rect) -> Rect:
    """Return the place of the sign of a kind in a box."""
    return Rect(rect.right - SIGN - SIGN_INSET, rect.y + SIGN_INSET, SIGN, SIGN)


def corner(rect: Rect, *, headed: bool) -> Rect:
    """Return where the sign of a mark stands in a box; over its corner if its name is at its top.

    A name in the middle leaves as much free on the left as the sign of the kind needs on the right.
    """
    off = -SIGN // 2 - 1 if headed else SIGN_INSET
    return Rect(rect.x + off, rect.y + off, SIGN, SIGN)
