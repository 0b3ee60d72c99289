"""Service description (SPARQL 1.1 Service Description): what the endpoint is, as triples; pure."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.formats import Form, for_form
from server.graphs import GRAPHS, NamedGraph, graph_iri, of_model, union_iri
from server.namespaces import DCT, EXTERNAL, RDF_TYPE, RDFS_LABEL, SD, XSD
from server.rdf.terms import Literal, NamedNode, Triple, lang, triple
from server.sparql.engine import ANSWER_MAXIMUM, ROWS_MAXIMUM
from server.sparql.sparqltext import LENGTH_MAXIMUM
from server.uris import space

_VOID: Final = EXTERNAL["void"]
#: No query infers: what follows from the data stands in a graph of its own.
_SIMPLE: Final = "http://www.w3.org/ns/entailment/Simple"
#: Casts of the embedded engine beyond those that SPARQL 1.1 Query has (17.5).
_CASTS: Final = (
    "date", "time", "duration", "dayTimeDuration", "yearMonthDuration",
    "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay",
)  # fmt: skip


def description(
    base: str, manifests: Iterable[Mapping[str, Any]], seconds: float, *, embedded: bool
) -> list[Triple]:
    """Describe the endpoint: language, formats, functions, limits and every graph.

    `manifests` are those of the publication and of each model that it answers about. Functions are
    those of the `embedded` engine; of another we know none.
    """
    service, dataset = f"{base}sparql", f"{base}sparql#dataset"
    union = union_iri(base)
    found = [
        triple(service, RDF_TYPE, SD + "Service"),
        triple(service, RDFS_LABEL, lang("SPARQL-eindpunt van GEMMA", "nl")),
        triple(service, RDFS_LABEL, lang("SPARQL endpoint of GEMMA", "en")),
        triple(service, DCT + "description", lang(_limits("nl", seconds), "nl")),
        triple(service, DCT + "description", lang(_limits("en", seconds), "en")),
        triple(service, SD + "endpoint", service),
        triple(service, SD + "supportedLanguage", SD + "SPARQL11Query"),
        triple(service, SD + "feature", SD + "UnionDefaultGraph"),
        triple(service, SD + "defaultEntailmentRegime", _SIMPLE),
        triple(service, SD + "defaultDataset", dataset),
        triple(dataset, RDF_TYPE, SD + "Dataset"),
        # The same dataset for those who look for VoID: which endpoint it is at, and its names.
        triple(dataset, RDF_TYPE, _VOID + "Dataset"),
        triple(dataset, _VOID + "sparqlEndpoint", service),
        triple(dataset, _VOID + "uriSpace", Literal(f"{base}id/")),
        triple(dataset, SD + "defaultGraph", union),
        triple(union, RDF_TYPE, SD + "Graph"),
    ]
    answers = {f.iri for form in Form for f in for_form(form, html=False)}
    found += [triple(service, SD + "resultFormat", iri) for iri in sorted(answers)]
    for name in _CASTS if embedded else ():
        found += [
            triple(service, SD + "extensionFunction", XSD + name),
            triple(XSD + name, RDF_TYPE, SD + "Function"),
        ]
    for manifest in manifests:
        model = manifest.get("model", {}).get("key", "")
        found += [
            item
            for graph in (of_model(model) if model else GRAPHS)
            if graph.key in manifest.get("graphs", {})
            for item in _graph(graph, manifest["graphs"][graph.key]["triples"], base)
        ]
        if model:
            found.append(triple(dataset, _VOID + "uriSpace", Literal(f"{base}{space(model)}id/")))
    return found


def _graph(graph: NamedGraph, triples: int, base: str) -> list[Triple]:
    """Describe a named graph."""
    iri = graph_iri(base, graph.key)
    return [
        triple(f"{base}sparql#dataset", SD + "namedGraph", iri),
        triple(iri, RDF_TYPE, SD + "NamedGraph"),
        triple(iri, SD + "name", iri),
        triple(iri, SD + "graph", iri),
        triple(iri, _VOID + "triples", _integer(triples)),
        triple(iri, RDFS_LABEL, lang(graph.nl, "nl")),
        triple(iri, RDFS_LABEL, lang(graph.en, "en")),
    ]


def graphs(base: str, manifest: Mapping[str, Any]) -> frozenset[str]:
    """Return the IRIs of the named graphs in a release."""
    return frozenset(graph_iri(base, key) for key in manifest.get("graphs", {}))


def _limits(language: str, seconds: float) -> str:
    size = ANSWER_MAXIMUM // 1024 // 1024
    return {
        "nl": (
            f"Alleen lezen. Een vraag mag {seconds:g} seconden duren, {LENGTH_MAXIMUM} tekens lang "
            f"zijn en {ROWS_MAXIMUM} rijen of {size} MB antwoord geven; een antwoord is volledig "
            "of een fout. Zonder FROM gaat een vraag over alle grafen samen."
        ),
        "en": (
            f"Read-only. A query may take {seconds:g} seconds, be {LENGTH_MAXIMUM} characters long "
            f"and give {ROWS_MAXIMUM} rows or {size} MB of answer; an answer is complete or an "
            "error. Without FROM a query is about all graphs together."
        ),
    }[language]


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(XSD + "integer"))
