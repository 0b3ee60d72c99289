"""Pen: the few marks that a plate is made of, each one SVG element; knows nothing of views."""

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element, SubElement

from server.plates.geometry import Point, Rect
from server.plates.notation import BADGE, INK, PAPER, SMALL
from server.plates.text import LEADING, height

#: Where the base line lies below the top of a line, in sizes of the letter.
_BASE = 0.95


class Pen:
    """Draws into one element."""

    def __init__(self, into: Element, target: Callable[[str], str]) -> None:
        """Draw into an element; `target` gives where the IRI of a thing leads to."""
        self._into = into
        self._target = target

    def link(self, iri: str, name: str, key: str = "") -> "Pen":
        """Return a pen within a link; `name` is what it is called, empty when its text says so.

        With a `key` the link can be led to.
        """
        target = self._target(iri)
        # An IRI that is no address on the web leads nowhere: text, but no link.
        anchor = SubElement(self._into, "a", {"href": target} if target else {})
        if key:
            anchor.set("id", key)
        if name:
            anchor.set("aria-label", name)
            SubElement(anchor, "title").text = name
        return Pen(anchor, self._target)

    def again(self) -> "Pen":
        """Return a pen for what was said already: seen, not read out, and no part of a link.

        What a link shows is in its name once (WCAG 2.1, 2.5.3); a click falls on what lies below.
        """
        group = SubElement(self._into, "g", {"aria-hidden": "true", "pointer-events": "none"})
        return Pen(group, self._target)

    def rect(  # noqa: PLR0913 (each is one attribute)
        self,
        rect: Rect,
        *,
        fill: str,
        stroke: str,
        radius: int = 0,
        dash: str = "",
        thick: float = 0,
    ) -> None:
        """Draw a rectangle; `thick` is how wide its border is, 0 for a thin one."""
        element = SubElement(
            self._into,
            "rect",
            {
                "x": str(rect.x),
                "y": str(rect.y),
                "width": str(rect.width),
                "height": str(rect.height),
                "fill": fill,
                "stroke": stroke,
            },
        )
        for name, value in (
            ("rx", str(radius) if radius else ""),
            ("stroke-dasharray", dash),
            ("stroke-width", f"{thick:g}" if thick else ""),
        ):
            if value:
                element.set(name, value)

    def path(self, data: str, *, stroke: str, dash: str = "", thick: float = 1.5) -> None:
        """Draw a line along a path."""
        element = SubElement(
            self._into,
            "path",
            {"d": data, "fill": "none", "stroke": stroke, "stroke-width": f"{thick:g}"},
        )
        if dash:
            element.set("stroke-dasharray", dash)

    def sign(self, data: str, x: int, y: int, colour: str, *, fill: str = "none") -> None:
        """Draw the sign of a kind or mark with its upper left corner at a point."""
        if data:
            SubElement(
                self._into,
                "path",
                {"d": data, "fill": fill, "stroke": colour, "transform": f"translate({x} {y})"},
            )

    def head(self, start: Point, end: Point, size: int, colour: str) -> None:
        """Draw a filled arrowhead at `end`, on a straight line that comes from `start`."""
        dx = (end[0] > start[0]) - (end[0] < start[0])
        dy = (end[1] > start[1]) - (end[1] < start[1])
        x, y = end[0] - dx * size, end[1] - dy * size
        half = size // 2
        self.polygon((end, (x - dy * half, y + dx * half), (x + dy * half, y - dx * half)), colour)

    def polygon(self, points: Sequence[Point], fill: str, stroke: str = "") -> None:
        """Draw a closed shape."""
        element = SubElement(
            self._into,
            "polygon",
            {"points": " ".join(f"{x},{y}" for x, y in points), "fill": fill},
        )
        if stroke:
            element.set("stroke", stroke)

    def badge(self, rect: Rect, text: str, *, unsure: bool = False, colour: str = BADGE) -> None:
        """Draw the number of a flow or step; open when it is unsure, small without a number."""
        fill, ink = (PAPER, colour) if unsure else (colour, PAPER)
        self.rect(rect, fill=fill, stroke=ink, radius=rect.height // 2)
        self.number(rect, text, ink)

    def number(self, rect: Rect, text: str, ink: str) -> None:
        """Write a number in the middle of its badge."""
        if text:
            top = rect.y + (rect.height - height(1, SMALL)) // 2
            middle = rect.x + rect.width // 2
            self.lines((text,), middle, top, SMALL, bold=True, anchor="middle", fill=ink)

    def dot(self, at: Point, size: int, colour: str) -> None:
        """Draw a filled dot with its middle at a point."""
        rect = Rect(at[0] - size // 2, at[1] - size // 2, size, size)
        self.rect(rect, fill=colour, stroke="none", radius=size // 2)

    def lines(  # noqa: PLR0913 (each is one attribute)
        self,
        lines: Sequence[str],
        x: int,
        y: int,
        size: float,
        *,
        bold: bool = False,
        anchor: str = "start",
        fill: str = INK,
        underline: bool = False,
    ) -> None:
        """Write lines of text; `y` is the top of the first, `x` its start or middle."""
        if not lines:
            return
        text = SubElement(self._into, "text", {"font-size": f"{size:g}", "fill": fill})
        for name, value in (
            ("font-weight", "700" if bold else ""),
            ("text-anchor", anchor if anchor != "start" else ""),
            ("text-decoration", "underline" if underline else ""),
        ):
            if value:
                text.set(name, value)
        for number, line in enumerate(lines):
            base = y + round(size * (_BASE + number * LEADING))
            span = SubElement(text, "tspan", {"x": str(x), "y": str(base)})
            span.text = line
            if number < len(lines) - 1 and not line.endswith("-"):
                span.tail = " "
        text.tail = " "  # to who reads it aloud, two texts are two words
