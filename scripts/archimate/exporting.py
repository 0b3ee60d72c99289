"""Exporting: named graphs of a release as an ArchiMate exchange file; pure.

The names of what the statements name are asked of an open store, as they stand in other graphs.
Those of an imported model stand in its own, and so does the drawing of its views.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, NoReturn, TypeAlias

import rdflib
from rdflib import Graph

from scripts.archimate import drawing
from scripts.archimate.from_graph import Heading, from_graph
from scripts.archimate.model import Metadatum, Text, Texts
from scripts.archimate.source import LANGUAGES, Source
from scripts.archimate.write import DUBLIN_CORE, write
from scripts.terms import Object, Triple, quad_line, sorted_triples
from scripts.terms import write as written
from server.downloads import MODELS
from server.formats import ARCHIMATE
from server.graphs import BY_KEY, WHOLE, graph_iri, model_graph
from server.namespaces import EXTERNAL
from server.rdf.terms import LABELS, Literal, NamedNode
from server.store import Store
from server.uris import space, thing_iri

#: What is exported unless told otherwise: the landscape and the standards that its flows name.
LANDSCAPE: Final = MODELS["landschap"][1]
_DCT: Final = EXTERNAL["dct"]
#: What a file says of itself: our property, and that of Dublin Core.
_ABOUT: Final = (("modified", "date"), ("language", "language"), ("license", "rights"))
#: The texts and addresses that a property of a thing has, each with its language, if any.
_Said: TypeAlias = Callable[[str, str], Sequence[tuple[str, str]]]


def export(triples: Iterable[Triple], keys: Sequence[str], store: Store, release: str) -> bytes:
    """Return the exchange file of the statements of the graphs `keys` of a release.

    `store` has the whole release, for the names of what the statements name. Raises `SourceError`
    for a character that XML cannot hold.
    """

    def said(iri: str, predicate: str) -> Sequence[tuple[str, str]]:
        values = store.objects(iri, predicate)
        return [
            (value.value, (value.language or "") if isinstance(value, Literal) else "")
            for value in values
            if isinstance(value, Literal | NamedNode)
        ]

    source = Source(
        frozenset(triples), lambda iri, language: _name(said, iri, language), store.base
    )
    about = next((one for one in source.subjects if source.kind(one, ("Model",))), "")
    heading = _heading(about or _dataset(keys[0], store), keys, said, (store.base, release))
    return write(from_graph(source, heading, lambda view: drawing.layout(view, store)))


def export_model(facts: frozenset[Triple], model: str, base: str, release: str) -> bytes:
    """Return the exchange file of an imported model, the same as of its release.

    Raises `SourceError` for a character that XML cannot hold.
    """
    asked = {*(predicate.value for predicate in LABELS)}
    asked |= {_DCT + term for term in ("title", "description", *(term for term, _ in _ABOUT))}
    texts: dict[tuple[str, str], list[Object]] = defaultdict(list)
    for subject, predicate, value in facts:
        if str(predicate) in asked:
            texts[str(subject), str(predicate)].append(value)

    def said(iri: str, predicate: str) -> Sequence[tuple[str, str]]:
        values = sorted(texts.get((iri, predicate), ()), key=written)
        return [
            (str(v), (v.language or "") if isinstance(v, rdflib.Literal) else "") for v in values
        ]

    source = Source(facts, lambda iri, language: _name(said, iri, language), base)
    about = thing_iri(base + space(model), "model", model)
    heading = _heading(about, (model_graph(model),), said, (base, release))
    return write(from_graph(source, heading, _drawn))


def _drawn(view: str) -> NoReturn:
    """Refuse to lay out a view: those of an imported model are drawn."""
    raise AssertionError(f"{view} of an imported model has no drawing")


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


def _name(said: _Said, iri: str, language: str) -> str:
    """Return the label of a thing in a language, empty where it has none in that."""
    return next(
        (
            text
            for predicate in LABELS
            for text, spoken in said(iri, predicate.value)
            if spoken == language
        ),
        "",
    )


def _dataset(key: str, store: Store) -> str:
    """Return the dataset in the catalogue that a graph belongs to."""
    return thing_iri(store.base, "dataset", BY_KEY[key].dataset if key in BY_KEY else WHOLE)


def _heading(dataset: str, keys: Sequence[str], said: _Said, released: tuple[str, str]) -> Heading:
    """Return what is said of a dataset or an imported model; `released` is its base and release."""
    base, release = released
    titles, about = _texts(said, dataset, "title"), _texts(said, dataset, "description")
    metadata = [Metadatum(f"{DUBLIN_CORE}title", text) for text in titles]
    metadata.append(Metadatum(f"{DUBLIN_CORE}identifier", Text(dataset)))
    for term, property_ in _ABOUT:
        for text, _ in said(dataset, _DCT + term):
            metadata.append(Metadatum(DUBLIN_CORE + property_, Text(text)))
    return Heading(
        f"id-model-{'-'.join(keys)}",
        titles or (Text(", ".join(keys)),),
        about,
        release,
        tuple(metadata),
        tuple(graph_iri(base, key) for key in keys),
    )


def _texts(said: _Said, dataset: str, term: str) -> Texts:
    texts = {language: text for text, language in said(dataset, _DCT + term)}
    return tuple(Text(texts[language], language) for language in LANGUAGES if language in texts)
