"""Lines: which statements two releases do not share, found without parsing those that they do.

Nearly all lines of two releases are equal and in the same order, so both files are read side by
side and a line is only kept until its double comes: memory grows with the difference, not with the
releases. Any order gives the same answer.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest

from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from server.changes.blanks import blanks, named
from server.errors import TooLargeError

#: What a line with a blank node has somewhere; a text may have it too.
_MARK = b"_:"


def differing(
    before: Iterable[bytes], after: Iterable[bytes], most: int | None = None
) -> tuple[set[Quad], set[Quad]]:
    """Return the statements that only the first and that only the second has, from N-Quads.

    Blank nodes have names by content. Raises `SyntaxError` for a line that is no N-Quads, and
    `TooLargeError` as soon as more than `most` lines have no double yet.
    """
    gone: set[bytes] = set()
    new: set[bytes] = set()
    marked: tuple[list[bytes], list[bytes]] = ([], [])
    for old, fresh in zip_longest(_lines(before), _lines(after), fillvalue=b""):
        if old == fresh and _MARK not in old:
            continue
        _meet(old, gone, new, marked[0])
        _meet(fresh, new, gone, marked[1])
        if most is not None and len(gone) + len(new) > most:
            raise TooLargeError(
                (
                    "Tussen deze uitgaven verschilt te veel om hier te vergelijken: meer dan "
                    f"{most} uitspraken; neem de bestanden van beide, of `gemma diff`",
                    f"These releases differ too much to be compared here: in more than {most} "
                    "statements; take the files of both, or `gemma diff`",
                )
            )
    only_before = {*read(gone), *_by_content(marked[0])}
    only_after = {*read(new), *_by_content(marked[1])}
    return only_before - only_after, only_after - only_before


def read(lines: Iterable[bytes]) -> Iterator[Quad]:
    """Parse lines of N-Quads."""
    return parse(b"\n".join(lines), format=RdfFormat.N_QUADS)


def graph(quad: Quad) -> str:
    """Return the IRI of the graph that a statement stands in; "" for the default graph."""
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def _lines(file: Iterable[bytes]) -> Iterator[bytes]:
    """Return the lines without their ends; one that stands twice in a row counts once."""
    return (line for line, _ in groupby(line.rstrip(b"\r\n") for line in file))


def _meet(line: bytes, own: set[bytes], other: set[bytes], marked: list[bytes]) -> None:
    """Let a line go with its double from the other release, or wait for it."""
    if _MARK in line:
        marked.append(line)
    elif line in other:
        other.remove(line)
    elif line:
        own.add(line)


def _by_content(lines: Iterable[bytes]) -> Iterator[Quad]:
    quads = list(read(lines))
    yield from (quad for quad in quads if not blanks(quad))
    yield from named(quads)
