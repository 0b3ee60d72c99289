"""The site: one release opened once, with everything that answers about it.

An edition is what every release has, an earlier one too: its store and its finished documents. Each
imported model is an edition of its own beside the publication, in its own space of addresses; the
engine answers about all of them.
"""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Final

from server import description, history, plates
from server.app import modelled
from server.app.pages import described, standing
from server.engines.embedded import EmbeddedEngine
from server.errors import ReleaseError
from server.formats import BY_KEY, Format
from server.graphs import union_iri
from server.http import coding
from server.http.answers import KEPT, Kept
from server.http.fields import Representation, in_coding
from server.namespaces import DCT, prefixes
from server.plates.svg import Drawing
from server.portfolio.reading import Lists
from server.rdf import jsonld, table
from server.rdf.render import Beside, render
from server.rdf.terms import NamedNode, Triple, http_date, languages
from server.release import Release, of_base, open_current, open_models
from server.resource import Document
from server.search.index import Index, Searched, Together
from server.search.texts import texts
from server.settings import Settings
from server.sparql import service, stored
from server.sparql.engine import Engine
from server.store import Store
from server.uris import COLLECTIONS, document_path, in_release, web_address

_QUESTIONS: Final = Path(__file__).resolve().parent.parent / "queries"
#: Bytes of finished documents that a model keeps: what is asked often stays in the layer anyway.
_KEPT_OF_MODEL: Final = 16 * 1024 * 1024
#: In what languages a form for people is; the other forms are in those of their statements.
_SPOKEN: Final[Mapping[str, tuple[str, ...]]] = {"html": (), "csv": ("nl", "en"), "svg": ()}
#: What says when a thing changed last, the best first.
_MODIFIED: Final = (DCT + "modified", "def#withdrawnOn")


class Edition:
    """A release with its store and its finished documents."""

    def __init__(self, release: Release, store: Store, kept: int = KEPT) -> None:
        """Put the parts together; `kept` is the bytes of finished documents to keep."""
        self.release = release
        self.base = release.base
        self.store = store
        #: The releases that are served beside this one; none for an earlier one.
        self.beside: tuple[Store, ...] = ()
        self._kept: Kept[Representation] = Kept(kept)

    @cached_property
    def terms(self) -> dict[str, jsonld.Term]:
        """The terms of the context of our JSON-LD."""
        return jsonld.terms(self.store.graph("ontology"), self.base, self._prefixes)

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        return prefixes(self.base, tuple(COLLECTIONS))

    def drawing(self, view: str, language: str) -> Drawing:
        """Return a view laid out for its plate."""
        return plates.lay(view, self.store, language)

    def statements(self, document: Document) -> list[Triple]:
        """Return the statements of a document, unordered."""
        return description.describe(document, self.store)

    def graphs_of(self, item: Triple) -> list[NamedNode]:
        """Return the named graphs that hold a statement, sorted."""
        return self.store.graphs(item)

    def document(self, document: Document, form: Format, wanted: str) -> Representation:
        """Return a document in a form and content coding, made once.

        Small ones go as they are, whatever coding is wanted. Raises `NotAcceptableError` as
        `render`.
        """
        # The form asked for by suffix does not change the document.
        which = (document.path, document.page, document.chosen)
        key = (*which, document.language, document.release, form.key)
        found = self._made(key, lambda: self._make(replace(document, form=None), form))
        return self._coded(key, found, wanted)

    def once(
        self, key: tuple[object, ...], make: Callable[[], Representation], wanted: str
    ) -> Representation:
        """Return what `make` makes, in a content coding; made once for a key."""
        return self._coded(key, self._made(key, make), wanted)

    def _coded(self, key: tuple[object, ...], found: Representation, wanted: str) -> Representation:
        if wanted == coding.IDENTITY or len(found.body) < coding.MINIMUM:
            return found
        return self._made((*key, wanted), lambda: in_coding(found, wanted))

    def _made(self, key: tuple[object, ...], make: Callable[[], Representation]) -> Representation:
        found = self._kept.get(key)
        if found is None:
            found = make()
            self._kept.put(key, found, len(found.body))
        return found

    def _make(self, document: Document, form: Format) -> Representation:
        spoken: tuple[str, ...]
        if form.key in _SPOKEN:
            spoken = _SPOKEN[form.key] or (document.language,)
            body = self._for_people(document, form)
        elif document.kind == "context":
            body, spoken = self._context(), ()
        else:
            triples = self.statements(document)
            first = (document.about, self.base + document.path)
            beside = Beside(self.graphs_of, self.terms)
            body, spoken = render(triples, form, self.base, first, beside), languages(triples)
        return Representation(
            body, form.content_type, languages=spoken, modified=self._modified(document)
        )  # fmt: skip

    def _for_people(self, document: Document, form: Format) -> bytes:
        if form.key == "svg":
            return self._drawing(document)
        if form.key == "csv":
            return table.members(description.members(document, self.store), self.store)
        triples = self.statements(document)
        return described.document(document, triples, self.store, self.release, self.beside).encode()

    def _drawing(self, document: Document) -> bytes:
        """Return the plate of a view; sent on, it still leads somewhere: to the things themselves.

        In an earlier release that is to the documents about them in that release.
        """

        def into(iri: str) -> str:
            path = document_path(self.base, iri) if document.release else None
            address = self.base + in_release(path, document.release)[1:] if path else iri
            return web_address(address) or ""

        return plates.draw(document.about, self.store, into, document.language).encode()

    def _context(self) -> bytes:
        return jsonld.context_document(self.base, self._prefixes, self.terms)

    def _modified(self, document: Document) -> str:
        """Return when the thing itself changed last, as the data says; never by a clock."""
        dates = [
            term
            for name in _MODIFIED
            for term in self.store.objects(
                document.about, name if "/" in name else self.base + name
            )
        ]
        return http_date(dates[0]) if dates else ""


class InUse(Edition):
    """The release in use of the publication or of a model, with the releases beside it."""

    def __init__(self, release: Release, store: Store) -> None:
        """Put the parts together, and look which releases there are."""
        super().__init__(release, store, _KEPT_OF_MODEL if store.space else KEPT)
        self.history = history.read(release)
        self._making = threading.RLock()

    @property
    def index(self) -> Index:
        """Every text of this release to search in; made when it is first asked for, by one."""
        with self._making:
            return self._index

    @cached_property
    def _index(self) -> Index:
        return Index(texts(self.store), self.store.space)


class Site(InUse):
    """The publication in use, with the models, the engine and the stored queries."""

    def __init__(
        self,
        settings: Settings,
        release: Release,
        store: Store,
        engine: Engine,
        models: Sequence[InUse] = (),
    ) -> None:
        """Put the parts together; nothing is opened here."""
        super().__init__(release, store)
        self.settings = settings
        self.engine: Engine = engine
        self.spaces: Mapping[str, InUse] = {
            edition.store.space: edition for edition in (self, *models)
        }
        self.models = tuple(models)
        for edition in self.spaces.values():
            others = (other.store for other in self.spaces.values() if other is not edition)
            edition.beside = tuple(others)
        self.graphs = frozenset(
            graph
            for edition in self.spaces.values()
            for graph in service.graphs(edition.base, edition.release.manifest)
        )
        self.questions = {
            question.name: modelled.fitted(question, self.models[0])
            if question.of_model
            else question
            for file in sorted(_QUESTIONS.glob("*.rq"))
            for question in (stored.read(file, release.base),)
            if self.models or not question.of_model
        }
        self._together: dict[tuple[str, ...], Searched] = {}

    def searched(self, spaces: Collection[str] = ()) -> Searched:
        """Return what can be searched in some spaces, in all where none is given; kept."""
        chosen = tuple(space for space in self.spaces if not spaces or space in spaces)
        # No lock around all: who only looks in ours does not wait for the index of a model.
        found = self._together.get(chosen)
        if found is None:
            found = Together([self.spaces[name].index for name in chosen])
            self._together[chosen] = found
        return found

    def statements(self, document: Document) -> list[Triple]:
        """Return the statements of a document: the catalogue offers the models that are here too.

        What is asked of a release by name is as that release said it.
        """
        told = super().statements(document)
        if document.kind == "catalogue" and not document.release:
            told += [item for store in self.beside for item in description.offered(store)]
        return told

    def graphs_of(self, item: Triple) -> list[NamedNode]:
        """Return the named graphs that hold a statement, of whatever edition, sorted."""
        found = {name for one in self.spaces.values() for name in one.store.graphs(item)}
        return sorted(found, key=str)

    @property
    def lists(self) -> Lists:
        """What reads users' lists, made as `index` is; raises `ReleaseError` as that does."""
        with self._making:
            return self._lists

    @cached_property
    def _lists(self) -> Lists:
        return Lists(self.store, self.index)

    def warm(self) -> None:
        """Make what the first who searches or brings a list would wait for, half a second."""
        with suppress(ReleaseError):  # said to who brings a list to a release without rules for it
            _ = self.lists
        self.searched()

    def home(self, language: str, wanted: str) -> Representation:
        """Return the front page in a language and a content coding, made once."""

        def make() -> Representation:
            body = standing.home(self, language).encode()
            return Representation(body, BY_KEY["html"].content_type, languages=(language,))

        return self.once(("/", language), make, wanted)


def open_site(settings: Settings) -> Site:
    """Open the release in use and start its engine.

    Raises `ReleaseError` when it, or a model, is not whole or of another base IRI, `EngineError`
    when the engine does not start.
    """
    release = of_base(open_current(settings.var), settings.base)
    models = open_models(settings.var, settings.base)
    # The engine loads the same in a process of its own, so at the same time.
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(engine, settings, release, models)
        try:
            store = Store(release.quads, release.base)
            beside = [InUse(model, of_model(model, store)) for model in models]
        except BaseException:
            asked.result().close()
            raise
    return Site(settings, release, store, asked.result(), beside)


def of_model(release: Release, publication: Store) -> Store:
    """Return the store of a model, with what the terms in it mean."""
    return Store(release.quads, release.base, release.model, publication.meaning())


def engine(settings: Settings, release: Release, models: Sequence[Release] = ()) -> Engine:
    """Return the engine that the settings ask for."""
    every = (release, *models)
    if settings.endpoint:
        # Not at the top: who asks nobody else need not load the client for it.
        from server.engines.remote import Dataset, RemoteEngine  # noqa: PLC0415

        named = sorted(iri for one in every for iri in service.graphs(one.base, one.manifest))
        dataset = Dataset((union_iri(release.base),), tuple(named))
        return RemoteEngine(settings.endpoint, release.base, settings.query_seconds, dataset)
    return EmbeddedEngine(
        [one.quads for one in every],
        release.base,
        settings.query_workers,
        settings.query_seconds,
        apart=all(one.apart for one in every),
    )
