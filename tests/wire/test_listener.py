"""A real listener and real sockets: what a connection lives through (RFC 9112, 9)."""

import contextlib
import resource
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from server.wire import bodies, connection, listener, watch
from server.wire.connection import State
from server.wire.listener import Listener
from tests.wire.listening import LARGE, SECONDS, Client, Served, get, listening, post


@pytest.fixture
def served() -> Iterator[Served]:
    with listening() as found:
        yield found


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let who takes too long be seen at once."""
    monkeypatch.setattr(listener, "_LOOK", 0.01)


def test_a_connection_stays(served: Served) -> None:
    """RFC 9112, 9.3: it lasts, unless somebody says otherwise."""
    client = Client(served.port)
    for path in ("/a", "/known", "/known", "/b"):
        reply = client.ask(path)
        assert (reply.status, reply.body) == (200, path.encode())
        assert "connection" not in reply.fields and reply.fields["date"].endswith(" GMT")
    assert served.app.asked == ["/a", "/known", "/b"], "what is known is not asked again"


def test_requests_in_line_are_answered_in_order(served: Served) -> None:
    """RFC 9112, 9.3.2: whatever each takes; another client waits for none of them."""
    client = Client(served.port)
    assert client.ask("/known").status == 200
    client.say("/known", "/slow", post("/c", b"body"), "/known", "/large", "/d")
    assert served.app.begun.acquire(timeout=SECONDS)
    assert Client(served.port).ask("/other").body == b"/other"
    served.app.go.set()
    found = [client.reply().body for _ in range(6)]
    assert found == [b"/known", b"/slow", b"/cbody", b"/known", b"a" * LARGE, b"/d"]


def test_requests_behind_a_recalled_answer_wait_for_its_end(served: Served) -> None:
    client = Client(served.port, window=4096)
    assert client.ask("/known-large").status == 200
    client.say("/known-large").say("/a").say("/known-large").say("/b")
    assert Client(served.port).ask("/other").status == 200
    found = [client.reply().body for _ in range(4)]
    assert found == [b"a" * LARGE, b"/a", b"a" * LARGE, b"/b"]


@pytest.mark.parametrize("head", [get("/a", "Connection: close"), get("/a", minor=0)])
def test_a_connection_ends_when_that_was_said(served: Served, head: bytes) -> None:
    """RFC 9112, 9.6: it says close, ends after the answer, and what stands behind is not read."""
    client = Client(served.port).say(head, "/b")
    reply = client.reply()
    assert (reply.status, reply.fields["connection"]) == (200, "close")
    assert client.has_ended() and served.app.asked == ["/a"]


def test_a_client_of_http_1_0_may_stay(served: Served) -> None:
    """RFC 9112, 9.3: where it asks for that, and is told so (C.2.2)."""
    client = Client(served.port)
    for path in ("/known", "/known", "/a"):
        reply = client.ask(get(path, "Connection: Keep-Alive", minor=0))
        assert (reply.body, reply.fields["connection"]) == (path.encode(), "keep-alive")
    assert len(served.app.asked) == 3, "what is known is known of HTTP/1.1 only"


def test_who_waits_to_go_on_is_told_so(served: Served) -> None:
    """RFC 9110, 10.1.1: once, and not where nothing is to come, or too much."""
    expect = "Expect: 100-continue"
    client = Client(served.port).say(post("/a", b"", expect, length=4))
    assert client.reply(with_body=False).status == 100
    assert client.ask(b"body").body == b"/abody"
    assert client.ask(post("/b", b"body", expect)).body == b"/bbody"
    assert client.ask(post("/c", b"", expect)).body == b"/c"
    chunked = post("/d", b"", expect).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    assert client.say(chunked).reply(with_body=False).status == 100
    assert client.ask(b"4\r\nbody\r\n0\r\n\r\n").body == b"/dbody"
    reply = client.ask(post("/e", b"", expect, length=bodies.MAXIMUM + 1))
    assert (reply.status, reply.fields["connection"]) == (200, "close")
    assert client.has_ended()


def test_a_body_that_is_too_large_ends_the_connection_after_the_answer(served: Served) -> None:
    """RFC 9112, 9.6: who sends on still reads the answer, as what it sends is read away."""
    for head in (
        post("/a", b"", length=100_000_000),
        b"POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3000000\r\n",
    ):
        client = Client(served.port).say(head)
        client.say(b"a" * (2 * bodies.MAXIMUM))
        assert client.reply().fields["connection"] == "close"
        with contextlib.suppress(OSError):
            client.finish()
        assert client.has_ended()


def test_a_body_in_pieces(served: Served) -> None:
    client = Client(served.port)
    for piece in (b"POST /a HTTP/1.1\r\nHo", b"st: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nbo"):
        client.say(piece)
        assert Client(served.port).ask("/other").status == 200
    assert client.ask(b"\r\n2\r\ndy\r\n0\r\n\r\n").body == b"/abody"
    assert client.ask("/b").body == b"/b"


def test_who_says_no_more_is_answered(served: Served) -> None:
    """RFC 9112, 9.6: a client may end its half of the connection first."""
    client = Client(served.port).say("/a", "/slow", "/b").finish()
    assert served.app.begun.acquire(timeout=SECONDS)
    served.app.go.set()
    assert [client.reply().body for _ in range(3)] == [b"/a", b"/slow", b"/b"]
    assert client.has_ended()


@pytest.mark.parametrize("sent", [b"", b"GET / HT", post("/", b"", length=3)])
def test_who_ends_before_the_end_of_a_request_is_let_go(served: Served, sent: bytes) -> None:
    """RFC 9112, 8: an incomplete request is none."""
    assert Client(served.port).say(sent).finish().has_ended()
    assert served.app.asked == []


def test_who_leaves_troubles_nobody(served: Served, capfd: pytest.CaptureFixture[str]) -> None:
    """While it is answered, while it reads, and while it waits to be told to go on."""
    client = Client(served.port).say("/slow-large", "/a")
    assert served.app.begun.acquire(timeout=SECONDS)
    client.leave()
    served.app.go.set()
    reading = Client(served.port, window=4096).say("/large")
    assert reading.reply(with_body=False).status == 200
    reading.leave()
    Client(served.port).say(post("/", b"", "Expect: 100-continue", length=3)).leave()
    other = Client(served.port)
    for _ in range(3):
        assert other.ask("/other").status == 200
    served.listener.stop(SECONDS)
    served.thread.join(SECONDS)
    assert not served.thread.is_alive(), "nobody is waited for"
    assert "Traceback" not in capfd.readouterr().err


def test_who_reads_slowly_holds_up_nobody(served: Served) -> None:
    """More of them than there are threads."""
    slow = [Client(served.port, window=4096).say("/large") for _ in range(8)]
    for client in slow:
        assert client.reply(with_body=False).fields["content-length"] == str(LARGE)
    assert Client(served.port).ask("/other").body == b"/other"
    for client in slow:
        client.leave()


def test_what_is_known_goes_out_while_all_are_busy() -> None:
    """And who waits for a thread goes before a second request of who has one."""
    with listening(threads=2) as served:
        other, *waiting = [Client(served.port) for _ in range(3)]
        for client in (other, other, *waiting):  # the last three by who waits, one by one
            assert client.ask("/known").status == 200
        first = Client(served.port).say("/slow", "/a", "/b")
        assert served.app.begun.acquire(timeout=SECONDS)
        for client, path in zip(waiting, ("/c", "/d"), strict=True):
            client.say(path)
        assert other.ask("/known").body == b"/known"
        assert served.app.asked == ["/known", "/slow"]
        served.app.go.set()
        assert [client.reply().body for client in waiting] == [b"/c", b"/d"]
        assert [first.reply().body for _ in range(3)] == [b"/slow", b"/a", b"/b"]
        assert served.app.asked == ["/known", "/slow", "/c", "/d", "/a", "/b"]


@pytest.mark.parametrize(
    ("state", "sent"),
    [
        (State.HEAD, b"GET / HTTP/1.1\r\nHo"),
        (State.HEAD, b"\r"),
        (State.BODY, post("/", b"a", length=3)),
        (State.BODY, b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na"),
    ],
)
@pytest.mark.usefixtures("hasty")
def test_what_comes_too_slowly_is_told_so(
    monkeypatch: pytest.MonkeyPatch, served: Served, state: State, sent: bytes
) -> None:
    """RFC 9110, 15.5.9: 408, and close, as it says nothing about the rest."""
    monkeypatch.setitem(connection.PATIENCE, state, 0.0)
    client = Client(served.port).say(sent)
    reply = client.reply()
    assert (reply.status, reply.fields["connection"]) == (408, "close")
    assert client.has_ended()


@pytest.mark.parametrize(("state", "sent"), [(State.NEW, []), (State.IDLE, ["/a"])])
@pytest.mark.usefixtures("hasty")
def test_who_asks_nothing_is_let_go(
    monkeypatch: pytest.MonkeyPatch, state: State, sent: list[str]
) -> None:
    """RFC 9112, 9.5: without a word, as a 408 would be taken for the answer to what comes next."""
    monkeypatch.setitem(connection.PATIENCE, state, 0.0)
    with listening() as served:
        client = Client(served.port)
        for path in sent:
            assert client.ask(path).status == 200
        assert client.has_ended()


@pytest.mark.usefixtures("hasty")
def test_who_takes_nothing_of_an_answer_is_let_go(
    monkeypatch: pytest.MonkeyPatch, served: Served
) -> None:
    monkeypatch.setitem(connection.PATIENCE, State.SENDING, 0.0)
    client = Client(served.port, window=4096)
    assert client.ask("/a").status == 200
    client.say("/large")
    served.listener.stop(SECONDS)
    served.thread.join(SECONDS)
    found = 0
    with contextlib.suppress(ConnectionResetError):
        while some := client.socket.recv(1 << 20):
            found += len(some)
    assert found < LARGE


def test_what_a_client_takes_buys_it_time() -> None:
    """As much as its size is worth, and nothing for what it leaves."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)
        one = connection.Connection(ours, "", 0.0)
        one.begin(State.SENDING, 100.0)
        assert not one.send((b"a" * LARGE,))
        left = sum(map(len, one.outbox))
        assert one.until == pytest.approx(130 + (LARGE - left) / connection.SLOWEST)
        before = one.until
        assert not one.send(one.outbox) and one.until == before


def idles(served: Served) -> Client:
    """A client that was answered, the second time by who waits: so that is over when it reads."""
    client = Client(served.port)
    assert client.ask("/known").status == client.ask("/known").status == 200
    return client


def test_where_there_are_too_many_who_came_last_gets_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """First those go who ask nothing, then who takes longest; never who is answered."""
    monkeypatch.setattr(watch, "_MOST", 4)
    with listening() as served:
        slow = Client(served.port).say("/slow")
        assert served.app.begun.acquire(timeout=SECONDS)
        halves = [Client(served.port).say(b"GET /half HT") for _ in range(2)]
        idle = idles(served)
        other = idles(served)
        assert idle.has_ended()
        last = [Client(served.port) for _ in range(2)]
        assert other.has_ended() and halves[0].has_ended()
        assert last[1].ask("/last").status == last[0].ask("/last").status == 200
        served.app.go.set()
        assert slow.reply().body == b"/slow"


def test_where_nobody_can_go_who_comes_last_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without descriptors left, and all being answered; nobody is tried for all the time."""
    tried: list[float] = []
    twice = threading.Event()
    accept = Listener._accept

    def trying(self: Listener) -> None:
        tried.append(time.monotonic())
        if len(tried) > 2:  # the first one took the client who is answered
            twice.set()
        accept(self)

    monkeypatch.setattr(Listener, "_accept", trying)
    monkeypatch.setattr(listener, "_LOOK", 0.2)
    with listening() as served:
        slow = Client(served.port).say("/slow")
        assert served.app.begun.acquire(timeout=SECONDS)
        last = socket.socket()
        last.settimeout(SECONDS)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        with socket.socket() as highest:
            free = highest.fileno()
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
        try:
            last.connect(("127.0.0.1", served.port))
            last.sendall(get("/last"))
            assert twice.wait(SECONDS)
            assert tried[2] - tried[1] >= 0.2
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        with last:
            assert last.recv(1024).endswith(b"/last")
        served.app.go.set()
        assert slow.reply().body == b"/slow"


def test_a_stop_lets_answers_end_and_takes_nothing_new(served: Served) -> None:
    idle, half = Client(served.port), Client(served.port)
    assert idle.ask("/a").status == 200
    assert half.ask("/a").status == 200
    half.say(b"GET /half HTTP/1.1\r\nHo")
    slow = Client(served.port).say("/slow", "/behind")
    assert served.app.begun.acquire(timeout=SECONDS)
    for _ in range(2):
        served.listener.stop(SECONDS)
    assert idle.has_ended()
    with pytest.raises(ConnectionRefusedError):
        Client(served.port)
    reply = half.ask(b"st: a\r\n\r\n")
    assert (reply.body, reply.fields["connection"]) == (b"/half", "close")
    assert half.finish().has_ended()
    served.app.go.set()
    reply = slow.reply()
    assert (reply.body, reply.fields["connection"]) == (b"/slow", "close")
    assert slow.finish().has_ended()
    served.thread.join(SECONDS)
    assert not served.thread.is_alive() and "/behind" not in served.app.asked


def test_a_stop_waits_for_who_reads_and_not_for_what_it_might_ask(served: Served) -> None:
    client = Client(served.port, window=4096).say("/large")
    head = client.reply(with_body=False)
    assert "connection" not in head.fields
    served.listener.stop(SECONDS * 10)
    found = 0
    while some := client.socket.recv(1 << 20):
        found += len(some)
    served.thread.join(SECONDS)
    assert not served.thread.is_alive()


def test_a_stop_loses_no_request_that_is_there(served: Served) -> None:
    """The waiting thread is held while a request comes in and the stop is said."""
    holding, asking = Client(served.port), Client(served.port)
    assert asking.ask("/a").status == 200
    holding.say("/recalled-slowly")
    assert served.app.looking.acquire(timeout=SECONDS)
    asking.say("/b")
    fresh = Client(served.port).say("/c")
    served.listener.stop(SECONDS)
    served.app.look.set()
    assert holding.reply().status == 200
    assert holding.finish().has_ended()
    for client, path in ((asking, b"/b"), (fresh, b"/c")):
        reply = client.reply()
        assert (reply.body, reply.fields["connection"]) == (path, "close")
        assert client.finish().has_ended()
    served.thread.join(SECONDS)
    assert not served.thread.is_alive()


def test_a_stop_has_an_end(served: Served) -> None:
    client = Client(served.port).say("/slow")
    assert served.app.begun.acquire(timeout=SECONDS)
    served.listener.stop(0)
    served.thread.join(SECONDS)
    assert not served.thread.is_alive()
    client.leave()


@pytest.mark.parametrize("path", ["/raises", "/split"])
def test_what_goes_wrong_costs_one_connection(
    served: Served, capfd: pytest.CaptureFixture[str], path: str
) -> None:
    """An answer whose fields hold the end of a line never goes out (RFC 9110, 5.5)."""
    other = Client(served.port)
    assert other.ask("/a").status == 200
    for _ in range(6):  # more often than there are threads
        assert Client(served.port).say(path, "/behind").has_ended()
    assert other.ask("/b").status == 200 and "/behind" not in served.app.asked
    assert "Traceback" in capfd.readouterr().err


def test_what_is_no_request_is_told_so(served: Served) -> None:
    """RFC 9112, 2.2: 400, and the connection ends."""
    client = Client(served.port).say("/a", b"GET  / HTTP/1.1\r\n\r\n", "/b")
    assert client.reply().status == 200
    reply = client.reply()
    assert (reply.status, reply.fields["connection"]) == (400, "close")
    assert client.finish().has_ended() and served.app.asked == ["/a"]


@pytest.mark.parametrize("flood", [1, 300])
def test_many_at_once(served: Served, flood: int) -> None:
    """Each client gets its own answers, in its own order, from a few threads."""
    clients = [Client(served.port) for _ in range(flood)]
    for number, client in enumerate(clients):
        client.say("/known", f"/{number}", f"/{number}/again")
    for number, client in enumerate(clients):
        found = [client.reply().body.decode() for _ in range(3)]
        assert found == ["/known", f"/{number}", f"/{number}/again"]
        client.leave()
