"""Returning: a model that was exported here comes back as the statements that it was made of.

It needs no profile, since its properties say themselves what they mean. Whoever changed it in a
tool meanwhile has it compared with what it was (`gemma diff --model`).
"""

import re
from pathlib import Path
from typing import Final

from rdflib import Literal, URIRef

from scripts.archimate import carried, names
from scripts.archimate.model import Model
from scripts.archimate.profile import Profile
from scripts.archimate.to_graph import to_graph
from scripts.terms import Triple
from server.errors import SourceError
from server.graphs import BY_KEY, graph_iri

#: What the key of the graph of an imported model begins with.
_MODEL: Final = "model-"
#: An absolute IRI (RFC 3987), as far as a parser of RDF cares; rdflib takes anything for one.
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*")


def graphs(model: Model, base: str) -> tuple[str, ...]:
    """Return the keys of the graphs that a model was made of; none for one of somebody else."""
    called = {one.id: [text.value for text in one.names] for one in model.definitions}
    ours = {ident for ident, texts in called.items() if carried.GRAPH in texts}
    start = graph_iri(base, "")
    said = [v.value for one in model.properties if one.definition in ours for v in one.values]
    return tuple(value.removeprefix(start) for value in said if value.startswith(start))


def profile(keys: tuple[str, ...], base: str, file: str) -> Profile:
    """Return what stands for a profile: the model is called after the first of its graphs.

    Raises `SourceError` where that gives no key for a model.
    """
    key = keys[0].removeprefix(_MODEL)
    if keys[0] not in BY_KEY and (unfit := names.unfit(key)):
        said = f"property {carried.GRAPH!r} names {keys[0]!r} first, but {unfit}"
        raise SourceError(f"{said}: name the graph with the facts of a model", Path(file))
    own = base if key == keys[0] else names.model_base(base, key)
    return Profile(
        file="", digest="", model=key, base=own, identity=carried.URI, release="",
        language="nl", readings={}, classes={}, mappings=(), triples=frozenset(),
    )  # fmt: skip


def statements(model: Model, base: str) -> frozenset[Triple]:
    """Return the statements; raises `SourceError` for one in a property that is none."""
    try:
        found = to_graph(model, base)
    except SyntaxError as error:
        raise SourceError(f"statements in a property are no N-Triples: {error}") from None
    for triple in found:
        for term in triple:
            iri = term.datatype if isinstance(term, Literal) else term
            if isinstance(iri, URIRef) and not _IRI.fullmatch(iri):
                raise SourceError(f"{iri!s:.80} in a property is no address")
    return found
