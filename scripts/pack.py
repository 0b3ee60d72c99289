"""Packing: what a release folder holds, as bytes, before anything touches a disk.

Nothing here knows a clock, a path or an order of hashing, so the same dataset always packs to the
same bytes.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scripts import earlier, turtle
from scripts.dataset import Dataset
from scripts.dumps import quads
from scripts.findings import LANGUAGES, Finding, summary
from scripts.provenance import instances
from scripts.terms import Triple, ntriples
from scripts.validate import Report
from server.downloads import FOLDER
from server.graphs import ABOUT_RELEASE, GRAPHS, graph_iri
from server.release import QUADS, THINGS

REPORT_TURTLE = "report.ttl"
REPORT_TEXT = "report.txt"


@dataclass(frozen=True)
class Package:
    """A release in memory: every file by its name in the folder, and the manifest beside them."""

    id: str
    files: Mapping[str, bytes]
    manifest: bytes
    quads: int
    things: int


def pack(dataset: Dataset, report: Report, findings: Iterable[Finding]) -> Package:
    """Turn a dataset and what was found about it into the files of a release."""
    dumps = {f"{FOLDER}/{name}": content for name, content in dataset.dumps.items()}
    files = {}
    for key in sorted(ABOUT_RELEASE):
        files[f"{FOLDER}/{key}.nt"] = ntriples(dataset.graphs[key])
        files[f"{FOLDER}/{key}.ttl"] = turtle.serialize(dataset.graphs[key], dataset.base)
    files[QUADS] = quads(dataset.graphs, dataset.base)
    things = dataset.things()
    files[THINGS] = _lines(things)
    files[REPORT_TURTLE] = report.turtle(dataset.base)
    files[REPORT_TEXT] = words(findings)
    content = dict(sorted({**dumps, **{n: text.encode() for n, text in files.items()}}.items()))
    total = content[QUADS].count(b"\n")
    manifest = json.dumps(_manifest(dataset, content), indent=2, sort_keys=True) + "\n"
    return Package(dataset.identity.id, content, manifest.encode("utf-8"), total, len(things))


def words(findings: Iterable[Finding]) -> str:
    """Write findings in every language of the reports: first how many, then each on a line."""
    found = tuple(findings)
    return "\n".join(words_in(language, found) for language in LANGUAGES)


def words_in(language: str, findings: Sequence[Finding]) -> str:
    """Write findings in one language: first how many, then each on a line."""
    lines = [summary(findings, language), *(finding.words(language) for finding in findings)]
    return "".join(f"{line}\n" for line in lines)


def apart(graphs: Iterable[frozenset[Triple]]) -> bool:
    """Tell whether no statement stands in two graphs: then asking their union takes half."""
    found = tuple(graphs)
    return sum(map(len, found)) == len(frozenset[Triple]().union(*found))


def _lines(texts: Iterable[str]) -> str:
    return "".join(f"{text}\n" for text in sorted(texts))


def _manifest(dataset: Dataset, content: Mapping[str, bytes]) -> dict[str, object]:
    identity = dataset.identity
    return {
        "id": identity.id,
        "base": dataset.base,
        "input": identity.input,
        "version": identity.version,
        "modified": identity.modified,
        "files": {
            name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in content.items()
        },
        "graphs": {
            graph.key: {
                "iri": graph_iri(dataset.base, graph.key),
                "triples": len(dataset.graphs[graph.key]),
                "sources": [s.name for s in dataset.sources if s.graph == graph.key],
            }
            for graph in GRAPHS
        },
        "sources": {
            source.name: {"statements": source.statements, "sha256": source.digest}
            for source in dataset.sources
        },
        "apart": apart(dataset.graphs.values()),
        "announced": list(earlier.names(dataset.graphs["catalog"], dataset.base)),
        "classes": instances(dataset.triples(), dataset.base),
    }
