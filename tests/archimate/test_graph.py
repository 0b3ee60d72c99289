"""What a model becomes: the model of our own making, asked as a user would ask."""

import random
import re
from contextlib import suppress
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import RDF, RDFS, SKOS, Graph

from scripts import infer
from scripts.archimate import closure, profile, rules
from scripts.archimate.graph import Facts
from scripts.archimate.identity import identify
from scripts.archimate.types import ELEMENTS, JUNCTIONS, RELATIONSHIPS
from scripts.archimate.values import Values
from scripts.importing import Import, Order, make
from scripts.load import read_source, source_names
from scripts.terms import Triple, graph_of, ntriples
from scripts.validate import validate
from server.errors import ChecksFailedError, SourceError
from server.namespaces import prefixes
from server.settings import DEFAULT_BASE
from server.uris import COLLECTIONS
from tests.archimate.files import HERE, PROFILE, SMALL, changed, whole, written
from tests.sources import ROOT

PREFIXES = f"""
BASE <{DEFAULT_BASE}model/voorbeeld/>
PREFIX adms: <http://www.w3.org/ns/adms#>
PREFIX archimate: <https://purl.org/archimate#>
PREFIX concept: <{DEFAULT_BASE}id/concept/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX element: <id/element/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX gemma: <{DEFAULT_BASE}def#>
PREFIX own: <id/property/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@cache
def small() -> Import:
    return make(Order(SMALL, PROFILE), DEFAULT_BASE, ROOT)


@cache
def store() -> ox.Store:
    found = ox.Store()
    found.bulk_load(said(small()), format=ox.RdfFormat.N_QUADS)
    return found


def said(found: Import) -> bytes:
    """What a model says and what follows, without what the catalogue says of this release."""
    return found.package.files["graphs/model-voorbeeld-alles.nq"]


def ask(pattern: str) -> bool:
    answer = store().query(f"{PREFIXES} ASK {{ {pattern} }}", use_default_graph_as_union=True)
    return bool(answer)


@cache
def ontology() -> tuple[Triple, ...]:
    names = source_names(ROOT, ("ontology/*.ttl",))
    return tuple(t for n in names for t in read_source(ROOT, n, "ontology", DEFAULT_BASE).triples)


def graph(key: str) -> set[Triple]:
    """The statements of one graph of the import."""
    found = Graph()
    name = ox.NamedNode(f"{DEFAULT_BASE}id/graph/{key}")
    lines = (f"{quad.triple} .\n" for quad in store().quads_for_pattern(None, None, None, name))
    return set(found.parse(data="".join(lines), format="nt"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "pattern",
    [
        # Elements
        "element:application-component a archimate:ApplicationComponent, skos:Concept, "
        'gemma:ReferenceComponent ; skos:prefLabel "A ApplicationComponent"@en ; '
        'skos:definition "Voorbeeld van ApplicationComponent."@nl ; '
        "skos:inScheme <id/model/voorbeeld>",
        'element:contract a archimate:BusinessContract ; dct:identifier "contract"',
        'element:and-junction a archimate:Junction ; archimate:junctionType "and"',
        'element:or-junction a archimate:Junction ; archimate:junctionType "or"',
        # Properties: each way of reading
        "element:application-component dct:type <id/concept/soort-referentiecomponent>",
        '<id/concept/soort-referentiecomponent> skos:prefLabel "Referentiecomponent"@nl ; '
        "skos:inScheme <id/scheme/soort>",
        'element:application-component gemma:abbreviation "AC"',
        'element:application-component skos:altLabel "Bouwsteen"@nl, "Onderdeel"@nl',
        "element:application-component foaf:page <https://voorbeeld.example/wiki/AC?x=1&y=2>",
        "element:application-component adms:status <id/concept/status-in-gebruik>",
        "element:application-component own:zie-ook element:business-role",
        "element:application-component own:rang 3",
        "element:constraint own:beheerder <id/organisation/bureau-voorbeeld>",
        '<id/organisation/bureau-voorbeeld> a gemma:Organisation ; skos:prefLabel "Bureau '
        'Voorbeeld"@nl',
        # Kept, for want of a reading, and for not being what it should
        'element:application-component own:los-eindje "iets <vrij>s"@nl',
        "own:los-eindje rdfs:subPropertyOf gemma:modelProperty ; a gemma:ModelProperty",
        'element:constraint own:pagina "geen adres"@nl ; own:rang "drie"@nl',
        # Left out, and listed
        'own:techniek gemma:propertyName "Techniek" ; gemma:readAs concept:lezing-onderdrukt',
        # Relationships
        "<id/relationship/rel-flow> a gemma:Relationship ; "
        "gemma:relationshipType concept:relatie-stroom ; "
        "gemma:relationshipSource element:application-component ; "
        'gemma:relationshipTarget element:node ; rdfs:label "case data"@en ; '
        'dct:description "Wat er stroomt."@nl',
        "element:application-component archimate:flow element:node",
        '<id/relationship/rel-access> archimate:accessType "readwrite"',
        '<id/relationship/rel-influence> gemma:influenceModifier "++"',
        "<id/relationship/rel-association> gemma:directed true",
        "<id/relationship/rel-realization> own:rol <id/concept/rol-verplicht>",
        "<id/relationship/rel-op-relatie> gemma:relationshipTarget <id/relationship/rel-flow>",
        "element:requirement gemma:versionOf element:constraint",
        "element:constraint gemma:hasVersion element:requirement",
        # Views
        '<id/view/plaat-een> a gemma:View, skos:Concept ; skos:prefLabel "First view"@en ; '
        'gemma:viewpoint "Application Usage"',
        '<id/view/plaat-twee> gemma:viewpoint "Eigen gezichtspunt"',
        "<id/node/plaat-een-grouping> a gemma:ViewNode ; gemma:nodeOf <id/view/plaat-een> ; "
        "gemma:represents element:grouping ; gemma:x 10 ; gemma:y 10 ; gemma:width 400 ; "
        'gemma:height 300 ; gemma:fillColour "#b5ffff" ; '
        'gemma:lineColour "rgb(92 92 92 / 50%)" ; gemma:lineWidth 2 ; '
        'gemma:fontName "Segoe UI" ; gemma:fontSize "9.5" ; gemma:fontStyle "bold italic" ; '
        'gemma:fontColour "#000000" ; gemma:position 1',
        "<id/node/plaat-een-application-component> gemma:parentNode "
        "<id/node/plaat-een-grouping> ; gemma:leadsTo <id/view/plaat-twee>",
        "<id/node/plaat-een-application-component-2> gemma:position 2",
        '?area a gemma:ViewArea ; gemma:areaOf <id/view/plaat-een> ; skos:prefLabel "Kader"@nl',
        '?note a gemma:ViewNote ; gemma:labelOf element:node ; gemma:labelPart "name"',
        "<id/connection/plaat-een-rel-flow> a gemma:ViewConnection ; "
        "gemma:showsRelationship <id/relationship/rel-flow> ; "
        "gemma:connectionSource <id/node/plaat-een-application-component> ; "
        'gemma:bendpoints "300,120 430,60" ; gemma:sourceAttachment "150,60" ; '
        'gemma:targetAttachment "470,60" ; gemma:lineColour "#ff0000"',
        "<id/connection/plaat-een-rel-composition> gemma:nested true",
        "?line gemma:connectionTarget <id/connection/plaat-een-rel-flow>",
        # Folders
        '<id/folder/applicatie> a skos:Collection ; skos:prefLabel "Applicatie"@nl ; '
        "skos:member <id/folder/applicatie-onderdelen>, element:node",
        "<id/folder/platen> skos:member <id/view/plaat-een>, <id/view/plaat-twee>",
        # What follows
        "element:node a archimate:Element ; gemma:shownIn <id/view/plaat-een>",
        # The model itself
        "<id/model/voorbeeld> a gemma:Model, skos:ConceptScheme ; "
        'dct:title "Exampleton"@en ; dct:description "Het archief van een verzonnen stad."@nl ; '
        '<http://purl.org/dc/elements/1.1/creator> "Makers van het voorbeeld"',
    ],
)
def test_it_says(pattern: str) -> None:
    assert ask(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        "element:contract archimate:association ?relationship . "
        "?relationship a gemma:Relationship",  # a direct triple is between elements
        "?thing own:techniek ?value",
        '?thing skos:scopeNote "nan"@nl',
        "?s ?p ?o . FILTER (ISBLANK(?s) || ISBLANK(?o))",
    ],
)
def test_it_does_not_say(pattern: str) -> None:
    assert not ask(pattern)


def test_every_type_is_there_and_has_a_name() -> None:
    """The element types and relationships of ArchiMate 3.2 have a term of the ontology."""
    assert (len(ELEMENTS), len(set(ELEMENTS.values())), len(RELATIONSHIPS)) == (62, 61, 11)
    known = graph_of(ontology())
    labelled = {str(term).rpartition("#")[2] for term in known.subjects(RDFS.label)}
    for type_, local in ELEMENTS.items():
        junction = f' ; archimate:junctionType "{JUNCTIONS[type_]}"' if type_ in JUNCTIONS else ""
        assert ask(f"?x a archimate:{local}{junction}"), type_
        assert local in labelled, type_
    for type_, found in RELATIONSHIPS.items():
        assert ask(f"?r gemma:relationshipType concept:{found.concept}"), type_
        assert ask(f"?x archimate:{found.direct} ?y"), type_
        assert found.direct in labelled, type_


def test_every_example_of_the_vocabulary_is_true() -> None:
    """Those of models are of the model of our own making; the others are looked at elsewhere."""
    known = prefixes(DEFAULT_BASE, tuple(COLLECTIONS))
    head = "".join(f"@prefix {k}: <{v}> .\n" for k, v in known.items())
    looked = 0
    for _, _, example in (t for t in ontology() if t[1] == SKOS.example):
        text = (head + str(example)).encode()
        for item in ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=DEFAULT_BASE):
            if str(item.subject).startswith(f"<{DEFAULT_BASE}model/"):
                said = (item.subject, item.predicate, item.object)
                assert any(store().quads_for_pattern(*said)), item
                looked += 1
    assert looked > 45


def test_parallel_relationships_share_one_direct_triple() -> None:
    between = (
        "?r gemma:relationshipSource element:application-component ; "
        "gemma:relationshipTarget element:node"
    )
    query = f"{PREFIXES} SELECT (COUNT(?r) AS ?n) WHERE {{ {between} }}"
    (row,) = store().query(query, use_default_graph_as_union=True)  # type: ignore[misc]
    assert row["n"].value == "2"


def test_our_closure_is_that_of_owl_2_rl() -> None:
    """What follows is what the whole of OWL 2 RL gives, of what tells anything."""
    facts = graph("model-voorbeeld")
    ours = closure.close(closure.axioms(ontology()), facts)
    theirs = infer.close(ontology(), facts, None)
    terms = {s for s, p, _ in ontology() if p == RDF.type}
    wanted = {t for t in theirs.triples if t[0] not in terms}
    assert (ours.problems, theirs.problems) == ((), ())
    assert wanted <= set(ours.triples) | facts, "something that follows is missing"
    extra = set(ours.triples) - wanted - facts
    assert extra == set(), "something is said that does not follow"
    assert len(ours.triples) > 100


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<value>contract</value>", "<value>driver</value>", "driver is the identity of line"),
        (
            "<value>contract</value>",
            "<value>contract</value><value>verdrag</value>",
            "element with contract, verdrag",
        ),
        ("<name>Object ID</name>", "<name>Nummer</name>", "has no property 'Object ID'"),
    ],
)
def test_double_and_missing_identities(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(ChecksFailedError) as caught:
        make(Order(written(tmp_path, changed(old, new)), PROFILE), DEFAULT_BASE, ROOT)
    assert said in "\n".join((str(caught.value), *caught.value.lines))


def test_addresses_do_not_follow_the_identifiers_of_the_file(tmp_path: Path) -> None:
    """Another tool gives other identifiers, and the same things."""
    text = SMALL.read_text(encoding="utf-8")
    for start in ("e", "r", "v", "n", "c", "f", "p"):
        for quote in ('"', ' "'):
            text = text.replace(f"{quote}{start}-", f"{quote}anders-{start}-")
    other = make(Order(written(tmp_path, text), PROFILE), DEFAULT_BASE, ROOT)
    assert other.package.files["things.txt"] == small().package.files["things.txt"]
    assert said(other) == said(small())
    assert other.package.id != small().package.id, "another file is another input"


def test_noise_in_values_is_refused_or_stated(tmp_path: Path) -> None:
    """Whatever a value becomes, the model is refused or its graph can be written and read."""
    text = SMALL.read_text(encoding="utf-8")
    places = [*re.finditer(r'(?<==")[^"]*(?=")', text), *re.finditer(r"(?<=>)[^<>\n]+(?=<)", text)]
    odd = ["", " ", "x" * 300, "-1", "http://a b", "https://x/%zz", "a#b#c", "é\u0301", "id-model"]
    chance, taken = random.Random(11), 0
    known = profile.read(ROOT, PROFILE, DEFAULT_BASE)
    for _ in range(40):
        place = chance.choice(places)
        value = chance.choice([*odd, chance.choice(places)[0]])
        file = written(tmp_path, text[: place.start()] + value + text[place.end() :])
        with suppress(SourceError, ChecksFailedError):
            read = whole(file)
            things = identify(read, known, DEFAULT_BASE)
            values = Values(read.model, known, things, DEFAULT_BASE, read.name)
            facts = Facts(read.model, known, things, values, DEFAULT_BASE).triples()
            ox.Store().bulk_load(ntriples(facts).encode(), format=ox.RdfFormat.N_TRIPLES)
            taken += 1
    assert taken > 5


def test_twice_gives_the_same_bytes() -> None:
    again = make(Order(SMALL, PROFILE), DEFAULT_BASE, ROOT)
    assert again.package == small().package


def test_the_rules_are_shacl_and_mean_the_same_to_a_validator() -> None:
    """What we ask of the engine directly is what pyshacl finds."""
    data = graph_of([*graph("model-voorbeeld"), *graph("model-voorbeeld-inferred"), *ontology()])
    shapes = [
        t for name in (rules.PREFIXES, rules.FILE)
        for t in read_source(ROOT, name, "shapes", DEFAULT_BASE).triples
    ]  # fmt: skip
    report = validate(data, graph_of(shapes))
    asked = {rule.name for rule in rules.read(ROOT, DEFAULT_BASE)}
    ours = sorted(finding.nl for finding in small().findings if finding.rule in asked)
    assert sorted(result.message("nl") for result in report.findings) == ours
    assert len(ours) == 4


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("lezing-getal", "lezing-gok", "'Rang' is read as gok"),
        ('"Rang"', '"Rangorde"', "a property named 'Rangorde' has the address"),
        ('gemma:mainLanguage "nl" ;', "", "needs gemma:mainLanguage"),
        ("gemma:identityProperty property:object-id ;", "", "gemma:identityProperty of"),
        ("a gemma:Model ;\n    skos", "skos", "describes 0 things of gemma:Model"),
        ("gemma:targetClass gemma:Standard ;", "", "gemma:targetClass"),
        ("gemma:mapsTo foaf:page", "gemma:mapsTo foaf:page , foaf:name", "has 2 values"),
        ("<model/voorbeeld/id/model/voorbeeld>", "<id/model/voorbeeld>", "no address of a model"),
        ("property:rang a", "property:rang property:rang a", "p.ttl:"),
        ("voorbeeld", "voorbeeld-inferred", "gemma:Model .* key 'voorbeeld-inferred' ends in"),
        ("voorbeeld", "a-catalog", "'model-a-catalog' is, .* another model: choose another"),
        ("voorbeeld", "catalog", "key 'catalog' ends in 'catalog'"),
    ],
)
def test_a_profile_that_cannot_be_used(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (HERE / "small.ttl").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "p.ttl"
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SourceError, match=said) as caught:
        profile.read(ROOT, str(file), DEFAULT_BASE)
    assert str(caught.value).startswith(str(file))


def test_the_profile_of_gemma_can_be_used() -> None:
    found = profile.read(ROOT, "data/models/gemma.ttl", DEFAULT_BASE)
    assert (found.model, found.identity, found.release) == ("gemma", "Object ID", "Release")
    assert found.readings["Let op"].kind == profile.SUPPRESSED
