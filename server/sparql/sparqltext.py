"""SPARQL text: what can be said of a query by its tokens, without parsing it; pure and linear.

What it refuses is refused early and with a good message; the wall behind it is the worker, which
can reach no network and no file.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from server.errors import BadRequestError, QuerySyntaxError, RefusedError, TooLargeError
from server.formats import Form
from server.sparql.tokens import ESCAPE, Token, shape, tokens

LENGTH_MAXIMUM: Final = 64 * 1024
#: To who sends an update.
READ_ONLY: Final = (
    "Dit eindpunt is alleen om te lezen: een update wordt niet gedaan",
    "This endpoint is only for reading: no update is carried out",
)
DEPTH_MAXIMUM: Final = 64
IRI_MAXIMUM: Final = 8_000

_FORMS: Final = {
    "SELECT": Form.BINDINGS,
    "ASK": Form.BOOLEAN,
    "CONSTRUCT": Form.GRAPH,
    "DESCRIBE": Form.GRAPH,
}
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)

_FIRST: Final = _FORMS.keys() | _UPDATES
#: Functions whose value is another each time (SPARQL 1.1 Query, 17.4).
_VOLATILE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID"})
#: A text without any of these is a question about the default dataset, whatever else it says.
_TELLING: Final = _UPDATES | _VOLATILE | {"BASE", "FROM", "SERVICE"}


@dataclass(frozen=True)
class Outline:
    """What the text shows that must be looked at."""

    graphs: tuple[str, ...]
    update: bool
    service: bool
    based: bool
    volatile: bool


#: Nothing.
_PLAIN: Final = Outline((), update=False, service=False, based=False, volatile=False)


def outline(text: str) -> Outline:
    """Return what the text shows.

    Raises `TooLargeError` for a text that is too long, `QuerySyntaxError` for one that nests too
    deeply or has too long an IRI.
    """
    if len(text) > LENGTH_MAXIMUM:
        raise TooLargeError(
            (
                f"De vraag is langer dan {LENGTH_MAXIMUM} tekens",
                f"The query is longer than {LENGTH_MAXIMUM} characters",
            )
        )
    return _PLAIN if is_plain(text) else _whole(text)


def form(text: str) -> Form | None:
    """Return the form of a query, None when that is unclear."""
    first = next((part for part in shape(text) if part in _FIRST), "")
    return _FORMS.get(first)


def is_plain(text: str) -> bool:
    """Tell of a usual query that it shows nothing; others must be read token by token."""
    if len(text) > IRI_MAXIMUM or sum(map(text.count, "({[")) > DEPTH_MAXIMUM:
        return False
    # Most texts do not have these letters in a row, anywhere, so they are not split into words.
    capitals = text.upper()
    near = any(word in capitals for word in _TELLING)
    return not near or _TELLING.isdisjoint(shape(text))


def _whole(text: str) -> Outline:
    """Return the outline of any text; raises as `outline`."""
    found = list(_shallow(text))
    _lengths(text, found)
    asks = update = service = False
    base, names = "", dict[str, str]()
    graphs: list[str] = []
    volatile = False
    for at, (kind, said, _) in enumerate(found):
        if kind != "word":
            continue
        word = said.upper()
        volatile = volatile or word in _VOLATILE
        after = [following.text for following in found[at + 1 : at + 3]]
        prologue = not asks and not update
        update = update or (prologue and word in _UPDATES)
        service = service or word == "SERVICE"
        if prologue and word == "BASE" and after:
            base = _iri(after[0], base, names)
        elif prologue and word == "PREFIX" and len(after) == 2:
            names[after[0].removesuffix(":")] = _iri(after[1], base, names)
        elif prologue and word in _FORMS:
            asks = True
        elif word == "FROM" and after:
            graph = after[1] if after[0].upper() == "NAMED" and len(after) == 2 else after[0]
            graphs.append(_iri(graph, base, names))
    return Outline(tuple(graphs), update, service, bool(base), volatile)


def refuse(shown: Outline, graphs: Collection[str]) -> None:
    """Raise `RefusedError` for what we never do; `graphs` are the named graphs there are.

    An update, SERVICE, and FROM with a graph that is not ours: no address of others is fetched.
    """
    if shown.update:
        raise RefusedError(READ_ONLY)
    if shown.service:
        raise RefusedError(
            (
                "SERVICE is niet toegestaan: dit eindpunt vraagt niets aan andere adressen. "
                "Haal die gegevens zelf op en voeg ze in met VALUES",
                "SERVICE is not allowed: this endpoint asks nothing of other addresses. "
                "Fetch that data yourself and put it in by VALUES",
            )
        )
    for graph in shown.graphs:
        own_graph(graph, graphs)


def with_base(text: str, base: str) -> str:
    """Return a query whose relative IRIs are resolved against `base`, unless it says its own.

    On the first line, so that the lines that a parser names stay right.
    """
    return text if outline(text).based else f"BASE <{base}> {text}"


def own_graph(iri: str, graphs: Collection[str]) -> str:
    """Return the IRI of one of our graphs; raises `RefusedError` that lists them for another."""
    if iri not in graphs:
        there = ", ".join(f"<{graph}>" for graph in sorted(graphs))
        raise RefusedError(
            (
                f"De graaf <{iri}> is niet van deze dienst en wordt niet opgehaald. "
                f"Kies uit: {there}",
                f"The graph <{iri}> is not of this service and is not fetched. "
                f"Choose from: {there}",
            )
        )
    return iri


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _shallow(text: str) -> Iterator[Token]:
    """Return the tokens; where they nest too deeply, what follows is not looked at."""
    depth = 0
    for token in tokens(text):
        yield token
        if token.kind != "other":
            continue
        if token.text in "({[":
            depth += 1
        elif token.text in ")}]":
            depth -= 1
        if depth > DEPTH_MAXIMUM:
            line, column = position(text, token.offset)
            raise QuerySyntaxError(
                (
                    f"Regel {line}, kolom {column}: de vraag nest dieper dan {DEPTH_MAXIMUM} lagen",
                    f"Line {line}, column {column}: the query nests deeper than {DEPTH_MAXIMUM}",
                ),
                line,
                column,
            )


def _lengths(text: str, found: Sequence[Token]) -> None:
    for token in found:
        if token.kind == "iri" and len(token.text) > IRI_MAXIMUM:
            line, column = position(text, token.offset)
            raise QuerySyntaxError(
                (
                    f"Regel {line}, kolom {column}: een IRI is hier ten hoogste {IRI_MAXIMUM} "
                    "tekens",
                    f"Line {line}, column {column}: an IRI has at most {IRI_MAXIMUM} characters",
                ),
                line,
                column,
            )


def _iri(text: str, base: str, names: dict[str, str]) -> str:
    """Return the IRI of a token `<...>` or `prefix:local`, escapes resolved."""
    if text.startswith("<"):
        plain = re.sub(ESCAPE, lambda m: _character(m[0]), text[1:-1])
        try:
            return urljoin(base, plain)
        except ValueError:
            return plain
    prefix, colon, local = text.partition(":")
    if colon and prefix in names:
        return names[prefix] + re.sub(r"\\(.)", r"\1", local)
    return text


def _character(escape: str) -> str:
    number = int(escape[2:], 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        raise BadRequestError(f"{escape} is geen teken van Unicode")
    return chr(number)
