"""Clients: whom a request counts for; pure.

The address of the connection, or behind a proxy that a setting names, the last address that this
proxy forwards: whatever a client writes before it is not believed.
"""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from server.settings import Network

#: One subscriber has at least this much of IPv6 (RFC 6177).
_SITE_BITS = 64
#: No address is longer, zone included.
_LONGEST = 64


def asker(environ: Mapping[str, Any], proxy: Network | None) -> str:
    """Return whom a request (WSGI, PEP 3333) counts for; as `client`."""
    return client(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR"), proxy)


def client(peer: str, forwarded: str | None, proxy: Network | None) -> str:
    """Return who asks: an IPv4 address or an IPv6 network, or the peer as it is when neither.

    `forwarded` is X-Forwarded-For; it counts only when `peer` lies in `proxy`.
    """
    if proxy is None or not forwarded:
        return _client(peer, "", None)
    last = forwarded.rpartition(",")[2].strip()
    return _client(peer, last if len(last) <= _LONGEST else "", proxy)


@lru_cache(maxsize=10_000)
def _client(peer: str, last: str, proxy: Network | None) -> str:
    found = _address(peer)
    if proxy is not None and found is not None and found in proxy and last:
        found = _address(last) or found
    if found is None:
        return peer
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _SITE_BITS), strict=False))
    return str(found)


def _address(text: str) -> object:
    try:
        found = ip_address(text.strip("[]"))
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
