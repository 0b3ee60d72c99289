"""Files: what people fetch of an imported model, in every form, one in memory at a time; pure.

The facts of a large model are seventy megabytes as N-Triples. So of each file only its packed form
is kept, which mostly is a file too, and it unfolds when somebody asks for it.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from server.downloads import FOLDER, of
from server.formats import BY_KEY
from server.graphs import graph_iri, model_graph
from server.http import coding
from server.rdf import jsonld
from server.rdf.render import Beside, read, render_each

_GZIP: Final = "gzip"
_PACKED: Final = ".gz"
#: The forms of the facts that are more than their lines.
_FORMS: Final = ("turtle", "rdf-xml", "json-ld")
_N_TRIPLES: Final = BY_KEY["n-triples"]
_N_QUADS: Final = BY_KEY["n-quads"]


class Folded(Mapping[str, bytes]):
    """Files by name, kept as gzip; `measured` has the size and the SHA-256 of each as it is."""

    def __init__(self) -> None:
        """Begin with no file."""
        self._folded: dict[str, bytes] = {}
        self.measured: dict[str, tuple[int, str]] = {}

    def add(self, name: str, content: bytes, *, packed: bool = False) -> None:
        """Take in a file, and where `packed` its packed form as a file of its own."""
        self.measured[name] = len(content), hashlib.sha256(content).hexdigest()
        found = self._folded[name] = coding.encode(content, _GZIP)
        if packed:
            digest = hashlib.sha256(found).hexdigest()
            self.measured[name + _PACKED] = len(found), digest

    def __getitem__(self, name: str) -> bytes:
        """Return a file as it is."""
        if name not in self._folded and name in self.measured:
            return self._folded[name.removesuffix(_PACKED)]
        return coding.decode(self._folded[name], _GZIP)

    def __iter__(self) -> Iterator[str]:
        """Return the names, sorted."""
        return iter(sorted(self.measured))

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.measured)


def gather(files: Iterable[tuple[str, bytes]], model: str) -> Folded:
    """Fold the files that people fetch of a model, each in the folder of those."""
    known, found = of(model), Folded()
    for name, content in files:
        found.add(f"{FOLDER}/{name}", content, packed=name + _PACKED in known)
    return found


def write(
    facts: bytes, terms: Mapping[str, jsonld.Term], model: str, base: str
) -> Iterator[tuple[str, bytes]]:
    """Return the facts of a model, as N-Triples, in every form that can hold them, by name.

    `terms` are those of our JSON-LD.
    """
    names = {d.format: d.name for d in of(model).values() if d.graph and not d.packed}
    yield names[_N_TRIPLES], facts
    yield names[_N_QUADS], in_graph(facts, graph_iri(base, model_graph(model)))
    beside = Beside(lambda _: (), terms)
    triples = read(facts, _N_TRIPLES.media_type)
    for form, content in render_each(triples, (BY_KEY[key] for key in _FORMS), base, beside):
        yield names[form], content


def in_graph(triples: bytes, graph: str) -> bytes:
    """Return N-Triples of ours as N-Quads, all in the graph with this IRI."""
    # A line end within a text is escaped, so each of these ends a statement.
    return triples.replace(b" .\n", b" <%s> .\n" % graph.encode())
