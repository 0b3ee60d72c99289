"""`gemma import` as people run it: what it says, what it writes, and that it harms nothing."""

import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions, RdfFormat, Store
from rdflib import URIRef

from scripts.archimate import profile
from scripts.archimate.identity import identify
from scripts.archimate.progress import STEPS, bar
from scripts.cli import main
from scripts.findings import Severity, count
from scripts.importing import Import, Order, make
from server.release import Release, open_current
from server.settings import DEFAULT_BASE
from server.sparql import stored
from tests.archimate.files import GEMMA_2019, GEMMA_2026, PROFILE, SMALL, changed, whole, written
from tests.sources import ROOT

needs_models = pytest.mark.skipif(
    not GEMMA_2026.exists(), reason="the real models are not beside the checkout (../shared)"
)


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of releases of its own."""
    folder = tmp_path / "var"
    monkeypatch.setenv("GEMMA_VAR", str(folder))
    return folder


def take_in(file: Path, *more: str) -> int:
    return main(["import", str(file), "--as", PROFILE, *more], ROOT)


def current(var: Path) -> Release:
    return open_current(var / "models" / "voorbeeld")


def test_it_writes_a_whole_release_and_a_list(
    var: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take_in(SMALL) == 0
    found = current(var)
    assert found.id.startswith("2026-02-03-")
    assert found.manifest["model"]["base"] == f"{found.base}model/voorbeeld/"
    said = capsys.readouterr()
    assert f"in use: {found.id} of voorbeeld" in said.out
    assert "     2 definition" in said.err
    report = (found.folder / "report.txt").read_text(encoding="utf-8")
    assert "small.xml:528: waarschuwing: element zonder Object ID" in report
    assert "property 'Techniek' is left out once" in report


def test_again_is_the_same_release(var: Path) -> None:
    assert take_in(SMALL) == 0
    first = current(var).folder
    assert take_in(SMALL) == 0
    assert current(var).folder == first
    assert len(list(first.parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("</model>", "", 2, "cut off"),
        ("<model ", "<!DOCTYPE model><model ", 2, "document type"),
        ("<model ", "<modell ", 2, "begins with <modell>"),
        (".opengroup.org/xsd/archimate/3.0/", ".archimatetool.com/", 2, "begins with <model> in"),
        ('encoding="UTF-8"', 'encoding="UTF-16"', 2, "save it as UTF-8"),
        ("<organizations>", "<organizations>" + "<item>" * 100, 2, "nested more than"),
        ('target="r-flow"', 'target="r-op-relatie"', 1, "on itself"),
        (
            'target="e-node" xsi:type="Flow"',
            'target="e-weg" xsi:type="Flow"',
            1,
            "e-weg is nowhere",
        ),
        ("<value>contract</value>", "<value>driver</value>", 1, "is the identity of line"),
        ("<value>2026-02-03</value>", "<value>onlangs</value>", 2, "give --date YYYY-MM-DD"),
        (
            'p-soort"><value xml:lang="nl">Standaard</value>',
            'p-soort"><value xml:lang="nl">Standaard</value><value xml:lang="nl">'
            "Standaardversie</value>",
            1,
            "contradict each other",
        ),
    ],
)
def test_what_is_in_use_stays(
    var: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    old: str, new: str, code: int, said: str,
) -> None:  # fmt: skip
    assert take_in(SMALL) == 0
    before = current(var)
    assert take_in(written(tmp_path, changed(old, new))) == code
    assert said in capsys.readouterr().err
    assert current(var).folder == before.folder
    assert [f.name for f in before.folder.parent.iterdir()] == [before.id]


def test_a_day_may_be_said(var: Path) -> None:
    assert take_in(SMALL, "--date", "2025-12-31") == 0
    assert current(var).id.startswith("2025-12-31-")


def test_a_profile_that_is_not_there(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(SMALL), "--as", "nergens"], ROOT) == 2
    assert "data/models/nergens.ttl: cannot be read" in capsys.readouterr().err


class Terminal(io.StringIO):
    """What somebody watches."""

    def isatty(self) -> bool:
        return True


def test_a_bar_only_where_somebody_watches() -> None:
    nobody, somebody = io.StringIO(), Terminal()
    for draw in (bar(nobody), bar(somebody)):
        for step in STEPS:
            draw(step, 0.5)
        draw("writing", 1)
    assert nobody.getvalue() == ""
    *drawn, wiped, last = somebody.getvalue().split("\r")
    shares = [int(line[33:36]) for line in drawn if line]
    assert shares == sorted(shares)
    assert [line[38:].strip() for line in drawn if line] == list(STEPS)
    assert (wiped.strip(), last) == ("", ""), "the line is empty when all is done"


def test_two_imports_are_told_apart(
    var: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert take_in(SMALL) == 0
    text = changed('"e-driver" xsi:type="Driver"', '"e-driver" xsi:type="Goal"')
    text = text.replace("Een BusinessActor", "Een actor").replace("2026-02-03", "2026-02-04")
    text = text.replace('x="450" y="10"', 'x="460" y="10"')
    assert take_in(written(tmp_path, text)) == 0
    capsys.readouterr()
    compare = ["diff", "--model", "voorbeeld", "--language", "nl", "previous", "current"]
    assert main(compare, ROOT) == 0
    said = capsys.readouterr()
    assert "Een Driver: soort gewijzigd: Drijfveer → Doel" in said.out
    assert "naam gewijzigd: “Een BusinessActor” → “Een actor”" in said.out
    assert said.err == "changes in what is drawn, left out: 1\n"
    assert "Kader" not in said.out


@needs_models
def test_then_and_now() -> None:
    """Between 2019 and 2026 GEMMA kept 1,514 elements, of which 360 changed type."""
    then, now = (kinds(file) for file in (GEMMA_2019, GEMMA_2026))
    shared = then.keys() & now.keys()
    assert (len(then), len(now), len(shared)) == (1891, 3034, 1514)
    assert sum(then[thing] != now[thing] for thing in shared) == 360


def kinds(file: Path) -> dict[URIRef, str]:
    """The type of each element of a model, by the address that it gets."""
    found = whole(file)
    gemma = profile.read(ROOT, "data/models/gemma.ttl", DEFAULT_BASE)
    things = identify(found, gemma, DEFAULT_BASE).things
    return {things[element.id]: element.type for element in found.model.elements}


@pytest.fixture(scope="module")
def oldest() -> Import:
    """The oldest public model of today's GEMMA."""
    return make(Order(GEMMA_2019, "gemma", date(2019, 11, 5)), DEFAULT_BASE, ROOT)


@needs_models
def test_questions_about_the_publication_stay_so_beside_it(oldest: Import, real_var: Path) -> None:
    """It has components, standards and principles of its own: none of them is in any answer."""
    engine = Store()
    engine.bulk_load(path=str(open_current(real_var).quads), format=RdfFormat.N_QUADS)
    files = sorted(ROOT.glob("server/queries/*.rq"))
    ours = [q.text for q in (stored.read(f, DEFAULT_BASE) for f in files) if not q.of_model]

    def answers() -> list[list[str]]:
        asked = (engine.query(text, use_default_graph_as_union=True) for text in ours)
        return [sorted(map(str, found)) for found in asked if isinstance(found, QuerySolutions)]

    before = answers()
    assert len(before) == len(ours) >= 26 and all(before)
    engine.bulk_load(oldest.package.files["release.nq"], format=RdfFormat.N_QUADS)
    for text, first, then in zip(ours, before, answers(), strict=True):
        assert then == first, text


@needs_models
def test_a_real_model_is_taken_in(oldest: Import) -> None:
    """Whole, with nothing unknown, and a list for its owner."""
    made = oldest
    rules = Counter(finding.rule for finding in made.findings)
    assert count(made.findings, Severity.VIOLATION) == 0
    assert "property-unknown" not in rules
    assert rules["definition"] == 490
    assert rules["nameTwice"] == 9
    quads = made.package.files["release.nq"]
    for term, number in {
        "ViewNode": 9776, "ViewConnection": 7976, "View": 170, "Relationship": 2956,
        "ReferenceComponent": 164, "Standard": 123, "StandardVersion": 246,
    }.items():  # fmt: skip
        kind = f"#type> <{DEFAULT_BASE}def#{term}> <".encode()
        assert quads.count(kind) == number, term
