"""Conformance: how this publication meets what it set itself, as EARL statements; pure.

A requirement is data (`data/conformance.ttl`), and so is what a person judged of it. Where a
machine can judge, `scripts/queries/conformance/{key}.rq` asks (ASK) whether requirement `{key}` is
met, and the answer becomes an assertion (EARL 1.0 Schema, earl:Assertion) with that question as its
evidence. What nobody judged is said to be untested, and a whole is never better than its parts.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from rdflib import DCTERMS, RDF, SH, SKOS, XSD, Graph, Literal, URIRef

from scripts.asking import Question, questions
from scripts.identity import Identity
from scripts.quick import QuickDataset
from scripts.terms import Subject, Triple, objects, subjects, value
from server.namespaces import EARL
from server.uris import thing_iri

#: The outcomes, from what decides over a whole to what does not.
OUTCOMES: Final = ("failed", "cantTell", "untested", "passed", "inapplicable")
_INFO: Final[Mapping[str, tuple[str, str]]] = {
    "passed": (
        "De vraag bij deze eis gaf bij de bouw waar; iedereen kan haar opnieuw stellen.",
        "The question of this requirement gave true at the build; anyone can ask it again.",
    ),
    "failed": (
        "De vraag bij deze eis gaf bij de bouw onwaar; wie haar opnieuw stelt, vindt waar het "
        "aan ligt.",
        "The question of this requirement gave false at the build; who asks it again finds what "
        "is the matter.",
    ),
    "untested": (
        "Niemand heeft dit beoordeeld, en er is geen vraag voor een machine.",
        "Nobody has judged this, and there is no question for a machine.",
    ),
}


def named(stated: Graph, base: str, identity: Identity) -> Iterator[Triple]:
    """Name who judges, and each verdict and result after its requirement (dct:title, as EARL has).

    A skos:prefLabel stands beside it, as every thing of ours has one.

    That is said before anything is asked, so that a question sees what is there in the end.
    """
    yield from _software(base, identity)
    for kind in ("TestCase", "TestRequirement"):
        for requirement in _of_kind(stated, kind):
            yield from _titles(requirement, stated, base)


def derive(stated: Graph, asked: QuickDataset, catalogue: Subject, base: str) -> Iterator[Triple]:
    """Judge every requirement of `stated` by asking, and the wholes by their parts.

    What is judged is all that the `catalogue` names, unless a person says otherwise. Raises
    `ValueError` for a question that cannot be asked.
    """
    outcomes: dict[URIRef, str] = {}
    known = questions("conformance", base)
    for requirement in _of_kind(stated, "TestCase"):
        question = known.get(_key(requirement))
        judged = subjects(stated, URIRef(EARL + "test"), requirement)
        for assertion in judged:
            result = value(stated, assertion, URIRef(EARL + "result"))
            said = str(value(stated, result, URIRef(EARL + "outcome")))
            outcomes[requirement] = said.removeprefix(EARL)
        if question is not None:
            outcomes[requirement] = "passed" if asked.ask(question.text) else "failed"
            yield from _question(requirement, question)
        if question is not None or not judged:
            outcome = outcomes.setdefault(requirement, "untested")
            yield from _assertion(requirement, outcome, _INFO[outcome], catalogue, base)
    for requirement in _of_kind(stated, "TestRequirement"):
        found = [outcomes[case] for case in _cases(stated, requirement)]
        outcome = min(found, key=OUTCOMES.index, default="untested")
        yield from _assertion(requirement, outcome, _summary(found), catalogue, base)


def _of_kind(stated: Graph, kind: str) -> list[URIRef]:
    return [s for s in subjects(stated, RDF.type, URIRef(EARL + kind)) if isinstance(s, URIRef)]


def _cases(stated: Graph, requirement: URIRef) -> list[URIRef]:
    """Return the test cases below a requirement; a part of a part is one too."""
    below = set(stated.transitive_subjects(DCTERMS.isPartOf, requirement))
    return [case for case in _of_kind(stated, "TestCase") if case in below]


def _key(requirement: URIRef) -> str:
    return requirement.rpartition("/")[2]


def _question(requirement: URIRef, question: Question) -> Iterator[Triple]:
    """Give the question along, as SHACL writes one that asks (SHACL, 6.2)."""
    yield requirement, RDF.type, SH.SPARQLAskExecutable
    yield requirement, SH.ask, Literal(question.text, datatype=XSD.string)


def _assertion(
    requirement: URIRef, outcome: str, info: tuple[str, str], catalogue: Subject, base: str
) -> Iterator[Triple]:
    assertion = URIRef(thing_iri(base, "assertion", _key(requirement)))
    result = URIRef(thing_iri(base, "result", _key(requirement)))
    yield assertion, URIRef(EARL + "assertedBy"), URIRef(thing_iri(base, "software", "gemma-lod"))
    yield assertion, URIRef(EARL + "subject"), catalogue
    yield assertion, URIRef(EARL + "test"), requirement
    yield assertion, URIRef(EARL + "mode"), URIRef(EARL + "automatic")
    yield assertion, URIRef(EARL + "result"), result
    yield result, URIRef(EARL + "outcome"), URIRef(EARL + outcome)
    for text, language in zip(info, ("nl", "en"), strict=True):
        yield result, URIRef(EARL + "info"), Literal(text, lang=language)


def _titles(requirement: URIRef, stated: Graph, base: str) -> Iterator[Triple]:
    titles = objects(stated, requirement, DCTERMS.title)
    for title in titles:
        yield requirement, SKOS.prefLabel, title
    for collection, kind in (("assertion", "Assertion"), ("result", "TestResult")):
        thing = URIRef(thing_iri(base, collection, _key(requirement)))
        yield thing, RDF.type, URIRef(EARL + kind)
        for title in titles:
            yield thing, DCTERMS.title, title
            yield thing, SKOS.prefLabel, title


_PLURAL: Final[Mapping[str, tuple[str, str]]] = {
    "passed": ("voldaan", "passed"),
    "failed": ("niet voldaan", "failed"),
    "cantTell": ("niet te zeggen", "cannot tell"),
    "untested": ("niet onderzocht", "untested"),
    "inapplicable": ("niet van toepassing", "inapplicable"),
}


def _summary(outcomes: list[str]) -> tuple[str, str]:
    """Say how many parts of a whole came out how: the worst first."""
    rows = [(outcomes.count(name), *_PLURAL[name]) for name in OUTCOMES if name in outcomes]
    nl = ", ".join(f"{number} {word}" for number, word, _ in rows)
    en = ", ".join(f"{number} {word}" for number, _, word in rows)
    return (
        f"Van {len(outcomes)} onderdelen: {nl or 'geen'}.",
        f"Of {len(outcomes)} parts: {en or 'none'}.",
    )


def _software(base: str, identity: Identity) -> Iterator[Triple]:
    """Describe who judges automatically: the program that builds the release."""
    software = URIRef(thing_iri(base, "software", "gemma-lod"))
    yield software, RDF.type, URIRef(EARL + "Software")
    yield software, RDF.type, URIRef(EARL + "Assertor")
    for text, language in (("Bouw van gemma-lod", "nl"), ("Build of gemma-lod", "en")):
        title = Literal(f"{text} {identity.version}", lang=language)
        yield software, DCTERMS.title, title
        yield software, SKOS.prefLabel, title
