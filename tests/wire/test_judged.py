"""Nothing is taken for a request that another reader refuses, or reads in another way.

What stands between two readers who differ is how requests are smuggled (RFC 9112, 11.2). So the
test goes one way: we may refuse what h11 takes, never the other way round.
"""

import random
import re
from collections.abc import Iterator

import pytest

from tests.wire.judged import Asked, ours, theirs
from tests.wire.reading import both

#: Requests that both readers take; mutations start from these.
SEEDS = [
    b"GET /doc/x?a=b HTTP/1.1\r\nHost: a\r\nAccept: text/html, */*;q=0.1\r\n\r\n",
    b"HEAD / HTTP/1.0\r\nUser-Agent: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept: a\r\nAccept: b\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab\r\nc",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: a\r\n\r\n"
    b"2;x=y\r\nab\r\n0\r\nA: b\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab",
    b"OPTIONS * HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nKeep-Alive: 5\r\n\r\n",
]
#: What stands behind each: a request that must not be taken for a part of what is before it.
BEHIND = b"GET /behind HTTP/1.1\r\nHost: a\r\n\r\n"
#: What is put in, or in the place of something.
PARTS = [
    b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\n\n", b"\r\r\n", b"\n\r", b" ", b"\t", b"\0", b"\x0b",
    b"\x0c", b"\x7f", b"\x80", b"\xa0", b"\x85", b"\xff", b":", b",", b";", b"0", b"1", b"-", b"+",
    b"a", b"Host: b\r\n", b"Content-Length: 5\r\n", b"Content-Length: 6\r\n",
    b"Content-Length: 5, 5\r\n", b"content-length:0\r\n", b"Content-Length: \xb25\r\n",
    b"Content-Length: 0x5\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: identity\r\n",
    b"Transfer-Encoding: gzip, chunked\r\n", b"Transfer-Encoding:\x0bchunked\r\n",
    b"Transfer-Encoding: \xa0chunked\r\n", b"Transfer-Encoding : chunked\r\n",
    b"Transfer-Encoding\r\n: chunked\r\n", b"X: y\r\n z\r\n", b" X: y\r\n", b"X\r\n", b": y\r\n",
    b"Connection: keep-alive\r\n", b"Connection: x, close\r\n", b"HTTP/1.0", b"HTTP/1.1",
    b"HTTP/1.2", b"HTTP/2.0", b"http/1.1", b"GET ", b"http://b/", b"0\r\n\r\n", b"ffffffff\r\n",
    b"0000000000005\r\n",
]  # fmt: skip


def mutations(seed: int, count: int) -> Iterator[bytes]:
    """Requests with one to three things put in, left out, doubled or replaced."""
    chance = random.Random(seed)
    for _ in range(count):
        sent = chance.choice(SEEDS)
        for _ in range(chance.choice((1, 1, 1, 2, 2, 3))):
            # Where lines begin and end, and words, more happens than within them.
            places = [found.start() for found in re.finditer(rb"\b|(?<=\n)|\r|\n|\Z", sent)]
            at = chance.choice(places) if chance.random() < 0.8 else chance.randrange(len(sent) + 1)
            end = at + chance.choice((0, 0, 0, 1, 2, chance.randrange(12)))
            part = chance.choice((sent[at:end] * 2, b"", *[chance.choice(PARTS)] * 6))
            sent = sent[:at] + part + sent[end:]
        yield sent


def as_judged(asked: Asked) -> Asked:
    """A request as the judge would have told of it, where the two may differ; each says why."""
    fields = dict(asked.fields)
    if "transfer-encoding" in fields:  # the judge writes it in small letters
        fields["transfer-encoding"] = fields["transfer-encoding"].lower()
    return asked._replace(fields=fields)


#: A trailer with a field that says where a body ends.
_TRAILER = re.compile(
    rb"\r\n0+(?:;[^\r]*)?\r\n(?:[^\r]+\r\n)*?(?:transfer-encoding|content-length):", re.IGNORECASE
)


def excepted(sent: bytes) -> bool:
    """Whether we mean to read these octets in another way than the judge."""
    # RFC 9110, 6.5.1: nothing in a trailer is for us, so whatever it holds is passed over.
    if _TRAILER.search(sent):
        return True
    starts = [line for line in sent.split(b"\r\n") if re.search(rb" HTTP/\d\.\d\Z", line)]
    return any(
        # An octet above 127 in a target names nothing here: 404 tells more than 400.
        re.search(rb"[\x80-\xff]", start)
        # RFC 9112, 3.2.2: of an absolute target the authority is the host; the judge leaves that
        # to whom it serves.
        or re.search(rb" https?://", start, re.IGNORECASE)
        # RFC 9112, 9.3: a client of HTTP/1.0 may ask to stay; the judge lets none.
        or (start.endswith(b"HTTP/1.0") and b"keep-alive" in sent.lower())
        for start in starts
    )


def compare(sent: bytes) -> int:
    """Hold what we read against what the judge reads; return how many requests we took."""
    found = [as_judged(asked) for asked in ours(both(sent).requests)]
    judged = theirs(sent)
    assert found == judged[: len(found)], sent
    return len(found)


@pytest.mark.parametrize("sent", SEEDS)
def test_both_take_what_is_right(sent: bytes) -> None:
    assert compare(sent) == len(theirs(sent)) == 1


@pytest.mark.parametrize("seed", range(8))
def test_mutations(seed: int) -> None:
    taken = [compare(sent + BEHIND) for sent in mutations(seed, 400) if not excepted(sent + BEHIND)]
    assert len(taken) > 300, "most of them are compared"
    assert min(taken) == 0 and max(taken) >= 2, "some are refused, some taken"
