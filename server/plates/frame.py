"""Frame: the root of a plate, with its name and description, on a painted ground.

The root is a group, not an image, since the links within an image are hidden from assistive
technology (SVG Accessibility API Mappings 1.0). Colours are attributes and nothing is loaded, so
that the strictest content policy changes nothing; the ground is painted, so that it can be saved.
"""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from server.plates.geometry import Rect
from server.plates.notation import PAPER
from server.plates.text import FAMILY

#: What stands before the ground: the name and the description.
_WORDS: Final = 2


def begin(iri: str, title: str, about: str, language: str) -> Element:
    """Return a root with the name and the description of a view."""
    key = iri.rpartition("/")[2]
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "group"})
    root.set("xml:lang", language)
    root.set("lang", language)
    root.set("aria-labelledby", f"plaat-{key}")
    root.set("aria-describedby", f"plaat-{key}-uitleg")
    root.set("font-family", FAMILY)
    SubElement(root, "title", {"id": f"plaat-{key}"}).text = title
    SubElement(root, "desc", {"id": f"plaat-{key}-uitleg"}).text = about
    return root


def finish(root: Element, whole: Rect) -> str:
    """Give a root its size and ground, and return it as text without an XML declaration."""
    ground = Element("rect", {"fill": PAPER})
    sides = {"x": whole.x, "y": whole.y, "width": whole.width, "height": whole.height}
    for side, value in sides.items():
        ground.set(side, str(value))
    root.insert(_WORDS, ground)
    root.set("viewBox", f"{whole.x} {whole.y} {whole.width} {whole.height}")
    root.set("width", str(whole.width))
    root.set("height", str(whole.height))
    return tostring(root, encoding="unicode", short_empty_elements=True)
