"""The server's own look-ups hold a list against the shapes as SHACL does: no less and no more.

What they find is held against what the library finds that the making side uses, on the examples of
the shapes and on many lists made of small mistakes.
"""

import random
from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import RDF, BNode, Graph, Literal, URIRef

from scripts.load import parse, read_source
from scripts.terms import Triple, graph_of, ntriples, sorted_triples
from scripts.validate import LISTS, validate
from server.errors import ReleaseError
from server.graphs import QUALITY, graph_iri
from server.namespaces import gemma
from server.portfolio import rules, turtle
from server.portfolio.rules import Data
from server.portfolio.statements import CLASSES, Terms
from server.settings import DEFAULT_BASE
from server.store import Store
from tests.shapes.shapes import EXAMPLES
from tests.sources import ROOT

FILES = sorted(file for name in CLASSES for file in EXAMPLES.glob(f"{name}.*.ttl"))
NUMBER = 120
ROUGH = (
    '"Molen"', '" "', f'"{"a" * 200}"', f'"{"a" * 201}"', "<list#a>", "<list#b>", "<list#c>",
    "_:d", "element:zaaksysteem", "element:zakenbeheer", "<javascript:alert(1)>", '"7"',
)  # fmt: skip
WORDS = (
    "gemma:SoftwareProduct", "gemma:Supplier", "gemma:ProductUser", "gemma:ReferenceComponent",
)  # fmt: skip
LANDSCAPE = """
@prefix element: <id/element/> . @prefix gemma: <def#> .
element:zaaksysteem a gemma:ReferenceComponent .
element:zakenbeheer a gemma:ApplicationFunction .
"""


def shapes() -> tuple[Triple, ...]:
    return read_source(ROOT, LISTS, "shapes", DEFAULT_BASE).triples


def store(folder: Path, more: Iterable[Triple]) -> Store:
    """A release of the rules for lists, and of what a landscape says."""
    quads = folder / "release.nq"
    lines = ntriples([*shapes(), *more]).splitlines()
    name = f"<{graph_iri(DEFAULT_BASE, QUALITY)}>"
    quads.write_text("".join(f"{line.removesuffix('.')}{name} .\n" for line in lines))
    return Store(quads, DEFAULT_BASE)


def ours(text: str, known: Store) -> set[tuple[str, ...]]:
    """What the server finds: shape, component, property, and the thing and value if named."""
    data = Data(turtle.read(text.encode(), Terms(DEFAULT_BASE))[0], known)
    return {
        (
            found.rule, found.component, found.path,
            _plain(getattr(found.focus, "value", ""), str(found.focus)),
            _plain(getattr(found.term, "value", ""), str(found.term)),
        )
        for found in rules.check(data, rules.read(known), {})
    }  # fmt: skip


def theirs(text: str, landscape: Iterable[Triple]) -> set[tuple[str, ...]]:
    """What the library finds."""
    said = Graph().parse(data=text, format="turtle", publicID=DEFAULT_BASE)
    # What a component is, the release says, and no list.
    said.remove((None, RDF.type, URIRef(gemma(DEFAULT_BASE) + "ReferenceComponent")))
    for triple in landscape:
        said.add(triple)
    report = validate(said, graph_of(shapes()))
    return {
        (
            str(found.shape), str(found.component), str(found.path),
            _plain(str(found.focus), "_:" * isinstance(found.focus, BNode)),
            _plain(str(found.value or ""), "_:" * isinstance(found.value, BNode)),
        )
        for found in report.findings
    }  # fmt: skip


def _plain(text: str, written: str) -> str:
    """A term by what it says; a list is read without spaces around its texts.

    Blank nodes have names of their own in each.
    """
    return "" if written.startswith("_:") or written == "None" else text.strip()


def landscape() -> list[Triple]:
    return list(parse(LANDSCAPE.encode(), "landscape", DEFAULT_BASE, blank_nodes=False)[0])


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return store(tmp_path_factory.mktemp("lijst"), landscape())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_examples_are_judged_alike(file: Path, known: Store) -> None:
    text = file.read_text(encoding="utf-8")
    said = ours(text, known)
    assert said == theirs(text, landscape())
    own = file.name.partition(".")[0]
    assert bool({s for s in said if f"#{own}" in s[0] or "#partyName" in s[0]}) == (
        ".fail." in file.name
    )


def test_lists_of_small_mistakes_are_judged_alike(known: Store) -> None:
    chance = random.Random(2013)
    head = "@prefix element: <id/element/> . @prefix gemma: <def#> .\n"
    head += "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    seen: set[str] = set()
    for _ in range(NUMBER):
        lines = []
        for thing in ("<list#a>", "<list#b>", "<list#c>", "_:d"):
            lines += [f"{thing} a {word} ." for word in chance.sample(WORDS, chance.randint(0, 2))]
            for term in ("rdfs:label", "gemma:offersFunctionalityOf", "gemma:suppliedBy",
                         "gemma:usedBy"):  # fmt: skip
                for value in chance.sample(ROUGH, chance.randint(0, 2)):
                    lines.append(f"{thing} {term} {value} .")
        text = head + "\n".join(lines) + "\n<list#z> a gemma:Supplier .\n"
        found = ours(text, known)
        assert found == theirs(text, landscape()), text
        seen |= {component for _, component, *_ in found}
    assert len(seen) == len(rules.CHECKS), "a kind of constraint was never broken"


def test_a_rule_that_is_not_known_is_refused(tmp_path: Path) -> None:
    sh = "http://www.w3.org/ns/shacl#"
    rule = URIRef(f"{DEFAULT_BASE}def/shapes#SoftwareProduct-name")
    with pytest.raises(ReleaseError, match="minLength"):
        rules.read(store(tmp_path, [(rule, URIRef(sh + "minLength"), Literal(2))]))


def test_a_release_without_rules_judges_nothing(tmp_path: Path) -> None:
    quads = tmp_path / "leeg.nq"
    quads.write_text("")
    with pytest.raises(ReleaseError):
        rules.read(Store(quads, DEFAULT_BASE))


def test_every_rule_is_read(known: Store) -> None:
    graph = Graph()
    for triple in sorted_triples(graph_of(shapes())):
        graph.add(triple)
    stated = sum(str(predicate).rpartition("#")[2] in rules.CHECKS for _, predicate, _ in graph)
    # The names of two kinds of party share one shape.
    assert len({(r.iri, r.constraint) for r in rules.read(known)}) == stated
