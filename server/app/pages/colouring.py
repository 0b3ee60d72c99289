"""Colouring: what a plate can be coloured by, and why each thing gets its mark; pure.

Only what the data says gives a mark: what no statement links has none, and the page says so.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from server.app.pages.language import SPOKEN, Said, pick
from server.namespaces import RDF_TYPE, gemma
from server.plates import uses
from server.plates.marks import Mark, Marks
from server.plates.reading import KINDS, LAYERS, linked
from server.store import Store
from server.uris import key

#: Of what an element is, and where it belongs: claims about these say how sure its box is.
_PLACED: Final[Mapping[str, Said]] = {
    "type": ("soort", "kind"),
    "partOf": ("waar het bij hoort", "what it belongs to"),
    "layer": ("laag", "layer"),
    "band": ("band", "band"),
}
_NO_LAYER: Final = "layerless"
_LAYERLESS: Final[Said] = ("Zonder laag", "In no layer")
#: From sure to unsure.
_CERTAINTIES: Final = ("zekerheid-hoog", "zekerheid-midden", "zekerheid-laag")
_SURE: Final[Said] = ("Zekerheid: {}", "Certainty: {}")
_COMPONENT: Final = "ReferenceComponent"
FOUND: Final = "found"


@dataclass(frozen=True)
class Colouring:
    """Marks, and for each thing that has one the things that say why; `about` what it is about."""

    marks: Marks
    why: Mapping[str, tuple[str, ...]]
    about: tuple[str, ...] = field(default=())


Maker: TypeAlias = Callable[[str, Store, str], Colouring]


def _standard(standard: str, store: Store, language: str) -> Colouring:
    """Colour where a standard is used: its flows, and what they run between."""
    views = uses.flows(standard, store)
    found = dict.fromkeys(flow for flows in views.values() for flow in flows)
    why: dict[str, tuple[str, ...]] = {
        flow: (view,) for view, flows in views.items() for flow in flows
    }
    for elements in uses.running(found, store).values():
        why |= elements
    return Colouring(uses.of_standard(standard, store, language), why)


def _flow(flow: str, store: Store, language: str) -> Colouring:
    """Colour one flow, and what it runs between."""
    run = uses.ends(flow, store)
    of = {element: Mark("via") for element in run.via}
    of |= {element: Mark("to") for element in run.targets}
    of |= {element: Mark("from") for element in run.sources}
    of[flow] = Mark("flow")
    legend = {end: pick(said, language) for end, said in _ENDS.items()}
    return Colouring(Marks(of, legend), {iri: (flow,) for iri in of if iri != flow})


_ENDS: Final[Mapping[str, Said]] = {
    "from": ("Begin van de stroom", "Start of the flow"),
    "to": ("Eind van de stroom", "End of the flow"),
    "via": ("Onderweg", "On its way"),
    "flow": ("De stroom", "The flow"),
}


def _layer(_: str, store: Store, language: str) -> Colouring:
    """Colour by layer; of what stands in none, its band is why."""
    of, why = {}, {}
    for element in store.members.get("element", ()):
        layers = linked(element, "layer", store)
        layer = key(layers[0]) if layers else ""
        of[element] = Mark(layer if layer in LAYERS else _NO_LAYER)
        why[element] = layers or linked(element, "band", store)
    legend = {name: _name(f"{store.base}id/concept/{name}", store, language) for name in LAYERS}
    return Colouring(Marks(of, {**legend, _NO_LAYER: pick(_LAYERLESS, language)}), why)


def _certainty(_: str, store: Store, language: str) -> Colouring:
    """Colour by the least sure claim about what an element is and where it belongs."""
    ours = gemma(store.base)
    terms = {(RDF_TYPE if name == "type" else ours + name): name for name in _PLACED}
    worst: dict[str, int] = {}
    said: dict[str, dict[str, str]] = {}
    for term, name in terms.items():
        for claim in store.subjects(ours + "claimProperty", term):
            for certainty in linked(claim, "certainty", store):
                sure = key(certainty)
                rank = _CERTAINTIES.index(sure) if sure in _CERTAINTIES else -1
                for element in linked(claim, "claimSubject", store):
                    if rank > worst.get(element, -1):
                        worst[element], said[element] = rank, {}
                    if rank == worst.get(element):
                        said[element][claim] = name
    elements = [iri for iri in store.members.get("element", ()) if iri in worst]
    of = {
        element: Mark(
            _CERTAINTIES[worst[element]],
            ", ".join(dict.fromkeys(pick(_PLACED[n], language) for n in said[element].values())),
        )
        for element in elements
    }
    legend = {
        sure: pick(_SURE, language).format(
            _name(f"{store.base}id/concept/{sure}", store, language).lower()
        )
        for sure in _CERTAINTIES
    }
    return Colouring(Marks(of, legend), {element: tuple(said[element]) for element in elements})


def _principle(principle: str, store: Store, language: str) -> Colouring:
    """Colour what mentions the same as a principle or one of its implications does."""
    ours = gemma(store.base)
    sayings = (principle, *store.subjects(ours + "implicationOf", principle))
    about = dict.fromkeys(
        thing for saying in sayings for thing in linked(saying, "mentions", store)
    )
    why: dict[str, tuple[str, ...]] = {}
    for element in store.members.get("element", ()):
        shared = tuple(t for t in linked(element, "mentions", store) if t in about)
        if shared:
            why[element] = shared
    legend = {"mentions": pick(_SAME, language)}
    marks = Marks(dict.fromkeys(why, Mark("mentions")), legend)
    return Colouring(marks, why, tuple(about))


_SAME: Final[Said] = (
    "Noemt iets dat het principe ook noemt",
    "Mentions something that the principle mentions too",
)


@dataclass(frozen=True)
class Way:
    """A way of colouring: what it is called, what it is of (a collection, if any), its maker."""

    name: Said
    collection: str
    make: Maker


WAYS: Final[Mapping[str, Way]] = {
    "standard": Way(("Standaard", "Standard"), "standard", _standard),
    "principle": Way(("Principe", "Principle"), "principle", _principle),
    "layer": Way(("Laag", "Layer"), "", _layer),
    "certainty": Way(("Zekerheid", "Certainty"), "", _certainty),
    "flow": Way(("Stroom", "Flow"), "flow", _flow),
}


def with_found(colouring: Colouring, found: Iterable[str], words: str) -> Colouring:
    """Return a colouring in which what was found stands out, as `words` of the legend say.

    Its own mark, if it has one, is told beside.
    """
    marks = colouring.marks
    of = {
        iri: Mark(FOUND, marks.spoken(mark) if (mark := marks.of.get(iri)) else "") for iri in found
    }
    legend = {**marks.legend, FOUND: words}
    return replace(colouring, marks=Marks({**marks.of, **of}, legend))


def components(colouring: Colouring, store: Store) -> int:
    """Return how many reference components have a mark."""
    kind = gemma(store.base) + _COMPONENT
    return sum(store.is_a(iri, kind) for iri in colouring.marks.of)


def kind(element: str, store: Store) -> str:
    """Return the class of an element, the most particular one; empty for what is none."""
    ours = gemma(store.base)
    return next((ours + name for name in KINDS if store.is_a(element, ours + name)), "")


def _name(iri: str, store: Store, language: str) -> str:
    label = store.name(iri, (language, *SPOKEN))
    return label.value if label else iri
