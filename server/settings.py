"""Settings: every value from the environment, read once, checked at once, never changed.

One table (`VARIABLES`) names each variable, its default and what it means; the README lists the
same names and a test keeps the two equal.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from server.errors import SettingsError

Network: TypeAlias = IPv4Network | IPv6Network

DEFAULT_BASE: Final = "https://w3id.org/gemma/"

#: The checkout: sources lie beside the packages, so an editable install finds them from anywhere.
ROOT: Final = Path(__file__).resolve().parent.parent

#: name -> (default, meaning)
VARIABLES: Final[Mapping[str, tuple[str, str]]] = {
    "GEMMA_BASE": (DEFAULT_BASE, "base IRI of everything published; ends in a slash"),
    "GEMMA_VAR": ("var", "folder of releases; a relative path counts from the checkout"),
    "GEMMA_SPARQL_ENDPOINT": ("", "SPARQL 1.1 endpoint to ask instead of the embedded engine"),
    "GEMMA_QUERY_SECONDS": ("10", "deadline of one SPARQL query, in seconds"),
    "GEMMA_QUERY_WORKERS": ("2", "places in the quick lane: short queries that run side by side"),
    "GEMMA_TRUSTED_PROXY": (
        "",
        "proxy (address or network) whose X-Forwarded-For is believed",
    ),
    "GEMMA_STORE_AUTH": ("", "Authorization that `gemma publish store` sends; never shown"),
    "GEMMA_DONL_KEY": ("", "key that `gemma publish data-overheid` sends; never shown"),
    "GEMMA_DONL_OWNER": ("", "who we are there: organisation (--ckan) or client id (--aanlever)"),
    "GEMMA_METRICS": ("", "address for Prometheus, such as 127.0.0.1:9464; empty: none"),
    "HOST": ("127.0.0.1", "address to listen on"),
    "PORT": ("8000", "port to listen on"),
}


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Lengths of time are in seconds."""

    base: str = DEFAULT_BASE
    var: Path = ROOT / "var"
    endpoint: str = ""
    query_seconds: float = 10.0
    query_workers: int = 2
    trusted_proxy: Network | None = None
    store_authorization: str = field(default="", repr=False)
    portal_key: str = field(default="", repr=False)
    portal_owner: str = ""
    metrics: tuple[str, int] | None = None
    host: str = "127.0.0.1"
    port: int = 8000


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read and check the settings.

    Raises `SettingsError` that names the variable, its value and a right one.
    """
    value = {name: environ.get(name, "") or default for name, (default, _) in VARIABLES.items()}
    return Settings(
        base=_base(value["GEMMA_BASE"]),
        var=ROOT / Path(value["GEMMA_VAR"]).expanduser(),
        endpoint=_endpoint(value["GEMMA_SPARQL_ENDPOINT"]),
        query_seconds=_number("GEMMA_QUERY_SECONDS", value["GEMMA_QUERY_SECONDS"], 0.1, 3600),
        query_workers=int(_number("GEMMA_QUERY_WORKERS", value["GEMMA_QUERY_WORKERS"], 1, 64)),
        trusted_proxy=_network(value["GEMMA_TRUSTED_PROXY"]),
        store_authorization=_authorization(value["GEMMA_STORE_AUTH"]),
        portal_key=_key(value["GEMMA_DONL_KEY"]),
        portal_owner=value["GEMMA_DONL_OWNER"],
        metrics=_metrics(value["GEMMA_METRICS"]),
        host=value["HOST"],
        port=int(_number("PORT", value["PORT"], 0, 65535)),
    )


def _base(text: str) -> str:
    parts = urlsplit(text)
    plain = text.isascii() and text.isprintable() and " " not in text
    if (
        not plain
        or parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.query
        or parts.fragment
        or not text.endswith("/")
        or set(text) & set('<>"{}|\\^`')
    ):
        raise SettingsError(
            f"GEMMA_BASE is {text!r}: give an absolute http(s) IRI that ends in a slash, "
            f"such as {DEFAULT_BASE}"
        )
    return text


def _endpoint(text: str) -> str:
    if "@" in urlsplit(text).netloc:  # not repeated: it may be a password
        raise SettingsError("GEMMA_SPARQL_ENDPOINT has a name or password in it: leave that out")
    if text and (urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).netloc):
        raise SettingsError(
            f"GEMMA_SPARQL_ENDPOINT is {text!r}: give an absolute http(s) address, "
            "such as http://127.0.0.1:7878/query, or leave it empty for the embedded engine"
        )
    return text


def _network(text: str) -> Network | None:
    try:
        return ip_network(text) if text else None
    except ValueError:
        raise SettingsError(
            f"GEMMA_TRUSTED_PROXY is {text!r}: give the address or network of the proxy, such as "
            "127.0.0.1 or 10.0.0.0/8, or leave it empty when there is none"
        ) from None


def _authorization(text: str) -> str:
    """Check a header value (RFC 9110, 11.6.2) without ever repeating it."""
    if text and not (text.isascii() and text.isprintable() and " " in text.strip()):
        raise SettingsError(
            "GEMMA_STORE_AUTH is no value of an Authorization header: give a scheme, a "
            "space and the credentials, such as `Basic ` and the base64 of name:password"
        )
    return text


def _key(text: str) -> str:
    """Check a key without ever repeating it."""
    if text and not (text.isascii() and text.isprintable() and " " not in text):
        raise SettingsError(
            "GEMMA_DONL_KEY has a space, a line end or another character that no key has: give "
            "the key and nothing else"
        )
    return text


def _metrics(text: str) -> tuple[str, int] | None:
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise SettingsError(
            f"GEMMA_METRICS is {text!r}: give an address and a port, such as 127.0.0.1:9464, or "
            "leave it empty"
        )
    return host.strip("[]"), int(port)


def _number(name: str, text: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise SettingsError(f"{name} is {text!r}: give a number from {low:g} to {high:g}")
    return number
