"""Faults in values: types, languages, names, facts and texts that are not what they should be.

Each returns None where the thing offers no chance for it.
"""

import random

from rdflib import DCTERMS, RDF, RDFS, SKOS, XSD, Literal, URIRef

from scripts.terms import write
from tests.shapes.world import SIDES, Fault, World, fault, one, replace, slip

#: Classes whose Dutch name has to fit what the source prints.
_PRINTED = (
    "Principle", "Development", "Premise", "NoraPrinciple", "Organisation", "Person", "Programme",
    "Legislation", "Term", "View", "Flow", "InternalStep", "Standard",
)  # fmt: skip


def retype(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Give a value another type: a text without language, a number as text, an IRI as text."""
    rows = [r for r in world.of[thing] if r[1] not in (RDFS.label, RDF.type)]
    row = one(rows, chance)
    if row is None:
        return None
    old = row[2]
    if not isinstance(old, Literal):
        return replace("retype", world, row, Literal(str(old)))
    if old.language:
        return replace("retype", world, row, Literal(str(old)))
    if old.datatype == XSD.string or old.datatype is None:
        others = [Literal(str(old), lang="nl"), Literal(str(old), datatype=XSD.token)]
        return replace("retype", world, row, chance.choice(others))
    return replace("retype", world, row, Literal(str(old), datatype=XSD.string))


def name_again(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Give a second text in a language that has one."""
    once = {SKOS.prefLabel, SKOS.definition, *world.own("motivation", "evidence")}
    once |= {DCTERMS.title} if name != "Work" else set()
    rows = [r for r in world.of[thing] if r[1] in once and isinstance(r[2], Literal)]
    row = one(rows, chance)
    if row is None:
        return None
    second = Literal(f"{row[2]} (2)", lang=row[2].language)  # type: ignore[union-attr]
    words = f"{world.local(row[1])} {write(second)[:60]}"
    return fault("name again", thing, words, [], [(thing, row[1], second)])


def misspell_name(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Slip in a Dutch name that the source prints, or in the printed label itself."""
    if name not in (*_PRINTED, "Element", "ListValue"):
        return None
    printed = world.values(thing, world.own("sourceLabel")[0])
    names = [r for r in world.values(thing, SKOS.prefLabel) if r[2].language == "nl"]  # type: ignore[union-attr]
    rows = printed if chance.random() < 0.4 else names
    row = one(rows, chance) if printed else None
    if row is None:
        return None
    old = row[2]
    assert isinstance(old, Literal)
    new = Literal(slip(str(old), chance), lang=old.language, datatype=old.datatype)
    return replace("misspell name", world, row, new)


def misspell_fact(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Slip in an abbreviation, expansion, title, date, version, number or notation."""
    facts = {*world.own("abbreviation", "expansion", "version", "number"), SKOS.notation}
    if name == "Work":
        facts |= {DCTERMS.title, DCTERMS.issued}
        if not any((r[1], r[2]) == (world.own("refersTo")[0], thing)
                   for t in world.classes["Reference"] for r in world.of[t]):  # fmt: skip
            return None
    row = one([r for r in world.of[thing] if r[1] in facts], chance)
    if row is None or not isinstance(row[2], Literal):
        return None
    old = row[2]
    new = Literal(slip(str(old), chance), lang=old.language, datatype=old.datatype)
    return replace("misspell fact", world, row, new)


def change_language(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Mark a text as being in another language."""
    rows = [r for r in world.of[thing] if isinstance(r[2], Literal) and r[2].language]
    rows = [r for r in rows if r[1] not in (SKOS.altLabel, RDFS.label)]
    row = one(rows, chance)
    if row is None:
        return None
    old = row[2]
    assert isinstance(old, Literal)
    tags = ["de", "fr", "nl-be", "en-gb", "en" if old.language == "nl" else "nl"]
    return replace("change language", world, row, Literal(str(old), lang=chance.choice(tags)))


def dirty_text(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Empty a text, or leave spaces at its edge, double spaces or a line break in it."""
    rows = [r for r in world.of[thing] if isinstance(r[2], Literal)]
    # Spaces around a number do not change it.
    numbers = world.own("position", "firstLine", "lastLine", "lineCount", *SIDES)
    kept = {*world.own("asPrinted"), *numbers, RDFS.label}
    row = one([r for r in rows if r[1] not in kept], chance)
    if row is None or not isinstance(row[2], Literal):
        return None
    text = str(row[2])
    dirty = chance.choice(["", f" {text}", f"{text} ", f"{text}\n", f"{text}  {text}"])
    new = Literal(dirty, lang=row[2].language, datatype=row[2].datatype)
    return replace("dirty text", world, row, new)


def translate_not(world: World, name: str, thing: URIRef, chance: random.Random) -> Fault | None:
    """Give the Dutch text as the English one."""
    predicate = chance.choice([SKOS.definition, *world.own("motivation", "evidence")])
    rows = world.values(thing, predicate)
    texts = {r[2].language: r for r in rows if isinstance(r[2], Literal)}
    if not {"nl", "en"} <= set(texts):
        return None
    return replace("translate not", world, texts["en"], Literal(str(texts["nl"][2]), lang="en"))
