"""Results: the answer to a query as a page, names beside IRIs; the data forms hold everything."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import render_template

from server.app.pages.language import Reader, Said, pick
from server.app.pages.parts import Link, others
from server.app.pages.view import Value, View
from server.formats import Form, for_form
from server.rdf.render import read
from server.rdf.terms import Literal, NamedNode, Triple, ordered
from server.sparql.engine import PAGE_ROWS, ROWS_MAXIMUM, Answer

if TYPE_CHECKING:
    from server.app.site import Site


#: The columns of a graph.
_COLUMNS: Final[tuple[Said, ...]] = (
    ("onderwerp", "subject"), ("eigenschap", "property"), ("waarde", "value"),
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What a page shows of an answer: a truth value, or columns and rows."""

    truth: bool | None
    columns: tuple[str, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    total: int


def page(answer: Answer, query: str, site: Site, language: str) -> str:
    """Return the page of an answer, with the query above it and every other form beside it."""
    view = View(site.base, (), site.store, Reader(language))
    if answer.form is Form.GRAPH:
        result = _graph(answer, view)
    else:
        result = table(answer.body, answer.rows, view)
    return render_template(
        "sparql.html",
        release=site.release,
        language=language,
        others=others("/sparql?" + urlencode({"query": query}), language),
        title=Value(pick(("Uitkomst van een SPARQL-vraag", "Answer to a SPARQL query"), language)),
        query=query,
        result=result,
        forms=[
            Link("/sparql?" + urlencode({"query": query, "as": form.suffix}), form.label)
            for form in for_form(answer.form, html=False)
        ],
        graphs=[view.link(iri) for iri in sorted(site.graphs)],
        seconds=site.settings.query_seconds,
        most=ROWS_MAXIMUM,
        examples=[],
    )


def table(body: bytes, rows: int | None, view: View) -> Result:
    """Return what a page shows of an answer in SPARQL JSON, of so many rows where that is known."""
    parsed = json.loads(body)
    if "boolean" in parsed:
        return Result(bool(parsed["boolean"]), (), (), 1)
    columns = tuple(parsed["head"]["vars"])
    bindings = parsed["results"]["bindings"]
    shown = tuple(
        tuple(_value(row[name], view) if name in row else None for name in columns)
        for row in bindings[:PAGE_ROWS]
    )
    return Result(None, columns, shown, len(bindings) if rows is None else rows)


def _value(term: dict[str, Any], view: View) -> Value:
    if term["type"] == "uri":
        return view.link(term["value"])
    if term["type"] == "bnode":
        return Value(f"_:{term['value']}")
    if term["type"] == "triple":  # RDF 1.2
        parts = [_value(part, view).text for part in term["value"].values()]
        return Value(f"<<( {' '.join(parts)} )>>")
    language = term.get("xml:lang", "")
    return Value(str(term["value"]), "" if language == view.reader.language else language)


def _graph(answer: Answer, view: View) -> Result:
    triples = ordered(read(answer.body, answer.format.media_type))
    return Result(
        None,
        tuple(pick(said, view.reader.language) for said in _COLUMNS),
        tuple(_row(item, view) for item in triples[:PAGE_ROWS]),
        len(triples) if answer.rows is None else answer.rows,
    )


def _row(item: Triple, view: View) -> tuple[Value, ...]:
    return tuple(
        view.link(term.value)
        if isinstance(term, NamedNode)
        else view.value(term)
        if isinstance(term, Literal)
        else Value(str(term))
        for term in (item.subject, item.predicate, item.object)
    )
