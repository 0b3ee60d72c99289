"""Settings: defaults, every variable, and a refusal that names the variable and a right value."""

import dataclasses

import pytest

from server.errors import SettingsError
from server.settings import DEFAULT_BASE, ROOT, VARIABLES, Settings, read


def test_nothing_set_gives_the_defaults() -> None:
    assert read({}) == Settings()
    assert read(dict.fromkeys(VARIABLES, "")) == Settings()


def test_every_variable_is_read() -> None:
    found = read(
        {
            "GEMMA_BASE": "http://localhost:8000/",
            "GEMMA_VAR": "elders",
            "GEMMA_SPARQL_ENDPOINT": "http://127.0.0.1:7878/query",
            "GEMMA_QUERY_SECONDS": "0.5",
            "GEMMA_QUERY_WORKERS": "4",
            "HOST": "::1",
            "PORT": "80",
        }
    )
    expected = Settings(
        base="http://localhost:8000/",
        var=ROOT / "elders",
        endpoint="http://127.0.0.1:7878/query",
        query_seconds=0.5,
        query_workers=4,
        host="::1",
        port=80,
    )
    assert found == expected
    assert len(VARIABLES) == len(dataclasses.fields(Settings))


def test_an_absolute_folder_stays_absolute() -> None:
    assert str(read({"GEMMA_VAR": "/srv/gemma"}).var) == "/srv/gemma"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("GEMMA_BASE", bad) for bad in (
            "gemma/", "ftp://x/", "https:///", "https://x", "https://x/?q=/", "https://x/#/",
            "https://x/ /", "https://x/<b>/", "https://xé/", "https://x/{a}/", "javascript:x/",
        )),
        *(("GEMMA_SPARQL_ENDPOINT", bad) for bad in ("localhost:7878", "file:///etc/passwd")),
        *(("GEMMA_QUERY_SECONDS", bad) for bad in ("0", "-1", "snel", "nan", "inf", "99999")),
        *(("GEMMA_QUERY_WORKERS", bad) for bad in ("0", "65", "twee")),
        *(("GEMMA_TRUSTED_PROXY", bad) for bad in ("proxy", "10.0.0.1/8", "127.0.0.1, ::1")),
        *(("PORT", bad) for bad in ("-1", "65536", "http")),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read({name: value})
    assert name in str(refused.value) and repr(value) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GEMMA_SPARQL_ENDPOINT", "http://naam:geheim@127.0.0.1/query"),
        ("GEMMA_STORE_AUTH", "geheim"), ("GEMMA_STORE_AUTH", "Basic geheim\r\nX-Evil: 1"),
    ],
)  # fmt: skip
def test_a_secret_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        read({name: value})
    assert "geheim" not in str(refused.value)
    assert "geheim" not in repr(read({"GEMMA_STORE_AUTH": "Basic geheim"}))


def test_the_trusted_proxy_is_an_address_or_a_network() -> None:
    assert read({}).trusted_proxy is None
    assert str(read({"GEMMA_TRUSTED_PROXY": "127.0.0.1"}).trusted_proxy) == "127.0.0.1/32"
    assert str(read({"GEMMA_TRUSTED_PROXY": "fd00::/8"}).trusted_proxy) == "fd00::/8"


def test_the_default_base_is_right_itself() -> None:
    assert read({"GEMMA_BASE": DEFAULT_BASE}).base == DEFAULT_BASE
