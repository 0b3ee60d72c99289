"""An imported model beside the publication: a space of its own, one endpoint, no harm to either."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph

from scripts.importing import Order, take_in
from server.formats import BY_KEY, DOCUMENT_FORMATS
from server.release import CURRENT, MANIFEST, MODELS, QUADS, RELEASES, open_current
from server.settings import DEFAULT_BASE as B
from server.settings import Settings
from tests.archimate.files import PROFILE, changed, written
from tests.serving.running import ROOT, Web, serving
from tests.serving.watched import watched

SPACE = "model/voorbeeld/"
HOME = B + SPACE
ONE = "element/application-component"
TURTLE = "text/turtle"
JSON = "application/sparql-results+json"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"


def rows(web: Web, query: str) -> list[dict[str, str]]:
    found = json.loads(web.ask(query, JSON).body)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in found]


def test_a_thing_leads_to_its_document_in_its_space(modelled: Web) -> None:
    found = modelled.send(f"/{SPACE}id/{ONE}", TURTLE)
    assert (found.status, found.headers["location"]) == (303, f"/{SPACE}doc/{ONE}")
    document = modelled.send(f"/{SPACE}doc/{ONE}", TURTLE)
    graph = Graph().parse(data=document.text, format="turtle")
    said = graph.query(f'SELECT ?n {{ <{HOME}id/{ONE}> <{LABEL}> ?n FILTER (lang(?n) = "nl") }}')
    assert [str(row[0]) for row in said] == ["Een ApplicationComponent"]  # type: ignore[index]
    assert f"@prefix voorbeeld_element: <{HOME}id/element/>" in document.text
    assert f'<{HOME}doc/{ONE}>; rel="canonical"' in document.headers["link"]
    assert f'</{SPACE}doc/model/voorbeeld>; rel="describedby"' in document.headers["link"]


def test_every_form_is_the_same_graph(modelled: Web) -> None:
    forms = [form for form in DOCUMENT_FORMATS if form.key in ("turtle", "n-triples", "rdf-xml")]
    bodies = [(modelled.send(f"/{SPACE}doc/{ONE}.{f.suffix}").body, f.media_type) for f in forms]
    read = [set(Graph().parse(data=body, format=form)) for body, form in bodies]
    assert len(forms) == 3
    assert read[0] == read[1] == read[2] != set()
    quads = modelled.send(f"/{SPACE}doc/{ONE}.nq").text
    assert f"<{B}id/graph/model-voorbeeld>" in quads
    assert f"<{B}id/graph/model-voorbeeld-inferred>" in quads


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_collection_and_a_view_have_pages(modelled: Web, language: str) -> None:
    mark = "" if language == "nl" else ".en"
    listed = modelled.send(f"/{SPACE}doc/view{mark}.html")
    assert listed.status == 200
    assert f'href="/{SPACE}doc/view/plaat-een{mark}' in listed.text
    plate = modelled.send(f"/{SPACE}doc/view/plaat-een{mark}.svg")
    assert (plate.status, plate.type) == (200, BY_KEY["svg"].media_type)
    assert HOME + "id/element/" in plate.text


def test_what_is_not_there_says_where_to_look(modelled: Web) -> None:
    no_thing = modelled.send(f"/{SPACE}doc/element/nergens", "application/problem+json")
    assert (no_thing.status, f"/{SPACE}doc/element" in no_thing.text) == (404, True)
    no_model = modelled.send("/model/nergens/doc/element", "application/problem+json")
    assert (no_model.status, f"/{SPACE}" in no_model.text) == (404, True)
    for path in (f"/{SPACE}def", f"/{SPACE}catalog", f"/{SPACE}quality", f"/{SPACE}doc/onzin"):
        assert modelled.send(path, TURTLE).status == 404, path


def test_one_endpoint_answers_about_both_and_tells_them_apart(modelled: Web) -> None:
    kind = "{ ?thing a <def#ReferenceComponent> }"
    model = f"<{B}id/graph/model-voorbeeld>"
    both = {row["thing"] for row in rows(modelled, f"SELECT ?thing {kind}")}
    own = {row["thing"] for row in rows(modelled, f"SELECT ?thing {{ GRAPH {model} {kind} }}")}
    assert own
    assert own == {iri for iri in both if iri.startswith(HOME)} < both
    framed = rows(modelled, f"SELECT ?thing FROM {model} {kind}")
    assert {row["thing"] for row in framed} == own
    asked = modelled.ask(f"SELECT ?thing {kind}", JSON, **{"default-graph-uri": model[1:-1]})
    assert len(json.loads(asked.body)["results"]["bindings"]) == len(own)


def test_a_statement_of_the_union_comes_once(modelled: Web) -> None:
    (counted,) = rows(modelled, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    distinct = rows(
        modelled,
        "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }",
    )
    assert [counted] == distinct


def test_the_pages_of_the_publication_are_as_they_were(modelled: Web, real: Web) -> None:
    """Its things and its own tables; what names everything that is there may name the model."""
    for path in ("/doc/element/zaaksysteem.ttl", "/doc/element.csv", "/doc/standard.nq",
                 "/landscape.csv", "/doc/view/wmo.svg", "/def.ttl"):  # fmt: skip
        assert modelled.send(path).body == real.send(path).body, path


@pytest.fixture
def twice(modelled_var: Path, tmp_path: Path) -> Path:
    """A folder in which the model was imported twice; a name is another the second time."""
    var = tmp_path / "var"
    shutil.copytree(modelled_var, var, symlinks=True)
    again(var)
    return var


def again(var: Path) -> str:
    """Import the model with another name; return the name of that release."""
    file = written(var.parent, changed("Een ApplicationComponent", "Een ander component"))
    order = Order(file, PROFILE)
    return take_in(order, Settings(B, var), ROOT)[1].id


@pytest.fixture
def earlier(twice: Path) -> Iterator[tuple[Web, str, str]]:
    """A server over that, and the names of the two releases of the model."""
    folder = twice / MODELS / "voorbeeld"
    now = open_current(folder).id
    before = next(f.name for f in (folder / RELEASES).iterdir() if f.name != now)
    with serving(twice, B) as web:
        yield web, before, now


def test_a_model_has_a_history_of_its_own(earlier: tuple[Web, str, str]) -> None:
    web, before, now = earlier
    path = f"/{SPACE}doc/{ONE}"
    assert "Een ander component" in web.send(f"{path}.ttl").text
    then = web.send(f"{path}?release={before}", TURTLE)
    assert (then.status, "Een ApplicationComponent" in then.text) == (200, True)
    assert "memento-datetime" in then.headers
    listed = web.send(f"/timemap{path}").text
    assert f"{path}?release={before}" in listed
    assert f"{path}?release={now}" in listed
    page = web.send(f"{path}.html?release={before}").text
    assert f"?release={before}" in page
    assert f'href="/doc/element?release={before}"' not in page, "a release is of one space"
    nobody = web.send(f"/doc/element/zaaksysteem?release={before}", "application/problem+json")
    assert nobody.status == 404


def test_a_running_server_takes_a_model_over_and_refuses_a_damaged_one(
    modelled_var: Path, tmp_path: Path
) -> None:
    var = tmp_path / "var"
    shutil.copytree(modelled_var, var, symlinks=True)
    with watched(var, B) as server:
        web = server.web
        server.event("opened")
        again(var)
        server.event("opened")
        assert "Een ander component" in web.send(f"/{SPACE}doc/{ONE}.ttl").text
        folder = var / MODELS / "voorbeeld" / CURRENT
        (folder / QUADS).write_bytes((folder / QUADS).read_bytes() + b"\n")
        (folder / MANIFEST).touch()  # what was made anew under the same name is looked at
        assert "is not what manifest.json says" in server.event("refused")["why"]
        assert "Een ander component" in web.send(f"/{SPACE}doc/{ONE}.ttl").text


def test_what_changed_between_two_imports(earlier: tuple[Web, str, str]) -> None:
    """It is told of the model alone, in its space; the publication has steps of its own."""
    web, before, now = earlier
    path = f"/{SPACE}changes/{before}/{now}"
    page = web.send(f"{path}.en.html").text
    assert "“Een ApplicationComponent”" in page
    assert "“Een ander component”" in page
    assert f'href="/{SPACE}doc/{ONE}.en.html"' in page
    assert f'href="/{SPACE}changes.en.html"' in page
    told = Graph().parse(data=web.send(f"{path}.ttl").body, format="turtle")
    assert {str(s) for s in told.subjects()} >= {f"{B}{path[1:]}", f"{B}{path[1:]}#{SPACE}id/{ONE}"}
    steps = web.send(f"/{SPACE}changes", "text/html").text
    assert f'href="{path}"' in steps
    feed = web.send(f"/{SPACE}changes.atom").text
    assert f"{HOME}changes/{before}/{now}" in feed
    assert "Voorbeeldstad" in feed
    assert SPACE not in web.send("/changes.ttl").text
    other = web.send(f"/changes/{before}/{now}", "application/problem+json")
    assert other.status == 404
