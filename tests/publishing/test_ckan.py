"""Datasets are created, updated and left alone in a CKAN with DCAT-AP-DONL 1.1."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.publishing.calling import Line
from scripts.publishing.description import Dataset
from tests.publishing import trial
from tests.publishing.ckan_portal import Ckan
from tests.publishing.conftest import Gemma
from tests.publishing.runs import LANDSCAPE, PRINCIPLES, Run, on_ckan, words


@pytest.fixture
def run(ckan: Ckan, line: Line, tmp_path: Path) -> Run:
    return on_ckan(ckan, line, tmp_path)


def test_new_datasets_are_created_with_their_files(
    run: Run, ckan: Ckan, datasets: list[Dataset]
) -> None:
    """Every field and code of the documentation ("Dataset", "Resource")."""
    assert words(run(datasets)) == ["created", "created"]
    assert ckan.changed == ["POST /api/3/action/package_create"] * 2
    package = ckan.named("gemma-lod-principes")
    expected = {
        "identifier": PRINCIPLES,
        "title": "Principes",
        "notes": "De acht principes.",
        "authority": trial.PUBLISHER,
        "publisher": trial.PUBLISHER,
        "license_id": "http://creativecommons.org/publicdomain/zero/1.0/deed.nl",
        "theme": ["http://standaarden.overheid.nl/owms/terms/Bestuur"],
        "modified": "2026-11-22T00:00:00",
        "metadata_language": f"{trial.EU}language/NLD",
        "language": [f"{trial.EU}language/ENG", f"{trial.EU}language/NLD"],
        "frequency": f"{trial.EU}frequency/IRREG",
        "contact_point_email": "loket@gemeenten.nl",
        "contact_point_phone": "+31-70-0000000",
        "contact_point_website": "https://gemeenten.nl/loket",
        "version_notes": ["Eerste uitgave."],
        "dataset_status": "http://data.overheid.nl/status/beschikbaar",
        "url": f"{trial.BASE}doc/dataset/principes",
    }
    assert {name: package[name] for name in expected} == expected
    assert [tag["name"] for tag in package["tags"]] == ["GEMMA", "enterprise-architectuur"]
    file = next(r for r in package["resources"] if r["name"] == "Principes, als Turtle")
    found: dict[str, object] = {
        "url": f"{trial.BASE}download/latest/principes.ttl",
        "description": "Principes, als Turtle",
        "format": f"{trial.EU}file-type/RDF_TURTLE",
        "mimetype": "https://www.iana.org/assignments/media-types/text/turtle",
        "size": 12,
        "hash": "ab12",
        "hash_algorithm": "SHA256",
    }
    assert {name: file[name] for name in found} == found


def test_again_changes_nothing(run: Run, ckan: Ckan, datasets: list[Dataset]) -> None:
    run(datasets)
    before = dict(ckan.packages)
    assert words(run(datasets)) == ["up to date"] * 2
    assert ckan.changed == [] and ckan.packages == before


def test_what_differs_is_updated_and_the_rest_stays(run: Run, ckan: Ckan, tmp_path: Path) -> None:
    """A changed, a new and a withdrawn file; a file and a field of somebody else."""
    run(trial.datasets())
    package = ckan.named("gemma-lod-principes")
    package["high_value"] = True
    elsewhere = {
        "id": "x",
        "url": "https://elders.nl/principes.pdf",
        "name": "Van een ander",
        "description": "Van een ander",
        "format": f"{trial.EU}file-type/CSV",
        "language": "{" + trial.EU + "language/NLD}",
        "metadata_language": f"{trial.EU}language/NLD",
        "license_id": "http://creativecommons.org/licenses/by/4.0/deed.nl",
    }
    package["resources"].insert(0, elsewhere)
    turtle = next(r for r in package["resources"] if r["name"] == "Principes, als Turtle")
    changed = [
        replace(
            d,
            title={"nl": "Principes 2"},
            version_notes={},
            keywords={},
            files=(
                replace(d.files[1], size=99),
                replace(d.files[0], access_url=f"{trial.BASE}download/latest/principes.csv"),
            ),
        )
        for d in trial.datasets()
        if d.iri == PRINCIPLES
    ]
    assert {f.size for f in changed[0].files} == {99, None}
    (outcome,) = run(changed)
    assert outcome.word == "updated"
    assert ckan.changed == ["POST /api/3/action/package_patch"]
    after = ckan.named("gemma-lod-principes")
    assert after["id"] == package["id"] and after["high_value"] is True
    assert "version_notes" not in after and after["tags"] == [] and after["title"] == "Principes 2"
    assert after["resources"][0] == elsewhere | {"link_status": True, "package_id": package["id"]}
    urls = {r["url"].rpartition("/")[2]: r for r in after["resources"]}
    assert set(urls) == {"principes.pdf", "principes.ttl", "principes.csv"}
    assert urls["principes.ttl"]["size"] == 99 and urls["principes.ttl"]["id"] == turtle["id"]
    files = f"{trial.BASE}download/latest/principes"
    assert {
        "- title: Principes", "+ title: Principes 2", "- version_notes: Eerste uitgave.",
        f"- file {files}.nt", f"+ file {files}.csv", f"  file {files}.ttl",
        "  - size: 12", "  + size: 99",
    } <= set(outcome.lines)  # fmt: skip
    assert not [line for line in outcome.lines if "elders" in line or "kept otherwise" in line]
    assert words(run(changed)) == ["up to date"]


def test_a_dry_run_shows_the_difference_and_sends_nothing(
    run: Run, ckan: Ckan, datasets: list[Dataset]
) -> None:
    new = run(datasets, dry=True)
    assert words(new) == ["would be created"] * 2 and ckan.packages == {}
    assert "+ title: Landschap" in new[0].lines
    run(datasets)
    datasets[0] = replace(datasets[0], title={"nl": "Land"})
    shown = run(datasets, dry=True)
    assert words(shown) == ["would be updated", "up to date"] and ckan.changed == []
    assert shown[0].lines == ("- title: Landschap", "+ title: Land")
    assert ckan.named("gemma-lod-landschap")["title"] == "Landschap"


def test_a_dataset_is_found_by_its_identifier_whatever_its_name(
    run: Run, ckan: Ckan, datasets: list[Dataset]
) -> None:
    run(datasets[:1])
    ckan.named("gemma-lod-landschap")["name"] = "met-de-hand-ingevoerd"
    assert words(run(datasets[:1], overwrite=True)) == ["updated"]
    assert [p["name"] for p in ckan.packages.values()] == ["gemma-lod-landschap"]


def test_a_name_of_another_dataset_is_not_taken(
    run: Run, ckan: Ckan, datasets: list[Dataset]
) -> None:
    run(datasets[:1])
    ckan.named("gemma-lod-landschap")["identifier"] = "https://elders.nl/landschap"
    outcomes = run(datasets)
    assert words(outcomes) == ["failed", "created"]
    assert "belongs to another dataset" in outcomes[0].lines[0] and len(ckan.packages) == 2


def test_what_somebody_changed_there_is_shown_and_left(
    run: Run, ckan: Ckan, datasets: list[Dataset]
) -> None:
    run(datasets)
    ckan.named("gemma-lod-landschap")["notes"] = "Door de redactie verbeterd."
    datasets = [replace(d, version="2") for d in datasets]
    outcomes = run(datasets)
    assert words(outcomes) == ["changed by others", "updated"]
    assert outcomes[0].lines == (
        "- notes: De vijftien platen.",
        "+ notes: Door de redactie verbeterd.",
    )
    assert ckan.named("gemma-lod-landschap")["notes"] == "Door de redactie verbeterd."
    assert words(run(datasets, overwrite=True)) == ["updated", "up to date"]
    assert ckan.named("gemma-lod-landschap")["notes"] == "De vijftien platen."


def test_what_the_portal_keeps_otherwise_is_told_once(
    run: Run, ckan: Ckan, datasets: list[Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal that cleans up what it gets is no reason to send it again each night."""
    store = ckan._store

    def cleaned(data: dict[str, object], iri: str) -> object:
        return store({**data, "title": str(data["title"]).upper()}, iri)

    monkeypatch.setattr(ckan, "_store", cleaned)
    (outcome,) = run(datasets[:1])
    assert outcome.word == "created" and "kept otherwise: + title: LANDSCHAP" in outcome.lines
    assert words(run(datasets[:1])) == ["up to date"] and ckan.changed == []


def test_a_removed_dataset_comes_back(run: Run, ckan: Ckan, datasets: list[Dataset]) -> None:
    """CKAN keeps what was removed, in the state `deleted`."""
    run(datasets[:1])
    ckan.named("gemma-lod-landschap")["state"] = "deleted"
    assert words(run(datasets[:1], overwrite=True)) == ["updated"]
    assert ckan.named("gemma-lod-landschap")["state"] == "active"


def test_the_command(gemma: Gemma, ckan: Ckan) -> None:
    code, told = gemma("--ckan", "--portal", ckan.url, "--dry-run")
    assert code == 0 and told.endswith("2 would be created\n") and ckan.packages == {}
    code, told = gemma("--ckan", "--portal", f"{ckan.url}/")
    assert code == 0 and told.endswith("2 created\n") and len(ckan.packages) == 2
    assert gemma("--ckan", "--portal", ckan.url) == (
        0,
        f"up to date: {LANDSCAPE}\nup to date: {PRINCIPLES}\n2 up to date\n",
    )
    ckan.named("gemma-lod-landschap")["notes"] = "Anders"
    code, told = gemma("--ckan", "--portal", ckan.url)
    assert code == 6 and "changed by others" in told and "--overwrite" in told
    assert ckan.asked[0].fields["authorization"] == trial.KEY


@pytest.mark.parametrize(
    "args",
    [
        ("--harvest", "--dry-run"),
        ("--harvest", "--portal", "https://data.overheid.nl/data"),
        ("--ckan", "--at", "http://127.0.0.1:8000/"),
    ],
)
def test_options_of_another_way_are_refused(gemma: Gemma, args: tuple[str, ...]) -> None:
    code, told = gemma(*args)
    assert code == 2 and "--at goes with --harvest" in told


def test_without_ckanapi_it_says_what_to_install(
    gemma: Gemma, ckan: Ckan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "scripts.publishing.ckan")
    monkeypatch.setitem(sys.modules, "ckanapi", None)
    code, told = gemma("--ckan", "--portal", ckan.url)
    assert code == 2 and "pip install 'gemma-lod[publish]'" in told and ckan.asked == []


def test_no_proxy_comes_in_between(
    gemma: Gemma, ckan: Ckan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment may name one for other programs; our key does not go there."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert gemma("--ckan", "--portal", ckan.url)[0] == 0 and len(ckan.packages) == 2


def test_a_damaged_memory_is_no_memory(gemma: Gemma, ckan: Ckan, var: Path) -> None:
    gemma("--ckan", "--portal", ckan.url)
    for file in (var / "announced").iterdir():
        file.write_text("{")
    ckan.named("gemma-lod-landschap")["notes"] = "Anders"
    assert gemma("--ckan", "--portal", ckan.url)[1].endswith("1 updated, 1 up to date\n")


def test_a_memory_that_cannot_be_written_is_told(gemma: Gemma, ckan: Ckan, var: Path) -> None:
    (var / "announced").write_text("in de weg")
    code, told = gemma("--ckan", "--portal", ckan.url)
    assert code == 0 and told.count("not remembered (") == 2 and len(ckan.packages) == 2
