"""The web application: HTTP around resources and queries; the only place that knows Flask."""

from pathlib import Path

from flask import Flask

from server.app import assets, direct, failures, headers, routes
from server.app.answers.endpoint import Endpoint
from server.app.layer import Layer
from server.app.pages import found, language, pictures
from server.app.site import Site


def from_site(site: Site) -> Flask:
    """Return the WSGI application over an opened site."""
    # Our own files have a route of their own, so that they are answered as all else is.
    app = Flask(__name__, root_path=str(Path(__file__).parent), static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = direct.BODY_MAXIMUM
    language.install(app.jinja_env)
    app.jinja_env.globals["asset"] = assets.asset
    app.jinja_env.globals["is_wide"] = pictures.is_wide
    app.jinja_env.filters["marked"] = found.marked
    app.url_map.merge_slashes = False
    app.extensions["gemma"] = site
    endpoint = Endpoint(site)
    routes.register(app, site, endpoint)
    failures.register(app, site)
    app.after_request(headers.guard)
    app.extensions["gemma.layer"] = Layer(direct.before(app.wsgi_app, endpoint))
    app.wsgi_app = app.extensions["gemma.layer"]  # type: ignore[method-assign]
    return app
