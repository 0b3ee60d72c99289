"""Routes: which path is answered by what; each answer is built from pure parts.

`/` home, `/sparql` the endpoint, `/.well-known/void` the way to the catalogue, `/static/` our own
files, and everything else by `server.resource`.
"""

from flask import Flask, Response, request

from server import protocol, resource
from server.app import pages
from server.app.endpoint import Endpoint
from server.app.headers import finished
from server.app.site import Site
from server.errors import NotFoundError
from server.formats import BY_KEY, DOCUMENT_FORMATS, Format
from server.namespaces import DCT, FOAF
from server.negotiation import choose
from server.resource import Document, Redirect

HTML = BY_KEY["html"]


def register(app: Flask, site: Site) -> None:
    """Bind every route to this site."""
    endpoint = Endpoint(site)

    @app.before_request
    def one_slash() -> None:
        """Refuse `//x`, which the router would take for `/x`: each document has one address."""
        if str(request.environ.get("PATH_INFO", "")).startswith("//"):
            raise NotFoundError(resource.NOTHING)

    @app.get("/")
    def home() -> Response:
        """Answer with a page, or for an RDF client with what the catalogue says."""
        form = choose(request.headers.get("Accept"), DOCUMENT_FORMATS)
        catalogue = f"/doc/{resource.CATALOGUE.removeprefix('id/')}"
        if form == HTML:
            response = finished(pages.home(site).encode(), HTML.content_type, site.release.id)
        else:
            response = Response(status=303)
            response.headers["Location"] = f"{catalogue}.{form.suffix}"
            response.headers["Vary"] = "Accept"
        response.headers["Link"] = f'<{catalogue}>; rel="describedby"'
        return response

    @app.route("/sparql", methods=list(protocol.METHODS))
    def sparql() -> Response:
        """Answer by the SPARQL 1.1 Protocol."""
        return endpoint.respond()

    @app.get("/.well-known/void")
    def void() -> Response:
        """Lead to where the datasets are described (VoID, 7.2; RFC 8615)."""
        response = Response(status=303)
        response.headers["Location"] = f"/doc/{resource.CATALOGUE.removeprefix('id/')}"
        response.headers["Cache-Control"] = "public, max-age=300"
        return response

    @app.get("/<path:path>")
    def anything(path: str) -> Response:
        """Answer for a thing, a document, a collection or the vocabulary."""
        found = resource.resolve(path, site.store)
        if isinstance(found, Redirect):
            return _see_other(found)
        return _document(found, site)

    # Flask gives each route HEAD and OPTIONS; a method that no route has ends as 405 with Allow.
    del one_slash, home, sparql, void, anything


def _see_other(found: Redirect) -> Response:
    response = Response(status=303)
    response.headers["Location"] = found.location
    response.headers["Vary"] = "Accept"
    response.headers["Link"] = f'<{found.location}>; rel="describedby"'
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _document(document: Document, site: Site) -> Response:
    form = document.form or choose(request.headers.get("Accept"), document.forms)
    body = site.document(document, form)
    status = 410 if document.kind == "gone" else 200
    response = finished(body, form.content_type, site.release.id, status)
    if document.form is None:
        response.headers["Content-Location"] = document.path_as(form)
    response.headers["Link"] = ", ".join(_links(document, form, site))
    if form == HTML:
        response.headers["Content-Language"] = "nl"
    return response


def _links(document: Document, form: Format, site: Site) -> list[str]:
    """Return the links of a document (RFC 8288), so that no client need guess."""
    links = [
        f'<{document.path_as(other)}>; rel="alternate"; type="{other.media_type}"'
        for other in document.forms
        if other != form
    ]
    links.append(f'<{site.base}{document.path}>; rel="canonical"')
    if document.kind in ("thing", "gone"):
        links.append(f'<{document.about}>; rel="{FOAF}primaryTopic"')
    licences = site.store.objects(site.base + resource.CATALOGUE, DCT + "license")
    links += [f'<{licence.value}>; rel="license"' for licence in licences]
    return links
