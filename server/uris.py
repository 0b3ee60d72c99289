"""URIs: what our paths mean, and nothing else.

The Dutch URI strategy: `id/{collection}/{key}` is the thing, `doc/{collection}/{key}` the document
about it, `def#Term` the vocabulary. Keys are lower-case ASCII slugs that never change.
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
    "flow": "Flow",
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

#: What the paths begin with that lead to documents, of which every release has its own.
_IN_RELEASES: Final = ("/id/", "/doc/", "/def", "/catalog", "/quality")

Kind = Literal["id", "doc"]


@dataclass(frozen=True)
class ThingPath:
    """A path of the form `{kind}/{collection}/{key}`, with `.suffix` only on documents."""

    kind: Kind
    collection: str
    key: str
    suffix: str = ""


def is_key(text: str) -> bool:
    """Tell whether `text` is a key by the policy: a slug of at most 80 characters."""
    return len(text) <= KEY_MAXIMUM and _KEY.fullmatch(text) is not None


def thing_path(path: str) -> ThingPath | None:
    """Read a path without leading slash; None when it is not the path of a thing.

    A suffix (`.ttl`) stands on documents only: an identifier has no form.
    """
    kind, _, rest = path.partition("/")
    collection, _, last = rest.partition("/")
    if collection not in COLLECTIONS:
        return None
    if kind == "id" and is_key(last):
        return ThingPath("id", collection, last)
    if kind == "doc":
        name, _, suffix = last.partition(".")
        if is_key(name) and (suffix or not last.endswith(".")):
            return ThingPath("doc", collection, name, suffix)
    return None


def thing_iri(base: str, collection: str, key: str) -> str:
    """Return the canonical IRI of a thing."""
    return f"{base}id/{collection}/{key}"


def key(iri: str) -> str:
    """Return the key of a thing of ours, the last part of its IRI."""
    return iri.rpartition("/")[2]


def collection_of(base: str, iri: str) -> str:
    """Return the collection that a thing of ours is in; "" for anything else."""
    path = thing_path(iri[len(base) :]) if iri.startswith(base + "id/") else None
    return path.collection if path else ""


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
    if part.startswith("id/") and thing_path(part):
        return "/doc/" + part.removeprefix("id/")
    return "/" + part


def in_release(path: str, release: str) -> str:
    """Return the path of a document as it is in a release.

    An empty name leaves it as it is, and so does a path that is of no document.
    """
    if not release or not path.startswith(_IN_RELEASES):
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
