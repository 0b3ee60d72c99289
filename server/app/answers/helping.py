"""Help: the page that tells how to use this data, with examples that hold its own addresses."""

from typing import Final

from flask import Flask, Response, render_template

from server.app.answers.files import contacts
from server.app.headers import coded, keep, respond
from server.app.pages import editions, parts, usage
from server.app.pages.language import SPOKEN, Said, at, number, pick
from server.app.pages.view import Value
from server.app.site import Site
from server.engines.lanes import BUDGET
from server.formats import BY_KEY
from server.http.fields import SUFFIXED, Representation
from server.search.batch import QUERIES_MAXIMUM
from server.sparql.engine import ANSWER_MAXIMUM, ROWS_MAXIMUM
from server.sparql.stored import SIZE_MAXIMUM

_TITLE: Final[Said] = ("Zo gebruikt u deze data", "How to use this data")
_MEGA: Final = 1024 * 1024


def register(app: Flask, site: Site) -> None:
    """Bind the page to this site, in each language."""
    for language in SPOKEN:

        @app.get(at("/help", language), endpoint=f"help-{language}")
        def answer(language: str = language) -> Response:
            """Answer with the page."""
            found = Representation(
                _page(site, language).encode(), BY_KEY["html"].content_type, languages=(language,)
            )
            return keep(respond(coded(found), site.release.id, vary=SUFFIXED))


def _page(site: Site, language: str) -> str:
    limits = {
        "seconds": f"{site.settings.query_seconds:g}",
        "rows": str(ROWS_MAXIMUM),
        "megabytes": str(ANSWER_MAXIMUM // _MEGA),
        "budget": "" if site.settings.endpoint else f"{BUDGET:g}",
        "page": str(SIZE_MAXIMUM),
        "batch": str(QUERIES_MAXIMUM),
    }
    models = [
        (store.space, (editions.called(store, "nl"), editions.called(store, "en")))
        for store in (edition.store for edition in site.models)
    ]
    return render_template(
        "help.html",
        release=site.release,
        language=language,
        others=parts.others("/help", language),
        canonical=site.base + at("/help", language).removeprefix("/"),
        title=Value(pick(_TITLE, language)),
        base=site.base,
        ways=usage.ways(models),
        errors=usage.ERRORS,
        limits={name: number(text, language) for name, text in limits.items()},
        contacts=contacts(site),
    )
