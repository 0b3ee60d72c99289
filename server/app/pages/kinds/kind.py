"""Kind: a row in a table of kinds of pages: a template, and the function that tells it more."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from server.app.pages.view import View
from server.store import Store

Told: TypeAlias = Mapping[str, object]


@dataclass(frozen=True)
class Kind:
    """A kind of page: its template, and what that is told about a thing."""

    template: str
    tell: Callable[[View, Store], Told]


@dataclass(frozen=True)
class List:
    """A kind of page of a collection: its template, and what that is told about the members."""

    template: str
    tell: Callable[[Sequence[str], View, Store], Told]
