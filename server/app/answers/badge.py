"""Badge: the numbers of findings of the release as a small drawing, for who refers to it."""

from collections.abc import Mapping
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Flask, Response

from server import quality
from server.absent import NOTHING
from server.app.headers import coded, keep, respond
from server.app.site import Site
from server.errors import NotFoundError
from server.formats import BY_KEY
from server.http.fields import SUFFIXED, Representation
from server.plates.text import FAMILY, width

_HEIGHT: Final = 20
_SIZE: Final = 11
_MARGIN: Final = 6
_INK: Final = "#ffffff"
_DARK: Final = "#1b2430"
#: The worst that was found -> the colour behind it; each has a contrast of at least 4.5 with the
#: ink (WCAG 2.1, 1.4.3).
_COLOURS: Final[Mapping[str, str]] = {
    "Violation": "#a3171f",
    "Warning": "#8a5000",
    "Info": "#17365d",
    "": "#1d6b32",
}
_NAME: Final = "SHACL"


def register(app: Flask, site: Site) -> None:
    """Bind the badge to this site."""

    @app.get("/quality/badge.svg")
    def badge() -> Response:
        """Answer with the numbers of the release in use, drawn."""
        if not site.store.exists(site.base + quality.REPORT):
            raise NotFoundError(NOTHING)
        body = draw(quality.counts(site.store)).encode()
        found = coded(Representation(body, BY_KEY["svg"].content_type, languages=("nl",)))
        return keep(respond(found, site.release.id, vary=SUFFIXED))

    del badge


def draw(counts: Mapping[str, int]) -> str:
    """Return the badge for so many findings of each severity, as SVG."""
    text = quality.told(counts)
    left = width(_NAME, _SIZE) + 2 * _MARGIN
    right = width(text, _SIZE) + 2 * _MARGIN
    worst = next((name for name in quality.SEVERITIES if counts[name]), "")
    size = {"width": str(left + right), "height": str(_HEIGHT)}
    top = Element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img", "lang": "nl",
         "viewBox": f"0 0 {left + right} {_HEIGHT}", "aria-labelledby": "naam"},
    )  # fmt: skip
    SubElement(top, "title", {"id": "naam"}).text = f"{_NAME}: {text}"
    for x, wide, colour, words in (
        (0, left, _DARK, _NAME),
        (left, right, _COLOURS[worst], text),
    ):
        SubElement(
            top, "rect",
            {"x": str(x), "width": str(wide), "height": str(_HEIGHT), "fill": colour},
        )  # fmt: skip
        SubElement(
            top, "text",
            {"x": str(x + _MARGIN), "y": "14", "fill": _INK, "font-family": FAMILY,
             "font-size": str(_SIZE), "aria-hidden": "true"},
        ).text = words  # fmt: skip
    return tostring(top, encoding="unicode")
