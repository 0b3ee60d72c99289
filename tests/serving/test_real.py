"""The release that the checkout makes, served: what the promise says, tried by its own words."""

import json
import random
from pathlib import Path

import pytest
from pyoxigraph import Literal, RdfFormat, parse
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import RDFS, SKOS

from server.namespaces import prefixes
from server.release import THINGS, open_current
from server.settings import DEFAULT_BASE as B
from server.store import Store
from server.uris import COLLECTIONS
from tests.serving.running import ROOT, Web, environment, gemma
from tests.serving.test_pages import Page

#: The stored questions about the publication; those about a model are asked beside one.
EXAMPLES = {
    f.stem[:2]: f for f in (ROOT / "server/queries").glob("*.rq") if "-model-" not in f.stem
}


def things(var: Path) -> list[str]:
    return (open_current(var).folder / THINGS).read_text(encoding="utf-8").split()


def test_curl_gets_the_full_description(real: Web) -> None:
    for path, own in (
        ("/id/element/gba-administratie", "partOf"),
        ("/id/implication/open-data-standaarden", "implicationOf"),
    ):
        turtle = real.curl("-H", "Accept: text/turtle", path)
        found, thing = Graph().parse(data=turtle, format="turtle"), URIRef(B + path[1:])
        assert len(set(found.objects(thing, SKOS.prefLabel))) == 2
        assert len(set(found.objects(thing, SKOS.definition))) == 2
        (parent,) = found.objects(thing, URIRef(f"{B}def#{own}"))
        assert any(found.objects(parent, SKOS.prefLabel))
        (place,) = found.objects(thing, URIRef(f"{B}def#sourcePlace"))
        assert any(found.objects(place, URIRef(f"{B}def#firstLine")))


def test_all_implications_of_principle_3_6_in_order(real: Web, real_var: Path) -> None:
    env = environment(real_var, B, PORT=str(real.port))
    done = gemma("query", f"@{EXAMPLES['01']}", "--format", "json", env=env)
    rows = json.loads(done.stdout)["results"]["bindings"]
    assert [row["nummer"]["value"] for row in rows] == [f"3.6.{n}" for n in range(1, 8)]


def test_all_components_under_burgerzaken(real: Web, real_var: Path) -> None:
    env = environment(real_var, B, PORT=str(real.port))
    done = gemma("query", f"@{EXAMPLES['02']}", "--format", "csv", env=env)
    assert {"Burgerlijke stand", "Reisdocumenten", "Rijbewijzen", "Verkiezingen"} <= {
        line.split(",")[1] for line in done.stdout.splitlines()[1:]
    }


def test_claims_of_low_certainty(real: Web, real_var: Path) -> None:
    env = environment(real_var, B, PORT=str(real.port))
    done = gemma("query", f"@{EXAMPLES['03']}", env=env)
    assert done.returncode == 0 and int(done.stdout.rpartition("(")[2].split()[0]) > 5


@pytest.mark.parametrize("number", sorted(EXAMPLES))
def test_every_stored_question_has_an_answer(real: Web, real_var: Path, number: str) -> None:
    env = environment(real_var, B, PORT=str(real.port))
    done = gemma("query", f"@{EXAMPLES[number]}", "--format", "json", env=env)
    assert json.loads(done.stdout)["results"]["bindings"], EXAMPLES[number].name


NOT_YET = {f"<{B}id/element/oud>", f"<{B}id/release/2027-01-31-0123456789ab>"}


def test_every_example_of_the_vocabulary_is_true(real: Web, real_var: Path) -> None:
    """A term is explained by what the data says; `…` at the end of a text stands for the rest."""
    assert real.port
    store = Store(open_current(real_var).quads, B)
    head = "".join(f"@prefix {k}: <{v}> .\n" for k, v in prefixes(B, tuple(COLLECTIONS)).items())
    examples = [t for t in store.graph("ontology") if t.predicate.value == str(SKOS.example)]
    assert len(examples) > 150
    for example in examples:
        assert isinstance(example.object, Literal)
        # There is no withdrawn thing yet to be an example, and no release that was announced.
        for item in parse(head + example.object.value, RdfFormat.TURTLE, base_iri=B):
            # A model has its own tests (tests/archimate); what begins with # stands in a list of
            # somebody's own (tests/serving/test_lists.py).
            elsewhere = str(item.subject).startswith((f"<{B}model/", f"<{B}#"))
            if elsewhere or str(item.subject) in NOT_YET:
                continue
            values = [str(value) for value in store.objects(item.subject, item.predicate.value)]
            begin, _, rest = str(item.object).partition("…")
            assert any(
                value == str(item.object) or (rest and value.startswith(begin)) for value in values
            ), example


def test_every_thing_has_a_description(real: Web, real_var: Path) -> None:
    """Each URI of the release, for a machine; that each has a page is seen where links are."""
    for thing in things(real_var):
        turtle = real.send("/doc/" + thing.removeprefix("id/") + ".ttl")
        assert turtle.status in (200, 410) and turtle.type == "text/turtle", thing


def test_a_sample_is_the_same_in_every_form(real: Web, real_var: Path) -> None:
    names = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
    chance = random.Random(36)
    sample = ["def", *("doc/" + t.removeprefix("id/") for t in chance.sample(things(real_var), 25))]
    for path in sample:
        graphs = [
            Graph().parse(data=real.send(f"/{path}.{suffix}").body, format=name)
            for suffix, name in names.items()
        ]
        # The vocabulary has many blank nodes; the exact comparison is of the tiny release.
        if path == "def":
            assert len({len(graph) for graph in graphs}) == 1
        else:
            assert all(isomorphic(graph, graphs[-1]) for graph in graphs), path


@pytest.mark.parametrize(
    "path",
    ["/", "/def", "/sparql", "/doc/element", "/doc/element/zaaksysteem", "/doc/scheme/landschap"],
)  # fmt: skip
def test_pages_are_sound(real: Web, path: str) -> None:
    found = Page(real.send(path, "text/html").text)
    assert len(found.ids) == len(set(found.ids)) and len(found.all("h1")) == 1


def test_what_it_names_of_ours_has_a_label(real: Web) -> None:
    for path in ("element/zaaksysteem", "principle/open-data", "section/principes-3-6"):
        found = Graph().parse(data=real.send(f"/doc/{path}.ttl").body, format="turtle")
        labelled = set(found.subjects(SKOS.prefLabel)) | set(found.subjects(RDFS.label))
        terms = {str(term) for triple in found for term in triple}
        named = {URIRef(t) for t in terms if t.startswith((B + "id/", B + "def#"))}
        without = {str(t) for t in named - labelled}
        assert without <= {B + "id/dataset/catalogus"}, path
