"""Classes: a small diagram of one class of the vocabulary and of what leads to it and from it.

Each property is one straight line from the class that has it to the class of its values, as the
vocabulary states its domain and range. Of two inverse properties the one that is the inverse is
left out: it says the same from the other side.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, TypeAlias

from server.namespaces import OWL, RDFS, SKOS, gemma
from server.plates import sheet
from server.plates.around import extent
from server.plates.beside import Layout, Line, Side, lay
from server.plates.geometry import Rect
from server.plates.labels import Text
from server.plates.marks import THICK
from server.plates.names import name
from server.plates.neighbours import WIDEST, Row
from server.plates.notation import INK, LINK, NAME, SMALL, style
from server.plates.pen import Pen
from server.plates.text import height, wrap
from server.plates.words import WORDS
from server.rdf.terms import BlankNode, NamedNode, Object, Triple
from server.store import Store

#: What a property leads from and to.
_ENDS: Final = (RDFS + "domain", RDFS + "range")
_EDGE: Final = 20
_HEAD: Final = 9
#: Property -> the classes that have it, and those of its values.
Ends: TypeAlias = Mapping[str, tuple[list[str], list[str]]]


def ends(store: Store) -> Ends:
    """Return what each property of ours leads from and to, as the vocabulary states it."""
    stated: dict[str, tuple[list[str], list[str]]] = {}
    inverse = set()
    for said in store.graph("ontology"):
        if not isinstance(said.subject, NamedNode) or isinstance(said.object, Triple):
            continue
        prop, predicate = said.subject.value, said.predicate.value
        if predicate == OWL + "inverseOf":
            inverse.add(prop)
        elif predicate in _ENDS and prop.startswith(gemma(store.base)):
            found = stated.setdefault(prop, ([], []))
            found[_ENDS.index(predicate)].extend(_classes(said.object, store))
    return {prop: found for prop, found in stated.items() if prop not in inverse}


def of_class(
    iri: str, known: Ends, store: Store, link: Callable[[str], str], language: str = "nl"
) -> str:
    """Return the SVG of a class with its neighbours, empty where no property leads anywhere.

    `known` is what `ends` returns, `link` gives where the IRI of a class or property leads to.
    """
    rows = relations(iri, known, store, language)
    if not rows:
        return ""
    names = {each: _label(each, store, language) for each in (iri, *rows)}
    layout = lay(iri, rows, names)
    said = WORDS[language]
    about = said["class about"].format(len(rows))
    key = f"klasse-{iri.rpartition('#')[2]}"
    root, ground = sheet.begin(key, said["class"].format(names[iri]), about, language)
    pen = Pen(root, link)
    for side in (*layout.left, *layout.right):
        for line in side.lines:
            _line(pen, line, side, layout)
        _box(pen, side.element, side.rect, names[side.element], store)
    _box(pen, iri, layout.centre, names[iri], store, thick=THICK)
    return sheet.end(root, ground, extent(layout).grown(_EDGE))


def relations(iri: str, known: Ends, store: Store, language: str) -> Mapping[str, tuple[Row, ...]]:
    """Return, for each neighbour of a class, the properties that come from it or lead to it."""
    ways: dict[str, dict[bool, list[str]]] = {}
    for prop, (having, values) in known.items():
        for others, own, outward in ((values, having, True), (having, values, False)):
            for other in others:
                if iri in own and other != iri:
                    ways.setdefault(other, {}).setdefault(outward, []).append(prop)
    order = sorted(ways, key=lambda other: _label(other, store, language))
    return {
        other: tuple(
            _row(props, store, language, outward=outward)
            for outward, props in sorted(ways[other].items())
        )
        for other in order
    }


def _row(props: Iterable[str], store: Store, language: str, *, outward: bool) -> Row:
    labels = sorted((_label(prop, store, language), prop) for prop in dict.fromkeys(props))
    parts = tuple(
        Text(tuple(wrap(text, WIDEST, SMALL)), prop, caption=False) for text, prop in labels
    )
    return Row((), not outward, outward, "", parts)


def _classes(term: Object, store: Store) -> list[str]:
    """Return the classes of ours, and concepts, that a domain or range names, in its order."""
    found = [term.value] if isinstance(term, NamedNode) else []
    if isinstance(term, BlankNode):
        for head in store.objects(term, OWL + "unionOf"):
            found += [t.value for t in store.items(head) if isinstance(t, NamedNode)]
    shown = (gemma(store.base), SKOS + "Concept")
    return [iri for iri in dict.fromkeys(found) if iri.startswith(shown)]


def _label(iri: str, store: Store, language: str) -> str:
    found = store.name(iri, (language, "nl", "en"))
    return found.value if found else iri.rpartition("#")[2]


def _box(  # noqa: PLR0913 (a box, of what, called what)
    pen: Pen, iri: str, rect: Rect, text: str, store: Store, *, thick: float = 0
) -> None:
    look = style(iri.removeprefix(gemma(store.base)))
    into = pen.link(iri, "")
    into.rect(rect, fill=look.fill, stroke=look.line, thick=thick)
    words = name(rect, text)
    into.lines(words.lines, words.middle, words.top, NAME, anchor="middle", bold=thick > 0)


def _line(pen: Pen, line: Line, side: Side, layout: Layout) -> None:
    left = side.rect.x < layout.centre.x
    outer = (side.rect.right if left else side.rect.x, line.y)
    inner = (layout.centre.x if left else layout.centre.right, line.y)
    pen.path(f"M{outer[0]} {line.y}L{inner[0]} {line.y}", stroke=INK)
    end, start = (inner, outer) if line.row.inward else (outer, inner)
    pen.head(start, end, _HEAD, INK)
    middle, y = line.label.x + line.label.width // 2, line.label.y
    for part in line.row.parts:
        into = pen.link(part.iri or "", "")
        into.lines(part.lines, middle, y, SMALL, anchor="middle", fill=LINK, underline=True)
        y += height(len(part.lines), SMALL)
