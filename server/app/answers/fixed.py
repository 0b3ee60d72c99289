"""Fixed: pages about this publication itself, that say the same of every release."""

from collections.abc import Mapping
from typing import Final

from flask import Flask, Response, render_template

from server.app.headers import coded, keep, respond
from server.app.pages import parts
from server.app.pages.language import SPOKEN, Said, at, pick
from server.app.pages.view import Value
from server.app.site import Site
from server.formats import BY_KEY
from server.http.fields import SUFFIXED, Representation

#: Path -> what the page is called; its template has the same name.
PAGES: Final[Mapping[str, Said]] = {
    "accessibility": ("Toegankelijkheid", "Accessibility"),
}


def register(app: Flask, site: Site) -> None:
    """Bind a route to each page in each language."""
    for name in PAGES:
        for language in SPOKEN:
            address = at(f"/{name}", language)
            app.add_url_rule(
                address, f"{name}-{language}", lambda n=name, to=language: _page(n, to, site)
            )


def _page(name: str, language: str, site: Site) -> Response:
    body = render_template(
        f"{name}.html",
        release=site.release,
        language=language,
        others=parts.others(f"/{name}", language),
        title=Value(pick(PAGES[name], language)),
        canonical=site.base + at(f"/{name}", language).removeprefix("/"),
    )
    form = BY_KEY["html"].content_type
    found = coded(Representation(body.encode(), form, languages=(language,)))
    return keep(respond(found, site.release.id, vary=SUFFIXED))
