"""Kept: what was released stays, or somebody says that it goes.

Held against the release in use: every IRI is still described, if only as withdrawn; no withdrawn
one is alive again; no source says less than it did; the date of modification never goes back. A
Turtle file that was cut off after a full stop parses, and only this tells.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import RDF, URIRef

from scripts.dataset import Dataset
from scripts.findings import Finding, violation, warning
from server.errors import ReleaseError, SettingsError
from server.namespaces import gemma
from server.release import (
    CURRENT,
    MANIFEST,
    RELEASES,
    THINGS,
    Release,
    open_current,
    open_release,
)  # fmt: skip

WITHDRAWN: str = "data/withdrawn.ttl"


@dataclass(frozen=True)
class Previous:
    """What the release in use holds, IRIs relative to its base."""

    id: str
    modified: str
    statements: Mapping[str, int]
    things: frozenset[str]
    withdrawn: frozenset[str]


def previous(var: Path) -> tuple[Previous | None, list[Finding]]:
    """Return the release in use; when it is damaged, the newest whole one, with a warning.

    None when nothing was ever released here.
    """
    try:
        return _read(open_current(var)), []
    except ReleaseError as error:
        folders = [file.parent for file in var.glob(f"{RELEASES}/[!.]*/{MANIFEST}")]
        if not folders and not (var / CURRENT).is_symlink():
            return None, []
        for folder in sorted(folders, reverse=True):
            try:
                whole = _read(open_release(folder))
            except ReleaseError:
                continue
            return whole, [_damaged(error, f"release {whole.id}", f"uitgave {whole.id}")]
        return None, [_damaged(error, "nothing", "niets")]


def _damaged(error: ReleaseError, en: str, nl: str) -> Finding:
    return warning(
        "release",
        ("", 0),
        f"de uitgave in gebruik is beschadigd, dus vergeleken met {nl}: {error.detail}",
        f"the release in use is damaged, so compared with {en}: {error.detail}",
    )


def _read(release: Release) -> Previous:
    manifest: Mapping[str, Any] = release.manifest
    things = (release.folder / THINGS).read_text(encoding="utf-8").splitlines()
    kind = f"<{gemma(release.base)}WithdrawnResource>"
    start = f"<{release.base}"
    withdrawn = set()
    with release.quads.open(encoding="utf-8") as quads:
        for line in quads:
            if kind in line and line.startswith(start) and f"> <{RDF.type}> {kind}" in line:
                withdrawn.add(line[len(start) : line.index(">")])
    return Previous(
        release.id,
        str(manifest["modified"]),
        {name: int(source["statements"]) for name, source in manifest["sources"].items()},
        frozenset(things),
        frozenset(withdrawn),
    )


def check(dataset: Dataset, before: Previous, lost: Collection[str]) -> list[Finding]:
    """Return what the dataset lost since `before`; `lost` names the sources that may say less.

    Raises `SettingsError` when `lost` names what is no source, now or then.
    """
    known = {source.name for source in dataset.sources} | set(before.statements)
    for name in sorted(set(lost) - known):
        raise SettingsError(f"--lost {name}: no such source; write it like data/catalog.ttl")
    return [
        *_statements(dataset, before, lost),
        *_things(dataset, before),
        *_dates(dataset, before),
    ]


def _statements(dataset: Dataset, before: Previous, lost: Collection[str]) -> Iterator[Finding]:
    now = {source.name: source.statements for source in dataset.sources}
    for name, then in sorted(before.statements.items()):
        count = now.get(name, 0)
        if count >= then:
            if name in lost:
                yield warning(
                    "lost-statements",
                    (name, 0),
                    f"--lost is niet nodig: {count} uitspraken, eerst {then}",
                    f"--lost is not needed: {count} statements, {then} before",
                )
        elif name not in lost:
            yield violation(
                "lost-statements",
                (name, 0),
                f"nog maar {count} uitspraken, de uitgave in gebruik heeft er {then}: "
                f"herstel het bestand, of zeg dat het zo hoort met --lost {name}",
                f"only {count} statements, the release in use has {then}: "
                f"restore the file, or say that it is meant with --lost {name}",
            )


def _things(dataset: Dataset, before: Previous) -> Iterator[Finding]:
    for thing in sorted(before.things - dataset.things()):
        collection, _, key = thing.removeprefix("id/").partition("/")
        name = f"{collection}:{key}"
        yield violation(
            "lost-uri",
            (WITHDRAWN, 0),
            f"{name} is uitgegeven en nu weg: beschrijf het weer, of trek het in met "
            f"`{name} a gemma:WithdrawnResource`, opvolger en reden",
            f"{name} was released and is gone: describe it again, or withdraw it with "
            f"`{name} a gemma:WithdrawnResource`, successor and reason",
        )
    kind = URIRef(gemma(dataset.base) + "WithdrawnResource")
    gone = {
        str(s).removeprefix(dataset.base)
        for s, p, o in dataset.triples()
        if p == RDF.type and o == kind
    }
    for thing in sorted((before.withdrawn & dataset.things()) - gone):
        iri = URIRef(dataset.base + thing)
        yield violation(
            "reused-uri",
            dataset.where(iri),
            f"{thing} is ingetrokken en wordt nooit opnieuw gebruikt: kies een andere sleutel",
            f"{thing} was withdrawn and is never used again: choose another key",
        )


def _dates(dataset: Dataset, before: Previous) -> Iterator[Finding]:
    if dataset.identity.modified < before.modified:
        yield violation(
            "modified",
            ("data/catalog.ttl", 0),
            f"dct:modified {dataset.identity.modified} ligt voor {before.modified} van de uitgave "
            "in gebruik",
            f"dct:modified {dataset.identity.modified} is before {before.modified} of the release "
            "in use",
        )
