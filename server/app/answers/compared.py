"""Compared: what changed between the releases of the publication, or of a model; each pair once.

Comparing takes a fraction of a second, all of it in one thread, and only few may wait for it: so
that pages never do, and memory that it took is used again.
"""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Final

from flask import Flask

from server.app.answers import feed
from server.app.pages import told
from server.app.pages.language import SPOKEN, pick
from server.app.pages.told import STEPS, TITLE
from server.app.pages.words import WORDS
from server.app.site import InUse
from server.changes.compare import DIFFERING_MAXIMUM, Comparison, compare, path
from server.changes.drawn import arranged
from server.changes.sheet import sheet
from server.changes.statements import statements, titles
from server.description import whole_of
from server.errors import NotFoundError, ReleaseError, TooLargeError, UnavailableError
from server.formats import BY_KEY, COLLECTION_FORMATS, DOCUMENT_FORMATS, Format
from server.graphs import MEANING
from server.http import coding
from server.http.answers import Kept
from server.http.fields import Representation, in_coding
from server.namespaces import DCT, FOAF, RDF_TYPE
from server.rdf.render import Beside, render
from server.rdf.terms import LABELS, NamedNode, Triple, lang, triple
from server.release import open_release
from server.resource import Document

#: The last steps, of which the list and the feed say what changed.
RECENT: Final = 10
#: How many may wait for a comparison, the one that is made included.
_WAITING: Final = 5
#: The most statements that an answer for programs tells of; whoever wants more has both files.
STATEMENTS_MAXIMUM: Final = 20_000
#: What the list of steps comes in, and what a comparison does.
STEP_FORMATS: Final = (*DOCUMENT_FORMATS, BY_KEY["atom"])
PAIR_FORMATS: Final = COLLECTION_FORMATS
_HTML: Final = BY_KEY["html"]


class Turn:
    """Whoever compares, one after the other, and who may wait for that."""

    def __init__(self) -> None:
        """Nobody waits yet."""
        self.places = threading.BoundedSemaphore(_WAITING)
        # One thread for all: memory that each thread of the server used would stay with it.
        self.maker = ThreadPoolExecutor(1, "changes")


class Compared:
    """The comparisons of what is in one space, each made once; safe for threads."""

    def __init__(self, app: Flask, site: InUse, turn: Turn) -> None:
        """Compare nothing yet."""
        self.site = site
        self.list = f"{site.store.space}{STEPS}"
        self._app = app
        self._turn = turn
        self._kept: Kept[Representation] = Kept()
        self._compare = lru_cache(maxsize=1)(self._open)
        self._told: dict[tuple[str, str], told.Told] = {}

    def demand(self, *names: str) -> None:
        """Raise `NotFoundError`, with what there is, for a name that is of no release here.

        Raises `ReleaseError` for one that is damaged.
        """
        history = self.site.history
        for name in names:
            if name in history.damaged:
                raise ReleaseError(
                    (
                        f"Uitgave {name} is beschadigd; meld het de uitgever",
                        f"Release {name} is damaged; tell its publisher",
                    )
                )
            if name not in history.by_name:
                there = ", ".join(known.id for known in history.releases[-RECENT:])
                raise NotFoundError(
                    (
                        f"Er is hier geen uitgave {name[:40]!r}. Er zijn: {there}. "
                        f"Zie /{self.list}",
                        f"There is no release {name[:40]!r} here. There are: {there}. "
                        f"See /{self.list}",
                    )
                )

    def pair(self, before: str, after: str, about: Document, wanted: str) -> Representation:
        """Return what changed between two releases, in the form of `about` and a content coding.

        Raises `ReleaseError` for a damaged one, `TooLargeError` and `UnavailableError` where it is
        too much.
        """
        return self._finished(
            about, wanted, lambda form: self._pair(self._compare(before, after), form, about)
        )

    def steps(self, about: Document, wanted: str) -> Representation:
        """Return the list of steps, in the form of `about` and a content coding; or the feed."""
        return self._finished(about, wanted, lambda form: self._steps(form, about))

    def _finished(
        self, about: Document, wanted: str, make: Callable[[Format], Representation]
    ) -> Representation:
        """Return a representation that was made before, or let it be made.

        Raises `UnavailableError` when too many wait for theirs.
        """
        form = about.form or _HTML
        key = (about.path, about.language, form.key)
        found = self._kept.get((*key, wanted))
        if found is not None:
            return found
        if not self._turn.places.acquire(blocking=False):
            raise UnavailableError(
                (
                    "Er wordt al veel vergeleken; vraag het zo nog eens",
                    "Much is being compared already; ask again in a moment",
                ),
                2,
            )
        try:
            return self._turn.maker.submit(self._finish, key, wanted, lambda: make(form)).result()
        finally:
            self._turn.places.release()

    def _finish(
        self, key: tuple[str, ...], wanted: str, make: Callable[[], Representation]
    ) -> Representation:
        """Make a representation, unless who was before us did, and keep it."""
        found = self._kept.get((*key, coding.IDENTITY))
        if found is None:
            with self._app.app_context():
                found = make()
            self._kept.put((*key, coding.IDENTITY), found, len(found.body))
        found = in_coding(found, wanted)
        self._kept.put((*key, wanted), found, len(found.body))
        return found

    def _open(self, before: str, after: str) -> Comparison:
        try:
            known = self.site.history.by_name
            old, new = (open_release(known[name].folder) for name in (before, after))
            if not self.site.store.space:
                return compare(old, new, WORDS)
            words = {**WORDS, **self._terms}
            return arranged(compare(old, new, words, most=DIFFERING_MAXIMUM))[0]
        except ReleaseError:  # its words are for who runs the server
            raise ReleaseError(
                f"De uitgaven {before} en {after} zijn niet te vergelijken: een ervan is "
                "beschadigd; meld het de uitgever"
            ) from None

    @cached_property
    def _terms(self) -> Mapping[str, tuple[str, str]]:
        """What the vocabulary calls its terms, in Dutch and English: a model holds no names."""
        store = self.site.store
        named = {
            item.subject.value
            for key in MEANING
            for item in store.graph(key)
            if item.predicate in LABELS and isinstance(item.subject, NamedNode)
        }
        labels = {term: [store.label(term, (language,)) for language in SPOKEN] for term in named}
        return {term: (nl.value, en.value) for term, (nl, en) in labels.items() if nl and en}

    def _pair(self, found: Comparison, form: Format, about: Document) -> Representation:
        if form.key == "html":
            page = told.page(found, self.site.release, about)
            return Representation(page.encode(), form.content_type, languages=(about.language,))
        number = sum(len(change.gone) + len(change.new) for change in found.changes)
        if number > STATEMENTS_MAXIMUM:
            raise TooLargeError(
                (
                    f"Er veranderden {number} uitspraken, en hier staan er hoogstens "
                    f"{STATEMENTS_MAXIMUM}; neem de bestanden van beide uitgaven en `gemma diff`",
                    f"{number} statements changed, and here stand at most "
                    f"{STATEMENTS_MAXIMUM}; take the files of both releases and `gemma diff`",
                )
            )
        if form.key == "csv":
            return Representation(sheet(found), form.content_type, languages=("nl", "en"))
        return self._rdf(found.path, statements(found), form)

    def _steps(self, form: Format, about: Document) -> Representation:
        pairs = list(pairwise(known.id for known in self.site.history.releases))[::-1]
        if form.key == "atom":
            body = feed.feed(self._recent(pairs), self.site)
            return Representation(body, form.content_type, languages=("nl",))
        if form.key == "html":
            steps = [
                *self._recent(pairs),
                *(told.Step(*pair, None, self.site.store.space) for pair in pairs[RECENT:]),
            ]
            page = told.list_of_steps(steps, self.site.release, about)
            return Representation(page.encode(), form.content_type, languages=(about.language,))
        base = self.site.base
        whole = base + self.list
        rows = [triple(whole, DCT + "title", lang(pick(TITLE, tag), tag)) for tag in SPOKEN]
        for before, after in pairs:
            step = base + path(before, after, self.site.store.space)
            rows.append(triple(whole, DCT + "hasPart", step))
            rows.append(triple(step, RDF_TYPE, FOAF + "Document"))
            rows += [triple(step, DCT + "title", title) for title in titles(before, after)]
        return self._rdf(self.list, rows, form)

    def _recent(self, pairs: Sequence[tuple[str, str]]) -> list[told.Step]:
        space = self.site.store.space
        return [told.Step(*pair, self._tell(*pair), space) for pair in pairs[:RECENT]]

    def _tell(self, before: str, after: str) -> told.Told | None:
        """Return a step in short, or nothing when a release is damaged or too much changed."""
        if (before, after) not in self._told:
            try:
                self._told[before, after] = told.short(self._compare(before, after))
            except (ReleaseError, TooLargeError):
                return None
        return self._told[before, after]

    def _rdf(self, where: str, rows: list[Triple], form: Format) -> Representation:
        store, iri = self.site.store, self.site.base + where
        rows.append(triple(iri, RDF_TYPE, FOAF + "Document"))
        for licence in store.objects(whole_of(store), DCT + "license"):
            rows.append(triple(iri, DCT + "license", licence))
        beside = Beside(lambda _: (), self.site.terms)
        body = render(rows, form, self.site.base, (iri,), beside)
        return Representation(body, form.content_type, languages=("nl", "en"))
