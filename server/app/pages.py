"""Pages: which template shows what; models are made here, templates only lay them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from flask import render_template

from server import plates, resource
from server.app import judged, words
from server.app.view import Value, View
from server.formats import BY_KEY, LANGUAGES
from server.namespaces import DCT, OWL, RDF_TYPE, RDFS, SKOS, gemma
from server.rdf import jsonld, schema_org
from server.rdf.terms import NamedNode, Triple
from server.release import Release
from server.resource import Document
from server.sparql.engine import ROWS_MAXIMUM
from server.store import Store, natural
from server.uris import COLLECTIONS, document_path, web_address

if TYPE_CHECKING:
    from server.app.site import Example, Site


@dataclass(frozen=True)
class Link:
    """A link in a menu or list; `count` where it leads to several things."""

    href: str
    text: str
    count: int | None = None
    type: str = ""


def document(found: Document, triples: Sequence[Triple], store: Store, release: Release) -> str:
    """Return the page of a document."""
    view = View(found.about, triples, store)
    makers = {"vocabulary": _vocabulary, "collection": _collection}
    makers |= dict.fromkeys(judged.MAKERS, _judged)
    return makers.get(found.kind, _thing)(found, view, store, release)


def _thing(found: Document, view: View, store: Store, release: Release) -> str:
    collection = found.about.rsplit("/", 2)[1]
    return render_template(
        "thing.html",
        release=release,
        crumbs=[Link(f"/doc/{collection}", words.COLLECTIONS[collection])],
        title=view.title(),
        names=view.other_names(),
        kinds=view.kinds(),
        definitions=view.all(SKOS + "definition"),
        view=view,
        successors=view.all(DCT + "isReplacedBy") if found.kind == "gone" else (),
        gone=found.kind == "gone",
        address=found.about,
        forms=_forms(found),
        canonical=store.base + found.path_as(None).removeprefix("/"),
        summary=_summary(found, store),
        plate=_plate(found, store),
        ask=_ask(f"DESCRIBE <{found.about}>"),
        found=judged.findings(view, store, found.about),
        figures=judged.figures(view, store, found.about),
    )


#: What the pages about the quality of the release are called.
_JUDGED: Final = {
    "quality": "Kwaliteit van de gegevens",
    "conformance": "Hoe deze publicatie aan haar eisen voldoet",
    "rules": "Regels voor de gegevens",
}


def _judged(found: Document, view: View, store: Store, release: Release) -> str:
    return render_template(
        f"{found.kind}.html",
        release=release,
        title=Value(_JUDGED[found.kind]),
        address=found.about,
        forms=_forms(found),
        canonical=store.base + found.path_as(None).removeprefix("/"),
        summary=_summary(found, store),
        **judged.MAKERS[found.kind](view, store),
    )


def _plate(found: Document, store: Store) -> str:
    """Return the drawing of a view, to stand in its page; its links stay on this host."""
    if BY_KEY["svg"] not in found.forms:
        return ""
    return plates.draw(
        found.about, store, lambda iri: document_path(store.base, iri) or web_address(iri) or ""
    )


def _collection(found: Document, view: View, store: Store, release: Release) -> str:
    name = found.path.removeprefix("doc/")
    ours = gemma(store.base)
    rows = [
        (
            view.link(iri),
            next((t.value for p in (SKOS + "notation", ours + "number")
                  for t in store.objects(iri, p)[:1]), ""),
            [view.link(t.value) for t in store.objects(iri, RDF_TYPE)
             if isinstance(t, NamedNode) and t.value.startswith(ours)
             and not store.inferred(Triple(NamedNode(iri), NamedNode(RDF_TYPE), t))],
        )
        for iri in resource.members(found, store)
    ]  # fmt: skip
    return render_template(
        "collection.html",
        total=len(store.members.get(name, ())),
        page=found.page,
        pages=found.pages,
        turns=_turns(found),
        release=release,
        title=Value(words.COLLECTIONS[name]),
        rows=rows,
        numbered=any(number for _, number, _ in rows),
        address=found.about,
        forms=_forms(found),
        canonical=store.base + found.path_as(None).removeprefix("/"),
        summary=_summary(found, store),
    )


#: Kinds of terms, in the order of the page.
_KINDS: Final = (
    ("Klassen", OWL + "Class"),
    ("Relaties", OWL + "ObjectProperty"),
    ("Kenmerken", OWL + "DatatypeProperty"),
    ("Aantekeningen", OWL + "AnnotationProperty"),
)
_ABOUT_TERM: Final = (
    RDFS + "subClassOf", RDFS + "subPropertyOf", RDFS + "domain", RDFS + "range",
    OWL + "inverseOf", SKOS + "closeMatch", SKOS + "relatedMatch", SKOS + "exactMatch",
    RDFS + "seeAlso",
)  # fmt: skip


def _vocabulary(found: Document, view: View, store: Store, release: Release) -> str:
    ours = gemma(store.base)
    terms = {t.subject.value for t in store.graph("ontology") if isinstance(t.subject, NamedNode)}
    left = {iri for iri in terms if iri.startswith(ours)}
    groups = []
    for title, kind in (*_KINDS, ("Overig", "")):
        members = {iri for iri in left if not kind or store.is_a(iri, kind)}
        left -= members
        entries = [
            {
                "anchor": iri.removeprefix(ours),
                "iri": iri,
                "name": view.link(iri),
                "names": view.all(RDFS + "label", iri),
                "comments": view.all(RDFS + "comment", iri),
                "rows": [
                    (view.link(p), values) for p in _ABOUT_TERM if (values := view.all(p, iri))
                ],
                "examples": view.all(SKOS + "example", iri),
            }
            for iri in sorted(members, key=lambda i: natural(view.link(i).text))
        ]
        if entries:
            groups.append((title, entries))
    return render_template(
        "vocabulary.html",
        release=release,
        title=view.title(),
        descriptions=view.all(DCT + "description"),
        version=view.one(OWL + "versionInfo", found.about),
        licences=view.all(DCT + "license"),
        groups=groups,
        address=found.about,
        forms=_forms(found),
        canonical=store.base + found.path_as(None).removeprefix("/"),
        summary=_summary(found, store),
    )


def home(site: Site) -> str:
    """Return the page that says what there is."""
    store, ours = site.store, gemma(site.base)
    view = View(site.base, (), store)
    classes = [
        (view.link(site.base + name), count)
        for name, count in site.release.manifest.get("classes", {}).items()
        if name.startswith("def#")
    ]
    functions = [
        (
            view.link(iri),
            len(store.subjects(ours + "partOf", iri)),
            iri.rpartition("/")[2],
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
        title=Value("GEMMA als Linked Open Data"),
        canonical=site.base,
        summary=jsonld.in_page(schema_org.thing(site.base + resource.CATALOGUE, site.base, store)),
        principles=[(link, number.value if number else "") for link, number in principles],
        functions=functions,
        schemes=[view.link(iri) for iri in store.members.get("scheme", ())],
        datasets=[view.link(iri) for iri in store.members.get("dataset", ())],
        collections=[
            Link(f"/doc/{name}", words.COLLECTIONS[name], len(store.members[name]))
            for name in COLLECTIONS
            if store.members.get(name)
        ],
        classes=sorted(classes, key=lambda row: natural(row[0].text)),
        examples=_examples(site),
        quads=f"{_quads(site.release):,}".replace(",", "."),
    )


def _quads(release: Release) -> int:
    return sum(graph["triples"] for graph in release.manifest.get("graphs", {}).values())


def sparql(site: Site) -> str:
    """Return the page of the SPARQL endpoint without a query."""
    first = site.examples[0].text if site.examples else ""
    return render_template(
        "sparql.html",
        release=site.release,
        title=Value("SPARQL-eindpunt"),
        query=first,
        result=None,
        graphs=[View(site.base, (), site.store).link(iri) for iri in sorted(site.graphs)],
        seconds=site.settings.query_seconds,
        most=ROWS_MAXIMUM,
        examples=_examples(site),
    )


def problem(status: int, title: str, detail: str, site: Site, query: str) -> str:
    """Return the page of an error; `query` is shown again, to correct."""
    return render_template(
        "problem.html",
        release=site.release,
        title=Value(title),
        status=status,
        detail=detail,
        query=query,
    )


def _examples(site: Site) -> list[tuple[Link, str]]:
    """Return each example in Dutch with the address of its answer."""

    def example(item: Example) -> tuple[Link, str]:
        return Link(_ask(item.text), item.titles["nl"]), item.descriptions["nl"]

    return [example(item) for item in site.examples]


def _ask(query: str) -> str:
    return "/sparql?" + urlencode({"query": query})


def _forms(found: Document) -> list[Link]:
    marks = {"en": " (Engels)"}
    return [
        Link(
            found.path_as(form, language=language),
            form.label + marks.get(language, ""),
            type=form.media_type,
        )
        for form in found.forms
        for language in LANGUAGES.get(form.key, ("nl",))
    ]


#: What the pages of a collection are called to turn to.
_TURNS: Final = {"first": "Eerste", "prev": "Vorige", "next": "Volgende", "last": "Laatste"}


def _turns(found: Document) -> list[tuple[str, Link]]:
    """Return the other pages of a collection, by link relation."""
    return [
        (relation, Link(found.path_as(None, number), _TURNS[relation]))
        for relation, number in found.turns().items()
        if number != found.page
    ]


def _summary(found: Document, store: Store) -> str:
    """Return what search engines want to know, to stand in the page as data."""
    page = store.base + found.path_as(None).removeprefix("/")
    if found.kind == "collection":
        name = words.COLLECTIONS[found.path.removeprefix("doc/")]
        members = resource.members(found, store)
        return jsonld.in_page(schema_org.collection(page, name, members, store))
    return jsonld.in_page(schema_org.thing(found.about, page, store))
