"""Content negotiation: from an Accept header to one of our formats, as RFC 9110 says.

Section 12.5.1: the most specific range that matches a media type gives its quality; the highest
quality wins. Ours to decide (12.1): between equals, our own order. A browser names text/html
outright, so it gets a page; `*/*` alone gets what the caller offers first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from server.errors import NotAcceptableError
from server.formats import Format


@dataclass(frozen=True)
class MediaRange:
    """One element of Accept: `type/subtype`, parameters before `q`, and the quality 0 to 1."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    quality: float

    def specificity(self, media_type: str) -> int | None:
        """How closely this range names `media_type` (higher is closer), None for not at all.

        Our answers have no parameter but a charset. A range with another one is less close than
        the bare type, but still asks for a form that we have: JSON-LD profiles, `version=1.2`.
        """
        type_, _, subtype = media_type.partition("/")
        if (self.type, self.subtype) == (type_, subtype):
            if not self.parameters:
                return 3
            return 4 if self.parameters <= _OURS else 2
        if self.type == type_ and self.subtype == "*":
            return 1
        if self.type == "*" and self.subtype == "*":
            return 0
        return None


#: The parameter that our text has.
_OURS: Final = frozenset({("charset", "utf-8")})


def parse(header: str) -> tuple[MediaRange, ...]:
    """Read an Accept header; an element that is not a media range is passed over."""
    ranges = (_range(element) for element in _split(header, ","))
    return tuple(r for r in ranges if r is not None)


def weights(header: str) -> list[tuple[str, float]]:
    """Read a header of names with weights, such as Accept-Encoding (RFC 9110, 12.4.2)."""
    found = []
    for element in _split(header, ","):
        name, *parameters = _split(element, ";")
        quality = 1.0
        for parameter in parameters:
            key, _, value = (part.strip() for part in parameter.partition("="))
            if key.lower() == "q":
                quality = _weight(value)
        if name.strip():
            found.append((name.strip().lower(), quality))
    return found


def choose(header: str | None, offers: Sequence[Format]) -> Format:
    """Return the best of `offers` (never empty, best first) for an Accept header.

    No header means everything is fine (RFC 9110, 12.5.1). Raises `NotAcceptableError` with the
    list when nothing fits.
    """
    if header is None or not header.strip():
        return offers[0]
    ranges = parse(header)
    best = max(offers, key=lambda f: _quality(f, ranges))  # max keeps the first among equals
    if _quality(best, ranges) <= 0:
        types = [f.media_type for f in offers]
        raise NotAcceptableError(
            (
                "Geen van de gevraagde vormen is er. Kies uit: " + ", ".join(types),
                "None of the forms asked for is here. Choose from: " + ", ".join(types),
            ),
            types,
        )
    return best


def _quality(offer: Format, ranges: Sequence[MediaRange]) -> float:
    """Return the quality of a format, 0 where it is not acceptable.

    All names of a format count as one, so that a refusal by its registered name (`q=0`) is not
    undone by a wildcard. A wildcard matches the registered name only, for under that name the
    answer is sent: `application/*` does not ask for text/html, though that is XHTML's other name.
    """
    matches = [
        (specificity, r.quality)
        for name in offer.media_types
        for r in ranges
        if (specificity := r.specificity(name)) is not None
        and (name == offer.media_type or specificity >= 2)
        # Refusing what we do not have (`text/html;level=1;q=0`) refuses nothing.
        and (r.quality > 0 or specificity != 2)
    ]
    return max(matches)[1] if matches else 0.0


def _range(element: str) -> MediaRange | None:
    name, *parameters = _split(element, ";")
    type_, slash, subtype = name.strip().lower().partition("/")
    if not (slash and type_ and subtype) or (type_ == "*" and subtype != "*"):
        return None
    quality = 1.0
    kept = []
    for parameter in parameters:
        key, _, value = (part.strip() for part in parameter.partition("="))
        if key.lower() == "q":
            quality = _weight(value)
            break  # what follows q is an extension of Accept, not of the media type
        if key:
            value = value.strip('"')
            kept.append((key.lower(), value.lower() if key.lower() == "charset" else value))
    return MediaRange(type_, subtype, frozenset(kept), quality)


def _weight(text: str) -> float:
    """Read a qvalue (RFC 9110, 12.4.2); what is not one counts as 0, so it is never preferred."""
    whole, _, rest = text.partition(".")
    if whole in ("0", "1") and (not rest or rest.isdecimal()) and rest.isascii():
        return min(float(text), 1.0)
    return 0.0


def _split(text: str, separator: str) -> list[str]:
    """Split at `separator`, but not inside a quoted string."""
    parts, quoted, escaped = [""], False, False
    for char in text:
        if char == separator and not quoted:
            parts.append("")
            continue
        parts[-1] += char
        if escaped:
            escaped = False
        elif quoted and char == "\\":
            escaped = True
        elif char == '"':
            quoted = not quoted
    return parts
