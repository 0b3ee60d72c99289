"""Reading: an exchange file comes in whole and by the grammar, or is refused with file and line.

The file goes by once, in pieces, and never stands in memory as XML. Nothing it names is fetched:
a document type, and with it every entity, is refused at sight. Size, depth and number of elements
are bounded, so that a hostile file costs no more than a large one. The parser is expat, since the
other one of Python counts lines no further than 65,535.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, Final, NoReturn
from xml.parsers import expat

from scripts.archimate.build import BUILDERS, Frame
from scripts.archimate.grammar import ANY, GRAMMAR, NAMESPACE, TYPE, XML, XSI, Child, Rule
from scripts.archimate.model import Model
from server.errors import SourceError

#: The model of a whole government is 14 MB; what is far larger is no model.
MAXIMUM_BYTES: Final = 64 * 1024 * 1024
MAXIMUM_DEPTH: Final = 100
MAXIMUM_ELEMENTS: Final = 1_000_000
_PIECE: Final = 64 * 1024
_BYTE_ORDER_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00", b"\x00\x00\xfe\xff")

Progress = Callable[[int, int], None]
"""Told how many bytes were read, and how many there are."""


@dataclass(frozen=True)
class ModelFile:
    """A model as it was read: its file's name, SHA-256 and size in bytes.

    `foreign` counts the elements of other vocabularies, which were left out, by name.
    """

    name: str
    digest: str
    size: int
    model: Model
    foreign: Mapping[str, int]


def read(file: Path, progress: Progress = lambda done, size: None) -> ModelFile:
    """Read an exchange file; references in it are not followed yet (see `references`).

    Raises `SourceError`, with line and column, for whatever makes it no valid exchange file, or
    one that changed meanwhile, is too large or cannot be read.
    """
    reader = _Reader(file)
    digest = hashlib.sha256()
    try:
        with file.open("rb") as stream:
            before = os.fstat(stream.fileno())
            if before.st_size > MAXIMUM_BYTES:
                raise SourceError(f"larger than {MAXIMUM_BYTES} bytes: no model is", file)
            size = _feed(stream, reader, digest.update, lambda done: progress(done, before.st_size))
            after = os.fstat(stream.fileno())
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", file) from None
    if (size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise SourceError("changed while it was read: run the command again", file)
    return ModelFile(file.name, digest.hexdigest(), size, reader.model(), reader.foreign)


def _feed(
    stream: IO[bytes],
    reader: "_Reader",
    digest: Callable[[bytes], None],
    progress: Callable[[int], None],
) -> int:
    """Hand the file over in pieces, and return how many bytes that were."""
    size = 0
    while piece := stream.read(_PIECE):
        if size == 0:
            reader.start(piece)
        size += len(piece)
        if size > MAXIMUM_BYTES:
            reader.refuse(f"larger than {MAXIMUM_BYTES} bytes: no model is")
        digest(piece)
        reader.take(piece)
        progress(size)
    reader.take(b"", last=True)
    return size


@cache
def _rule(name: str, kind: str) -> Rule:
    """Return the rule of an element together with that of its `xsi:type`."""
    rule = GRAMMAR[name]
    if not rule.types:
        return rule
    added = rule.types[kind]
    return Rule(
        added.children,
        {**rule.required, **added.required},
        {**rule.optional, **added.optional},
        text=rule.text,
        foreign=rule.foreign,
    )


@cache
def _places(name: str, kind: str) -> Mapping[str, tuple[int, Child]]:
    """Return the children that an element may have, each with its place in their order."""
    return {child.name: (place, child) for place, child in enumerate(_rule(name, kind).children)}


class _Reader:
    """The state between two tags: the elements that are open, innermost last."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._open: list[Frame] = []
        self._skipped = 0
        self._elements = 0
        self._done: Model | None = None
        self.foreign: dict[str, int] = {}
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def start(self, piece: bytes) -> None:
        """Refuse at its first bytes what is not UTF-8."""
        if piece.startswith(_BYTE_ORDER_MARKS):
            raise SourceError("is UTF-16 or UTF-32: save it as UTF-8", self._file, 1, 1)

    def take(self, piece: bytes, *, last: bool = False) -> None:
        """Take in the next piece; raises `SourceError` for what is not well-formed."""
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            if last and self._open:
                what = f"ends within <{self._open[-1].name}> of line {self._open[-1].line}: cut off"
            elif last and self._done is None:
                what = "holds no XML"
            raise SourceError(what, self._file, error.lineno, error.offset + 1) from None

    def model(self) -> Model:
        """Return what was read, once the file has ended."""
        if self._done is None:
            self.refuse("holds no model")
        return self._done

    def refuse(self, what: str) -> NoReturn:
        """Raise `SourceError` at the place that the parser has come to."""
        parser = self._parser
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        raise SourceError(what, self._file, line, column)

    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            self.refuse(f"is XML {version}: save it as XML 1.0")
        if (encoding or "utf-8").lower() not in {"utf-8", "us-ascii"}:
            self.refuse(f"is in {encoding}: save it as UTF-8")

    def _doctype(self, *_: object) -> None:
        self.refuse("has a document type (<!DOCTYPE>), which an exchange file does not: remove it")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > MAXIMUM_ELEMENTS:
            self.refuse(f"more than {MAXIMUM_ELEMENTS} elements: no model has")
        if len(self._open) + self._skipped >= MAXIMUM_DEPTH:
            self.refuse(f"nested more than {MAXIMUM_DEPTH} deep: no model is")
        if self._skipped:
            self._skipped += 1
            return
        namespace, _, name = tag.rpartition(" ")
        if namespace != NAMESPACE:
            self._foreign(namespace, name, attributes)
            return
        self._enter(name)
        kind = self._kind(name, attributes)
        frame = Frame(name, kind, attributes, self._parser.CurrentLineNumber, _rule(name, kind))
        self._check(frame)
        self._open.append(frame)

    def _foreign(self, namespace: str, name: str, attributes: Mapping[str, str]) -> None:
        """Take in metadata of another vocabulary, skip the rest of others', refuse it elsewhere."""
        if not self._open:
            self.refuse(
                f"begins with <{name}> in {namespace or 'no namespace'}: an exchange file begins "
                f"with <model> in {NAMESPACE}"
            )
        parent = self._open[-1]
        if not parent.rule.foreign or not namespace:
            self.refuse(f"<{name}> may not stand in <{parent.name}>")
        if parent.name in {"metadata", "schemaInfo"}:
            line = self._parser.CurrentLineNumber
            self._open.append(Frame("", namespace + name, attributes, line, ANY))
            return
        self.foreign[namespace + name] = self.foreign.get(namespace + name, 0) + 1
        self._skipped = 1

    def _enter(self, name: str) -> None:
        """Hold a child against the rule of its parent: is it one, in its place, not too often."""
        if not self._open:
            if name != "model":
                self.refuse(f"begins with <{name}>: an exchange file begins with <model>")
            return
        parent = self._open[-1]
        found = _places(parent.name, parent.kind).get(name) if parent.name else None
        if found is None:
            self.refuse(f"<{name}> may not stand in <{parent.name}>")
        place, child = found
        if place < parent.place and not parent.rule.free:
            later = parent.rule.children[parent.place].name
            self.refuse(f"<{name}> must stand before <{later}> in <{parent.name}>")
        parent.place = place
        if child.most and len(parent.children.get(name, ())) >= child.most:
            self.refuse(f"a second <{name}> in <{parent.name}>: one may stand there")

    def _kind(self, name: str, attributes: Mapping[str, str]) -> str:
        types = GRAMMAR[name].types
        if not types:
            return ""
        kind = attributes.get(TYPE, "").rpartition(":")[2].strip()
        if not kind:
            self.refuse(f"<{name}> has no xsi:type: give it one of {', '.join(types)}")
        if kind not in types:
            self.refuse(f"xsi:type {kind!r} of <{name}> is none of {', '.join(types)}")
        return kind

    def _check(self, frame: Frame) -> None:
        """Hold the attributes of an element against its rule."""
        rule, attributes = frame.rule, frame.attributes
        for name in rule.required:
            if name not in attributes:
                self.refuse(f"<{frame.name}> has no attribute {name}")
        for name, text in attributes.items():
            check = rule.required.get(name) or rule.optional.get(name)
            if check is None:
                if not name.startswith((f"{XSI} ", f"{XML} ")) and " " not in name:
                    self.refuse(f"<{frame.name}> has an attribute {name}, which it may not have")
            elif not check(text):
                shown = name.rpartition(" ")[2]
                self.refuse(f"{shown}={text!r} of <{frame.name}> is no right value")

    def _text(self, text: str) -> None:
        if self._skipped or not self._open:
            return
        frame = self._open[-1]
        if frame.rule.text:
            frame.text.append(text)
        elif text.strip():
            self.refuse(f"text {text.strip()[:40]!r} may not stand in <{frame.name}>")

    def _end(self, _tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        frame = self._open.pop()
        for child in frame.rule.children:
            if len(frame.children.get(child.name, ())) < child.least:
                self.refuse(f"<{frame.name}> of line {frame.line} has no <{child.name}>")
        made: Any = BUILDERS[frame.name](frame)
        if self._open:
            self._open[-1].children.setdefault(frame.name, []).append(made)
        else:
            self._done = made
