"""Hostile lists: files that ask more than they hold, or are none; each is read here and no longer."""

from typing import Final

from tests.attack.hostile import HEAVY, Hostile, request

#: Said to be no list, or read as far as it goes.
_JUDGED: Final = HEAVY | {422}
_TURTLE: Final = "text/turtle"
_CSV: Final = "text/csv"
_HEAD: Final = "product,componenten\n"
_START: Final = (
    "@prefix gemma: <def#> .\n<#a> a gemma:SoftwareProduct ; gemma:offersFunctionalityOf "
)
_DEEP: Final = 40_000

#: name -> (why, media type, body)
_LISTS: Final = {
    "nested statements": ("a stack in the parser", _TURTLE, "<a> <b> " + "<<( <a> <b> " * _DEEP + "1" + " )>>" * _DEEP + " ."),
    "nested lists": ("memory", _TURTLE, "<a> <b> " + "(" * 400_000 + ")" * 400_000 + " ."),
    "nested nodes": ("a stack in the parser", _TURTLE, "<a> <b> " + "[<b> " * 150_000 + "]" * 150_000 + " ."),
    "statements": ("memory", _TURTLE, "<a> <b> <c> .\n" * 70_000),
    "components": ("a search for each", _TURTLE, _START + " , ".join(f'"onbekend {n}"' for n in range(19_000)) + " ."),
    "dangerous links": ("a link in a page", _TURTLE, _START + "<javascript:alert(1)> , <data:text/html,x> ."),
    "a file of ours": ("reads a file", _TURTLE, "@base <file:///etc/passwd> . <> <#b> <passwd> ."),
    "half of Turtle": ("ends early", _TURTLE, _START),
    "products": ("memory", _CSV, _HEAD + "".join(f"p{n},Zaaksysteem\n" for n in range(40_000))),
    "names": ("a search for each", _CSV, _HEAD + "".join(f"p{n},onbekende naam {n}\n" for n in range(2_000))),
    "columns": ("memory", _CSV, "product" + ",x" * 400_000),
    "commas": ("a look-up for each", _CSV, _HEAD + 'p,"' + "x," * 60_000 + '"\n'),
    "a cell": ("memory", _CSV, _HEAD + "p," + "a" * 900_000),
    "spaces": ("a pattern that goes back", _CSV, "base" + " " * 900_000),
    "quotes": ("a cell without end", _CSV, _HEAD + '"p,DMS\n' * 90_000),
    "zero bytes": ("no text", _CSV, "\0" * 900_000),
    "too large": ("memory", _CSV, "product\n" + "a\n" * 600_000),
}  # fmt: skip
LISTS: Final = [
    Hostile(
        f"list: {name}", why, _JUDGED,
        request("POST /list/validate HTTP/1.1", [("Content-Type", kind)], body.encode()),
    )
    for name, (why, kind, body) in _LISTS.items()
]  # fmt: skip
