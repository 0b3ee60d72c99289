"""Tables: the members of a collection as CSV (RFC 4180), one a line, with their main columns; pure.

Values are exact: one that begins with `=` is written so, and not changed for the sake of a
spreadsheet, since a program must read what the data says.
"""

import csv
import io
from collections.abc import Iterable
from typing import Final

from server.namespaces import RDF_TYPE, SKOS, gemma
from server.rdf.terms import LABELS, Literal, NamedNode, Object, Triple
from server.store import Store

#: The columns, as the first line names them.
COLUMNS: Final = (
    "iri", "number", "type", "label_nl", "label_en", "definition_nl", "definition_en",
)  # fmt: skip


def members(iris: Iterable[str], store: Store) -> bytes:
    """Return the table of these things, in their order, as UTF-8; lines end in CRLF (2.1)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_row(iri, store) for iri in iris)
    return out.getvalue().encode()


def _row(iri: str, store: Store) -> list[str]:
    number = [
        value
        for predicate in (SKOS + "notation", gemma(store.base) + "number")
        for value in store.objects(iri, predicate)
    ]
    labels = next((found for p in LABELS if (found := store.objects(iri, p.value))), [])
    definitions = store.objects(iri, SKOS + "definition")
    return [
        iri,
        _text(number),
        " ".join(_types(iri, store)),
        _text(labels, "nl"),
        _text(labels, "en"),
        _text(definitions, "nl"),
        _text(definitions, "en"),
    ]


def _types(iri: str, store: Store) -> list[str]:
    """Return the classes that a thing is said to be of: ours, and not what follows from them."""
    thing, is_a = NamedNode(iri), NamedNode(RDF_TYPE)
    return [
        kind.value
        for kind in store.objects(iri, RDF_TYPE)
        if isinstance(kind, NamedNode)
        and kind.value.startswith(gemma(store.base))
        and not store.inferred(Triple(thing, is_a, kind))
    ]


def _text(values: Iterable[Object], language: str = "") -> str:
    """Return the first text in a language; "" is that of texts without one."""
    texts = [t.value for t in values if isinstance(t, Literal) and (t.language or "") == language]
    return texts[0] if texts else ""
