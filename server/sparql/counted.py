"""Counted: which columns of an answer are counts or sums, as the text of its query tells; pure."""

from typing import Final

from server.sparql.tokens import Token, tokens

#: Aggregates of which a longer bar means more (SPARQL 1.1 Query, 18.5.1).
_COUNTING: Final = frozenset({"COUNT", "SUM", "AVG"})


def counted(text: str) -> frozenset[str]:
    """Return the names of the variables that an aggregate is bound to: `(COUNT(?x) AS ?name)`."""
    found: set[str] = set()
    #: For each open bracket, whether something is counted within it.
    open_: list[bool] = []
    before = Token("", "", -1)
    for token in tokens(text):
        word = token.text.upper() if token.kind == "word" else ""
        if token.text == "(":
            open_.append(False)
        elif token.text == ")" and open_:
            inner = open_.pop()
            if open_:
                open_[-1] = open_[-1] or inner
        elif word in _COUNTING and open_:
            open_[-1] = True
        elif token.kind == "variable" and before.text.upper() == "AS" and open_ and open_[-1]:
            found.add(token.text[1:])
        before = token
    return frozenset(found)
