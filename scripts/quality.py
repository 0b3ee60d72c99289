"""Quality: what SHACL found, shape by shape, and what stored questions count; pure.

The report of SHACL (section 3.6) stands in the data as it is. Figures are quality measurements of
the Data Quality Vocabulary (W3C Note of 15 December 2016): of a shape, how much it looked at; of a
dataset, how sure it is. Findings and measurements are blank nodes: a finding goes when it is
mended, and nobody should have to keep its address.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from rdflib import RDF, RDFS, SH, SKOS, XSD, BNode, Graph, Literal, URIRef

from scripts.asking import questions
from scripts.findings import Severity
from scripts.quick import QuickDataset
from scripts.terms import Object, Subject, Triple, objects, subjects
from scripts.validate import REPORT, TARGETS, Report, Result
from server.graphs import ABOUT_RELEASE, GRAPHS, QUALITY, WHOLE, graph_iri
from server.namespaces import DQV, EXTERNAL, PROV
from server.quality import REPORT as WHOLE_REPORT
from server.quality import RULES
from server.uris import thing_iri

_OA: Final = EXTERNAL["oa"]
#: Figures about the rules: key -> name and meaning, nl and en.
_FIGURES: Final[Mapping[str, tuple[str, str, str, str]]] = {
    "shapes": (
        "vormen", "shapes",
        "Aantal vormen (SHACL) dat de gegevens bekijkt.",
        "Number of shapes (SHACL) that look at the data.",
    ),
    "rules": (
        "regels", "rules",
        "Aantal regels, elk met een eigen melding, waaraan een ding dat een vorm bekijkt moet "
        "voldoen.",
        "Number of rules, each with a message of its own, that a thing which a shape looks at "
        "has to keep.",
    ),
    "looked-at": (
        "bekeken dingen", "things looked at",
        "Aantal dingen dat een vorm bekijkt: haar focusknopen (SHACL, 2.1.3).",
        "Number of things that a shape looks at: its focus nodes (SHACL, 2.1.3).",
    ),
    "violations": (
        "overtredingen", "violations",
        "Aantal bevindingen met sh:Violation; één ervan houdt een uitgave tegen.",
        "Number of findings with sh:Violation; a single one stops a release.",
    ),
    "warnings": (
        "waarschuwingen", "warnings",
        "Aantal bevindingen met sh:Warning; een uitgave mag ze hebben.",
        "Number of findings with sh:Warning; a release may have them.",
    ),
    "notes": (
        "opmerkingen", "notes",
        "Aantal bevindingen met sh:Info.",
        "Number of findings with sh:Info.",
    ),
}  # fmt: skip
_BY_SEVERITY: Final = {
    "violations": Severity.VIOLATION,
    "warnings": Severity.WARNING,
    "notes": Severity.INFO,
}


def report(found: Report, data: Graph, shapes: Graph, base: str) -> Iterator[Triple]:
    """Say what SHACL found in `data`, and of each of `shapes` how much it looked at.

    The whole is about the dataset with everything, if the catalogue has that.
    """
    top = URIRef(base + WHOLE_REPORT)
    for subject, predicate, value in found.graph:
        yield top if subject == REPORT else subject, predicate, value
    yield top, SKOS.prefLabel, Literal("SHACL-rapport van de uitgave in gebruik", lang="nl")
    yield top, SKOS.prefLabel, Literal("SHACL report of the release in use", lang="en")
    yield top, URIRef(PROV + "wasGeneratedBy"), URIRef(thing_iri(base, "activity", "build"))
    quality = URIRef(graph_iri(base, QUALITY))
    yield quality, RDF.type, URIRef(DQV + "QualityMetadata")
    whole = URIRef(thing_iri(base, "dataset", WHOLE))
    for key, texts in _FIGURES.items():
        yield from _metric(key, texts, "consistency", base)
    seen: set[object] = set()
    every: set[Object] = set()
    tops = top_shapes(shapes)
    for shape in tops:
        looked_at, rules = focus_nodes(data, shapes, shape), rules_of(shapes, shape)
        seen |= looked_at
        every |= rules
        figures = {"looked-at": len(looked_at), "rules": len(rules)}
        results = [r for r in found.findings if r.shape in rules and r.focus in looked_at]
        figures |= {name: n for name, n in _counted(results).items() if n}
        yield from _measurements(shape, figures, base)
    if (whole, None, None) in data:
        figures = {"shapes": len(tops), "rules": len(every), "looked-at": len(seen)}
        yield from _measurements(whole, figures | _counted(found.findings), base)
        yield whole, URIRef(DQV + "hasQualityMetadata"), quality
        yield from _annotation(whole, top)


def _counted(results: Collection[Result]) -> dict[str, int]:
    return {
        name: sum(result.severity is severity for result in results)
        for name, severity in _BY_SEVERITY.items()
    }


def _annotation(whole: URIRef, top: URIRef) -> Iterator[Triple]:
    """Tie the report to what it is about: target, body and the purpose of the two."""
    note = _node(whole, top)
    yield whole, URIRef(DQV + "hasQualityAnnotation"), note
    yield note, RDF.type, URIRef(DQV + "QualityAnnotation")
    yield note, URIRef(_OA + "hasTarget"), whole
    yield note, URIRef(_OA + "hasBody"), top
    yield note, URIRef(_OA + "motivatedBy"), URIRef(DQV + "qualityAssessment")
    yield note, URIRef(DQV + "inDimension"), URIRef(EXTERNAL["ldqd"] + "consistency")


def top_shapes(shapes: Graph) -> list[Subject]:
    """Return the shapes that look for things by themselves (SHACL, 2.1.3)."""
    return sorted({shape for target in TARGETS for shape in subjects(shapes, target)})


def focus_nodes(data: Graph, shapes: Graph, shape: Subject) -> set[object]:
    """Return the things that a shape looks at (SHACL, 2.1.3.1, 2, 4 and 5)."""
    found: set[object] = set(objects(shapes, shape, SH.targetNode))
    for kind in objects(shapes, shape, SH.targetClass):
        for below in data.transitive_subjects(RDFS.subClassOf, kind):
            found |= set(data.subjects(RDF.type, below))
    for predicate in objects(shapes, shape, SH.targetSubjectsOf):
        found |= set(data.subjects(URIRef(str(predicate))))
    for predicate in objects(shapes, shape, SH.targetObjectsOf):
        found |= set(data.objects(None, URIRef(str(predicate))))
    return found


def rules_of(shapes: Graph, shape: Subject) -> set[Object]:
    """Return the rules of a shape: of it and what hangs below it, whatever has a message."""
    todo: list[Object] = [shape]
    seen: set[Object] = set()
    while todo:
        node = todo.pop()
        if node not in seen:
            seen.add(node)
            todo += [*objects(shapes, node, SH.property), *objects(shapes, node, SH.sparql)]
    return {node for node in seen if objects(shapes, node, SH.message)}


def measured(asked: QuickDataset, described: Collection[object], base: str) -> Iterator[Triple]:
    """Ask every stored metric, and say what it counts of each dataset that is `described`.

    A metric gives rows of `?graph` and `?value`; a graph stands for the dataset that it is. Raises
    `ValueError` for a question that cannot be asked.
    """
    for key, question in questions("metrics", base).items():
        said = question.said
        texts = (
            said["title", "nl"], said["title", "en"],
            said["description", "nl"], said["description", "en"],
        )  # fmt: skip
        yield from _metric(key, texts, said["dimension", ""], base)
        metric = URIRef(thing_iri(base, "metric", key))
        yield metric, SH.select, Literal(question.text, datatype=XSD.string)
        for row in asked.select(question.text):
            dataset = _datasets(base).get(str(row["graph"]))
            if dataset in described and dataset is not None:
                yield from _measurement(dataset, key, row["value"], base)


def _datasets(base: str) -> Mapping[str, URIRef]:
    """Return the dataset that each graph of a source is."""
    return {
        graph_iri(base, graph.key): URIRef(thing_iri(base, "dataset", graph.dataset))
        for graph in GRAPHS
        if graph.key not in ABOUT_RELEASE
    }


def _metric(
    key: str, texts: tuple[str, str, str, str], dimension: str, base: str
) -> Iterator[Triple]:
    """Describe what is measured, and of which side of quality it tells."""
    metric = URIRef(thing_iri(base, "metric", key))
    yield metric, RDF.type, URIRef(DQV + "Metric")
    for predicate, pair in ((SKOS.prefLabel, texts[:2]), (SKOS.definition, texts[2:])):
        for text, language in zip(pair, ("nl", "en"), strict=True):
            yield metric, predicate, Literal(text, lang=language)
    yield metric, URIRef(DQV + "inDimension"), URIRef(EXTERNAL["ldqd"] + dimension)


def _measurements(about: Subject, figures: Mapping[str, int], base: str) -> Iterator[Triple]:
    for key, number in figures.items():
        yield from _measurement(about, key, Literal(str(number), datatype=XSD.integer), base)


def _measurement(about: Subject, key: str, value: Object, base: str) -> Iterator[Triple]:
    """State one figure."""
    metric = URIRef(thing_iri(base, "metric", key))
    node = _node(about, metric)
    yield about, URIRef(DQV + "hasQualityMeasurement"), node
    yield node, RDF.type, URIRef(DQV + "QualityMeasurement")
    yield node, URIRef(DQV + "isMeasurementOf"), metric
    yield node, URIRef(DQV + "computedOn"), about
    yield node, URIRef(DQV + "value"), value


def _node(*parts: str) -> BNode:
    """Name a blank node after what it says, so that equal input gives equal bytes."""
    return BNode("q" + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20])


def rules_as_data(shapes: Iterable[Triple], base: str) -> Iterator[Triple]:
    """Return the rules themselves, so that a finding leads to what it rests on."""
    document = URIRef(base + RULES)
    yield from shapes
    yield document, SKOS.prefLabel, Literal("Regels voor de gegevens", lang="nl")
    yield document, SKOS.prefLabel, Literal("Rules for the data", lang="en")
