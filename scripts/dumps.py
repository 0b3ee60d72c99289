"""Dumps: the graphs of a release as the files that people fetch, as bytes; pure.

Every form is written in one order, so equal graphs give equal bytes. Gzip has no time in its head;
its bytes are those of the zlib at hand, which therefore counts in the name of a release.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from scripts import turtle
from scripts.archimate.exporting import models
from scripts.terms import Triple, line, quad_line
from server.downloads import DOWNLOADS, Download
from server.formats import ARCHIMATE, BY_KEY, Format
from server.graphs import graph_iri
from server.http import coding
from server.namespaces import prefixes
from server.rdf import jsonld
from server.rdf import terms as engine
from server.rdf.render import Beside, read, render, render_graphs
from server.uris import COLLECTIONS

_ONTOLOGY: Final = "ontology"
_N_TRIPLES: Final = BY_KEY["n-triples"].media_type


@dataclass(frozen=True)
class _Content:
    """What a file holds: graphs by key, as triples and as lines of N-Triples.

    `names` are the terms of our JSON-LD.
    """

    graphs: Mapping[str, frozenset[Triple]]
    lines: Mapping[str, frozenset[str]]
    base: str
    names: Mapping[str, jsonld.Term]

    @cached_property
    def union(self) -> list[str]:
        """The statements of all graphs, each once, sorted."""
        return sorted(frozenset[str]().union(*self.lines.values()))

    @cached_property
    def triples(self) -> list[engine.Triple]:
        """The union in the terms of the engine, which has writers for most forms."""
        return _read(self.union)

    @cached_property
    def apart(self) -> dict[str, list[engine.Triple]]:
        """The graphs in those terms, by their IRI."""
        return {graph_iri(self.base, key): _read(lines) for key, lines in self.lines.items()}


def write(graphs: Mapping[str, frozenset[Triple]], base: str, release: str) -> Mapping[str, bytes]:
    """Return every file with a graph, or with all, and every model, by its name."""
    lines = {key: frozenset(map(line, triples)) for key, triples in graphs.items()}
    known = prefixes(base, tuple(COLLECTIONS))
    names = jsonld.terms(_read(sorted(lines[_ONTOLOGY])), base, known)
    contents = {"": _Content(graphs, lines, base, names)}
    contents |= {k: _Content({k: graphs[k]}, {k: lines[k]}, base, names) for k in graphs}
    files = dict(models(graphs, base, release))
    # A packed file comes after the one that it holds.
    for download in sorted(_of_graphs(), key=lambda d: d.packed):
        if download.packed:
            files[download.name] = coding.encode(files[download.name.removesuffix(".gz")], "gzip")
        elif download.name not in files:
            content = contents[download.graph]
            writers = _WRITERS if download.graph else {**_WRITERS, **_WHOLE_WRITERS}
            files[download.name] = writers[download.format.key](content, download.format)
    return files


def quads(graphs: Mapping[str, Iterable[Triple]], base: str) -> str:
    """Write graphs as N-Quads, sorted, each statement once."""
    lines = {quad_line(t, graph_iri(base, key)) for key in graphs for t in graphs[key]}
    return "".join(f"{text}\n" for text in sorted(lines))


def _of_graphs() -> Iterable[Download]:
    made = {*_WRITERS, *_WHOLE_WRITERS, ARCHIMATE.key}
    return (download for download in DOWNLOADS if download.format.key in made)


def _read(lines: Iterable[str]) -> list[engine.Triple]:
    return read("\n".join(lines).encode(), _N_TRIPLES)


def _turtle(content: _Content, _form: Format) -> bytes:
    triples = frozenset[Triple]().union(*content.graphs.values())
    return turtle.serialize(triples, content.base).encode()


def _n_triples(content: _Content, _form: Format) -> bytes:
    return _joined(content.union)


def _n_quads(content: _Content, _form: Format) -> bytes:
    return _joined(
        sorted(
            f"{text[:-1]}<{graph_iri(content.base, key)}> ."
            for key, lines in content.lines.items()
            for text in lines
        )
    )


def _joined(lines: Iterable[str]) -> bytes:
    return "".join(f"{text}\n" for text in lines).encode()


def _rendered(content: _Content, form: Format) -> bytes:
    beside = Beside(lambda _: (), content.names)
    return render(content.triples, form, content.base, beside=beside)


def _apart(content: _Content, form: Format) -> bytes:
    return render_graphs(content.apart, form, content.base, content.names)


_Writer = Callable[[_Content, Format], bytes]
_WRITERS: Final[Mapping[str, _Writer]] = {
    "turtle": _turtle,
    "n-triples": _n_triples,
    "n-quads": _n_quads,
    "json-ld": _rendered,
    "rdf-xml": _rendered,
}
#: How everything together is written in a form that knows named graphs.
_WHOLE_WRITERS: Final[Mapping[str, _Writer]] = {"trig": _apart, "json-ld": _apart}
