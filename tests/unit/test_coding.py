"""Content codings are chosen as RFC 9110, 12.5.3 says, and lose nothing."""

import gzip

import brotli
import pytest

from server.errors import NotAcceptableError
from server.http.coding import choose, decode, encode


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        # the examples of the standard (12.5.3), ours among them
        ("compress, gzip", "gzip"),
        ("", "identity"),
        ("*", "br"),
        ("compress;q=0.5, gzip;q=1.0", "gzip"),
        ("gzip;q=1.0, identity; q=0.5, *;q=0", "gzip"),
        # no header: any coding is fine, and nobody asked for one
        (None, "identity"),
        # what browsers send
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("BR", "br"),
        ("x-gzip", "gzip"),
        # weights decide, not the order of writing
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;q=0, *", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        # what we do not have: as it is, which is always fine unless refused
        ("deflate, zstd", "identity"),
        ("br;q=0, gzip;q=0", "identity"),
        ("gzip;q=x", "identity"),
        (",,;, =", "identity"),
        ("*;q=0, identity", "identity"),
    ],
)
def test_the_coding_that_fits_best(header: str | None, coding: str) -> None:
    assert choose(header) == coding


@pytest.mark.parametrize("header", ["identity;q=0", "*;q=0", "zstd, *;q=0", "identity;q=0, br;q=0"])
def test_nothing_that_is_refused_is_sent(header: str) -> None:
    with pytest.raises(NotAcceptableError) as refused:
        choose(header)
    assert set(refused.value.offers) == {"br", "gzip", "identity"}


@pytest.mark.parametrize("body", [b"", b"a" * 10_000, "é\x00\r\n".encode() * 99])
def test_coding_loses_nothing_and_is_the_same_each_time(body: bytes) -> None:
    for coding in ("br", "gzip", "identity"):
        assert decode(encode(body, coding), coding) == body
        assert encode(body, coding) == encode(body, coding)
    assert gzip.decompress(encode(body, "gzip")) == body
    assert brotli.decompress(encode(body, "br")) == body
    # no time of day in the head (RFC 1952, 2.3.1: MTIME 0 means none)
    assert encode(body, "gzip")[4:8] == b"\0\0\0\0"
