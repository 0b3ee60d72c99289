"""Tables of files: what a dataset can be fetched as, for people; from its distributions."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from server.app.pages.language import pick
from server.app.pages.view import Value, View
from server.downloads import Download
from server.downloads import of as downloads_of
from server.namespaces import DCAT, EXTERNAL
from server.rdf.terms import BlankNode, NamedNode
from server.resource import Document
from server.store import Store
from server.uris import document_path, model_of, thing_iri

#: What a size is counted in, the largest first; SI, so a kB is 1,000 bytes.
_UNITS: Final = ((1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB"))
_SPDX: Final = EXTERNAL["spdx"]


@dataclass(frozen=True)
class File:
    """One file: what it is, its name, its form, where it is, its size and its SHA-256."""

    what: Value
    name: str
    form: str
    href: str
    size: str
    checksum: str


@dataclass(frozen=True)
class FileTable:
    """The files of a dataset."""

    dataset: Value
    files: tuple[File, ...]


def of(found: Document, view: View, store: Store) -> list[FileTable]:
    """Return the files of each dataset that a document is about: one, or all of the catalogue."""
    about = found.about
    if found.kind == "catalogue":
        datasets = store.objects(about, DCAT + "dataset")
        names = sorted((t.value for t in datasets if isinstance(t, NamedNode)), key=store.sort_key)
    else:
        names = [about]
    return [table for name in names for table in of_dataset(name, view, store)]


def of_dataset(dataset: str, view: View, store: Store) -> list[FileTable]:
    """Return the files of one dataset, if it has any."""
    files = _files(dataset, view, store)
    return [FileTable(view.link(dataset), files)] if files else []


def in_words(size: int, language: str) -> str:
    """Return a size in bytes as people write it: `8,1 MB` in Dutch."""
    for unit, name in _UNITS:
        if size >= unit:
            # A number of three digits is exact enough without a fraction.
            shown = f"{size / unit:.0f}" if size >= 100 * unit else f"{size / unit:.1f}"
            return f"{shown.replace('.', pick((',', '.'), language))} {name}"
    return f"{size} bytes"


def _files(dataset: str, view: View, store: Store) -> tuple[File, ...]:
    """Return the files of a dataset."""
    return files((str(t.value) for t in store.objects(dataset, DCAT + "distribution")), view, store)


def files(distributions: Iterable[str], view: View, store: Store) -> tuple[File, ...]:
    """Return files by their distributions, in the order of the table, each packed one after it.

    Of what is none of ours nothing is known here, so it is left out.
    """
    every = downloads_of(model_of(store.space) if store.space else "").values()
    ours = {thing_iri(store.home, "distribution", d.key): d for d in every}
    kept = [iri for iri in distributions if iri in ours]
    place = {download.name: number for number, download in enumerate(every)}

    def order(iri: str) -> tuple[int, bool]:
        download = ours[iri]
        return place[download.name.removesuffix(".gz")], download.packed

    return tuple(_file(iri, ours[iri], view, store) for iri in sorted(kept, key=order))


def _file(iri: str, download: Download, view: View, store: Store) -> File:
    def one(subject: str | BlankNode, predicate: str) -> str:
        return next((str(term.value) for term in store.objects(subject, predicate)), "")

    size = one(iri, DCAT + "byteSize")
    checksums = store.objects(iri, _SPDX + "checksum")
    values = [one(node, _SPDX + "checksumValue") for node in checksums
              if isinstance(node, BlankNode)]  # fmt: skip
    form, language = download.format.label, view.reader.language
    return File(
        Value(pick((download.nl, download.en), language), href=view.link(iri).href),
        download.name,
        f"{form}, gzip" if download.packed else form,
        document_path(store.base, one(iri, DCAT + "downloadURL")) or "",
        in_words(int(size), language) if size.isdecimal() else "",
        "".join(values[:1]),
    )
