"""Addresses: what is announced is public and https; a key goes over https or stays on this machine.

Judged by the text alone: nothing is looked up, since what a name means here says nothing about
what it means to a visitor of the portal.
"""

from ipaddress import ip_address
from typing import Final
from urllib.parse import SplitResult, urlsplit

from server.errors import SettingsError

#: Names that never lead anywhere on the public internet (RFC 2606, 6761, 6762, 7686, 8375 and
#: `internal`, reserved by ICANN in 2024).
_RESERVED: Final = (
    "localhost", "local", "internal", "test", "example", "invalid", "onion", "home.arpa",
    "example.com", "example.net", "example.org",
)  # fmt: skip
#: Longest part of a name (RFC 1035, 2.3.4).
_LABEL: Final = 63
_LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


def why_not_public(address: str) -> str:
    """Return why nobody outside could use this address, or nothing when it is public https."""
    parts = _split(address)
    if parts is None or not parts.hostname:
        return "is no address"
    host = parts.hostname.rstrip(".")
    if parts.scheme != "https":
        return f"is not https but {parts.scheme or 'nothing'}"
    if parts.username is not None or parts.password is not None:
        return "has a name or password in it"
    if _is_number(host):
        return "is the number of a machine, not a name"
    if "." not in host:
        return f"has a name that only means something here ({host})"
    ending = next((name for name in _RESERVED if f".{host}".endswith(f".{name}")), "")
    return f"is under {ending}, which is not on the internet" if ending else ""


def portal(text: str) -> str:
    """Check the address of a portal and return it without a slash at its end.

    It is https, or http to this machine. Raises `SettingsError`; one with a password is not shown.
    """
    parts = _split(text)
    if parts is None or "@" in parts.netloc:
        raise SettingsError("put no name or password in the address of a portal")
    plain = text.isascii() and text.isprintable() and " " not in text
    if not plain or not parts.hostname or parts.query or parts.fragment:
        raise SettingsError(f"{text!r} is no address of a portal: give one such as https://…")
    if max(map(len, parts.hostname.split("."))) > _LABEL:
        raise SettingsError(f"{text!r} is no address of a portal: its name is too long")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(text)):
        raise SettingsError(f"{text!r} is not https, so the key would be read on the way")
    return text.rstrip("/")


def is_loopback(address: str) -> bool:
    """Tell whether an address stays on this machine."""
    parts = _split(address)
    return parts is not None and parts.hostname in _LOOPBACK


def _split(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises where it is none
    except ValueError:
        return None
    return parts


def _is_number(host: str) -> bool:
    """Tell whether a host is an IP address, in any spelling that a resolver takes."""
    try:
        ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        return last.isdigit() or last.startswith("0x")
    return True
