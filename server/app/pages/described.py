"""Described: the page of each kind of document; models are made here, templates lay them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from flask import render_template

from server import description, history, resource
from server.app.pages import (
    file_tables,
    judged,
    kinds,
    listing,
    models,
    parts,
    trail,
    vocabulary,
    words,
)
from server.app.pages.kinds import choices, datasets
from server.app.pages.kinds.modelled import report
from server.app.pages.language import SPOKEN, Reader, Said, at, pick
from server.app.pages.view import Value, View
from server.formats import BY_KEY, LANGUAGES
from server.namespaces import DCAT, DCT, RDF_TYPE, SKOS, gemma
from server.rdf import jsonld, schema_org
from server.rdf.terms import NamedNode, Triple
from server.release import Release
from server.resource import Document
from server.store import Store
from server.uris import space_of

#: The template of a page of any kind of thing.
_ANY: Final = "thing.html"


def document(
    found: Document,
    triples: Sequence[Triple],
    store: Store,
    release: Release,
    beside: Sequence[Store] = (),
) -> str:
    """Return the page of a document; `beside` are the releases that are served beside its own."""
    view = View(found.about, triples, store, _reader(found), beside)
    if found.kind == "catalogue" and not found.release:
        return _thing(found, view, store, release, offering=beside)
    makers = {"vocabulary": _vocabulary, "collection": _collection}
    makers |= dict.fromkeys(judged.MAKERS, _judged)
    return makers.get(found.kind, _thing)(found, view, store, release)


def _thing(
    found: Document, view: View, store: Store, release: Release, offering: Sequence[Store] = ()
) -> str:
    template, told = kinds.of(view, store)
    offered = [(other, part) for other in offering for part in datasets.offered(view, other)]
    every = {
        "crumbs": (models if store.space else trail).crumbs(view, store),
        "designed": template != _ANY,
        "title": view.title(),
        "names": view.other_names(),
        "kinds": view.kinds(),
        "definitions": view.all(SKOS + "definition"),
        "view": view,
        "successors": view.all(DCT + "isReplacedBy") if found.kind == "gone" else (),
        "gone": found.kind == "gone",
        "rows": _releases(found, store, release),
        "address": found.about,
        "tables": [
            *file_tables.of(found, view, store),
            *(
                table
                for other, part in offered
                for table in file_tables.of_dataset(part.about, part, other)
            ),
        ],
        "offered": [datasets.part(part.about, part, other) for other, part in offered],
        # The endpoint answers about the release in use only.
        "report": _report(found, store, release),
        "ask": "" if found.release else parts.ask(f"DESCRIBE <{found.about}>", found.language),
        "found": judged.findings(view, store, found.about),
        "figures": judged.figures(view, store, found.about),
    }
    # What a kind tells is more to the point.
    return render_template(template, **_page(found, view, store, release), **{**every, **told})


#: What the pages about the quality of the release are called.
_JUDGED: Final[Mapping[str, Said]] = {
    "quality": ("Kwaliteit van de gegevens", "Quality of the data"),
    "conformance": (
        "Hoe deze publicatie aan haar eisen voldoet",
        "How this publication meets its requirements",
    ),
    "rules": ("Regels voor de gegevens", "Rules for the data"),
}


def _judged(found: Document, view: View, store: Store, release: Release) -> str:
    return render_template(
        f"{found.kind}.html",
        **_page(found, view, store, release),
        title=Value(pick(_JUDGED[found.kind], found.language)),
        address=found.about,
        **judged.MAKERS[found.kind](view, store),
    )


def _releases(found: Document, store: Store, release: Release) -> list[listing.Row]:
    """Return the releases of a dataset or a model, up to the one that the page is of."""
    kinds_ = (DCAT + "Dataset", gemma(store.base) + "Model")
    if not any(store.is_a(found.about, kind) for kind in kinds_):
        return []
    path = replace(found, release="").path_as(None)
    rows = listing.rows(history.read(release), path, store, found.language)
    # A page of a release by name tells what was then: which one is in use now is not in it.
    return [replace(row, current=False) for row in rows] if found.release else rows


def _report(found: Document, store: Store, release: Release) -> report.Report | None:
    """Return what the import of a model found, for the page of that model."""
    file = release.folder / _REPORT
    if not store.space or found.about != description.whole_of(store) or not file.is_file():
        return None
    return report.read(file.read_text(encoding="utf-8"), found.language)


#: What the making of a release found, in every language.
_REPORT: Final = "report.txt"


def _collection(found: Document, view: View, store: Store, release: Release) -> str:
    name = found.collection
    designed = kinds.of_list(name, store)
    everything, choosing = choices.of(found, store)
    members = description.members(found, store)
    if found.chosen:
        kept = choices.keep(everything, choosing, found.chosen, store)
        first = (found.page - 1) * resource.MEMBERS_MAXIMUM
        members = kept[first : first + resource.MEMBERS_MAXIMUM]
    told = designed.tell(members, view, store) if designed else _listed(members, view, store)
    return render_template(
        designed.template if designed else "collection.html",
        total=len(kept) if found.chosen else len(store.members.get(name, ())),
        page=found.page,
        pages=found.pages,
        turns=_turns(found),
        **_page(found, view, store, release),
        title=Value(pick(words.collection(name, store.space), found.language)),
        fields=choices.fields(everything, choosing, view, store),
        chosen=bool(found.chosen),
        action=at(f"/{found.path}", found.language),
        everything=view.reader.at(f"/{found.path}"),
        address=found.about,
        **told,
    )


def _listed(members: Sequence[str], view: View, store: Store) -> dict[str, object]:
    """Tell the plain page of a collection: each member with its number and kinds."""
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
        for iri in members
    ]  # fmt: skip
    return {"rows": rows, "numbered": any(number for _, number, _ in rows)}


def _vocabulary(found: Document, view: View, store: Store, release: Release) -> str:
    return render_template(
        "vocabulary.html",
        **_page(found, view, store, release),
        **vocabulary.told(view, store, found.about),
        title=view.title(),
        address=found.about,
    )


def _page(found: Document, view: View, store: Store, release: Release) -> dict[str, object]:
    """Return what every page of a document is told."""
    return {
        "release": release,
        "space": store.space,
        "model": models.place(found, view, store, release),
        "language": found.language,
        "others": parts.others(found.path_as(None), found.language),
        "pinned": _pinned(found),
        "forms": _forms(found),
        "canonical": store.base + found.canonical(_HTML).removeprefix("/"),
        "summary": _summary(found, store),
    }


_HTML: Final = BY_KEY["html"]
#: How a form in another language than that of the page is marked.
_MARKS: Final[Mapping[str, Said]] = {"nl": ("", " (Dutch)"), "en": (" (Engels)", "")}


def _pinned(found: Document) -> parts.Link | None:
    """Return the release that a page was asked of by name, and where it is as it is now."""
    if not found.release:
        return None
    now = replace(found, release="").path_as(None)
    return parts.Link(at(now, found.language), found.release)


def _reader(found: Document) -> Reader:
    return Reader(found.language, found.release, found.chosen, space_of(found.path))


def _forms(found: Document) -> list[parts.Link]:
    """Return the forms of a document; those for people once in each language."""
    return [
        parts.Link(
            found.path_as(form, language=language),
            form.label + (pick(_MARKS[language], found.language) if form.key in LANGUAGES else ""),
            type=form.media_type,
        )
        for form in found.forms
        for language in LANGUAGES.get(form.key, SPOKEN[:1])
    ]


#: What the pages of a collection are called to turn to.
_TURNS: Final[Mapping[str, Said]] = {
    "first": ("Eerste", "First"),
    "prev": ("Vorige", "Previous"),
    "next": ("Volgende", "Next"),
    "last": ("Laatste", "Last"),
}


def _turns(found: Document) -> list[tuple[str, parts.Link]]:
    """Return the other pages of a collection, by link relation."""
    return [
        (
            relation,
            parts.Link(
                at(found.path_as(None, number), found.language),
                pick(_TURNS[relation], found.language),
            ),
        )
        for relation, number in found.turns().items()
        if number != found.page
    ]


def _summary(found: Document, store: Store) -> str:
    """Return what search engines want to know, to stand in the page as data."""
    page = store.base + found.canonical(_HTML).removeprefix("/")
    if found.kind == "collection":
        name = pick(words.collection(found.collection, store.space), found.language)
        # Of a model it would weigh as much as the page: some lists have thousands of members.
        shown = () if store.space else description.members(found, store)
        return jsonld.in_page(schema_org.collection(page, name, shown, store))
    return jsonld.in_page(schema_org.thing(found.about, page, store))
