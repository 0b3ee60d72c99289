"""Grammar: where a SPARQL text first goes wrong, and what could have stood there; pure.

Written from the grammar of SPARQL 1.1 Query (19.8), which one token of look-ahead decides. It
judges no query: it is asked for the place of a mistake when an engine found one, since engines
point at where they gave up. It is linear, and keeps a stack of its own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from server.errors import Both
from server.sparql.tokens import Token, tokens

#: `a b` a, then b; `a | b` either; `?`, `*` and `+` as usual. Capitals are keywords, quotes hold
#: signs, small letters are kinds of tokens, other names are rules.
_RULES: Final = """
Query: Prologue ( Select | Construct | Describe | Ask ) Values? end
Prologue: ( BASE iri | PREFIX pname iri )*
Select: SELECT ( DISTINCT | REDUCED )? Columns From* Where Modifiers
Columns: '*' | ( var | '(' Expression AS var ')' )+
SubSelect: SELECT ( DISTINCT | REDUCED )? Columns Where Modifiers Values?
Construct: CONSTRUCT ( Template From* Where Modifiers | From* WHERE Template Modifiers )
Template: '{' TriplesBlock? '}'
Describe: DESCRIBE ( '*' | VarOrIri+ ) From* ( WHERE? Group )? Modifiers
Ask: ASK From* Where Modifiers
From: FROM NAMED? Iri
Where: WHERE? Group
Modifiers: ( GROUP BY Grouping+ )? ( HAVING Constraint+ )? ( ORDER BY Ordering+ )? Slices
Slices: ( LIMIT number ( OFFSET number )? | OFFSET number ( LIMIT number )? )?
Grouping: BuiltIn | FunctionCall | '(' Expression ( AS var )? ')' | var
Ordering: ( ASC | DESC ) '(' Expression ')' | Constraint | var
Values: VALUES DataBlock
DataBlock: var '{' Data* '}' | ( nil | '(' var* ')' ) '{' ( nil | '(' Data* ')' )* '}'
Data: Iri | Literal | UNDEF
Group: '{' ( SubSelect | Patterns ) '}'
Patterns: TriplesBlock? Block*
Block: Special '.'? TriplesBlock?
TriplesBlock: Triples ( '.' TriplesBlock? )?
Special: Group ( UNION Group )* | OPTIONAL Group | MINUS Group | GRAPH VarOrIri Group
  | SERVICE SILENT? VarOrIri Group | FILTER Constraint | BIND '(' Expression AS var ')' | Values
Constraint: '(' Expression ')' | BuiltIn | FunctionCall
FunctionCall: Iri Arguments
Arguments: nil | '(' DISTINCT? Expression ( ',' Expression )* ')'
Triples: Term Properties | Node Properties?
Properties: Verb Objects ( ';' ( Verb Objects )? )*
Verb: var | Path
Objects: Object ( ',' Object )*
Object: Term | Node
Node: '(' Object+ ')' | '[' Properties ']'
Path: Sequence ( '|' Sequence )*
Sequence: Step ( '/' Step )*
Step: '^'? Primary ( '?' | '*' | '+' )?
Primary: Iri | A | '!' Negated | '(' Path ')'
Negated: OneOf | '(' ( OneOf ( '|' OneOf )* )? ')' | nil
OneOf: '^'? ( Iri | A )
VarOrIri: var | Iri
Term: var | Iri | Literal | blank | anon | nil
Iri: iri | pname
Literal: string ( lang | '^^' Iri )? | ( '+' | '-' )? number | TRUE | FALSE
Expression: And ( '||' And )*
And: Relation ( '&&' Relation )*
Relation: Sum ( ( '=' | '!=' | '<' | '>' | '<=' | '>=' ) Sum | IN List | NOT IN List )?
List: nil | '(' Expression ( ',' Expression )* ')'
Sum: Product ( ( '+' | '-' ) Product )*
Product: Unary ( ( '*' | '/' ) Unary )*
Unary: ( '!' | '+' | '-' )* Value
Value: '(' Expression ')' | BuiltIn | Iri Arguments? | var | number | TRUE | FALSE
  | string ( lang | '^^' Iri )?
BuiltIn: function Arguments | BOUND '(' var ')' | EXISTS Group | NOT EXISTS Group
  | COUNT '(' DISTINCT? ( '*' | Expression ) ')'
  | GROUP_CONCAT '(' DISTINCT? Expression ( ';' SEPARATOR '=' string )? ')'
"""
_FUNCTIONS: Final = frozenset(
    re.findall(
        r"\w+",
        """STR LANG LANGMATCHES DATATYPE IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE
        LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS
        MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256 SHA384 SHA512 COALESCE IF
        STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE SUM
        MIN MAX AVG SAMPLE""",
    )
)
#: kind of token -> what a reader calls it.
_NAMES: Final[Mapping[str, Both]] = {
    "iri": ("een IRI", "an IRI"),
    "pname": ("een naam (prefix:naam)", "a name (prefix:name)"),
    "var": ("een variabele", "a variable"),
    "string": ("een tekst", "a text"),
    "number": ("een getal", "a number"),
    "lang": ("een taal (@nl)", "a language (@en)"),
    "nil": ("()", "()"),
    "anon": ("[]", "[]"),
    "blank": ("een lege knoop (_:naam)", "a blank node (_:name)"),
    "function": ("een functie", "a function"),
    "end": ("het eind van de vraag", "the end of the query"),
}
#: kind of token -> kind in the grammar; of a sign or a word that is its text.
_KINDS: Final = {
    "iri": "iri", "string": "string", "variable": "var", "name": "pname", "language": "lang",
}  # fmt: skip
_PIECE: Final = re.compile(r"'[^']+'|[A-Za-z_]+|[()|?*+]")
_PAIRS: Final = frozenset({"^^", "&&", "||", "!=", "<=", ">="})

#: A rule as a tree: an operator with its parts, or a name.
Rule: TypeAlias = "tuple[str, tuple[Rule, ...]] | str"


@dataclass(frozen=True)
class Fault:
    """The first token that does not fit: where it starts, and what fits, the likely ones first."""

    offset: int
    expected: tuple[Both, ...]


@dataclass(frozen=True)
class _Symbol:
    kind: str
    offset: int


def fault(text: str) -> Fault | None:
    """Return where a text breaks the grammar; None when it does not."""
    rules, stack = _rules(), list[Rule](["Query"])
    symbols = _symbols(text)
    symbol, tried = next(symbols), list[str]()
    while stack:
        rule = stack.pop()
        if isinstance(rule, str) and rule in rules:
            stack.append(rules[rule])
        elif isinstance(rule, str):
            if rule != symbol.kind:
                return Fault(symbol.offset, _said([*tried, rule]))
            if rule == "end":
                return None
            symbol, tried = next(symbols), []
        elif rule[0] == "seq":
            stack.extend(reversed(rule[1]))
        else:
            fits = [part for part in rule[1] if symbol.kind in _first(part)[0]]
            tried += [kind for part in rule[1] for kind in _first(part)[0]]
            if fits:
                if rule[0] in "*+":
                    stack.append(("*", rule[1]))
                stack.append(fits[0])
            elif rule[0] in ("alt", "+") and not any(_first(part)[1] for part in rule[1]):
                return Fault(symbol.offset, _said(tried))
    return None


def unresolved(text: str) -> int | None:
    """Return where the first name stands that has no declared prefix, or the first relative IRI
    without a BASE; None when every name has one.
    """
    found = list(tokens(text))
    words = [token.text.upper() if token.kind == "word" else "" for token in found]
    based, declared = False, {"_"}
    for at, token in enumerate(found):
        before = words[at - 1] if at else ""
        if token.kind == "name" and before == "PREFIX":
            declared.add(token.text.removesuffix(":"))
        elif token.kind == "name":
            blank = at and found[at - 1].text == "_"
            if token.text.partition(":")[0] not in declared and not blank:
                return token.offset
        elif token.kind == "iri":
            if not based and not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
                return token.offset
            based = based or before == "BASE"
    return None


def _said(kinds: Sequence[str]) -> tuple[Both, ...]:
    return tuple(dict.fromkeys(_NAMES.get(kind, (kind, kind)) for kind in kinds))


def _symbols(text: str) -> Iterator[_Symbol]:
    """Return the tokens as the grammar counts them, an endless end included."""
    found = list(tokens(text))
    at = 0
    while at < len(found):
        kind, width = _symbol(found, at)
        yield _Symbol(kind, found[at].offset)
        at += width
    while True:
        yield _Symbol("end", len(text))


def _symbol(found: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the kind of the symbol at a place, and how many tokens it takes."""
    token = found[at]
    after = found[at + 1] if at + 1 < len(found) else Token("", "", -1)
    joined = after.offset == token.offset + len(token.text)
    pair = token.text + after.text
    kind, width = _KINDS.get(token.kind, token.text), 1
    if token.kind == "string" and (len(token.text) < 2 or token.text[-1] != token.text[0]):
        kind = "a text without an end"
    elif token.text == "_" and joined and after.kind == "name":
        kind, width = "blank", 2
    elif token.kind == "word":
        word = token.text.upper()
        kind = "function" if word in _FUNCTIONS else word
    elif token.text.isdigit() or (token.text == "." and joined and after.text.isdigit()):
        kind, width = "number", _digits(found, at)
    elif pair in ("()", "[]"):
        kind, width = ("nil" if pair == "()" else "anon"), 2
    elif joined and pair in _PAIRS:
        kind, width = pair, 2
    return kind, width


def _digits(found: Sequence[Token], at: int) -> int:
    """Return how many tokens make the number that starts here: 1.5e-3 is several."""
    width = 1
    while at + width < len(found):
        before, token = found[at + width - 1], found[at + width]
        follows = token.offset == before.offset + len(before.text)
        after = found[at + width + 1].text if at + width + 1 < len(found) else ""
        exponent = re.fullmatch(r"[eE]\d*", token.text)
        sign = token.text in "+-" and before.text in ("e", "E")
        point = token.text == "." and after.isdigit()
        if not (follows and (token.text.isdigit() or exponent or sign or point)):
            break
        width += 1
    return width


@cache
def _rules() -> dict[str, Rule]:
    lines = _RULES.strip().replace("\n  ", " ").splitlines()
    return {
        name: _alternatives(list(_PIECE.findall(body)))
        for name, _, body in (line.partition(":") for line in lines)
    }


def _alternatives(pieces: list[str]) -> Rule:
    """Read a rule, taking its pieces from the front."""
    found, row = list[Rule](), list[Rule]()
    while pieces and pieces[0] != ")":
        piece = pieces.pop(0)
        if piece == "|":
            found.append(("seq", tuple(row)))
            row = []
        elif piece in ("?", "*", "+"):
            row.append((piece, (row.pop(),)))
        elif piece == "(":
            row.append(_alternatives(pieces))
            pieces.pop(0)
        else:
            row.append(piece.strip("'"))
    found.append(("seq", tuple(row)))
    return ("alt", tuple(found)) if len(found) > 1 else found[0]


@cache
def _first(rule: Rule) -> tuple[tuple[str, ...], bool]:
    """Return the kinds that can start a rule, and whether it can be empty."""
    if isinstance(rule, str):
        known = _rules().get(rule)
        return ((rule,), False) if known is None else _first(known)
    operator, parts = rule
    starts: list[str] = []
    empty = operator in ("seq", "?", "*")
    for part in parts:
        kinds, part_empty = _first(part)
        starts += kinds
        if operator == "seq" and not part_empty:
            empty = False
            break
        empty = empty or part_empty
    return tuple(dict.fromkeys(starts)), empty
