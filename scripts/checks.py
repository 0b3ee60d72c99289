"""Checks beyond SHACL: terms that nobody defined, references to nothing, claims without support.

SHACL sees one focus node at a time and knows no vocabulary; these rules look at the dataset as a
whole. What is held against the release in use stands in `scripts.kept`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal, Namespace, URIRef

from scripts import turtle
from scripts.dataset import Dataset
from scripts.findings import Finding, violation
from scripts.load import Where
from scripts.terms import Object, Triple, line, objects, subjects
from server.namespaces import gemma
from server.uris import COLLECTIONS, is_key

#: Vocabularies that every RDF tool knows; all others are declared in ontology/.
_BUILT_IN: Final = (str(RDF), str(RDFS), str(OWL), str(XSD), str(SH))
#: What an IRI may start with; a link with anything else could run or fetch something.
_SCHEMES: Final = ("http://", "https://", "mailto:", "tel:", "urn:")
#: Statements that need a claim, apart from the kind of an element.
_CLAIMED: Final = ("partOf", "layer", "band", "respondsTo")
#: Of these, the ones that a thing takes over from what it is part of.
_FROM_WHOLE: Final = ("layer", "band")

#: Subclasses that a vocabulary of others defines, and that we do not repeat in ontology/.
_KINDS_OF: Final = {
    "dcat:Resource": ("dcat:Dataset", "dcat:Catalog"),
    "earl:TestCriterion": ("earl:TestRequirement", "earl:TestCase"),
}


class _View:
    """A dataset with what the checks ask of it over and over."""

    def __init__(self, dataset: Dataset, union: Graph) -> None:
        self.data = dataset
        self.base = dataset.base
        self.ours = Namespace(gemma(dataset.base))
        self.union = union
        self.described = set(self.union.subjects())
        self.terms = {s for s, p, _ in dataset.graphs["ontology"] if p == RDF.type}

    def short(self, term: object) -> str:
        return turtle.short(term, self.base)

    def violation(self, rule: str, about: Iterable[Object], nl: str, en: str) -> Finding:
        """Return a finding at the statement or thing `about`."""
        return violation(rule, self.data.where(*about), nl, en)

    def kinds(self, thing: Object) -> set[Object]:
        return set(objects(self.union, thing, RDF.type))


def check(dataset: Dataset, union: Graph, shapes: Iterable[Triple], where: Where) -> list[Finding]:
    """Return what breaks a rule in the dataset, and in what the shapes name of it.

    `union` is the dataset as one graph; `where` knows the lines of the shapes.
    """
    view = _View(dataset, union)
    findings = [finding for rule in RULES for finding in rule(view)]
    return findings + list(_shape_references(view, shapes, where))


def _undefined_terms(view: _View) -> Iterator[Finding]:
    """Every class and property in use is declared in the ontology; our own terms wherever used."""
    uses: dict[URIRef, list[Triple]] = defaultdict(list)
    for triple in view.data.triples():
        for position, term in enumerate(triple):
            if (
                not isinstance(term, URIRef)
                or str(term).startswith(_BUILT_IN)
                or term in view.terms
            ):
                continue
            if str(term) == str(view.ours):
                continue
            as_term = position == 1 or (position == 2 and triple[1] == RDF.type)
            if as_term or term.startswith(str(view.ours)):
                uses[term].append(triple)
    for term, triples in sorted(uses.items()):
        place = min((view.data.where(*triple) for triple in triples), key=lambda p: (not p[0], p))
        name = view.short(term)
        yield violation(
            "undefined-term",
            place,
            f"{name} is nergens gedefinieerd ({len(triples)} keer gebruikt): "
            "verbeter de naam of leg de term vast in ontology/",
            f"{name} is defined nowhere ({len(triples)} uses): "
            "correct the name or declare the term in ontology/",
        )


def _dangling(view: _View) -> Iterator[Finding]:
    """Every thing of ours that is named is described."""
    start = f"{view.base}id/"
    seen: set[Object] = set()
    for triple in view.data.triples():
        value = triple[2]
        if not isinstance(value, URIRef) or value in view.described or value in seen:
            continue
        if value.startswith(start):
            seen.add(value)
            yield view.violation(
                "dangling",
                triple,
                f"{view.short(value)} wordt genoemd maar nergens beschreven",
                f"{view.short(value)} is named but described nowhere",
            )


def _collections(view: _View) -> Iterator[Finding]:
    """Every thing of ours has a key by the policy, in the collection of its class."""
    start = f"{view.base}id/"
    for thing in sorted(s for s in view.described if isinstance(s, URIRef)):
        if not thing.startswith(start):
            continue
        collection, _, key = thing[len(start) :].partition("/")
        name = view.short(thing)
        if collection not in COLLECTIONS or not is_key(key):
            yield view.violation(
                "key",
                (thing,),
                f"{name}: een sleutel is kleine letters en cijfers met koppeltekens, hoogstens "
                "80 tekens, in een bekende verzameling",
                f"{name}: a key is lower-case letters and digits with hyphens, at most "
                "80 characters, in a known collection",
            )
        elif (kinds := view.kinds(thing)) and not kinds & _allowed(view, collection):
            yield view.violation(
                "collection",
                (thing,),
                f"{name} staat in verzameling {collection} maar is geen {COLLECTIONS[collection]}",
                f"{name} is in collection {collection} but is no {COLLECTIONS[collection]}",
            )
        elif not kinds:
            yield view.violation(
                "untyped", (thing,), f"{name} heeft geen klasse", f"{name} has no class"
            )


def _allowed(view: _View, collection: str) -> set[Object]:
    """Return the classes that a thing of a collection may have; a withdrawn one has only that."""
    known = turtle.known_prefixes(view.base)
    home = COLLECTIONS[collection]
    classes: set[Object] = {view.ours.WithdrawnResource}
    for name in (home, *_KINDS_OF.get(home, ())):
        prefix, _, local = name.rpartition(":")
        classes.add(URIRef(known[prefix or "gemma"] + local))
    return classes


def _elsewhere(view: _View) -> Iterator[Finding]:
    """Every class of ours has its instances in its own collection."""
    start = f"{view.base}id/"
    homes = {view.ours[kind]: key for key, kind in COLLECTIONS.items() if ":" not in kind}
    for kind, collection in homes.items():
        for thing in subjects(view.union, RDF.type, kind):
            if isinstance(thing, URIRef) and not thing.startswith(f"{start}{collection}/"):
                yield view.violation(
                    "collection",
                    (thing,),
                    f"{view.short(thing)} is een {view.short(kind)} en hoort in {collection}:",
                    f"{view.short(thing)} is a {view.short(kind)} and belongs in {collection}:",
                )


def _terms_as_written(view: _View) -> Iterator[Finding]:
    """Every literal is what its datatype says, and every IRI is safe to link to."""
    stated = (t for key, graph in view.data.graphs.items() if key != "inferred" for t in graph)
    for triple in stated:
        for term in triple:
            if isinstance(term, Literal) and term.ill_typed:
                yield view.violation(
                    "literal",
                    triple,
                    f"{view.short(term)} is geen waarde van dat datatype",
                    f"{view.short(term)} is no value of that datatype",
                )
            if isinstance(term, URIRef) and not str(term).startswith(_SCHEMES):
                yield view.violation(
                    "iri",
                    triple,
                    f"<{term}>: alleen {', '.join(_SCHEMES)} zijn toegestaan",
                    f"<{term}>: only {', '.join(_SCHEMES)} are allowed",
                )


def _claims(view: _View) -> Iterator[Finding]:
    """Every claim speaks of a statement that is there, and no statement has two claims."""
    covering: dict[Triple, Object] = {}
    for claim in subjects(view.union, RDF.type, view.ours.Claim):
        for statement in _claimed_by(view, claim):
            words = " ".join(view.short(part) for part in statement)
            about = (claim, view.ours.claimSubject, statement[0])
            if statement not in view.union:
                yield view.violation(
                    "claim",
                    about,
                    f"{view.short(claim)} verantwoordt een uitspraak die er niet is: {words}",
                    f"{view.short(claim)} accounts for a statement that is not there: {words}",
                )
            elif (other := covering.setdefault(statement, claim)) != claim:
                yield view.violation(
                    "claim",
                    about,
                    f"{words} heeft twee claims: {view.short(other)} en {view.short(claim)}",
                    f"{words} has two claims: {view.short(other)} and {view.short(claim)}",
                )
    yield from _unsupported(view, set(covering))


def _claimed_by(view: _View, claim: Object) -> Iterator[Triple]:
    """Return the statements that a claim accounts for."""
    ours, graph = view.ours, view.union
    for subject in objects(graph, claim, ours.claimSubject):
        for predicate in objects(graph, claim, ours.claimProperty):
            for value in objects(graph, claim, ours.claimObject):
                if not isinstance(subject, Literal) and isinstance(predicate, URIRef):
                    yield subject, predicate, value


def _unsupported(view: _View, covered: set[Triple]) -> Iterator[Finding]:
    """Report the inferred statements of the data that no claim accounts for."""
    predicates = {view.ours[name] for name in _CLAIMED}
    inherited = {view.ours[name] for name in _FROM_WHOLE}
    kinds = set(view.union.subjects(RDFS.subClassOf, view.ours.Element))
    for graph in ("principes", "landschap"):
        for triple in sorted(view.data.graphs[graph], key=line):
            subject, predicate, value = triple
            needs = predicate in predicates or (predicate == RDF.type and value in kinds)
            if not needs or triple in covered:
                continue
            if predicate in inherited and any(
                (whole, predicate, value) in view.union
                for whole in view.union.objects(subject, view.ours.partOf)
            ):
                continue
            words = " ".join(view.short(part) for part in triple)
            yield view.violation(
                "unsupported",
                triple,
                f"{words} heeft geen claim: zeg waarop het berust en hoe zeker het is",
                f"{words} has no claim: say what it rests on and how sure it is",
            )


def _shape_references(view: _View, shapes: Iterable[Triple], where: Where) -> Iterator[Finding]:
    """Every IRI of ours in a shape exists; SHACL is silent about a rule that misspells one."""
    triples = list(shapes)
    own = {s for s, _, _ in triples}
    seen: set[Object] = set()
    for triple in triples:
        for term in triple[1:]:
            if not isinstance(term, URIRef) or not term.startswith(view.base) or term in seen:
                continue
            seen.add(term)
            if term not in own and term not in view.described:
                yield violation(
                    "shape-reference",
                    where(*triple),
                    f"{view.short(term)} bestaat niet (in {view.short(triple[0])})",
                    f"{view.short(term)} does not exist (in {view.short(triple[0])})",
                )


#: Every rule over the dataset; a new one only needs a row here.
RULES: Final[tuple[Callable[[_View], Iterator[Finding]], ...]] = (
    _undefined_terms,
    _dangling,
    _collections,
    _elsewhere,
    _terms_as_written,
    _claims,
)
