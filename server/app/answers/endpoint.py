"""The SPARQL endpoint over HTTP: SPARQL 1.1 Protocol, section 2, and its own description.

An answer is the same for a whole release, so it is made once and kept as finished bytes. Every
answer to a query says how many rows it has and how many it may have.
"""

from collections.abc import MutableMapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from flask import Response, request

from server.app.headers import coded, keep, respond
from server.app.layer import KEEP
from server.app.lent import LENDABLE, Asked
from server.app.pages import asking
from server.app.site import Site
from server.formats import BY_KEY, DOCUMENT_FORMATS
from server.http import coding, observe
from server.http.answers import KEPT_LARGEST, Kept
from server.http.clients import asker
from server.http.fields import NEGOTIATED, Representation, demand
from server.rdf.render import render
from server.sparql import answered, protocol, service
from server.sparql.digest import digest

HTML: Final = BY_KEY["html"]
Environ: TypeAlias = MutableMapping[str, Any]


#: An error that the endpoint met before Flask, which says it in the form that was asked for.
FAILED: Final = "gemma.failed"


@dataclass(frozen=True)
class Finished:
    """A finished answer: the bytes, what they are, the rows where known, and their coding."""

    body: bytes
    content_type: str
    rows: int | None
    coding: str = coding.IDENTITY


class Endpoint:
    """The endpoint of a site; it keeps answers."""

    def __init__(self, site: Site) -> None:
        """Start without answers."""
        self._site = site
        self._kept: Kept[Finished] = Kept()

    def respond(self) -> Response:
        """Answer the request at hand; without a query, say what this endpoint is."""
        failed = request.environ.pop(FAILED, None)
        if failed is not None:
            raise failed
        # Kept, since the page of an error shows the query again.
        asked = self.read(request.environ, request.get_data())
        if asked is None:
            return self._description()
        said, body = self.answer(asked, request.environ)
        return Response(body, headers=list(said.items()))

    def read(self, environ: Environ, body: bytes) -> protocol.Asked | None:
        """Return what a request asks, None for no query; raises as `server.sparql.protocol`."""
        method = environ["REQUEST_METHOD"]
        query, kind = environ.get("QUERY_STRING", ""), environ.get("CONTENT_TYPE")
        found = protocol.parameters(method, query, kind, body)
        if method in ("GET", "HEAD") and all(name == "as" for name, _ in found):
            return None
        who = self.client(environ)
        return protocol.read(found, environ.get("HTTP_ACCEPT"), self._site.graphs, who)

    def client(self, environ: Environ) -> str:
        """Return who asks, for a fair share."""
        return asker(environ, self._site.settings.trusted_proxy)

    def answer(self, asked: protocol.Asked, environ: Environ) -> tuple[dict[str, str], bytes]:
        """Return the fields and the bytes of an answer; raises as the engine does."""
        stays = self._site.engine.stable and not asked.volatile
        # What is made anew each time is not kept, so compressing it would be done each time.
        wanted = coding.choose(environ.get("HTTP_ACCEPT_ENCODING")) if stays else coding.IDENTITY
        found = self._coded(asked, wanted) if stays else self._made(asked)
        vary = NEGOTIATED if stays else "Accept"
        spoken = (asked.language,) if found.content_type == HTML.content_type else ()
        shown = Representation(found.body, found.content_type, found.coding, spoken)
        said = answered.said(shown, found.rows, self._site.release.id, vary)
        if asked.volatile or environ["REQUEST_METHOD"] == "POST":
            # What was posted is not for caches (RFC 9110, 9.3.3).
            said["Cache-Control"] = "no-cache"
            del said["ETag"]
        else:
            demand(environ, said)
            if stays:
                environ[KEEP] = True
                if not asked.query.pages:
                    environ[LENDABLE] = Asked(asked.query, self._site.release.id)
        return said, found.body

    def _coded(self, asked: protocol.Asked, wanted: str) -> Finished:
        """Return an answer in a coding, each made once; small and very large ones go as they are.

        What is too large to be kept would be compressed each time.
        """
        key = asked.key
        found = self._kept.get((key, wanted))
        if found is None and wanted != coding.IDENTITY:
            found = self._kept.get((key, coding.IDENTITY))
        if found is None:
            found = self._made(asked)
            self._kept.put((key, found.coding), found, len(found.body) + len(asked.query.text))
        else:
            observe.note(query=digest(asked.query.text), lane="kept")
        if found.coding != wanted and coding.MINIMUM <= len(found.body) <= KEPT_LARGEST:
            body = coding.encode(found.body, wanted)
            found = replace(found, body=body, coding=wanted)
            self._kept.put((key, wanted), found, len(body) + len(asked.query.text))
        return found

    def _made(self, asked: protocol.Asked) -> Finished:
        answer = self._site.engine.answer(asked.query)
        if answer.form in asked.query.pages:
            body = asking.answered(answer, asked.query.text, self._site, asked.language).encode()
            return Finished(body, HTML.content_type, answer.rows)
        return Finished(answer.body, answer.format.content_type, answer.rows)

    def _description(self) -> Response:
        site = self._site
        offers = [*(f for f in DOCUMENT_FORMATS if f != HTML), HTML]
        form, spoken = protocol.description(
            request.args.getlist("as"), request.headers.get("Accept"), offers
        )
        languages: tuple[str, ...] = ()
        if form == HTML:
            body, languages = asking.empty(site, spoken).encode(), (spoken,)
        else:
            triples = service.description(
                site.base,
                [edition.release.manifest for edition in site.spaces.values()],
                site.settings.query_seconds,
                embedded=not site.settings.endpoint,
            )
            body = render(triples, form, site.base, (f"{site.base}sparql",))
        found = coded(Representation(body, form.content_type, languages=languages))
        return keep(respond(found, site.release.id, vary=NEGOTIATED))
