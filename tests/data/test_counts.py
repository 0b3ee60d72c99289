"""The data holds as much as the sources: counted in the documents, asked of the data.

Each row was counted by hand in the source (headings, bullets, table rows); the queries run over
the hand-written files alone, before anything is derived.
"""

import pyoxigraph as ox
import pytest

from server.settings import DEFAULT_BASE
from tests.sources import ROOT

PREFIXES = f"""
BASE <{DEFAULT_BASE}>
PREFIX gemma: <def#>
PREFIX concept: <id/concept/>
PREFIX principle: <id/principle/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """All hand-written statements, in one graph."""
    store = ox.Store()
    for file in sorted([*ROOT.glob("data/**/*.ttl"), *ROOT.glob("ontology/**/*.ttl")]):
        store.extend(ox.Quad(*q.triple) for q in ox.parse(path=str(file), base_iri=DEFAULT_BASE))
    return store


def number(store: ox.Store, pattern: str) -> int:
    query = f"{PREFIXES} SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}"
    (row,) = store.query(query)  # type: ignore[misc]
    return int(row["n"].value)


@pytest.mark.parametrize(
    ("what", "expected", "pattern"),
    [
        ("general developments, 2.1", 8,
         "?x a gemma:Development ; gemma:developmentGroup concept:ontwikkelingsgroep-algemeen"),
        ("information and technology developments, 2.2", 8,
         "?x a gemma:Development ; "
         "gemma:developmentGroup concept:ontwikkelingsgroep-informatie-en-technologie"),
        ("premises, 2.3", 6, "?x a gemma:Premise"),
        ("principles, chapter 3", 8, "?x a gemma:Principle"),
        ("motivations", 8, "?x a gemma:Principle ; gemma:motivation ?m"),
        ("implications", 76, "?x a gemma:Implication"),
        ("sub-items", 10, "?x a gemma:ImplicationItem"),
        ("numbered references, 1.4", 17, "?x a gemma:Reference"),
        ("works that the references mean", 18, "?r a gemma:Reference ; gemma:refersTo ?x"),
        ("NORA principles, chapter 4", 10, "?x a gemma:NoraPrinciple"),
        ("NORA links, chapter 4", 16, "?x a gemma:NoraLink"),
        ("citations with a number in the text", 4, "?x a gemma:Citation"),
        ("kinds of the legend", 5,
         "?x skos:inScheme <id/scheme/soort> ; gemma:sourceLabel ?l"),
        ("pages of the landscape", 15, "?x a gemma:Page"),
        ("views, one a page", 15, "?x a gemma:View"),
        ("modules of the Burgerzakenmodulen, page 5", 9,
         "?x gemma:partOf <id/element/burgerzakenmodulen> ; a gemma:ReferenceComponent"),
    ],
)  # fmt: skip
def test_as_many_as_in_the_source(store: ox.Store, what: str, expected: int, pattern: str) -> None:
    assert number(store, pattern) == expected, what


@pytest.mark.parametrize(
    ("number_", "expected"),
    [("3.1", 10), ("3.2", 12), ("3.3", 7), ("3.4", 8), ("3.5", 11), ("3.6", 7), ("3.7", 9),
     ("3.8", 12)],
)  # fmt: skip
def test_implications_per_principle(store: ox.Store, number_: str, expected: int) -> None:
    pattern = f'?x gemma:implicationOf [ gemma:number "{number_}" ]'
    assert number(store, pattern) == expected


@pytest.mark.parametrize(
    ("view", "printed"),
    [
        ("e-formulieren", {"A"}),
        ("operatie-nup", {"A", "B", "D1", "D2", "D3", "D4", "D5", "D6"}),
        ("brp-bijhouding", {"V1", "V2", "V4", "V5", "B1", "B2", "B4", "B5", "B6", "Z1", "Z2"}),
        ("brp-levering", {"L1", "L2", "L3", "L4", "B1", "B2", "B3"}),
        ("wmo", {"A", "B", "1a", "1b", "2", "3", "4", "5"}),
        ("bgt", {"1", "1'", "2", "3", "4", "5", "6"}),
        ("brk", {"1", "1'", "2"}),
        ("berichtenbox", {"B1", "B1'", "B2"}),
        ("handelsregister", {"H1", "H2"}),
        ("bag-woz", {"B1", "B2"}),
        ("lopende-zaken", {"Z", "1", "2"}),
        ("operatie-nup-beknopt", {"B", "D1", "D2", "D3", "D4", "D5", "D6"}),
        ("bgt-beknopt", {"1", "1'", "2", "3", "4", "5", "6"}),
    ],
)
def test_numbers_of_the_flows_as_printed(store: ox.Store, view: str, printed: set[str]) -> None:
    query = f"{PREFIXES} SELECT ?n {{ ?x gemma:flowOf <id/view/{view}> ; gemma:number ?n }}"
    found = {row["n"].value for row in store.query(query)}  # type: ignore[union-attr]
    steps = f"{PREFIXES} SELECT ?n {{ ?x gemma:stepOf <id/view/{view}> ; gemma:number ?n }}"
    found |= {row["n"].value for row in store.query(steps)}  # type: ignore[union-attr]
    assert printed <= found and not {n for n in found - printed if n not in ("V3", "B3")}
