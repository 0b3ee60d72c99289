"""URIs: what our paths mean, and nothing else.

The Dutch URI strategy: `id/{collection}/{key}` is the thing, `doc/{collection}/{key}` the document
about it, `def#Term` the vocabulary. Keys are lower-case ASCII slugs that never change. Each model
that was imported has a space of its own, `model/{key}/`, with the same paths in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

#: collection -> local name of the class (ours, or prefixed) whose members it holds, in the order
#: in which pages list them.
COLLECTIONS: Final[Mapping[str, str]] = {
    "principle": "Principle",
    "implication": "Implication",
    "item": "ImplicationItem",
    "development": "Development",
    "premise": "Premise",
    "term": "Term",
    "nora-principle": "NoraPrinciple",
    "nora-link": "NoraLink",
    "element": "Element",
    "view": "View",
    "node": "ViewNode",
    "area": "ViewArea",
    "note": "ViewNote",
    "connection": "ViewConnection",
    "flow": "Flow",
    "relationship": "Relationship",
    "step": "InternalStep",
    "use": "StandardUse",
    "standard": "Standard",
    "version": "StandardVersion",
    "counterpart": "Counterpart",
    "edition": "ModelEdition",
    "organisation": "Organisation",
    "person": "Person",
    "programme": "Programme",
    "law": "Legislation",
    "work": "Work",
    "reference": "Reference",
    "citation": "Citation",
    "document": "SourceDocument",
    "section": "SourcePart",
    "place": "SourcePlace",
    "claim": "Claim",
    "erratum": "Erratum",
    "lacuna": "Lacuna",
    "scheme": "skos:ConceptScheme",
    "concept": "skos:Concept",
    "folder": "skos:Collection",
    "model": "Model",
    "property": "ModelProperty",
    "mapping": "RelationshipMapping",
    "dataset": "dcat:Resource",
    "distribution": "dcat:Distribution",
    "service": "dcat:DataService",
    "graph": "sd:NamedGraph",
    "release": "prov:Entity",
    "activity": "prov:Activity",
    "file": "prov:Entity",
    "report": "sh:ValidationReport",
    "metric": "dqv:Metric",
    "requirement": "earl:TestCriterion",
    "assertion": "earl:Assertion",
    "result": "earl:TestResult",
    "software": "earl:Software",
}

#: What a URI may hold beside letters and digits (RFC 3986, 2).
URI_CHARACTERS: Final = ":/?#[]@!$&'()*+,;=-._~%"
KEY_MAXIMUM: Final = 80
_KEY: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPACE: Final = re.compile(rf"model/({_KEY.pattern})/")

#: What the paths begin with that lead to documents, of which every release has its own.
_IN_RELEASES: Final = ("/id/", "/doc/", "/def", "/catalog", "/quality")

Kind = Literal["id", "doc"]


@dataclass(frozen=True)
class ThingPath:
    """A path of the form `{space}{kind}/{collection}/{key}`, with `.suffix` only on documents."""

    kind: Kind
    collection: str
    key: str
    suffix: str = ""
    space: str = ""


def is_key(text: str) -> bool:
    """Tell whether `text` is a key by the policy: a slug of at most 80 characters."""
    return len(text) <= KEY_MAXIMUM and _KEY.fullmatch(text) is not None


def space_of(path: str) -> str:
    """Return the space of the model that a path without leading slash is in; "" for our own."""
    found = _SPACE.match(path)
    return found[0] if found and len(found[1]) <= KEY_MAXIMUM else ""


def space(model: str) -> str:
    """Return the space of a model: what its paths begin with, below the base."""
    return f"model/{model}/"


def model_of(space: str) -> str:
    """Return the key of the model whose space this is."""
    return space.split("/")[1]


def thing_path(path: str) -> ThingPath | None:
    """Read a path without leading slash; None when it is not the path of a thing.

    A suffix (`.ttl`) stands on documents only: an identifier has no form.
    """
    room = space_of(path)
    kind, _, rest = path[len(room) :].partition("/")
    collection, _, last = rest.partition("/")
    if collection not in COLLECTIONS:
        return None
    if kind == "id" and is_key(last):
        return ThingPath("id", collection, last, space=room)
    if kind == "doc":
        name, _, suffix = last.partition(".")
        if is_key(name) and (suffix or not last.endswith(".")):
            return ThingPath("doc", collection, name, suffix, room)
    return None


def collection_path(path: str) -> str:
    """Return the collection whose list a path without leading slash is of; "" for another path."""
    kind, _, collection = path[len(space_of(path)) :].partition("/")
    return collection if kind == "doc" and collection in COLLECTIONS else ""


def thing_iri(home: str, collection: str, key: str) -> str:
    """Return the canonical IRI of a thing; `home` is the base, with the space of a model."""
    return f"{home}id/{collection}/{key}"


def key(iri: str) -> str:
    """Return the key of a thing of ours, the last part of its IRI."""
    return iri.rpartition("/")[2]


def collection_of(base: str, iri: str) -> str:
    """Return the collection that a thing of ours is in; "" for anything else."""
    path = thing_path(iri[len(base) :]) if iri.startswith(base) else None
    return path.collection if path and path.kind == "id" else ""


def local_part(base: str, iri: str) -> str | None:
    """Return the path of one of our own IRIs below `base`, or None for somebody else's."""
    return iri[len(base) :] if iri.startswith(base) else None


def document_path(base: str, iri: str) -> str | None:
    """Return the absolute path, on whatever host, of the document that describes `iri`.

    Things lead to their document, terms to the vocabulary; None for somebody else's IRI, so that
    a page never makes a local link of it.
    """
    part = local_part(base, iri)
    if part is None:
        return None
    thing = thing_path(part)
    if thing and thing.kind == "id":
        return f"/{thing.space}doc/{thing.collection}/{thing.key}"
    return "/" + part


def in_release(path: str, release: str) -> str:
    """Return the path of a document as it is in a release.

    An empty name leaves it as it is, and so does a path that is of no document.
    """
    below = path[len(space_of(path[1:])) :]
    if not release or not below.startswith(_IN_RELEASES):
        return path
    document, mark, fragment = path.partition("#")
    sign = "&" if "?" in document else "?"
    return f"{document}{sign}release={release}{mark}{fragment}"


def web_address(iri: str) -> str | None:
    """Return somebody else's IRI as the URI of a web page (RFC 3987, 3.1); None for no such.

    A `javascript:` or `data:` IRI is never an address, wherever it stands in the data.
    """
    if not iri.startswith(("http://", "https://")):
        return None
    return quote(iri, safe=URI_CHARACTERS)
