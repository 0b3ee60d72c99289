"""Models: the page of the imported models that are served here, and the way to each of them."""

from flask import Flask, Response, request

from server import resource
from server.app.headers import keep, respond
from server.app.pages import models
from server.app.pages.language import SPOKEN, at
from server.app.site import Site
from server.errors import NotFoundError
from server.formats import BY_KEY, DOCUMENT_FORMATS
from server.http import coding
from server.http.fields import NEGOTIATED, SECONDS_FRESH, SUFFIXED, Representation
from server.http.negotiation import choose

_PATH = "/model"
_HTML = BY_KEY["html"]


def register(app: Flask, site: Site) -> None:
    """Bind the list of models and the short address of each to this site."""

    @app.get(_PATH)
    def listed() -> Response:
        """Answer with the page, or for an RDF client with what the catalogue says."""
        form = choose(request.headers.get("Accept"), DOCUMENT_FORMATS)
        if form != _HTML:
            return _elsewhere(f"/{resource.WHOLE_CATALOGUE}.{form.suffix}", "Accept")
        return _page(site, SPOKEN[0], NEGOTIATED)

    for spoken in SPOKEN[1:]:

        @app.get(at(_PATH, spoken), endpoint=f"models-{spoken}")
        def listed_in(spoken: str = spoken) -> Response:
            """Answer with the page in another language."""
            return _page(site, spoken, SUFFIXED)

    @app.get(f"{_PATH}/<key>")
    @app.get(f"{_PATH}/<key>/")
    def one(key: str) -> Response:
        """Lead to the page of a model."""
        name, language = _named(key)
        if f"model/{name}/" not in site.spaces:
            raise NotFoundError(f"Dit model is hier niet. Zie {_PATH} voor wat er is")
        return _elsewhere(at(models.address(name, site.base), language))

    del listed, one


def _named(key: str) -> tuple[str, str]:
    """Return the key of a model apart from the language of its address; keys have no dots."""
    name = key.partition(".")[0]
    return next(((name, s) for s in SPOKEN[1:] if at(f"/{name}", s) == f"/{key}"), (key, SPOKEN[0]))


def _elsewhere(path: str, vary: str = "") -> Response:
    response = Response(status=303)
    del response.headers["Content-Type"]
    response.headers["Location"] = path
    response.headers["Cache-Control"] = f"public, max-age={SECONDS_FRESH}"
    if vary:
        response.headers["Vary"] = vary
    return response


def _page(site: Site, language: str, vary: str) -> Response:
    def make() -> Representation:
        editions = [(model.store, model.release) for model in site.models]
        body = models.page(editions, site.release, language).encode()
        return Representation(body, _HTML.content_type, languages=(language,))

    wanted = coding.choose(request.headers.get("Accept-Encoding"))
    return keep(respond(site.once((_PATH, language), make, wanted), site.release.id, vary=vary))
