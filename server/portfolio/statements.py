"""Statements: what a list says, each with the line it stands on, whatever form the list came in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.errors import ListError
from server.namespaces import RDF_TYPE, RDFS_LABEL, gemma
from server.rdf.terms import Literal, NamedNode, Object, Subject

#: The largest file in bytes, and the most statements that are read of it.
FILE_MAXIMUM: Final = 1_000_000
STATEMENTS_MAXIMUM: Final = 20_000
#: The classes of the things in a list, by local name.
CLASSES: Final = ("SoftwareProduct", "Supplier", "ProductUser")
PRODUCT, SUPPLIER, USER = CLASSES
#: What is said of a product, by local name.
OFFERS, SUPPLIED_BY, USED_BY = "offersFunctionalityOf", "suppliedBy", "usedBy"
#: What no page and no drawing may hold (XML 1.0, 2.2), beside what is white space.
_UNWRITTEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Statement:
    """A triple of a list and its line, from 1."""

    subject: Subject
    predicate: str
    value: Object
    line: int


@dataclass(frozen=True)
class Terms:
    """The terms that lists are written in, as IRIs under a base."""

    base: str

    @property
    def document(self) -> str:
        """The address that relative IRIs of a list are resolved against."""
        return f"{self.base}list"

    def of(self, name: str) -> str:
        """Return a term of ours by its local name."""
        return gemma(self.base) + name

    def known(self) -> frozenset[str]:
        """Return the properties that a list is read for."""
        return frozenset({RDF_TYPE, RDFS_LABEL, *map(self.of, (OFFERS, SUPPLIED_BY, USED_BY))})


def thing(iri: str, kind: str, name: str, line: int, terms: Terms) -> tuple[Statement, ...]:
    """Return what says that a thing is of a kind and has a name; one without a name has none."""
    node = NamedNode(iri)
    said = [Statement(node, RDF_TYPE, NamedNode(terms.of(kind)), line)]
    if name:
        said.append(Statement(node, RDFS_LABEL, Literal(name), line))
    return tuple(said)


def bounded(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Return the statements, each once; raises `ListError` where there are more than are read."""
    found: dict[tuple[Subject, str, Object], Statement] = {}
    for item in statements:
        found.setdefault((item.subject, item.predicate, item.value), item)
        if len(found) > STATEMENTS_MAXIMUM:
            raise ListError(
                "Er staat meer in de lijst dan hier wordt gelezen; verdeel haar",
                "There is more in the list than is read here; divide it",
                item.line,
            )
    return tuple(found.values())


def legible(text: str) -> str:
    """Return a text on one line, its spaces single, without what cannot be written."""
    return _UNWRITTEN.sub("\ufffd", " ".join(text.split()))
