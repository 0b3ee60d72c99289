"""Datasets are created, updated and left alone through the Aanlever-API, as its file says."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.publishing.calling import Line
from scripts.publishing.description import Dataset
from server.engines.outgoing import Request, exchange
from tests.publishing import trial
from tests.publishing.aanlever_portal import Aanlever
from tests.publishing.conftest import Gemma
from tests.publishing.official import judged
from tests.publishing.portal import running
from tests.publishing.runs import LANDSCAPE, PRINCIPLES, Run, on_aanlever, words
from tests.serving.running import SECONDS


@pytest.fixture
def run(aanlever: Aanlever, line: Line, tmp_path: Path) -> Run:
    return on_aanlever(aanlever, line, tmp_path)


@pytest.fixture(scope="module")
def behind() -> Iterator[tuple[Aanlever, str]]:
    """A portal behind the official server: the portal, and the address of that server."""
    portal = Aanlever()
    with running(portal), judged(portal.url) as address:
        yield portal, address


def test_the_official_file_has_nothing_against_it(
    behind: tuple[Aanlever, str], line: Line, tmp_path: Path
) -> None:
    """Creating, again, updating with a file gone, a draft, and problems: each as the file says."""
    portal, address = behind
    run = on_aanlever(portal, line, tmp_path, address)
    assert words(run(trial.datasets())) == ["created", "created"]
    assert words(run(trial.datasets())) == ["up to date", "up to date"] and portal.changed == []
    fewer = [replace(d, version="2", files=d.files[:1]) for d in trial.datasets()]
    portal.named(LANDSCAPE)["meta"]["publicationStatus"] = "DRAFT"
    outcomes = run(fewer, overwrite=True)
    assert words(outcomes) == ["updated", "updated"], outcomes
    assert portal.named(LANDSCAPE)["meta"]["publicationStatus"] == "PUBLISHED"
    assert words(run(fewer)) == ["up to date", "up to date"]
    (wrong,) = run([replace(fewer[0], issued="gisteren")])
    assert wrong.word == "failed" and "dctIssued" in wrong.lines[0], wrong


def test_the_official_server_judges(behind: tuple[Aanlever, str]) -> None:
    """Or the test before this could not fail."""
    body, fields = b'{"dctTitle": []}', {"Content-Type": "application/json"}
    fields["Authorization"] = "Bearer x"
    request = Request("POST", behind[1] + "/api/v1/datasets", fields, body)
    reply = exchange(request, SECONDS, 100_000)
    assert reply.status == 422 and b"dctTitle" in reply.body


def test_new_datasets_are_created_and_published(
    run: Run, aanlever: Aanlever, datasets: list[Dataset]
) -> None:
    """The schema DcatDataset."""
    assert words(run(datasets)) == ["created", "created"]
    assert aanlever.changed == ["POST /api/v1/datasets"] * 2
    record = aanlever.named(PRINCIPLES)
    assert record["meta"]["publicationStatus"] == "PUBLISHED"
    expected = {
        "dctIdentifier": PRINCIPLES,
        "dctTitle": ["Principes"],
        "dctDescription": ["De acht principes."],
        "dctPublisher": {"foafName": ["Proefgemeenten"]},
        "dctCreator": [{"foafName": ["Proefgemeenten"]}],
        "dcatContactPoint": {
            "vcardFn": "Proefloket",
            "vcardHasEmail": "mailto:loket@gemeenten.nl",
            "vcardHasUrl": "https://gemeenten.nl/loket",
        },
        "dctAccessRights": f"{trial.EU}access-right/PUBLIC",
        "dcatTheme": [f"{trial.EU}data-theme/GOVE"],
        "dctModified": "2026-11-22T00:00:00Z",
        "dcatKeyword": ["GEMMA", "enterprise-architectuur"],
        "dcatVersion": "2026-11-22-0123456789ab",
    }
    assert {name: record["dcatDataset"][name] for name in expected} == expected
    assert record["dcatDataset"]["dcatDistribution"][1] == {
        "dcatAccessUrl": f"{trial.BASE}download/latest/principes.ttl",
        "dcatDownloadUrl": f"{trial.BASE}download/2026-11-22-0123456789ab/principes.ttl",
        "dctTitle": ["Principes, als Turtle"],
        "dctFormat": f"{trial.EU}file-type/RDF_TURTLE",
    }


def test_ours_is_found_on_any_page_and_others_are_left(
    run: Run, aanlever: Aanlever, datasets: list[Dataset]
) -> None:
    """Records of our organisation come in pages, here of two."""
    other = {"dctIdentifier": "https://elders.nl/x", "dctTitle": ["Van een ander"]}
    for number in range(5):
        aanlever.put({**other, "dctIdentifier": f"https://elders.nl/{number}"})
    run(datasets)
    assert words(run(datasets)) == ["up to date"] * 2 and len(aanlever.records) == 7
    record = aanlever.named(PRINCIPLES)
    record["dcatDataset"]["dctSpatial"] = [{"dctLocation": f"{trial.EU}country/NLD"}]
    elsewhere = {"dcatAccessUrl": "https://elders.nl/principes.pdf"}
    record["dcatDataset"]["dcatDistribution"].insert(0, elsewhere)
    changed = [replace(d, version="2", version_notes={}, files=d.files[:1]) for d in datasets]
    outcomes = run(changed)
    assert words(outcomes) == ["updated", "updated"]
    assert (
        aanlever.changed
        == [f"PUT /api/v1/datasets/{r['id']}" for r in aanlever.records.values()][5:]
    )
    after = aanlever.named(PRINCIPLES)["dcatDataset"]
    assert after["dctSpatial"] and "admsVersionNotes" not in after and after["dcatVersion"] == "2"
    assert after["dcatDistribution"][0] == elsewhere and len(after["dcatDistribution"]) == 2
    assert "- version_notes" not in outcomes[1].lines
    assert "- admsVersionNotes: Eerste uitgave." in outcomes[1].lines


def test_a_dry_run_shows_the_difference_and_sends_nothing(
    run: Run, aanlever: Aanlever, datasets: list[Dataset]
) -> None:
    assert words(run(datasets, dry=True)) == ["would be created"] * 2
    run(datasets)
    datasets[0] = replace(datasets[0], title={"nl": "Land"})
    shown = run(datasets, dry=True)
    assert words(shown) == ["would be updated", "up to date"] and aanlever.changed == []
    assert shown[0].lines == ("- dctTitle: Landschap", "+ dctTitle: Land")


def test_a_draft_is_published(run: Run, aanlever: Aanlever, datasets: list[Dataset]) -> None:
    run(datasets[:1])
    aanlever.named(LANDSCAPE)["meta"]["publicationStatus"] = "DRAFT"
    (outcome,) = run(datasets[:1], overwrite=True)
    assert outcome.lines == ("- publicationStatus: DRAFT", "+ publicationStatus: PUBLISHED")
    assert aanlever.named(LANDSCAPE)["meta"]["publicationStatus"] == "PUBLISHED"


def test_what_was_withdrawn_stays_withdrawn(
    run: Run, aanlever: Aanlever, datasets: list[Dataset]
) -> None:
    """README of the API: withdrawing is an act of management."""
    run(datasets)
    aanlever.named(LANDSCAPE)["meta"]["publicationStatus"] = "WITHDRAWN"
    outcomes = run([replace(d, version="2") for d in datasets], overwrite=True)
    assert words(outcomes) == ["failed", "updated"] and "WITHDRAWN" in outcomes[0].lines[0]
    assert aanlever.named(LANDSCAPE)["meta"]["publicationStatus"] == "WITHDRAWN"


def test_a_token_that_ran_out_is_asked_anew(
    run: Run, aanlever: Aanlever, datasets: list[Dataset]
) -> None:
    """README of the API: ask for a new token as soon as a call gives 401."""

    def expires(_plug: object, do: object) -> object:
        aanlever.tokens += 1
        return do()  # type: ignore[operator]

    aanlever.faults.append(("POST /api/v1/datasets", expires))  # type: ignore[arg-type]
    assert words(run(datasets)) == ["created", "created"] and len(aanlever.records) == 2


def test_a_change_names_the_version_that_it_changes(
    run: Run, aanlever: Aanlever, datasets: list[Dataset]
) -> None:
    """From 0.11.0 on; a change in between is looked at again."""
    aanlever.versions = True
    run(datasets[:1])
    record = aanlever.named(LANDSCAPE)

    def meanwhile(_plug: object, do: object) -> object:
        record["meta"]["version"] += 1
        return do()  # type: ignore[operator]

    aanlever.faults.append(("PUT", meanwhile))  # type: ignore[arg-type]
    assert words(run([replace(datasets[0], version="2")])) == ["updated"]
    assert len(aanlever.changed) == 2 and record["dcatDataset"]["dcatVersion"] == "2"


def test_the_command(gemma: Gemma, aanlever: Aanlever) -> None:
    assert gemma("--aanlever")[0] == 2
    code, told = gemma("--aanlever", "--portal", aanlever.url)
    assert code == 0 and told.endswith("2 created\n")
    assert gemma("--aanlever", "--portal", aanlever.url)[1].endswith("2 up to date\n")
