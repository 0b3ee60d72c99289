"""Identity: the address of everything in a model, from what the publisher names it by.

The identifiers of a file are the tool's: none survived from one public release of GEMMA to the
next. So an element, relationship or view has the address that follows from its identity property;
what has no such property of its own (a node, a line, a folder) has one that follows from what it
shows and where. Without an identity an address follows from type, name and ends, and is reported:
it lasts no longer than those.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from rdflib import URIRef

from scripts.archimate import names
from scripts.archimate.model import Element, Item, Model, Node, Relationship, Text, View
from scripts.archimate.profile import Profile
from scripts.archimate.read import ModelFile
from scripts.findings import Finding, warning
from server.errors import ChecksFailedError
from server.uris import thing_path

#: kind of thing -> its collection; of a node, by its kind.
ELEMENT: Final = "element"
RELATIONSHIP: Final = "relationship"
VIEW: Final = "view"
CONNECTION: Final = "connection"
FOLDER: Final = "folder"
NODES: Final[Mapping[str, str]] = {"Element": "node", "Container": "area", "Label": "note"}

_Identified = Element | Relationship | View
_DUTCH: Final = {ELEMENT: "element", RELATIONSHIP: "relatie", VIEW: "plaat"}


@dataclass(frozen=True)
class Identities:
    """The address of each thing by its identifier in the file, and of each folder by its place.

    A place is the numbers of the items on the way to it. `by_identity` finds a thing by the text
    of its identity, as properties of the model refer to it; `lines` has the line of a thing by its
    address.
    """

    things: Mapping[str, URIRef]
    folders: Mapping[tuple[int, ...], URIRef]
    by_identity: Mapping[str, URIRef]
    lines: Mapping[str, int]
    findings: tuple[Finding, ...]


def identify(read: ModelFile, profile: Profile, base: str) -> Identities:
    """Give everything in a model its address.

    Raises `ChecksFailedError`, a line for each, when two things have one identity or one thing
    has two.
    """
    return _Identifier(read, profile, base).identities()


def first(texts: Iterable[Text]) -> str:
    """Return the first text that says anything, on one line."""
    return next((found for text in texts if (found := " ".join(text.value.split()))), "")


class _Identifier:
    """What was given out so far."""

    def __init__(self, read: ModelFile, profile: Profile, base: str) -> None:
        self._read = read
        self._profile = profile
        self._base = base
        self._counted = names.Counted()
        self._things: dict[str, URIRef] = {}
        self._folders: dict[tuple[int, ...], URIRef] = {}
        self._by_identity: dict[str, URIRef] = {}
        self._lines: dict[URIRef, int] = {}
        self._faults: list[tuple[int, str]] = []
        self._findings: list[Finding] = []
        wanted = {
            definition.id
            for definition in read.model.definitions
            if first(definition.names) == profile.identity
        }
        self._definitions = frozenset(wanted)

    def identities(self) -> Identities:
        model = self._read.model
        if not self._definitions:
            self._say_candidates(model)
        self._identify(ELEMENT, model.elements)
        self._identify(RELATIONSHIP, model.relationships)
        self._identify(VIEW, model.views)
        if self._faults:
            name = self._read.name
            lines = [f"{name}:{line}: {what}" for line, what in sorted(self._faults)]
            raise ChecksFailedError(
                f"{name}: {len(lines)} identities ({self._profile.identity}) are not of one thing",
                lines,
            )
        for view in model.views:
            self._draw(view)
        for number, forest in enumerate(model.organizations):
            for place, item in enumerate(forest):
                self._file(item, (number, place), ())
        findings = tuple(self._findings)
        where = {str(address): line for address, line in self._lines.items()}
        return Identities(self._things, self._folders, self._by_identity, where, findings)

    def _say_candidates(self, model: Model) -> None:
        """Refuse a model without the property at all, and say which would do."""
        held: dict[str, list[str]] = defaultdict(list)
        called = {one.id: first(one.names) for one in model.definitions}
        for element in model.elements:
            for one in element.properties:
                held[called[one.definition]].append(first(one.values))
        enough = len(model.elements)
        fit = sorted(n for n, found in held.items() if len(set(found)) == len(found) == enough)
        raise ChecksFailedError(
            f"{self._read.name} has no property {self._profile.identity!r}, by which "
            f"{self._profile.file} identifies things; properties that each element has, each with "
            f"a value of its own: {', '.join(fit) or 'none'}",
            (),
        )

    def _identify(self, collection: str, things: Iterable[_Identified]) -> None:
        unknown: list[_Identified] = []
        for thing in things:
            found = {
                value.value.strip()
                for one in thing.properties
                if one.definition in self._definitions
                for value in one.values
            } - {""}
            if len(found) > 1:
                self._faults.append((thing.line, f"{collection} with {', '.join(sorted(found))}"))
            elif found:
                identity = found.pop()
                self._give(thing, self._address(collection, identity), identity)
            else:
                unknown.append(thing)
        for thing in unknown:
            key = f"x-{names.digest(*self._ends(thing), first(thing.names), length=16)}"
            address = names.thing(self._profile.base, collection, self._counted(collection, key))
            self._give(thing, address, "")
            self._findings.append(self._without(collection, thing))

    def _address(self, collection: str, identity: str) -> URIRef:
        """Return the address for an identity; one of our own addresses stays what it is."""
        if identity.startswith(self._base) and thing_path(identity[len(self._base) :]):
            return URIRef(identity)
        return names.thing(self._profile.base, collection, names.key(identity))

    def _ends(self, thing: _Identified) -> tuple[str, ...]:
        """Return what besides its name tells a thing without identity from others."""
        if isinstance(thing, Relationship):
            ends = (thing.source, thing.target)
            return thing.type, *(str(self._things.get(end, "")) for end in ends)
        return (thing.type,) if isinstance(thing, Element) else ()

    def _give(self, thing: _Identified, address: URIRef, identity: str) -> None:
        if address in self._lines:
            other = self._lines[address]
            self._faults.append((thing.line, f"{identity} is the identity of line {other} too"))
        self._lines[address] = thing.line
        self._things[thing.id] = address
        if identity:
            self._by_identity[identity] = address

    def _without(self, collection: str, thing: _Identified) -> Finding:
        kind, name = _DUTCH[collection], self._profile.identity
        called = first(thing.names) or thing.id
        return warning(
            "identity",
            (self._read.name, thing.line),
            f"{kind} zonder {name}: het adres volgt uit soort en naam, en verandert daarmee",
            f"{collection} without {name}: its address follows from type and name, and changes "
            "with them",
            called,
        )

    def _draw(self, view: View) -> None:
        """Give what stands in a view addresses that follow from what it shows."""
        own = str(self._things[view.id]).rpartition("/")[2]
        waiting = list(reversed(view.nodes))
        while waiting:
            node = waiting.pop()
            waiting.extend(reversed(node.nodes))
            self._part(NODES[node.kind], own, node.id, self._shown(node))
        for one in view.connections:
            ends = (str(self._things.get(end, "")) for end in (one.source, one.target))
            shown = self._key(one.relationship) or names.digest(*ends, first(one.labels))
            self._part(CONNECTION, own, one.id, shown)

    def _part(self, collection: str, view: str, identifier: str, shown: str) -> None:
        key = self._counted(collection, names.joined(view, shown))
        self._things[identifier] = names.thing(self._profile.base, collection, key)

    def _shown(self, node: Node) -> str:
        """Return what a node shows, as a key: its element, or its text."""
        return self._key(node.element) or names.digest(first(node.labels), self._key(node.concept))

    def _key(self, identifier: str) -> str:
        """Return the key of something by its identifier in the file; empty for nothing."""
        return str(self._things[identifier]).rpartition("/")[2] if identifier else ""

    def _file(self, item: Item, place: tuple[int, ...], way: tuple[str, ...]) -> None:
        """Give a folder, and those inside it, an address that follows from their names."""
        if item.ref and not item.items:
            return
        here = (*way, first(item.labels))
        key = names.joined(*(names.slug(name) or "x" for name in here))
        address = names.thing(self._profile.base, FOLDER, self._counted(FOLDER, key))
        self._folders[place] = address
        if item.id:
            self._things[item.id] = address
        for number, inner in enumerate(item.items):
            self._file(inner, (*place, number), here)
