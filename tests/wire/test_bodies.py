"""Bodies by the letter of RFC 9112, 6 and 7: what is whole, what follows it, what is refused."""

import pytest

from server.errors import BadRequestError
from server.wire import bodies
from server.wire.bodies import Body, Chunked, Counted
from tests.wire.reading import octets


def fed(body: Body, pieces: list[bytes]) -> Body:
    """A body that took these pieces, as long as it was not whole; the others came behind it."""
    for number, piece in enumerate(pieces):
        body.feed(piece)
        if body.rest is not None:
            body.rest += b"".join(pieces[number + 1 :])
            break
    return body


@pytest.mark.parametrize(
    ("length", "sent", "found", "rest"),
    [
        pytest.param(3, b"abc", b"abc", b"", id="6.2-whole"),
        pytest.param(3, b"ab", b"", None, id="6.3-incomplete"),
        pytest.param(3, b"abcGET", b"abc", b"GET", id="9.3-followed"),
        pytest.param(4, b"\r\n\0\n", b"\r\n\0\n", b"", id="6-any-octets"),
        pytest.param(3, b"", b"", None, id="6.3-nothing"),
    ],
)
def test_a_counted_body(length: int, sent: bytes, found: bytes, rest: bytes | None) -> None:
    for pieces in ([sent], octets(sent)):
        body = fed(Counted(length), pieces)
        assert (body.found, body.rest) == (found, rest)


def test_a_body_of_no_octets_is_whole_at_once() -> None:
    assert Counted(0).rest == b""


@pytest.mark.parametrize(
    ("sent", "found", "rest"),
    [
        pytest.param(b"3\r\nabc\r\n0\r\n\r\n", b"abc", b"", id="7.1-chunk"),
        pytest.param(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde", b"", id="7.1-chunks"),
        pytest.param(b"0\r\n\r\n", b"", b"", id="7.1-none"),
        pytest.param(b"0000\r\n\r\n", b"", b"", id="7.1-zeros"),
        pytest.param(b"0003\r\nabc\r\n0\r\n\r\n", b"abc", b"", id="7.1-zeros-before"),
        pytest.param(b"a\r\n0123456789\r\n0\r\n\r\n", b"0123456789", b"", id="7.1-small-letter"),
        pytest.param(b"A\r\n0123456789\r\n0\r\n\r\n", b"0123456789", b"", id="7.1-capital"),
        pytest.param(b"4\r\n\r\n0\r\r\n0\r\n\r\n", b"\r\n0\r", b"", id="7.1-ends-of-lines-within"),
        pytest.param(b"3\r\nabc\r\n0\r\n\r\nGET", b"abc", b"GET", id="9.3-followed"),
        pytest.param(b"3;a=b;c\r\nabc\r\n0;d\r\n\r\n", b"abc", b"", id="7.1.1-extensions"),
        pytest.param(b'3;a="\xff;x"\r\nabc\r\n0\r\n\r\n', b"abc", b"", id="7.1.1-quoted"),
        pytest.param(b"3 ;a = b\r\nabc\r\n0\r\n\r\n", b"abc", b"", id="7.1.1-bad-whitespace"),
        pytest.param(b"0\r\nA: b\r\nC:\r\n\r\nGET", b"", b"GET", id="7.1.2-trailer"),
        pytest.param(b"3\r\nabc\r\n0\r\n", b"", None, id="8-no-end"),
        pytest.param(b"3\r\nabc\r\n", b"", None, id="8-no-last-chunk"),
        pytest.param(b"3\r\nab", b"", None, id="8-half-a-chunk"),
        pytest.param(b"3", b"", None, id="8-half-a-size"),
        pytest.param(b"ffffffff\r\nabc", b"", None, id="7.1-largest-size"),
    ],
)
def test_a_body_in_chunks(sent: bytes, found: bytes, rest: bytes | None) -> None:
    for pieces in ([sent], octets(sent)):
        body = fed(Chunked(), pieces)
        assert (body.found, body.rest) == (found, rest)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"x\r\n", id="7.1-no-size"),
        pytest.param(b"\r\n", id="7.1-empty-size"),
        pytest.param(b";a\r\n", id="7.1-extension-only"),
        pytest.param(b"-1\r\n", id="7.1-minus"),
        pytest.param(b"+1\r\n", id="7.1-plus"),
        pytest.param(b"0x3\r\nabc\r\n", id="7.1-prefix"),
        pytest.param(b"1_0\r\n", id="7.1-underscore"),
        pytest.param(b" 3\r\nabc\r\n", id="7.1-space-before"),
        pytest.param(b"3 \r\nabc\r\n", id="7.1-space-behind"),
        pytest.param(b"3 3\r\nabc\r\n", id="7.1-two-sizes"),
        pytest.param(b"\xb2\r\nab\r\n", id="7.1-other-digit"),
        pytest.param(b"100000000\r\n", id="7.1-too-large"),
        pytest.param(b"0" * 4096 + b"1\r\n", id="7.1-zeros-without-end"),
        pytest.param(b"3\nabc\r\n\r\n", id="2.2-size-ends-in-lf"),
        pytest.param(b"3\rabc\r\n\r\n", id="2.2-size-ends-in-cr"),
        pytest.param(b"3;a\nb\r\nabc\r\n", id="2.2-lf-in-extension"),
        pytest.param(b"3;\0\r\nabc\r\n", id="7.1.1-nul-in-extension"),
        pytest.param(b"3\r\nabcd\r\n0\r\n\r\n", id="7.1-chunk-too-long"),
        pytest.param(b"3\r\nab\r\n0\r\n\r\n", id="7.1-chunk-too-short"),
        pytest.param(b"3\r\nabc0\r\n\r\n", id="7.1-no-end-of-chunk"),
        pytest.param(b"3\r\nabc\n\r\n0\r\n\r\n", id="2.2-chunk-ends-in-lf"),
        pytest.param(b"0\r\nA b\r\n\r\n", id="7.1.2-no-field"),
        pytest.param(b"0\r\nA : b\r\n\r\n", id="7.1.2-space-before-colon"),
        pytest.param(b"0\r\nA: b\r\n c\r\n\r\n", id="7.1.2-fold"),
        pytest.param(b"0\r\nA: \x0b\r\n\r\n", id="7.1.2-control"),
        pytest.param(b"0\r\nGET / HTTP/1.1\r\n\r\n", id="7.1.2-request-in-trailer"),
    ],
)
def test_what_is_no_chunk_is_refused(sent: bytes) -> None:
    for pieces in ([sent], octets(sent)):
        with pytest.raises(BadRequestError):
            fed(Chunked(), pieces)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"1;" + b"a" * 5_000, id="7.1.1-extension"),
        pytest.param(b"0\r\nA: " + b"a" * 5_000, id="7.1.2-trailer"),
        pytest.param(b"0\r\n" + b"A: b\r\n" * 200_000, id="7.1.2-trailers"),
        pytest.param(b"1;a\r\na\r\n" * 100_000, id="7.1.1-extensions"),
    ],
)
def test_what_stands_around_chunks_has_an_end(line: bytes) -> None:
    """RFC 9112, 7.1.1: whoever takes chunks limits the length of what goes with them."""
    body = Chunked()
    with pytest.raises(BadRequestError):
        for at in range(0, len(line), 4096):
            body.feed(line[at : at + 4096])


def test_no_more_is_read_than_is_read() -> None:
    """A body that is too large is as good as whole: somebody has to say so."""
    body = Chunked()
    body.feed(b"%x\r\n" % (bodies.MAXIMUM + 1) + b"a" * bodies.MAXIMUM)
    assert body.rest is None
    body.feed(b"a")
    assert body.rest == b"" and len(body.found) == bodies.MAXIMUM + 1


def test_the_largest_body_that_is_read() -> None:
    body = Chunked()
    body.feed(b"%x\r\n" % bodies.MAXIMUM + b"a" * bodies.MAXIMUM + b"\r\n0\r\n\r\nGET")
    assert body.rest == b"GET" and len(body.found) == bodies.MAXIMUM
