"""The SPARQL endpoint over HTTP: SPARQL 1.1 Protocol, section 2, and its own description.

An answer is the same for a whole release, so it is made once and kept as finished bytes. Every
answer to a query says how many rows it has and how many it may have.
"""

from dataclasses import dataclass, replace
from typing import Final

from flask import Response, request

from server.app import pages, results
from server.app.headers import finished, keep
from server.app.site import Site
from server.formats import BY_KEY, DOCUMENT_FORMATS
from server.http.answers import Kept
from server.http.clients import client
from server.http.negotiation import choose
from server.rdf.render import render
from server.sparql import protocol, service
from server.sparql.engine import ROWS_MAXIMUM

HTML: Final = BY_KEY["html"]


@dataclass(frozen=True)
class Finished:
    """A finished answer: the bytes, what they are, and the rows where known."""

    body: bytes
    content_type: str
    rows: int | None


class Endpoint:
    """The endpoint of a site; it keeps answers."""

    def __init__(self, site: Site) -> None:
        """Start without answers."""
        self._site = site
        self._kept: Kept[Finished] = Kept()

    def respond(self) -> Response:
        """Answer the request at hand; without a query, say what this endpoint is."""
        found = protocol.parameters(
            request.method,
            request.query_string.decode("latin-1"),
            request.headers.get("Content-Type"),
            request.get_data(cache=False),
        )
        if not found and request.method in ("GET", "HEAD"):
            return self._description()
        asked = protocol.read(found, request.headers.get("Accept"), self._site.graphs)
        answer = self._answer(asked)
        if asked.volatile or request.method == "POST":
            # What was posted is not for caches (RFC 9110, 9.3.3).
            response = Response(answer.body, content_type=answer.content_type)
            response.headers["Vary"] = "Accept"
            response.headers["Cache-Control"] = "no-cache"
        else:
            response = finished(answer.body, answer.content_type, self._site.release.id)
            if self._site.engine.stable:
                keep(response)
        if answer.content_type == HTML.content_type:
            response.headers["Content-Language"] = "nl"
        response.headers["SPARQL-Row-Limit"] = str(ROWS_MAXIMUM)
        if answer.rows is not None:
            response.headers["SPARQL-Rows"] = str(answer.rows)
        return response

    def _answer(self, asked: protocol.Asked) -> Finished:
        site = self._site
        keeps = site.engine.stable and not asked.volatile
        kept = self._kept.get(asked.key) if keeps else None
        if kept is not None:
            return kept
        settings = site.settings
        forwarded = request.headers.get("X-Forwarded-For")
        who = client(request.remote_addr or "", forwarded, settings.trusted_proxy)
        answer = site.engine.answer(replace(asked.query, client=who))
        if answer.form in asked.query.pages:
            body = results.page(answer, asked.query.text, site).encode()
            made = Finished(body, HTML.content_type, answer.rows)
        else:
            made = Finished(answer.body, answer.format.content_type, answer.rows)
        if keeps:
            self._kept.put(asked.key, made, len(made.body) + len(asked.query.text))
        return made

    def _description(self) -> Response:
        site = self._site
        offers = [*(f for f in DOCUMENT_FORMATS if f != HTML), HTML]
        form = choose(request.headers.get("Accept"), offers)
        if form == HTML:
            response = finished(pages.sparql(site).encode(), HTML.content_type, site.release.id)
            response.headers["Content-Language"] = "nl"
            return response
        triples = service.description(
            site.base,
            site.release.manifest,
            site.settings.query_seconds,
            embedded=not site.settings.endpoint,
        )
        body = render(triples, form, site.base, (f"{site.base}sparql",))
        return finished(body, form.content_type, site.release.id)
