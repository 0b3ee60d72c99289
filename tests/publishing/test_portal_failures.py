"""Whatever a portal answers, each dataset ends in a clear line, and running again is safe."""

import email.utils
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from scripts.publishing.calling import Line
from scripts.publishing.description import Dataset
from tests.publishing import trial
from tests.publishing.aanlever_portal import Aanlever
from tests.publishing.ckan_portal import Ckan
from tests.publishing.conftest import Gemma
from tests.publishing.portal import Answer, Fault, Portal, halves, loses, says
from tests.publishing.runs import LANDSCAPE, Run, on_aanlever, on_ckan, words
from tests.serving.running import SECONDS, free_port

#: How each portal calls looking, creating and updating.
LOOK = {"ckan": "package_show", "aanlever": "GET /api/v1/me"}
CREATE = {"ckan": "package_create", "aanlever": "POST /api/v1/datasets"}
UPDATE = {"ckan": "package_patch", "aanlever": "PUT /api/v1/datasets"}


@pytest.fixture(params=["ckan", "aanlever"])
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def portal(way: str, request: pytest.FixtureRequest) -> Portal:
    found: Portal = request.getfixturevalue(way)
    return found


@pytest.fixture
def run(portal: Portal, line: Line, tmp_path: Path) -> Run:
    return started(portal, line, tmp_path)


def started(portal: Portal, line: Line, var: Path) -> Run:
    if isinstance(portal, Ckan):
        return on_ckan(portal, line, var)
    assert isinstance(portal, Aanlever)
    return on_aanlever(portal, line, var)


def count(portal: Portal) -> int:
    """How many datasets the portal has."""
    if isinstance(portal, Ckan):
        return len(portal.packages)
    assert isinstance(portal, Aanlever)
    return len(portal.records)


def resets(plug: socket.socket, _do: Callable[[], Answer]) -> None:
    """Hang up at once, with a reset."""
    plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    plug.close()


def garbles(plug: socket.socket, _do: Callable[[], Answer]) -> None:
    """Send what is no HTTP."""
    plug.sendall(b"SSH-2.0-OpenSSH\r\n")


PASSING: dict[str, Fault] = {
    "500": says(500),
    "502": says(502),
    "503": says(503, Retry_After="0"),
    "504": says(504),
    "429": says(429, Retry_After="0"),
    "html": says(200),
    "empty": says(200, b"", "application/json"),
    "list": says(200, [1], "application/json"),
    "strange": says(200, {"success": True, "result": [], "content": [1]}, "application/json"),
    "cut": says(200, b'{"half": ', "application/json"),
    "lost": loses,
    "half": halves,
    "reset": resets,
    "garbage": garbles,
}


@pytest.mark.parametrize("place", [LOOK, CREATE, UPDATE], ids=["look", "create", "update"])
@pytest.mark.parametrize("fault", PASSING.values(), ids=PASSING)
def test_what_may_pass_is_tried_again_and_makes_no_double(
    run: Run, portal: Portal, way: str, place: dict[str, str], fault: Fault
) -> None:
    """429 and 5xx, half answers and none, a 200 that is HTML: look again, then go on."""
    datasets = trial.datasets()
    if place is UPDATE:
        run(datasets)
        datasets = [replace(d, version="2") for d in datasets]
    portal.faults.append((place[way], fault))
    assert words(run(datasets)) == ["updated" if place is UPDATE else "created"] * 2
    assert portal.faults == [] and count(portal) == 2
    assert words(run(datasets)) == ["up to date", "up to date"]
    # And nobody takes what we sent ourselves for a change of somebody else.
    assert words(run([replace(d, version="3") for d in datasets])) == ["updated", "updated"]


def test_what_does_not_pass_ends_that_dataset_only(
    run: Run, portal: Portal, way: str, waited: list[float], datasets: list[Dataset]
) -> None:
    portal.faults += [(CREATE[way], says(500))] * 3
    outcomes = run(datasets)
    assert words(outcomes) == ["failed", "created"] and count(portal) == 1
    assert "500" in outcomes[0].lines[0] and "tries: 3" in outcomes[0].lines[0]
    assert len(waited) == 2
    assert words(run(datasets)) == ["created", "up to date"] and count(portal) == 2


def test_a_change_of_others_is_seen_also_at_the_second_look(
    run: Run, portal: Portal, way: str, datasets: list[Dataset]
) -> None:
    run(datasets[:1])
    if isinstance(portal, Ckan):
        portal.named("gemma-lod-landschap")["notes"] = "Anders"
    elif isinstance(portal, Aanlever):
        portal.named(LANDSCAPE)["dcatDataset"]["dctDescription"] = ["Anders"]
    portal.faults.append((LOOK[way], says(503)))
    assert words(run([replace(datasets[0], version="2")])) == ["changed by others"]
    assert portal.faults == []


def test_a_portal_says_how_long_to_wait(
    run: Run, portal: Portal, way: str, waited: list[float], datasets: list[Dataset]
) -> None:
    """Retry-After in seconds, and as a date (RFC 9110, 10.2.3)."""
    at = email.utils.formatdate(time.time() + 10, usegmt=True)
    portal.faults.append((CREATE[way], says(429, Retry_After="7")))
    portal.faults.append((CREATE[way], says(503, Retry_After=at)))
    assert words(run(datasets)) == ["created", "created"]
    assert waited[0] == 7 and 5 < waited[1] <= 10


@pytest.mark.parametrize("asked", ["61", "86400"])
def test_nobody_waits_longer_than_a_minute(
    portal: Portal, way: str, tmp_path: Path, waited: list[float], asked: str
) -> None:
    """However much time there is."""
    line = Line(time.monotonic() + 100_000, {trial.KEY}, (0.0, 0.0), waited.append)
    portal.faults.append((CREATE[way], says(429, Retry_After=asked)))
    outcomes = started(portal, line, tmp_path)(trial.datasets())
    assert words(outcomes) == ["failed", "created"] and waited == []
    assert f"it asks to wait {asked} s" in outcomes[0].lines[0]


def test_what_the_portal_made_of_a_lost_change_is_no_change_of_others(
    ckan: Ckan, line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It keeps titles in capitals, and the answer to our change is lost."""
    store = ckan._store

    def cleaned(data: dict[str, object], iri: str) -> object:
        return store({**data, "title": str(data["title"]).upper()}, iri)

    monkeypatch.setattr(ckan, "_store", cleaned)
    run = on_ckan(ckan, line, tmp_path)
    datasets = trial.datasets()[:1]
    run(datasets)
    ckan.faults.append((UPDATE["ckan"], loses))
    assert words(run([replace(datasets[0], version="2")])) == ["updated"]


def test_nothing_goes_past_the_deadline(
    portal: Portal, way: str, tmp_path: Path, datasets: list[Dataset]
) -> None:
    """One deadline for all: a portal that says nothing holds nobody up, and the rest is told."""

    def hangs(_plug: socket.socket, _do: Callable[[], Answer]) -> None:
        portal.stop.wait(SECONDS)

    portal.faults.append((CREATE[way], hangs))
    began = time.monotonic()
    line = Line(began + 0.5, {trial.KEY}, (0.0, 0.0))
    outcomes = started(portal, line, tmp_path)(datasets)
    assert words(outcomes) == ["failed", "not tried"]
    assert all("out of time" in outcome.lines[0] for outcome in outcomes)


def test_a_redirect_is_not_followed(
    run: Run, portal: Portal, way: str, datasets: list[Dataset]
) -> None:
    """The key would go along; ended at once, since all the rest would be redirected too."""
    portal.faults.append((LOOK[way], says(301, Location="https://elders.nl/")))
    outcomes = run(datasets)
    assert words(outcomes) == ["failed", "not tried"]
    assert "a redirect that is not followed: https://elders.nl/" in outcomes[0].lines[0]
    assert portal.changed == []


def test_a_key_that_is_not_taken_ends_it_at_once(
    run: Run, portal: Portal, way: str, datasets: list[Dataset]
) -> None:
    refusal = says(401, f"wrong key {trial.KEY}".encode(), "text/plain")
    where = LOOK[way] if way == "ckan" else "auth/token"
    portal.faults.append((where, refusal))
    outcomes = run(datasets)
    assert words(outcomes) == ["failed", "not tried"] and portal.changed == []
    assert "401" in outcomes[0].lines[0] and trial.KEY not in str(outcomes)


def test_nobody_there(way: str, tmp_path: Path, portal: Portal, datasets: list[Dataset]) -> None:
    line = Line(time.monotonic() + SECONDS, {trial.KEY}, (0.0, 0.0))
    portal.port = free_port()
    outcomes = started(portal, line, tmp_path)(datasets)
    assert words(outcomes) == ["failed", "not tried"]
    assert "Connection refused" in outcomes[0].lines[0]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 413])
def test_a_refusal_without_words_names_its_status(
    run: Run, portal: Portal, way: str, datasets: list[Dataset], status: int
) -> None:
    """Such as 403 of the Aanlever-API, which has no body, or of a firewall, which is HTML."""
    portal.faults.append((CREATE[way], says(status, None)))
    outcomes = run(datasets)
    if way == "ckan" and status in (403, 404, 409):  # CKAN itself always says why, so look again
        assert words(outcomes) == ["created", "created"]
    else:
        assert words(outcomes) == ["failed", "created"] and str(status) in outcomes[0].lines[0]


def test_what_ckan_says_of_each_field_is_passed_on(
    ckan: Ckan, line: Line, tmp_path: Path, datasets: list[Dataset]
) -> None:
    """Validation Error (409), and Authorization Error (403) for one dataset."""
    run = on_ckan(ckan, line, tmp_path)
    publisher = replace(datasets[0].publisher, codes=(f"{trial.PUBLISHER}X",))
    strange = replace(datasets[0], publisher=publisher)
    bad = replace(strange, identifier="Landschap!", files=(replace(strange.files[0], checksum=""),))
    (outcome,) = run([bad])
    assert outcome.word == "failed" and outcome.lines[0].startswith("package_create: 409 ")
    assert "name: Must be purely lowercase" in outcome.lines[0]
    assert f"publisher: value [{trial.PUBLISHER}X] is not a valid publisher" in outcome.lines[0]
    error = {"__type": "Authorization Error", "message": "Access denied"}
    denied = says(403, {"success": False, "error": error}, "application/json")
    ckan.faults.append(("package_create", denied))
    outcomes = run(datasets)
    assert words(outcomes) == ["failed", "created"] and "403, not allowed" in outcomes[0].lines[0]


def test_what_the_aanlever_api_says_of_each_field_is_passed_on(
    aanlever: Aanlever, line: Line, tmp_path: Path, datasets: list[Dataset]
) -> None:
    """RFC 9457 with `code` and `errors`, as the README of the API says."""
    run = on_aanlever(aanlever, line, tmp_path)
    (outcome,) = run([replace(datasets[0], issued="gisteren")])
    assert outcome.lines[0] == (
        "POST /api/v1/datasets: 400 DCAT_DATASET_VALIDATION_FAILED De DCAT-datasetpayload is "
        "ongeldig; dctIssued: INVALID_DATE ongeldige datum"
    )
    taken = {
        "code": "DCAT_DATASET_ALREADY_EXISTS",
        "detail": "Er bestaat al een dataset met dezelfde dctIdentifier",
    }
    aanlever.faults.append(("POST /api/v1/datasets", says(409, taken, "application/problem+json")))
    outcomes = run(datasets)
    assert words(outcomes) == ["failed", "created"] and "409 DCAT_DATASET" in outcomes[0].lines[0]


def test_the_key_is_never_shown(gemma: Gemma, ckan: Ckan, aanlever: Aanlever) -> None:
    """Also where the portal repeats it; the fixture looks at all that is printed."""
    echo = f"you sent {trial.KEY} and token-1".encode()
    for portal, way in ((ckan, "ckan"), (aanlever, "aanlever")):
        portal.faults += [(CREATE[way], says(418, echo)), (CREATE[way], says(413, echo))]
        code, told = gemma(f"--{way}", "--portal", portal.url)
        assert code == 5 and told.count("you sent ***") == 2
        assert ("token-1" in told) == (way == "ckan")  # of CKAN it is no secret
        assert "2 failed; it is safe to run this again" in told


@pytest.mark.parametrize("before", [280, 290, 299])
def test_half_a_key_is_not_shown_either(gemma: Gemma, ckan: Ckan, before: int) -> None:
    """What a portal says is cut short, also in the middle of a key."""
    said = b"x" * before + b" " + trial.KEY.encode()
    ckan.faults += [("package_create", says(418, said))] * 2
    told = gemma("--ckan", "--portal", ckan.url)[1]
    assert "xxx" in told and trial.KEY[:4] not in told


def test_a_portal_does_not_steer_the_terminal(gemma: Gemma, ckan: Ckan) -> None:
    ckan.faults.append(("package_create", says(418, b"\x1b[2Jweg\r\nregel\xff")))
    told = gemma("--ckan", "--portal", ckan.url)[1]
    assert "?[2Jweg regel" in told and "\x1b" not in told


def test_part_of_it_done_is_told_and_finished_by_the_next_run(gemma: Gemma, ckan: Ckan) -> None:
    ckan.faults.append(("package_create", says(418, b"thee")))
    code, told = gemma("--ckan", "--portal", ckan.url)
    assert code == 5 and told.startswith("failed: ") and "created: " in told
    assert told.endswith("1 failed, 1 created; it is safe to run this again\n")
    assert gemma("--ckan", "--portal", ckan.url)[1].endswith("1 created, 1 up to date\n")
    assert count(ckan) == 2
