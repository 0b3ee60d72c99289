"""Labels: the names of things that nobody should have to name by hand, made from what they say.

Claims, rows of the NORA table, boxes and areas of a view and uses of a standard are things so that
they can be pointed at; their names follow from what they tie together. One table (`MAKERS`) holds
the class and what its members are called.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from rdflib import DCTERMS, FOAF, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from scripts.places import label
from scripts.terms import Subject, Triple, objects, subjects, value
from server.namespaces import gemma

#: How properties of others read in a sentence; our own bring their labels.
_READS: Final[Mapping[URIRef, Mapping[str, str]]] = {
    RDF.type: {"nl": "is een", "en": "is a"},
    SKOS.exactMatch: {"nl": "is nu", "en": "is now"},
    SKOS.closeMatch: {"nl": "lijkt nu het meest op", "en": "now most resembles"},
    SKOS.broadMatch: {"nl": "valt nu onder", "en": "now comes under"},
    SKOS.narrowMatch: {"nl": "omvat nu", "en": "now comprises"},
    SKOS.relatedMatch: {"nl": "is verwant aan", "en": "is related to"},
    DCTERMS.isReplacedBy: {"nl": "is vervangen door", "en": "was replaced by"},
    FOAF.page: {"nl": "heeft als pagina", "en": "has as its page"},
}
_SURE: Final = {"nl": "zekerheid {}", "en": "certainty {}"}
_THINGS: Final = {"nl": "{} dingen", "en": "{} things"}
_PRINCIPLE: Final = {"nl": "GEMMA-principe", "en": "GEMMA principle"}
_OVER: Final = {"nl": "over", "en": "over"}

#: What makes the name of a thing: the data, the thing, our namespace, the language.
Maker = Callable[[Graph, URIRef, Namespace, str], str]


def derive(data: Graph, base: str) -> Iterable[Triple]:
    """Return the computed skos:prefLabel, nl and en, of every thing that has a maker."""
    ours = Namespace(gemma(base))
    for kind, make in MAKERS.items():
        for thing in subjects(data, RDF.type, ours[kind]):
            if isinstance(thing, URIRef):
                for language in ("nl", "en"):
                    text = make(data, thing, ours, language)
                    yield thing, SKOS.prefLabel, Literal(text, lang=language)


def _claim(data: Graph, claim: URIRef, ours: Namespace, language: str) -> str:
    """`Zaaksysteem: deel van Zakenbeheer (afgeleid, zekerheid hoog)`."""
    about = objects(data, claim, ours.claimSubject)
    who = _name(data, about[0], language) if len(about) == 1 else ""
    says = " ".join(
        _name(data, value(data, claim, part), language)
        for part in (ours.claimProperty, ours.claimObject)
    )
    basis = _name(data, value(data, claim, ours.basis), language).lower()
    sure = _name(data, value(data, claim, ours.certainty), language).lower()
    aside = ", ".join(filter(None, (basis, sure and _SURE[language].format(sure))))
    return f"{who or _THINGS[language].format(len(about))}: {says} ({aside})"


def _nora_link(data: Graph, link: URIRef, ours: Namespace, language: str) -> str:
    """`NORA Proactief – GEMMA-principe 3.1`."""
    nora = _name(data, value(data, link, ours.noraPrinciple), language)
    number = value(data, value(data, link, ours.principle), ours.number) or ""
    return f"NORA {nora} – {_PRINCIPLE[language]} {number}".strip()


def _node(data: Graph, node: URIRef, ours: Namespace, language: str) -> str:
    """`Zaaksysteem (BRP bijhouding)`: the element, and the view it is drawn in."""
    element = _name(data, value(data, node, ours.represents), language)
    view = _name(data, value(data, node, ours.nodeOf), language)
    return f"{element} ({view})"


def _area(data: Graph, area: URIRef, ours: Namespace, language: str) -> str:
    """`Gemeente (Wmo)`, `Gemeente: Backoffice (Wmo)`: the band, a layer inside it, and the view."""
    view = value(data, area, ours.areaOf)
    others = [other for other in subjects(data, ours.areaOf, view) if other != area]
    around = [other for other in others if _lies_in(data, area, other, ours)]
    shown = [_name(data, value(data, part, ours.shows), language) for part in (*around, area)]
    return f"{': '.join(shown)} ({_name(data, view, language)})"


def _lies_in(data: Graph, inner: Subject, outer: Subject, ours: Namespace) -> bool:
    """Tell whether one box lies inside another; one without its four numbers lies nowhere."""
    boxes = [
        [value(data, box, ours[name]) for name in ("x", "y", "width", "height")]
        for box in (inner, outer)
    ]
    if not all(isinstance(n, Literal) and isinstance(n.value, int) for box in boxes for n in box):
        return False
    (x, y, width, height), (left, top, wide, high) = [[int(str(n)) for n in box] for box in boxes]
    across = left <= x and x + width <= left + wide
    return across and top <= y and y + height <= top + high


def _use(data: Graph, use: URIRef, ours: Namespace, language: str) -> str:
    """`StUF-HR 3.00 over Digikoppeling WUS: Vraag- en antwoordberichten`."""
    standard = value(data, use, ours.standardVersion) or value(data, use, ours.standard)
    transport = value(data, use, ours.transport)
    parts = [standard, *([transport] if transport is not None else [])]
    what = f" {_OVER[language]} ".join(_name(data, part, language) for part in parts)
    return f"{what}: {_name(data, value(data, use, ours.useOf), language)}"


#: local name of the class -> what makes the names of its members.
MAKERS: Final[Mapping[str, Maker]] = {
    "Claim": _claim,
    "NoraLink": _nora_link,
    "ViewNode": _node,
    "ViewArea": _area,
    "StandardUse": _use,
}


def _name(data: Graph, thing: object, language: str) -> str:
    """Return how a thing, class or property is called in the middle of a sentence."""
    if not isinstance(thing, URIRef):
        return ""
    if thing in _READS:
        return _READS[thing][language]
    # What has a name in Dutch only, as things of others do, is called so in English too.
    for wanted in (language, "nl"):
        for predicate in (SKOS.prefLabel, RDFS.label):
            texts = (t for t in objects(data, thing, predicate) if isinstance(t, Literal))
            if found := sorted(str(text) for text in texts if text.language == wanted):
                return found[0]
    return label(data, thing, language)
