"""Crawling: the addresses at which crawlers look first, made once for a release."""

from functools import cache

from flask import Flask, Response, request

from server import absent, crawlers
from server.app.headers import coded, keep, respond
from server.app.site import Site
from server.errors import NotFoundError
from server.http.fields import SUFFIXED, Representation


def register(app: Flask, site: Site) -> None:
    """Bind sitemap, robots.txt and llms.txt to this site."""

    models = [model.store for model in site.models]

    @cache
    def parts() -> list[bytes]:
        found = crawlers.parts(crawlers.addresses(site.store, models))
        return [crawlers.sitemap(part) for part in found]

    @app.get("/sitemap.xml")
    def sitemap_index() -> Response:
        """List the sitemaps."""
        return _answer(crawlers.sitemap_index(site.base, len(parts())), "application/xml", site)

    @app.get("/sitemap-<int:number>.xml")
    def sitemap(number: int) -> Response:
        """List pages."""
        if not 1 <= number <= len(parts()) or request.path != f"/{crawlers.part_name(number)}":
            raise NotFoundError(absent.NOTHING)
        return _answer(parts()[number - 1], "application/xml", site)

    @app.get("/robots.txt")
    def robots() -> Response:
        """Say what a crawler had better not ask (RFC 9309)."""
        return _answer(crawlers.robots(site.base), "text/plain; charset=utf-8", site)

    @app.get("/llms.txt")
    def llms() -> Response:
        """Say what this is, and how to ask it."""
        questions = [
            (found.titles["en"], f"query/{name}.csv") for name, found in site.questions.items()
        ]
        body = crawlers.llms(site.store, questions, models)
        return _answer(body, "text/plain; charset=utf-8", site, ("en",))

    del sitemap_index, sitemap, robots, llms


def _answer(
    body: bytes, content_type: str, site: Site, languages: tuple[str, ...] = ()
) -> Response:
    found = coded(Representation(body, content_type, languages=languages))
    return keep(respond(found, site.release.id, vary=SUFFIXED))
