"""Sheet: what every drawing is on: its name and description, its ground and its size.

The root is a group, not an image, since the links within an image are hidden from assistive
technology (SVG Accessibility API Mappings 1.0). Colours are attributes and nothing is loaded, so
that the strictest content policy changes nothing; the ground is painted, so that it can be saved.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

from server.plates.geometry import Rect
from server.plates.notation import PAPER
from server.plates.text import FAMILY


def begin(key: str, title: str, about: str, language: str) -> tuple[Element, Element]:
    """Return the root of a drawing and its ground; `key` is an id that no other on its page has."""
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "group"})
    root.set("xml:lang", language)
    root.set("lang", language)
    root.set("aria-labelledby", key)
    root.set("aria-describedby", f"{key}-uitleg")
    root.set("font-family", FAMILY)
    SubElement(root, "title", {"id": key}).text = title
    SubElement(root, "desc", {"id": f"{key}-uitleg"}).text = about
    return root, SubElement(root, "rect", {"fill": PAPER})


def end(root: Element, ground: Element, whole: Rect) -> str:
    """Return a drawing of this size, without an XML declaration, so that it can stand in a page."""
    sides = {"x": whole.x, "y": whole.y, "width": whole.width, "height": whole.height}
    for side, value in sides.items():
        ground.set(side, str(value))
    root.set("viewBox", " ".join(str(value) for value in sides.values()))
    root.set("width", str(whole.width))
    root.set("height", str(whole.height))
    return tostring(root, encoding="unicode", short_empty_elements=True)
