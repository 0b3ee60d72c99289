"""Relationships: the page of one: from what, to what, in words, and on which views it is drawn."""

from typing import Final

from server.app.pages.kinds.modelled.reading import facts, own, trails
from server.app.pages.kinds.modelled.sentences import relation
from server.app.pages.kinds.reading import links, pointing, things
from server.app.pages.view import View
from server.namespaces import DCT, EXTERNAL, SKOS
from server.store import Store

_FACTS: Final = (
    "relationshipType", EXTERNAL["archimate"] + "accessType", "influenceModifier", "directed",
    DCT + "type", DCT + "identifier",
)  # fmt: skip
_TOLD: Final = ("relationshipShownBy",)


def relationship(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a relationship."""
    found = relation(view.about, view, store)
    on = [
        relation(tie, view, store)
        for end in ("relationshipSource", "relationshipTarget")
        for tie in pointing(view.about, end, store)
    ]
    plates = {
        plate
        for line in pointing(view.about, "showsRelationship", store)
        for plate in things(line, "connectionOf", store)
    }
    return {
        "title": found.link,
        "names": (),
        "tie": found,
        "facts": facts(_FACTS, view),
        "notes": (*view.all(DCT + "description"), *view.all(SKOS + "scopeNote")),
        "own": own(view, store),
        "on": on,
        "types": links(view.about, "relationshipType", view, store),
        "plates": [view.link(plate) for plate in sorted(plates, key=store.sort_key)],
        "folders": trails(view.about, view, store),
        "told": view.rows(apart=_TOLD),
    }
