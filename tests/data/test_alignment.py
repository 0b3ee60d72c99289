"""Then and now: everything of 2013 has one fate, and what is said of the models is in the models.

The second part reads the two editions of the model anew, where they are beside the checkout, and
holds every identifier, name, kind and provable sentence of evidence against them.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from server.settings import DEFAULT_BASE as B
from tests.sources import ROOT

PREFIXES = f"""
BASE <{B}>
PREFIX gemma: <def#>
PREFIX edition: <id/edition/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
MATCHES = (
    "skos:exactMatch|skos:closeMatch|skos:broadMatch|skos:narrowMatch|skos:relatedMatch"
    "|dct:isReplacedBy"
)
MODELS = ROOT.parent / "shared" / "gemma-archi"
EDITIONS = {year: MODELS / f"GEMMA_{day}.ameff.xml"
            for year, day in ((2019, "2019-11-05"), (2026, "2026-07-01"))}  # fmt: skip
MONTHS = ("januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
          "oktober", "november", "december")  # fmt: skip

needs_models = pytest.mark.skipif(
    not all(file.exists() for file in EDITIONS.values()),
    reason="the two editions of the model are not beside the checkout (../shared/gemma-archi)",
)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """All hand-written statements, in one graph."""
    store = ox.Store()
    for file in sorted([*ROOT.glob("data/**/*.ttl"), *ROOT.glob("ontology/**/*.ttl")]):
        store.extend(ox.Quad(*q.triple) for q in ox.parse(path=str(file), base_iri=B))
    return store


def rows(store: ox.Store, query: str) -> list[dict[str, str]]:
    found = store.query(f"{PREFIXES} {query}")
    names = [variable.value for variable in found.variables]  # type: ignore[union-attr]
    return [
        {name: row[name].value for name in names if row[name] is not None}
        for row in found  # type: ignore[union-attr]
    ]


@pytest.mark.parametrize(
    ("kind", "all_of_them", "without"),
    [
        ("ReferenceComponent", 128, 4),
        ("BusinessFunction", 18, 0),
        ("ApplicationFunction", 15, 1),
        ("BusinessRole", 1, 0),
        ("Standard", 36, 6),
        ("Principle", 8, 0),
        ("NoraPrinciple", 10, 0),
    ],
)
def test_each_has_counterparts_or_none(
    store: ox.Store, kind: str, all_of_them: int, without: int
) -> None:
    every = {row["x"] for row in rows(store, f"SELECT ?x {{ ?x a gemma:{kind} }}")}
    mapped = rows(
        store, f"SELECT ?x {{ ?x a gemma:{kind} ; {MATCHES} ?y . ?y a gemma:Counterpart }}"
    )
    none = rows(store, f"SELECT ?x {{ ?x a gemma:{kind} ; gemma:noCounterpartIn ?y }}")
    with_, bare = {row["x"] for row in mapped}, {row["x"] for row in none}
    assert (len(every), len(bare)) == (all_of_them, without)
    assert with_ | bare == every and not with_ & bare


def test_every_claim_of_today_says_which_edition_was_read(store: ox.Store) -> None:
    query = """SELECT ?claim { ?claim a gemma:Claim ; gemma:claimObject ?other .
        ?other a ?kind FILTER (?kind IN (gemma:Counterpart, gemma:ModelEdition))
        FILTER NOT EXISTS {
            ?claim <http://www.w3.org/ns/prov#wasDerivedFrom> edition:gemma-2026-07-01 } }"""
    assert rows(store, query) == []


@dataclass(frozen=True)
class Thing:
    """What is in a model: its name, and what kind of thing it is there."""

    name: str
    kind: str
    type: str


@cache
def model(year: int) -> dict[str, Thing]:
    """The elements of an edition by Object ID; read with nothing of the project."""
    space = "{http://www.opengroup.org/xsd/archimate/3.0/}"
    tree = ElementTree.parse(EDITIONS[year])
    names = {
        definition.get("identifier"): definition.findtext(f"{space}name")
        for definition in tree.iter(f"{space}propertyDefinition")
    }
    found = {}
    for element in tree.iter(f"{space}element"):
        values = {
            names[item.get("propertyDefinitionRef")]: item.findtext(f"{space}value") or ""
            for item in element.iter(f"{space}property")
        }
        kind = element.get("{http://www.w3.org/2001/XMLSchema-instance}type") or ""
        name = (element.findtext(f"{space}name") or "").strip()
        found[values["Object ID"]] = Thing(name, values.get("GEMMA type") or kind, kind)
    return found


def made_on(identifier: str) -> datetime:
    """The time in an Object ID that was made as a UUID of version 1 (RFC 9562, 5.1)."""
    low, middle, high = identifier.split("-")[:3]
    assert high.startswith("1"), identifier
    ticks = (int(high[1:], 16) << 48) | (int(middle, 16) << 32) | int(low, 16)
    return datetime(1582, 10, 15) + timedelta(microseconds=ticks // 10)


def fold(text: str) -> str:
    plain = (
        unicodedata.normalize("NFKD", text.replace("&", "en")).encode("ascii", "ignore").decode()
    )
    return re.sub("[^a-z0-9]", "", plain.lower())


def of_today(store: ox.Store) -> Iterator[tuple[dict[str, str], str, str]]:
    """Each claim about a counterpart: the row, the Object ID, and the evidence in Dutch."""
    query = """SELECT ?claim ?subject ?relation ?object ?evidence {
        ?claim gemma:claimSubject ?subject ; gemma:claimProperty ?relation ;
            gemma:claimObject ?object ; gemma:evidence ?evidence .
        ?object a gemma:Counterpart FILTER (lang(?evidence) = "nl") }"""
    for row in rows(store, query):
        yield row, row["object"].rpartition("/")[2], row["evidence"]


@needs_models
def test_identifiers_names_kinds_and_editions_are_those_of_the_models(store: ox.Store) -> None:
    query = """SELECT ?x ?id ?name ?old ?kind ?then {
        ?x a gemma:Counterpart ; dct:identifier ?id ; skos:prefLabel ?name ; gemma:modelType ?kind ;
            gemma:inEdition edition:gemma-2026-07-01 .
        OPTIONAL { ?x skos:altLabel ?old }
        OPTIONAL { ?x gemma:inEdition ?then FILTER (?then = edition:gemma-2019-11-05) } }"""
    found = rows(store, query)
    every = rows(store, "SELECT ?x { ?x a gemma:Counterpart }")
    assert len(found) == len(every) > 150
    for row in found:
        now, then = model(2026)[row["id"]], model(2019).get(row["id"])
        assert (row["name"], row["kind"]) == (now.name, now.kind), row["id"]
        assert ("then" in row) == (then is not None), row["id"]
        former = then.name if then and then.name != now.name else None
        assert row.get("old") == former, row["id"]


@needs_models
def test_what_the_evidence_says_of_the_models_is_so(store: ox.Store) -> None:
    proven = 0
    for row, identifier, evidence in of_today(store):
        now, then = model(2026)[identifier], model(2019).get(identifier)
        if "hetzelfde Object ID" in evidence:
            assert then is not None, row["claim"]
            told = re.search(r"toen met de naam ([^;.]+)[;.]", evidence)
            assert (told[1] if told else now.name) == then.name, row["claim"]
            proven += 1
        if day := re.search(r"gemaakt op (\d+) (\w+) (\d{4})\.", evidence):
            made = made_on(identifier)
            said = (int(day[3]), MONTHS.index(day[2]) + 1, int(day[1]))
            assert said == (made.year, made.month, made.day), row["claim"]
        if "onder een ander Object ID" in evidence:
            others = [i for i, t in model(2019).items() if (t.name, t.type) == (now.name, now.type)]
            assert others and identifier not in model(2019), row["claim"]
            proven += 1
    assert proven > 120


@needs_models
def test_older_names_in_the_evidence_are_in_the_model_of_2019(store: ox.Store) -> None:
    older = r"in 2019 heette (?:hij|de component) ([\w -]+?)[;.]|2019 kende daarvoor de (\w+)\."
    names = {thing.name for thing in model(2019).values()}
    told = [
        (one or other).strip()
        for _, _, evidence in of_today(store)
        for one, other in re.findall(older, evidence, re.IGNORECASE)
    ]
    assert len(told) >= 4 and set(told) <= names


@needs_models
def test_the_same_name_is_the_same_name(store: ox.Store) -> None:
    """Equal but for what a name does not change by: signs, an ending, an abbreviation with it."""
    query = """SELECT ?x ?name { ?x skos:prefLabel|skos:altLabel|gemma:sourceLabel|gemma:expansion
        |gemma:abbreviation ?name FILTER (lang(?name) != "en") }"""
    names: dict[str, set[str]] = {}
    for row in rows(store, query):
        names.setdefault(row["x"], set()).add(fold(row["name"]))
    begun = ("systeem", "administratie", "registratie", "")
    ended = ("", "component", "encomponent", "scomponent", "nl")
    seen = 0
    for row, identifier, evidence in of_today(store):
        if not evidence.startswith(("Zelfde naam", "Zelfde afkorting en naam.")):
            continue
        # Fields of Iv3 have their number before the name.
        today = fold(model(2026)[identifier].name.lstrip("0123456789 "))
        ours = names[row["subject"]]
        whole = {name.removesuffix(one) + two for name in ours for one in begun for two in ended}
        pairs = ((one, two) for one in ours for two in ours if one != two)
        joined = any(today.startswith(one) and two in today for one, two in pairs)
        assert today in whole or joined, (row["claim"], today, ours)
        seen += 1
    assert seen > 80


@needs_models
def test_what_has_no_counterpart_has_no_namesake_either(store: ox.Store) -> None:
    query = """SELECT ?x ?name { ?x gemma:noCounterpartIn ?edition ;
        skos:prefLabel|gemma:sourceLabel|gemma:abbreviation|gemma:expansion ?name
        FILTER (lang(?name) != "en") }"""
    today = {fold(thing.name) for thing in model(2026).values()}
    found = rows(store, query)
    assert found and [row for row in found if fold(row["name"]) in today] == []
