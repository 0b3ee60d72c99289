"""Faults in structure: statements, relations, places, ranks, classes and things lost or misled.

Each returns None where the thing offers no chance for it. A fault that no rule could notice is not
made: to leave out a remark that nobody demands is no fault.
"""

import random

from rdflib import RDF, RDFS, SKOS, XSD, Literal, URIRef

from scripts.terms import Triple, write
from tests.shapes.world import SIDES, Fault, World, fault, one, replace, slip

#: Relations of which another value of the right kind is still wrong: counts, claims, tables,
#: numbers or neighbours tell.
_TELLING = (
    "partOf", "layer", "band", "implicationOf", "itemOf", "respondsTo", "relatedNora",
    "noraPrinciple", "principle", "printedReference", "developmentGroup", "homonymOf",
    "claimSubject", "claimObject", "claimProperty", "subpartOf", "partOfDocument",
    "nodeOf", "represents", "parentNode", "areaOf", "shows", "flowOf", "noteOf", "stepOf", "useOf",
    "standardVersion", "versionOf",
)  # fmt: skip
#: Relations whose every single value counts.
_EACH = (
    "claimSubject", "relatedNora", "respondsTo", "refersTo", "partOf", "homonymOf", "implicationOf",
    "itemOf", "parentNode", "shows",
)  # fmt: skip


def leave_out(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Leave out every value of a property that all things of the class carry."""
    wanted = world.demanded(name)
    predicate = chance.choice(sorted(wanted))
    rows = world.values(thing, predicate)
    return fault("leave out", thing, f"{world.local(predicate)}", rows, [])


def leave_out_one(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Leave out one value where each counts: one language of a text, one relation of a table."""
    counted = set(world.own(*_EACH))
    texts = {SKOS.prefLabel, SKOS.definition, *world.own("motivation", "evidence")}
    rows = [row for row in world.of[thing] if row[1] in counted | texts]
    row = one(rows, chance)
    words = f"{world.local(row[1])} {write(row[2])[:60]}" if row else ""
    return row and fault("leave out one", thing, words, [row], [])


def redirect(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Point a relation at a thing of another kind, or at another one where that shows."""
    rows = [r for r in world.of[thing] if world.is_thing(r[2]) and r[1] != SKOS.related]
    row = one(rows, chance)
    if row is None:
        return None
    old = URIRef(row[2])
    same = world.class_of(old)
    telling = row[1] in world.own(*_TELLING)
    others = [o for o in world.classes.get(same, ()) if o not in (old, thing)]
    if not (telling and others and chance.random() < 0.5):
        names = [n for n in world.classes if n != same and world.classes[n]]
        others = list(world.classes[chance.choice(names)])
        if row[1] in world.own("mentions", "concerns", "correctedTo", "citedIn", "claimSubject"):
            others = list(world.classes["Claim"])
    return replace("redirect", world, row, chance.choice(others))


def misspell_key(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Slip in a key where it is referred to: nothing is found there.

    Places are left to `spoil_place`: their keys are numbers, and another number is another place.
    """
    rows = [r for r in world.of[thing] if world.is_thing(r[2])]
    row = one([r for r in rows if "/id/place/" not in str(r[2])], chance)
    if row is None:
        return None
    start, _, key = str(row[2]).rpartition("/")
    return replace("misspell key", world, row, URIRef(f"{start}/{slip(key, chance)}"))


def misspell_subject(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Slip in the key of the thing itself, in all its statements or in half of them.

    In all of them it is no fault where nothing refers to the thing: one key is as good as another.
    """
    start, _, key = str(thing).rpartition("/")
    slipped = URIRef(f"{start}/{slip(key, chance)}")
    rows = list(world.of[thing])
    if thing not in world.referred or chance.random() < 0.5:
        rows = rows[: max(1, len(rows) // 2)]
    added = [(slipped, p, o) for _, p, o in rows]
    return fault("misspell subject", thing, world.local(slipped), rows, added)


def spoil_place(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Cut a place short, turn its lines round, or put it past the end or in no document."""
    row = one(world.values(thing, world.own("sourcePlace")[0]), chance)
    if row is None:
        return None
    start, first, last = str(row[2]).rsplit("-", 2)
    spoilt = chance.choice(
        [f"{start}-{first}", f"{start}-{int(last) + 1}-{first}", f"{start}-{first}-999999",
         f"{start}-0{first}-{last}", f"{start}-", f"{start.replace('/place/', '/place/x')}-1-1"]
        # No section or page is that long; what was lost may have been lost over several.
        + ([f"{start}-{first}-{int(last) + 700}"] if name != "Lacuna" else [])
    )  # fmt: skip
    return replace("spoil place", world, row, URIRef(spoilt))


def move_place(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Move the place of a numbered thing into another section."""
    numbered = ("Principle", "Implication", "ImplicationItem", "Development", "Premise",
                "NoraPrinciple")  # fmt: skip
    row = one(world.values(thing, world.own("sourcePlace")[0]), chance)
    if row is None or name not in numbered:
        return None
    here = int(str(row[2]).rsplit("-", 2)[1])
    ends = [
        [int(str(o)) for _, p, o in world.of[part] if p in world.own("firstLine", "lastLine")]
        for part in world.classes["Section"]
    ]
    line = chance.choice([max(pair) for pair in ends if not min(pair) <= here <= max(pair)])
    moved = URIRef(f"{world.base}id/place/principes-{line}-{line}")
    return replace("move place", world, row, moved)


def reorder(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Change places with a sibling, or take a rank that is taken or too high."""
    position = world.own("position")[0]
    row = one(world.values(thing, position), chance)
    if row is None:
        return None
    twins = [
        r for other in world.row(name, thing) if other != thing
        for r in world.values(other, position)
    ]  # fmt: skip
    way = chance.randrange(3)
    if way == 0 or not twins:
        number = Literal(str(int(str(row[2])) + chance.choice([1, 5, -9])), datatype=XSD.integer)
        return replace("reorder", world, row, number)
    twin = chance.choice(twins)
    added: list[Triple] = [(thing, position, twin[2])]
    removed: list[Triple] = [row]
    if way == 1:
        added.append((twin[0], position, row[2]))
        removed.append(twin)
    words = f"position {row[2]} and that of {world.local(twin[0])}, {twin[2]}"
    return fault("reorder", thing, words, removed, added)


def rename_property(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Write a value under a property that does not belong to the class."""
    rows = [r for r in world.of[thing] if r[1] not in (RDF.type, RDFS.label)]
    row = one(rows, chance)
    if row is None:
        return None
    literal = isinstance(row[2], Literal)
    names = ("motivation", "withdrawnOn", "textDigest") if literal else ("stepOf", "via", "nodeOf")
    used = {p for other in world.classes[name] for _, p, _ in world.of[other]}
    names_left = [n for n in names if world.own(n)[0] not in used]
    other = world.own(chance.choice(names_left))[0]
    words = f"{world.local(row[1])} -> {world.local(other)}"
    return fault("rename property", thing, words, [row], [(thing, other, row[2])])


def change_class(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Drop a class, add a second one, or take another."""
    rows = world.values(thing, RDF.type)
    row = one(rows, chance)
    if row is None:
        return None
    pool = sorted(world.elements) if name == "Element" else []
    pool += list(world.own("Term", "Claim", "Erratum", "Principle", "Work", "Reference"))
    other = chance.choice([k for k in pool if k not in {r[2] for r in rows}])
    way = chance.randrange(3)
    removed = [] if way == 0 else [row]
    added: list[Triple] = [] if way == 1 else [(thing, RDF.type, other)]
    words = f"-{[world.local(r[2]) for r in removed]} +{[world.local(r[2]) for r in added]}"
    return fault("change class", thing, words, removed, added)


def close_circle(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Put a box inside what lies in it."""
    inside = world.own("subpartOf" if name == "Section" else "partOf")[0]
    row = one(world.values(thing, inside), chance)
    if row is None or name not in ("Element", "Section"):
        return None
    box = URIRef(row[2])
    added: list[Triple] = [(box, inside, thing)]
    return fault(
        "close circle", thing, f"holds {world.local(box)}", world.values(box, inside), added
    )


def lose_thing(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Lose a thing as a whole, where the source says how many there are or others point at it.

    Not a claim about a relation that may also stand without one, because the source states it.
    """
    counted = ("Principle", "Implication", "ImplicationItem", "Development", "Premise", "Reference",
               "NoraPrinciple", "NoraLink", "Claim")  # fmt: skip
    if name not in counted:
        return None
    at_will = {
        (world.own("claimProperty")[0], p) for p in world.own("basedOn", "ledBy", "mentions")
    }
    if at_will & {(p, o) for _, p, o in world.of[thing]}:
        return None
    return fault("lose thing", thing, "all of it", world.of[thing], [])


def say_twice(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Enter a thing a second time under another key."""
    kept = ("Claim", "Element", "Principle", "Implication", "Term", "Development", "Reference",
            "View", "ViewNode", "ViewArea", "Flow", "StandardUse", "Standard",
            "StandardVersion")  # fmt: skip
    if name not in kept:
        return None
    twin = URIRef(f"{thing}-bis")
    return fault(
        "say twice", thing, world.local(twin), [], [(twin, p, o) for _, p, o in world.of[thing]]
    )


def lose_side(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Lose one of the four numbers that say where a node or an area is drawn."""
    if name not in ("ViewNode", "ViewArea"):
        return None
    side = chance.choice(world.own(*SIDES))
    return fault("lose side", thing, world.local(side), world.values(thing, side), [])


def move_box(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Draw a node or an area on top of one beside it, or over the border of one around or in it."""
    if name not in ("ViewNode", "ViewArea"):
        return None
    above = world.own("parentNode")[0]
    parents = [row[2] for row in world.values(thing, above)]
    areas = world.classes["ViewArea"]
    ways: list[tuple[int, int, URIRef]] = []
    for other in sorted(world.drawn[thing] - {thing}):
        left, top, wide, _ = world.box(other)
        if (other in areas) == (name == "ViewArea") and not world.lies_in(thing, other):
            beside = [row[2] for row in world.values(other, above)] == parents
            if beside and not world.lies_in(other, thing):
                ways.append((left, top, other))
        if (other in areas or other in parents) and world.lies_in(thing, other):
            ways.append((left + wide - 1, world.box(thing)[1], other))
        if name == "ViewArea" and world.lies_in(other, thing):
            ways.append((left + 1, world.box(thing)[1], other))
    if not ways:
        return None
    x, y, other = chance.choice(ways)
    sides = world.own("x", "y")
    removed = [row for side in sides for row in world.values(thing, side)]
    added: list[Triple] = [
        (thing, side, Literal(str(number), datatype=XSD.integer))
        for side, number in zip(sides, (x, y), strict=True)
    ]
    return fault("move box", thing, f"to {x}, {y}, at {world.local(other)}", removed, added)


def mistake_area(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Draw an area in another view, or let it show another band or layer."""
    if name != "ViewArea":
        return None
    row = one([r for r in world.of[thing] if r[1] in world.own("areaOf", "shows")], chance)
    if row is None:
        return None
    others = {
        other[2] for area in world.classes[name] for other in world.values(area, URIRef(row[1]))
    }
    return replace(
        "mistake area", world, row, URIRef(chance.choice(sorted(others - {row[2]}, key=str)))
    )
