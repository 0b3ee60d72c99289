"""Packing: an imported model as a release of its own, in the form that every release has.

So what opens, verifies, compares and rolls back a release does so with a model. It stands apart
from the releases of the publication, under `models/` in the same folder: neither can harm the
other. Its facts are in one named graph and what follows from them in another. Both are about the
things of the model only, so no statement of it stands among those of the publication too.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from rdflib import RDF

from scripts.archimate.profile import Profile
from scripts.archimate.read import ModelFile
from scripts.dumps import quads
from scripts.findings import Finding
from scripts.identity import software
from scripts.pack import REPORT_TEXT, Package, apart, words
from scripts.provenance import instances
from scripts.terms import Triple
from server.graphs import graph_iri, inferred_graph, model_graph
from server.release import QUADS, THINGS

_LIBRARIES: Final = ("pyoxigraph", "rdflib")
_HOUSE: Final = Path(__file__).resolve().parent.parent.parent
#: The modules that decide what an import holds.
_CODE: Final = (
    "scripts/archimate/*.py", "scripts/importing.py", "scripts/terms.py", "scripts/dumps.py",
    "server/uris.py", "server/graphs.py", "server/namespaces.py",
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """The name of an import, the hash of all that went in, and the base of our addresses."""

    id: str
    input: str
    base: str


def identify(
    read: ModelFile, profile: Profile, date: str, base: str, digests: Mapping[str, str]
) -> Name:
    """Name an import after its day and all that went in.

    `digests` has the SHA-256 of every file beside model and profile that decides a byte of it.
    """
    code = hashlib.sha256()
    for file in sorted(f for name in _CODE for f in _HOUSE.glob(name)):
        code.update(f"{file.relative_to(_HOUSE).as_posix()}\0".encode() + file.read_bytes())
    rows = [
        f"base {base}",
        f"version {software()}",
        f"code {code.hexdigest()}",
        f"date {date}",
        f"model {read.name} {read.digest}",
        f"profile {profile.digest}",
        *(f"library {name} {version(name)}" for name in _LIBRARIES),
        *sorted(f"file {name} {digest}" for name, digest in digests.items()),
    ]
    digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return Name(f"{date}-{digest[:12]}", digest, base)


def pack(
    read: ModelFile,
    profile: Profile,
    name: Name,
    graphs: Mapping[str, frozenset[Triple]],
    findings: Iterable[Finding],
) -> Package:
    """Return the files of an import; `graphs` are by their key."""
    base = name.base
    things = {
        str(subject).removeprefix(base)
        for triples in graphs.values()
        for subject, predicate, _ in triples
        if predicate == RDF.type and str(subject).startswith(profile.base)
    }
    files = {
        QUADS: quads(graphs, base).encode(),  # at once: a model takes a hundred megabytes
        REPORT_TEXT: words(findings).encode(),
        THINGS: "".join(f"{thing}\n" for thing in sorted(things)).encode(),
    }
    facts = graphs[model_graph(profile.model)]
    manifest = {
        "id": name.id,
        "base": base,
        "input": name.input,
        "version": software(),
        "modified": name.id[:10],
        "model": {"key": profile.model, "base": profile.base, "profile": profile.file},
        "files": {
            file: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for file, data in files.items()
        },
        "graphs": {
            key: {
                "iri": graph_iri(base, key),
                "triples": len(triples),
                "sources": [] if key == inferred_graph(profile.model) else [read.name],
            }
            for key, triples in graphs.items()
        },
        "sources": {read.name: {"statements": len(facts), "sha256": read.digest}},
        "apart": apart(graphs.values()),
        "announced": [],
        "classes": instances((t for found in graphs.values() for t in found), profile.base),
    }
    content = (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()
    return Package(name.id, files, content, files[QUADS].count(b"\n"), len(things))
