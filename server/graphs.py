"""Named graphs: one table says for each what it is, where it comes from and who guards it.

It drives the build, the checks, the dumps, the service description and the pages. The default
graph of the endpoint is the union of all.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class NamedGraph:
    """One named graph: `sources` are globs from the checkout; a graph without any is derived.

    `dataset` is the key of the dataset in the catalogue that it belongs to.
    """

    key: str
    nl: str
    en: str
    sources: tuple[str, ...]
    dataset: str
    derived: bool = False

    @property
    def shapes(self) -> str:
        """The shapes file that guards this graph, from the checkout: same base name."""
        return f"shapes/{self.key}.ttl"


#: The dataset that is everything together.
WHOLE: Final = "gemma"
#: The graph that describes the files of all others, so that none of its own can be among them.
PUBLICATION: Final = "publication"
#: The graph that tells what the checks found in all others, so that it is made after them.
QUALITY: Final = "quality"
#: The graphs about the release itself: no file of theirs, and no figure of them, can be in them.
ABOUT_RELEASE: Final = frozenset({PUBLICATION, QUALITY})

GRAPHS: Final[tuple[NamedGraph, ...]] = (
    NamedGraph("ontology", "Vocabulaire", "Vocabulary", ("ontology/*.ttl",), "vocabulaire"),
    NamedGraph("schemes", "Begrippenkaders en waardelijsten", "Concept schemes and value lists",
               ("ontology/schemes/*.ttl",), "vocabulaire"),
    NamedGraph("principes", "GEMMA 2 architectuurprincipes", "GEMMA 2 architecture principles",
               ("data/principes/*.ttl",), "principes"),
    NamedGraph("landschap", "GEMMA applicatielandschap", "GEMMA application landscape",
               ("data/landschap/**/*.ttl",), "landschap"),
    NamedGraph("standaarden", "Standaarden", "Standards", ("data/standaarden/*.ttl",),
               "standaarden"),
    NamedGraph("alignment", "Verband met het huidige GEMMA", "Alignment with today's GEMMA",
               ("data/alignment/*.ttl",), "verband"),
    NamedGraph("catalog", "Catalogus", "Catalogue",
               ("data/catalog.ttl", "data/releases.ttl"), WHOLE),
    NamedGraph("provenance", "Herkomst", "Provenance",
               ("data/documents.ttl", "data/withdrawn.ttl"), WHOLE, derived=True),
    NamedGraph("inferred", "Afgeleide uitspraken", "Inferred statements", (), WHOLE, derived=True),
    NamedGraph(PUBLICATION, "Uitgave: bestanden en aantallen", "Release: files and figures", (),
               WHOLE, derived=True),
    NamedGraph(QUALITY, "Kwaliteit: bevindingen, regels en verantwoording",
               "Quality: findings, rules and conformance", ("data/conformance.ttl",),
               WHOLE, derived=True),
)  # fmt: skip

#: The graphs that say what the terms in all others mean: a model is shown with them.
MEANING: Final = ("ontology", "schemes")
_MODEL: Final = "model-"
_INFERRED: Final = "inferred"
_CATALOG: Final = "catalog"
#: What the graphs of an imported model hold, by what their key ends in.
_OF_MODEL: Final[Mapping[str, tuple[str, str]]] = {
    "": ("Wat het model zegt", "What the model says"),
    _INFERRED: ("Wat uit het model volgt", "What follows from the model"),
    _CATALOG: ("Bestanden en aantallen van het model", "Files and figures of the model"),
}

BY_KEY: Final[Mapping[str, NamedGraph]] = {g.key: g for g in GRAPHS}


def model_graph(model: str, kind: str = "") -> str:
    """Return the key of a graph of an imported model: of its facts, or of another kind."""
    return f"{_MODEL}{model}" + (f"-{kind}" if kind else "")


def inferred_graph(model: str = "") -> str:
    """Return the key of the graph with what follows from a model; without one, from our own."""
    return model_graph(model, _INFERRED) if model else _INFERRED


def catalog_graph(model: str) -> str:
    """Return the key of the graph with what the catalogue says of a model."""
    return model_graph(model, _CATALOG)


def of_model(model: str) -> tuple[NamedGraph, ...]:
    """Return the named graphs of an imported model; its dataset is called after it."""
    return tuple(
        NamedGraph(model_graph(model, kind), f"{nl} ({model})", f"{en} ({model})", (), model)
        for kind, (nl, en) in _OF_MODEL.items()
    )


def kind_of(graph: str) -> str:
    """Return what the last word of a graph's key or IRI says that it holds; "" for facts."""
    word = re.split("[-/]", graph)[-1]
    return word if word in _OF_MODEL else ""


def is_inferred(iri: str) -> bool:
    """Tell whether a named graph of ours holds what was inferred, from whatever facts."""
    return kind_of(iri) == _INFERRED


def union_iri(base: str) -> str:
    """Return the IRI of the default graph: all named graphs together."""
    return f"{base}sparql#union"


def graph_iri(base: str, key: str) -> str:
    """Return the IRI of the named graph `key`."""
    return f"{base}id/graph/{key}"
