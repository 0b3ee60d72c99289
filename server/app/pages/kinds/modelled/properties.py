"""Properties: the page of a property of a model: how it is read, and what it says of how many."""

from typing import Final

from server.app.pages.kinds.modelled.reading import facts
from server.app.pages.view import Value, View
from server.namespaces import RDFS_LABEL
from server.store import Store

_FACTS: Final = ("readAs", "mapsTo", "valueClass", "separator", "emptyValue", "propertyName")
#: The most values that a page shows, those of the most things first.
_SHOWN: Final = 50


def model_property(view: View, store: Store) -> dict[str, object]:
    """Tell the page of a property.

    What is read as a property of a vocabulary is said by that of many things, whatever they had in
    the file, so only the values of a property of its own are counted.
    """
    counted = store.values(view.about)
    values = counted.most_common(_SHOWN)
    return {
        "title": _title(view),
        "facts": facts(_FACTS, view),
        "number": sum(counted.values()),
        "different": len(counted),
        "values": [(view.value(term), number) for term, number in values],
        "more": max(0, len(counted) - len(values)),
        "told": view.rows(),
    }


def _title(view: View) -> Value:
    """Return its name; in some files a property has none."""
    named = view.all(RDFS_LABEL)
    return named[0] if named and named[0].text.strip() else view.title()
