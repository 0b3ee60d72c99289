"""Counterparts: what a thing of 2013 is called elsewhere today, and where; only what the data says.

A row for each relation of the alignment that a claim accounts for: to a thing in today's model, to
the lack of one, or to a page of others about the thing itself.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from server.app.pages.language import Said, pick
from server.app.pages.view import Value, View
from server.namespaces import DCT, FOAF, SKOS, gemma
from server.rdf.terms import NamedNode, best
from server.store import Store
from server.uris import web_address

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
    """

    relation: str
    name: Value
    kind: str
    owner: str
    address: str
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
    )


def _iri(subject: str, predicate: str, store: Store) -> str:
    """Return the first IRI that is the value of a property, or ""."""
    found = store.objects(subject, predicate)
    return next((term.value for term in found if isinstance(term, NamedNode)), "")
