"""A list of products: read from a table as people make them, compared, written down and shared."""

import csv
import io
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import pytest

from server.errors import BadRequestError, ListError
from server.portfolio import comparing, delimited, graph, marking, sharing, sheets, turtle
from server.portfolio.comparing import Comparison, Coverage
from server.portfolio.landscape import Component, Flow, Landscape, Use
from server.portfolio.products import Product
from server.portfolio.statements import FILE_MAXIMUM, STATEMENTS_MAXIMUM, Terms

BASE = "https://gemma.example/"
TERMS = Terms(BASE)
HEAD = "product,leverancier,gebruikers,componenten\n"
ROW = {"product": "Molen", "suppliedBy": "Grutto", "usedBy": "Balie", "offers": "Zaaksysteem"}


def element(key: str) -> str:
    return f"{BASE}id/element/{key}"


def table(content: str | bytes) -> list[tuple[str, str, int]]:
    """The names and components that a table holds: the last part of the term, value and line."""
    raw = content if isinstance(content, bytes) else content.encode()
    return [
        (item.predicate.rpartition("#")[2], str(item.value.value), item.line)
        for item in delimited.read(raw, TERMS)[0]
        if item.predicate.endswith(("label", "offersFunctionalityOf"))
    ]


def remarks(content: str | bytes) -> list[tuple[str, int, str]]:
    raw = content if isinstance(content, bytes) else content.encode()
    return [(found.rule, found.line, found.value) for found in delimited.read(raw, TERMS)[1]]


#: One list, in each way that a spreadsheet or a person writes it down.
WRITTEN = {
    "RFC 4180": HEAD.encode() + b"Molen,Grutto,Balie,Zaaksysteem\r\n",
    "lines end in LF": HEAD.encode() + b"Molen,Grutto,Balie,Zaaksysteem",
    "lines end in CR": HEAD.replace("\n", "\r").encode() + b"Molen,Grutto,Balie,Zaaksysteem\r",
    "Dutch Excel": "\ufeffProduct;Leverancier;Gebruiker;Component\r\nMolen;Grutto;Balie;Zaaksysteem"
    "\r\n".encode(),
    "Excel names its delimiter": b"sep=|\r\nproduct|leverancier|afdeling|component\r\n"
    b"Molen|Grutto|Balie|Zaaksysteem\r\n",
    "Unicode text of Excel": "product\tleverancier\tgebruiker\tcomponent\r\nMolen\tGrutto\tBalie\t"
    "Zaaksysteem\r\n".encode("utf-16"),
    "English, other order": b"Reference component,Vendor,Users,Application\nZaaksysteem,Grutto,"
    b"Balie,Molen\n",
    "quoted, with spaces": b'"Softwareproduct", leverancier,gebruiker,componenten\n'
    b'" Molen",Grutto,Balie,"Zaaksysteem "\n',
    "empty lines": b"\n\n" + HEAD.encode() + b",,,\n\nMolen,Grutto,Balie,Zaaksysteem\n\n",
}  # fmt: skip


@pytest.mark.parametrize("content", WRITTEN.values(), ids=WRITTEN)
def test_a_table_is_read_however_it_was_saved(content: bytes) -> None:
    found = [(term, value) for term, value, _ in table(content)]
    assert found == [
        ("label", "Molen"), ("label", "Grutto"), ("label", "Balie"),
        ("offersFunctionalityOf", "Zaaksysteem"),
    ]  # fmt: skip


def test_a_western_encoding_is_read_and_said() -> None:
    content = (HEAD + "Café,Grütto,,\n").encode("windows-1252")
    assert ("label", "Café", 2) in table(content)
    assert [key for key, _, _ in remarks(content)] == ["encoding"]


def test_several_in_a_cell() -> None:
    cell = '"Zaaksysteem | DMS\n CRM ; GIS,CAD"'
    assert [value for term, value, _ in table(f"product,component\nMolen,{cell}\n")][1:] == [
        "Zaaksysteem", "DMS", "CRM", "GIS,CAD",
    ]  # fmt: skip
    # Where a semicolon parts cells, a comma may be part of a name.
    assert ("offersFunctionalityOf", "Bouw, wonen", 2) in table("product;component\nA;Bouw, wonen")


def test_a_product_on_several_lines_is_one() -> None:
    content = HEAD + "Molen,Grutto,,DMS\nmolen , GRUTTO,,CRM\nMolen,Kluut,,GIS\nMolen,,,CAD\n"
    subjects = {item.subject for item in delimited.read(content.encode(), TERMS)[0]}
    assert sorted(s.value.rpartition("#")[2] for s in subjects) == [
        "grutto", "kluut", "molen", "molen-4",
    ]  # fmt: skip


def test_what_is_met_in_reading_is_said_with_its_line() -> None:
    content = "product,kosten,component\nMolen,7,DMS|DMS,\nWulp,7,GIS,nog iets\nMolen,8,DMS\n"
    assert remarks(content) == [
        ("column", 1, "kosten"), ("cells", 3, "nog iets"), ("twice", 4, "DMS"),
    ]  # fmt: skip


UNREADABLE = {
    "nothing of a table": ("zomaar wat tekst", 1, "product"),
    "no column of products": ("naam van iets,component\nA,B", 1, "product"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", 2, "tekens"),
    "a spreadsheet": (b"PK\x03\x04\x14\x00", 0, "Excel"),
    "no encoding at all": (b"product\n\x81\x8d\xff", 0, "geen tekst"),
    "half of UTF-16": (b"\xff\xfep\x00r", 0, "geen tekst"),
    "NUL": (HEAD + "a\0b", 2, "tekens"),
    "a quotation mark left open": (HEAD + 'A,"B\nC,D\n', 3, "aanhalingsteken"),
    "a cell without end": (HEAD + "A," + "b" * 200_000, 2, "cel te lang"),
    "too many lines": (HEAD + "A,,,\n" * (delimited.LINES_MAXIMUM + 1), 5_002, "regels"),
    "too many columns": ("product" + ",x" * 300, 1, "cellen"),
    "too many statements": (
        HEAD + "".join(f"p{i},,,{'|'.join(f'{i}-{j}' for j in range(99))}\n" for i in range(250)),
        200, "verdeel",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("content", "line", "word"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_list_is_said(content: str | bytes, line: int, word: str) -> None:
    with pytest.raises(ListError, match=word) as caught:
        table(content)
    assert caught.value.line == line
    assert all(caught.value.said) and caught.value.said[0] != caught.value.said[1]


def parsed(text: str | bytes) -> list[tuple[str, str, int]]:
    raw = text if isinstance(text, bytes) else text.encode()
    found, _ = turtle.read(raw, TERMS)
    return [(s.predicate.rpartition("#")[2], str(s.value.value), s.line) for s in found]


def test_turtle_is_read_with_its_lines() -> None:
    text = """@prefix gemma: <def#> .
        <#molen> a gemma:SoftwareProduct ;
            <http://www.w3.org/2000/01/rdf-schema#label> "  De\\u000b molen\\u0007 "@nl ;
            gemma:kosten 7 ;
            <https://schema.org/price> 7 .
    """
    assert parsed(text) == [
        ("type", f"{BASE}def#SoftwareProduct", 2), ("label", "De molen\ufffd", 3),
    ]  # fmt: skip
    assert [(r.rule, r.line, r.value) for r in turtle.read(text.encode(), TERMS)[1]] == [
        ("term", 4, "gemma:kosten")
    ]


DEEP = 50_000
BAD_TURTLE = {
    "cut off": ("<#a> a <#b> ;\n <#c> ", 2),
    "a statement about a statement": (
        "<#a> <#b> " + "<<( <#a> <#b> " * DEEP + "1" + " )>>" * DEEP + " .", 1,
    ),
    "not UTF-8": (b"<#a> <#b> 1 .\n<#a> <#b> '\xe9' .", 2),
    "lists within lists": ("<#a> <#b> " + "(" * DEEP * 8 + ")" * DEEP * 8 + " .", 1),
    "too many statements": (
        "@prefix gemma: <def#> .\n"
        + "".join(f"<#{i}> a gemma:Supplier .\n" for i in range(STATEMENTS_MAXIMUM + 1)),
        STATEMENTS_MAXIMUM + 2,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line"), BAD_TURTLE.values(), ids=BAD_TURTLE)
def test_what_is_no_turtle_is_said_and_ends_nothing(text: str | bytes, line: int) -> None:
    assert len(text) <= FILE_MAXIMUM
    with pytest.raises(ListError) as caught:
        parsed(text)
    assert caught.value.line == line


def product(name: str, *keys: str, supplier: str = "", unknown: tuple[str, ...] = ()) -> Product:
    return Product(name, supplier, (), tuple(map(element, keys)), unknown, 1)


LANDSCAPE = Landscape(
    tuple(Component(element(key), own, "laag", "vak") for key, own in (
        ("zaak", True), ("dms", True), ("formulier", True), ("gis", True), ("lv", False),
    )),
    (
        Flow("f1", "v", (element("formulier"),), (), (element("keuze"),), (Use("s1", ("s2",)),)),
        Flow(
            "f2", "v", (element("zaak"),), (element("adapter"),), (element("lv"),),
            (Use("s1", ()),),
        ),
        Flow("f3", "v", (element("zaak"),), (), (element("gis"),), ()),
        Flow("f4", "v", (element("gis"),), (), (element("lv"),), ()),
        Flow("f5", "v", (element("wie-dan-ook"),), (), (element("dms"),), ()),
    ),
    {element("keuze"): frozenset({element("zaak"), element("dms")})},
    frozenset({element("lv"), element("wie-dan-ook")}),
)  # fmt: skip


def compared(*given: Product) -> Comparison:
    return comparing.compare(given, LANDSCAPE)


def test_gaps_and_overlaps() -> None:
    found = compared(product("A", "zaak", "dms"), product("B", "zaak"), product("C"))
    assert {one.component.iri: one.coverage for one in found.components} == {
        element("zaak"): Coverage.SEVERAL, element("dms"): Coverage.ONCE,
        element("formulier"): Coverage.NONE, element("gis"): Coverage.NONE,
    }  # fmt: skip
    # What a municipality does not have itself is no gap, and is shown where somebody offers it.
    assert element("lv") in {one.component.iri for one in compared(product("D", "lv")).components}


def test_connections_are_those_of_which_both_ends_are_there() -> None:
    found = compared(product("A", "zaak"), product("B", "formulier"))
    assert [one.flow.iri for one in found.connections] == ["f1", "f2"]
    form, national = found.connections
    # A choice is there with one of its members, and through what it lacks is said.
    assert [p.name for p in form.at[element("keuze")]] == ["A"]
    assert national.missing == (element("adapter"),)
    assert found.unfinished == 1  # f3, to a component that is missing; f4 touches nothing
    assert {name: len(uses) for name, uses in found.standards().items()} == {"s1": 2, "s2": 1}
    assert list(found.standards()) == ["s1", "s2"]
    # A placeholder for whatever application there is, is there.
    assert [one.flow.iri for one in compared(product("C", "dms")).connections] == ["f5"]


def test_marks_say_what_is_there_missing_and_double() -> None:
    found = compared(*(product(f"P{i}", "zaak") for i in range(5)), product("B", "formulier"))
    drawn = {element("zaak"), element("gis"), element("formulier"), "f1", "f3"}
    marks = marking.marks(found, LANDSCAPE, drawn, "nl")
    assert {iri: mark.key for iri, mark in marks.of.items()} == {
        element("zaak"): "several", element("gis"): "none", element("formulier"): "once",
        "f1": "needed",
    }  # fmt: skip
    assert marks.of[element("zaak")].note == "P0, P1, P2, +2"
    assert list(marks.legend) == ["once", "several", "none", "needed"]
    # What stands for components is marked where these are not drawn themselves.
    choice = marking.marks(found, LANDSCAPE, {element("keuze")}, "en")
    assert choice.of[element("keuze")].key == "several" and "needed" not in choice.legend


SOME = (
    product("Molen; \"wiek\"", "zaak", "dms", supplier="Grutto, en meer"),
    Product("Wulp", "", ("Balie | Stad".replace(" | ", " en "), "Dorp"), (), ("Zaaksisteem",), 3),
    product("", "gis"),
)  # fmt: skip


def rows(content: bytes, delimiter: str) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_a_link_holds_the_whole_list() -> None:
    link = sharing.packed(SOME, BASE)
    assert link and set(link) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )
    assert rows(sharing.unpacked(link), ",")[1:] == [
        ["Molen; \"wiek\"", "Grutto, en meer", "", "element:zaak | element:dms"],
        ["Wulp", "", "Balie en Stad | Dorp", "Zaaksisteem"],
        ["", "", "", "element:gis"],
    ]  # fmt: skip


def test_a_list_that_is_too_long_has_no_link() -> None:
    long = [product(sha256(bytes([i % 256, i // 256])).hexdigest(), "zaak") for i in range(900)]
    assert sharing.packed(long, BASE) == ""
    assert len(sharing.packed(long[:100], BASE)) <= sharing.LINK_MAXIMUM


def packed(content: bytes) -> str:
    packing = zlib.compressobj(9, wbits=-15)
    body = packing.compress(content) + packing.flush()
    return urlsafe_b64encode(body).decode().rstrip("=")


BROKEN = {
    "nothing": "", "no letters": "%%%", "no packing": "aGFsbG8", "of spaces": "  ",
    "cut off": sharing.packed(SOME, BASE)[:-8], "of another kind": "ké",
    "that unpacks without end": packed(b"a" * (sharing.UNPACKED_MAXIMUM + 1)),
    "with a length that cannot be": "a",
}  # fmt: skip


@pytest.mark.parametrize("link", BROKEN.values(), ids=BROKEN)
def test_a_broken_link_is_said(link: str) -> None:
    with pytest.raises(BadRequestError):
        sharing.unpacked(link)


def test_the_padding_of_a_link_is_left_out() -> None:
    """RFC 4648, 3.2: where the length is known from elsewhere."""
    link = sharing.packed(SOME, BASE)
    assert "=" not in link and urlsafe_b64decode(link + "=" * (-len(link) % 4))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_no_cell_is_run_and_every_list_comes_back(cell: str) -> None:
    given = Product(cell, cell, (cell,), (), (cell.replace("|", ""),), 2)
    content = sheets.table([given], str)
    for _, *_, value in map(tuple, rows(content, ";")[1:]):
        assert value.startswith("'")
    assert all(value[0] == "'" for value in rows(content, ";")[1])
    found = [value for term, value, _ in table(content) if term == "label"]
    assert found[0] == cell.strip()
    answer = sheets.sheet(compared(product(cell, "zaak", supplier=cell)), lambda iri, _: iri)
    assert [value[:2] for value in rows(answer, ";")[1][6:]] == ["'" + cell[0]] * 2


def test_the_turtle_of_a_list_says_the_same() -> None:
    hostile = Product('x" . <a> <b> "', "</script>", ("\\", "x\ny"), (element("zaak"),), ('"',), 1)
    text = graph.turtle([*SOME, hostile, hostile], TERMS)
    found = parsed(text)
    labels = [value for term, value, _ in found if term == "label"]
    assert {'x" . <a> <b> "', "</script>", "\\", "x y"} <= set(labels)
    offered = [value for term, value, _ in found if term == "offersFunctionalityOf"]
    assert offered.count(element("zaak")) == 3 and offered.count('"') == 2
