"""Loading: a source is taken whole and understood, or refused with file, line and column.

Parsed with pyoxigraph, since rdflib accepts bad IRIs and guesses; the parser is fed line by line,
so that each statement knows the line on which it ends. Everything that could reach outside the
sources (owl:imports, remote contexts) or hide a statement (NUL, merge markers) is refused.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, NoReturn, cast

import pyoxigraph as ox
from rdflib import OWL, RDF, BNode, Literal, URIRef

from scripts.blanks import name_blank_nodes
from scripts.terms import Object, Subject, Triple
from server.errors import SourceError
from server.graphs import GRAPHS
from server.rdf.lines import Lines
from server.rdf.render import has_xml_name
from server.settings import DEFAULT_BASE

#: Where OWL and SHACL expressions need blank nodes; a thing can always be given a name.
WITH_BLANK_NODES: Final = frozenset({"ontology", "shapes"})

#: No source of ours comes near; a larger one is a mistake or an attack.
MAXIMUM_BYTES: Final = 8 * 1024 * 1024

#: Profiles of models elsewhere go with an import (`scripts.importing`), not with a release.
_OF_MODELS: Final = "data/models/"

#: Datatypes that carry a document of their own, which a consumer would parse, fetch or run.
_DOCUMENTS: Final = {RDF.HTML, RDF.XMLLiteral, RDF.JSON}
_MERGE: Final = re.compile(r"^(<{7}|>{7}|\|{7})( |$)|^={7}$", re.MULTILINE)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CONTEXT: Final = re.compile(r"[\"']@context[\"']\s*:\s*[\"'\[]")
_POSITION: Final = re.compile(r"^Parser error at line \d+ .*?columns? [\d and]+: ")


@dataclass(frozen=True)
class Source:
    """One file as it was read.

    `name` is its path from the checkout, with slashes; `graph` is the key of its named graph, or
    `shapes`; `lines` has the line on which each of `triples` ends.
    """

    name: str
    graph: str
    digest: str
    size: int
    triples: tuple[Triple, ...]
    lines: tuple[int, ...]

    @property
    def statements(self) -> int:
        """The number of different statements."""
        return len(set(self.triples))


class Where:
    """Where in the sources something is said, most exactly known first."""

    def __init__(self, sources: Iterable[Source]) -> None:
        """Index every statement by its parts; the first place counts, a type before all."""
        self._said: dict[tuple[Object, ...], tuple[str, int]] = {}
        self._mentioned: dict[Object, tuple[str, int]] = {}
        for source in sources:
            for triple, line in zip(source.triples, source.lines, strict=True):
                subject, predicate, value = triple
                place = (source.name, line)
                self._said.setdefault(triple, place)
                self._said.setdefault((subject, predicate), place)
                self._mentioned.setdefault(value, place)
                if predicate == RDF.type:
                    self._said[(subject,)] = self._said.get((subject, RDF.type), place)
                else:
                    self._said.setdefault((subject,), place)

    def __call__(
        self, subject: Object | None, predicate: Object | None = None, value: Object | None = None
    ) -> tuple[str, int]:
        """Return file and line of the statement, else of the subject, else of its mention.

        Nothing known gives `("", 0)`.
        """
        key = tuple(part for part in (subject, predicate, value) if part is not None)
        while key:
            if key in self._said:
                return self._said[key]
            key = key[:-1]
        return self.mention(subject) if subject is not None else ("", 0)

    def exact(self, *said: Object | None) -> tuple[str, int] | None:
        """Return file and line of exactly this statement, or subject and predicate, or None."""
        return self._said.get(tuple(part for part in said if part is not None))

    def mention(self, value: Object) -> tuple[str, int]:
        """Return file and line of the first statement that has `value` as its object."""
        return self._mentioned.get(value, ("", 0))


def load_sources(root: Path, base: str) -> tuple[Source, ...]:
    """Read every source of every graph below `root`, in the order of the table.

    Raises `SourceError` for the first file that cannot be used, for a graph without any source
    and for a Turtle file that no graph takes in.
    """
    sources = []
    for graph in GRAPHS:
        names = source_names(root, graph.sources)
        if graph.sources and not names:
            raise SourceError(f"graph {graph.key} has no source: {', '.join(graph.sources)}")
        sources += [read_source(root, name, graph.key, base) for name in names]
    taken = {source.name for source in sources}
    for name in source_names(root, ("ontology/**/*.ttl", "data/**/*.ttl")):
        if name not in taken and not name.startswith(_OF_MODELS):
            raise SourceError("no named graph takes this file in: see server/graphs.py", Path(name))
    return tuple(sources)


def source_names(root: Path, patterns: Sequence[str]) -> list[str]:
    """Return the files that match, as paths from `root`, sorted."""
    found = {path for pattern in patterns for path in root.glob(pattern)}
    return sorted(path.relative_to(root).as_posix() for path in found if path.is_file())


def read_source(root: Path, name: str, graph: str, base: str) -> Source:
    """Read and parse one source.

    Raises `SourceError` that names file, line and column, for whatever makes it unusable.
    """
    content = read_whole(root, name)
    triples, lines = parse(content, name, base, blank_nodes=graph in WITH_BLANK_NODES)
    digest = hashlib.sha256(content).hexdigest()
    return Source(name, graph, digest, len(content), triples, lines)


def read_whole(root: Path, name: str) -> bytes:
    """Return the bytes of a file that stands still while it is read.

    Raises `SourceError` when it changes meanwhile, is too large or cannot be read.
    """
    try:
        with (root / name).open("rb") as stream:
            before = os.fstat(stream.fileno())
            content = stream.read(MAXIMUM_BYTES + 1)
            after = os.fstat(stream.fileno())
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", Path(name)) from None
    if len(content) > MAXIMUM_BYTES:
        raise SourceError(f"larger than {MAXIMUM_BYTES} bytes: split it by theme", Path(name))
    same = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not same or len(content) != after.st_size:
        raise SourceError("changed while it was read: run the command again", Path(name))
    return content


def confirm_unchanged(root: Path, sources: Iterable[Source]) -> None:
    """Read every source again and hold it against what was loaded.

    Raises `SourceError` that names the file that changed or went away.
    """
    for source in sources:
        if hashlib.sha256(read_whole(root, source.name)).hexdigest() != source.digest:
            raise SourceError("changed while it was read: run the command again", Path(source.name))


def parse(
    content: bytes, name: str, base: str, *, blank_nodes: bool
) -> tuple[tuple[Triple, ...], tuple[int, ...]]:
    """Parse Turtle into triples and the line of each, in the order of the file.

    Raises `SourceError` as `read_source`.
    """
    _refuse_text(content, name)
    stream = Lines(content)
    triples: list[Triple] = []
    lines: list[int] = []
    try:
        for quad in ox.parse(cast(IO[bytes], stream), format=ox.RdfFormat.TURTLE, base_iri=base):
            triple = _triple(quad, base, name, stream.line)
            if not blank_nodes and (BNode in map(type, triple)):
                _refuse("a blank node cannot be pointed at: give it an IRI", name, stream.line)
            triples.append(triple)
            lines.append(stream.line)
    except SyntaxError as error:
        detail = _POSITION.sub("", error.msg)
        raise SourceError(detail, Path(name), error.lineno, error.offset or 0) from None
    if not triples:
        raise SourceError("holds no statement: remove the file or restore it", Path(name))
    return tuple(name_blank_nodes(triples, lines, name)), tuple(lines)


def _refuse_text(content: bytes, name: str) -> None:
    """Refuse what a parser takes in but no author means."""
    if not content.strip():
        raise SourceError("is empty: remove the file or restore it", Path(name))
    if content.startswith(b"\xef\xbb\xbf"):
        _refuse("starts with a byte order mark: save it as UTF-8 without BOM", name, 1)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column = _position(content[: error.start].decode("utf-8"))
        raise SourceError(
            f"byte 0x{content[error.start]:02x} is not UTF-8: save the file as UTF-8",
            Path(name), line, column,
        ) from None  # fmt: skip
    for pattern, what in (
        (_CONTROL, "control character {!r}: remove it"),
        (_MERGE, "merge marker {!r}: finish the merge"),
        (re.compile("<" + re.escape(DEFAULT_BASE)), "IRI {!r}…: write it relative to the base"),
    ):
        if found := pattern.search(text):
            line, column = _position(text[: found.start()])
            raise SourceError(what.format(found[0]), Path(name), line, column)


def _position(before: str) -> tuple[int, int]:
    """Return line and column, counted from 1, of what follows the text `before`."""
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _refuse(what: str, name: str, line: int) -> NoReturn:
    raise SourceError(what, Path(name), line)


def _triple(quad: ox.Quad, base: str, name: str, line: int) -> Triple:
    """Take a statement of the parser over, or refuse what we never want to publish."""
    subject = _subject(quad.subject, name, line)
    predicate = URIRef(quad.predicate.value)
    if predicate == OWL.imports:
        _refuse("owl:imports fetches from elsewhere: add the terms to the sources", name, line)
    if not has_xml_name(predicate):
        _refuse(f"RDF/XML cannot write <{predicate}>: end it in a name that starts with a letter",
                name, line)  # fmt: skip
    if isinstance(quad.object, ox.Literal):
        return subject, predicate, _literal(quad.object, base, name, line)
    return subject, predicate, _subject(quad.object, name, line)


def _subject(term: ox.NamedNode | ox.BlankNode | ox.Triple, name: str, line: int) -> Subject:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    _refuse("a statement about a statement (RDF 1.2) is not read everywhere", name, line)


def _literal(term: ox.Literal, base: str, name: str, line: int) -> Literal:
    text = term.value
    if found := _CONTROL.search(text):
        _refuse(f"control character {found[0]!r} in a literal: remove it", name, line)
    if _CONTEXT.search(text):
        _refuse("a JSON-LD context in a literal: sources are Turtle", name, line)
    if term.direction is not None:
        _refuse("a direction on a text (RDF 1.2) is not read everywhere", name, line)
    if term.language:
        return Literal(text, lang=term.language)
    datatype = URIRef(term.datatype.value)
    if datatype in _DOCUMENTS:
        _refuse(f"datatype {datatype} holds a document: use plain text", name, line)
    # An IRI of ours that must stand as text (sh:namespace, void:uriSpace) follows the base too.
    if text.startswith(DEFAULT_BASE) and not re.search(r"\s", text):
        text = base + text.removeprefix(DEFAULT_BASE)
    return Literal(text, datatype=datatype)


def count_quads(file: Path) -> int:
    """Read every statement of an N-Quads file back and count them.

    Raises `SyntaxError` where the file does not parse.
    """
    return sum(1 for _ in ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS))


def statements(sources: Iterable[Source], graph: str) -> Iterator[Triple]:
    """Return every statement of the sources of one graph."""
    for source in sources:
        if source.graph == graph:
            yield from source.triples
