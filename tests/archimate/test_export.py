"""An export is a valid exchange file that says what the graph says, and nothing else."""

import random
from collections import Counter
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from scripts.archimate import references
from scripts.archimate.exporting import LANDSCAPE, export, statements
from scripts.archimate.kinds import ELEMENTS
from scripts.archimate.model import Colour, Font, Node, Point, Style, Text
from scripts.archimate.read import ModelFile, read
from scripts.archimate.to_graph import to_graph
from scripts.archimate.types import element_type
from scripts.archimate.write import write
from scripts.importing import Order, make
from scripts.terms import Triple, ntriples, quad_line, sorted_triples
from server.errors import SourceError
from server.graphs import graph_iri
from server.namespaces import EXTERNAL, RDFS, gemma
from server.release import QUADS, open_current
from server.settings import DEFAULT_BASE as B
from server.store import Store
from tests.archimate import schemas
from tests.archimate.files import SMALL
from tests.serving.running import ROOT, environment
from tests.serving.running import gemma as command


def graph(triples: frozenset[Triple]) -> Graph:
    return Graph().parse(data=ntriples(triples), format="nt")


def nodes(inside: tuple[Node, ...]) -> list[Node]:
    return [n for node in inside for n in (node, *nodes(node.nodes))]


@pytest.fixture(scope="module")
def store(real_var: Path) -> Store:
    return Store(open_current(real_var).quads, B)


@pytest.fixture(scope="module")
def landscape(store: Store) -> frozenset[Triple]:
    return statements(store, LANDSCAPE)


@pytest.fixture(scope="module")
def exported(real_var: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ModelFile]:
    """The landscape as the command writes it, and as the reader of exchange files takes it."""
    file = tmp_path_factory.mktemp("uitvoer") / "landschap.xml"
    done = command("export", "archimate", str(file), env=environment(real_var, B))
    assert done.returncode == 0, done.stderr
    return file, read(file)


def again(tmp_path: Path, content: bytes) -> ModelFile:
    """Read what was written, and follow every reference in it."""
    file = tmp_path / "model.xml"
    file.write_bytes(content)
    found = read(file)
    references.check(found)
    return found


def test_the_schemas_have_nothing_against_it(exported: tuple[Path, ModelFile]) -> None:
    assert schemas.faults(exported[0]) == []


def test_every_reference_leads_somewhere(exported: tuple[Path, ModelFile]) -> None:
    references.check(exported[1])


def test_it_says_what_the_graphs_say(
    exported: tuple[Path, ModelFile], landscape: frozenset[Triple]
) -> None:
    assert ntriples(to_graph(exported[1].model, B)) == ntriples(landscape)


def test_it_is_the_same_bytes_each_time(
    exported: tuple[Path, ModelFile], store: Store, landscape: frozenset[Triple], real_var: Path
) -> None:
    other = export(sorted(landscape, reverse=True), LANDSCAPE, store, open_current(real_var).id)
    assert other == exported[0].read_bytes()
    assert write(exported[1].model) == other


def test_archi_would_draw_it(exported: tuple[Path, ModelFile]) -> None:
    """What Archi 5 asks beyond the schemas, by its importer and its table of relationships."""
    model = exported[1].model
    lines = {one.id: one for one in model.relationships}
    elements = {one.id for one in model.elements}
    assert elements and all(one.names for one in model.elements)
    for line in lines.values():
        assert not (line.source in lines and line.target in lines), "from a line to a line"
        assert line.type == "Association" or {line.source, line.target} <= elements
    for view in model.views:
        drawn = {node.id: node for node in nodes(view.nodes)}
        for connection in view.connections:
            ends = lines[connection.relationship]
            assert drawn[connection.source].element == ends.source
            assert drawn[connection.target].element == ends.target
    foldered = Counter(item.ref for item in references.items(model) if item.ref)
    parts = {*elements, *lines, *(view.id for view in model.views)}
    assert foldered == Counter(parts)


def test_what_is_inside_a_box_lies_inside_it(exported: tuple[Path, ModelFile]) -> None:
    """Coordinates are those of the view, also of a node in a node (LocationGroup)."""
    inner = 0
    for view in exported[1].model.views:
        for node in nodes(view.nodes):
            for child in node.nodes:
                inner += 1
                assert node.x <= child.x and child.x + child.width <= node.x + node.width
                assert node.y <= child.y and child.y + child.height <= node.y + node.height
    assert inner > 242, "every box in a box, and those in an area"


def test_all_of_the_landscape_is_in_it(exported: tuple[Path, ModelFile]) -> None:
    model = exported[1].model
    assert len(model.views) == 15
    assert sum(one.type == "ApplicationComponent" for one in model.elements) == 128 + 8 + 1
    ours = [n for view in model.views for n in nodes(view.nodes) if ".in-" not in n.id]
    kinds = Counter(node.kind for node in ours)
    assert kinds == {"Element": 384, "Container": 86, "Label": 26}
    flows = {one.id.partition(".")[0] for one in model.relationships if one.type == "Flow"}
    assert len(flows) == 77
    assert sum(len(view.connections) for view in model.views) >= len(flows)
    numbers = {label.value for v in model.views for c in v.connections for label in c.labels}
    assert {"1'", "B1"} <= numbers


@pytest.mark.parametrize("key", ["principes", "ontology"])
def test_any_graph_comes_back(tmp_path: Path, store: Store, key: str) -> None:
    triples = statements(store, (key,))
    found = again(tmp_path, export(triples, (key,), store, "x"))
    assert isomorphic(graph(to_graph(found.model, B)), graph(triples))


@pytest.mark.parametrize("seed", range(2))
def test_any_part_of_a_graph_comes_back(
    tmp_path: Path, store: Store, landscape: frozenset[Triple], seed: int
) -> None:
    """Boxes without a place, flows without an end, things without a class: nothing is lost."""
    chance = random.Random(seed)
    triples = frozenset(t for t in sorted(landscape) if chance.random() < 0.7)
    found = again(tmp_path, export(triples, LANDSCAPE, store, "x"))
    assert ntriples(to_graph(found.model, B)) == ntriples(triples)


def made(name: str) -> tuple[Store, frozenset[Triple]]:
    """A graph made for these tests, and a store of it."""
    source = Path(__file__).with_name(f"{name}.ttl")
    triples = frozenset(sorted_triples(Graph().parse(source, format="turtle", publicID=B)))
    quads = "\n".join(quad_line(t, graph_iri(B, "landschap")) for t in triples)
    return Store(quads.encode(), B), triples


@pytest.fixture(scope="module")
def odd() -> tuple[Store, frozenset[Triple]]:
    """What no landscape has."""
    return made("odd")


@pytest.fixture(scope="module")
def modelled() -> tuple[Store, frozenset[Triple]]:
    """An imported model in small."""
    return made("modelled")


def test_odd_things_come_back(tmp_path: Path, odd: tuple[Store, frozenset[Triple]]) -> None:
    store, triples = odd
    found = again(tmp_path, export(triples, ("landschap",), store, "x"))
    assert isomorphic(graph(to_graph(found.model, B)), graph(triples))
    assert schemas.faults(tmp_path / "model.xml") == []


def test_a_line_with_several_ends_is_one_thing(
    tmp_path: Path, odd: tuple[Store, frozenset[Triple]]
) -> None:
    store, triples = odd
    model = again(tmp_path, export(triples, ("landschap",), store, "x")).model
    arrows = [one for one in model.relationships if one.id.startswith("id-flow-veel")]
    assert [(one.id, one.source, one.target) for one in arrows] == [
        ("id-flow-veel", "id-element-a", "id-element-b"),
        ("id-flow-veel.2", "id-element-c", "id-element-b"),
        ("id-flow-veel.3", "id-element-a", "id-element-d"),
    ]
    (view,) = model.views
    drawn = {one.relationship: one for one in view.connections}
    assert set(drawn) == {one.id for one in arrows}
    assert all(drawn[one.id].source_attachment for one in arrows)


def test_an_imported_model_comes_back(
    tmp_path: Path, modelled: tuple[Store, frozenset[Triple]]
) -> None:
    store, triples = modelled
    found = again(tmp_path, export(triples, ("model-klein",), store, "x"))
    assert ntriples(to_graph(found.model, B)) == ntriples(triples)
    assert schemas.faults(tmp_path / "model.xml") == []


@pytest.mark.parametrize("seed", range(20))
def test_any_part_of_an_imported_model_comes_back(
    tmp_path: Path, modelled: tuple[Store, frozenset[Triple]], seed: int
) -> None:
    """A relationship without its direct triple, a box without the next: nothing is added either."""
    store, whole = modelled
    chance = random.Random(seed)
    triples = frozenset(t for t in sorted(whole) if chance.random() < 0.9)
    found = again(tmp_path, export(triples, ("model-klein",), store, "x"))
    assert ntriples(to_graph(found.model, B)) == ntriples(triples)


def test_an_imported_model_is_written_as_it_was_drawn(
    tmp_path: Path, modelled: tuple[Store, frozenset[Triple]]
) -> None:
    store, triples = modelled
    model = again(tmp_path, export(triples, ("model-klein",), store, "x")).model
    lines = {one.id.partition("relationship-")[2]: one for one in model.relationships}
    assert lines["op"].target == lines["een"].id and lines["op"].directed
    assert (lines["lezen"].type, lines["lezen"].access) == ("Access", "ReadWrite")
    assert {one.type for one in model.elements} >= {"OrJunction", "Contract"}
    view = next(view for view in model.views if view.names[0].value == "V")
    (outer,) = view.nodes
    assert [node.kind for node in outer.nodes] == ["Label", "Container"]
    assert [node.id for node in outer.nodes[1].nodes] == ["id-klein.node-v-a"]
    assert outer.style == Style(
        Colour(10, 20, 30, 40),
        Colour(255, 255, 181),
        Font("Arial", "9.5", ("bold", "italic"), Colour(0, 0, 0)),
        2,
    )
    drawn = {one.id.rpartition("-")[2]: one for one in view.connections}
    assert drawn["een"].bendpoints == (Point(90, 200), Point(400, 200))
    assert (drawn["op"].kind, drawn["op"].target) == ("Line", drawn["een"].id)
    assert drawn["twee"].kind == "NestingRelationship"
    folder = model.organizations[0][0]
    assert [text.value for text in folder.labels] == ["Map"]
    assert {item.ref for item in folder.items[0].items} == {
        "id-klein.element-a",
        "id-klein.relationship-een",
    }


def test_import_gives_the_same_graph(
    exported: tuple[Path, ModelFile], landscape: frozenset[Triple]
) -> None:
    """Without a profile, of the day of its release, and with nothing to mend."""
    made = make(Order(exported[0]), B, ROOT)
    assert made.profile.model == "landschap" and not made.findings
    graph = f" <{graph_iri(B, 'model-landschap')}> ."
    quads = made.package.files[QUADS].decode().splitlines()
    facts = [line.removesuffix(graph) for line in quads if line.endswith(graph)]
    assert "".join(f"{fact} .\n" for fact in facts) == ntriples(landscape)


def test_what_was_changed_in_a_tool_is_told(
    exported: tuple[Path, ModelFile], tmp_path: Path
) -> None:
    text = exported[0].read_text(encoding="utf-8")
    old, new = ">Zaaksysteem</name>", ">Zakensysteem</name>"
    assert old in text
    edited = tmp_path / "bewerkt.xml"
    edited.write_text(text.replace(old, new), encoding="utf-8")
    env, names = environment(tmp_path, B), []
    for file in (exported[0], edited):
        assert command("import", str(file), env=env).returncode == 0
        names.append((tmp_path / "models/landschap/current").readlink().name)
    told = command("diff", "--model", "landschap", *names, "--language", "nl", env=env).stdout
    assert "1 gewijzigd" in told and "“Zaaksysteem” → “Zakensysteem”" in told


def test_a_model_of_somebody_else_needs_a_profile(tmp_path: Path) -> None:
    done = command("import", str(SMALL), env=environment(tmp_path, B))
    assert done.returncode == 2 and "name its profile with --as" in done.stderr


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<value>&lt;https", "<value>https", "no N-Triples"),
        ("<value>&lt;https", "<value>&lt;&lt;https", "no address"),
        ("/id/element/zaaksysteem</value>", "/id/element/zaak systeem</value>", "no address"),
        ("/graph/landschap</", "/graph/model-a-inferred</", "xml: property 'Graph' names 'model-a"),
        ("/graph/landschap</", "/graph/../../elders</", "'../../elders' is no key"),
    ],
)
def test_a_spoilt_export_is_refused(
    exported: tuple[Path, ModelFile], tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = exported[0].read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "bedorven.xml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=said):
        make(Order(file), B, ROOT)


def test_what_has_no_name_is_called_something(
    tmp_path: Path, odd: tuple[Store, frozenset[Triple]]
) -> None:
    """A real element has a name (RealElementType), though the graph may not give it one."""
    store, triples = odd
    model = again(tmp_path, export(triples, ("landschap",), store, "x")).model
    (nameless,) = (one for one in model.elements if one.id == "id-element-a-b")
    assert nameless.names == (Text(f"{B}id/element/a-b"),)


def test_types_agree_with_the_alignment(store: Store) -> None:
    """`ontology/archimate.ttl` says what our classes are like; a choice is told apart there."""
    for kind, type_ in ELEMENTS.items():
        if ":" in kind:
            continue
        for term in store.objects(gemma(B) + kind, RDFS + "seeAlso"):
            local = str(getattr(term, "value", "")).removeprefix(EXTERNAL["archimate"])
            assert type_ == element_type(local) or kind == "Choice", kind


def test_a_graph_that_is_not_there(real_var: Path) -> None:
    done = command("export", "archimate", "--graph", "landkaart", env=environment(real_var, B))
    assert done.returncode == 2
    assert "landkaart" in done.stderr and "landschap" in done.stderr
    assert done.stdout == ""
