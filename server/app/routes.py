"""Routes: which path is answered by what; each answer is built from pure parts.

`/` home and `/sparql` the endpoint here; each other kind of address by a module of its own, and
what a release describes, which is everything else, by `server.app.answers.documents`.
"""

from flask import Flask, Response, request

from server import absent, resource
from server.app import limits
from server.app.answers import (
    badge,
    changes,
    crawling,
    documents,
    downloads,
    files,
    fixed,
    helping,
    intime,
    landscape,
    models,
    portfolio,
    reconciling,
    releases,
    search,
    stored,
    suggesting,
)
from server.app.answers.endpoint import Endpoint
from server.app.headers import keep, respond
from server.app.pages.language import SPOKEN, at
from server.app.site import Site
from server.errors import NotFoundError
from server.formats import BY_KEY, DOCUMENT_FORMATS
from server.http import coding
from server.http.fields import NEGOTIATED, SECONDS_FRESH, SUFFIXED
from server.http.negotiation import choose
from server.sparql import protocol

HTML = BY_KEY["html"]


def register(app: Flask, site: Site, endpoint: Endpoint) -> None:
    """Bind every route to this site."""
    files.register(app, site)
    crawling.register(app, site)
    downloads.register(app, site)
    intime.register(app, site)
    releases.register(app, site)
    search.register(app, site)
    suggesting.register(app, site)
    reconciling.register(app, site)
    helping.register(app, site)
    stored.register(app, site, endpoint)
    badge.register(app, site)
    fixed.register(app, site)
    landscape.register(app, site)
    portfolio.register(app, site)
    changes.register(app, site)
    models.register(app, site)
    documents.register(app, site)

    @app.before_request
    def within_limits() -> None:
        """Refuse what is too large, and `//x`, which the router would take for `/x`."""
        limits.check(request.environ)
        if str(request.environ.get("PATH_INFO", "")).startswith("//"):
            raise NotFoundError(absent.NOTHING)

    @app.get("/")
    def home() -> Response:
        """Answer with a page, or for an RDF client with what the catalogue says."""
        form = choose(request.headers.get("Accept"), DOCUMENT_FORMATS)
        catalogue = f"/{resource.ABOUT_CATALOGUE}"
        if form == HTML:
            wanted = coding.choose(request.headers.get("Accept-Encoding"))
            response = keep(respond(site.home(SPOKEN[0], wanted), site.release.id, vary=NEGOTIATED))
        else:
            response = Response(status=303)
            del response.headers["Content-Type"]
            response.headers["Location"] = f"{catalogue}.{form.suffix}"
            response.headers["Vary"] = "Accept"
            response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
        response.headers["Link"] = f'<{catalogue}>; rel="describedby"'
        return response

    for spoken in SPOKEN[1:]:

        @app.get(at("/", spoken), endpoint=f"home-{spoken}")
        def home_in(spoken: str = spoken) -> Response:
            """Answer with the page in another language."""
            wanted = coding.choose(request.headers.get("Accept-Encoding"))
            return keep(respond(site.home(spoken, wanted), site.release.id, vary=SUFFIXED))

    @app.route("/sparql", methods=sorted({*protocol.METHODS} - {"OPTIONS"}))
    def sparql() -> Response:
        """Answer by the SPARQL 1.1 Protocol."""
        return endpoint.respond()

    @app.get("/.well-known/void")
    def void() -> Response:
        """Lead to where the datasets are described (VoID, 7.2; RFC 8615)."""
        response = Response(status=303)
        del response.headers["Content-Type"]
        response.headers["Location"] = f"/{resource.WHOLE_CATALOGUE}"
        response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
        return response

    # Flask gives each route HEAD and OPTIONS; a method that no route has ends as 405 with Allow.
    del within_limits, home, sparql, void
