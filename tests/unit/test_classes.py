"""Diagrams of the vocabulary: every relation of a class is on its diagram, and nothing overlaps."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest

from server.plates.classes import ends, of_class
from server.settings import DEFAULT_BASE as B
from server.store import Store
from tests.sources import ROOT

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The vocabulary alone, as a release has it."""
    from pyoxigraph import NamedNode, RdfFormat
    from pyoxigraph import Store as Quads

    quads = Quads()
    for file in sorted((ROOT / "ontology").glob("*.ttl")):
        graph = NamedNode(f"{B}id/graph/ontology")
        quads.load(path=str(file), format=RdfFormat.TURTLE, base_iri=B, to_graph=graph)
    file = tmp_path_factory.mktemp("woorden") / "release.nq"
    quads.dump(str(file), RdfFormat.N_QUADS)
    return Store(Path(file), B)


def drawn(name: str, store: Store, language: str = "nl") -> ElementTree.Element:
    return ElementTree.fromstring(of_class(f"{B}def#{name}", ends(store), store, str, language))


def test_a_class_shows_what_it_has_and_what_leads_to_it(store: Store) -> None:
    links = {a.get("href") for a in drawn("Flow", store).iter(f"{SVG}a")}
    for name in ("Flow", "Element", "from", "to", "via", "usesStandard", "View", "StandardUse"):
        assert f"{B}def#{name}" in links, name
    # The inverse of a relation says nothing more.
    assert f"{B}def#hasFlow" not in links


def test_every_property_between_our_classes_is_on_a_diagram(store: Store) -> None:
    known = ends(store)
    named = {iri for having, values in known.values() for iri in (*having, *values)}
    shown = {
        a.get("href") for iri in named if (svg := of_class(iri, known, store, str))
        for a in ElementTree.fromstring(svg).iter(f"{SVG}a")
    }  # fmt: skip
    between = {
        prop for prop, (having, values) in known.items()
        if any(one != other for one in having for other in values)
    }  # fmt: skip
    assert len(between) > 40 and between <= shown


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_box_overlaps_another(store: Store, language: str) -> None:
    known = ends(store)
    for iri in {iri for having, _ in known.values() for iri in having}:
        svg = of_class(iri, known, store, str, language)
        boxes = [
            tuple(int(rect.get(side, "0")) for side in ("x", "y", "width", "height"))
            for rect in ElementTree.fromstring(svg or "<svg/>").iter(f"{SVG}rect")
        ][1:]
        for (x, y, w, h), (u, v, wide, high) in combinations(boxes, 2):
            assert x + w <= u or u + wide <= x or y + h <= v or v + high <= y, iri
        assert not re.search(r"<text[^>]*>\s*</text>", svg)
