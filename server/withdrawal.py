"""Withdrawal: a thing that goes keeps its address, which tells what came in its place; pure.

What only got another key is found under that key for good (301); of all else that went, the address
answers that it is gone (410) and names its successors.
"""

from typing import Final

from server.namespaces import DCT, gemma
from server.rdf.terms import NamedNode
from server.store import Store

#: Why a thing was withdrawn: it is still there, under another key.
RENAMED: Final = "id/concept/intrekking-hernoemd"


def renamed(iri: str, store: Store) -> str:
    """Return what a withdrawn thing is called now: itself when it did not just get another key.

    A chain of such is followed to its end. `gemma check` refuses one that comes back where it
    began; here it ends all the same.
    """
    ours, seen = gemma(store.base), {iri}
    while store.objects(iri, ours + "withdrawalReason") == [NamedNode(store.base + RENAMED)]:
        found = successors(iri, store)
        if len(found) != 1 or found[0] in seen:
            break
        iri = found[0]
        seen.add(iri)
    return iri


def successors(iri: str, store: Store) -> list[str]:
    """Return the things of ours that came in the place of a withdrawn one."""
    start = f"{store.base}id/"
    found = (str(term.value) for term in store.objects(iri, DCT + "isReplacedBy"))
    return [thing for thing in found if thing.startswith(start)]


def current(iri: str, store: Store) -> list[str]:
    """Return what stands in the place of a thing now: itself while it was not withdrawn."""
    found: list[str] = []
    todo, seen = [iri], set[str]()
    while todo:
        thing = todo.pop(0)
        if thing in seen:
            continue
        seen.add(thing)
        if store.is_a(thing, gemma(store.base) + "WithdrawnResource"):
            todo += successors(thing, store)
        else:
            found.append(thing)
    return found
