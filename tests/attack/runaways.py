"""Queries that would never end, no two alike: the same seed gives the same queries."""

import random
from collections.abc import Iterator
from itertools import pairwise

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def runaways(seed: int) -> Iterator[str]:
    """Yield runaway queries for ever; literals, numbers, names and shapes vary."""
    chance = random.Random(seed)
    makers = (
        product, paths, regex, sort, concat, distinct, construct,
        nesting, optionals, planner, unions, described,
    )  # fmt: skip
    while True:
        yield f"# {name(chance)}\n{chance.choice(makers)(chance)}"


def name(chance: random.Random) -> str:
    return "".join(chance.choices(_LETTERS, k=chance.randint(3, 9)))


def iri(chance: random.Random) -> str:
    return f"<https://{name(chance)}.example/{chance.randrange(10**6)}>"


def variables(chance: random.Random, number: int) -> list[str]:
    return [f"?{name(chance)}{at}" for at in range(number)]


def crossed(chance: random.Random, patterns: int) -> tuple[list[str], str]:
    """Patterns that share no variable: as many solutions as a power of the data."""
    names = variables(chance, 3 * patterns)
    triples = [" ".join(names[at : at + 3]) for at in range(0, len(names), 3)]
    return names, " . ".join(triples)


def product(chance: random.Random) -> str:
    names, patterns = crossed(chance, chance.randint(4, 9))
    more = chance.randrange(10**6)
    return f"SELECT (COUNT(*) + {more} AS {names[0]}n) {{ {patterns} }}"


def paths(chance: random.Random) -> str:
    names = variables(chance, 8)
    steps = [f"(!{iri(chance)}|^!{iri(chance)})*", f"(!{iri(chance)})+"]
    parts = [
        f"{one} {chance.choice(steps)} {other}"
        for one, other in zip(names[::2], names[1::2], strict=True)
    ]
    return f"SELECT (COUNT(*) AS ?n) {{ {' . '.join(parts)} }}"


def regex(chance: random.Random) -> str:
    names, patterns = crossed(chance, chance.randint(3, 5))
    letter, most = chance.choice(_LETTERS), chance.randint(5, 60)
    text = f"^({letter}+{letter}*)+({letter}{{1,{most}}}){{1,{most}}}$"
    filtered = f'FILTER(REGEX(CONCAT(STR({names[2]}), STR({names[5]})), "{text}", "i"))'
    return f"SELECT * {{ {patterns} {filtered} }}"


def sort(chance: random.Random) -> str:
    names, patterns = crossed(chance, chance.randint(3, 5))
    keys = " ".join(f"DESC(MD5(STR({one})))" for one in chance.sample(names, 3))
    return f"SELECT * {{ {patterns} }} ORDER BY {keys} LIMIT {chance.randint(1, 99)}"


def concat(chance: random.Random) -> str:
    names, patterns = crossed(chance, chance.randint(3, 5))
    return (
        f'SELECT (GROUP_CONCAT(CONCAT(STR({names[2]}), "{name(chance) * 40}"); '
        f'SEPARATOR="{name(chance)}") AS ?all) {{ {patterns} }}'
    )


def distinct(chance: random.Random) -> str:
    _, patterns = crossed(chance, chance.randint(3, 5))
    return f"SELECT (COUNT(DISTINCT *) AS ?n) {{ {patterns} FILTER({chance.random()} < 1) }}"


def construct(chance: random.Random) -> str:
    names, patterns = crossed(chance, chance.randint(4, 6))
    return f"CONSTRUCT {{ {names[0]} {iri(chance)} [ {iri(chance)} {names[5]} ] }} {{ {patterns} }}"


def nesting(chance: random.Random) -> str:
    depth = chance.randint(50, 12_000)
    opened, closed = chance.choice([("{", "}"), ("(", ")"), ("[", "]"), ("OPTIONAL {", "}")])
    head = "ASK { FILTER " if opened == "(" else "ASK { "
    return f"{head}{opened * depth} {chance.randrange(100)} {closed * depth} }}"


def optionals(chance: random.Random) -> str:
    text = ""
    for _ in range(chance.randint(5, 9)):
        _, patterns = crossed(chance, 1)
        text = f"OPTIONAL {{ {patterns} {text} FILTER(RAND() < {chance.randint(1, 9)}) }}"
    return f"SELECT (COUNT(*) AS ?n) {{ {text} }}"


def planner(chance: random.Random) -> str:
    """A join or a path so long that finding a way to carry it out takes for ever."""
    steps = chance.randint(300, 1_500)
    if chance.random() < 0.5:
        return "ASK { ?s " + "/".join(iri(chance) for _ in range(steps)) + " ?o }"
    names = variables(chance, steps)
    joined = " . ".join(f"{one} {iri(chance)} {other}" for one, other in pairwise(names))
    return f"ASK {{ {joined} }}"


def unions(chance: random.Random) -> str:
    parts = [f"{{ {crossed(chance, 2)[1]} }}" for _ in range(chance.randint(20, 200))]
    return f"SELECT (COUNT(*) AS ?n) {{ {' UNION '.join(parts)} }}"


def described(chance: random.Random) -> str:
    names, patterns = crossed(chance, chance.randint(4, 6))
    return f"DESCRIBE {names[0]} {names[5]} {{ {patterns} FILTER(STRLEN(STR({names[2]})) > 1) }}"
