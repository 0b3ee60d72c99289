"""Reading exchange files: what is in them comes in whole; bad input is refused with its place."""

import random
from pathlib import Path

import pytest

from scripts.archimate.model import Colour, Font, Point, Style, Text
from scripts.archimate.read import MAXIMUM_BYTES, MAXIMUM_DEPTH, read
from scripts.archimate.references import check, nodes
from server.errors import ChecksFailedError, SourceError
from tests.archimate.files import SMALL, changed, whole, written

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<model xmlns="http://www.opengroup.org/xsd/archimate/3.0/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" identifier="id-m">'
    "<name>M</name>"
)
DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def fault(folder: Path, content: str | bytes) -> str:
    """What is said of a file that is refused, without its folder."""
    file = written(folder, content)
    with pytest.raises(SourceError) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}:"), "the place comes first"
    return str(caught.value).removeprefix(f"{file.parent}/")


def faults(folder: Path, content: str) -> list[str]:
    """What is said of a file whose references are refused, a line each."""
    with pytest.raises(ChecksFailedError) as caught:
        check(read(written(folder, content)))
    return list(caught.value.lines)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.9, 0.999])
def test_cut_off(tmp_path: Path, part: float) -> None:
    content = SMALL.read_bytes()
    said = fault(tmp_path, content[: int(len(content) * part)])
    assert "cut off" in said or "unclosed token" in said


def test_empty_and_no_xml(tmp_path: Path) -> None:
    assert "holds no XML" in fault(tmp_path, "")
    assert "not well-formed" in fault(tmp_path, "naam;soort\n")


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("<html/>", "begins with <html> in no namespace"),
        ('<model xmlns="http://www.archimatetool.com/archimate"/>', "begins with <model> in http"),
        ('<elements xmlns="http://www.opengroup.org/xsd/archimate/3.0/"/>', "begins with <elem"),
    ],
)
def test_wrong_root(tmp_path: Path, root: str, said: str) -> None:
    assert f"model.xml:2:1: {said}" in fault(tmp_path, DECLARED + root)


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE model [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE model [<!ENTITY secret SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE model SYSTEM "http://voorbeeld.example/model.dtd">',
        "<!DOCTYPE model>",
    ],
)
def test_entities_and_document_types(tmp_path: Path, declaration: str) -> None:
    said = fault(tmp_path, changed(DECLARED, DECLARED + declaration + "\n"))
    assert said.startswith("model.xml:2:")
    assert "document type" in said


def test_an_entity_that_nobody_declared(tmp_path: Path) -> None:
    assert "undefined entity" in fault(tmp_path, changed("Een Driver", "Een &driver;"))


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-16", "UTF-16 or UTF-32"),
        ("utf-16-be", "UTF-16 or UTF-32"),
        ("utf-32", "UTF-16 or UTF-32"),
        ("windows-1252", "is in windows-1252: save it as UTF-8"),
        ("iso-8859-1", "is in iso-8859-1: save it as UTF-8"),
    ],
)
def test_foreign_encodings(tmp_path: Path, encoding: str, said: str) -> None:
    text = changed('encoding="UTF-8"', f'encoding="{encoding}"').replace("Een Driver", "Één")
    assert said in fault(tmp_path, text.encode(encoding))


def test_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    text = changed("Een Driver", "Eén Driver")
    assert "model.xml:" in fault(tmp_path, text.encode("windows-1252"))


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"\xef\xbb\xbf" + SMALL.read_bytes())).model.id == "id-model"


def test_deep_nesting(tmp_path: Path) -> None:
    deep = "<organizations>" + "<item>" * 200 + "</item>" * 200 + "</organizations></model>"
    assert f"more than {MAXIMUM_DEPTH} deep" in fault(tmp_path, HEAD + deep)


def test_deep_nesting_of_what_is_left_out(tmp_path: Path) -> None:
    deep = "".join(f'<x xmlns="urn:x{n}">' for n in range(200))
    assert f"more than {MAXIMUM_DEPTH} deep" in fault(tmp_path, HEAD + deep)


def test_a_hundred_megabytes(tmp_path: Path) -> None:
    file = tmp_path / "model.xml"
    with file.open("wb") as stream:
        stream.write(HEAD.encode())
        stream.truncate(100_000_000)
    with pytest.raises(SourceError, match=f"larger than {MAXIMUM_BYTES} bytes"):
        read(file)


def test_more_elements_than_any_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.archimate.read.MAXIMUM_ELEMENTS", 1000)
    many = "<organizations><item>" + "<item/>" * 1000
    assert "more than 1000 elements" in fault(tmp_path, HEAD + many)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nergens.xml"):
        with pytest.raises(SourceError, match="cannot be read"):
            read(place)


def test_dangling_references_are_all_told(tmp_path: Path) -> None:
    text = changed('target="e-node" xsi:type="Flow"', 'target="e-weg" xsi:type="Flow"', 2)
    said = faults(tmp_path, text.replace('elementRef="e-grouping"', 'elementRef="e-weg"'))
    assert len(said) == 3
    assert all("e-weg is nowhere in this model" in line for line in said)
    lines = [int(line.split(":")[1]) for line in said]
    assert lines == sorted(lines)
    assert 'target="e-weg"' in text.splitlines()[lines[0] - 1]


@pytest.mark.parametrize("what", ['identifier="p-rol"', 'identifier="n-weer"'])
def test_double_identifiers(tmp_path: Path, what: str) -> None:
    said = faults(tmp_path, changed(what, 'identifier="e-driver"'))
    assert any("identifier e-driver of this" in line for line in said)


def test_relationships_that_end_on_each_other(tmp_path: Path) -> None:
    text = changed(
        'source="e-application-component" target="e-node"',
        'source="e-application-component" target="r-op-relatie"',
    )
    assert any("ends, by way of others, on itself" in line for line in faults(tmp_path, text))


def test_a_folder_inside_itself(tmp_path: Path) -> None:
    text = changed('identifierRef="e-application-function"', 'identifierRef="f-applicatie"')
    text = text.replace("<item>\n        <label", '<item identifier="f-in">\n        <label', 1)
    assert any("a folder that ends" in line for line in faults(tmp_path, text))


def test_noise_is_refused_or_read_whole(tmp_path: Path) -> None:
    """Whatever a byte becomes, the file is read or refused; nothing else comes of it."""
    content = SMALL.read_bytes()
    chance = random.Random(7)
    refused = 0
    for _ in range(300):
        place = chance.randrange(len(content))
        broken = content[:place] + bytes([chance.randrange(256)]) + content[place + 1 :]
        try:
            whole(written(tmp_path, broken))
        except (SourceError, ChecksFailedError):
            refused += 1
    assert refused > 100


def test_a_file_says_what_it_says() -> None:
    """Of everything in the format something, as it stands in the file."""
    model = whole(SMALL).model
    assert (model.version, model.names[1]) == ("2", Text("Exampleton", "en"))
    assert [str(one.property) for one in model.metadata] == [
        "http://purl.org/dc/elements/1.1/creator",
        "http://purl.org/dc/elements/1.1/title",
    ]
    by_id = {one.id: one for one in model.relationships}
    assert by_id["r-access"].access == "ReadWrite"
    assert by_id["r-influence"].modifier == "++"
    assert by_id["r-association"].directed
    assert by_id["r-flow"].access == "Access"
    view = model.views[0]
    group = view.nodes[0]
    assert group.style == Style(
        Colour(92, 92, 92, 50), Colour(181, 255, 255),
        Font("Segoe UI", "9.5", ("bold", "italic"), Colour(0, 0, 0, 100)), 2,
    )  # fmt: skip
    assert [node.id for node in nodes(view)] == [
        "n-groep", "n-component", "n-functie", "n-component-2", "n-kader", "n-knoop", "n-tekst",
        "n-verwijzing",
    ]  # fmt: skip
    flow = view.connections[0]
    assert flow.bendpoints == (Point(300, 120), Point(430, 60))
    assert (flow.source_attachment, flow.target_attachment) == (Point(150, 60), Point(470, 60))
    first = model.elements[0]
    assert first.id in SMALL.read_text(encoding="utf-8").splitlines()[first.line - 1]
