"""Views: the page of a view, of one of its flows, and of a step inside a box.

The plate comes first, then the same facts as a table; what the source remarks or leaves open stands
with it. A reader may keep to the flows of one standard.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from server import plates
from server.app.pages.colouring import WAYS, kind
from server.app.pages.kinds import choices, elements, flows
from server.app.pages.kinds.flows import Use
from server.app.pages.kinds.reading import links, pointing, text, texts, things
from server.app.pages.language import SPOKEN, at
from server.app.pages.parts import leads
from server.app.pages.view import Value, View
from server.namespaces import SKOS
from server.plates.marks import Marks
from server.store import Store
from server.uris import document_path, in_release, key

_DEFINITION = SKOS + "definition"
#: What ties a flow to one elsewhere; each is read from either side.
_ELSEWHERE = ("sameFlowAs", "partOfFlow", "shortFormOf")


@dataclass(frozen=True)
class Remark:
    """What stands on a view beside its flows: a note, or a step inside a box with its number."""

    key: str
    number: str
    link: Value
    text: Value | None
    inside: tuple[Value, ...]
    uses: tuple[Use, ...]
    certainty: Value | None


def view(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a view."""
    iri = view.about
    address = document_path(store.base, iri) or ""
    chosen = view.reader.chose(choices.STANDARD.name)
    listed = tuple(pointing(iri, "flowOf", store))
    found = [flows.flow(flow, view, store) for flow in listed]
    steps, notes = (remarks(iri, end, view, store) for end in ("stepOf", "noteOf"))
    boxes = _elements(iri, store)
    named = [*(flow.uses for flow in found), *(remark.uses for remark in (*steps, *notes))]
    standard = f"{store.base}id/standard/{chosen}" if chosen else ""
    kept = [flow for flow in found if not standard or standard in flow.standards]
    return {
        "plate": _plate(iri, standard, view, store),
        "drawn": drawing_file(address, view),
        "flows": kept,
        "counts": {
            "elements": len(boxes),
            "flows": len(found),
            "standards": len(_standards(named)),
        },
        "chosen": view.link(standard) if standard else None,
        "fields": choices.fields(listed, (choices.STANDARD,), view, store),
        "action": at(address, view.reader.language),
        "everything": view.reader.at(address),
        "steps": steps,
        "notes": notes,
        "asked": [flow for flow in found if flow.questions or any(u.questions for u in flow.uses)],
        "beside": _beside(view, store),
        "legend": _legend(boxes, view, store),
        "boxes": [elements.row(element, view, store) for element in boxes],
        "gaps": links(iri, "hasRemark", view, store),
    }


def _plate(iri: str, standard: str, view: View, store: Store) -> str:
    """Return the drawing of a view, on which the flows of a standard may stand out."""
    if not pointing(iri, "nodeOf", store):
        return ""  # one that was withdrawn
    return drawing(iri, "standard", standard, view, store)


def drawing_file(address: str, view: View) -> str:
    """Return the address of the drawing of a view by itself, in the language of the page."""
    language = view.reader.language
    mark = "" if language == SPOKEN[0] else f".{language}"
    return in_release(f"{address}{mark}.svg", view.reader.release)


def drawing(plate: str, way: str, thing: str, view: View, store: Store) -> str:
    """Return the drawing of a view to stand in a page, coloured in a way by a thing, if any."""
    language = view.reader.language
    marks: Marks | None = WAYS[way].make(thing, store, language).marks if thing else None
    return plates.draw(plate, store, leads(store.base, view.reader), language, marks)


def _standards(named: Iterable[Sequence[Use]]) -> set[str]:
    """Return all standards of what is named with flows, steps and notes."""
    return {iri for uses in named for use in uses for iri in use.iris}


def remarks(plate: str, end: str, view: View, store: Store) -> list[Remark]:
    """Return the steps (`stepOf`) or the notes (`noteOf`) of a view, in its order."""
    return [remark(iri, view, store) for iri in pointing(plate, end, store)]


def remark(iri: str, view: View, store: Store) -> Remark:
    """Return a step or a note."""
    certainty = links(iri, "certainty", view, store)
    return Remark(
        key(iri),
        " / ".join(number.text for number in texts(iri, "number", view, store)),
        view.link(iri),
        text(iri, _DEFINITION, view, store),
        links(iri, "performedBy", view, store),
        flows.uses(iri, view, store),
        certainty[0] if certainty else None,
    )


def _elements(plate: str, store: Store) -> list[str]:
    found = {
        element for node in pointing(plate, "nodeOf", store)
        for element in things(node, "represents", store)
    }  # fmt: skip
    return sorted(found, key=store.sort_key)


def _legend(boxes: Iterable[str], view: View, store: Store) -> list[tuple[Value, str, int]]:
    """Return the kinds of elements on a view, with their colour and number, the most first."""
    counted = Counter(found for element in boxes if (found := kind(element, store)))
    return [
        (view.link(iri), elements.colour_of(iri, store), number)
        for iri, number in counted.most_common()
    ]


def _beside(view: View, store: Store) -> list[tuple[Value, int]]:
    """Return the other views with the same flows, how many; a short form and its original too."""
    found: Counter[str] = Counter()
    for flow in pointing(view.about, "flowOf", store):
        others = {
            plate for _, other in _kin(flow, store) for plate in things(other, "flowOf", store)
        }
        found.update(others - {view.about})
    short = [*things(view.about, "shortFormOf", store), *pointing(view.about, "shortFormOf", store)]
    return [(view.link(iri), found[iri]) for iri in sorted({*found, *short}, key=store.sort_key)]


def _kin(flow: str, store: Store) -> list[tuple[str, str]]:
    """Return what a flow is tied to elsewhere, each once, by how."""
    found: dict[str, str] = {}
    for name in _ELSEWHERE:
        for other in (*things(flow, name, store), *pointing(flow, name, store)):
            if other != flow:
                found.setdefault(other, name)
    return [(name, other) for other, name in found.items()]


def flow(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a flow: a sentence, where it stands, what it may be done by instead."""
    told = flows.flow(view.about, view, store)
    plate = things(view.about, "flowOf", store)
    return {
        "flow": told,
        "plate": drawing(plate[0], "flow", view.about, view, store) if plate else "",
        "evidence": text(view.about, "evidence", view, store),
        "basis": links(view.about, "basis", view, store),
        "alternatives": [
            flows.flow(iri, view, store) for iri in things(view.about, "alternativeTo", store)
        ],
        "elsewhere": [
            (name, flows.flow(iri, view, store)) for name, iri in _kin(view.about, store)
        ],
        "gaps": links(view.about, "hasRemark", view, store),
    }


def step(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a step: inside what it happens, on which view, with what."""
    plate = links(view.about, "stepOf", view, store)
    return {
        "step": remark(view.about, view, store),
        "where": plate[0] if plate else None,
        "evidence": text(view.about, "evidence", view, store),
        "basis": links(view.about, "basis", view, store),
    }
