"""Asking: the pages of the endpoint: what can be asked, an answer, or where a query goes wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from flask import render_template

from server.app.pages import pictures, question, results, snippets
from server.app.pages.editions import Across
from server.app.pages.language import Reader, Said, at, number, pick
from server.app.pages.parts import Link, others
from server.app.pages.view import Value, worded
from server.formats import for_form
from server.sparql.engine import ANSWER_MAXIMUM, PAGE_ROWS, ROWS_MAXIMUM, Answer
from server.sparql.sparqltext import LENGTH_MAXIMUM
from server.sparql.tokens import tokens

if TYPE_CHECKING:
    from server.app.failures import Problem
    from server.app.site import Site

#: The longest address that is sure to arrive (RFC 9110, 4.1: 8,000 octets at least).
ADDRESS_MAXIMUM: Final = 8_000
#: Lines shown before and after the one that goes wrong.
_AROUND: Final = 2

_EMPTY: Final[Said] = ("Stel een vraag aan de data", "Ask the data a question")
_ANSWER: Final[Said] = ("Uitkomst van een SPARQL-vraag", "Answer to a SPARQL query")


@dataclass(frozen=True)
class Line:
    """A line of a query, in three parts: the middle one is what goes wrong, if it does here."""

    number: int
    before: str
    wrong: str
    after: str
    here: bool


@dataclass(frozen=True)
class Mistake:
    """Where a query goes wrong, from 1, over how many characters, and the lines around it."""

    line: int
    column: int
    length: int
    lines: tuple[Line, ...]


def empty(site: Site, language: str) -> str:
    """Return the page without a query: the stored questions, and a field for another."""
    first = next((found.text for found in site.questions.values()), "")
    return _page(
        site,
        language,
        first,
        others=others("/sparql", language),
        title=Value(pick(_EMPTY, language)),
        examples=question.examples(site, language),
    )


def answered(answer: Answer, query: str, site: Site, language: str) -> str:
    """Return the page of an answer, with the query above it and every other form beside it."""
    view = Across(site, Reader(language))
    result = results.of(answer, query, view)
    # A form of HTML sends each line end as two characters (HTML Standard, 4.10.22.4).
    query = query.replace("\r\n", "\n")
    address = snippets.shared("/sparql", query)
    posted = len(address) > ADDRESS_MAXIMUM
    return _page(
        site,
        language,
        query,
        others=() if posted else others(address, language),
        title=Value(pick(_ANSWER, language)),
        result=result,
        pictures=pictures.of(result.iris, site, view),
        posted=posted,
        address="" if posted else at(address, language),
        forms=[
            Link(f"{address}&as={form.suffix}", form.label, type=form.suffix)
            for form in for_form(answer.form, html=False)
        ],
        snippets=snippets.of_query(f"{site.base}sparql", query, answer.form, posted=posted),
    )


def failed(what: Problem, site: Site, query: str, language: str) -> str:
    """Return the page of a query that was not answered: why, and where it goes wrong if it does."""
    query = query.replace("\r\n", "\n")
    line, column = what.more.get("line"), what.more.get("column")
    address = snippets.shared("/sparql", query)
    return _page(
        site,
        language,
        query,
        others=others(address, language) if len(address) <= ADDRESS_MAXIMUM else (),
        title=Value(pick(what.title, language)),
        status=what.status,
        detail=worded(what.detail, language),
        mistake=mistake(query, line, column) if line and column else None,
    )


def mistake(query: str, line: int, column: int) -> Mistake:
    """Return a place in a query with the token that stands there, and the lines around it."""
    rows = query.split("\n")
    line = min(line, len(rows))
    row = rows[line - 1]
    start = min(column - 1, len(row))
    offset = sum(len(each) + 1 for each in rows[: line - 1]) + start
    found = next((token.text for token in tokens(query) if token.offset == offset), "")
    end = min(start + len(found.partition("\n")[0]), len(row))
    lines = tuple(
        Line(each, row[:start], row[start:end], row[end:], here=True)
        if each == line
        else Line(each, rows[each - 1], "", "", here=False)
        for each in range(max(1, line - _AROUND), min(len(rows), line + _AROUND) + 1)
    )
    return Mistake(line, start + 1, end - start, lines)


def _page(site: Site, language: str, query: str, **told: Any) -> str:
    """Return the page; `told` is what there is to show, beside what stands on it always."""
    view = Across(site, Reader(language))
    limits = {
        "rows": ROWS_MAXIMUM,
        "shown": PAGE_ROWS,
        "letters": LENGTH_MAXIMUM,
        "address": ADDRESS_MAXIMUM,
        "megabytes": ANSWER_MAXIMUM // 1024 // 1024,
    }
    always = {
        "release": site.release,
        "language": language,
        "base": site.base,
        "query": query,
        "graphs": [view.link(iri) for iri in sorted(site.graphs)],
        "seconds": number(f"{site.settings.query_seconds:g}", language),
        "most": {name: number(str(value), language) for name, value in limits.items()},
    }
    nothing = {"result": None, "mistake": None, "examples": (), "posted": False}
    return render_template("sparql.html", **always, **{**nothing, **told})
