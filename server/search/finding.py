"""Finding: which things were meant, the likeliest first, and why each was found.

Only the index is asked; nothing is kept.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from server.search.folding import SMALL_WORDS, joined, stems, words
from server.search.index import PART_MINIMUM, Index, Row

#: A word of so many letters may have so many mistakes.
_MISTAKES: Final = ((10, 2), (5, 1))
#: How many words as near as each other are looked at.
_NEAREST: Final = 8


class Match(IntEnum):
    """How a text fits what was asked, the best first."""

    EXACT = 0
    BEGINS = 1
    WORDS = 2
    INSIDE = 3
    MENTIONED = 4


class How(StrEnum):
    """What was looked for in the end; each only where the one before found nothing."""

    TYPED = "typed"
    MENDED = "mended"
    FEWER = "fewer"
    SOME = "some"


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
    """What was found, best first; `looked` are the words that found it, and `how` whose they are:

    as typed, with mistakes mended, without those that nothing has, or some of them only.
    """

    hits: tuple[Hit, ...]
    how: How = How.TYPED
    looked: tuple[str, ...] = ()


def find(index: Index, question: str, kinds: Collection[str] = (), language: str = "nl") -> Found:
    """Return what the words of a question find, each thing once; of some kinds where given.

    Of two texts that fit as well, the one in `language` counts.
    """
    asked = words(question)
    for how, looked in _attempts(index, asked):
        hits = _find(index, looked, kinds, language)
        if hits:
            return Found(hits, how, looked)
    known = _known(index, asked)
    hits = _most(index, known, kinds, language) if len(known) > 1 else ()
    return Found(hits, How.SOME, known) if hits else Found((), How.TYPED, asked)


def likeness(asked: str, name: str) -> float:
    """Return how alike two folded texts are, 0 to 1: by their letters, or by words they share.

    Where all of a name is in what was asked, the rest of that is only more about the same thing.
    """
    letters = DamerauLevenshtein.normalized_similarity(joined(asked), joined(name))
    first, second = ({stems(word)[-1] for word in text.split()} for text in (asked, name))
    shared = 2 * len(first & second) / max(1, len(first) + len(second))
    if second and second <= first:
        shared = 0.75 + shared / 4
    return round(max(letters, shared), 3)


def _attempts(index: Index, asked: tuple[str, ...]) -> Iterator[tuple[How, tuple[str, ...]]]:
    """Return what to look for, in turn; nothing is worked out before it is needed."""
    yield How.TYPED, asked
    meant = tuple(_mended(word, index.vocabulary) for word in asked)
    if meant != asked:
        yield How.MENDED, meant
    known = _known(index, asked)
    if known not in (asked, meant):
        yield How.FEWER, known


def _known(index: Index, asked: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words, mended, that say something and that something has.

    Of nothing but a letter or two everything would be found, so then there are none.
    """
    meant = (_mended(word, index.vocabulary) for word in asked if word not in SMALL_WORDS)
    known = tuple(word for word in meant if index.knows(word))
    return known if any(len(word) >= PART_MINIMUM for word in known) else ()


def _find(
    index: Index, asked: tuple[str, ...], kinds: Collection[str], language: str
) -> tuple[Hit, ...]:
    whole = " ".join(asked)
    if not whole:
        return ()
    best: dict[str, tuple[tuple[object, ...], Match, Row]] = {}
    for match, row in _candidates(index, asked, whole):
        if kinds and row.kind not in kinds:
            continue
        rank = (
            match, -row.weight, row.language not in (language, ""), len(row.folded), row.place,
            row.id,
        )  # fmt: skip
        if row.thing not in best or rank < best[row.thing][0]:
            best[row.thing] = (rank, match, row)
    return tuple(
        Hit(row.thing, row.kind, match, row.field, row.language, row.text)
        for _, match, row in sorted(best.values(), key=lambda found: found[0])
    )


def _most(
    index: Index, asked: tuple[str, ...], kinds: Collection[str], language: str
) -> tuple[Hit, ...]:
    """Return the things that have the most of the words, whatever text each word is in.

    Of two with as many, the one with the words that few others have goes first; of a letter or two
    everything has some.
    """
    counts: Counter[str] = Counter()
    rarity: dict[str, float] = {}
    best: dict[str, Hit] = {}
    for word in (word for word in asked if len(word) >= PART_MINIMUM):
        found = _find(index, (word,), kinds, language)
        for hit in found:
            counts[hit.thing] += 1
            rarity[hit.thing] = rarity.get(hit.thing, 0) + 1 / len(found)
            if hit.thing not in best or hit.match < best[hit.thing].match:
                best[hit.thing] = hit
    most = max(counts.values(), default=0)
    things = [thing for thing, count in counts.items() if count == most]
    mentioned = {thing: best[thing].match == Match.MENTIONED for thing in things}
    things.sort(key=lambda thing: (mentioned[thing], -rarity[thing], best[thing].match))
    return tuple(best[thing] for thing in things)


def _candidates(index: Index, asked: tuple[str, ...], whole: str) -> Iterable[tuple[Match, Row]]:
    for row in index.beginning(whole):
        same = row.folded == whole or row.joined == joined(whole)
        yield _at_best(Match.EXACT if same else Match.BEGINS, row), row
    for row in index.with_words(asked):
        yield _at_best(Match.WORDS, row), row
    for row in index.with_part(whole):
        if _is_part(joined(whole), row.folded):
            yield Match.INSIDE, row


def _is_part(part: str, folded: str) -> bool:
    """Tell whether letters are a part of a word or of words written apart, and not of neither:

    `gba` stands in `levering basis` by chance, and three letters inside one word do as well.
    """
    said = folded.split()
    if any(part in word if len(part) > PART_MINIMUM else word.endswith(part) for word in said):
        return True
    return any(joined(" ".join(said[at:])).startswith(part) for at in range(len(said)))


def _at_best(match: Match, row: Row) -> Match:
    """What is said of a thing is no name of it, however well it fits."""
    return match if row.weight > 2 else Match.MENTIONED


def _mended(word: str, vocabulary: Collection[str]) -> str:
    """Return the word that was likely meant, the word itself where none is near.

    Of those as near, one with the same first letter: people seldom mistype that.
    """
    allowed = next((most for length, most in _MISTAKES if len(word) >= length), 0)
    if not allowed:
        return word
    near = process.extract(
        word, vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=_NEAREST
    )
    return min(near, key=lambda found: (found[1], found[0][0] != word[0]), default=(word,))[0]
