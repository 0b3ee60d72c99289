"""Resources: what each path of ours stands for, and which statements its document holds; pure.

A document about a thing holds what is said of the thing, what points at it, the claims about it
and the places it was taken from, the labels of everything named, and a little about the document
itself, so that it can be read and checked by itself. Pages are made from the same statements.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal
from urllib.parse import urlencode

from server import absent, quality, withdrawal
from server.errors import NotFoundError
from server.formats import (
    BY_KEY,
    BY_SUFFIX,
    COLLECTION_FORMATS,
    DOCUMENT_FORMATS,
    LANGUAGES,
    VIEW_FORMATS,
    Format,
)
from server.graphs import PUBLICATION
from server.namespaces import DCAT, DCT, FOAF, HYDRA, OWL, RDF_TYPE, RDFS, SH, XSD, gemma
from server.rdf.terms import BlankNode, NamedNode, Object, Triple, lang, plain, triple
from server.rdf.terms import Literal as Value
from server.store import POINTERS_MAXIMUM, Store
from server.uris import COLLECTIONS, ThingPath, in_release, thing_iri, thing_path

Kind = Literal[
    "thing", "gone", "vocabulary", "collection", "context", "catalogue", "quality", "conformance",
    "rules", "changes",
]  # fmt: skip

#: The most members on one page of a collection.
MEMBERS_MAXIMUM: Final = 500
#: The document with the context of our JSON-LD.
CONTEXT: Final = "def/context.jsonld"
CATALOGUE: Final = "id/dataset/catalogus"
ABOUT_CATALOGUE: Final = "doc/dataset/catalogus"
#: The document with all that the catalogue says, datasets, files, services and figures included.
WHOLE_CATALOGUE: Final = "catalog"
#: Documents with an address of their own -> what they are and are about.
STANDING: Final[Mapping[str, tuple[Kind, str]]] = {
    "def": ("vocabulary", "def"),
    WHOLE_CATALOGUE: ("catalogue", CATALOGUE),
    "quality": ("quality", quality.REPORT),
    "def/conformance": ("conformance", quality.REQUIREMENTS),
    quality.RULES: ("rules", quality.RULES),
}
#: What each document about the quality of the release holds.
_OF_QUALITY: Final[Mapping[str, Callable[[Store], list[Triple]]]] = {
    "quality": quality.report,
    "conformance": quality.conformance,
    "rules": quality.rules,
}


@dataclass(frozen=True)
class Redirect:
    """See another path (303, RFC 9110, 15.4.4): a thing is not its document.

    A `permanent` one (301, 15.4.2) is for a thing that got another key, in every form.
    """

    location: str
    permanent: bool = False


@dataclass(frozen=True)
class Document:
    """A document: its path without suffix or leading slash, what it is about, the form asked.

    `forms` is what it comes in, best first. A large collection has several pages, from 1. The
    `language` is that of a form for people; a form of data holds every language. `release` is the
    one that was asked for by name; its links stay in it. `chosen` is what a page for people keeps
    to, by parameter; the data is always whole.
    """

    kind: Kind
    path: str
    about: str
    form: Format | None = None
    forms: tuple[Format, ...] = DOCUMENT_FORMATS
    page: int = 1
    pages: int = 1
    language: str = "nl"
    release: str = ""
    chosen: tuple[tuple[str, str], ...] = ()

    def path_as(self, form: Format | None, page: int | None = None, language: str = "nl") -> str:
        """Return the absolute path of a page (this one) of this document in one form, or in any."""
        number = self.page if page is None else page
        suffix = f".{form.suffix}" if form and self.kind != "context" else ""
        if form and language in LANGUAGES.get(form.key, ())[1:]:
            suffix = f".{language}{suffix}"
        kept = self.chosen if form is None or form.key == "html" else ()
        query = urlencode([*kept, *([("page", number)] if number > 1 else [])])
        return in_release(f"/{self.path}{suffix}" + (f"?{query}" if query else ""), self.release)

    def canonical(self, form: Format) -> str:
        """Return the absolute path that this document, in a form, is best known by (RFC 6596).

        In another language than the first it is a document of its own.
        """
        marked = self.language in LANGUAGES.get(form.key, ())[1:]
        return replace(self, chosen=()).path_as(form if marked else None, language=self.language)

    def turns(self) -> dict[str, int]:
        """Return the pages to turn to from this one, by link relation (RFC 8288)."""
        found = {"first": 1, "prev": self.page - 1, "next": self.page + 1, "last": self.pages}
        return {rel: n for rel, n in found.items() if self.pages > 1 and 1 <= n <= self.pages}


def resolve(path: str, store: Store, page: str = "1", release: str = "") -> Redirect | Document:
    """Return what a path, without leading slash, stands for; raises `NotFoundError`.

    `page` is the number of a page as the client wrote it; only a collection has pages. `release`
    is the one that the client named, whose `store` this is; what is found stays in it.
    """
    try:
        found = _document_or_redirect(path, store)
    except NotFoundError as error:
        raise absent.in_release(release, error) if release else error from None
    if isinstance(found, Redirect):
        return replace(found, location=in_release(found.location, release))
    found = replace(found, release=release)
    if found.kind != "collection":
        return found
    pages = max(1, -(-len(_members(found, store)) // MEMBERS_MAXIMUM))
    if not _PAGE.fullmatch(page) or int(page) > pages:
        raise NotFoundError(absent.page(pages, found.path_as(None)))
    return replace(found, page=int(page), pages=pages)


_PAGE: Final = re.compile("[1-9][0-9]{0,5}")


def original(path: str) -> str | None:
    """Return what a document must be about to exist, as an IRI below the base.

    Empty for a document that every release has, None for a path that is of no document.
    """
    stem, dot, suffix = path.rpartition(".")
    below = path.startswith("def/")
    form = BY_SUFFIX.get(suffix)
    if form and (not below or _language(stem, form)[0] in STANDING):
        path, _ = _language(stem, form)
    elif dot and not below:
        return None
    found = thing_path(path)
    if found is not None and found.kind == "doc" and not found.suffix:
        return f"id/{found.collection}/{found.key}"
    kind, _, collection = path.partition("/")
    listed = kind == "doc" and collection in COLLECTIONS
    return "" if listed or path in {*STANDING, CONTEXT} else None


def _document_or_redirect(path: str, store: Store) -> Redirect | Document:
    whole = path
    stem, dot, suffix = path.rpartition(".")
    form, language = None, "nl"
    # Below the vocabulary a dot is part of the name of a version, unless a document has that form.
    known = BY_SUFFIX.get(suffix)
    standing = known is not None and _language(stem, known)[0] in STANDING
    if dot and "/" not in suffix and (standing or not path.startswith("def/")):
        form = known
        if form is None or form not in (*VIEW_FORMATS, *COLLECTION_FORMATS):
            raise _no_form(suffix, DOCUMENT_FORMATS)
        path, language = _language(stem, form)
    found = _resolve(path, form, store)
    if isinstance(found, Document) and form not in (None, *found.forms):
        raise _no_form(suffix, found.forms)
    if isinstance(found, Redirect):
        # What got another key is found under it in the same form and language.
        return replace(found, location=found.location + whole.removeprefix(path))
    return replace(found, language=language)


def _language(stem: str, form: Format) -> tuple[str, str]:
    """Return a path without suffix apart from the language before it; keys have no dots."""
    known = LANGUAGES.get(form.key, ("nl",))
    path, _, mark = stem.rpartition(".")
    return (path, mark) if path and mark in known[1:] else (stem, known[0])


def _no_form(suffix: str, forms: Sequence[Format]) -> NotFoundError:
    suffixes = ", ".join("." + form.suffix for form in forms)
    return NotFoundError(f"Er is geen vorm .{suffix[:20]}. Dit document is er als: {suffixes}")


def _resolve(path: str, form: Format | None, store: Store) -> Redirect | Document:
    if path in STANDING:
        kind_, about = STANDING[path]
        if kind_ in _OF_QUALITY and not store.exists(store.base + about):
            raise NotFoundError(absent.NOTHING)
        return Document(kind_, path, store.base + about, form)
    if path.startswith("def/"):
        return _below_vocabulary(path, store)
    kind, _, rest = path.partition("/")
    if kind == "doc" and rest in COLLECTIONS:
        return Document("collection", path, store.base + path, form, COLLECTION_FORMATS)
    found = thing_path(path)
    if found is None or found.suffix or (found.kind == "id" and form):
        raise NotFoundError(absent.path(path))
    iri = thing_iri(store.base, found.collection, found.key)
    if not store.exists(iri):
        raise NotFoundError(absent.thing(found.collection, found.key))
    return _thing(found, iri, form, store)


def _thing(found: ThingPath, iri: str, form: Format | None, store: Store) -> Redirect | Document:
    """A thing that the release describes: its document, or where that is."""
    document = f"doc/{found.collection}/{found.key}"
    if store.is_a(iri, gemma(store.base) + "WithdrawnResource"):
        now = withdrawal.renamed(iri, store)
        if now != iri:
            return Redirect(f"/{found.kind}/{now.removeprefix(f'{store.base}id/')}", permanent=True)
        return Document("gone", document, iri, form)
    if found.kind == "id":
        return Redirect(f"/{document}")
    forms = VIEW_FORMATS if store.is_a(iri, gemma(store.base) + "View") else DOCUMENT_FORMATS
    return Document("thing", document, iri, form, forms)


def describe(document: Document, store: Store) -> list[Triple]:
    """Return the statements of a document, unordered; the same whatever release it was asked by."""
    document = replace(document, form=None, release="")
    return [_as_written(item) for item in _describe(document, store)]


#: The engine keeps numbers by value, which makes each an xsd:integer; here more is asked (DCAT 3,
#: 6.8.13, and the ranges of DCAT-AP 3).
_NUMBERS: Final = {DCAT + "byteSize": NamedNode(XSD + "nonNegativeInteger")}


def _as_written(item: Triple) -> Triple:
    """Give a number the datatype that its source has."""
    datatype = _NUMBERS.get(item.predicate.value)
    if datatype is None or not isinstance(item.object, Value):
        return item
    return Triple(item.subject, item.predicate, Value(item.object.value, datatype=datatype))


def _describe(document: Document, store: Store) -> list[Triple]:
    if document.kind == "vocabulary":
        return store.graph("ontology")
    if document.kind == "collection":
        return _collection(document, store)
    if document.kind == "catalogue":
        return _catalogue(document, store)
    if document.kind in _OF_QUALITY:
        found = _OF_QUALITY[document.kind](store)
        found += _about_document(document, store, FOAF + "primaryTopic", [document.about])
        return [*found, *store.labels(found)]
    pointers = store.incoming(document.about)
    found = [*store.outgoing(document.about), *pointers.triples]
    found += _beside(found, document.about, store)
    found += _about_document(document, store, FOAF + "primaryTopic", [document.about])
    if not pointers.complete:
        for language, text in _CUT.items():
            comment = lang(text.format(POINTERS_MAXIMUM), language)
            found.append(triple(store.base + document.path, RDFS + "comment", comment))
    return [*found, *store.labels(found)]


_CUT: Final = {
    "nl": "Hier staan de eerste {} uitspraken die naar dit ding wijzen; er zijn er meer.",
    "en": "The first {} statements that point at this thing are here; there are more.",
}


def _beside(found: list[Triple], about: str, store: Store) -> list[Triple]:
    """Return what makes a statement checkable: the claims about the thing, the places it is from.

    What SHACL found about it too, each finding with its rule. Without what else the same claim or
    place is about, which may be much.
    """
    ours = gemma(store.base)
    beside = []
    for item in found:
        subject, object_ = plain(item)
        near: Object | None = None
        if item.predicate.value == ours + "sourcePlace" and subject == NamedNode(about):
            near, apart = object_, ours + "isPlaceOf"
        elif item.predicate.value == ours + "claimSubject":
            near, apart = subject, ours + "claimSubject"
        elif item.predicate.value in _FINDS and isinstance(subject, BlankNode):
            beside += store.outgoing(subject)
        if isinstance(near, NamedNode) and near.value != about:
            beside += [t for t in store.outgoing(near) if t.predicate.value != apart]
    return beside


#: What ties a finding to the thing that it is about, or that a rule over everything names.
_FINDS: Final = frozenset({SH + "focusNode", SH + "value"})


def _about_document(
    document: Document, store: Store, relation: str, things: Sequence[str]
) -> list[Triple]:
    """Say what the document is about, by `relation`, its licence and what it is part of."""
    iri, catalogue = store.base + document.path, store.base + CATALOGUE
    found = [
        triple(iri, RDF_TYPE, FOAF + "Document"),
        *(triple(iri, relation, thing) for thing in things),
    ]
    licences = store.objects(catalogue, DCT + "license")
    found += [triple(iri, DCT + "license", licence) for licence in licences]
    if store.exists(catalogue):
        found.append(triple(iri, DCT + "isPartOf", catalogue))
    return found


def _catalogue(document: Document, store: Store) -> list[Triple]:
    """Return both graphs of the catalogue: what a person decided and what is counted."""
    found = [*store.graph("catalog"), *store.graph(PUBLICATION)]
    found += _about_document(document, store, FOAF + "primaryTopic", [document.about])
    return [*found, *store.labels(found)]


def members(document: Document, store: Store) -> tuple[str, ...]:
    """Return the members of a collection that stand on this page of it, in reading order."""
    first = (document.page - 1) * MEMBERS_MAXIMUM
    return _members(document, store)[first : first + MEMBERS_MAXIMUM]


def _members(document: Document, store: Store) -> tuple[str, ...]:
    return store.members.get(document.path.removeprefix("doc/"), ())


def _collection(document: Document, store: Store) -> list[Triple]:
    found = _about_document(document, store, FOAF + "topic", members(document, store))
    return [*found, *_paging(document, store), *store.labels(found)]


def _paging(document: Document, store: Store) -> list[Triple]:
    """Say that this is a page of more, in the words of the Hydra Core Vocabulary."""
    if document.pages == 1:
        return []
    whole = store.base + document.path
    pages = {n: store.base + document.path_as(None, n)[1:] for n in range(1, document.pages + 1)}
    # The first page has the address of the whole, and a view must have one of its own.
    pages[1] = f"{whole}?page=1"
    view, total = pages[document.page], len(_members(document, store))
    names = {"prev": "previous"}
    return [
        triple(whole, RDF_TYPE, HYDRA + "Collection"),
        triple(whole, HYDRA + "totalItems", Value(str(total), datatype=NamedNode(XSD + "integer"))),
        triple(whole, HYDRA + "view", view),
        triple(view, RDF_TYPE, HYDRA + "PartialCollectionView"),
        *(
            triple(view, HYDRA + names.get(rel, rel), pages[number])
            for rel, number in document.turns().items()
        ),
    ]


def _below_vocabulary(path: str, store: Store) -> Redirect | Document:
    """The context of our JSON-LD, or the IRI of the version in use, which leads to its document."""
    if path == CONTEXT:
        form = BY_KEY["json-ld"]
        return Document("context", path, store.base + path, form, (form,))
    version = store.objects(store.base + "def", OWL + "versionIRI")
    if store.base + path not in {str(term.value) for term in version}:
        raise NotFoundError(absent.NO_VERSION)
    return Redirect("/def")
