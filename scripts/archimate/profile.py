"""The profile of a model: what its publisher's properties mean, as data in one Turtle file.

Such a file states of each property of the model what becomes of it (`ontology/models.ttl`); its
statements go with the model, so that a reader of the data can see what was made of the source. A
property that it does not name is kept, and reported.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rdflib import DCAT, DCTERMS, RDF, Graph, Literal, Namespace, URIRef

from scripts.archimate import names
from scripts.load import parse, read_whole
from scripts.terms import Object, Subject, Triple, graph_of, objects, subjects, value
from server.errors import SourceError
from server.namespaces import gemma
from server.uris import is_key, thing_iri

#: What the catalogue needs to know of a dataset, and the build cannot count (DCAT-AP-NL 3.0).
_NEEDED: Final = (
    DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCTERMS.publisher, DCTERMS.creator,
    DCAT.contactPoint, DCTERMS.accessRights, DCTERMS.license, DCAT.theme, DCAT.keyword,
    DCTERMS.language, DCTERMS.accrualPeriodicity,
)  # fmt: skip
#: The things of a profile that only the catalogue is about.
_OFFERED: Final = ("dataset", "organisation")
#: How values are read; the keys of `ontology/schemes/lezing.ttl`.
TEXT: Final = "tekst"
CODE: Final = "code"
NUMBER: Final = "getal"
PAGE: Final = "pagina"
VALUE: Final = "waarde"
THING: Final = "ding"
SUPPRESSED: Final = "onderdrukt"
READINGS: Final = (TEXT, CODE, NUMBER, PAGE, VALUE, THING, SUPPRESSED)


@dataclass(frozen=True)
class Reading:
    """What becomes of a property: how it is read, and the property that it becomes.

    Without `becomes` it is kept under its own address. `values` is the class of what the values
    are, `empty` are texts that mean nothing, and `separator` stands between values, if anything.
    """

    kind: str
    becomes: URIRef | None = None
    values: URIRef | None = None
    separator: str = ""
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class RelationshipMapping:
    """Relationships of this kind between these classes also are the property `becomes`."""

    kind: str
    source: URIRef
    target: URIRef
    becomes: URIRef


@dataclass(frozen=True)
class Profile:
    """A profile as it was read; properties are known by their name in the file.

    `identity` and `release` are names of properties, `release` may miss. `classes` are given by
    the address of a value. What the catalogue says of the model is `offered`, the rest `triples`.
    """

    file: str
    digest: str
    model: str
    base: str
    identity: str
    release: str
    language: str
    readings: Mapping[str, Reading]
    classes: Mapping[URIRef, tuple[URIRef, ...]]
    mappings: tuple[RelationshipMapping, ...]
    triples: frozenset[Triple]
    offered: frozenset[Triple] = frozenset()


def read(root: Path, name: str, base: str) -> Profile:
    """Read the profile `name`, a path from `root`.

    Raises `SourceError`, with the line where there is one, for a file that does not parse or says
    what cannot be carried out.
    """
    content = read_whole(root, name)
    triples, _ = parse(content, name, base, blank_nodes=False)
    digest = hashlib.sha256(content).hexdigest()
    return _Reader(graph_of(triples), name, base).profile(digest, frozenset(triples))


class _Reader:
    """The look-ups in one profile; terms of ours by local name."""

    def __init__(self, graph: Graph, name: str, base: str) -> None:
        self._graph = graph
        self._name = name
        self._base = base
        self._ours = Namespace(gemma(base))

    def profile(self, digest: str, triples: frozenset[Triple]) -> Profile:
        """Return what the profile says; raises `SourceError` for what cannot be carried out."""
        models = subjects(self._graph, RDF.type, self._ours.Model)
        if len(models) != 1:
            raise self._wrong(f"describes {len(models)} things of gemma:Model: describe one")
        model = str(models[0]).rpartition("/")[2]
        base = names.model_base(self._base, model)
        if str(models[0]) != thing_iri(base, "model", model) or not is_key(model):
            raise self._wrong(f"{models[0]} is no address of a model: write <model/X/id/model/X>")
        if unfit := names.unfit(model):
            raise self._wrong(f"gemma:Model {models[0]}: its key {unfit}: choose another")
        properties = subjects(self._graph, RDF.type, self._ours.ModelProperty)
        named = {found: self._property_name(found, base) for found in properties}
        offered = self._offered(model, base, triples)
        return Profile(
            self._name, digest, model, base,
            identity=self._refers(models[0], "identityProperty", named),
            release=self._refers(models[0], "releaseProperty", named, needed=False),
            language=self._text(models[0], "mainLanguage"),
            readings={name: self._reading(found, name) for found, name in named.items()},
            classes=self._classes(),
            mappings=tuple(self._mappings()),
            triples=triples - offered,
            offered=offered,
        )  # fmt: skip

    def _offered(self, model: str, base: str, triples: frozenset[Triple]) -> frozenset[Triple]:
        """Return what the catalogue says of the model, which must be enough or nothing at all."""
        dataset = URIRef(thing_iri(base, "dataset", model))
        described = subjects(self._graph, RDF.type, DCAT.Dataset)
        if described and described != [dataset]:
            raise self._wrong(f"describes {described[0]}: the dataset of a model is {dataset}")
        missing = [term for term in _NEEDED if value(self._graph, dataset, term) is None]
        if described and missing:
            raise self._wrong(f"{dataset} needs {', '.join(missing)}")
        starts = tuple(thing_iri(base, collection, "") for collection in _OFFERED)
        return frozenset(triple for triple in triples if str(triple[0]).startswith(starts))

    def _property_name(self, found: Subject, base: str) -> str:
        """Return the name of a property, whose address has to be the one that follows from it."""
        name = self._text(found, "propertyName")
        address = names.thing(base, "property", names.predicate(name))
        if found != address:
            raise self._wrong(f"{found}: a property named {name!r} has the address {address}")
        return name

    def _reading(self, found: Subject, name: str) -> Reading:
        kind = str(self._one(found, "readAs") or "").removeprefix(f"{self._base}id/concept/lezing-")
        if kind not in READINGS:
            known = ", ".join(f"concept:lezing-{reading}" for reading in READINGS)
            raise self._wrong(f"property {name!r} is read as {kind or 'nothing'}: say {known}")
        return Reading(
            kind,
            self._iri(found, "mapsTo"),
            self._iri(found, "valueClass"),
            str(self._one(found, "separator") or ""),
            frozenset(map(str, objects(self._graph, found, self._ours.emptyValue))),
        )

    def _classes(self) -> Mapping[URIRef, tuple[URIRef, ...]]:
        given = subjects(self._graph, self._ours.givesClass)
        return {
            URIRef(found): tuple(
                URIRef(kind) for kind in objects(self._graph, found, self._ours.givesClass)
            )
            for found in given
        }

    def _mappings(self) -> Iterable[RelationshipMapping]:
        for found in subjects(self._graph, RDF.type, self._ours.RelationshipMapping):
            parts = [
                self._iri(found, name)
                for name in ("relationshipType", "sourceClass", "targetClass", "mapsTo")
            ]
            kind, source, target, becomes = parts
            if kind is None or source is None or target is None or becomes is None:
                raise self._wrong(
                    f"{found} needs gemma:relationshipType, gemma:sourceClass, gemma:targetClass "
                    "and gemma:mapsTo"
                )
            yield RelationshipMapping(str(kind).rpartition("/")[2], source, target, becomes)

    def _refers(
        self, model: Subject, term: str, named: Mapping[Subject, str], *, needed: bool = True
    ) -> str:
        found = self._iri(model, term)
        if found is None and not needed:
            return ""
        if found is None or found not in named:
            raise self._wrong(f"gemma:{term} of {model} has to be a property that stands here")
        return named[found]

    def _text(self, subject: Subject, term: str) -> str:
        found = self._one(subject, term)
        if not isinstance(found, Literal) or not str(found):
            raise self._wrong(f"{subject} needs gemma:{term}")
        return str(found)

    def _iri(self, subject: Subject, term: str) -> URIRef | None:
        found = self._one(subject, term)
        if found is not None and not isinstance(found, URIRef):
            raise self._wrong(f"gemma:{term} of {subject} has to be an IRI")
        return found

    def _one(self, subject: Subject, term: str) -> Object | None:
        found = objects(self._graph, subject, self._ours[term])
        if len(found) > 1:
            raise self._wrong(f"{subject} has {len(found)} values of gemma:{term}: one may stand")
        return value(self._graph, subject, self._ours[term])

    def _wrong(self, what: str) -> SourceError:
        return SourceError(what, Path(self._name))
