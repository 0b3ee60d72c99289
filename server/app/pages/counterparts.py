"""Counterparts: what a thing of 2013 is called elsewhere today, and where; only what the data says.

A row for each relation of the alignment that a claim accounts for: to a thing in today's model, to
the lack of one, or to a page of others about the thing itself. Where that model is served here,
what was compared leads to the thing in it, by the identity that both have, and the other way round.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from server.app.pages.language import SPOKEN, Reader, Said, pick
from server.app.pages.view import Value, View
from server.description import whole_of
from server.namespaces import DCT, FOAF, SKOS, gemma
from server.rdf.terms import NamedNode, best
from server.store import Store
from server.uris import document_path, key, thing_iri, web_address

#: Property -> how it reads before the name of the counterpart; in the order of the rows.
_NONE: Final = "noCounterpartIn"
_RELATIONS: Final[dict[str, Said]] = {
    SKOS + "exactMatch": ("Is nu", "Is now"),
    SKOS + "closeMatch": ("Lijkt nu het meest op", "Now most resembles"),
    DCT + "isReplacedBy": ("Is vervangen door", "Was replaced by"),
    SKOS + "broadMatch": ("Valt nu onder", "Now comes under"),
    SKOS + "narrowMatch": ("Omvat nu", "Now comprises"),
    SKOS + "relatedMatch": ("Is verwant aan", "Is related to"),
    _NONE: ("Heeft geen tegenhanger in", "Has no counterpart in"),
    FOAF + "page": ("Heeft een pagina", "Has a page"),
}
#: The same, read from the thing of today, before the name of that of 2013.
_FORMERLY: Final[dict[str, Said]] = {
    SKOS + "exactMatch": ("Was in 2013", "Was in 2013"),
    SKOS + "closeMatch": ("Leek in 2013 het meest op", "Most resembled in 2013"),
    DCT + "isReplacedBy": ("Verving", "Replaced"),
    SKOS + "broadMatch": ("Omvat wat toen was", "Comprises what then was"),
    SKOS + "narrowMatch": ("Viel toen onder", "Came then under"),
    SKOS + "relatedMatch": ("Is verwant aan", "Is related to"),
}
#: Host -> who owns the pages there.
_OWNERS: Final = {
    "gemmaonline.nl": "GEMMA Online",
    "www.forumstandaardisatie.nl": "Forum Standaardisatie",
    "www.noraonline.nl": "NORA Online",
}


@dataclass(frozen=True)
class Counterpart:
    """One relation: `name` leads to what we say of it, `address` to the page at its `owner`.

    `kind` is what the model calls it; `owner`, `address` and `kind` are empty where there is none.
    `here` leads to the thing in the model, where that is served here.
    """

    relation: str
    name: Value
    kind: str
    owner: str
    address: str
    certainty: Value | None
    evidence: Value | None
    here: Value | None = None


@dataclass(frozen=True)
class Former:
    """What a thing of today's model was in 2013: in words, that, and how sure."""

    relation: str
    thing: Value
    certainty: Value | None
    evidence: Value | None


def counterparts(view: View, store: Store) -> tuple[Counterpart, ...]:
    """Return what the thing of a page is elsewhere, the closest first and by name."""
    ours = gemma(store.base)
    order = {name if "/" in name else ours + name: at for at, name in enumerate(_RELATIONS)}
    said = list(_RELATIONS.values())
    rows = []
    for claim in store.subjects(ours + "claimSubject", view.about):
        relation = _iri(claim, ours + "claimProperty", store)
        thing = _iri(claim, ours + "claimObject", store)
        if relation in order and thing:
            words = pick(said[order[relation]], view.reader.language)
            rows.append((order[relation], _row(words, claim, thing, view, store)))
    return tuple(row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].name.text)))


def _row(relation: str, claim: str, thing: str, view: View, store: Store) -> Counterpart:
    ours = gemma(store.base)
    # A page of others is itself what there is to see; a thing of ours without a page has none.
    page = _iri(thing, FOAF + "page", store) or ("" if thing.startswith(store.base) else thing)
    address = web_address(page) or ""
    host = urlsplit(address).netloc
    kind = best(store.objects(thing, ours + "modelType"))
    sure = _iri(claim, ours + "certainty", store)
    evidence = best(store.objects(claim, ours + "evidence"), (view.reader.language,))
    return Counterpart(
        relation,
        view.link(thing),
        kind.value if kind else "",
        _OWNERS.get(host, host),
        address,
        view.link(sure) if sure else None,
        view.value(evidence) if evidence else None,
        here(thing, view, store),
    )


def here(thing: str, view: View, store: Store) -> Value | None:
    """Return the model served here that has the thing of a counterpart, as a link to it."""
    for model in view.beside:
        iri = thing_iri(model.home, "element", key(thing))
        same = model.exists(iri) and _identity(iri, model) == _identity(thing, store)
        if model.space and same:
            name = model.name(whole_of(model), (view.reader.language, *SPOKEN))
            path = document_path(store.base, iri) or ""
            return Value(name.value if name else model.space, href=view.reader.at(path))
    return None


def formerly(view: View, store: Store) -> tuple[Former, ...]:
    """Return what the thing of a model was in 2013, the closest first and by name."""
    order = list(_FORMERLY)
    rows = [
        (order.index(relation), _former(relation, claim, publication, view.reader.language))
        for publication in view.beside
        for claim in _compared(view.about, store, publication)
        if (relation := _iri(claim, gemma(store.base) + "claimProperty", publication)) in order
    ]
    return tuple(row for _, row in sorted(rows, key=lambda row: (row[0], row[1].thing.text)))


def _compared(thing: str, store: Store, publication: Store) -> list[str]:
    """Return the claims of a publication about the counterpart with the identity of a thing."""
    counterpart = thing_iri(publication.home, "counterpart", key(thing))
    if publication.space or _identity(counterpart, publication) != _identity(thing, store):
        return []
    return publication.subjects(gemma(publication.base) + "claimObject", counterpart)


def _former(relation: str, claim: str, publication: Store, language: str) -> Former:
    ours = gemma(publication.base)
    there = View(_iri(claim, ours + "claimSubject", publication), (), publication, Reader(language))
    sure = _iri(claim, ours + "certainty", publication)
    evidence = best(publication.objects(claim, ours + "evidence"), (language,))
    return Former(
        pick(_FORMERLY[relation], language),
        there.title(),
        there.link(sure) if sure else None,
        there.value(evidence) if evidence else None,
    )


def _identity(iri: str, store: Store) -> str:
    """Return the identifier of a thing, or ""."""
    found = best(store.objects(iri, DCT + "identifier"))
    return found.value if found else ""


def _iri(subject: str, predicate: str, store: Store) -> str:
    """Return the first IRI that is the value of a property, or ""."""
    found = store.objects(subject, predicate)
    return next((term.value for term in found if isinstance(term, NamedNode)), "")
