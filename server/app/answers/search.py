"""Search over HTTP: a page for people, JSON for programs, suggestions for who is typing."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlencode
from xml.sax.saxutils import escape

from flask import Flask, Response, render_template, request

from server.app.answers.openapi import JSON
from server.app.headers import NEGOTIATED, SUFFIXED, Representation, coded, keep, respond
from server.app.pages import words
from server.app.pages.language import SPOKEN, Reader, Said, at, pick
from server.app.pages.parts import Link, others
from server.app.pages.view import Value, View
from server.app.site import Site
from server.errors import BadRequestError
from server.formats import BY_KEY, Form, Format
from server.http.negotiation import choose
from server.search import finding
from server.search.finding import Found, Hit, Match
from server.search.folding import QUESTION_MAXIMUM
from server.search.texts import KINDS, NAME, NUMBER, OTHER, PRINTED, SAID, SHORT, VOCABULARY
from server.uris import document_path

_HTML: Final = BY_KEY["html"]
#: Things of one kind on a page of several kinds, and of that kind alone; suggestions.
_SHOWN: Final = 8
_SHOWN_ALONE: Final = 200
_SUGGESTED: Final = 10
#: Answers to a program.
_ANSWERS: Final = 100

#: Why a thing was found, where it was not by its name.
_WHY: Final[dict[str, Said]] = {
    NAME: ("andere taal", "other language"),
    SHORT: ("afkorting", "abbreviation"),
    OTHER: ("andere naam", "other name"),
    PRINTED: ("zo staat het in de bron", "as the source has it"),
    NUMBER: ("nummer", "number"),
    SAID: ("in de omschrijving", "in the definition"),
}
_TERMS: Final[Said] = ("Vocabulaire", "Vocabulary")


@dataclass(frozen=True)
class Line:
    """A thing that was found, as a page shows it: its name, and why it was found if not by that."""

    thing: Value
    why: str
    text: Value | None


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` leads to the rest."""

    name: str
    lines: tuple[Line, ...]
    total: int
    more: Link | None


def register(app: Flask, site: Site) -> None:
    """Bind searching to this site."""

    def search(language: str, form: Format, vary: str) -> Response:
        question, kinds = _asked()
        found = finding.find(site.index, question, kinds, language)
        if form == JSON:
            return _answer(_data(found, question, site), JSON, (), site, vary)
        page = _page(found, question, kinds, site, language)
        return _answer(page.encode(), _HTML, (language,), site, vary)

    @app.get("/search", endpoint="search")
    def dutch() -> Response:
        """Answer with a page, or with JSON."""
        form = choose(request.headers.get("Accept"), (_HTML, JSON))
        return search(SPOKEN[0], form, NEGOTIATED)

    for spoken in SPOKEN[1:]:

        @app.get(at("/search", spoken), endpoint=f"search-{spoken}")
        def other(spoken: str = spoken) -> Response:
            """Answer with a page in another language."""
            return search(spoken, _HTML, SUFFIXED)

    @app.get("/search/suggest")
    def suggest() -> Response:
        """Answer with names that begin as what was typed (OpenSearch Suggestions 1.1)."""
        question, kinds = _asked()
        hits = finding.find(site.index, question, kinds).hits[:_SUGGESTED]
        view = View(site.base, (), site.store, Reader())
        links = [view.link(hit.thing) for hit in hits]
        body = [
            question,
            [link.text for link in links],
            [_plural(hit.kind, SPOKEN[0]) for hit in hits],
            [link.href for link in links],
        ]
        return _answer(_written(body), _SUGGESTIONS, SPOKEN[:1], site, SUFFIXED)

    @app.get("/opensearch.xml")
    def description() -> Response:
        """Tell browsers how to search here (OpenSearch 1.1)."""
        body = _description(site.base).encode()
        found = coded(Representation(body, _OPENSEARCH, languages=SPOKEN[:1]))
        return keep(respond(found, site.release.id, vary=SUFFIXED))

    del dutch, suggest, description


_OPENSEARCH: Final = "application/opensearchdescription+xml"
_SUGGESTIONS: Final = Format(
    "suggestions", "Suggestions", ("application/x-suggestions+json",), "json",
    "https://github.com/dewitt/opensearch", frozenset[Form](), charset=False,
)  # fmt: skip


def _asked() -> tuple[str, tuple[str, ...]]:
    """Return what is looked for and of which kinds; raises `BadRequestError`."""
    questions, kinds = request.args.getlist("q"), tuple(request.args.getlist("kind"))
    if len(questions) > 1 or len("".join(questions)) > QUESTION_MAXIMUM:
        raise BadRequestError(
            f"Geef in `q` wat u zoekt, één keer en in ten hoogste {QUESTION_MAXIMUM} tekens"
        )
    unknown = set(kinds) - {*KINDS, VOCABULARY}
    if unknown:
        raise BadRequestError(f"`kind` is een van: {', '.join((*KINDS, VOCABULARY))}")
    return "".join(questions).strip(), kinds


def _answer(
    body: bytes, form: Format, languages: tuple[str, ...], site: Site, vary: str
) -> Response:
    found = coded(Representation(body, form.content_type, languages=languages))
    return respond(found, site.release.id, vary=vary)


def _page(found: Found, question: str, kinds: Sequence[str], site: Site, language: str) -> str:
    view = View(site.base, (), site.store, Reader(language))
    heading = pick(("Zoeken", "Search"), language)
    address = "/search?" + request.query_string.decode("ascii", "replace")
    return render_template(
        "search.html",
        release=site.release,
        language=language,
        others=others(address.removesuffix("?"), language),
        title=Value(f"{heading}: {question}" if question else heading),
        heading=heading,
        question=question,
        meant=found.meant,
        total=len(found.hits),
        groups=_groups(found.hits, question, kinds, view),
    )


def _groups(hits: Sequence[Hit], question: str, kinds: Sequence[str], view: View) -> list[Group]:
    """Return what was found by kind; the kind of the best comes first."""
    order = list(dict.fromkeys(hit.kind for hit in hits))
    most = _SHOWN_ALONE if kinds else _SHOWN
    groups = []
    by_kind = sorted(hits, key=lambda hit: order.index(hit.kind))
    for kind, members in groupby(by_kind, key=lambda hit: hit.kind):
        found = list(members)
        query = urlencode({"q": question, "kind": kind})
        more = Link(at(f"/search?{query}", view.reader.language), "") if len(found) > most else None
        lines = tuple(_line(hit, view) for hit in found[:most])
        groups.append(Group(_plural(kind, view.reader.language), lines, len(found), more))
    return groups


def _line(hit: Hit, view: View) -> Line:
    thing = view.link(hit.thing)
    if hit.text == thing.text:
        return Line(thing, "", None)
    text = Value(hit.text, "" if hit.language in ("", view.reader.language) else hit.language)
    return Line(thing, pick(_WHY[hit.field], view.reader.language), text)


def _plural(kind: str, language: str) -> str:
    return pick(_TERMS if kind == VOCABULARY else words.COLLECTIONS[kind], language)


def _data(found: Found, question: str, site: Site) -> bytes:
    """Return what was found for a program: the IRI of each, its names and why it was found."""
    names = {
        hit.thing: {
            language: label.value
            for language in SPOKEN
            if (label := site.store.name(hit.thing, (language,))) and label.language == language
        }
        for hit in found.hits[:_ANSWERS]
    }
    return _written(
        {
            "query": question,
            "meant": found.meant or None,
            "total": len(found.hits),
            "results": [
                {
                    "id": hit.thing,
                    "path": document_path(site.base, hit.thing),
                    "kind": hit.kind,
                    "name": names[hit.thing],
                    "match": Match(hit.match).name.lower(),
                    "field": hit.field,
                    "text": hit.text,
                }
                for hit in found.hits[:_ANSWERS]
            ],
        }
    )


def _written(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _description(base: str) -> str:
    """Return the OpenSearch description; its addresses are the canonical ones."""
    at_base = escape(base, {'"': "&quot;"})
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        "<ShortName>GEMMA</ShortName>\n"
        "<Description>GEMMA als Linked Open Data</Description>\n"
        f'<Url type="text/html" template="{at_base}search?q={{searchTerms}}"/>\n'
        f'<Url type="application/json" template="{at_base}search?q={{searchTerms}}"/>\n'
        '<Url type="application/x-suggestions+json" rel="suggestions" '
        f'template="{at_base}search/suggest?q={{searchTerms}}"/>\n'
        "<InputEncoding>UTF-8</InputEncoding>\n<OutputEncoding>UTF-8</OutputEncoding>\n"
        "</OpenSearchDescription>\n"
    )
