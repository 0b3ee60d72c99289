"""Who asks: the peer, or what a proxy that is named in the settings says last."""

from ipaddress import ip_network

import pytest

from server.http.clients import client

PROXY = ip_network("10.0.0.0/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "who"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("10.1.2.3", "203.0.113.9, onzin", "10.1.2.3"),
        ("10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3", None, "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("10.1.2.3", "2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("10.1.2.3", "[2001:db8:1:2::1]", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.1", None, "192.0.2.1"),
        ("unix:", "203.0.113.9", "unix:"),
        ("", None, ""),
    ],
)
def test_behind_a_named_proxy(peer: str, forwarded: str | None, who: str) -> None:
    assert client(peer, forwarded, PROXY) == who


def test_without_a_named_proxy_nobody_is_believed() -> None:
    assert client("10.1.2.3", "203.0.113.9", None) == "10.1.2.3"
