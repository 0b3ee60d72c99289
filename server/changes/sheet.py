"""Sheet: the changes between two releases as CSV (RFC 4180), a line for each property; pure.

Values are exact, several of one property each on a line of their own; `words` tell what the line is
about. What only came or went has a line for each of its statements.
"""

import csv
import io
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final

from server.changes.compare import Comparison
from server.changes.names import Names
from server.changes.things import Change
from server.changes.words import plain, sentences
from server.rdf.terms import Literal, NamedNode, Object
from server.uris import local_part

#: The columns, as the first line names them.
COLUMNS: Final = (
    "change", "iri", "formerly", "replaced_by", "name_nl", "name_en", "property", "property_nl",
    "property_en", "graph", "language", "before", "after", "words_nl", "words_en", "touches",
)  # fmt: skip


def sheet(found: Comparison) -> bytes:
    """Return the table of a comparison, in its order, as UTF-8; lines end in CRLF (2.1)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for change in found.changes:
        writer.writerows(_rows(change, found.names))
    return out.getvalue().encode()


def _rows(change: Change, names: Names) -> Iterator[list[str]]:
    thing, base = change.thing, names.around.base
    words = [
        "; ".join(plain(sentence) for sentence in sentences(change, names, language))
        for language in ("nl", "en")
    ]
    touched = " ".join(iri for reached in change.touched.values() for iri in reached)
    what = [
        str(change.kind),
        thing,
        change.formerly,
        " ".join(change.successors),
        names.called(thing, "nl"),
        names.called(thing, "en"),
    ]
    for said in change.said:
        for old, new in zip_longest(said.before, said.after):
            yield [
                *what,
                said.property,
                names.name(said.property, "nl"),
                names.name(said.property, "en"),
                (local_part(base, said.graph) or said.graph).removeprefix("id/graph/"),
                said.language,
                _exact(old, names),
                _exact(new, names),
                *words,
                touched,
            ]
    if not change.said:
        yield [*what, *[""] * 7, *words, touched]


def _exact(term: Object | None, names: Names) -> str:
    """Return a value as it is; a blank node by what it holds, as its label says nothing."""
    if term is None:
        return ""
    return term.value if isinstance(term, Literal | NamedNode) else names.value(term, "en")
