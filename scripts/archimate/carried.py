"""Carried: statements as properties of an exchange file and back, each exactly; pure.

A property is called after the predicate (`gemma:sourceLabel`); a value that is an address is the
thing at it, any other is a literal of the type of its definition. What a property cannot say so is
carried as N-Triples, so that nothing is lost or guessed.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import XSD, Graph, Literal, URIRef

from scripts.archimate.model import Text
from scripts.archimate.write import NOT_XML
from scripts.terms import Object, Triple, line, sorted_triples
from server.namespaces import curie
from server.uris import model_of, space, thing_iri, thing_path

#: Our own properties, which no predicate is called like: the address of the thing itself.
URI: Final = "URI"
#: Which predicate a relationship states, from source to target; after `^` from target to source.
STATEMENT: Final = "Statement"
#: The address of what is drawn as more than one relationship, on all but the first.
ARROW_OF: Final = "Arrow of"
#: Statements that have no other place: about the thing, about what is drawn in the view, or, on
#: the model, about things that ArchiMate has no word for.
NTRIPLES: Final = "Statements (N-Triples)"
#: What elements, lines and views of the model seem to say and the graph does not.
NOT_SAID: Final = "Not stated (N-Triples)"
#: The named graphs whose statements a model holds.
GRAPH: Final = "Graph"
#: Archi takes the values of the property with this very identifier as names of specialisations.
SPECIALIZATION: Final = "Specialization"
#: Our own property -> the identifier of its definition.
OWN: Final[Mapping[str, str]] = {
    URI: "prop-uri",
    STATEMENT: "prop-statement",
    ARROW_OF: "prop-arrow-of",
    NTRIPLES: "prop-n-triples",
    NOT_SAID: "prop-not-stated",
    GRAPH: "prop-graph",
    SPECIALIZATION: "specialization",
}

#: Datatype -> type of a property definition.
_TYPES: Final[Mapping[URIRef, str]] = {
    XSD.integer: "number",
    XSD.boolean: "boolean",
    XSD.date: "date",
}
_DATATYPES: Final = {name: datatype for datatype, name in _TYPES.items()}
_STRING: Final = "string"
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_NOT_IN_NCNAME: Final = re.compile(r"[^A-Za-z0-9._-]")


#: The address of something in an imported model, below our base, and its identifier.
_IDENTIFIED: Final = re.compile(r"id-([a-z0-9-]+)\.(\w+)-([a-z0-9-]+)", re.A)


def identifier(iri: str, base: str) -> str:
    """Return the identifier of a thing, an NCName: by collection and key where it is ours."""
    local = iri.removeprefix(base) if iri.startswith(base) else ""
    path = thing_path(local)
    if path is None:
        return f"id-{digest(iri)}"
    model = f"{model_of(path.space)}." if path.space else ""
    return f"id-{model}{path.collection}-{path.key}"


def thing(ident: str, collection: str, base: str) -> URIRef | None:
    """Return the thing of ours with this identifier, if it is in this collection."""
    key, found = ident.removeprefix(f"id-{collection}-"), _IDENTIFIED.fullmatch(ident)
    if found and found[2] == collection:
        return URIRef(thing_iri(base + space(found[1]), collection, found[3]))
    iri = thing_iri(base, collection, key)
    return URIRef(iri) if key != ident and identifier(iri, base) == ident else None


def modelled(iri: str, base: str) -> bool:
    """Tell whether a thing is one of an imported model."""
    path = thing_path(iri.removeprefix(base)) if iri.startswith(base) else None
    return path is not None and path.space != ""


def digest(text: str) -> str:
    """Return what stands for a text that is no name."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def definition_id(name: str) -> str:
    """Return the identifier of the definition of a property."""
    if name in OWN:
        return OWN[name]
    plain = name.replace(":", "-", 1)
    return f"prop-{digest(name) if _NOT_IN_NCNAME.search(plain) else plain}"


def property_name(predicate: str, prefixes: Mapping[str, str]) -> str:
    """Return what a predicate is called: with a prefix of ours, else in full."""
    return curie(predicate, prefixes)


def predicate(name: str, prefixes: Mapping[str, str]) -> URIRef | None:
    """Return the predicate that a property is called after; None for another property."""
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes:
        return URIRef(prefixes[prefix] + local)
    return URIRef(name) if _ADDRESS.fullmatch(name) else None


def definition_type(values: Iterable[Object]) -> str:
    """Return the type of the definition that holds these values."""
    types = {
        _TYPES.get(v.datatype or XSD.string, _STRING) for v in values if isinstance(v, Literal)
    }
    return types.pop() if len(types) == 1 else _STRING


def text(value: Object, type_: str) -> Text | None:
    """Return a value as the text of a property; None where that would read back otherwise."""
    written = str(value)
    if isinstance(value, URIRef):
        return Text(written) if _ADDRESS.fullmatch(written) else None
    if not isinstance(value, Literal) or _ADDRESS.fullmatch(written) or NOT_XML.search(written):
        return None
    said = _STRING if value.datatype in (None, XSD.string) else _TYPES.get(value.datatype)
    return Text(written, value.language or "") if said == type_ else None


def term(written: Text, type_: str) -> Object:
    """Return what the text of a property says."""
    if _ADDRESS.fullmatch(written.value):
        return URIRef(written.value)
    if written.language:
        return Literal(written.value, lang=written.language)
    return Literal(written.value, datatype=_DATATYPES.get(type_))


def ntriples(triples: Iterable[Triple]) -> Text:
    """Write statements in one text, sorted; what XML cannot hold as `\\uXXXX`."""
    lines = "\n".join(sorted(line(triple) for triple in triples))
    return Text(NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04X}", lines))


def statements(texts: Iterable[str]) -> list[Triple]:
    """Return the statements of such texts; a blank node is one over all of them.

    Raises what rdflib raises for what is no N-Triples.
    """
    # As Turtle, since a tool may have put all on one line.
    return sorted_triples(Graph().parse(data="\n".join(texts), format="turtle"))
