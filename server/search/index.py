"""Index: the texts of a release in SQLite, in memory, made once and only read after that.

Two full-text tables over the same rows: one of stems, for words in whatever form they were typed,
and one of three letters in a row, for a part of a compound.
"""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from server.search.folding import fold, joined, stems
from server.search.texts import SAID, Text

_TABLES: Final = """
CREATE TABLE texts (
    id INTEGER PRIMARY KEY, thing TEXT, kind TEXT, field TEXT, weight INTEGER, language TEXT,
    text TEXT, folded TEXT, joined TEXT, place INTEGER
);
CREATE INDEX texts_folded ON texts (folded);
CREATE INDEX texts_joined ON texts (joined);
CREATE VIRTUAL TABLE stemmed USING fts5 (stems, content='', columnsize=0);
CREATE VIRTUAL TABLE parts USING fts5 (joined, content='', tokenize='trigram', columnsize=0);
"""
_BEGINS: Final = "SELECT * FROM texts WHERE folded BETWEEN ? AND ? LIMIT ?"
_BEGINS_JOINED: Final = "SELECT * FROM texts WHERE joined BETWEEN ? AND ? LIMIT ?"
_STEMMED: Final = (
    "SELECT * FROM texts WHERE id IN (SELECT rowid FROM stemmed WHERE stems MATCH ? LIMIT ?)"
)
_PARTS: Final = (
    "SELECT * FROM texts WHERE id IN (SELECT rowid FROM parts WHERE joined MATCH ? LIMIT ?)"
)
_KNOWS: Final = "SELECT EXISTS (SELECT 1 FROM stemmed WHERE stems MATCH ?)"
_KNOWS_PART: Final = "SELECT EXISTS (SELECT 1 FROM parts WHERE joined MATCH ?)"
#: The most rows that one way of looking brings; far more than a reader will see.
ROWS_MAXIMUM: Final = 2_000
#: Fewer letters in a row match half of everything.
PART_MINIMUM: Final = 3
#: After every text that begins with something.
_LAST: Final = "\U0010ffff"


class Row(NamedTuple):
    """A text that may be what was meant; `place` is that of its thing in reading order."""

    id: int
    thing: str
    kind: str
    field: str
    weight: int
    language: str
    text: str
    folded: str
    joined: str
    place: int


class Index:
    """Every text of a release; any thread may ask."""

    def __init__(self, texts: Iterable[Text]) -> None:
        """Read all texts in; nothing is added later."""
        self._lock = threading.Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        self._database.executescript(_TABLES)
        vocabulary: set[str] = set()
        places: dict[str, int] = {}
        for number, text in enumerate(texts):
            folded = fold(text.text)
            place = places.setdefault(text.thing, len(places))
            row = (
                number, text.thing, text.kind, text.field, text.weight, text.language, text.text,
                folded, joined(folded), place,
            )  # fmt: skip
            self._database.execute("INSERT INTO texts VALUES (?,?,?,?,?,?,?,?,?,?)", row)
            said = folded.split()
            forms = " ".join(form for word in said for form in stems(word))
            self._database.execute(
                "INSERT INTO stemmed (rowid, stems) VALUES (?, ?)", (number, forms)
            )
            if text.field != SAID:
                part = (number, joined(folded))
                self._database.execute("INSERT INTO parts (rowid, joined) VALUES (?, ?)", part)
                vocabulary.update(said)
        self._database.commit()
        self._database.execute("PRAGMA query_only = ON")
        #: The words of names, sorted: what a mistyped word may have been.
        self.vocabulary: Sequence[str] = sorted(vocabulary)

    def beginning(self, folded: str) -> list[Row]:
        """Return the texts that begin with these words, or with them written as one."""
        found = self._rows(_BEGINS, folded, folded + _LAST)
        whole = joined(folded)
        return found + self._rows(_BEGINS_JOINED, whole, whole + _LAST)

    def with_words(self, asked: Sequence[str]) -> list[Row]:
        """Return the texts that have all these words in some form; the last may be half typed."""
        parts = [_forms(word) for word in asked]
        if parts:
            parts[-1] += f' OR "{asked[-1]}" *'
        return self._rows(_STEMMED, " AND ".join(f"({part})" for part in parts)) if parts else []

    def with_part(self, folded: str) -> list[Row]:
        """Return the names that have these letters somewhere inside."""
        whole = joined(folded)
        return self._rows(_PARTS, f'"{whole}"') if len(whole) >= PART_MINIMUM else []

    def knows(self, word: str) -> bool:
        """Tell whether any text has this word in some form, or begins or has a part like it."""
        questions = [(_KNOWS, f'{_forms(word)} OR "{word}" *')]
        if len(word) >= PART_MINIMUM:
            questions.append((_KNOWS_PART, f'"{word}"'))
        with self._lock:
            return any(
                self._database.execute(query, (form,)).fetchone()[0] for query, form in questions
            )

    def _rows(self, query: str, *values: Any) -> list[Row]:
        with self._lock:
            return [*map(Row._make, self._database.execute(query, (*values, ROWS_MAXIMUM)))]


def _forms(word: str) -> str:
    """Return a word in each form, as full-text search asks for any of them."""
    return " OR ".join(f'"{form}"' for form in stems(word))
