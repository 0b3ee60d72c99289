"""What a page lays out: its tables, its rows of figures and its sentences, by their section."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = {"meta", "link", "br", "input", "img", "hr", "wbr", "option"}


@dataclass
class Cell:
    """A cell, or any piece of a page: its text and where its links lead, in order."""

    text: str = ""
    links: list[str] = field(default_factory=list)

    @property
    def keys(self) -> list[str]:
        """The keys of the things that it links to."""
        return [link.partition("?")[0].rpartition("/")[2].partition(".")[0]
                for link in self.links if link.startswith("/doc/")]  # fmt: skip


class Layout(HTMLParser):
    """The rows of tables by the id of their section, and every figure, lead and link of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[str, list[list[Cell]]] = {}
        self.parts: dict[str, Cell] = {}
        self.figures: list[Cell] = []
        self.leads: list[Cell] = []
        self._sections: list[str] = []
        self._open: list[tuple[str, Cell | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "section":
            self._sections.append(found.get("aria-labelledby", ""))
            self.parts[self._sections[-1]] = Cell()
        cell = None
        section = self._sections[-1] if self._sections else ""
        if tag == "tr":
            self.rows.setdefault(section, []).append([])
        elif tag in ("td", "th"):
            cell = Cell()
            self.rows[section][-1].append(cell)
        elif tag == "ul" and found.get("class") == "figures":
            self.figures.append(cell := Cell())
        elif tag == "p" and found.get("class") == "lead":
            self.leads.append(cell := Cell())
        elif tag == "a":
            for _, within in self._open:
                if within:
                    within.links.append(found["href"])
            if section:
                self.parts[section].links.append(found["href"])
        if tag not in _VOID:
            self._open.append((tag, cell))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        self._open.pop()
        if tag == "section":
            self._sections.pop()

    def handle_data(self, data: str) -> None:
        for _, within in self._open:
            if within:
                within.text += data
        if self._sections:
            self.parts[self._sections[-1]].text += data

    def body(self, section: str) -> list[list[Cell]]:
        """Return the rows of the tables in a section, without their heads."""
        return [row for row in self.rows.get(section, []) if row and any(c.links for c in row)]
