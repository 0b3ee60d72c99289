"""Telling two releases apart, beside two plain ways to find which statements differ."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
from rdflib import Dataset

from server.app.pages.words import WORDS
from server.changes.compare import compare
from server.release import QUADS, open_current, open_release
from tests.serving.changing import edited

#: Of so many statements, one is left out.
_ONE_IN = 100


def measure(var: Path) -> None:
    """Compare the release in use with one that says a little less, and print."""
    print("\nTelling two releases apart, shipped data, one statement in a hundred left out")
    before = open_current(var)
    chance = random.Random(1)
    after = open_release(
        edited(
            before.folder, "2099-01-01-000000000000",
            lambda lines: [line for line in lines if chance.randrange(_ONE_IN)],
        )
    )  # fmt: skip
    both = before.folder / QUADS, after.folder / QUADS
    ours = _seconds(lambda: compare(before, after, WORDS))
    for name, way in (("pyoxigraph, sets", _parsed), ("rdflib, sets", _loaded)):
        other = _seconds(lambda way=way: way(*both))  # type: ignore[misc]
        print(f"  {name:18} {other / ours:5.1f} x as long, for statements alone")
    print(f"  ours {ours:.2f} s, in words per thing")


def _seconds(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


def _parsed(before: Path, after: Path) -> object:
    one, other = (
        set(pyoxigraph.parse(path=str(file), format=pyoxigraph.RdfFormat.N_QUADS))
        for file in (before, after)
    )
    return one - other, other - one


def _loaded(before: Path, after: Path) -> object:
    one, other = (set(Dataset().parse(file, format="nquads").quads()) for file in (before, after))
    return one - other, other - one
