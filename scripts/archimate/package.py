"""Packing: an imported model as a release of its own, in the form that every release has.

So what opens, verifies, compares and rolls back a release does so with a model. It stands apart
from the releases of the publication, under `models/` in the same folder: neither can harm the
other. Its facts are in one named graph, what follows from them in another, and what the catalogue
says of it in a third. All are about the things of the model, so no statement of it stands among
those of the publication too.
"""

import gc
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from rdflib import RDF

from scripts.archimate import files, offered, sheets
from scripts.archimate.exporting import export_model
from scripts.archimate.offered import Offer
from scripts.archimate.profile import Profile
from scripts.archimate.progress import Bar
from scripts.catalogue import Released
from scripts.dumps import quads
from scripts.findings import Finding
from scripts.identity import software
from scripts.pack import REPORT_TEXT, Package, apart, words, words_in
from scripts.provenance import instances
from scripts.terms import Triple, ntriples
from server.downloads import FINDINGS, of_all
from server.formats import ARCHIMATE, TEXT
from server.graphs import catalog_graph, graph_iri, inferred_graph, model_graph
from server.namespaces import prefixes
from server.rdf import jsonld
from server.rdf.render import read as read_rdf
from server.release import QUADS, THINGS
from server.uris import COLLECTIONS, space

_LIBRARIES: Final = ("pyoxigraph", "rdflib")
_HOUSE: Final = Path(__file__).resolve().parent.parent.parent
#: The modules that decide what an import holds.
_CODE: Final = (
    "scripts/archimate/*.py", "scripts/importing.py", "scripts/terms.py", "scripts/dumps.py",
    "scripts/catalogue.py", "scripts/void.py", "scripts/tables.py", "scripts/csvw.py",
    "server/uris.py", "server/graphs.py", "server/namespaces.py", "server/downloads.py",
    "server/formats.py", "server/rdf/*.py",
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """The name of an import, the hash of all that went in, and the base of our addresses."""

    id: str
    input: str
    base: str

    @property
    def day(self) -> str:
        """The day of the import."""
        return self.id[:10]


@dataclass(frozen=True)
class Origin:
    """Where a model is from: the name of its file and the SHA-256 of that."""

    name: str
    digest: str


@dataclass(frozen=True)
class Content:
    """What is packed of a model: its graphs by key, its tables, and what its owner should know.

    `ontology` are the statements of our vocabulary, `before` the names of the releases before it.
    """

    profile: Profile
    origin: Origin
    graphs: MutableMapping[str, frozenset[Triple]]
    sheets: Mapping[str, bytes]
    findings: Sequence[Finding]
    ontology: Sequence[Triple]
    before: tuple[str, ...] = ()


def identify(
    origin: Origin, profile: Profile, date: str, base: str, digests: Mapping[str, str]
) -> Name:
    """Name an import after its day and all that went in.

    `digests` has the SHA-256 of everything beside model and profile that decides a byte of it.
    """
    code = hashlib.sha256()
    for file in sorted(f for name in _CODE for f in _HOUSE.glob(name)):
        code.update(f"{file.relative_to(_HOUSE).as_posix()}\0".encode() + file.read_bytes())
    rows = [
        f"base {base}",
        f"version {software()}",
        f"code {code.hexdigest()}",
        f"date {date}",
        f"model {origin.name} {origin.digest}",
        f"profile {profile.digest}",
        *(f"library {name} {version(name)}" for name in _LIBRARIES),
        *sorted(f"file {name} {digest}" for name, digest in digests.items()),
    ]
    digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return Name(f"{date}-{digest[:12]}", digest, base)


def pack(content: Content, name: Name, progress: Bar = lambda step, part: None) -> Package:
    """Return the files of an import.

    Its graphs are taken out of `content` once they are text: their terms beside the forms of a
    large model take more than a gigabyte.
    """
    profile, graphs = content.profile, content.graphs
    manifest = _manifest(content, name)
    things = {thing for triples in graphs.values() for thing in _things(triples, content)}
    # What was exported here and came back is there to be compared: nobody fetches it.
    fetched, catalog = files.Folded(), frozenset[Triple]()
    if profile.base == name.base:
        whole = quads(graphs, name.base).encode()
    else:
        fetched, catalog, whole = _offered(content, name, progress)
        things |= _things(catalog, content)
        graph = catalog_graph(profile.model)
        whole += quads({graph: catalog}, name.base).encode()
        manifest["graphs"] |= {graph: _graph(graph, len(catalog), (), name.base)}
    fetched.add(QUADS, whole)
    fetched.add(REPORT_TEXT, words(content.findings).encode())
    named = sorted(thing.removeprefix(name.base) for thing in things)
    fetched.add(THINGS, "".join(f"{thing}\n" for thing in named).encode())
    manifest["files"] = {
        file: {"bytes": size, "sha256": digest} for file, (size, digest) in fetched.measured.items()
    }
    text = (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()
    return Package(name.id, fetched, text, whole.count(b"\n"), len(things))


def _offered(
    content: Content, name: Name, progress: Bar
) -> tuple[files.Folded, frozenset[Triple], bytes]:
    """Return the files that people fetch, what the catalogue says, and all graphs as N-Quads."""
    profile, graphs = content.profile, content.graphs
    model, key = profile.model, model_graph(profile.model)
    offer = Offer(profile, Released(name.base, name.id, name.day, space(model)), content.before)
    figures = frozenset(offered.figures(offer, graphs))
    # Of who made it, the model may say the same: a statement stands in one graph.
    stated = {t for t in profile.offered if any(t in triples for triples in graphs.values())}
    progress("writing", 0.1)
    exchange = export_model(graphs[key], model, name.base, name.id)
    gc.collect()  # what an exchange file is written from holds on to itself
    progress("writing", 0.4)
    # One after the other, and encoded at once: a model takes a hundred megabytes.
    facts = ntriples(graphs.pop(key)).encode()
    whole = files.in_graph(facts, graph_iri(name.base, key))
    for other in sorted(graphs):
        inferred = ntriples(graphs.pop(other)).encode()
        whole += files.in_graph(inferred, graph_iri(name.base, other))
    progress("writing", 0.5)

    def every() -> Iterator[tuple[str, bytes]]:
        yield f"{key}.{ARCHIMATE.suffix}", exchange
        yield of_all(model).name, whole
        yield from content.sheets.items()
        licences = offered.licences(profile)
        yield from sheets.describe(model, name.base, licences, name.day).items()
        for language, (stem, *_) in FINDINGS.items():
            yield f"{stem}.{TEXT.suffix}", words_in(language, content.findings).encode()
        yield from files.write(facts, _terms(content, name.base), model, name.base)

    made = files.gather(every(), model)
    described = frozenset(offered.describe(offer, made.measured)) - stated
    return made, figures | described, whole


def _terms(content: Content, base: str) -> Mapping[str, jsonld.Term]:
    """Return the terms of our JSON-LD."""
    ontology = read_rdf(ntriples(content.ontology).encode(), "application/n-triples")
    return jsonld.terms(ontology, base, prefixes(base, tuple(COLLECTIONS)))


def _things(triples: Iterable[Triple], content: Content) -> set[str]:
    """Return the things of a model that are described: those of some class."""
    home = content.profile.base
    return {
        str(subject)
        for subject, predicate, _ in triples
        if predicate == RDF.type and str(subject).startswith(f"{home}id/")
    }


def _manifest(content: Content, name: Name) -> dict[str, Any]:
    """Return the manifest, but for the files."""
    profile, graphs = content.profile, content.graphs
    inferred = inferred_graph(profile.model)
    facts = graphs[model_graph(profile.model)]
    return {
        "id": name.id,
        "base": name.base,
        "input": name.input,
        "version": software(),
        "modified": name.day,
        "model": {"key": profile.model, "base": profile.base, "profile": profile.file},
        "graphs": {
            key: _graph(
                key, len(triples), () if key == inferred else (content.origin.name,), name.base
            )
            for key, triples in graphs.items()
        },
        "sources": {
            content.origin.name: {"statements": len(facts), "sha256": content.origin.digest}
        },
        # What the catalogue says is about other things, so it changes nothing of this.
        "apart": apart(graphs.values()),
        "announced": list(content.before),
        "classes": instances((t for found in graphs.values() for t in found), profile.base),
    }


def _graph(key: str, triples: int, sources: Sequence[str], base: str) -> dict[str, object]:
    return {"iri": graph_iri(base, key), "triples": triples, "sources": list(sources)}
