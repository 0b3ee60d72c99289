"""The real catalogue as portals take it: harvested, and sent; CKAN's own reader included."""

import json
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import Graph

from scripts.cli import main
from scripts.publishing.calling import Line
from scripts.publishing.description import describe
from scripts.publishing.overheid import described
from server.release import open_current
from server.settings import DEFAULT_BASE
from tests.publishing import trial
from tests.publishing.aanlever_portal import Aanlever
from tests.publishing.ckan_portal import Ckan
from tests.publishing.official import PORTALS, judged, require
from tests.publishing.portal import running
from tests.publishing.runs import on_aanlever, on_ckan, words
from tests.serving.running import SECONDS, Web
from tests.sources import ROOT

PYTHON = PORTALS / "ckan" / "bin" / "python"


def test_nothing_but_the_publisher_keeps_the_portal_from_taking_it(
    real: Web, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file is there, of the size and media type that the catalogue says."""
    monkeypatch.setenv("GEMMA_BASE", DEFAULT_BASE)
    code = main(["publish", "data-overheid", "--harvest", "--at", real.root])
    told = capsys.readouterr()
    lines = [line for line in told.out.splitlines() if line.startswith("  ")]
    wrong = [line for line in lines if not line.startswith("  missed: ")]
    assert code in (0, 1), told.err
    assert all(line.startswith(("  authority: ", "  publisher: ")) for line in wrong), wrong
    assert "6 dataset(s)" in told.out


@pytest.fixture(scope="module")
def served(real: Web) -> bytes:
    reply = real.send("/catalog.rdf")
    assert (reply.status, reply.type) == (200, "application/rdf+xml")
    return reply.body


@pytest.fixture
def line() -> Line:
    return Line(time.monotonic() + SECONDS, {trial.KEY}, (0.0, 0.0))


def test_the_aanlever_api_takes_all_of_it(
    real: Web, real_var: Path, tmp_path: Path, line: Line
) -> None:
    """Behind a server made from its official file."""
    assert real.base == DEFAULT_BASE
    datasets = described(open_current(real_var))
    portal = Aanlever()
    with running(portal), judged(portal.url) as address:
        run = on_aanlever(portal, line, tmp_path, address)
        assert words(run(datasets)) == ["created"] * 6
        assert words(run(datasets)) == ["up to date"] * 6


def test_ckan_takes_all_of_it_once_the_publisher_is_decided(
    real: Web, real_var: Path, tmp_path: Path, line: Line
) -> None:
    assert real.base == DEFAULT_BASE
    found = described(open_current(real_var))
    decided = replace(found[0].publisher, codes=(trial.PUBLISHER,))
    datasets = [replace(d, publisher=decided, creators=(decided,)) for d in found]
    portal = Ckan()
    with running(portal):
        run = on_ckan(portal, line, tmp_path)
        assert words(run(datasets)) == ["created"] * 6
        assert words(run(datasets)) == ["up to date"] * 6
    files = sum(len(package["resources"]) for package in portal.packages.values())
    assert files == sum(len(dataset.files) for dataset in datasets) > 10


def test_ckan_reads_what_we_mean(served: bytes) -> None:
    """The harvester of CKAN (ckanext-dcat) and its validators, beside what we announce."""
    require(PORTALS / ".installed", PYTHON)
    ours = {d.iri: d for d in describe(Graph().parse(data=served, format="xml"))}
    tags = sorted({tag for d in ours.values() for tag in d.keywords["nl"]})
    names = [d.identifier for d in ours.values()]
    script = ROOT / "tests" / "publishing" / "ckan_reads.py"
    done = subprocess.run(
        [PYTHON, script, *names[:1], *tags], input=served, capture_output=True, timeout=SECONDS
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = json.loads(done.stdout)
    assert found["wrong"] == []
    theirs = {_extra(dataset, "uri"): dataset for dataset in found["datasets"]}
    assert theirs.keys() == ours.keys()
    for iri, dataset in theirs.items():
        said = ours[iri]
        assert dataset["title"] in said.title.values()
        assert dataset["notes"] in said.description.values()
        assert _extra(dataset, "identifier") == said.identifier
        assert _extra(dataset, "access_rights") == said.access
        assert json.loads(_extra(dataset, "theme")) == list(said.themes)
        assert _extra(dataset, "contact_name") == said.contact.name
        assert _extra(dataset, "publisher_uri") == said.publisher.iri
        assert _extra(dataset, "modified") == said.modified
        assert {tag["name"] for tag in dataset["tags"]} >= set(said.keywords["nl"])
        files = {file["uri"]: file for file in dataset["resources"]}
        assert files.keys() == {file.iri for file in said.files}
        for file in said.files:
            read = files[file.iri]
            assert read["access_url"] == file.access_url
            assert read["download_url"] == file.download_url
            assert (read["size"], read["hash"]) == (file.size, file.checksum)
            assert (read["mimetype"], read["format"]) == (file.media_type, file.format)


def _extra(dataset: dict[str, list[dict[str, str]]], key: str) -> str:
    return next((e["value"] for e in dataset["extras"] if e["key"] == key), "")
