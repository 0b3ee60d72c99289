"""Inbox: requests one after the other, whatever the pieces that they come in (RFC 9112, 9.3.2)."""

import pytest

from server.wire import bodies, heads
from server.wire.inbox import Inbox
from tests.wire.reading import Read, both, read

GET = b"GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
LAST = b"GET /b HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
COUNTED = b"POST /c HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
CHUNKED = b"POST /d HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


def targets(found: Read) -> list[tuple[str, bytes]]:
    return [(request.head.target, request.body) for request in found.requests]


@pytest.mark.parametrize(
    ("sent", "wanted", "begun"),
    [
        pytest.param(GET + GET, [("/a", b"")] * 2, False, id="9.3.2-heads"),
        pytest.param(COUNTED + GET, [("/c", b"abc"), ("/a", b"")], False, id="6.2-counted"),
        pytest.param(CHUNKED + COUNTED, [("/d", b"abc"), ("/c", b"abc")], False, id="7.1-chunked"),
        pytest.param(CHUNKED * 3, [("/d", b"abc")] * 3, False, id="7.1-chunked-in-line"),
        pytest.param(GET + b"\r\n" + GET, [("/a", b"")] * 2, False, id="2.2-line-between"),
        pytest.param(LAST + GET, [("/b", b"")], False, id="9.6-nothing-after-close"),
        pytest.param(
            b"GET /a HTTP/1.0\r\n\r\n" + GET, [("/a", b"")], False, id="9.3-nothing-after-1.0"
        ),
        pytest.param(GET + GET[:-1], [("/a", b"")], True, id="8-half-a-head"),
        pytest.param(COUNTED[:-1], [], True, id="8-half-a-body"),
        pytest.param(CHUNKED[:-1], [], True, id="8-half-a-chunked-body"),
        pytest.param(b"", [], False, id="8-nothing"),
    ],
)
def test_requests_in_line(sent: bytes, wanted: list[tuple[str, bytes]], begun: bool) -> None:
    found = both(sent)
    assert (targets(found), found.status, found.begun) == (wanted, 0, begun)


@pytest.mark.parametrize("before", [GET, COUNTED, CHUNKED])
def test_what_is_wrong_behind_a_request_leaves_that_whole(before: bytes) -> None:
    found = both(before + b"GET / HTTP/1.1\r\nHost : a\r\n\r\n" + GET)
    assert (len(found.requests), found.status) == (1, 400)


def test_a_body_that_looks_like_a_request_is_none() -> None:
    """RFC 9112, 11.2: what a body holds is never a request."""
    length = str(len(GET)).encode()
    found = both(COUNTED.replace(b": 3", b": " + length).replace(b"abc", GET) + LAST)
    assert targets(found) == [("/c", GET), ("/b", b"")]


def test_a_head_alone_is_known_by_its_octets() -> None:
    """Those of a request that is nothing else and after which another may follow."""
    assert [request.alone for request in both(b"\r\n" + GET + GET).requests] == [GET, GET]
    for other in (LAST, COUNTED, CHUNKED, b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"):
        assert [request.alone for request in both(other).requests] == [b""]


def test_a_body_that_is_too_large_is_not_waited_for() -> None:
    """RFC 9110, 15.5.14: it may be refused before it came; nothing after it can be read."""
    large = COUNTED[:-3].replace(b": 3", b": " + str(bodies.MAXIMUM + 1).encode())
    found = both(large)
    assert [(request.body, request.last) for request in found.requests] == [(b"", True)]
    most = bodies.MAXIMUM
    whole = COUNTED[:-3].replace(b": 3", b": " + str(most).encode()) + b"a" * most
    found = read([whole[:1000], whole[1000:], GET])
    assert [len(request.body) for request in found.requests] == [most, 0]
    number = bodies.MAXIMUM // 0x8000 + 1
    chunks = CHUNKED.partition(b"3\r\n")[0] + (b"8000\r\n" + b"a" * 0x8000 + b"\r\n") * number
    found = read([chunks[at : at + 5000] for at in range(0, len(chunks), 5000)])
    assert [request.last for request in found.requests] == [True]
    assert len(found.requests[0].body) > bodies.MAXIMUM


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param(b"GET /" + b"a" * heads.MAXIMUM, 414, id="9112-3-target"),
        pytest.param(b"G" * heads.MAXIMUM + b"G", 414, id="9112-3-method"),
        pytest.param(
            b"GET / HTTP/1.1\r\nA: " + b"a" * heads.MAXIMUM, 431, id="6585-5-field"
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * (heads.MAXIMUM // 6), 431, id="6585-5-fields"
        ),
    ],
)  # fmt: skip
def test_a_head_has_an_end(sent: bytes, status: int) -> None:
    pieces = [sent[at : at + 5000] for at in range(0, len(sent), 5000)]
    for sending in ([sent], pieces, [*pieces, b"\r\n\r\n"], [sent + b"\r\n\r\n"]):
        found = read(sending)
        assert (found.requests, found.status) == ([], status)


def test_the_longest_head_that_is_read() -> None:
    line = b"GET / HTTP/1.1\r\nHost: a\r\nA: "
    found = read([line + b"a" * (heads.MAXIMUM - len(line)) + b"\r\n\r\n"])
    assert len(found.requests) == 1


@pytest.mark.parametrize("sent", [COUNTED, CHUNKED])
def test_who_waits_to_go_on_is_told_once(sent: bytes) -> None:
    """RFC 9110, 10.1.1: where a body is to come; none where it came already."""
    sent = sent.replace(b"Host: a\r\n", b"Host: a\r\nExpect: 100-continue\r\n")
    head, _, body = sent.partition(b"\r\n\r\n")
    inbox = Inbox()
    inbox.feed(head)
    assert inbox.next() is None and not inbox.awaited()
    inbox.feed(b"\r\n\r\n")
    assert inbox.next() is None and inbox.in_body
    assert inbox.awaited() and not inbox.awaited()
    inbox.feed(body[:-1])
    assert inbox.next() is None and not inbox.awaited()
    inbox.feed(body[-1:])
    assert inbox.next() is not None and not inbox.awaited() and inbox.empty
    inbox.feed(sent)
    assert inbox.next() is not None and not inbox.awaited()


def test_who_does_not_wait_is_not_told() -> None:
    inbox = Inbox()
    inbox.feed(COUNTED[:-1])
    assert inbox.next() is None and not inbox.awaited()
