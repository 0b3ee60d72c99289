"""Turtle: a list in Turtle as statements; parsed here alone, bounded, and nothing is fetched."""

import re
from typing import IO, Final, cast

import pyoxigraph as ox

from server.errors import ListError
from server.namespaces import RDF_TYPE, gemma
from server.portfolio.findings import Finding, remark
from server.portfolio.statements import CLASSES, Statement, Terms, bounded, legible
from server.rdf.lines import Lines
from server.rdf.terms import Literal, NamedNode, Object, Triple

#: A statement about a statement (RDF 1.2). Some thousands within each other end the process, as the
#: parser takes them in by recursion; where they stand does not matter, so no list may have any.
_ABOUT_STATEMENT: Final = "<<"
_POSITION: Final = re.compile(r"^Parser error at line \d+ .*?columns? [\d and]+: ")
#: The most statements of any kind; those of a list are bounded by themselves.
_PARSED_MAXIMUM: Final = 50_000


def read(content: bytes, terms: Terms) -> tuple[tuple[Statement, ...], tuple[Finding, ...]]:
    """Return what a list in Turtle says, and what is to be said of it.

    What it says in other vocabularies is left alone. Raises `ListError` for what is no Turtle.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ListError(
            "Turtle is altijd UTF-8; bewaar het bestand zo",
            "Turtle is always UTF-8; save the file as such",
            content.count(b"\n", 0, error.start) + 1,
        ) from None
    if _ABOUT_STATEMENT in text:
        raise ListError(
            "Uitspraken over uitspraken (<<, RDF 1.2) worden hier niet gelezen",
            "Statements about statements (<<, RDF 1.2) are not read here",
            text.count("\n", 0, text.index(_ABOUT_STATEMENT)) + 1,
        )
    found: list[Finding] = []
    return bounded(_parsed(text.encode(), terms, found)), tuple(found)


def _parsed(content: bytes, terms: Terms, found: list[Finding]) -> list[Statement]:
    stream, said = Lines(content), []
    known, classes = terms.known(), {terms.of(name) for name in CLASSES}
    try:
        quads = ox.parse(
            cast(IO[bytes], stream), format=ox.RdfFormat.TURTLE, base_iri=terms.document
        )
        for number, quad in enumerate(quads):
            if number == _PARSED_MAXIMUM:
                raise ListError(
                    "Er staat meer in de lijst dan hier wordt gelezen; verdeel haar",
                    "There is more in the list than is read here; divide it",
                    stream.line,
                )
            predicate, value = quad.predicate.value, quad.object
            if isinstance(value, Triple) or isinstance(quad.subject, Triple):
                continue
            kind = value.value if predicate == RDF_TYPE and isinstance(value, NamedNode) else ""
            term = kind or predicate
            ours = term.startswith(gemma(terms.base))
            if ours and term not in classes | known:
                found.append(remark("term", "gemma:" + term.partition("#")[2], stream.line))
            elif predicate in known and (not kind or kind in classes):
                said.append(Statement(quad.subject, predicate, _written(value), stream.line))
    except SyntaxError as error:
        detail = _POSITION.sub("", error.msg)[:200]
        raise ListError(
            f"Vanaf teken {error.offset or 1} is dit geen Turtle: {detail}",
            f"From character {error.offset or 1} this is no Turtle: {detail}",
            error.lineno or 0,
        ) from None
    return said


def _written(value: Object) -> Object:
    """Return a value as it is; a text as plain text on one line."""
    return Literal(legible(value.value)) if isinstance(value, Literal) else value
