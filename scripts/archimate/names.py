"""Names: the addresses of what a model holds, from what its publisher calls it and nothing else.

All are below `{base}model/{model}/`, in the form that everything of ours has: `id/`, a collection,
a key. An identity that is a key stands there as it is, in small letters; of anything else the key
is a slug with a hash, so that two identities never meet in one key.
"""

import hashlib
import re
import unicodedata
from typing import Final

from rdflib import URIRef

from server.graphs import kind_of, model_graph
from server.uris import KEY_MAXIMUM, is_key, space, thing_iri

#: Room for a hash, and for the number of what occurs more than once.
_SLUG_MAXIMUM: Final = KEY_MAXIMUM - 20
_HASH: Final = 8
_LONG_HASH: Final = 16


def model_base(base: str, model: str) -> str:
    """Return the base of all addresses of a model."""
    return base + space(model)


def unfit(model: str) -> str:
    """Return why no model can have this key; "" where it can.

    The last word of a graph's key tells what the graph holds, so no model's key ends in one.
    """
    if not is_key(model):
        return f"{model!r} is no key of small letters, digits and single hyphens"
    graph = model_graph(model)
    taken = f"{graph!r} is, or would be taken for, the graph of another model"
    return f"{model!r} ends in {kind!r}, so that {taken}" if (kind := kind_of(graph)) else ""


def slug(text: str) -> str:
    """Return a text as a key: its letters without accents and its digits, joined by hyphens.

    Of a long text the rest is told by a hash; of one without letters nothing is left.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(found) <= _SLUG_MAXIMUM:
        return found
    return f"{found[:_SLUG_MAXIMUM].rstrip('-')}-{digest(found)}"


def digest(*parts: str, length: int = _HASH) -> str:
    """Return the beginning of a hash of texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:length]


def key(identity: str) -> str:
    """Return the key of an identity."""
    small = identity.strip().lower()
    return small if is_key(small) else f"{slug(small) or 'x'}-{digest(identity.strip())}"


def joined(*keys: str) -> str:
    """Return one key of several, or a hash of them where that would be too long."""
    whole = "-".join(keys)
    return whole if len(whole) <= KEY_MAXIMUM - 4 else digest(*keys, length=_LONG_HASH)


def predicate(name: str) -> str:
    """Return the key of a property by its name: it begins with a letter, as RDF/XML asks."""
    found = slug(name) or "naamloos"
    return found if found[0].isalpha() else f"p-{found}"


def thing(base: str, collection: str, found: str) -> URIRef:
    """Return the address of a thing of a model by the base of that model."""
    return URIRef(thing_iri(base, collection, found))


class Counted:
    """Keys that are given out once: the second `a` is `a-2`, in the order of asking."""

    def __init__(self) -> None:
        """Begin with none given out."""
        self._given: set[tuple[str, str]] = set()
        self._times: dict[tuple[str, str], int] = {}

    def __call__(self, collection: str, found: str) -> str:
        """Return the key, with a number where it was given out before."""
        times = self._times.get((collection, found), 0)
        while True:
            times += 1
            one = found if times == 1 else f"{found}-{times}"
            if (collection, one) not in self._given:
                break
        self._times[collection, found] = times
        self._given.add((collection, one))
        return one
