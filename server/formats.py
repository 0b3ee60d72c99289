"""Formats: one table holds what each form is called, by media type, suffix, IRI and for people.

Sources: the media type registrations of RDF 1.1 Turtle, JSON-LD 1.1, RDF/XML, N-Triples, N-Quads,
TriG, SVG, Atom, CSVW and the results of SPARQL 1.1; IRIs from https://www.w3.org/ns/formats/, and
for a form that is no RDF or result of SPARQL from the register of media types.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Form(StrEnum):
    """What an answer is: one of the results of SPARQL 1.1 (a document about a thing is a graph)."""

    GRAPH = "graph"
    BINDINGS = "bindings"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Format:
    """One way to write an answer. `media_types` has the registered one first."""

    key: str
    label: str
    media_types: tuple[str, ...]
    suffix: str
    iri: str
    forms: frozenset[Form]
    charset: bool

    @property
    def media_type(self) -> str:
        """The registered media type, without parameters."""
        return self.media_types[0]

    @property
    def content_type(self) -> str:
        """The value of Content-Type; only text/* carries a charset (RFC 6838, 4.2.1)."""
        return self.media_type + ("; charset=utf-8" if self.charset else "")


_W3 = "http://www.w3.org/ns/formats/"
_GRAPH = frozenset({Form.GRAPH})
_TABLE = frozenset({Form.BINDINGS, Form.BOOLEAN})

#: Every format, the one we prefer first.
FORMATS: Final[tuple[Format, ...]] = (
    Format("html", "HTML", ("text/html", "application/xhtml+xml"), "html",
           _W3 + "HTML", _GRAPH | _TABLE, charset=True),
    Format("turtle", "Turtle", ("text/turtle", "application/x-turtle"), "ttl",
           _W3 + "Turtle", _GRAPH, charset=True),
    Format("json-ld", "JSON-LD", ("application/ld+json",), "jsonld",
           _W3 + "JSON-LD", _GRAPH, charset=False),
    Format("rdf-xml", "RDF/XML", ("application/rdf+xml",), "rdf",
           _W3 + "RDF_XML", _GRAPH, charset=False),
    Format("n-triples", "N-Triples", ("application/n-triples", "text/plain"), "nt",
           _W3 + "N-Triples", _GRAPH, charset=False),
    Format("trig", "TriG", ("application/trig", "application/x-trig"), "trig",
           _W3 + "TriG", _GRAPH, charset=False),
    Format("n-quads", "N-Quads", ("application/n-quads", "text/x-nquads"), "nq",
           _W3 + "N-Quads", _GRAPH, charset=False),
    Format("svg", "SVG", ("image/svg+xml",), "svg",
           "https://www.iana.org/assignments/media-types/image/svg+xml", frozenset(),
           charset=False),
    Format("atom", "Atom", ("application/atom+xml",), "atom",
           "https://www.iana.org/assignments/media-types/application/atom+xml", frozenset(),
           charset=False),
    Format("sparql-json", "SPARQL JSON", ("application/sparql-results+json", "application/json"),
           "srj", _W3 + "SPARQL_Results_JSON", _TABLE, charset=False),
    Format("sparql-xml", "SPARQL XML", ("application/sparql-results+xml", "application/xml"),
           "srx", _W3 + "SPARQL_Results_XML", _TABLE, charset=False),
    Format("csv", "CSV", ("text/csv",), "csv",
           _W3 + "SPARQL_Results_CSV", frozenset({Form.BINDINGS}), charset=True),
    Format("tsv", "TSV", ("text/tab-separated-values",), "tsv",
           _W3 + "SPARQL_Results_TSV", frozenset({Form.BINDINGS}), charset=True),
    Format("csvw", "CSVW", ("application/csvm+json",), "json",
           "https://www.iana.org/assignments/media-types/application/csvm+json", frozenset(),
           charset=False),
)  # fmt: skip

#: Forms of files only: no address answers in them, so they have no part in negotiation.
ARCHIMATE: Final = Format(
    "archimate", "ArchiMate", ("application/xml",), "xml",
    "https://www.iana.org/assignments/media-types/application/xml", frozenset(), charset=False,
)  # fmt: skip
TEXT: Final = Format(
    "text", "tekst", ("text/plain",), "txt",
    "https://www.iana.org/assignments/media-types/text/plain", frozenset(), charset=True,
)  # fmt: skip

BY_KEY: Final[Mapping[str, Format]] = {f.key: f for f in FORMATS}
BY_SUFFIX: Final[Mapping[str, Format]] = {f.suffix: f for f in FORMATS}

#: What a document about a thing comes in.
DOCUMENT_FORMATS: Final = tuple(f for f in FORMATS if Form.GRAPH in f.forms)
#: What the document about a view comes in: it can be drawn as well.
VIEW_FORMATS: Final = (*DOCUMENT_FORMATS, BY_KEY["svg"])
#: The languages that a form comes in, the first by an address without mark. The others have theirs
#: before the suffix (`.en.svg`); a form that is not here is in one language, or holds them all.
FIRST: Final = ("nl",)
LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = {"html": ("nl", "en"), "svg": ("nl", "en")}
#: What the list of a collection comes in: it is a table as well.
COLLECTION_FORMATS: Final = (*DOCUMENT_FORMATS, BY_KEY["csv"])


def by_mark(text: str) -> tuple[Format, str] | None:
    """Return the form and the language that a suffix such as `ttl` or `en.html` stands for."""
    language, dot, suffix = text.rpartition(".")
    form = BY_SUFFIX.get(suffix)
    if form is None:
        return None
    known = LANGUAGES.get(form.key, FIRST)
    if not dot:
        return form, known[0]
    return (form, language) if language in known[1:] else None


def for_form(form: Form, *, html: bool) -> tuple[Format, ...]:
    """Return the formats that can hold `form`, best first; `html` says whether pages may."""
    return tuple(f for f in FORMATS if form in f.forms and (html or f.key != "html"))
