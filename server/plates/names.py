"""Names: where the words of a box stand in it, its name and its steps; a flow in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from server.plates.geometry import PADDING, Rect
from server.plates.labels import badge_width
from server.plates.notation import AREA, NAME, SIGN, SIGN_INSET, SMALL, heading_lines, room, sign
from server.plates.scene import Box, Flow, Step
from server.plates.text import height, parts, whole, width, wrap
from server.plates.words import WORDS


@dataclass(frozen=True)
class Name:
    """The lines of a name in the middle of a box, and of it in full where there is room."""

    lines: tuple[str, ...]
    full: tuple[str, ...]
    middle: int
    top: int


@dataclass(frozen=True)
class StepBox:
    """A step in its box: `badge` is the place of its number, None without one."""

    step: Step
    rect: Rect
    badge: Rect | None
    lines: tuple[str, ...]


def name(rect: Rect, text: str, full: str = "") -> Name:
    """Return how the name of a box stands in it; below the sign where it would touch that."""
    lines, more = wrap(text, room(rect), NAME), wrap(full, room(rect), SMALL)
    # The name in full is a help, not needed: it may crowd nothing.
    if not whole(more, full) or height(len(lines), NAME) + height(len(more), SMALL) > (
        rect.height - 2 * PADDING
    ):
        more = ()
    high = height(len(lines), NAME) + height(len(more), SMALL)
    middle, top = rect.x + rect.width // 2, rect.y + (rect.height - high) // 2
    corner = sign(rect)
    touches = any(
        middle + width(line, NAME) / 2 > corner.x - 2 and top + height(number, NAME) < corner.bottom
        for number, line in enumerate(lines)
    )
    if touches and more:
        return name(rect, text)
    if touches and corner.bottom + high > rect.bottom - 2:
        # There is no room below the sign: narrower lines pass beside it, if they are no more.
        narrow = wrap(text, 2 * (corner.x - 2 - middle), NAME)
        if whole(narrow, text) and len(narrow) == len(lines):
            return Name(narrow, more, middle, top)
    if touches:
        top = max(top, min(corner.bottom, rect.bottom - 2 - high))
    return Name(lines, more, middle, top)


def least(text: str, wide: int) -> int:
    """Return how high a box must be for its name, below the sign of its kind if need be."""
    lines = wrap(text, wide - 2 * PADDING, NAME)
    return max(60, SIGN_INSET + SIGN + height(len(lines), NAME) + PADDING)


def broad(text: str) -> int:
    """Return how wide a box must be for no word of its name to be cut."""
    return max((width(part, NAME, bold=True) for part in parts(text)), default=0) + 2 * PADDING


def steps(box: Box) -> list[StepBox]:
    """Return where the steps of a box stand, below its name."""
    y = box.rect.y + PADDING + height(len(heading_lines(box.rect, box.text)), AREA) + PADDING
    found = []
    for step in box.steps:
        wide = badge_width(step.number) if step.number else 0
        indent = wide + PADDING if wide else 0
        lines = wrap(step.text, room(box.rect) - 2 * PADDING - indent, SMALL)
        high = max(height(len(lines), SMALL), height(1, SMALL) if not wide else 16) + PADDING
        rect = Rect(box.rect.x + PADDING, y, room(box.rect), high)
        badge = Rect(rect.x + PADDING // 2, rect.y + (high - 18) // 2, wide, 18) if wide else None
        found.append(StepBox(step, rect, badge, lines))
        y += high + PADDING // 2
    return found


def anchor(iri: str) -> str:
    """Return the id of a node or flow on its plate, by which a page leads to it."""
    return "-".join(iri.rsplit("/", 2)[1:])


def spoken(flow: Flow, names: Mapping[str, str], language: str) -> str:
    """Return a flow in words, for who does not see it; `names` is what its ends are called."""
    words = WORDS[language]

    def listed(ends: Iterable[str]) -> str:
        return words["and"].join(names[end] for end in ends)

    via = words["via"].format(listed(flow.via)) if flow.via else ""
    way = {(True, False): "one way", (True, True): "both ways"}.get(flow.heads, "unknown")
    runs = words[way].format(listed(flow.sources), listed(flow.targets), via)
    called = words["flow"].format(number=flow.number, text=flow.text).replace(" :", ":")
    return " ".join((called, runs, *(f"({remark})" for remark in flow.remarks)))
