"""The catalogue as it is served: DCAT-AP-NL 3.0, files that are what it says, figures that hold.

Written from DCAT 3 (W3C Recommendation 22 August 2024), DCAT-AP-NL 3.0 and VoID.
"""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCAT, DCTERMS, RDF, RDFS, SH, SKOS, Dataset, Graph, Literal, Namespace, URIRef

from scripts.findings import Severity
from scripts.validate import validate
from server.app.pages.file_tables import in_words
from server.downloads import DOWNLOADS
from server.formats import DOCUMENT_FORMATS
from server.graphs import ABOUT_RELEASE, GRAPHS, graph_iri
from server.settings import DEFAULT_BASE as B
from tests.serving.running import Web, encoded
from tests.sources import ROOT

VOID = Namespace("http://rdfs.org/ns/void#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
OFFICIAL = ROOT.parent / "shared" / "standards" / "dcat-ap-nl-3.0"
FILES = (
    "dcat-ap-SHACL.ttl", "dcat-ap-nl-SHACL.ttl", "dcat-ap-nl-SHACL-aanbevolen.ttl",
    "dcat-ap-nl-SHACL-klassebereik.ttl", "dcat-ap-nl-SHACL-klassebereik-codelijsten.ttl",
)  # fmt: skip
_EU = "http://publications.europa.eu/resource/authority/"
NL_SBB = "https://docs.geostandaarden.nl/nl-sbb/nl-sbb/"
#: What codes of others are, which their lists say and no catalogue repeats.
STUBS = {
    _EU + "language/": DCTERMS.LinguisticSystem,
    _EU + "licence/": DCTERMS.LicenseDocument,
    _EU + "access-right/": DCTERMS.RightsStatement,
    _EU + "frequency/": DCTERMS.Frequency,
    _EU + "data-theme/": SKOS.Concept,
    _EU + "file-type/": DCTERMS.MediaTypeOrExtent,
    "https://www.iana.org/assignments/media-types/": DCTERMS.MediaType,
    "https://definities.geostandaarden.nl/dcat-ap-nl/id/waardelijst/licenties/": (
        DCTERMS.LicenseDocument
    ),
    str(SPDX): SPDX.ChecksumAlgorithm,
}
needs_shapes = pytest.mark.skipif(
    not all((OFFICIAL / name).exists() for name in FILES),
    reason="the official shapes of DCAT-AP-NL are not beside the checkout (../shared/standards)",
)


@pytest.fixture(scope="module")
def catalogue(real: Web) -> Graph:
    """The whole catalogue, as a harvester gets it."""
    reply = real.send("/catalog", "text/turtle")
    assert (reply.status, reply.headers["content-location"]) == (200, "/catalog.ttl")
    return Graph().parse(data=reply.text, format="turtle")


@cache
def official() -> Graph:
    """The official shapes, without the links to property shapes that have no path."""
    shapes = Graph()
    for name in FILES:
        shapes.parse(OFFICIAL / name, format="turtle")
    for subject, _, rule in list(shapes.triples((None, SH.property, None))):
        if (rule, SH.path, None) not in shapes:
            shapes.remove((subject, SH.property, rule))
    return shapes


def stubbed(catalogue: Graph) -> Graph:
    """The catalogue with the classes and names that RDFS (rdfs4) and the lists of others add."""
    found = Graph() + catalogue
    for term in {t for triple in catalogue for t in triple if isinstance(t, URIRef)}:
        found.add((term, RDF.type, RDFS.Resource))
        for start, kind in STUBS.items():
            if term.startswith(start):
                found.add((term, RDF.type, kind))
                for label in catalogue.objects(term, RDFS.label) if kind == SKOS.Concept else ():
                    found.add((term, SKOS.prefLabel, label))
    return found


@needs_shapes
def test_it_conforms_to_the_official_shapes_without_a_warning(catalogue: Graph) -> None:
    found = validate(stubbed(catalogue), official()).findings
    assert [f"{f.severity} {f.focus} {f.path} {f.message('nl')}" for f in found] == []


@needs_shapes
@pytest.mark.parametrize(
    ("kind", "property_", "severity"),
    [
        (DCAT.Catalog, DCTERMS.title, Severity.VIOLATION),
        (DCAT.Dataset, DCAT.contactPoint, Severity.VIOLATION),
        (DCAT.Dataset, DCAT.landingPage, Severity.WARNING),
        (DCAT.Distribution, DCTERMS.license, Severity.VIOLATION),
        (DCAT.Distribution, DCAT.downloadURL, Severity.WARNING),
        (DCAT.DataService, DCAT.endpointURL, Severity.VIOLATION),
    ],
)  # fmt: skip
def test_the_official_shapes_reach_each_part(
    catalogue: Graph, kind: URIRef, property_: URIRef, severity: Severity
) -> None:
    """That nothing is found means something only when there is something to look at."""
    without = stubbed(catalogue)
    things = set(without.subjects(RDF.type, kind))
    for thing in things:
        without.remove((thing, property_, None))
    found = validate(without, official()).findings
    assert things == {f.focus for f in found if f.path == property_ and f.severity is severity}


@pytest.mark.parametrize("form", DOCUMENT_FORMATS[2:], ids=lambda f: f.key)
def test_every_form_holds_the_same(real: Web, catalogue: Graph, form: object) -> None:
    """RDF/XML, JSON-LD and the rest: as many statements, blank nodes included."""
    suffix = getattr(form, "suffix", "")
    reply = real.send(f"/catalog.{suffix}")
    assert reply.type == getattr(form, "media_type", "")
    kind = {"rdf": "xml", "jsonld": "json-ld", "nq": "nquads"}.get(suffix, suffix)
    found = Dataset()
    found.parse(data=reply.text, format=kind)
    assert len({quad[:3] for quad in found.quads()}) == len(catalogue)


def test_the_page_names_every_dataset_and_service(real: Web, catalogue: Graph) -> None:
    page = real.send("/catalog", "text/html")
    assert (page.status, page.headers["content-location"]) == (200, "/catalog.html")
    kinds = (DCAT.Dataset, DCAT.DataService)
    things = {str(s) for kind in kinds for s in catalogue.subjects(RDF.type, kind)}
    assert len(things) == 8
    for thing in things:
        assert f'href="/doc/{thing.removeprefix(B + "id/")}"' in page.text


def test_every_file_is_what_the_catalogue_says(real: Web, catalogue: Graph) -> None:
    """DCAT 3, 6.8: downloadURL, byteSize, checksum (SHA-256), mediaType and compressFormat."""
    files = set(catalogue.subjects(RDF.type, DCAT.Distribution))
    assert len(files) == len(DOWNLOADS) > 90
    for file in files:
        path = str(catalogue.value(file, DCAT.downloadURL)).removeprefix(B)
        reply = real.send(f"/{path}", Accept_Encoding="br, gzip")
        checksum = catalogue.value(file, SPDX.checksum)
        assert reply.status == 200 and "content-encoding" not in reply.headers
        assert len(reply.body) == int(str(catalogue.value(file, DCAT.byteSize)))
        said = str(catalogue.value(checksum, SPDX.checksumValue))
        assert hashlib.sha256(reply.body).hexdigest() == said
        packed = catalogue.value(file, DCAT.compressFormat)
        sent = str(packed or catalogue.value(file, DCAT.mediaType))
        assert sent == f"https://www.iana.org/assignments/media-types/{reply.type}"
        latest = real.send("/" + str(catalogue.value(file, DCAT.accessURL)).removeprefix(B))
        assert (latest.status, latest.headers["location"]) == (307, f"/{path}")


def test_a_file_is_cached_for_good_and_the_newest_is_not(real: Web, catalogue: Graph) -> None:
    """RFC 9111, 5.2.2, and RFC 8246: an address with a release never has other bytes."""
    file = URIRef(f"{B}id/distribution/standaarden-ttl")
    path = "/" + str(catalogue.value(file, DCAT.downloadURL)).removeprefix(B)
    reply = real.send(path)
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = real.send(path, If_None_Match=reply.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    head = real.send(path, method="HEAD")
    assert (head.status, head.headers["content-length"]) == (200, str(len(reply.body)))
    newest = real.send("/download/latest/standaarden.ttl")
    assert newest.headers["cache-control"] == "public, max-age=300"


def test_nothing_but_these_files_is_given(real: Web, catalogue: Graph) -> None:
    version = str(catalogue.value(URIRef(f"{B}id/dataset/gemma"), URIRef(str(DCAT) + "version")))
    for release, name in (
        (version, "manifest.json"), (version, "publication.ttl"), (version, "..%2Fmanifest.json"),
        (version, "../manifest.json"), ("latest", "release.nq"), ("latest", "manifest.json"),
        ("2026-11-22-000000000000", "landschap.ttl"), ("..", "landschap.ttl"),
        ("%2E%2E", "landschap.ttl"), (".cache", "landschap.ttl"),
    ):  # fmt: skip
        assert real.send(f"/download/{release}/{name}").status == 404, (release, name)


def test_a_damaged_file_is_an_error_and_never_an_answer(real: Web, real_var: Path) -> None:
    """The checksum in the catalogue holds, or there is no answer."""
    file = (real_var / "current").resolve() / "graphs" / "standaarden.nt"
    whole = file.read_bytes()
    try:
        file.write_bytes(whole[:-1])
        path = real.send("/download/latest/standaarden.nt").headers["location"]
        reply = real.send(path)
        assert (reply.status, reply.headers["cache-control"]) == (503, "no-store")
        file.unlink()
        assert real.send(path).status == 503
    finally:
        file.write_bytes(whole)
    assert real.send(path).body == whole


def rows(web: Web, query: str) -> list[tuple[str, ...]]:
    reply = web.send(f"/sparql?query={encoded(query)}", "text/tab-separated-values")
    assert reply.status == 200, reply.text
    return [tuple(line.split("\t")) for line in reply.text.splitlines()[1:]]


def described() -> list[tuple[str, list[str]]]:
    """What has figures, and the graphs that they are about."""
    keys = [graph.key for graph in GRAPHS if graph.key not in ABOUT_RELEASE]
    each = [(graph_iri(B, key), [key]) for key in keys]
    return [*each, (f"{B}id/dataset/gemma", keys)]


@pytest.mark.parametrize(("about", "keys"), described(), ids=lambda x: str(x)[-12:])
def test_figures_are_what_sparql_counts(
    real: Web, catalogue: Graph, about: str, keys: list[str]
) -> None:
    """VoID, 4.1 to 4.6: totals, and a partition for each class and property."""
    scope = " ".join(f"FROM <{graph_iri(B, key)}>" for key in keys)
    thing = URIRef(about)
    counts = {
        "triples": "(COUNT(*) AS ?n) %s { ?s ?p ?o }",
        "properties": "(COUNT(DISTINCT ?p) AS ?n) %s { ?s ?p ?o }",
        "classes": "(COUNT(DISTINCT ?o) AS ?n) %s { ?s a ?o FILTER isIRI(?o) }",
        "distinctSubjects": "(COUNT(DISTINCT ?s) AS ?n) %s { ?s ?p ?o }",
        "distinctObjects": "(COUNT(DISTINCT ?o) AS ?n) %s { ?s ?p ?o }",
        "entities": "(COUNT(DISTINCT ?s) AS ?n) %s { ?s ?p ?o "
        f'FILTER STRSTARTS(STR(?s), "{B}id/") }}',
    }
    for name, query in counts.items():
        said = [str(number) for number in catalogue.objects(thing, VOID[name])]
        assert said == [rows(real, "SELECT " + query % scope)[0][0]], name
    for part, term, number, query in (
        ("classPartition", "class", "entities",
         "SELECT ?k (COUNT(DISTINCT ?s) AS ?n) %s { ?s a ?k FILTER isIRI(?k) } GROUP BY ?k"),
        ("propertyPartition", "property", "triples",
         "SELECT ?k (COUNT(*) AS ?n) %s { ?s ?k ?o } GROUP BY ?k"),
    ):  # fmt: skip
        said_of = {
            (f"<{catalogue.value(node, VOID[term])}>", str(catalogue.value(node, VOID[number])))
            for node in catalogue.objects(thing, VOID[part])
        }
        assert said_of == set(rows(real, query % scope)), part


def test_linksets_count_the_links_to_others(real: Web, catalogue: Graph) -> None:
    """VoID, 5: subjects here, objects there, one property."""
    linksets = set(catalogue.subjects(RDF.type, VOID.Linkset))
    assert linksets
    for linkset in sorted(linksets, key=str):
        graph = catalogue.value(linkset, VOID.subjectsTarget)
        target = catalogue.value(linkset, VOID.objectsTarget)
        site = catalogue.value(target, VOID.uriSpace)
        if f"{B}id/graph/" not in str(graph):
            continue
        query = (
            f"SELECT (COUNT(*) AS ?n) FROM <{graph}> {{ ?s <"
            f'{catalogue.value(linkset, VOID.linkPredicate)}> ?o FILTER (STRSTARTS(STR(?s), "{B}") '
            f'&& isIRI(?o) && STRSTARTS(STR(?o), "{site}") && !STRSTARTS(STR(?o), "{B}")) }}'
        )
        assert rows(real, query) == [(str(catalogue.value(linkset, VOID.triples)),)]


def test_no_address_of_ours_in_it_leads_nowhere(real: Web, catalogue: Graph) -> None:
    """What it names here, and where that leads, answers."""
    named = {str(t) for triple in catalogue for t in triple if isinstance(t, URIRef)}
    paths = {re.sub("#.*", "", iri.removeprefix(B)) for iri in named if iri.startswith(B)}
    assert len(paths) > 50
    for path in sorted(paths):
        reply = real.send(f"/{path}", "text/turtle")
        while reply.status in (303, 307):
            reply = real.send(reply.headers["location"], "text/turtle")
        assert reply.status == 200, path


def test_numbers_have_the_datatype_that_is_asked(catalogue: Graph) -> None:
    """DCAT-AP 3 wants xsd:nonNegativeInteger, which the engine does not keep by itself."""
    sizes = list(catalogue.objects(None, DCAT.byteSize))
    kinds = {str(size.datatype) for size in sizes if isinstance(size, Literal)}
    assert kinds == {"http://www.w3.org/2001/XMLSchema#nonNegativeInteger"}


def test_datasets_with_concepts_say_that_they_keep_to_nl_sbb(real: Web, catalogue: Graph) -> None:
    said = set(catalogue.subjects(DCTERMS.conformsTo, URIRef(NL_SBB)))
    graphs = rows(real, f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s a <{SKOS.Concept}> }} }}")
    held = {URIRef(graph.strip("<>")) for (graph,) in graphs}
    subset = [(d, g) for g in held for d in catalogue.subjects(VOID.subset, g)]
    assert said == {dataset for dataset, _ in subset} and len(said) == 6


def test_all_datasets_are_of_the_release_that_answers(real: Web, catalogue: Graph) -> None:
    datasets = list(catalogue.subjects(RDF.type, DCAT.Dataset))
    versions = {str(catalogue.value(d, URIRef(str(DCAT) + "version"))) for d in datasets}
    assert len(datasets) == 6
    assert len(versions) == 1 and versions.pop() in real.send("/readyz").text


@pytest.mark.parametrize("thing", ["dataset/gemma", "graph/landschap", "distribution/gemma-ttl"])
def test_a_page_tells_each_figure_of_what(real: Web, catalogue: Graph, thing: str) -> None:
    """VoID 4.3, 4.5 and 5: a part and a linkset have no name, but are of something and count it."""
    text = real.send(f"/doc/{thing}", "text/html").text
    assert "(uitdrukking)" not in text
    parts = list(catalogue.objects(URIRef(f"{B}id/{thing}"), VOID.propertyPartition))
    for part in parts:
        assert f": {catalogue.value(part, VOID.triples)}</span>" in text
    assert bool(parts) == (not thing.startswith("distribution"))
    if not parts:
        assert re.search("<span>SHA-256: [0-9a-f]{64}</span>", text)


def test_the_page_lists_the_files_for_people(real: Web, catalogue: Graph) -> None:
    """For each file what it holds, its form, its size in words, its checksum and a link."""
    page = real.send("/catalog", "text/html").text
    for file in catalogue.subjects(RDF.type, DCAT.Distribution):
        path = str(catalogue.value(file, DCAT.downloadURL)).removeprefix(B)
        checksum = catalogue.value(catalogue.value(file, SPDX.checksum), SPDX.checksumValue)
        row = next(row for row in page.split("<tr>") if f'href="/{path}"' in row)
        assert str(checksum) in row and f'href="/doc/{str(file).removeprefix(B + "id/")}"' in row
        size = int(str(catalogue.value(file, DCAT.byteSize)))
        assert in_words(size, "nl") in row
    assert f'<td class="sum"><code>{checksum}</code>' in page
    own = real.send("/doc/dataset/standaarden", "text/html").text
    assert own.count("<code>") > 10 and "standaarden.csv" in own and "landschap.ttl" not in own


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 bytes"), (999, "999 bytes"), (1_000, "1,0 kB"), (14_538, "14,5 kB"),
        (99_949, "99,9 kB"), (803_069, "803 kB"), (8_126_709, "8,1 MB"), (2_000_000_000, "2,0 GB"),
    ],
)  # fmt: skip
def test_sizes_in_words(size: int, words: str) -> None:
    assert in_words(size, "nl") == words


def test_search_engines_find_the_files(real: Web, catalogue: Graph) -> None:
    """Schema.org: a Dataset has `distribution`s with contentUrl, encodingFormat, contentSize."""
    page = real.send("/doc/dataset/standaarden", "text/html").text
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    found = {item["@id"]: item for item in json.loads(text)["distribution"]}
    assert len(found) == len(
        list(catalogue.objects(URIRef(f"{B}id/dataset/standaarden"), DCAT.distribution))
    )
    for name, form in (("ttl", "text/turtle"), ("ttl-gz", "application/gzip"), ("csv", "text/csv")):
        iri = f"{B}id/distribution/standaarden-{name}"
        item = found[iri]
        assert (item["@type"], item["encodingFormat"]) == ("DataDownload", form)
        assert item["contentUrl"] == str(catalogue.value(URIRef(iri), DCAT.downloadURL))
        assert item["contentSize"] == f"{catalogue.value(URIRef(iri), DCAT.byteSize)} B"
    alone = real.send("/doc/distribution/standaarden-csv", "text/html").text
    assert '"contentUrl"' in alone and '"DataDownload"' in alone
