"""Reading: what the pages of a model ask about its things: type, kinds, status, folders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from server.app.pages.kinds.reading import links, number
from server.app.pages.view import Row, Value, View
from server.namespaces import DCT, EXTERNAL, RDF_TYPE, SKOS, curie
from server.rdf.terms import NamedNode
from server.store import Store

_ARCHIMATE: Final = EXTERNAL["archimate"]
#: What every element is, and so says nothing of one.
_ANY: Final = _ARCHIMATE + "Element"
STATUS: Final = EXTERNAL["adms"] + "status"
MEMBER: Final = SKOS + "member"
#: What the name of a type begins with -> the colour of its badge, that of its layer.
_COLOURS: Final = (
    (("Application", "DataObject"), "application"),
    (("Business", "Contract", "Representation", "Product"), "business"),
)  # fmt: skip
#: Deeper than any folder.
_DEPTH: Final = 20


@dataclass(frozen=True)
class Thing:
    """An element in a list: its type in ArchiMate, what its maker calls it, and its status.

    `number` is that in the model, "" where it has none.
    """

    number: str
    link: Value
    type: Value | None
    colour: str
    kinds: tuple[Value, ...]
    status: tuple[Value, ...]


def thing(iri: str, view: View, store: Store) -> Thing:
    """Return an element as a line of a table."""
    found = archimate(iri, store)
    return Thing(
        number(iri, view, store),
        view.link(iri),
        view.link(found) if found else None,
        colour(found),
        links(iri, DCT + "type", view, store),
        links(iri, STATUS, view, store),
    )


def archimate(iri: str, store: Store) -> str:
    """Return the type of an element in ArchiMate; "" for what is none."""
    types = [t.value for t in store.objects(iri, RDF_TYPE) if isinstance(t, NamedNode)]
    return next((t for t in types if t.startswith(_ARCHIMATE) and t != _ANY), "")


def colour(type_: str) -> str:
    """Return the colour of the badge of a type, or ""."""
    name = type_.removeprefix(_ARCHIMATE)
    return next((colour for starts, colour in _COLOURS if name.startswith(starts)), "")


def only(type_: str, view: View, store: Store) -> Value:
    """Return a type as a link to the elements of that type."""
    name = curie(type_).rpartition(":")[2]
    address = view.reader.at(f"/{store.space}doc/element?type={name}")
    found = view.link(type_)
    return Value(found.text, found.lang, address)


def above(iri: str, store: Store) -> list[str]:
    """Return the folders that a thing is in, the outermost first; of more the first by name."""
    found: list[str] = []
    while len(found) < _DEPTH:
        inside = store.subjects(MEMBER, iri)
        if not inside or inside[0] in found:
            break
        iri = inside[0]
        found.insert(0, iri)
    return found


def trails(iri: str, view: View, store: Store) -> list[tuple[Value, ...]]:
    """Return each folder that a thing is in, with those above it, the outermost first."""
    return [
        tuple(view.link(up) for up in (*above(folder, store), folder))
        for folder in store.subjects(MEMBER, iri)
    ]


def own(view: View, store: Store) -> list[Row]:
    """Return the properties that the publisher of a model added, and that we have no term for."""
    return view.rows(below=f"{store.home}id/property/")


def facts(names: Iterable[str], view: View) -> list[tuple[Value, tuple[Value, ...]]]:
    """Return the properties of the thing of a page, in this order, without those it has not."""
    return [(view.term(name), values) for name in names if (values := view.all(name))]


def cut(items: Sequence[str], most: int) -> tuple[Sequence[str], int]:
    """Return the first of many, and how many more there are."""
    return items[:most], max(0, len(items) - most)
