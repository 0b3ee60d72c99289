"""Excerpt: the part of a text that answers what was asked, and which words of it do; pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from server.search.folding import SMALL_WORDS, fold, joined, stems
from server.search.index import PART_MINIMUM

_WORD: Final = re.compile(r"[^\W_]+")
#: A text is shown whole up to so many characters; of a longer one so many, some before the first
#: word that was found.
LENGTH: Final = 180
_BEFORE: Final = 50
#: What stands where text was left out.
_MORE: Final = "…"


@dataclass(frozen=True)
class Piece:
    """A part of a text; `hit` where it is what was looked for."""

    text: str
    hit: bool = False


def excerpt(text: str, asked: Sequence[str]) -> tuple[Piece, ...]:
    """Return a text, cut when it is long, in pieces: those words of it that folded words find."""
    sought = _sought(tuple(asked))
    found = next((word for word in _WORD.finditer(text) if _fits(word.group(), sought)), None)
    first, last = _window(text, found.start() if found else 0)
    pieces = [Piece(_MORE + " ")] if first else []
    at = first
    # What is cut off is not looked at.
    for word in _WORD.finditer(text, found.start(), last) if found else ():
        if _fits(word.group(), sought):
            pieces += [Piece(text[at : word.start()]), Piece(word.group(), hit=True)]
            at = word.end()
    pieces.append(Piece(text[at:last] + (" " + _MORE if last < len(text) else "")))
    return tuple(piece for piece in pieces if piece.text)


@dataclass(frozen=True)
class _Sought:
    """What was asked: all as one word, and the words that count, each with its stems.

    `fits` has what was found of words: a page of answers has the same ones many times.
    """

    whole: str
    words: tuple[tuple[str, frozenset[str]], ...]
    fits: dict[str, bool] = field(default_factory=dict)


@lru_cache(maxsize=8)  # as many as answer at once
def _sought(asked: tuple[str, ...]) -> _Sought:
    counting = (word for word in asked if len(asked) == 1 or word not in SMALL_WORDS)
    return _Sought("".join(asked), tuple((word, frozenset(stems(word))) for word in counting))


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    """Return a word of a text as it is compared."""
    return joined(fold(word))


def _fits(word: str, sought: _Sought) -> bool:
    """Tell whether a word of a text is what was asked, in whatever form or as a part."""
    known = sought.fits.get(word)
    if known is None:
        known = sought.fits[word] = _is_sought(word, sought)
    return known


def _is_sought(word: str, sought: _Sought) -> bool:
    folded = _folded(word)
    if not folded:
        return False
    if len(folded) > PART_MINIMUM and folded in sought.whole:
        return True
    for asked, forms in sought.words:
        if asked in folded and len(asked) > PART_MINIMUM:
            return True
        if folded.startswith(asked) and len(asked) >= PART_MINIMUM:
            return True
        if not forms.isdisjoint(stems(folded)):
            return True
    return False


def _window(text: str, hit: int) -> tuple[int, int]:
    """Return where to cut a text, between words."""
    if len(text) <= LENGTH:
        return 0, len(text)
    first = max(0, min(hit - _BEFORE, len(text) - LENGTH))
    first = text.find(" ", first) + 1 if first else 0
    first = min(first, hit)
    last = first + LENGTH
    if last >= len(text):
        return first, len(text)
    space = text.rfind(" ", first, last)
    return first, space if space > hit else last
