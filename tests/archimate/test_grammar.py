"""Our grammar says what the schemas of the exchange format say (C19C, XSD 3.1), file by file.

The schemas are not ours to hand out, so they are read where they are at hand, by another parser.
"""

import shutil
from pathlib import Path

import pytest

from scripts.archimate.grammar import GRAMMAR
from server.errors import ChecksFailedError, SourceError
from tests.archimate.files import GEMMA_2019, SHARED, SMALL, changed, whole, written

etree = pytest.importorskip("lxml.etree", reason="lxml is not installed (make test has it)")
SCHEMAS = SHARED / "standards" / "archimate-exchange"

pytestmark = pytest.mark.skipif(
    not SCHEMAS.exists(), reason="the schemas are not beside the checkout (../shared/standards)"
)

COMPONENT = '<element identifier="e-application-component" xsi:type="ApplicationComponent">'
FLOW = '<relationship identifier="r-flow-2" source="e-application-component" target="e-node"'
NODE = '<node identifier="n-weer" xsi:type="Element" elementRef="e-application-component"'
LINE = '<connection identifier="c-stroom-2" xsi:type="Relationship" relationshipRef="r-flow-2"'

#: What is replaced by what; the second names the rule that it breaks, or why it breaks none.
CHANGES = {
    "unknown element": (COMPONENT, "<thing/>" + COMPONENT),
    "unknown type of element": ('xsi:type="Stakeholder"', 'xsi:type="Shareholder"'),
    "no type of element": (' xsi:type="Stakeholder"', ""),
    "relationship's type on an element": ('xsi:type="Stakeholder"', 'xsi:type="Flow"'),
    "unknown attribute": (COMPONENT, COMPONENT.replace("<element ", '<element colour="red" ')),
    "no identifier": ('identifier="e-stakeholder" ', ""),
    "identifier with a space": ('"e-stakeholder"', '"e stakeholder"'),
    "identifier that begins with a digit": ('"e-stakeholder"', '"1-stakeholder"'),
    "identifier twice": ('"e-stakeholder"', '"e-driver"'),
    "an element without name": ('<name xml:lang="nl">Een Stakeholder</name>', "",),
    "an element with one name": ('<name xml:lang="en">A Stakeholder</name>', ""),
    "documentation before the name": (
        '<name xml:lang="nl">Een Stakeholder</name>',
        '<documentation/><name xml:lang="nl">Een Stakeholder</name>',
    ),
    "properties twice": ("</properties>", "</properties><properties/>"),
    "properties without one": ("</properties>\n  <metadata>", "</properties><metadata>"),
    "a property without value": ("<value>2026-02-03</value>", ""),
    "a property of an unknown definition": ('Ref="p-release"', 'Ref="p-nergens"'),
    "a definition without type": (' type="date"', ""),
    "a definition of an unknown type": ('type="date"', 'type="moment"'),
    "text where none may stand": ("<elements>", "<elements>los"),
    "no target": (' target="e-node" xsi:type="Flow"', ' xsi:type="Flow"'),
    "a target that is nowhere": (FLOW, FLOW.replace("e-node", "e-nergens")),
    "a target that is no concept": (FLOW, FLOW.replace("e-node", "v-een")),
    "access of an unknown kind": ('accessType="ReadWrite"', 'accessType="Erase"'),
    "access on a flow": (FLOW, FLOW + ' accessType="Read"'),
    "access as the format means it": (' accessType="ReadWrite"', ""),
    "directed as a word": ('isDirected="true"', 'isDirected="yes"'),
    "directed as a number": ('isDirected="true"', 'isDirected="1"'),
    "relationships before elements": ("<elements>", "<relationships/><elements>"),
    "metadata twice": ("<metadata>", "<metadata/><metadata>"),
    "a folder that holds nothing": ('<item identifierRef="e-node"/>', "<item/>"),
    "a folder with a name of ours": ('<item identifierRef="e-node"/>', '<item name="x"/>'),
    "a view without name": ('<name xml:lang="nl">Tweede plaat</name>', ""),
    "a view of an unknown viewpoint": ('viewpointRef="vp-eigen"', 'viewpointRef="vp-nergens"'),
    "a node of nothing": (NODE, NODE.replace("e-application-component", "e-nergens")),
    "a node of a relationship": (NODE, NODE.replace("e-application-component", "r-flow")),
    "a node without width": (' w="120" h="55"/>\n      </view>', ' h="55"/>\n      </view>'),
    "a node of no width": (
        ' w="120" h="55"/>\n      </view>', ' w="0" h="55"/>\n      </view>'
    ),
    "a node above the view": ('x="0" y="0"', 'x="0" y="-1"'),
    "a node at half a place": ('x="0" y="0"', 'x="0" y="0.5"'),
    "a label with a node in it": (
        'xpathPart="name" x="220" y="330" w="100" h="40"/>',
        'xpathPart="name" x="220" y="330" w="100" h="40"><node/></node>',
    ),
    "a node of an unknown kind": ('xsi:type="Container"', 'xsi:type="Box"'),
    "a connection without target": (
        ' source="n-component" target="n-knoop"/>', ' source="n-knoop"/>'
    ),
    "a connection with a place": (LINE, LINE + ' x="1"'),
    "a connection that ends in another view": (
        LINE + ' source="n-component" target="n-knoop"/>',
        LINE + ' source="n-component" target="n-weer"/>',
    ),
    "a connection of an unknown relationship": (LINE, LINE.replace("r-flow-2", "r-nergens")),
    "a line without ends": (' source="n-tekst" target="c-stroom"/>', "/>"),
    "a connection before a node": (
        '<node identifier="n-tekst"',
        '<connection identifier="c-x" xsi:type="Line"/><node identifier="n-tekst"',
    ),
    "a colour out of range": ('r="92"', 'r="256"'),
    "an opacity out of range": ('a="50"', 'a="101"'),
    "a font of no size": ('size="9.5"', 'size="0"'),
    "a font of a third": ('size="9.5"', 'size="9.3"'),
    "a font of an unknown style": ('style="bold italic"', 'style="bold wavy"'),
    "two fonts in a style": (
        '<lineColor r="92" g="92" b="92" a="50"/>',
        '<font name="Arial"/><lineColor r="92" g="92" b="92" a="50"/>',
    ),
    "a style with its line last": (
        '<style lineWidth="1"><lineColor r="255" g="0" b="0"/></style>',
        '<style lineWidth="1"><fillColor r="1" g="2" b="3"/><lineColor r="4" g="5" b="6"/></style>',
    ),
    "a bendpoint after the end": (
        '<targetAttachment x="470" y="60"/>',
        '<targetAttachment x="470" y="60"/><bendpoint x="1" y="1"/>',
    ),
    "an unknown language": ('<name xml:lang="en">Exampleton', '<name xml:lang="en_GB">Exampleton'),
    "a viewpoint that allows an unknown type": (
        'allowedElementType type="ApplicationComponent"', 'allowedElementType type="Thing"'
    ),
    "a concern without label": ('<label xml:lang="nl">Samenhang</label>', ""),
    "views first": ("<elements>", "<views/><elements>"),
    "no views": ("<views>", "<views><viewpoints/>"),
}  # fmt: skip


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> object:
    """The schemas, with the one that they take from the web beside them."""
    folder = tmp_path_factory.mktemp("xsd")
    for file in SCHEMAS.glob("*.xsd"):
        shutil.copy(file, folder)
    model = folder / "archimate3_Model.xsd"
    model.chmod(0o644)
    text = model.read_text(encoding="utf-8").replace("http://www.w3.org/2001/xml.xsd", "xml.xsd")
    model.write_text(text, encoding="utf-8")
    return etree.XMLSchema(etree.parse(str(folder / "archimate3_Diagram.xsd")))


def refused(file: Path) -> str:
    """Why we refuse a file; empty when we take it."""
    try:
        whole(file)
    except ChecksFailedError as error:
        return "; ".join(error.lines)
    except SourceError as error:
        return str(error)
    return ""


def test_the_small_model_is_valid(schema: object) -> None:
    document = etree.parse(str(SMALL))
    for term in document.iter("{http://purl.org/dc/elements/1.1/}*"):
        term.getparent().remove(term)  # wants a schema of its own ("strict")
    assert schema.validate(document), schema.error_log  # type: ignore[attr-defined]
    assert refused(SMALL) == ""


@pytest.mark.parametrize("name", CHANGES)
def test_we_refuse_what_the_schemas_refuse(schema: object, tmp_path: Path, name: str) -> None:
    file = written(tmp_path, changed(*CHANGES[name]))
    document = etree.parse(str(file))
    for term in document.iter("{http://purl.org/dc/elements/1.1/}*"):
        term.getparent().remove(term)
    valid = schema.validate(document)  # type: ignore[attr-defined]
    why = refused(file)
    assert (why == "") is valid, why or schema.error_log  # type: ignore[attr-defined]
    if why:
        assert str(file.name) in why


def test_the_table_has_every_element_of_the_schemas() -> None:
    named = set()
    for file in ("archimate3_Model.xsd", "archimate3_View.xsd", "archimate3_Diagram.xsd"):
        tree = etree.parse(str(SCHEMAS / file))
        for part in tree.iter("{http://www.w3.org/2001/XMLSchema}element"):
            if part.get("name"):
                named.add(part.get("name"))
    # References within extensions, which no extension of this format exists to use.
    assert named - {name for name in named if name.endswith("Ref") and name != "viewRef"} == set(
        GRAMMAR
    )


@pytest.mark.skipif(not GEMMA_2019.exists(), reason="no real models beside the checkout")
def test_a_real_model_is_valid_for_both(schema: object) -> None:
    assert schema.validate(etree.parse(str(GEMMA_2019)))  # type: ignore[attr-defined]
    assert refused(GEMMA_2019) == ""
