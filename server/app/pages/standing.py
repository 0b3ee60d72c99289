"""Standing: the pages that are about no thing: what there is, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import render_template

from server import resource
from server.app.pages import listing, models, parts
from server.app.pages.language import Reader, Said, at, number, pick
from server.app.pages.view import Value, View, worded
from server.namespaces import RDF_TYPE, SKOS, gemma
from server.rdf import jsonld, schema_org
from server.release import Release
from server.store import natural
from server.uris import COLLECTIONS, key

if TYPE_CHECKING:
    from server.app.failures import Problem
    from server.app.site import Site

#: What this publication is called.
_NAME: Final[Said] = ("GEMMA als Linked Open Data", "GEMMA as Linked Open Data")
#: The classes whose number of things the front page tells.
_COUNTED: Final = (
    "ReferenceComponent", "View", "Flow", "Standard", "Principle", "Implication",
)  # fmt: skip
#: The most releases that it tells of.
_NEWEST: Final = 3


def home(site: Site, language: str) -> str:
    """Return the page that says what there is."""
    store, ours = site.store, gemma(site.base)
    view = View(site.base, (), store, Reader(language))
    ours_of = {
        name.removeprefix("def#"): count
        for name, count in site.release.manifest.get("classes", {}).items()
        if name.startswith("def#")
    }
    classes = [(view.link(ours + name), count) for name, count in ours_of.items()]
    functions = [
        (
            view.link(iri),
            len(store.subjects(ours + "partOf", iri)),
            key(iri),
        )
        for iri in store.subjects(RDF_TYPE, ours + "BusinessFunction")
    ]
    principles = [
        (view.link(iri), next(iter(store.objects(iri, SKOS + "notation")), None))
        for iri in store.members.get("principle", ())
    ]
    return render_template(
        "home.html",
        release=site.release,
        language=language,
        others=parts.others("/", language),
        title=Value(pick(_NAME, language)),
        canonical=site.base + at("/", language).removeprefix("/"),
        summary=jsonld.in_page(schema_org.thing(site.base + resource.CATALOGUE, site.base, store)),
        principles=[(link, number.value if number else "") for link, number in principles],
        functions=functions,
        schemes=[view.link(iri) for iri in store.members.get("scheme", ())],
        datasets=[view.link(iri) for iri in store.members.get("dataset", ())],
        collections=[
            parts.collection(name, view.reader, len(store.members[name]))
            for name in COLLECTIONS
            if store.members.get(name)
        ],
        classes=sorted(classes, key=lambda row: natural(row[0].text)),
        examples=parts.questions(site.questions.values(), language),
        quads=number(str(_quads(site.release)), language),
        counts={name: ours_of.get(name, 0) for name in _COUNTED},
        releases=listing.rows(site.history, "/", store, language)[:_NEWEST],
        models=models.cards(((one.store, one.release) for one in site.models), language),
    )


def _quads(release: Release) -> int:
    return sum(graph["triples"] for graph in release.manifest.get("graphs", {}).values())


def problem(what: Problem, site: Site, language: str, address: str = "", sought: str = "") -> str:
    """Return the page of an error.

    `address` is that of the page in the first language, "" where going there again makes no sense;
    `sought` is words to search by for what is not there.
    """
    others = parts.others(address, language) if address else []
    return render_template(
        "problem.html",
        release=site.release,
        language=language,
        others=[link for link in others if link.href != at(address, language)],
        title=Value(pick(what.title, language)),
        status=what.status,
        sought=sought,
        detail=worded(what.detail, language),
    )
