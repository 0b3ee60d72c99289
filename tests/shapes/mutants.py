"""Mutants: small faults in real data, each at one thing, chosen by a seed and by nothing else.

A kind of fault is a function from the world and a thing of a class to a fault, or to None. `faults`
goes round the kinds, and within a kind round the classes, so that every sort of fault meets every
sort of thing.
"""

import random
from collections import defaultdict
from collections.abc import Callable

from rdflib import URIRef

from tests.shapes import faults_in_structure as structure
from tests.shapes import faults_in_values as values
from tests.shapes.world import Fault, World

Maker = Callable[[World, str, URIRef, random.Random], Fault | None]

KINDS: tuple[Maker, ...] = (
    structure.leave_out,
    structure.leave_out_one,
    values.retype,
    values.name_again,
    structure.redirect,
    structure.misspell_key,
    structure.misspell_subject,
    values.misspell_name,
    values.misspell_fact,
    values.change_language,
    structure.spoil_place,
    structure.move_place,
    structure.reorder,
    structure.rename_property,
    structure.change_class,
    structure.close_circle,
    values.dirty_text,
    values.translate_not,
    structure.lose_thing,
    structure.say_twice,
    structure.lose_side,
    structure.move_box,
    structure.mistake_area,
)

#: As many faults at one thing as there may be, so that small classes do not fill the list.
_PER_THING = 4


def faults(world: World, number: int, seed: int) -> list[Fault]:
    """Return `number` faults, as evenly over kinds and classes as the things allow."""
    chance = random.Random(seed)
    turns = {kind: _turn(world, chance) for kind in KINDS}
    found: list[Fault] = []
    times: dict[URIRef, int] = defaultdict(int)
    while len(found) < number:
        for kind in KINDS:
            fault = _next(world, kind, turns[kind], chance)
            if fault and fault not in found and times[fault.thing] < _PER_THING:
                times[fault.thing] += 1
                found.append(fault)
    return found[:number]


def _turn(world: World, chance: random.Random) -> list[str]:
    names = [name for name in world.classes if name not in ("SourcePlace",)]
    chance.shuffle(names)
    return names


def _next(world: World, kind: Maker, turn: list[str], chance: random.Random) -> Fault | None:
    """Try the classes in turn until one offers a chance for this kind of fault."""
    for _ in range(len(turn)):
        turn.append(turn.pop(0))
        name = turn[-1]
        for thing in chance.sample(world.classes[name], min(5, len(world.classes[name]))):
            fault = kind(world, name, thing, chance)
            if fault is not None:
                return fault
    return None
