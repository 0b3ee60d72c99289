"""Tokens of a SPARQL text, without parsing it: one by one, or as the shape they make; linear.

Knows comments, strings, IRIs and escapes (SPARQL 1.1 Query, 19.2 to 19.8), so that a word inside a
string is not taken for a keyword.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

ESCAPE: Final = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
# No part looks further than it takes or than a fixed length, so that no text takes long: a string
# that does not end is the rest of the text, which no engine will parse either.
_SPACE: Final = r"[ \t\r\n]++ | \#[^\r\n]*+"
#: kind -> how it is written; the first that fits.
_KINDS: Final[Mapping[str, str]] = {
    "variable": r"[?$]\w++",
    "iri": rf"<(?: [^<>\"{{}}|^`\\\x00-\x20]++ | {ESCAPE} )*+>",
    "string": r"""
        \"\"\"(?: "{0,2} (?: [^"\\]++ | \\. ) )*+ (?: \"\"\" | .*+ )
      | '''(?: '{0,2} (?: [^'\\]++ | \\. ) )*+ (?: ''' | .*+ )
      | "(?: [^"\\\r\n]++ | \\. )*+ (?: " | .*+ )
      | '(?: [^'\\\r\n]++ | \\. )*+ (?: ' | .*+ )""",
    "name": r"(?: [^\W\d_] [\w.\-]{0,256}+ )? : (?: [\w:.\-]++ | %[0-9A-Fa-f]{2} | \\[^\w\s] )*+",
    "language": r"@[A-Za-z]++ (?: - [A-Za-z0-9]++ )*+",
    "word": r"[^\W\d] \w*+",
    "other": ".",
}
_TOKEN: Final = re.compile(
    "|".join(f"(?P<{kind}>{form})" for kind, form in {"space": _SPACE, **_KINDS}.items()),
    re.VERBOSE | re.DOTALL,
)
_NUMBER: Final = r"[0-9]++ (?: \.[0-9]++ )?+ (?: \.?+[eE][+\-]?+[0-9]++ )?+"
#: The next token, numbers as one, or the end.
_PIECE: Final = re.compile(
    rf"(?: {_SPACE} )*+ ( {_NUMBER} | {' | '.join(_KINDS.values())} | \Z )",
    re.VERBOSE | re.DOTALL,
)

IRI: Final = "<>"
LITERAL: Final = '""'
#: First character -> what the token is in a shape, when it has more characters than one.
_DIGITS: Final = "0123456789"
_PARTS: Final[Mapping[str, str]] = {"<": IRI, ":": IRI, **dict.fromkeys("\"'@" + _DIGITS, LITERAL)}
_MERGED: Final = frozenset({IRI, LITERAL})


class Token(NamedTuple):
    """One token: its kind, its text and where it starts."""

    kind: str
    text: str
    offset: int


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


def shape(text: str) -> tuple[str, ...]:
    """Return what is left of a text without its values: words in capitals, and signs.

    Literals and numbers are `LITERAL`, IRIs and names `IRI`, one however many stand in a row;
    variables are numbered by the order in which they first appear.
    """
    if len(text) <= _SHORT:
        return _short_shape(text)
    # One by one, since other threads wait for as long as all are searched at once.
    return _shape(match[1] for match in _PIECE.finditer(text))


@lru_cache(maxsize=8)
def _short_shape(text: str) -> tuple[str, ...]:
    return _shape(_PIECE.findall(text))


def _shape(pieces: Iterable[str]) -> tuple[str, ...]:
    variables: dict[str, str] = {}
    parts: list[str] = []
    last = ""
    # Every query waits for this, so no more is done for a token than must be.
    for piece in pieces:
        if len(piece) < 2:  # a sign, a word of one letter, or the end
            if not piece:
                break
            part = LITERAL if piece in _DIGITS else IRI if piece == ":" else piece.upper()
        elif (first := piece[0]) in "?$":
            part = variables.get(piece[1:], "")
            if not part:
                part = variables[piece[1:]] = f"?{len(variables)}"
        elif first in _PARTS:
            part = _PARTS[first]
        elif ":" in piece:
            part = IRI
        else:
            part = piece.upper()
        if part != last or part not in _MERGED:
            parts.append(part)
        last = part
    return tuple(parts)
