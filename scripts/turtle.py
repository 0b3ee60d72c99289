"""Turtle, canonical: sorted, only the prefixes used, blank nodes written where they hang.

Equal sets of triples give equal text, which is what a release and a diff need; a hand-written
source is laid out by `turtlefmt` instead, which keeps comments and order.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import RDF, XSD, BNode, Literal, URIRef

from scripts.terms import Object, Subject, Triple, write
from server.namespaces import prefixes
from server.uris import COLLECTIONS

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
#: Datatypes whose plain form Turtle reads without quotes.
_BARE: Final = {XSD.integer: re.compile(r"[+-]?[0-9]+"), XSD.boolean: re.compile("true|false")}


def known_prefixes(base: str) -> dict[str, str]:
    """Return every prefix of ours and of others, by name; that of the shapes too."""
    return {**prefixes(base, tuple(COLLECTIONS)), "shape": f"{base}def/shapes#"}


def serialize(triples: Iterable[Triple], base: str) -> str:
    """Write triples as Turtle."""
    writer = _Writer(triples, known_prefixes(base))
    return writer.text()


def short(term: object, base: str) -> str:
    """Write a term as a person would in a source: `element:zaaksysteem`, `"tekst"@nl`."""
    if isinstance(term, URIRef | Literal | BNode):
        return _Writer((), known_prefixes(base)).term(term)
    return str(term)


class _Writer:
    """One document: knows which prefixes it used and which blank nodes it wrote in place."""

    def __init__(self, triples: Iterable[Triple], names: Mapping[str, str]) -> None:
        self._by_namespace = {iri: name for name, iri in names.items()}
        self._used: dict[str, str] = {}
        self._about: dict[Subject, dict[URIRef, set[Object]]] = defaultdict(
            lambda: defaultdict(set)
        )
        self._leads: dict[BNode, int] = defaultdict(int)
        self._written: set[Subject] = set()
        for subject, predicate, value in set(triples):
            self._about[subject][predicate].add(value)
            if isinstance(value, BNode):
                self._leads[value] += 1

    def text(self) -> str:
        """Return the document."""
        tops = [s for s in self._about if not isinstance(s, BNode) or self._leads[s] != 1]
        blocks = [self._block(subject) for subject in sorted(tops, key=_order)]
        while left := sorted(set(self._about) - self._written, key=_order):
            # Blank nodes in a circle hang below nothing: one of them gets a label.
            self._leads[BNode(left[0])] += 1
            blocks.append(self._block(left[0]))
        head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(self._used.items()))
        return "\n".join([head, *blocks]) if blocks else head

    def _block(self, subject: Subject) -> str:
        if isinstance(subject, BNode) and not self._leads[subject]:
            return f"[{self._statements(subject, 1)}\n] .\n"
        name = f"_:{subject}" if isinstance(subject, BNode) else self.term(subject)
        return f"{name}{self._statements(subject, 1)} .\n"

    def _statements(self, subject: Subject, depth: int) -> str:
        """Write predicates and objects, the type first, one predicate a line."""
        self._written.add(subject)
        about = self._about[subject]
        rows = []
        for predicate in sorted(about, key=lambda p: (p != RDF.type, str(p))):
            values = sorted(self._value(value, depth) for value in about[predicate])
            verb = "a" if predicate == RDF.type else self.term(predicate)
            rows.append(f"{'    ' * depth}{verb} {', '.join(values)}")
        return "\n" + " ;\n".join(rows)

    def _value(self, value: Object, depth: int) -> str:
        if not isinstance(value, BNode):
            return self.term(value)
        if self._leads[value] != 1:
            return f"_:{value}"
        members = self._members(value)
        if members is not None:
            return f"( {' '.join(self._value(m, depth + 1) for m in members)} )"
        if value not in self._about:
            return "[]"
        return f"[{self._statements(value, depth + 1)}\n{'    ' * depth}]"

    def _members(self, node: Object) -> list[Object] | None:
        """Return the members of a well-formed list, else None."""
        members: list[Object] = []
        cells: set[Subject] = set()
        while node != RDF.nil:
            if not isinstance(node, BNode) or node in cells or self._leads[node] != 1:
                return None
            cell = self._about.get(node, {})
            if {p: len(values) for p, values in cell.items()} != {RDF.first: 1, RDF.rest: 1}:
                return None
            cells.add(node)
            members.append(next(iter(cell[RDF.first])))
            node = next(iter(cell[RDF.rest]))
        self._written |= cells
        return members

    def term(self, term: Object) -> str:
        """Write one term, with a prefix where one fits."""
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BNode):
            return f"_:{term}"
        cut = max(term.rfind("/"), term.rfind("#")) + 1
        name = self._by_namespace.get(term[:cut])
        if name is None or not _LOCAL.fullmatch(term[cut:]):
            return write(term)
        self._used[name] = term[:cut]
        return f"{name}:{term[cut:]}"

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype
        if datatype is None or datatype == XSD.string or literal.language:
            return write(literal)
        if datatype in _BARE and _BARE[datatype].fullmatch(str(literal)):
            return str(literal)
        return f"{write(Literal(str(literal)))}^^{self.term(datatype)}"


def _order(subject: Subject) -> tuple[bool, str]:
    return isinstance(subject, BNode), str(subject)
