"""Earlier: the releases that the publisher announced, and how to announce the next one.

That a release was announced is a decision of a person (`data/releases.ttl`): what a folder happens
to hold is no input of a build.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rdflib import DCTERMS, PROV, RDF, SKOS, Literal, URIRef

from scripts.terms import Object, Triple
from server.graphs import WHOLE
from server.namespaces import EXTERNAL, gemma
from server.release import Release
from server.uris import thing_iri

FILE: Final = "data/releases.ttl"
_BEFORE: Final = URIRef(EXTERNAL["dcat"] + "previousVersion")
_NOTES: Final = URIRef(EXTERNAL["adms"] + "versionNotes")
_HEAD: Final = """\
@prefix adms: <http://www.w3.org/ns/adms#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix gemma: <def#> .
@prefix release: <id/release/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

# Earlier releases that were announced, the oldest first. They stay here, also when their files go.

"""


def names(catalog: frozenset[Triple], base: str) -> tuple[str, ...]:
    """Return the names of the announced releases, the oldest first.

    The shapes see to it that they make one row; of what is no row only a part is returned.
    """
    kind, start = URIRef(gemma(base) + "AnnouncedRelease"), thing_iri(base, "release", "")
    there = {s for s, p, o in catalog if (p, o) == (RDF.type, kind)}
    before: dict[Object, Object] = {s: o for s, p, o in catalog if p == _BEFORE and s in there}
    newest = sorted(there - set(before.values()))
    found: list[str] = []
    following: Object | None = newest[-1] if newest else None
    while following in there and (name := str(following).removeprefix(start)) not in found:
        found.append(name)
        following = before.get(following)
    return tuple(reversed(found))


def derive(catalog: frozenset[Triple], base: str) -> Iterator[Triple]:
    """Say of what the announced releases are versions, and which came before the one in use."""
    whole = URIRef(thing_iri(base, "dataset", WHOLE))
    found = names(catalog, base)
    for name in found:
        release = URIRef(thing_iri(base, "release", name))
        yield release, RDF.type, PROV.Entity
        yield release, SKOS.prefLabel, Literal(f"Uitgave {name}", lang="nl")
        yield release, SKOS.prefLabel, Literal(f"Release {name}", lang="en")
        yield release, DCTERMS.isVersionOf, whole
        yield whole, DCTERMS.hasVersion, release
    if found:
        newest = URIRef(thing_iri(base, "release", found[-1]))
        yield whole, _BEFORE, newest
        yield URIRef(thing_iri(base, "release", "current")), _BEFORE, newest


def lines(before: Release, announced: Sequence[str], root: Path) -> str:
    """Return what to add to the file to announce a release, with its own notes, if it has any.

    `announced` are the releases that were announced already, the oldest first.
    """
    texts = [
        f'release:{before.id} a gemma:AnnouncedRelease ;\n    dcat:version "{before.id}" ;\n'
        f'    dct:issued "{before.id[:10]}"^^xsd:date ;\n'
        f"    adms:versionNotes {' , '.join(_notes(before))}"
    ]
    if announced:
        texts.append(f"dcat:previousVersion release:{announced[-1]}")
    head = "" if (root / FILE).exists() else _HEAD
    return head + " ;\n    ".join(texts) + " .\n"


def _notes(release: Release) -> list[str]:
    """Return what a release said of itself, as Turtle; what to fill in where it said nothing."""
    start = f"<{thing_iri(release.base, 'dataset', WHOLE)}> <{_NOTES}> "
    with release.quads.open(encoding="utf-8") as quads:
        found = [
            line.removeprefix(start).rpartition(" <")[0] for line in quads if line.startswith(start)
        ]
    return sorted(found, key=lambda text: text[-2:], reverse=True) or ['"…"@nl', '"…"@en']
