"""The site: one release opened once, with everything that answers about it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from server import plates, resource, service
from server.app import pages
from server.embedded import EmbeddedEngine
from server.engine import Engine
from server.errors import ReleaseError
from server.formats import Format
from server.graphs import union_iri
from server.release import Release, open_current
from server.render import render
from server.resource import Document
from server.settings import Settings
from server.store import Store

_EXAMPLES: Final = Path(__file__).resolve().parent.parent / "queries" / "examples"
#: Finished documents kept; the shipped data has about 1,700 documents in five forms.
_KEPT: Final = 10_000


@dataclass(frozen=True)
class Example:
    """A stored query: `text` is complete, with BASE; titles and descriptions are by language."""

    key: str
    text: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]


class Site:
    """A release with its store, its engine and its finished documents."""

    def __init__(self, settings: Settings, release: Release, store: Store, engine: Engine) -> None:
        """Put the parts together; nothing is opened here."""
        self.settings = settings
        self.release = release
        self.base = release.base
        self.store = store
        self.engine: Engine = engine
        self.graphs = service.graphs(release.base, release.manifest)
        self.examples = tuple(
            read_example(file, release.base) for file in sorted(_EXAMPLES.glob("*.rq"))
        )
        self._finished = lru_cache(maxsize=_KEPT)(self._finish)

    def document(self, document: Document, form: Format) -> bytes:
        """Return a document in a form, made once; raises `NotAcceptableError` as `render`."""
        # The form asked for by suffix does not change the document.
        return self._finished(replace(document, form=None), form)

    def _finish(self, document: Document, form: Format) -> bytes:
        triples = resource.describe(document, self.store)
        if form.key == "html":
            return pages.document(document, triples, self.store, self.release).encode()
        if form.key == "svg":
            # A drawing that is sent on must still lead somewhere: to the things themselves.
            return plates.draw(document.about, self.store, str).encode()
        return render(triples, form, self.base, (document.about, self.base + document.path))


def open_site(settings: Settings) -> Site:
    """Open the release in use and start its engine.

    Raises `ReleaseError` when it is not whole or of another base IRI, `EngineError` when the
    engine does not start.
    """
    release = open_current(settings.var)
    if release.base != settings.base:
        raise ReleaseError(
            f"the release in use is of {release.base}, and GEMMA_BASE is {settings.base}: "
            "run `gemma build`"
        )
    store = Store(release.quads, release.base)
    return Site(settings, release, store, engine(settings, release))


def engine(settings: Settings, release: Release) -> Engine:
    """Return the engine that the settings ask for."""
    if settings.endpoint:
        # Not at the top: who asks nobody else need not load the client for it.
        from server.remote import Dataset, RemoteEngine  # noqa: PLC0415

        named = tuple(sorted(service.graphs(release.base, release.manifest)))
        dataset = Dataset((union_iri(release.base),), named)
        return RemoteEngine(settings.endpoint, release.base, settings.query_seconds, dataset)
    return EmbeddedEngine(
        release.quads, release.base, settings.query_workers, settings.query_seconds
    )


def read_example(file: Path, base: str) -> Example:
    """Read a stored query: header comments `# title@nl: ...`, then the query without BASE."""
    texts: dict[str, dict[str, str]] = {"title": {}, "description": {}}
    body = []
    for line in file.read_text(encoding="utf-8").splitlines():
        name, colon, text = line.removeprefix("# ").partition(": ")
        kind, at, language = name.partition("@")
        if line.startswith("# ") and colon and at and kind in texts:
            texts[kind][language] = text
        else:
            body.append(line)
    query = f"BASE <{base}>\n" + "\n".join(body).strip() + "\n"
    return Example(file.stem, query, texts["title"], texts["description"])
