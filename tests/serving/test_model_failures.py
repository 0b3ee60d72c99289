"""An import that goes wrong under a running server, and what an import that goes well takes away.

That an address does not vanish with what it is of: 410 (RFC 9110, 15.5.11).
"""

import shutil
import signal
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from scripts.importing import Order, take_in
from server.release import MODELS, RELEASES, open_current
from server.settings import DEFAULT_BASE as B
from server.settings import Settings
from tests.archimate.files import PROFILE, changed, written
from tests.serving.running import ROOT, Web, environment, gemma
from tests.serving.watched import watched

SPACE = "model/voorbeeld/"
DRIVER = "element/driver"
G = Namespace(f"{B}def#")


@pytest.fixture
def var(modelled_var: Path, tmp_path: Path) -> Path:
    """A folder of its own with the publication and the model."""
    folder = tmp_path / "var"
    shutil.copytree(modelled_var, folder, symlinks=True)
    return folder


def other(var: Path, text: str = "2026-02-04") -> Path:
    """The next release of the model: what was the driver has another identity."""
    found = changed("<value>driver</value>", "<value>drijfveer</value>")
    return written(var.parent, found.replace("2026-02-03", text))


def answers(web: Web) -> tuple[int, str]:
    found = web.send(f"/{SPACE}doc/{DRIVER}", "text/turtle")
    return found.status, "Een Driver" if "Een Driver" in found.text else found.text


def test_the_model_that_is_served_stays_until_the_next_is_whole(var: Path) -> None:
    """Killed half-way, killed before the switch, cut off; then whole, and noticed."""
    folder = var / MODELS / "voorbeeld"
    before = open_current(folder).id
    with watched(var, B) as server:
        web = server.web
        server.event("opened")
        for step in ("half-a-file", "folder-named"):
            env = environment(var, B, GEMMA_FAILPOINT=step)
            killed = gemma("import", str(other(var)), "--as", PROFILE, env=env)
            assert killed.returncode == -signal.SIGKILL
            assert answers(web) == (200, "Een Driver")
        file = written(var.parent, changed("</model>", ""))
        cut = gemma("import", str(file), "--as", PROFILE, env=environment(var, B))
        assert (cut.returncode, open_current(folder).id) == (2, before)
        assert "cut off" in cut.stderr
        assert answers(web) == (200, "Een Driver")

        _, now = take_in(Order(other(var), PROFILE), Settings(B, var), ROOT)
        server.event("opened")
        assert {f.name for f in (folder / RELEASES).iterdir()} == {before, now.id}
        assert answers(web) == (410, "Een Driver")
        page = web.send(f"/{SPACE}doc/{DRIVER}", "text/html")
        assert (page.status, page.type) == (410, "text/html")
        assert web.send(f"/{SPACE}doc/{DRIVER}?release={before}", "text/turtle").status == 200
        assert web.send(f"/{SPACE}doc/element/drijfveer", "text/turtle").status == 200
        catalogue = web.send("/catalog.nt").text
        assert f"{SPACE}id/release/{before}" in catalogue
        assert web.send(f"/{SPACE}id/release/{before}").status == 303


def said(var: Path, thing: str) -> Graph:
    """What the facts of the model in use say of a thing."""
    release = open_current(var / MODELS / "voorbeeld")
    found = Graph().parse(release.folder / "graphs" / "model-voorbeeld.nt", format="nt")
    about = Graph()
    for triple in found.triples((URIRef(f"{B}{SPACE}id/{thing}"), None, None)):
        about.add(triple)
    return about


def test_what_went_stays_withdrawn_until_it_is_back(var: Path) -> None:
    """The day is the one on which it went; the same import again is the same release."""
    settings = Settings(B, var)
    first, _ = take_in(Order(other(var), PROFILE), settings, ROOT)
    lost = [finding.en for finding in first.findings if finding.rule == "lost-uri"]
    assert any(text.startswith("Een Driver is no longer there") for text in lost)
    again, release = take_in(Order(other(var), PROFILE), settings, ROOT)
    assert again.package.id == first.package.id == release.id
    take_in(Order(other(var, "2026-02-05"), PROFILE), settings, ROOT)
    thing = URIRef(f"{B}{SPACE}id/{DRIVER}")
    about = said(var, DRIVER)
    assert (thing, RDF.type, G.WithdrawnResource) in about
    assert str(about.value(thing, G.withdrawnOn)) == "2026-02-04"
    assert (thing, SKOS.prefLabel, Literal("Een Driver", lang="nl")) in about
    assert not about.value(thing, SKOS.inScheme), "it is no concept of the model any more"
    whole = written(var.parent, changed("2026-02-03", "2026-02-06"))
    take_in(Order(whole, PROFILE), settings, ROOT)
    assert (thing, RDF.type, G.WithdrawnResource) not in said(var, DRIVER)
    gone = URIRef(f"{B}{SPACE}id/element/drijfveer")
    day = said(var, "element/drijfveer").value(gone, G.withdrawnOn)
    assert str(day) == "2026-02-06"


def test_an_older_model_withdraws_nothing(var: Path) -> None:
    made, _ = take_in(Order(other(var, "2025-01-01"), PROFILE), Settings(B, var), ROOT)
    assert not [finding for finding in made.findings if finding.rule == "lost-uri"]
    assert not said(var, DRIVER)
