"""Folding: a text becomes what it is compared by, and its words the stems they share; pure.

Dutch writes one word where a reader may type two, so texts are compared without spaces as well.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import snowballstemmer

_WORD: Final = re.compile(r"[a-z0-9]+")
#: The longest text of a question that is read, in characters, and the most words of it.
QUESTION_MAXIMUM: Final = 200
WORDS_MAXIMUM: Final = 12
#: Letters that Unicode does not take apart.
_LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d"})

#: Words that say nothing of what is looked for, in both languages, folded.
SMALL_WORDS: Final = frozenset({
    "aan", "als", "bij", "dat", "de", "deze", "die", "dit", "door", "een", "en", "er", "het",
    "hoe", "ik", "in", "is", "met", "mijn", "naar", "of", "om", "op", "te", "tot", "van", "voor",
    "waar", "wat", "welk", "welke", "wie", "wij", "zijn",
    "a", "an", "and", "are", "at", "by", "for", "from", "how", "i", "my", "on", "or", "the",
    "this", "to", "what", "where", "which", "who", "with",
})  # fmt: skip

_STEMMERS: Final = tuple(snowballstemmer.stemmer(language) for language in ("dutch", "english"))


def fold(text: str) -> str:
    """Return a text in small letters without accents, its words a space apart."""
    small = text.casefold()
    if not small.isascii():  # most texts are, and need none of this
        apart = unicodedata.normalize("NFKD", small).translate(_LETTERS)
        small = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(_WORD.findall(small))


def joined(folded: str) -> str:
    """Return a folded text without spaces: `zaak systeem` as `zaaksysteem`."""
    return folded.replace(" ", "")


@lru_cache(maxsize=50_000)
def stems(word: str) -> tuple[str, ...]:
    """Return a folded word and its stems in Dutch and English, each once."""
    return tuple(dict.fromkeys((word, *(stemmer.stemWord(word) for stemmer in _STEMMERS))))


def words(question: str) -> tuple[str, ...]:
    """Return the folded words of what was asked, as many as are read."""
    return tuple(fold(question[:QUESTION_MAXIMUM]).split()[:WORDS_MAXIMUM])
