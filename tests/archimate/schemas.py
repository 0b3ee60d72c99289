"""The schemas of the exchange format, where they and a validator are at hand; skips where not."""

from pathlib import Path
from typing import Any

import pytest

from scripts.archimate.write import DUBLIN_CORE, NAMESPACE
from tests.sources import ROOT

SCHEMAS = ROOT.parent / "shared" / "standards" / "archimate-exchange"


def faults(file: Path) -> list[str]:
    """What the schemas (`archimate3_Diagram.xsd` and what it needs) have against a file."""
    if not SCHEMAS.is_dir():
        pytest.skip("the schemas are not beside the checkout (../shared/standards)")
    etree: Any = pytest.importorskip("lxml.etree", reason="no validator: pip install lxml")

    class Local(etree.Resolver):  # type: ignore[misc]
        """Gives the copy beside the others of what they fetch from the web."""

        def resolve(self, url: str, _id: str, context: object) -> object:
            name = "xml.xsd" if url.endswith("xml.xsd") else Path(url).name
            return self.resolve_filename(str(SCHEMAS / name), context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    imports = "".join(
        f'<xs:import namespace="{namespace}" schemaLocation="{name}"/>'
        for namespace, name in ((NAMESPACE, "archimate3_Diagram.xsd"), (DUBLIN_CORE, "dc.xsd"))
    )
    both = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    schema = etree.XMLSchema(etree.fromstring(both, parser))
    schema.validate(etree.parse(str(file)))
    return [str(fault) for fault in schema.error_log]
