"""The real data, closure and all: every shape reaches something of it, and it breaks no rule."""

from scripts.load import Where
from scripts.validate import check_shapes, shapes_files
from server.settings import DEFAULT_BASE
from tests.shapes.shapes import dataset, examination, shapes
from tests.sources import ROOT


def test_every_shape_reaches_something() -> None:
    where = Where(shapes_files(ROOT, DEFAULT_BASE))
    found = check_shapes(shapes(), dataset().union(), where, DEFAULT_BASE)
    assert [finding.words("en") for finding in found] == []


def test_the_data_breaks_no_rule() -> None:
    assert [finding.words("en") for finding in examination().all] == []
