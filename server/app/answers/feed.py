"""Feed: the last steps between releases as Atom (RFC 4287), an entry for each.

An entry keeps its address for good, and its moment is the day that the publisher states: no clock
and no file of this machine, so every replica gives the same feed. All addresses are canonical.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask import render_template

from server.app.pages.parts import Link
from server.app.pages.told import Step, counted
from server.app.site import InUse
from server.description import whole_of
from server.formats import BY_KEY
from server.namespaces import DCT
from server.rdf.render import well_formed_xml
from server.uris import web_address

_NAME: Final = "GEMMA als Linked Open Data"
_TITLE: Final = "{}: wat er veranderde"
#: In what forms an entry is elsewhere; each of another type (RFC 4287, 4.1.2).
_FORMS: Final = tuple(BY_KEY[key] for key in ("html", "turtle", "json-ld", "csv"))
_NOT_SAID: Final = (
    "Wat er veranderde, is hier niet te zeggen: het is te veel, of een uitgave is beschadigd."
)


@dataclass(frozen=True)
class Entry:
    """A step as the feed tells it; `updated` is a date-time of RFC 3339."""

    address: str
    title: str
    updated: str
    summary: str
    forms: tuple[Link, ...]
    lines: tuple[tuple[str, str], ...]
    more: int


def feed(steps: Sequence[Step], site: InUse) -> bytes:
    """Return the feed of these steps, the last one first."""
    store, whole = site.store, whole_of(site.store)
    publishers = store.objects(whole, DCT + "publisher")
    names = [store.name(str(term.value)) for term in publishers]
    licences = store.objects(whole, DCT + "license")
    model = store.name(whole) if store.space else None
    text = render_template(
        "atom.xml",
        address=f"{store.home}changes",
        title=_TITLE.format(model.value if model else _NAME),
        updated=_moment(site.release.id),
        author=next((name.value for name in names if name), "GEMMA"),
        licences=[found for term in licences if (found := web_address(str(term.value)))],
        entries=[_entry(step, site.base) for step in steps],
    )
    return well_formed_xml(text.encode())


def _entry(step: Step, base: str) -> Entry:
    address = base + step.path
    counts = counted(step.told.numbers, "nl") if step.told else ""
    summary = f"{counts[:1].upper()}{counts[1:]}." if step.told else _NOT_SAID
    return Entry(
        address,
        f"Uitgave {step.after}" + (f": {counts}" if step.told else ""),
        _moment(step.after),
        summary,
        tuple(
            Link(
                address + (f".{form.suffix}" if form.key != "html" else ""),
                "",
                None,
                form.media_type,
            )
            for form in _FORMS
        ),
        step.told.lines if step.told else (),
        step.told.more if step.told else 0,
    )


def _moment(release: str) -> str:
    """Return the beginning of the day that a release states."""
    return f"{release[:10]}T00:00:00Z"
