"""Rendering: triples to bytes, the same bytes for the same triples, in every RDF form we have.

The engine's writers are fast but order nothing and list prefixes at random, so triples come in
sorted and the heads are put in order here. What a form cannot hold is refused, never written
wrongly.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse, serialize

from server.errors import NotAcceptableError
from server.formats import Format
from server.namespaces import RDF, RDF_TYPE, XSD, prefixes
from server.rdf import jsonld
from server.rdf.jsonld import Term
from server.rdf.terms import NamedNode, Triple, ordered
from server.uris import COLLECTIONS, model_of, thing_path

#: The named graphs that a statement stands in; none is the default graph.
Graphs: TypeAlias = Callable[[Triple], Sequence[NamedNode]]


@dataclass(frozen=True)
class Beside:
    """What a form may want to know: the graphs of a statement, and the terms of our context."""

    graphs: Graphs
    terms: Mapping[str, Term]


#: Every statement in the default graph, names by prefix only.
NOTHING_BESIDE: Final = Beside(lambda _: (), {})
#: Characters that XML 1.0 (2.2) cannot hold, not even as a reference.
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Forms that write every IRI in full.
_WITHOUT_NAMES: Final = frozenset({"n-triples", "n-quads"})
_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
#: An IRI that ends in an XML name: what RDF/XML needs of a property.
_NAME: Final = re.compile(r"[^\W\d][\w.\-]*\Z")
#: Datatypes that no form writes out; the type has a word of its own in each.
_IMPLIED: Final = frozenset({XSD + "string", RDF + "langString"})


def render(
    triples: Iterable[Triple],
    form: Format,
    base: str,
    first: Sequence[str] = (),
    beside: Beside = NOTHING_BESIDE,
) -> bytes:
    """Write triples in an RDF form; the subjects in `first` come first, in that order.

    What is `beside` them decides how TriG, N-Quads and JSON-LD write them, not what they say.
    Raises `NotAcceptableError` when the form cannot hold these triples.
    """
    rows = ordered(triples, first)
    names = {} if form.key in _WITHOUT_NAMES else _used(rows, base)
    return _written(rows, names, form, beside)


def render_each(
    triples: Iterable[Triple], forms: Iterable[Format], base: str, beside: Beside
) -> Iterator[tuple[Format, bytes]]:
    """Write the same triples in several forms, put in order once; each when it is asked for.

    A form that cannot hold them is left out.
    """
    rows = ordered(triples)
    names = _used(rows, base)
    for form in forms:
        with suppress(NotAcceptableError):
            yield form, _written(rows, names, form, beside)


def _written(
    rows: Sequence[Triple], names: Mapping[str, str], form: Format, beside: Beside
) -> bytes:
    """Write triples that are in order."""
    if form.key in _DATASET_WRITERS:
        quads = _by_graph(rows, beside.graphs)
        return _DATASET_WRITERS[form.key](quads, names)
    if form.key == "json-ld":
        return jsonld.document(rows, names, beside.terms)
    return _WRITERS[form.key](rows, names)


def render_graphs(
    graphs: Mapping[str, Iterable[Triple]], form: Format, base: str, terms: Mapping[str, Term]
) -> bytes:
    """Write named graphs, by their IRI, as TriG, N-Quads or JSON-LD.

    `terms` are those of the context of our JSON-LD.
    """
    rows = {iri: ordered(graphs[iri]) for iri in sorted(graphs)}
    names = _used([item for triples in rows.values() for item in triples], base)
    if form.key == "json-ld":
        return jsonld.dataset(rows, names, terms)
    quads = [
        Quad(t.subject, t.predicate, t.object, NamedNode(iri))
        for iri, triples in rows.items()
        for t in triples
    ]
    # Every graph is a thing of ours, and TriG names it by prefix too.
    return _DATASET_WRITERS[form.key](quads, names)


def read(body: bytes, media_type: str) -> list[Triple]:
    """Read triples from an RDF form that another server sent.

    Raises `SyntaxError` or `ValueError` when it is not that form, or none that we know.
    """
    form = RdfFormat.from_media_type(media_type)
    if form is None:
        raise ValueError(f"{media_type or 'an answer without Content-Type'} is no form of RDF")
    return [quad.triple for quad in parse(body, format=form)]


def has_xml_name(predicate: str) -> bool:
    """Tell whether RDF/XML can write a property: its IRI ends in a name (RDF/XML Syntax, 5.2)."""
    return _NAME.search(predicate) is not None


def well_formed_xml(body: bytes) -> bytes:
    """Return XML that keeps carriage returns (XML 1.0, 2.11 turns bare ones into line ends).

    Raises `NotAcceptableError` when it holds a character that XML forbids.
    """
    if _NOT_XML.search(body.decode()):
        raise NotAcceptableError(
            (
                "Het antwoord bevat een stuurteken dat XML niet toestaat; vraag een andere vorm",
                "The answer has a control character that XML forbids; ask for another form",
            ),
            ["text/turtle", "application/ld+json", "application/sparql-results+json"],
        )
    return body.replace(b"\r", b"&#13;")


def _used(triples: Sequence[Triple], base: str) -> dict[str, str]:
    """Return the prefixes that shorten a name in these triples, in the order of the table."""
    found: set[str] = set()
    for item in triples:
        terms: list[object] = [item.subject, item.object]
        if item.predicate.value != RDF_TYPE:
            terms.append(item.predicate)
        for term in terms:
            if not isinstance(term, Triple):  # RDF 1.2 only: no source of ours has one
                found.add(str(getattr(term, "datatype", term).value))  # type: ignore[attr-defined]
    spaces = {iri[:cut] for iri in found - _IMPLIED if _LOCAL.fullmatch(iri, cut := _cut(iri))}
    known = _of_models(spaces, base) | prefixes(base, tuple(COLLECTIONS))
    return {name: iri for name, iri in known.items() if iri in spaces}


def _of_models(spaces: Iterable[str], base: str) -> dict[str, str]:
    """Return a prefix for each collection of a model: `gemma_element:` of the model `gemma`.

    None of ours has an underscore.
    """
    found = {}
    for iri in sorted(spaces):
        path = thing_path(iri.removeprefix(base) + "x") if iri.startswith(base) else None
        if path and path.space:
            found[f"{model_of(path.space)}_{path.collection}"] = iri
    return found


def _cut(iri: str) -> int:
    return max(iri.rfind("/"), iri.rfind("#")) + 1


def _turtle(triples: Sequence[Triple], names: Mapping[str, str]) -> bytes:
    return _headed(serialize(triples, format=RdfFormat.TURTLE, prefixes=dict(names)) or b"", names)


def _headed(text: bytes, names: Mapping[str, str]) -> bytes:
    """Put the prefixes, which the engine lists at random, in order, and a blank line between."""
    lines = text.split(b"\n")
    # A new subject starts at the margin; an empty line before it helps the eye. Line ends within
    # literals are escaped, so each line here is one of the writer's.
    body = [
        b"\n" + line if line and not line.startswith((b"\t", b"}")) else line
        for line in lines
        if not line.startswith(b"@prefix ")
    ]
    head = [f"@prefix {name}: <{iri}> .".encode() for name, iri in names.items()]
    return b"\n".join([*head, *body]).lstrip(b"\n")


def _n_triples(triples: Sequence[Triple], _names: Mapping[str, str]) -> bytes:
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def _rdf_xml(triples: Sequence[Triple], names: Mapping[str, str]) -> bytes:
    for item in triples:
        # The engine's writer would write an element without a name.
        if not has_xml_name(item.predicate.value):
            raise NotAcceptableError(
                (
                    f"RDF/XML kan de eigenschap <{item.predicate.value}> niet schrijven; "
                    "vraag een andere vorm",
                    f"RDF/XML cannot write the property <{item.predicate.value}>; "
                    "ask for another form",
                ),
                ["text/turtle", "application/ld+json", "application/n-triples"],
            )
    text = serialize(triples, format=RdfFormat.RDF_XML, prefixes=dict(names)) or b""
    body = well_formed_xml(text)
    # The root element lists its namespaces at random.
    root = re.search(rb"<rdf:RDF((?: xmlns:[\w-]+=\"[^\"]*\")*)", body)
    if root is None:
        return body
    declared = sorted(re.findall(rb" xmlns:[\w-]+=\"[^\"]*\"", root[1]))
    return body[: root.start(1)] + b"".join(declared) + body[root.end(1) :]


def _by_graph(triples: Sequence[Triple], graphs: Graphs) -> list[Quad]:
    """Return a quad for each graph that a statement stands in, the default graph first."""
    found = [
        (graph, item) for item in triples for graph in (graphs(item) or (DefaultGraph(),))
    ]  # fmt: skip
    # Sorting is stable, so within a graph the order of the statements stays.
    found.sort(key=lambda row: str(row[0]) if isinstance(row[0], NamedNode) else "")
    return [Quad(t.subject, t.predicate, t.object, graph) for graph, t in found]


def _trig(quads: Sequence[Quad], names: Mapping[str, str]) -> bytes:
    text = serialize(quads, format=RdfFormat.TRIG, prefixes=dict(names)) or b""
    return _headed(text, names)


def _n_quads(quads: Sequence[Quad], _names: Mapping[str, str]) -> bytes:
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


_WRITERS: Final[Mapping[str, Callable[[Sequence[Triple], Mapping[str, str]], bytes]]] = {
    "turtle": _turtle,
    "rdf-xml": _rdf_xml,
    "n-triples": _n_triples,
}
_DATASET_WRITERS: Final[Mapping[str, Callable[[Sequence[Quad], Mapping[str, str]], bytes]]] = {
    "trig": _trig,
    "n-quads": _n_quads,
}
