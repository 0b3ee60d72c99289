"""The files of an imported model, and what the catalogue says of them beside the publication.

Written from DCAT 3 (W3C Recommendation 22 August 2024), DCAT-AP-NL 3.0, VoID and SPARQL 1.1 Service
Description; files are read back with the parsers of the engine and with `gemma import`.
"""

import csv
import gzip
import hashlib
import io
import json
from pathlib import Path
from urllib.parse import urljoin

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, Namespace, URIRef

from scripts.importing import Order, make
from scripts.publishing.lines import in_use, models_in_use
from scripts.publishing.overheid import described
from scripts.publishing.store import Store as Place
from scripts.publishing.store import publish
from scripts.validate import validate
from server.downloads import of
from server.release import MODELS, open_current
from server.settings import DEFAULT_BASE as B
from server.settings import Settings
from tests.serving.running import ROOT, SECONDS, Web
from tests.serving.stores import oxigraph
from tests.serving.test_catalogue import VOID, needs_shapes, official, rows, stubbed

SPACE = "model/voorbeeld/"
DATASET = URIRef(f"{B}{SPACE}id/dataset/voorbeeld")
GRAPHS = ("model-voorbeeld", "model-voorbeeld-inferred")
SPDX = Namespace("http://spdx.org/rdf/terms#")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
READERS = {
    "ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML,
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(modelled: Web) -> Graph:
    """The whole catalogue with a model beside the publication."""
    return Graph().parse(data=modelled.send("/catalog", "text/turtle").text, format="turtle")


@pytest.fixture(scope="module")
def folder(modelled: Web, modelled_var: Path) -> Path:
    """The files of the model that the server has."""
    assert modelled.port
    return open_current(modelled_var / MODELS / "voorbeeld").folder / "graphs"


def said(folder: Path, name: str) -> set[Quad]:
    return set(parse(path=str(folder / name), format=READERS[name.rpartition(".")[2]]))


@needs_shapes
def test_the_catalogue_conforms_with_a_model_in_it(catalogue: Graph) -> None:
    found = validate(stubbed(catalogue), official()).findings
    assert [f"{f.severity} {f.focus} {f.path} {f.message('nl')}" for f in found] == []
    assert (URIRef(f"{B}id/dataset/catalogus"), DCAT.dataset, DATASET) in catalogue


def test_each_file_is_what_the_catalogue_says(modelled: Web, catalogue: Graph) -> None:
    """DCAT 3, 6.8, with all that is in the table, and its address under `latest`."""
    files = list(catalogue.objects(DATASET, DCAT.distribution))
    assert len(files) == 20
    about = {f"{B}{SPACE}download/latest/{name}" for name in ("bevindingen.txt", "findings.txt")}
    assert about < set(map(str, catalogue.objects(DATASET, FOAF.page)))
    keys = {str(file).rpartition("/")[2] for file in files}
    assert keys | {"bevindingen-txt", "findings-txt"} == {d.key for d in of("voorbeeld").values()}
    for file in files:
        path = str(catalogue.value(file, DCAT.downloadURL)).removeprefix(B)
        assert path.startswith(f"{SPACE}download/2026-02-03-")
        reply = modelled.send(f"/{path}")
        digest = catalogue.value(catalogue.value(file, SPDX.checksum), SPDX.checksumValue)
        assert hashlib.sha256(reply.body).hexdigest() == str(digest)
        assert len(reply.body) == int(str(catalogue.value(file, DCAT.byteSize)))
        kind = catalogue.value(file, DCAT.compressFormat) or catalogue.value(file, DCAT.mediaType)
        assert str(kind).endswith(f"/{reply.type}")
        latest = modelled.send("/" + str(catalogue.value(file, DCAT.accessURL)).removeprefix(B))
        assert (latest.status, latest.headers["location"]) == (307, f"/{path}")


def test_a_file_is_had_in_parts_and_asked_again(modelled: Web) -> None:
    """RFC 9110, 14 and 13.1.2: by the same code as the files of the publication."""
    path = modelled.send(f"/{SPACE}download/latest/platen.csv").headers["location"]
    whole = modelled.send(path)
    part = modelled.send(path, Range="bytes=2-5")
    assert (part.status, part.body) == (206, whole.body[2:6])
    assert modelled.send(path, If_None_Match=whole.headers["etag"]).status == 304
    head = modelled.send(path, method="HEAD")
    assert (head.status, head.headers["content-length"]) == (200, str(len(whole.body)))
    assert 'rel="describedby"' in whole.headers["link"]


def test_only_its_own_files_are_in_its_space(modelled: Web, folder: Path) -> None:
    release = folder.parent.name
    for path in (
        f"{SPACE}download/{release}/landschap.ttl", f"download/{release}/model-voorbeeld.ttl",
        f"{SPACE}download/{release}/manifest.json", f"{SPACE}download/latest/release.nq",
        "model/nergens/download/latest/platen.csv",
    ):  # fmt: skip
        assert modelled.send(f"/{path}").status == 404, path


def test_a_damaged_file_is_no_answer(modelled: Web, folder: Path) -> None:
    file = folder / "relaties.csv"
    whole = file.read_bytes()
    path = modelled.send(f"/{SPACE}download/latest/relaties.csv").headers["location"]
    try:
        file.write_bytes(whole[:-1])
        assert modelled.send(path).status == 503
    finally:
        file.write_bytes(whole)
    assert modelled.send(path).body == whole


def test_every_form_says_the_same(folder: Path) -> None:
    everything = said(folder, "model-voorbeeld-alles.nq")
    assert {str(q.graph_name)[1:-1] for q in everything} == {f"{B}id/graph/{g}" for g in GRAPHS}
    facts = {q.triple for q in everything if str(q.graph_name).endswith("/model-voorbeeld>")}
    for suffix in READERS:
        name = f"model-voorbeeld.{suffix}"
        assert {q.triple for q in said(folder, name)} == facts != set(), name
        packed = (folder / f"{name}.gz").read_bytes()
        assert gzip.decompress(packed) == (folder / name).read_bytes()


def test_the_exchange_file_comes_back_as_the_same_statements(folder: Path) -> None:
    back = make(Order(folder / "model-voorbeeld.xml"), B, ROOT)
    name = "graphs/model-voorbeeld.nt"
    assert back.package.files[name] == (folder / "model-voorbeeld.nt").read_bytes()


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("elementen", "?s a <https://purl.org/archimate#Element>"),
        ("relaties", f"?s a <{B}def#Relationship>"),
        ("platen", f"?s a <{B}def#View>"),
        ("standaarden", f"?s a <{B}def#Standard>"),
        ("versies", f"?s a <{B}def#StandardVersion>"),
    ],
)
def test_a_table_has_a_row_for_each(modelled: Web, folder: Path, name: str, pattern: str) -> None:
    """As SPARQL counts them, with the columns that its description tells (CSVW)."""
    scope = " ".join(f"FROM <{B}id/graph/{graph}>" for graph in GRAPHS)
    found = list(csv.DictReader(io.StringIO((folder / f"{name}.csv").read_text("utf-8"))))
    things = {iri.strip("<>") for (iri,) in rows(modelled, f"SELECT ?s {scope} {{ {pattern} }}")}
    assert {row["iri"] for row in found} == things != set()
    tables = json.loads((folder / "csv-metadata.json").read_text("utf-8"))["tables"]
    (table,) = (table for table in tables if table["url"] == f"{name}.csv")
    columns = [c["name"] for c in table["tableSchema"]["columns"] if not c.get("virtual")]
    assert columns == list(found[0])
    assert table["tableSchema"]["aboutUrl"].startswith(f"{B}{SPACE}id/")


@pytest.mark.parametrize("graph", GRAPHS)
def test_figures_are_what_sparql_counts(modelled: Web, catalogue: Graph, graph: str) -> None:
    """VoID, 4: and the description of the endpoint says the same."""
    iri = URIRef(f"{B}id/graph/{graph}")
    assert (DATASET, VOID.subset, iri) in catalogue
    for name, counted in (("triples", "*"), ("properties", "DISTINCT ?p"),
                          ("distinctSubjects", "DISTINCT ?s")):  # fmt: skip
        query = f"SELECT (COUNT({counted}) AS ?n) FROM <{iri}> {{ ?s ?p ?o }}"
        assert str(catalogue.value(iri, VOID[name])) == rows(modelled, query)[0][0], name


def test_the_endpoint_describes_every_graph(modelled: Web) -> None:
    """SPARQL 1.1 Service Description, 4.2: those of the model too, as many as it counts."""
    service = Graph().parse(data=modelled.send("/sparql", "text/turtle").text, format="turtle")
    named = {str(g) for g in service.objects(URIRef(f"{B}sparql#dataset"), SD.namedGraph)}
    counts = rows(modelled, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert named == {graph.strip("<>") for graph, _ in counts}
    for graph, number in counts:
        assert str(service.value(URIRef(graph.strip("<>")), VOID.triples)) == number, graph


def test_no_address_of_the_model_in_it_leads_nowhere(modelled: Web, catalogue: Graph) -> None:
    start = (f"{B}{SPACE}", f"{B}id/graph/model-")
    named = {str(t) for s in catalogue for t in s if isinstance(t, URIRef)}
    paths = sorted(iri.removeprefix(B) for iri in named if iri.startswith(start))
    assert len(paths) > 60
    for path in paths:
        reply = modelled.send(f"/{path}", "text/turtle")
        while reply.status in (303, 307):
            reply = modelled.send(reply.headers["location"], "text/turtle")
        assert reply.status == 200, path


@pytest.mark.parametrize("suffix", ["jsonld", "rdf", "nt", "trig", "nq"])
def test_every_form_of_the_catalogue_offers_it(
    modelled: Web, catalogue: Graph, suffix: str
) -> None:
    body = modelled.send(f"/catalog.{suffix}").text
    kind = {"rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD, "nt": RdfFormat.N_TRIPLES,
            "trig": RdfFormat.TRIG, "nq": RdfFormat.N_QUADS}[suffix]  # fmt: skip
    assert len({quad.triple for quad in parse(body.encode(), format=kind)}) == len(catalogue)


def test_its_page_names_the_model_and_its_files(modelled: Web) -> None:
    page = modelled.send("/catalog.html").text
    assert f'href="/{SPACE}doc/dataset/voorbeeld"' in page
    assert f"/{SPACE}download/2026-02-03-" in page
    own = modelled.send(f"/{SPACE}doc/dataset/voorbeeld.html").text
    assert "model-voorbeeld.xml" in own
    assert "landschap.ttl" not in own


def test_a_release_by_name_says_what_it_said(modelled: Web, real: Web) -> None:
    release = real.send("/readyz").text.split()[-1]
    path = f"/catalog.nt?release={release}"
    assert modelled.send(path).body == real.send(path).body
    assert b"voorbeeld" not in modelled.send(path).body
    assert (DATASET, RDF.type, DCAT.Dataset) in Graph().parse(
        data=modelled.send("/catalog.nt").text, format="nt"
    )


def test_what_its_owner_should_know_is_in_two_languages(modelled: Web, folder: Path) -> None:
    path = modelled.send(f"/{SPACE}download/latest/bevindingen.txt").headers["location"]
    assert "waarschuwing" in modelled.send(path).text
    assert "warning" in (folder / "findings.txt").read_text("utf-8")
    assert (folder.parent / "report.txt").read_text("utf-8") == "\n".join(
        (folder / name).read_text("utf-8") for name in ("bevindingen.txt", "findings.txt")
    )


def test_it_says_who_and_when(catalogue: Graph) -> None:
    assert catalogue.value(DATASET, DCTERMS.modified) == Literal("2026-02-03", datatype=URIRef(
        "http://www.w3.org/2001/XMLSchema#date"))  # fmt: skip
    owner = URIRef(f"{B}{SPACE}id/organisation/voorbeeldstad")
    assert (DATASET, DCTERMS.creator, owner) in catalogue


def test_crawlers_are_told_of_what_people_look_for(modelled: Web, real: Web) -> None:
    """Elements and views have a place in the sitemap; boxes, lines and relationships have none."""
    there = modelled.send("/sitemap-1.xml").text.split("<loc>")
    ours = {line.partition("</loc>")[0].removeprefix(B) for line in there if SPACE in line}
    assert {path.split("/")[3] for path in ours} == {"model", "element", "view", "dataset"}
    assert f"{SPACE}doc/element/application-component" in ours
    assert SPACE not in real.send("/sitemap-1.xml").text
    text = modelled.send("/llms.txt").text
    assert f"]({B}{SPACE}download/latest/model-voorbeeld-alles.nq)" in text
    assert f"`{B}id/graph/model-voorbeeld`" in text
    assert modelled.send("/robots.txt").body == real.send("/robots.txt").body


def test_a_store_gets_the_models_too(modelled_var: Path) -> None:
    """Every graph of both, and a union of all, in the one switch (`gemma publish store`)."""
    settings = Settings(B, modelled_var)
    release, models = in_use(settings), models_in_use(settings)
    with oxigraph() as store:
        place = (store.url, urljoin(store.url, "update"), store.endpoint, "", SECONDS)
        assert publish(Place(*place), release, models)
        counts = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
        held = {row["g"]: row["n"] for row in store.rows(counts)}
        assert not publish(Place(*place), release, models), "all of it is there"
    for one in (release, *models):
        for graph in one.manifest["graphs"].values():
            assert held.get(graph["iri"], "0") == str(graph["triples"])


def test_portals_are_offered_the_dataset_of_a_model(modelled_var: Path) -> None:
    settings = Settings(B, modelled_var)
    found = described(in_use(settings), models_in_use(settings))
    (model,) = (dataset for dataset in found if dataset.iri == str(DATASET))
    assert (model.identifier, model.contact.name != "") == ("voorbeeldstad", True)
    assert len(model.files) == 20
