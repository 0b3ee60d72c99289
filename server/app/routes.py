"""Routes: which path is answered by what; each answer is built from pure parts.

`/` home and `/sparql` the endpoint here, our own files by `server.app.files`, and everything else
by `server.app.documents`.
"""

from flask import Flask, Response, request

from server import coding, protocol, resource, service
from server.app import documents, files, limits, pages, results
from server.app.documents import NEGOTIATED
from server.app.headers import finished, keep, respond
from server.app.site import Site
from server.errors import NotFoundError
from server.formats import BY_KEY, DOCUMENT_FORMATS, Format
from server.negotiation import choose
from server.render import render

HTML = BY_KEY["html"]


def register(app: Flask, site: Site) -> None:
    """Bind every route to this site."""
    files.register(app, site)
    documents.register(app, site)

    @app.before_request
    def within_limits() -> None:
        """Refuse what is too large, and `//x`, which the router would take for `/x`."""
        limits.check(request.environ)
        if str(request.environ.get("PATH_INFO", "")).startswith("//"):
            raise NotFoundError(resource.NOTHING)

    @app.get("/")
    def home() -> Response:
        """Answer with a page, or for an RDF client with what the catalogue says."""
        form = choose(request.headers.get("Accept"), DOCUMENT_FORMATS)
        catalogue = f"/doc/{resource.CATALOGUE.removeprefix('id/')}"
        if form == HTML:
            wanted = coding.choose(request.headers.get("Accept-Encoding"))
            response = keep(respond(site.home(wanted), site.release.id, vary=NEGOTIATED))
        else:
            response = Response(status=303)
            del response.headers["Content-Type"]
            response.headers["Location"] = f"{catalogue}.{form.suffix}"
            response.headers["Vary"] = "Accept"
        response.headers["Link"] = f'<{catalogue}>; rel="describedby"'
        return response

    @app.route("/sparql", methods=sorted({*protocol.METHODS} - {"OPTIONS"}))
    def sparql() -> Response:
        """Answer by the SPARQL 1.1 Protocol; without a query, say what this endpoint is."""
        found = protocol.parameters(
            request.method,
            request.query_string.decode("latin-1"),
            request.headers.get("Content-Type"),
            request.get_data(cache=False),
        )
        if not found and request.method in ("GET", "HEAD"):
            return _service(site)
        accept = request.headers.get("Accept")
        asked = protocol.read(found, accept, site.graphs)
        answer = site.engine.answer(asked.query)
        if answer.form in asked.pages:
            page = results.page(answer, asked.query.text, site)
            return _same_for_get(page.encode(), HTML, site)
        return _same_for_get(answer.body, answer.format, site)

    # Flask gives each route HEAD and OPTIONS; a method that no route has ends as 405 with Allow.
    del within_limits, home, sparql


def _service(site: Site) -> Response:
    offers = [*(f for f in DOCUMENT_FORMATS if f != HTML), HTML]
    form = choose(request.headers.get("Accept"), offers)
    if form == HTML:
        return finished(pages.sparql(site).encode(), HTML.content_type, site.release.id)
    seconds = site.settings.query_seconds
    triples = service.description(site.base, site.release.manifest, seconds)
    body = render(triples, form, site.base, (f"{site.base}sparql",))
    return finished(body, form.content_type, site.release.id)


def _same_for_get(body: bytes, form: Format, site: Site) -> Response:
    """Return an answer to a query; what was posted is not for caches (RFC 9110, 9.3.3)."""
    if request.method != "POST":
        return finished(body, form.content_type, site.release.id)
    response = Response(body, content_type=form.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    return response
