"""Only public https is announced, and a key goes over https or stays on this machine."""

from pathlib import Path

import pytest

from scripts.publishing.addresses import portal, why_not_public
from server.errors import SettingsError
from tests.publishing import trial
from tests.publishing.conftest import Gemma
from tests.publishing.portal import Portal


@pytest.mark.parametrize(
    "address",
    ["https://w3id.org/gemma/", "https://gemma.gemeenten.nl:8443/x", "https://locale.nl/"],
)
def test_public(address: str) -> None:
    assert why_not_public(address) == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://gemma.gemeenten.nl/", "not https"),
        ("ftp://gemma.gemeenten.nl/", "not https"),
        ("https://localhost/", "only means something here"),
        ("https://intranet/", "only means something here"),
        ("https://gemma.localhost/", "under localhost"),
        ("https://gemma.LOCAL/", "under local"),
        ("https://gemma.local./", "under local"),
        ("https://gemma.internal/", "under internal"),
        ("https://gemma.home.arpa/", "under home.arpa"),
        ("https://gemma.test/", "under test"),
        ("https://gemma.example/", "under example"),
        ("https://www.example.org/", "under example.org"),
        ("https://127.0.0.1/", "number"),
        ("https://10.0.0.8/", "number"),
        ("https://192.0.2.1:8443/", "number"),
        ("https://[::1]/", "number"),
        ("https://2130706433/", "number"),
        ("https://0x7f.1/", "number"),
        ("https://127.1/", "number"),
        ("https://naam:woord@gemma.gemeenten.nl/", "password"),
        ("https://[/", "no address"),
        ("gemma", "no address"),
    ],
)
def test_not_public(address: str, why: str) -> None:
    assert why in why_not_public(address)


def test_a_portal_is_https_or_on_this_machine() -> None:
    assert portal("https://data.overheid.nl/data/") == "https://data.overheid.nl/data"
    assert portal("http://127.0.0.1:8080/") == "http://127.0.0.1:8080"
    assert portal("http://[::1]:8080") == "http://[::1]:8080"


@pytest.mark.parametrize(
    "text",
    [
        "http://data.overheid.nl/", "http://10.0.0.8/", "ftp://data.overheid.nl/", "portaal",
        "https://x.nl/?a=b", "https://x.nl/#a", "https://x.nl/ a", "https://naam:geheim@x.nl/",
        "https://x.nl:port/", f"https://{'x' * 64}.nl/",
    ],
)  # fmt: skip
def test_no_portal(text: str) -> None:
    with pytest.raises(SettingsError) as refused:
        portal(text)
    assert "geheim" not in str(refused.value)


@pytest.mark.parametrize("base", ["http://localhost:8000/", "https://gemma.example/pad/"])
def test_a_base_that_nobody_can_follow_is_refused_before_anything_is_sent(
    gemma: Gemma, tmp_path: Path, ckan: Portal, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    var = tmp_path / "elders"
    trial.write(var, base=base)
    monkeypatch.setenv("GEMMA_VAR", str(var))
    monkeypatch.setenv("GEMMA_BASE", base)
    for way in ("--ckan", "--aanlever", "--harvest"):
        code, told = gemma(way, "--at" if way == "--harvest" else "--portal", ckan.url)
        assert code == 2 and f"GEMMA_BASE is {base}, which" in told and len(told.splitlines()) == 1
    assert ckan.asked == []


@pytest.mark.parametrize("missing", ["GEMMA_DONL_KEY", "GEMMA_DONL_OWNER"])
def test_a_missing_key_is_named(
    gemma: Gemma, ckan: Portal, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(missing)
    code, told = gemma("--ckan", "--portal", ckan.url)
    assert code == 2 and missing in told and ckan.asked == []


@pytest.mark.parametrize("ending", ["\n", " x", "\r\nX-Evil: 1", "é"])
def test_a_key_with_something_else_in_it_is_refused(
    gemma: Gemma, ckan: Portal, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """The fixture sees to it that the key is not shown."""
    monkeypatch.setenv("GEMMA_DONL_KEY", trial.KEY + ending)
    code, told = gemma("--ckan", "--portal", ckan.url)
    assert code == 2 and told.startswith("gemma: GEMMA_DONL_KEY has") and ckan.asked == []


def test_help_shows_no_key(gemma: Gemma, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        gemma("--help")
    told = capsys.readouterr().out
    assert "GEMMA_DONL_KEY" in told and trial.KEY not in told
