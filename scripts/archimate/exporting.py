"""Exporting: named graphs of a release as an ArchiMate exchange file; pure, over an open store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from rdflib import Graph

from scripts.archimate import drawing
from scripts.archimate.from_graph import Heading, from_graph
from scripts.archimate.model import Metadatum, Text, Texts
from scripts.archimate.source import LANGUAGES, Source
from scripts.archimate.write import DUBLIN_CORE, write
from scripts.terms import Triple, quad_line, sorted_triples
from server.downloads import MODELS
from server.formats import ARCHIMATE
from server.graphs import BY_KEY, WHOLE, graph_iri
from server.namespaces import EXTERNAL
from server.rdf.terms import LABELS, Literal, NamedNode
from server.store import Store
from server.uris import thing_iri

#: What is exported unless told otherwise: the landscape and the standards that its flows name.
LANDSCAPE: Final = MODELS["landschap"][1]
_DCT: Final = EXTERNAL["dct"]


def export(triples: Iterable[Triple], keys: Sequence[str], store: Store, release: str) -> bytes:
    """Return the exchange file of the statements of the graphs `keys` of a release.

    `store` has the whole release, for the names of what the statements name. Raises `SourceError`
    for a character that XML cannot hold.
    """
    source = Source(
        frozenset(triples), lambda iri, language: name(store, iri, language), store.base
    )
    about = next((one for one in source.subjects if source.kind(one, ("Model",))), "")
    heading = _heading(about or _dataset(keys[0], store), keys, store, release)
    return write(from_graph(source, heading, lambda view: drawing.layout(view, store)))


def models(
    graphs: Mapping[str, frozenset[Triple]], base: str, release: str
) -> Iterator[tuple[str, bytes]]:
    """Return the file of every model that people fetch, by its name; `release` is in the making."""
    lines = {quad_line(t, graph_iri(base, key)) for key in graphs for t in graphs[key]}
    store = Store("\n".join(sorted(lines)).encode(), base)
    for stem, (_, keys) in MODELS.items():
        triples = frozenset[Triple]().union(*(graphs[key] for key in keys))
        yield f"{stem}.{ARCHIMATE.suffix}", export(triples, keys, store, release)


def statements(store: Store, keys: Sequence[str]) -> frozenset[Triple]:
    """Return what the graphs `keys` of an open release say."""
    lines = "".join(f"{triple} .\n" for key in keys for triple in store.graph(key))
    return frozenset(sorted_triples(Graph().parse(data=lines, format="nt")))


def name(store: Store, iri: str, language: str) -> str:
    """Return the label of a thing in a language, empty where it has none in that."""
    for predicate in LABELS:
        for text in store.objects(iri, predicate.value):
            if isinstance(text, Literal) and text.language == language:
                return text.value
    return ""


def _dataset(key: str, store: Store) -> str:
    """Return the dataset in the catalogue that a graph belongs to."""
    return thing_iri(store.base, "dataset", BY_KEY[key].dataset if key in BY_KEY else WHOLE)


def _heading(dataset: str, keys: Sequence[str], store: Store, release: str) -> Heading:
    """Return what is said of a dataset or an imported model."""
    titles, about = _texts(store, dataset, "title"), _texts(store, dataset, "description")
    said = [Metadatum(f"{DUBLIN_CORE}title", text) for text in titles]
    said.append(Metadatum(f"{DUBLIN_CORE}identifier", Text(dataset)))
    for term, property_ in (("modified", "date"), ("language", "language"), ("license", "rights")):
        for value in store.objects(dataset, _DCT + term):
            if isinstance(value, Literal | NamedNode):
                said.append(Metadatum(DUBLIN_CORE + property_, Text(value.value)))
    return Heading(
        f"id-model-{'-'.join(keys)}",
        titles or (Text(", ".join(keys)),),
        about,
        release,
        tuple(said),
        tuple(graph_iri(store.base, key) for key in keys),
    )


def _texts(store: Store, dataset: str, term: str) -> Texts:
    values = store.objects(dataset, _DCT + term)
    texts = {v.language: v.value for v in values if isinstance(v, Literal)}
    return tuple(Text(texts[language], language) for language in LANGUAGES if language in texts)
