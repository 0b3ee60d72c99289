"""Suggestions for who is typing: for a field of our own pages, and for browsers (OpenSearch)."""

from itertools import groupby
from typing import Any, Final
from xml.sax.saxutils import escape

from flask import Flask, Response

from server.app.answers.openapi import JSON, written
from server.app.answers.search import Asked, answer, asked
from server.app.headers import coded, keep, respond
from server.app.pages import found as shown
from server.app.pages.language import SPOKEN, Reader, Said, pick
from server.app.site import Site
from server.formats import Form, Format
from server.http.fields import SUFFIXED, Representation
from server.search import finding
from server.search.finding import Found, Hit
from server.search.texts import KINDS, VOCABULARY

_OPENSEARCH: Final = "application/opensearchdescription+xml"
_SUGGESTIONS: Final = Format(
    "suggestions", "Suggestions", ("application/x-suggestions+json",), "json",
    "https://github.com/dewitt/opensearch", frozenset[Form](), charset=False,
)  # fmt: skip
#: More would not fit above the keyboard of a telephone.
_SUGGESTED: Final = 8
#: What is suggested; a page of a source bears the name of what is on it, which is there already.
_KINDS: Final = (*(kind for kind in KINDS if kind != "section"), VOCABULARY)
#: Said to who cannot see the list.
_ONE: Final[Said] = ("1 voorstel", "1 suggestion")
_MANY: Final[Said] = ("voorstellen", "suggestions")
_NONE: Final[Said] = ("Geen voorstellen", "No suggestions")


def register(app: Flask, site: Site) -> None:
    """Bind suggestions to this site."""

    @app.get("/search/suggest")
    def suggest() -> Response:
        """Answer with names that begin as what was typed (OpenSearch Suggestions 1.1)."""
        wanted, found_in = asked(site), shown.Editions(site, Reader())
        hits = _found(wanted, SPOKEN[0], site).hits[:_SUGGESTED]
        links = [found_in.of(hit)[0].link(hit.thing) for hit in hits]
        kinds = ((shown.plural(hit.kind, SPOKEN[0]), found_in.name(hit)) for hit in hits)
        body = [
            wanted.question,
            [link.text for link in links],
            [", ".join(filter(None, said)) for said in kinds],
            [link.href for link in links],
        ]
        return answer(written(body), _SUGGESTIONS, SPOKEN[:1], site, SUFFIXED)

    for spoken in SPOKEN:
        mark = "" if spoken == SPOKEN[0] else f".{spoken}"

        @app.get(f"/search/suggest{mark}.json", endpoint=f"suggest-{spoken}")
        def field(spoken: str = spoken) -> Response:
            """Answer with what a field lists: things by kind, each with its address."""
            found = _found(asked(site), spoken, site)
            body = written(_listed(found, site, Reader(spoken)))
            return answer(body, JSON, (spoken,), site, SUFFIXED)

    @app.get("/opensearch.xml")
    def description() -> Response:
        """Tell browsers how to search here (OpenSearch 1.1)."""
        body = _description(site.base).encode()
        found = coded(Representation(body, _OPENSEARCH, languages=SPOKEN[:1]))
        return keep(respond(found, site.release.id, vary=SUFFIXED))

    del suggest, description


def _found(wanted: Asked, language: str, site: Site) -> Found:
    index = site.searched(wanted.spaces)
    return finding.find(index, wanted.question, wanted.kinds or _KINDS, language)


def _listed(found: Found, site: Site, reader: Reader) -> dict[str, Any]:
    """Return the likeliest things by kind, and how many there are in words."""
    hits, found_in = found.hits[:_SUGGESTED], shown.Editions(site, reader)
    order = list(dict.fromkeys(hit.kind for hit in hits))
    by_kind = groupby(sorted(hits, key=lambda hit: order.index(hit.kind)), lambda hit: hit.kind)
    many = f"{len(hits)} {pick(_MANY, reader.language)}"
    few = pick(_ONE if hits else _NONE, reader.language)
    return {
        "status": many if len(hits) > 1 else few,
        "groups": [
            {
                "name": shown.plural(kind, reader.language),
                "options": [_option(hit, found_in) for hit in members],
            }
            for kind, members in by_kind
        ],
    }


def _option(hit: Hit, found_in: shown.Editions) -> dict[str, str]:
    """Return a thing as one line of a list.

    `note` is what it is, of which edition, and why it was found.
    """
    view, store = found_in.of(hit)
    thing = view.link(hit.thing)
    why = shown.reason(hit, view.reader.language) if hit.text != thing.text else ""
    named = f"{why}: {hit.text}" if why and hit.match < finding.Match.MENTIONED else why
    notes = (shown.sort(hit, view, store), found_in.name(hit), named)
    note = ", ".join(part for part in notes if part)
    return {"name": thing.text, "lang": thing.lang, "href": thing.href, "note": note}


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
