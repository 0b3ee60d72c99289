"""Reading: a file becomes a list, with all that is to be said of it; the one way through."""

import codecs
from dataclasses import dataclass
from typing import Final

from server.errors import ListError
from server.portfolio import delimited, rules, turtle
from server.portfolio.findings import Finding, ordered
from server.portfolio.landscape import Landscape
from server.portfolio.landscape import read as read_landscape
from server.portfolio.matching import Names, Suggesting, matched
from server.portfolio.products import Product, products
from server.portfolio.rules import Data
from server.portfolio.statements import OFFERS, PRODUCT, Terms
from server.search.index import Index
from server.store import Store

#: The forms that a list comes in, by the key of the format.
READERS: Final = {"csv": delimited.read, "turtle": turtle.read}
#: How a line of Turtle begins that says anything, and no table of products does.
_TURTLE: Final = (b"@prefix", b"@base", b"prefix ", b"base ", b"<", b"[", b"_:")
#: The most products of a list.
PRODUCTS_MAXIMUM: Final = 2_000
#: So much of a file is looked at to tell its form.
_HEAD: Final = 20_000


@dataclass(frozen=True)
class Checked:
    """A list that was read: its products, and what is to be said of it."""

    products: tuple[Product, ...]
    findings: tuple[Finding, ...]


class Lists:
    """What reads lists for one release; made once, and only read after that."""

    def __init__(self, store: Store, index: Index) -> None:
        """Read what a list is held against; raises `ReleaseError` where the release lacks it."""
        self.terms = Terms(store.base)
        self.landscape: Landscape = read_landscape(store)
        self._store, self._index = store, index
        self._names = Names(store)
        self._rules = rules.read(store)

    def read(self, content: bytes, form: str = "") -> Checked:
        """Return what a file says; `form` is a key of `READERS`, "" where it must be told.

        Raises `ListError` for what holds no product at all.
        """
        if not content.strip():
            raise ListError("Plak een lijst of kies een bestand", "Paste a list or choose a file")
        statements, remarks = READERS[form or _form(content)](content, self.terms)
        told = list(remarks)
        data = Data(matched(statements, self._names, self.terms, told), self._store)
        number = len(data.things[self.terms.of(PRODUCT)])
        if not number:
            raise ListError(
                "Er staat geen enkel product in de lijst", "There is no product at all in the list"
            )
        if number > PRODUCTS_MAXIMUM:
            raise ListError(
                f"De lijst heeft meer dan {PRODUCTS_MAXIMUM} producten; verdeel haar",
                f"The list has more than {PRODUCTS_MAXIMUM} products; divide it",
            )
        meant = Suggesting(self._names, self._index, self._store)
        broken = rules.check(data, self._rules, {self.terms.of(OFFERS): meant})
        return Checked(products(data, self.terms), ordered((*told, *broken)))


def _form(content: bytes) -> str:
    """Tell the form of a list by the first line that is no comment."""
    lines = content[:_HEAD].removeprefix(codecs.BOM_UTF8).splitlines()
    said = (line.strip().lower() for line in lines if line.strip() and line.strip()[:1] != b"#")
    return "turtle" if next(said, b"").startswith(_TURTLE) else "csv"
