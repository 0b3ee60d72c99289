"""Schema.org: what a search engine wants to know of a document, as JSON-LD for in its page; pure.

A summary of the same statements, in the words of https://schema.org; the forms of RDF have them
all. Only http and https IRIs become addresses.
"""

from collections.abc import Sequence
from typing import Any, Final

from server.namespaces import DCAT, DCT, FOAF, OWL, RDF_TYPE, SKOS, gemma
from server.rdf.terms import LABELS, Literal, NamedNode
from server.store import Store

_CONTEXT: Final = {"@vocab": "https://schema.org/"}
#: (class, what it is called there), the first that fits; ours by local name.
_KINDS: Final = (
    (DCAT + "Catalog", "DataCatalog"),
    (DCAT + "Dataset", "Dataset"),
    (DCAT + "Distribution", "DataDownload"),
    (SKOS + "ConceptScheme", "DefinedTermSet"),
    ("Organisation", "Organization"),
    ("Person", "Person"),
    ("Legislation", "Legislation"),
    ("Work", "CreativeWork"),
    ("SourceDocument", "CreativeWork"),
    ("View", "ImageObject"),
    (FOAF + "Agent", "Organization"),
    (SKOS + "Concept", "DefinedTerm"),
    (OWL + "Ontology", "DefinedTermSet"),
)  # fmt: skip
#: Properties whose values are things: ours -> theirs.
_THINGS: Final = (
    (SKOS + "inScheme", "inDefinedTermSet"),
    (DCT + "license", "license"),
    (DCT + "creator", "creator"),
    (DCT + "publisher", "publisher"),
    (DCAT + "dataset", "dataset"),
)
_TEXTS: Final = (
    (SKOS + "definition", "description"),
    (DCT + "description", "description"),
    (SKOS + "notation", "termCode"),
    (DCAT + "keyword", "keywords"),
    (DCT + "issued", "datePublished"),
    (DCT + "modified", "dateModified"),
    (DCT + "identifier", "identifier"),
)
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
#: Of a file; what it is packed in goes before what is in it.
_FILE: Final = (
    (DCAT + "downloadURL", "contentUrl"),
    (DCAT + "byteSize", "contentSize"),
    (DCAT + "mediaType", "encodingFormat"),
    (DCAT + "compressFormat", "encodingFormat"),
)  # fmt: skip


def thing(iri: str, page: str, store: Store) -> dict[str, Any]:
    """Return the summary of a thing; `page` is the canonical address of the document about it."""
    found: dict[str, Any] = {"@context": _CONTEXT, "@id": iri, "@type": _kind(iri, store)}
    found["name"] = _names(iri, store)
    found["url"] = page
    for predicate, key in _TEXTS:
        texts = [_text(t) for t in store.objects(iri, predicate) if isinstance(t, Literal)]
        if texts:
            found.setdefault(key, texts)
    for predicate, key in _THINGS:
        things = [_named(t.value, store) for t in store.objects(iri, predicate) if _is_address(t)]
        if things:
            found[key] = things
    files = [t.value for t in store.objects(iri, DCAT + "distribution") if _is_address(t)]
    if files:
        found["distribution"] = [_download(file, store) for file in files]
    if found["@type"] == "DataDownload":
        found |= _download(iri, store)
    return found


def _download(iri: str, store: Store) -> dict[str, Any]:
    """Return what a search engine wants to know of a file: where, in what form and how large."""
    found: dict[str, Any] = {"@id": iri, "@type": "DataDownload", "name": _names(iri, store)}
    for predicate, key in _FILE:
        for term in store.objects(iri, predicate)[:1]:
            text = term.value.removeprefix(_MEDIA)
            found[key] = f"{text} B" if key == "contentSize" else text
    return found


def collection(page: str, name: str, members: Sequence[str], store: Store) -> dict[str, Any]:
    """Return the summary of a page of a collection: what is on it, in its order."""
    items = [
        {"@type": "ListItem", "position": place, "item": _named(iri, store)}
        for place, iri in enumerate(members, 1)
    ]
    return {
        "@context": _CONTEXT,
        "@id": page,
        "@type": "CollectionPage",
        "name": name,
        "mainEntity": {"@type": "ItemList", "itemListElement": items},
    }


def _kind(iri: str, store: Store) -> str:
    ours = gemma(store.base)
    kinds = {t.value for t in store.objects(iri, RDF_TYPE) if isinstance(t, NamedNode)}
    return next((word for kind, word in _KINDS if {kind, ours + kind} & kinds), "Thing")


def _is_address(term: object) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(("http://", "https://"))


def _named(iri: str, store: Store) -> dict[str, Any]:
    return {"@id": iri, "name": _names(iri, store)}


def _names(iri: str, store: Store) -> list[Any]:
    """Return the names of a thing; of one without, none is made up."""
    names = next((found for p in LABELS if (found := store.objects(iri, p.value))), [])
    return [_text(name) for name in names if isinstance(name, Literal)]


def _text(literal: Literal) -> Any:
    if literal.language:
        return {"@language": literal.language, "@value": literal.value}
    return literal.value
