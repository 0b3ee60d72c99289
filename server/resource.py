"""Resources: what a path stands for: a document in a form, what leads there, or nothing; pure."""

import re
from collections.abc import Mapping, Sequence
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
from server.namespaces import OWL, gemma
from server.store import Store
from server.uris import (
    ThingPath,
    collection_path,
    in_release,
    thing_iri,
    thing_path,
)

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
#: Kinds of these that a release may not have: it was never judged.
_MAY_MISS: Final = frozenset({"quality", "conformance", "rules"})


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

    @property
    def collection(self) -> str:
        """The collection that this is the list of; "" for another document."""
        return collection_path(self.path)

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
        # What a page keeps to is part of the first page of everything.
        whole = replace(self, chosen=(), page=1 if self.chosen else self.page)
        return whole.path_as(form if marked else None, language=self.language)

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
    pages = max(1, -(-store.size(found.collection) // MEMBERS_MAXIMUM))
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
        return f"{found.space}id/{found.collection}/{found.key}"
    return "" if collection_path(path) or path in {*STANDING, CONTEXT} else None


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
    if path in STANDING and not store.space:
        kind_, about = STANDING[path]
        if kind_ in _MAY_MISS and not store.exists(store.base + about):
            raise NotFoundError(absent.NOTHING)
        return Document(kind_, path, store.base + about, form)
    if path.startswith("def/"):
        return _below_vocabulary(path, store)
    if collection_path(path):
        return Document("collection", path, store.base + path, form, COLLECTION_FORMATS)
    found = thing_path(path)
    if found is None or found.suffix or (found.kind == "id" and form):
        raise NotFoundError(absent.path(path))
    iri = thing_iri(store.base + found.space, found.collection, found.key)
    if not store.exists(iri):
        raise NotFoundError(absent.thing(found))
    return _thing(found, iri, form, store)


def _thing(found: ThingPath, iri: str, form: Format | None, store: Store) -> Redirect | Document:
    """A thing that the release describes: its document, or where that is."""
    document = f"{found.space}doc/{found.collection}/{found.key}"
    if store.is_a(iri, gemma(store.base) + "WithdrawnResource"):
        now = withdrawal.renamed(iri, store)
        if now != iri:
            key = now.removeprefix(f"{store.home}id/")
            return Redirect(f"/{found.space}{found.kind}/{key}", permanent=True)
        return Document("gone", document, iri, form)
    if found.kind == "id":
        return Redirect(f"/{document}")
    forms = VIEW_FORMATS if store.is_a(iri, gemma(store.base) + "View") else DOCUMENT_FORMATS
    return Document("thing", document, iri, form, forms)


def _below_vocabulary(path: str, store: Store) -> Redirect | Document:
    """The context of our JSON-LD, or the IRI of the version in use, which leads to its document."""
    if path == CONTEXT:
        form = BY_KEY["json-ld"]
        return Document("context", path, store.base + path, form, (form,))
    version = store.objects(store.base + "def", OWL + "versionIRI")
    if store.base + path not in {str(term.value) for term in version}:
        raise NotFoundError(absent.NO_VERSION)
    return Redirect("/def")
