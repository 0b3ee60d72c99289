"""SPARQL text as tokens: what can be said of a query without parsing it; pure and linear.

Knows comments, strings, IRIs and escapes (SPARQL 1.1 Query, 19.2 to 19.8), so that a word inside a
string is not taken for a keyword. What it refuses is refused early and with a good message; the
wall behind it is the worker, which can reach no network and no file.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import urljoin

from server.errors import BadRequestError, QuerySyntaxError, RefusedError, TooLargeError
from server.formats import Form

LENGTH_MAXIMUM: Final = 64 * 1024
DEPTH_MAXIMUM: Final = 64
IRI_MAXIMUM: Final = 8_000

# No part looks further than it takes or than a fixed length, so that no text takes long: a string
# that does not end is the rest of the text, which no engine will parse either.
_ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
_TOKEN: Final = re.compile(
    rf"""
      (?P<space>  [ \t\r\n]++ | \#[^\r\n]*+ )
    | (?P<iri>    <(?: [^<>"{{}}|^`\\\x00-\x20]++ | {_ESCAPE} )*+> )
    | (?P<string> \"\"\"(?: "{{0,2}} (?: [^"\\]++ | \\. ) )*+ (?: \"\"\" | .*+ )
                | '''(?: '{{0,2}} (?: [^'\\]++ | \\. ) )*+ (?: ''' | .*+ )
                | "(?: [^"\\\r\n]++ | \\. )*+ (?: " | .*+ )
                | '(?: [^'\\\r\n]++ | \\. )*+ (?: ' | .*+ ) )
    | (?P<variable> [?$][\w]++ )
    | (?P<name>   (?: [^\W\d_] [\w.\-]{{0,256}}+ )? :
                  (?: [\w:.\-]++ | %[0-9A-Fa-f]{{2}} | \\[^\w\s] )*+ )
    | (?P<language> @[A-Za-z]++ (?: - [A-Za-z0-9]++ )*+ )
    | (?P<word>   [^\W\d] \w*+ )
    | (?P<other>  . )
    """,
    re.VERBOSE | re.DOTALL,
)  # fmt: skip

_FORMS: Final = {
    "SELECT": Form.BINDINGS,
    "ASK": Form.BOOLEAN,
    "CONSTRUCT": Form.GRAPH,
    "DESCRIBE": Form.GRAPH,
}
_UPDATES: Final = frozenset(
    {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
)

#: Functions whose value is another each time (SPARQL 1.1 Query, 17.4).
_VOLATILE: Final = frozenset({"NOW", "RAND", "UUID", "STRUUID"})


class Token(NamedTuple):
    """One token: its kind, its text and where it starts."""

    kind: str
    text: str
    offset: int


@dataclass(frozen=True)
class Outline:
    """What the text shows: the form, None when that is unclear, and what must be looked at."""

    form: Form | None
    graphs: tuple[str, ...]
    update: bool
    service: bool
    based: bool
    volatile: bool


def tokens(text: str) -> Iterable[Token]:
    """Return the tokens without white space and comments; of a long text only as they are read."""
    return _remembered(text) if len(text) <= _SHORT else _read(text)


def _read(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield Token(kind, match[0], match.start())


#: A short query is looked at by several, one after the other; of a long one the tokens are large.
_SHORT: Final = 4_096


@lru_cache(maxsize=8)
def _remembered(text: str) -> tuple[Token, ...]:
    return tuple(_read(text))


def outline(text: str) -> Outline:
    """Return what the text shows.

    Raises `TooLargeError` for a text that is too long, `QuerySyntaxError` for one that nests too
    deeply or has too long an IRI.
    """
    if len(text) > LENGTH_MAXIMUM:
        raise TooLargeError(f"De vraag is langer dan {LENGTH_MAXIMUM} tekens")
    found = list(_shallow(text))
    _lengths(text, found)
    form: Form | None = None
    update = service = False
    base, names = "", dict[str, str]()
    graphs: list[str] = []
    volatile = False
    for at, (kind, said, _) in enumerate(found):
        if kind != "word":
            continue
        word = said.upper()
        volatile = volatile or word in _VOLATILE
        after = [following.text for following in found[at + 1 : at + 3]]
        prologue = form is None and not update
        update = update or (prologue and word in _UPDATES)
        service = service or word == "SERVICE"
        if prologue and word == "BASE" and after:
            base = _iri(after[0], base, names)
        elif prologue and word == "PREFIX" and len(after) == 2:
            names[after[0].removesuffix(":")] = _iri(after[1], base, names)
        elif prologue and word in _FORMS:
            form = _FORMS[word]
        elif word == "FROM" and after:
            graph = after[1] if after[0].upper() == "NAMED" and len(after) == 2 else after[0]
            graphs.append(_iri(graph, base, names))
    return Outline(form, tuple(graphs), update, service, bool(base), volatile)


def refuse(shown: Outline, graphs: Collection[str]) -> None:
    """Raise `RefusedError` for what we never do; `graphs` are the named graphs there are.

    An update, SERVICE, and FROM with a graph that is not ours: no address of others is fetched.
    """
    if shown.update:
        raise RefusedError("Dit eindpunt is alleen om te lezen: een update wordt niet gedaan")
    if shown.service:
        raise RefusedError(
            "SERVICE is niet toegestaan: dit eindpunt vraagt niets aan andere adressen. "
            "Haal die gegevens zelf op en voeg ze in met VALUES"
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
        raise RefusedError(
            f"De graaf <{iri}> is niet van deze dienst en wordt niet opgehaald. "
            f"Kies uit: {', '.join(f'<{graph}>' for graph in sorted(graphs))}"
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
                f"Regel {line}, kolom {column}: de vraag nest dieper dan {DEPTH_MAXIMUM} lagen",
                line,
                column,
            )


def _lengths(text: str, found: Sequence[Token]) -> None:
    for token in found:
        if token.kind == "iri" and len(token.text) > IRI_MAXIMUM:
            line, column = position(text, token.offset)
            raise QuerySyntaxError(
                f"Regel {line}, kolom {column}: een IRI is hier ten hoogste {IRI_MAXIMUM} tekens",
                line,
                column,
            )


def _iri(text: str, base: str, names: dict[str, str]) -> str:
    """Return the IRI of a token `<...>` or `prefix:local`, escapes resolved."""
    if text.startswith("<"):
        plain = re.sub(_ESCAPE, lambda m: _character(m[0]), text[1:-1])
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
