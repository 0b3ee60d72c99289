"""Withdrawn: what the import in use has and the new one has not keeps its address, which says so.

A publisher deletes what is no longer needed; an address that was given out must not vanish with it
(410, `server.withdrawal`). What came in its place no exchange file says. Parts of drawings are left
out: their addresses follow from the view and what they show, and most change when it is redrawn.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import RDF, RDFS, SKOS, XSD, Graph, Literal, Namespace, URIRef

from scripts import kept
from scripts.findings import Finding, Severity
from scripts.terms import Triple, sorted_triples
from server import history
from server.changes.drawn import DRAWN
from server.namespaces import gemma
from server.release import NAME, RELEASES, THINGS, Release, open_release
from server.uris import collection_of, thing_iri

#: What every release has of its own, made anew from what it holds.
_MADE: Final = frozenset({"dataset", "distribution", "release"})
#: Of these each that goes is told by name; of others how many.
_NAMED: Final = ("element", "view")
_LABELS: Final = (SKOS.prefLabel, RDFS.label)


@dataclass(frozen=True)
class Before:
    """The import in use, as far as the next one follows it; `things` are IRIs below the base.

    `releases` are the names of all imports that are there, the oldest first.
    """

    release: Release | None = None
    things: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    releases: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name of the import in use; "" for none."""
        return self.release.id if self.release else ""

    def earlier(self, day: str) -> tuple[str, ...]:
        """Return the names of the imports before a day, the oldest first."""
        return tuple(name for name in self.releases if name[:10] < day)


NOTHING: Final = Before()


def read(var: Path, base: str) -> Before:
    """Return the import in use under `var`: the newest whole one when it is damaged.

    Nothing when there is none, or one of another base IRI.
    """
    found, _ = kept.previous(var)
    if found is None:
        return NOTHING
    release = open_release(var / RELEASES / found.id, (THINGS,))
    if release.base != base:
        return NOTHING
    names = (one.id for one in history.read(release).by_name.values())
    releases = tuple(sorted(name for name in names if NAME.fullmatch(name)))
    return Before(release, found.things, found.withdrawn, releases)


def carry(
    before: Before, facts: Collection[Triple], day: str, file: str
) -> tuple[frozenset[Triple], list[Finding]]:
    """Return what is to be said of the things that `facts` no longer describe, and a finding of it.

    `day` is that of the new import, out of `file`. One of an earlier day than that in use loses
    nothing: it is an older model, taken in to be looked at.
    """
    release = before.release
    if release is None or day < release.id[:10]:
        return frozenset(), []
    base, ours = release.base, Namespace(gemma(release.base))
    there = {str(subject).removeprefix(base) for subject, _, _ in facts}
    gone = {
        thing for thing in before.things - there
        if collection_of(base, base + thing) not in DRAWN | _MADE
    }  # fmt: skip
    found = set(_said(release, gone))
    fresh = gone - before.withdrawn
    for thing in fresh:
        iri = URIRef(base + thing)
        found.add((iri, RDF.type, ours.WithdrawnResource))
        found.add((iri, ours.withdrawnOn, Literal(day, datatype=XSD.date)))
        reason = thing_iri(base, "concept", "intrekking-vervallen")
        found.add((iri, ours.withdrawalReason, URIRef(reason)))
    drawn = sum(collection_of(base, base + t) in DRAWN for t in before.things - there)
    return frozenset(found), list(_told(found, fresh, base, (file, drawn)))


def _said(release: Release, gone: Collection[str]) -> Iterable[Triple]:
    """Return how things were called, and of those that were withdrawn before, when and why."""
    ours, start = gemma(release.base), f"<{release.base}"
    kept_ = {f"<{name}>" for name in _LABELS}
    kept_ |= {f"<{ours}withdrawnOn>", f"<{ours}withdrawalReason>"}
    types = f"<{RDF.type}> <{ours}WithdrawnResource>"
    lines = []
    with release.quads.open(encoding="utf-8") as quads:
        for quad in quads:
            subject, _, rest = quad.partition(" ")
            if subject[len(start) : -1] in gone and subject.startswith(start):
                said = rest.partition(" ")[0]
                if said in kept_ or rest.startswith(types):
                    # The graph is the last IRI of a line, which has no space in it.
                    lines.append(quad.removesuffix(" .\n").rpartition(" ")[0] + " .\n")
    return sorted_triples(Graph().parse(data="".join(lines), format="nt"))


def _told(
    found: Collection[Triple], fresh: Collection[str], base: str, where: tuple[str, int]
) -> Iterator[Finding]:
    """Tell the owner what went: elements and views by name, the rest in numbers."""
    file, drawn = where
    names = {str(s): str(o) for s, p, o in sorted(found) if p in _LABELS}
    counted: Counter[str] = Counter()
    for thing in sorted(fresh):
        collection = collection_of(base, base + thing)
        if collection not in _NAMED:
            counted[collection] += 1
            continue
        name = names.get(base + thing, thing)
        yield Finding(
            Severity.INFO, file, 0, "lost-uri",
            f"{name} is er niet meer: zijn adres zegt voortaan dat het is ingetrokken",
            f"{name} is no longer there: its address says from now on that it was withdrawn",
            thing.partition("/id/")[2],
        )  # fmt: skip
    for collection, number in sorted(counted.items()):
        yield Finding(
            Severity.INFO, file, 0, "lost-uri",
            f"in de verzameling {collection} ontbreken er {number}: ze zijn ingetrokken",
            f"in the collection {collection} {number} are missing: they were withdrawn",
        )  # fmt: skip
    if drawn:
        yield Finding(
            Severity.INFO, file, 0, "lost-uri",
            f"{drawn} delen van tekeningen zijn er niet meer; hun adressen vervallen",
            f"{drawn} parts of drawings are no longer there; their addresses lapse",
        )  # fmt: skip
