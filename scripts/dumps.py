"""Dumps: the graphs of a release as the files that people fetch, as bytes; pure.

They are made before the graph that describes them, and hold nothing of it.
"""

from collections.abc import Iterable, Mapping

from scripts import turtle
from scripts.terms import Triple, ntriples, quad_line
from server.downloads import DOWNLOADS
from server.graphs import graph_iri


def write(graphs: Mapping[str, Iterable[Triple]], base: str) -> Mapping[str, bytes]:
    """Return every file of the table by its name."""
    files = {}
    for download in DOWNLOADS:
        if not download.graph:
            text = quads(graphs, {d.graph for d in DOWNLOADS} - {""}, base)
        elif download.format.key == "turtle":
            text = turtle.serialize(graphs[download.graph], base)
        else:
            text = ntriples(graphs[download.graph])
        files[download.name] = text.encode("utf-8")
    return files


def quads(graphs: Mapping[str, Iterable[Triple]], keys: Iterable[str], base: str) -> str:
    """Write graphs as N-Quads, sorted, each statement once."""
    lines = {quad_line(t, graph_iri(base, key)) for key in keys for t in graphs[key]}
    return "".join(f"{line}\n" for line in sorted(lines))
