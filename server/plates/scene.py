"""Scene: what a plate is made of, as plain values; the words are in one language already."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from server.plates.geometry import Rect


@dataclass(frozen=True)
class Link:
    """A text that leads to a thing."""

    iri: str
    text: str


@dataclass(frozen=True)
class Use:
    """Standards with their versions, and what carries them; `open` where the source doubts it."""

    standards: tuple[Link, ...]
    carriers: tuple[Link, ...]
    open: bool


@dataclass(frozen=True)
class Note:
    """A remark of the page: its heading and what it says."""

    iri: str
    text: str
    about: str


@dataclass(frozen=True)
class Area:
    """A band or layer of the base map that lies under the boxes; `level` 0 holds level 1."""

    iri: str
    text: str
    rect: Rect
    level: int


@dataclass(frozen=True)
class Step:
    """A numbered action that stays inside a box; the number may be missing."""

    iri: str
    number: str
    text: str


@dataclass(frozen=True)
class Box:
    """An element on the plate: `kind` is the local name of its class, `parent` a node.

    `full` is its name written out, where the source does so; `inferred` that the page prints no
    box of it.
    """

    node: str
    iri: str
    text: str
    full: str
    kind: str
    inferred: bool
    rect: Rect
    parent: str | None
    depth: int
    filled: bool
    steps: tuple[Step, ...]

    @property
    def headed(self) -> bool:
        """Whether its name stands at its top, because there is something in it."""
        return self.filled or bool(self.steps)


@dataclass(frozen=True)
class Flow:
    """A flow: its ends are nodes. `heads` are the arrowheads at its end and at its start.

    `remarks` is what the source says of it in a word (optional, out of scope), `about` what the
    list of flows says of it; `unsure` that its ends are inferred with low certainty.
    """

    iri: str
    number: str
    text: str
    sources: tuple[str, ...]
    via: tuple[str, ...]
    targets: tuple[str, ...]
    heads: tuple[bool, bool]
    uses: tuple[Use, ...]
    remarks: tuple[str, ...]
    about: tuple[str, ...]
    unsure: bool

    @property
    def stages(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """From which nodes to which, through one `via` after the other."""
        stops = [self.sources, *((node,) for node in self.via), self.targets]
        return tuple(pairwise(stops))


@dataclass(frozen=True)
class Scene:
    """One view; `kinds` are the classes of its boxes, `drawn_anew` that its layout is ours."""

    iri: str
    title: str
    about: str
    language: str
    drawn_anew: bool
    areas: tuple[Area, ...]
    boxes: tuple[Box, ...]
    flows: tuple[Flow, ...]
    notes: tuple[Note, ...]
    kinds: Mapping[str, Link]
