"""Quality in the open: what was found, measured and judged is said alike by page, data and SPARQL.

Written from SHACL (W3C Recommendation 20 July 2017), 3.6, the Data Quality Vocabulary (W3C Note 15
December 2016), EARL 1.0 Schema and WCAG 2.1.
"""

import json
import re
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pyoxigraph import Literal as Text
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import SH, BNode, Graph, Literal, Namespace, URIRef

from scripts.asking import questions
from server import quality, resource
from server.app.answers import badge
from server.errors import NotFoundError
from server.formats import DOCUMENT_FORMATS
from server.graphs import graph_iri
from server.namespaces import EXTERNAL
from server.release import Release, open_current
from server.settings import DEFAULT_BASE as B
from server.store import Store as Served
from tests.serving import tiny
from tests.serving.running import Web, encoded
from tests.sources import ROOT

DQV = Namespace(EXTERNAL["dqv"])
EARL = Namespace(EXTERNAL["earl"])
SVG = "{http://www.w3.org/2000/svg}"
DOCUMENTS = ("/quality", "/def/conformance", "/def/shapes")
METRICS = questions("metrics", B)
REQUIREMENTS = questions("conformance", B)


@pytest.fixture(scope="module")
def said(real: Web) -> Graph:
    """What the three documents say together."""
    found = Graph()
    for path in DOCUMENTS:
        found.parse(data=real.send(path, "text/turtle").text, format="turtle")
    return found


def text(page: str) -> str:
    """The words of a page, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def ask(web: Web, query: str) -> Any:
    reply = web.send(f"/sparql?query={encoded(query)}", "application/sparql-results+json")
    assert reply.status == 200, reply.text
    return json.loads(reply.body)


def rows(web: Web, query: str) -> list[dict[str, str]]:
    found = ask(web, query)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_form_holds_the_same(real: Web, path: str) -> None:
    sizes = {}
    for form in DOCUMENT_FORMATS[1:]:
        reply = real.send(f"{path}.{form.suffix}")
        assert (reply.status, reply.type) == (200, form.media_type)
        known = RdfFormat.from_media_type(form.media_type)
        assert known is not None
        triples = {quad.triple for quad in parse(reply.body, format=known, base_iri=B)}
        named = {t for t in triples if "_:" not in str(t)}
        sizes[form.key] = (len(triples), frozenset(map(str, named)))
    assert len(set(sizes.values())) == 1, {name: size[0] for name, size in sizes.items()}
    page = real.send(path, "text/html")
    assert (page.status, page.headers["content-location"]) == (200, f"{path}.html")
    assert f'<{path}.ttl>; rel="alternate"; type="text/turtle"' in page.headers["link"]


def test_the_documents_hold_the_whole_graph(real: Web, said: Graph) -> None:
    """Nothing that the graph has is out of reach for who does not ask SPARQL."""
    here = {(str(s), str(p), str(o)) for s, p, o in said if not _blank(s, o)}
    query = (
        f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph_iri(B, 'quality')}> {{ ?s ?p ?o "
        "FILTER (!isBlank(?s) && !isBlank(?o)) } }"
    )
    reply = real.send(f"/sparql?query={encoded(query)}", "application/n-triples")
    there = Graph().parse(data=reply.text, format="nt")
    assert len(there) > 2000
    assert {(str(s), str(p), str(o)) for s, p, o in there} <= here


def _blank(*terms: object) -> bool:
    return any(isinstance(term, BNode) for term in terms)


def test_the_totals_are_those_of_the_report(real: Web, said: Graph) -> None:
    report = URIRef(f"{B}id/report/shacl")
    assert (report, SH.conforms, Literal(True)) in said
    found = len(list(said.objects(report, SH.result)))
    counted = rows(real, f"SELECT (COUNT(?r) AS ?n) {{ <{report}> <{SH.result}> ?r }}")
    assert counted == [{"n": str(found)}]
    page = text(real.send("/quality", "text/html").text)
    totals = _measured(said, f"{B}id/dataset/gemma")
    assert f"{totals['shapes']} vormen met {totals['rules']} regels" in page
    assert int(totals["violations"]) + int(totals["warnings"]) + int(totals["notes"]) == found


def _measured(said: Graph, about: str) -> dict[str, str]:
    return {
        str(said.value(node, DQV.isMeasurementOf)).rpartition("/")[2]: str(
            said.value(node, DQV.value)
        )
        for node in said.objects(URIRef(about), DQV.hasQualityMeasurement)
    }


@pytest.mark.parametrize("key", METRICS)
def test_a_metric_is_what_its_question_counts(real: Web, said: Graph, key: str) -> None:
    """DQV: a measurement has one metric, one thing and one value; and the page shows the same."""
    metric = URIRef(f"{B}id/metric/{key}")
    asked = str(said.value(metric, SH.select))
    assert asked == METRICS[key].text
    counted = {row["graph"]: float(row["value"]) for row in rows(real, asked)}
    page = text(real.send("/quality", "text/html").text)
    for name in ("principes", "landschap", "standaarden"):
        value = _measured(said, f"{B}id/dataset/{name}")[key]
        assert float(value) == counted[graph_iri(B, name)]
        written = f"{float(value):,.1f}" if "." in value else f"{int(value):,}"
        assert written.translate(str.maketrans(",.", ".,")) in page


@pytest.mark.parametrize("key", REQUIREMENTS)
def test_a_question_gives_at_the_endpoint_what_the_verdict_says(
    real: Web, said: Graph, key: str
) -> None:
    requirement = URIRef(f"{B}id/requirement/{key}")
    assert str(said.value(requirement, SH.ask)) == REQUIREMENTS[key].text
    (assertion,) = said.subjects(EARL.test, requirement)
    outcome = said.value(said.value(assertion, EARL.result), EARL.outcome)
    assert said.value(assertion, EARL.mode) == EARL.automatic
    assert ask(real, REQUIREMENTS[key].text)["boolean"] == (outcome == EARL.passed)


OURS = f"{B}def#"
SKOS, DCT, DCAT = EXTERNAL["skos"], EXTERNAL["dct"], EXTERNAL["dcat"]
ELEMENT, OTHER = f"{B}id/element/zaaksysteem", f"{B}id/element/baliesysteem"
Place = tuple[str, str, str | Text]
#: Requirement -> the statements that a seeded fault takes away ("" is any), and those it adds.
FAULTS: dict[str, tuple[list[Place], list[Place]]] = {
    "open-licentie": ([(f"{B}id/dataset/gemma", DCT + "license", "")], []),
    "alles-op-te-halen": ([(f"{B}id/dataset/principes", DCAT + "distribution", "")], []),
    "geen-gegevens-van-personen": (
        [], [(f"{B}id/person/plasterk", EXTERNAL["vcard"] + "hasEmail", "mailto:p@example.org")]
    ),
    "betekenis-vastgelegd": ([(f"{OURS}Element", EXTERNAL["rdfs"] + "comment", "")], []),
    "elk-ding-benoemd": ([(ELEMENT, SKOS + "prefLabel", "")], []),
    "links-naar-elders": (
        [*(("", f"{SKOS}{name}Match", "") for name in ("exact", "close", "broad", "related")),
         ("", EXTERNAL["rdfs"] + "seeAlso", "")], [],
    ),
    "alles-via-sparql": (
        [(f"{B}id/service/sparql", DCAT + "servesDataset", f"{B}id/dataset/principes")], []
    ),
    "adressen-volgens-afspraak": ([], [(f"{B}id/element/Fout", f"{OURS}number", Text("1"))]),
    "bestanden-te-controleren": ([("", DCAT + "byteSize", "")], []),
    "catalogus-volledig": ([(f"{B}id/dataset/gemma", DCAT + "contactPoint", "")], []),
    "skos-labels-gescheiden": (
        [], [(ELEMENT, SKOS + "altLabel", Text("Zaaksysteem", language="nl"))]
    ),
    "skos-naam-per-taal": ([], [(ELEMENT, SKOS + "prefLabel", Text("Anders", language="nl"))]),
    "skos-verwant-of-ruimer": (
        [], [(ELEMENT, SKOS + "related", OTHER), (OTHER, SKOS + "narrower", ELEMENT)]
    ),
    "begrip-volledig": ([(ELEMENT, SKOS + "definition", "")], []),
    "geen-overtreding": ([(f"{B}id/report/shacl", EXTERNAL["sh"] + "conforms", "")], []),
    "contact-genoemd": ([("", EXTERNAL["vcard"] + "hasURL", "")], []),
    "geen-dode-verwijzingen": ([], [(ELEMENT, f"{OURS}partOf", f"{B}id/element/niets")]),
    "geen-onbekende-termen": ([], [(ELEMENT, f"{OURS}verzonnen", Text("x"))]),
    "uitspraken-met-grond": ([(ELEMENT, f"{OURS}partOf", "")], []),
    "plaatsen-in-de-bron": ([("", f"{OURS}firstLine", "")], []),
}  # fmt: skip


@cache
def _loaded(quads: Path) -> Store:
    store = Store()
    store.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
    return store


def _node(term: str | Text) -> NamedNode | Text | None:
    return (NamedNode(term) if isinstance(term, str) else term) if term else None


@pytest.mark.parametrize("key", REQUIREMENTS)
def test_a_seeded_fault_turns_the_answer(real: Web, real_var: Path, key: str) -> None:
    """A question that cannot fail is no evidence."""
    store, question = _loaded(open_current(real_var).quads), REQUIREMENTS[key].text
    assert bool(store.query(question, use_default_graph_as_union=True)), "met without the fault"
    gone, new = FAULTS[key]
    removed = [
        quad for s, p, o in gone
        for quad in store.quads_for_pattern(_node(s), _node(p), _node(o), None)  # type: ignore[arg-type]
    ]  # fmt: skip
    graph = NamedNode(graph_iri(B, "landschap"))
    added = [Quad(NamedNode(s), NamedNode(p), _node(o), graph) for s, p, o in new]  # type: ignore[arg-type]
    assert removed or added
    for quad in removed:
        store.remove(quad)
    store.extend(added)
    try:
        assert not bool(store.query(question, use_default_graph_as_union=True))
    finally:
        for quad in added:
            store.remove(quad)
        store.extend(removed)


def test_every_question_has_its_requirement(said: Graph) -> None:
    cases = set(said.subjects(URIRef(EXTERNAL["rdf"] + "type"), EARL.TestCase))
    assert {URIRef(f"{B}id/requirement/{key}") for key in REQUIREMENTS} <= cases
    for case in cases:
        key = str(case).rpartition("/")[2]
        (assertion,) = said.subjects(EARL.test, case)
        assert assertion == URIRef(f"{B}id/assertion/{key}")
        assert said.value(assertion, EARL.result) == URIRef(f"{B}id/result/{key}")
        automatic = said.value(assertion, EARL.mode) == EARL.automatic
        assert automatic == (key in REQUIREMENTS), f"{key}: no verdict of a person, no question"


def test_evidence_names_tests_that_are_there(said: Graph) -> None:
    named = {
        name for info in said.objects(None, EARL.info)
        for name in re.findall(r"tests/[\w/]+[.]py", str(info))
    }  # fmt: skip
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_what_is_not_met_stays_visible(real: Web, said: Graph) -> None:
    """Every outcome stands on the page of its implication, the bad ones too."""
    html = real.send("/def/conformance", "text/html").text
    links = re.findall(r'Bron: <a href="/doc/implication/([a-z-]+)"', html)
    assert len(links) == len(set(links)) == 7, "one part for each implication of 3.6"
    page = text(html)
    words = {
        "passed": "voldaan", "failed": "niet voldaan", "cantTell": "niet te zeggen",
        "untested": "niet onderzocht", "inapplicable": "niet van toepassing",
    }  # fmt: skip
    for assertion in said.subjects(EARL.test, None):
        outcome = str(said.value(said.value(assertion, EARL.result), EARL.outcome))
        titles = said.objects(assertion, URIRef(DCT + "title"))
        (title,) = (str(t) for t in titles if isinstance(t, Literal) and t.language == "nl")
        assert re.search(f"{re.escape(title)} ?:? {words[outcome.rpartition('#')[2]]}", page), title


def test_a_whole_is_no_better_than_its_parts(said: Graph) -> None:
    ranks = ("failed", "cantTell", "untested", "passed", "inapplicable")

    def rank(requirement: Any) -> int:
        (assertion,) = said.subjects(EARL.test, requirement)
        outcome = str(said.value(said.value(assertion, EARL.result), EARL.outcome))
        return ranks.index(outcome.rpartition("#")[2])

    wholes = set(said.objects(None, URIRef(DCT + "isPartOf"))) & set(
        said.subjects(URIRef(EXTERNAL["rdf"] + "type"), EARL.TestRequirement)
    )
    assert len(wholes) > 15
    for whole in wholes:
        parts = said.subjects(URIRef(DCT + "isPartOf"), whole)
        assert rank(whole) == min(map(rank, parts)), whole


def test_every_rule_can_be_looked_up(real: Web, said: Graph) -> None:
    """Where a finding leads to, the page of the rules has its place."""
    page = real.send("/def/shapes", "text/html").text
    shapes = {
        str(shape).rpartition("#")[2]
        for kind in (SH.NodeShape, SH.PropertyShape, SH.SPARQLConstraint)
        for shape in said.subjects(URIRef(EXTERNAL["rdf"] + "type"), kind)
        if isinstance(shape, URIRef)
    }
    assert len(shapes) > 300
    assert set(re.findall(r'<article id="([^"]+)"', page)) == shapes


def test_a_thing_shows_its_findings_and_their_rules(web: Web) -> None:
    """A warning stands on the page of the thing, with a link to its rule; in RDF too."""
    page = web.send("/doc/element/balie", "text/html").text
    assert "waarschuwing" in text(page)
    assert "Geef de balie een &lt;i&gt;laag&lt;/i&gt;." in page
    assert 'href="/def/shapes#Balie-layer"' in page
    assert 'id="Balie-layer"' in web.send("/def/shapes", "text/html").text
    found = Graph().parse(data=web.send("/doc/element/balie.ttl").text, format="turtle")
    (result,) = found.subjects(SH.focusNode, URIRef(f"{tiny.BASE}id/element/balie"))
    assert found.value(result, SH.sourceShape) == URIRef(f"{tiny.BASE}def/shapes#Balie-layer")
    assert {m.language for m in found.objects(result, SH.resultMessage)} == {"nl", "en"}  # type: ignore[attr-defined]
    other = web.send("/doc/element/reisdocumenten", "text/html").text
    assert "waarschuwing" not in text(other)
    assert "Geef de balie" in text(web.send("/quality", "text/html").text)


def test_the_badge_tells_the_numbers(web: Web, real: Web) -> None:
    """WCAG 2.1, 1.1.1: the drawing has a name that says what it shows."""
    for server, told in ((web, "0 fouten, 1 waarschuwing"), (real, "0 fouten, 0 waarschuwingen")):
        reply = server.send("/quality/badge.svg")
        assert (reply.status, reply.type) == (200, "image/svg+xml")
        drawn = ElementTree.fromstring(reply.body)
        assert (drawn.tag, drawn.get("role")) == (f"{SVG}svg", "img")
        title = drawn.find(f"{SVG}title")
        assert title is not None
        assert title.text == f"SHACL: {told}"
        assert drawn.get("aria-labelledby") == title.get("id")
        assert f'alt="SHACL: {told}"' in server.send("/quality", "text/html").text
        assert {element.tag.removeprefix(SVG) for element in drawn.iter()} == {
            "svg", "title", "rect", "text"
        }  # fmt: skip


@pytest.mark.parametrize("worst", quality.SEVERITIES)
def test_the_badge_can_be_read(worst: str) -> None:
    """WCAG 2.1, 1.4.3: words stand out at least 4.5 times; and they fit in their box."""
    counts = {name: 7 * (name == worst) for name in quality.SEVERITIES}
    drawn = ElementTree.fromstring(badge.draw(counts))
    boxes, words = drawn.findall(f"{SVG}rect"), drawn.findall(f"{SVG}text")
    assert len(boxes) == len(words) == 2
    for box, word in zip(boxes, words, strict=True):
        assert _contrast(str(box.get("fill")), str(word.get("fill"))) >= 4.5
    assert sum(int(str(box.get("width"))) for box in boxes) == int(str(drawn.get("width")))


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, as WCAG 2.1 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_release_without_a_report_has_no_such_documents(
    tiny_release: Release, tmp_path: Path
) -> None:
    """An older release is not said to have none: it says nothing."""
    name = f"<{graph_iri(tiny.BASE, 'quality')}>"
    lines = tiny_release.quads.read_text(encoding="utf-8").splitlines(keepends=True)
    older = tmp_path / "older.nq"
    older.write_text("".join(line for line in lines if name not in line), encoding="utf-8")
    store = Served(older, tiny.BASE)
    for path in DOCUMENTS:
        with pytest.raises(NotFoundError):
            resource.resolve(path.removeprefix("/"), store)
