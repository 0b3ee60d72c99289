"""Advice: what in a query made it too heavy, as far as its text shows; pure.

Whoever's query is stopped hears why, and what to change. A hint is a guess by the tokens: it is
said only about a query that was stopped already.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

from server.errors import Both
from server.sparql.tokens import Token, tokens

#: From how many steps, branches or patterns on a planner is likely the one that takes the time.
MANY: Final = 40
_ALWAYS: Final[Both] = (
    "Maak haar kleiner (LIMIT, meer vaste waarden) of haal de bestanden van de uitgave op",
    "Make it smaller (LIMIT, more fixed values) or fetch the files of the release",
)
#: A hint in both languages -> whether it fits a query.
_Hints: TypeAlias = Mapping[Both, Callable[[Sequence[Token]], bool]]


def too_slow(text: str, seconds: float) -> Both:
    """Say that a query was stopped after `seconds`, and what may have been the cause."""
    verdict = (
        f"De vraag duurde langer dan {seconds:.3g} seconden en is gestopt",
        f"The query took longer than {seconds:.3g} seconds and was stopped",
    )
    return _say(verdict, text, _TIME)


def too_big(text: str, megabytes: int) -> Both:
    """Say that a query was stopped for want of memory, and what may have been the cause."""
    verdict = (
        f"De vraag heeft meer geheugen nodig dan de {megabytes} MB die er per vraag is",
        f"The query needs more memory than the {megabytes} MB that there is for one",
    )
    return _say(verdict, text, _MEMORY)


def _say(verdict: Both, text: str, hints: _Hints) -> Both:
    found = list(tokens(text))
    said = [verdict, *(hint for hint, fits in hints.items() if fits(found)), _ALWAYS]
    return ". ".join(nl for nl, _ in said), ". ".join(en for _, en in said)


def _has(*words: str) -> Callable[[Sequence[Token]], bool]:
    return lambda found: any(t.kind == "word" and t.text.upper() in words for t in found)


def _repeats(found: Sequence[Token]) -> bool:
    """Tell whether a path goes on for ever: `*` or `+` straight after a name or a bracket."""
    return any(
        after.text in "*+"
        and after.offset == before.offset + len(before.text)
        and (before.kind in ("iri", "name") or before.text in (")", "a"))
        for before, after in pairwise(found)
    )


def _many_steps(found: Sequence[Token]) -> bool:
    return sum(t.kind == "other" and t.text in "/|^" for t in found) >= MANY


def _many_parts(found: Sequence[Token]) -> bool:
    parts = {"UNION", "OPTIONAL", "MINUS", "EXISTS", "GRAPH"}
    words = sum(t.kind == "word" and t.text.upper() in parts for t in found)
    return max(words, sum(1 for _ in _patterns(found))) >= MANY


def _long_list(found: Sequence[Token]) -> bool:
    """Tell whether brackets hold many terms in a row without a comma between them."""
    row = 0
    for token in found:
        plain = token.kind in ("iri", "name", "string", "variable", "language")
        row = row + 1 if plain or token.text.isdigit() else 0
        if row >= MANY:
            return True
    return False


def _unconnected(found: Sequence[Token]) -> bool:
    """Tell whether two patterns share no variable, not even by others between them."""
    groups: list[set[str]] = []
    for names in _patterns(found):
        joined = set(names).union(*(group for group in groups if group & names))
        groups = [group for group in groups if not group & names] + [joined]
    return len(groups) > 1


def _patterns(found: Sequence[Token]) -> Iterator[set[str]]:
    """Return the variables of each statement within braces; those without any are left out."""
    depth, names = 0, set[str]()
    for token in found:
        depth += {"{": 1, "}": -1}.get(token.text, 0) if token.kind == "other" else 0
        if token.kind == "variable" and depth:
            names.add(token.text[1:])
        elif token.kind == "other" and token.text in ".{}" and names:
            yield names
            names = set()


_PRODUCT: Final[Both] = (
    "Zij lijkt patronen zonder gemeenschappelijke variabele te hebben, en die geven elke "
    "combinatie: verbind ze",
    "It seems to have patterns without a variable in common, which give every combination: "
    "connect them",
)
#: For a query that took too long.
_TIME: Final[_Hints] = {
    _PRODUCT: _unconnected,
    (
        "Een pad met * of + loopt alles af: geef het een vast begin of eind",
        "A path with * or + walks everywhere: give it a fixed start or end",
    ): _repeats,
    (
        "Een pad van zoveel stappen kost het plannen al te veel tijd: splits het",
        "A path of so many steps takes too long to plan: split it",
    ): _many_steps,
    (
        "Zoveel patronen samen kosten het plannen al te veel tijd: splits de vraag",
        "So many patterns together take too long to plan: split the query",
    ): _many_parts,
    (
        "Een lijst van zoveel delen kost het plannen al te veel tijd: splits haar",
        "A list of so many parts takes too long to plan: split it",
    ): _long_list,
    (
        "REGEX en REPLACE lezen elke tekst: beperk eerst met patronen, of gebruik CONTAINS",
        "REGEX and REPLACE read every text: narrow it by patterns first, or use CONTAINS",
    ): _has("REGEX", "REPLACE"),
}
#: For a query that took too much memory.
_MEMORY: Final[_Hints] = {
    _PRODUCT: _unconnected,
    (
        "GROUP_CONCAT bouwt zijn tekst in het geheugen: maak de groepen kleiner",
        "GROUP_CONCAT makes its text in memory: make the groups smaller",
    ): _has("GROUP_CONCAT"),
    (
        "ORDER BY houdt alle rijen in het geheugen: beperk ze voor het sorteren",
        "ORDER BY keeps all rows in memory: have fewer before they are sorted",
    ): _has("ORDER"),
    (
        "DISTINCT en GROUP BY onthouden elke rij: beperk ze eerst",
        "DISTINCT and GROUP BY remember every row: have fewer first",
    ): _has("DISTINCT", "GROUP"),
    (
        "CONCAT en REPLACE maken van teksten langere: beperk ze met SUBSTR",
        "CONCAT and REPLACE make texts longer: cut them by SUBSTR",
    ): _has("CONCAT", "REPLACE"),
}
