"""Finding: which things were meant, the likeliest first, and why each was found.

Only the index is asked; nothing is kept.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from server.search.folding import joined, words
from server.search.index import Index, Row

#: A word of so many letters may have so many mistakes.
_MISTAKES: Final = ((8, 2), (4, 1))


class Match(IntEnum):
    """How a text fits what was asked, the best first."""

    EXACT = 0
    BEGINS = 1
    WORDS = 2
    INSIDE = 3
    MENTIONED = 4


@dataclass(frozen=True)
class Hit:
    """A thing that was found: the text by which, what that text is of it, and how it fits."""

    thing: str
    kind: str
    match: Match
    field: str
    language: str
    text: str


@dataclass(frozen=True)
class Found:
    """What was found, best first. `meant` is what was looked for where the words as typed had
    nothing, else "".
    """

    hits: tuple[Hit, ...]
    meant: str = ""


def find(index: Index, question: str, kinds: Collection[str] = (), language: str = "nl") -> Found:
    """Return what the words of a question find, each thing once; of some kinds where given.

    Of two texts that fit as well, the one in `language` counts.
    """
    asked = words(question)
    hits = _find(index, asked, kinds, language)
    if hits or not asked:
        return Found(hits)
    meant = tuple(_mended(word, index.vocabulary) for word in asked)
    if meant == asked:
        return Found(())
    return Found(_find(index, meant, kinds, language), " ".join(meant))


def _find(
    index: Index, asked: tuple[str, ...], kinds: Collection[str], language: str
) -> tuple[Hit, ...]:
    whole = " ".join(asked)
    if not whole:
        return ()
    best: dict[str, tuple[tuple[object, ...], Hit]] = {}
    for match, row in _candidates(index, asked, whole):
        if kinds and row.kind not in kinds:
            continue
        hit = Hit(row.thing, row.kind, match, row.field, row.language, row.text)
        rank = (
            match, -row.weight, row.language not in (language, ""), len(row.folded), row.place,
            row.id,
        )  # fmt: skip
        if row.thing not in best or rank < best[row.thing][0]:
            best[row.thing] = (rank, hit)
    return tuple(hit for _, hit in sorted(best.values(), key=lambda found: found[0]))


def _candidates(index: Index, asked: tuple[str, ...], whole: str) -> Iterable[tuple[Match, Row]]:
    for row in index.beginning(whole):
        same = row.folded == whole or row.joined == joined(whole)
        yield (Match.EXACT if same else _at_best(Match.BEGINS, row)), row
    for row in index.with_words(asked):
        yield _at_best(Match.WORDS, row), row
    for row in index.with_part(whole):
        yield Match.INSIDE, row


def _at_best(match: Match, row: Row) -> Match:
    """What is said of a thing is no name of it, however well it fits."""
    return match if row.weight > 2 else Match.MENTIONED


def _mended(word: str, vocabulary: Iterable[str]) -> str:
    """Return the word that was likely meant, the word itself where none is near."""
    allowed = next((most for length, most in _MISTAKES if len(word) >= length), 0)
    if not allowed:
        return word
    near = process.extractOne(
        word, vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=allowed
    )
    return str(near[0]) if near else word
