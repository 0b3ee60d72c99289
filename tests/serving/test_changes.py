"""What changed between two releases: told per thing and in words, and enough to follow by program.

RDF from the Changeset vocabulary (removals first, then additions) and RDF 1.1 Concepts, 3.4 to 3.6
(blank nodes, graphs that are equal); CSV from RFC 4180.
"""

import csv
import io
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, BNode, Dataset, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from server.app.pages.words import WORDS
from server.changes.compare import Comparison, compare
from server.changes.lines import differing
from server.changes.sheet import COLUMNS, sheet
from server.changes.statements import statements
from server.changes.things import Change, Kind
from server.changes.touches import PATHS, PROPERTIES
from server.changes.words import GONE, NEW, plain, sentences
from server.changes.words import differing as by_word
from server.errors import ReleaseError
from server.formats import BY_KEY
from server.graphs import GRAPHS
from server.rdf import terms
from server.rdf.render import render
from server.release import QUADS, Release, open_release
from tests.serving import changing, tiny
from tests.sources import ROOT

B = tiny.BASE
CS = Namespace("http://purl.org/vocab/changeset/schema#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
DCT = Namespace("http://purl.org/dc/terms/")
EVERY = [graph.key for graph in GRAPHS]


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the first of two releases."""
    return changing.two(tmp_path_factory.mktemp("twee"))


@pytest.fixture(scope="module")
def found(first: Path) -> Comparison:
    return compared(first, first.with_name(changing.SECOND))


def compared(before: Path, after: Path, *graphs: str) -> Comparison:
    return compare(open_release(before), open_release(after), WORDS, graphs)


def of(found: Comparison, name: str) -> Change:
    """The one change to a thing, by its IRI below the base."""
    (change,) = (c for c in found.changes if c.thing == B + name)
    return change


def told(found: Comparison, name: str, language: str = "nl") -> list[str]:
    return [plain(s) for s in sentences(of(found, name), found.names, language)]


def touches(found: Comparison, name: str) -> dict[str, list[str]]:
    reached = of(found, name).touched
    return {key: [iri.rpartition("/")[2] for iri in iris] for key, iris in reached.items()}


def test_each_thing_has_one_change_in_reading_order(found: Comparison) -> None:
    assert [(change.kind, change.thing.removeprefix(B)) for change in found.changes] == [
        (Kind.ADDED, "id/flow/loketplaat-d3"),
        (Kind.ADDED, "id/concept/laag-midoffice"),
        (Kind.WITHDRAWN, "id/flow/loketplaat-d2"),
        (Kind.MOVED, "id/element/paspoorten"),
        (Kind.CHANGED, "id/implication/open-data-tien"),
        (Kind.CHANGED, "id/element/balie"),
        (Kind.CHANGED, "id/element/burgerzaken"),
        (Kind.CHANGED, "id/flow/loketplaat-d1"),
        (Kind.CHANGED, "id/claim/balie-plaats"),
        (Kind.CHANGED, "def#ReferenceComponent"),
    ]
    assert found.counts() == {"added": 2, "withdrawn": 1, "moved": 1, "changed": 6}


def test_added(found: Comparison) -> None:
    assert told(found, "id/flow/loketplaat-d3") == [
        "Stroom D3 “Nieuw” op plaat Loketplaat toegevoegd: van Balie naar Reisdocumenten"
    ]
    assert told(found, "id/flow/loketplaat-d3", "en") == [
        "Flow D3 “New” in view Counter view added: from Counter to Travel documents"
    ]


def test_withdrawn_with_its_successor(found: Comparison) -> None:
    assert told(found, "id/flow/loketplaat-d2") == [
        "Stroom D2 “Antwoord” op plaat Loketplaat ingetrokken, "
        "vervangen door stroom D3 “Nieuw” op plaat Loketplaat"
    ]
    assert of(found, "id/flow/loketplaat-d2").successors == (B + "id/flow/loketplaat-d3",)


def test_gone_without_a_word(first: Path, tmp_path: Path) -> None:
    after = changing.write(
        tmp_path / changing.SECOND,
        [line for line in (first / QUADS).read_text().splitlines() if "-d2>" not in line],
    )
    found = compared(first, after)
    (change,) = found.changes
    assert (change.kind, change.declared, change.successors) == (Kind.WITHDRAWN, False, ())
    assert told(found, "id/flow/loketplaat-d2", "en") == [
        "Flow D2 “Answer” in view Counter view gone, and the publisher does not say why"
    ]


def test_an_announced_release_and_a_date_read_as_such(first: Path, tmp_path: Path) -> None:
    """The name of a release is what the build concludes; "modified changed" is no sentence."""
    old = (first / QUADS).read_text(encoding="utf-8").splitlines()
    dated = "dataset:gemma dct:modified '2026-11-{}' ."
    new = {
        "catalog": dated.format(24) + "<id/release/een> a gemma:AnnouncedRelease .",
        "publication": "<id/release/een> skos:prefLabel 'Uitgave een'@nl , 'Release een'@en .",
    }
    before = changing.write(
        tmp_path / changing.FIRST, [*old, *changing.lines({"catalog": dated.format(22)})]
    )
    after = changing.write(tmp_path / changing.THIRD, [*old, *changing.lines(new)])
    changes = compared(before, after)
    assert told(changes, "id/release/een") == ["Uitgave een toegevoegd"]
    assert told(changes, "id/release/een", "en") == ["Release een added"]
    (dutch,), (english,) = (told(changes, "id/dataset/gemma", key) for key in ("nl", "en"))
    assert "datum van wijziging gewijzigd: " in dutch
    assert "date of modification changed: " in english


def test_moved_is_told_apart_from_what_changed_on_the_way(found: Comparison) -> None:
    assert told(found, "id/element/paspoorten") == [
        "Reisdocumenten: adres gewijzigd: element/reisdocumenten → element/paspoorten",
        "Reisdocumenten: omschrijving (Engels) gewijzigd: “Passports.” → “Passports and cards.”",
    ]
    assert of(found, "id/element/paspoorten").formerly == B + "id/element/reisdocumenten"
    assert told(found, "id/claim/balie-plaats") == [
        "Balie: onderdeel van Burgerzaken: volgt het nieuwe adres van een ander ding"
    ]
    assert not touches(found, "id/claim/balie-plaats")


def test_changed_label_definition_and_ends(found: Comparison) -> None:
    assert told(found, "id/element/burgerzaken") == [
        "Burgerzaken en verkiezingen: naam gewijzigd: “Burgerzaken” → “Burgerzaken en verkiezingen”"
    ]
    lead = "Flow D1 “Request” in view Counter view: "
    assert told(found, "id/flow/loketplaat-d1", "en") == [
        f"{lead}definition (Dutch) changed: “De burger vraagt aan de balie een nieuw [-document-] "
        "{+paspoort+} aan en betaalt het.”",
        f"{lead}to changed: Civil affairs → Travel documents",
    ]
    (definition,) = of(found, "id/element/balie").said
    assert (definition.language, definition.graph) == ("nl", B + "id/graph/landschap")
    assert [str(v.value) for v in (*definition.before, *definition.after)] == [
        "Helpt aan de balie.", "Helpt iedereen aan de balie van het gemeentehuis.",
    ]  # fmt: skip


def test_a_blank_node_is_told_by_what_it_holds(found: Comparison) -> None:
    (sentence,) = told(found, "def#ReferenceComponent")
    assert sentence.startswith("Referentiecomponent: is een soort gewijzigd: [")
    before, _, after = sentence.partition(" → ")
    assert "Backoffice" in before and "Midoffice" in after and "_:" not in sentence


def test_what_a_change_touches(found: Comparison) -> None:
    assert touches(found, "id/flow/loketplaat-d1") == {
        "view": ["loketplaat"],
        # The end that it had as well as the one that it has.
        "element": ["balie", "burgerzaken", "paspoorten"],
        "standard": ["stuf"],
    }
    assert touches(found, "id/element/balie")["view"] == ["loketplaat"]
    assert touches(found, "id/implication/open-data-tien") == {"principle": ["open-data"]}


def test_paths_use_properties_that_the_vocabulary_has() -> None:
    text = "".join(file.read_text("utf-8") for file in (ROOT / "ontology").glob("*.ttl"))
    assert [name for name in PROPERTIES if f"\ngemma:{name} a owl:" not in text] == []
    assert {"view", "element", "standard", "principle"} == set(PATHS)


def test_derived_graphs_are_left_out_unless_named(first: Path, found: Comparison) -> None:
    assert not any("inferred" in said.graph for c in found.changes for said in c.said)
    inferred = compared(first, first.with_name(changing.SECOND), "inferred")
    assert {(c.kind, c.thing.removeprefix(B)) for c in inferred.changes} == {
        (Kind.WITHDRAWN, "id/element/burgerzaken"), (Kind.ADDED, "id/element/paspoorten"),
    }  # fmt: skip


def test_order_and_labels_of_blank_nodes_are_no_change(first: Path, tmp_path: Path) -> None:
    lines = (first / QUADS).read_text(encoding="utf-8").splitlines()
    labels = {word: "" for line in lines for word in line.split() if word.startswith("_:")}
    labels = {label: f"_:x{number}" for number, label in enumerate(reversed(labels))}
    assert labels
    mixed = [" ".join(labels.get(word, word) for word in line.split(" ")) for line in lines]
    random.Random(3).shuffle(mixed)
    after = changing.write(tmp_path / changing.SECOND, [*mixed, mixed[-1]])
    same = compared(first, after, *EVERY)
    assert same.changes == () and same.counts() == {}


def test_long_texts_are_told_by_the_words_that_differ() -> None:
    old = "Een  loket is een plek, waar men terecht kan. "
    new = "Een balie is een plek waar iedereen terecht kan.\n"
    parts = list(by_word(old, new))
    assert "".join(p.text for p in parts if p.mark != NEW).split() == old.split()
    assert "".join(p.text for p in parts if p.mark != GONE).split() == new.split()
    assert plain(parts) == (
        "Een [-loket-] {+balie+} is een [-plek,-] {+plek+} waar [-men-] {+iedereen+} terecht kan."
    )


def test_other_base_iris_are_not_compared(first: Path, tmp_path: Path) -> None:
    other = changing.write(tmp_path / changing.SECOND, [], "https://elders.example/")
    with pytest.raises(ReleaseError, match="base IRI"):
        compared(first, other)


def test_what_is_no_n_quads_is_no_release(first: Path, tmp_path: Path) -> None:
    broken = changing.write(tmp_path / changing.SECOND, ["<a> <b> ."])
    with pytest.raises(ReleaseError, match="cannot be compared"):
        compared(first, broken)


def test_the_table_has_a_line_for_each_property(found: Comparison) -> None:
    body = sheet(found)
    assert body.count(b"\r\n") == len(body.split(b"\n")) - 1
    rows = list(csv.DictReader(io.StringIO(body.decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS
    (row,) = (r for r in rows if r["iri"] == B + "id/implication/open-data-tien")
    assert (row["change"], row["property_en"], row["language"]) == ("changed", "definition", "nl")
    assert (row["before"], row["after"]) == (
        "De tiende.", "De tiende, met <b>nadruk</b> & meer.",
    )  # fmt: skip
    assert row["graph"] == "principes" and row["touches"] == B + "id/principle/open-data"
    (follows,) = (r for r in rows if r["iri"] == B + "id/claim/balie-plaats")
    assert follows["property"] == "" and "volgt" in follows["words_nl"]


def test_the_rdf_says_what_became_of_each_thing(found: Comparison) -> None:
    graph = described(found)
    document = URIRef(B + found.path)
    assert len(set(graph.objects(document, DCT.hasPart))) == len(found.changes)
    moved = URIRef(f"{document}#id/element/paspoorten")
    assert (moved, RDF.type, AS.Move) in graph and (moved, RDF.type, CS.ChangeSet) in graph
    assert graph.value(moved, AS.origin) == URIRef(B + "id/element/reisdocumenten")
    term = URIRef(f"{document}#def%23ReferenceComponent")
    assert (term, CS.subjectOfChange, URIRef(B + "def#ReferenceComponent")) in graph
    gone = URIRef(B + "id/flow/loketplaat-d2")
    assert graph.value(gone, DCT.isReplacedBy) == URIRef(B + "id/flow/loketplaat-d3")
    assert not any(isinstance(term, BNode) for row in graph for term in row)


def described(found: Comparison) -> Graph:
    """The RDF of a comparison, as another library reads it."""
    body = render(statements(found), BY_KEY["turtle"], found.base)
    return Graph().parse(data=body, format="turtle")


# The law: A without the removals, with the additions, is B.

NAMES = [URIRef(f"{B}id/element/e{n}") for n in range(6)]
WAYS = [URIRef(f"{B}def#{name}") for name in ("partOf", "from", "to", "note")]
PLACES = [URIRef(f"{B}id/graph/{key}") for key in ("ontology", "landschap", "inferred")]
Statement = tuple[Node, Node, Node, Node]


def some_statements(chance: random.Random, blanks: list[BNode]) -> Iterator[str]:
    """Statements of all sorts: among named things, and about blank nodes that share or circle."""
    for _ in range(chance.randrange(25)):
        subject = chance.choice([*NAMES, *blanks])
        texts = [f'"{chance.randrange(3)}"@nl', '"é \\"\\n_:x"', '"1"^^<http://x.example/t>']
        value = chance.choice([*(term.n3() for term in (*NAMES, *blanks)), *texts])
        yield f"{subject.n3()} {chance.choice(WAYS).n3()} {value} {chance.choice(PLACES).n3()} ."


def parsed(lines: Iterable[str]) -> set[Statement]:
    dataset = Dataset()
    dataset.parse(data="\n".join(lines), format="nquads")
    return {(s, p, o, g) for s, p, o, g in dataset.quads() if g is not None}


def known(term: object) -> Node:
    """A term of the one library as the other has it; rdflib's parsers rename blank nodes."""
    if isinstance(term, terms.Literal):
        plain_text = term.language or term.datatype.value.endswith("#string")
        datatype = None if plain_text else URIRef(term.datatype.value)
        return Literal(term.value, term.language, datatype)
    if isinstance(term, terms.BlankNode):
        return BNode(term.value)
    assert isinstance(term, terms.NamedNode)
    return URIRef(term.value)


def graphs_of(rows: Iterable[Statement]) -> dict[Node, Graph]:
    found: dict[Node, Graph] = {place: Graph() for place in PLACES}
    for s, p, o, g in rows:
        found[URIRef(str(g))].add((s, p, o))
    return found


def reified(graph: Graph, way: URIRef) -> Iterator[tuple[Any, ...]]:
    for row in graph.objects(None, way):
        parts = [graph.value(row, part) for part in (RDF.subject, RDF.predicate, RDF.object)]
        place = graph.value(row, DCT.isPartOf)
        back = [BNode(str(t).split("#blank/")[1]) if "#blank/" in str(t) else t for t in parts]
        yield (*back, place)


@pytest.mark.parametrize("seed", range(25))
def test_the_later_release_follows_from_the_earlier(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    before = sorted(set(some_statements(chance, [BNode(f"a{n}") for n in range(4)])))
    kept = [line.replace("_:a", "_:z") for line in before if chance.random() < 0.7]
    after = [*kept, *some_statements(chance, [BNode(f"z{n}") for n in range(5)])]
    after = list(dict.fromkeys(after))
    chance.shuffle(after)
    assert_follows(before, after, tmp_path)


def test_one_of_two_blank_nodes_that_are_alike_goes(tmp_path: Path) -> None:
    here = f"{WAYS[0].n3()} {{}} {PLACES[0].n3()} ."
    two = [f"{term} {here.format(value)}" for term, value in (
        (NAMES[0].n3(), "_:a1"), (NAMES[0].n3(), "_:a2"), ("_:a1", '"x"'), ("_:a2", '"x"'),
    )]  # fmt: skip
    found = assert_follows(two, [line for line in two if "_:a2" not in line], tmp_path)
    assert [len(change.gone) for change in found.changes] == [2]


def assert_follows(before: list[str], after: list[str], folder: Path) -> Comparison:
    """A without what went and with what came is B, as the RDF tells it."""
    old, new = (
        Release(name, B, changing.write(folder / name, lines), {})
        for name, lines in ((changing.FIRST, before), (changing.SECOND, after))
    )
    found = compare(old, new, {}, EVERY)
    graph = described(found)
    # Blank nodes of A by what they hold: against nothing, all of A came.
    _, all_of_it = differing([], [line.encode() for line in before])
    rows = {
        (known(q.subject), known(q.predicate), known(q.object), known(q.graph_name))
        for q in all_of_it
    }
    removals, additions = set(reified(graph, CS.removal)), set(reified(graph, CS.addition))
    assert removals <= rows and not additions & rows
    result, wanted = graphs_of(rows - removals | additions), graphs_of(parsed(after))
    assert all(isomorphic(result[place], wanted[place]) for place in PLACES)
    return found
