"""Who asks one small query after another is answered by a worker, and cannot tell it by anything.

Every answer is laid beside that to the same request over a connection of its own, which is never
lent. Which of them a worker gave say the log and the numbers.
"""

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

from server.sparql.digest import digest
from tests.serving import odd, releases, tiny
from tests.serving.running import SECONDS, Reply, Web
from tests.serving.test_live import named, until
from tests.serving.test_serve_command import children
from tests.serving.watched import Watched, answering, two_ports, watched

B = tiny.BASE
JSON = "application/sparql-results+json"
#: Longer than a lent query may take, on any machine, and shorter than any may.
LONG = (
    "SELECT (COUNT(*) AS ?n) { { SELECT ?c { ?a ?b ?c } LIMIT 1500 } "
    "{ SELECT ?f { ?d ?e ?f } LIMIT 1500 } FILTER (STRLEN(CONCAT(STR(?c), STR(?f))) > @) }"
)
_shapes = count(1)


def shape() -> Callable[[int], str]:
    """Queries of a shape that no other test asks."""
    empty = "{} " * next(_shapes)
    return lambda number: f"SELECT ?s {{ ?s ?p ?o {empty}}} ORDER BY ?s LIMIT {number + 1}"


class Talk:
    """One connection that stays open."""

    def __init__(self, web: Web) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=SECONDS)

    def close(self) -> None:
        self._connection.close()

    @property
    def socket(self) -> socket.socket:
        found: socket.socket = self._connection.sock
        return found

    def send(
        self, path: str, method: str = "GET", body: bytes | None = None, **fields: str
    ) -> Reply:
        """Send one request and read the answer; `fields` have _ for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in fields.items()}
        self._connection.request(method, path, body, sent)
        found = self._connection.getresponse()
        names = {name.lower(): value for name, value in found.getheaders()}
        return Reply(found.status, names, found.read())

    def ask(self, text: str, more: str = "", **fields: str) -> Reply:
        return self.send(f"/sparql?query={quote(text, safe='')}{more}", "GET", None, **fields)

    def leave(self, text: str) -> None:
        """Ask and do not wait for the answer."""
        self._connection.request("GET", f"/sparql?query={quote(text, safe='')}")
        self.close()


@contextmanager
def talking(web: Web) -> Iterator[Talk]:
    talk = Talk(web)
    try:
        yield talk
    finally:
        talk.close()


@dataclass(frozen=True)
class Served:
    """A server, its log, and the port of its numbers."""

    watched: Watched
    numbers: int

    @property
    def web(self) -> Web:
        return self.watched.web

    def lanes(self, text: str, answers: int) -> list[str]:
        """Where the next so many answers to queries of this shape came from."""
        wanted = digest(text)
        return [
            self.watched.line(lambda line: line.get("query") == wanted)["lane"]
            for _ in range(answers)
        ]

    def lent(self) -> float:
        """How many answers workers gave, once every client is back."""
        deadline = time.monotonic() + SECONDS
        while answering(self.numbers):
            assert time.monotonic() < deadline
        text = Web(self.numbers, "").send("/metrics").text
        found = text.partition('gemma_queries_total{lane="lent",outcome="answered"} ')[2]
        return float(found.partition("\n")[0] or 0)

    def lend(self, talk: Talk) -> None:
        """Ask until a worker answers."""
        for _ in range(50):
            made = shape()
            for number in range(4):
                talk.ask(made(number), Accept=JSON)
            if "lent" in self.lanes(made(0), 4):
                return
        raise AssertionError("nobody was lent")


@contextmanager
def served(var: Path) -> Iterator[Served]:
    _, numbers = two_ports()
    with watched(var, B, scraped=numbers) as running:
        running.event("opened")
        yield Served(running, numbers)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    var = tmp_path_factory.mktemp("geleend")
    tiny.write(var, more=odd.MORE)
    with served(var) as running:
        yield running


def workers(server: Served) -> list[int]:
    """The workers that live; what is dead and not yet asked after has no command."""
    found = []
    for pid in children(server.watched.process.pid):
        with suppress(OSError):
            name = Path(f"/proc/{pid}/cmdline").read_bytes()
            if b"server.engines.worker" in name and not children(pid):
                found.append(pid)
    return found


def but_for_the_date(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    return reply.status, {k: v for k, v in reply.headers.items() if k != "date"}, reply.body


def test_the_third_alike_is_answered_by_a_worker(server: Served) -> None:
    made = shape()
    with talking(server.web) as talk:
        found = [talk.ask(made(number), Accept=JSON) for number in range(6)]
    assert [reply.status for reply in found] == [200] * 6
    assert [reply.headers["sparql-rows"] for reply in found] == ["1", "2", "3", "4", "5", "6"]
    wanted = digest(made(0))
    lines = [server.watched.line(lambda line: line.get("query") == wanted) for _ in found]
    assert [line["lane"] for line in lines] == ["quick"] * 2 + ["lent"] * 4
    for line, reply in zip(lines, found, strict=True):
        assert line["bytes"] == len(reply.body)
        assert (line["status"], line["outcome"], line["method"]) == (200, "answered", "GET")
        assert (line["path"], line["client"]) == ("/sparql", "127.0.0.0/24")


LANDSCAPE = quote(f"{B}id/graph/landschap", safe="")
#: What stands around the queries of one client, as parameters and as fields.
AROUND: tuple[tuple[str, dict[str, str]], ...] = (
    ("", {"Accept": f"{JSON}, application/n-triples"}),
    ("", {"Accept": "application/sparql-results+xml, text/turtle;q=0.5"}),
    ("", {"Accept": "text/csv;q=0.9, application/n-triples"}),
    ("", {"Accept": "*/*", "Accept_Encoding": "gzip"}),
    ("", {"Accept_Encoding": "br, gzip;q=0.5", "User_Agent": "x" * 500}),
    (f"&default-graph-uri={LANDSCAPE}", {"Accept": "*/*"}),
    (f"&named-graph-uri={LANDSCAPE}", {}),
)
#: Queries that a worker may answer, and those that are for the web process.
SMALL = (
    "SELECT * { ?s a ?o } ORDER BY ?s ?o LIMIT 9",
    'ASK { ?s ?p "één & \\"ander\\"" }',
    "CONSTRUCT { ?s a ?o } { ?s a ?o }",
    f"DESCRIBE <{B}id/element/balie>",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "SELECT ?service { VALUES ?service { 'SERVICE' 'FROM' 'now' } }",
)
OTHER = (
    "SELECT * {", "", "   ", "hallo", "SELECT * { ?s ?p ?o } LIMIT 1 ?", "ASK " + "{" * 100,
    "SELECT (STRLEN(STR(RAND())) > 0 AS ?n) {}", "ASK { SERVICE <http://x/> { ?s ?p ?o } }",
    "INSERT DATA { <x:a> <x:b> <x:c> }", "SELECT * FROM <http://elsewhere.example/> {}",
    f"SELECT (COUNT(*) AS ?n) FROM <{B}id/graph/landschap> {{ ?s ?p ?o }}",
    f"BASE <{B}> DESCRIBE <id/element/balie>", "PREFIX x: <x:> SELECT (x:f(1) AS ?n) {}",
)  # fmt: skip


@pytest.mark.parametrize(("more", "fields"), AROUND)
def test_no_answer_tells_who_gave_it(server: Served, more: str, fields: dict[str, str]) -> None:
    asked = [f"{text} #{number}" for number, other in enumerate(OTHER) for text in (*SMALL, other)]
    before = server.lent()
    with talking(server.web) as talk:
        found = [talk.ask(text, more, **fields) for text in asked]
    assert server.lent() - before > len(OTHER)
    for text, one in zip(asked, found, strict=True):
        with talking(server.web) as alone:
            assert but_for_the_date(one) == but_for_the_date(alone.ask(text, more, **fields)), text


def test_something_else_between_is_answered_in_its_turn(server: Served) -> None:
    made = shape()
    with talking(server.web) as talk:
        server.lend(talk)
        for number in range(5):
            for rows in (10 + number, 20 + number):
                assert talk.ask(made(rows), Accept=JSON).headers["sparql-rows"] == f"{rows + 1}"
                assert talk.send("/doc/element/balie", Accept="text/turtle").type == "text/turtle"
            form = f"query={quote(made(number), safe='')}".encode()
            kind = "application/x-www-form-urlencoded"
            posted = talk.send("/sparql", "POST", form, Content_Type=kind, Accept=JSON)
            assert posted.headers["sparql-rows"] == f"{number + 1}"
            assert talk.send("/sparql?query=ASK%7B%7D", "HEAD").body == b""
            assert talk.send("/nergens").status == HTTPStatus.NOT_FOUND


def test_the_same_again_is_not_made_again(server: Served) -> None:
    text = shape()(1)
    with talking(server.web) as talk:
        server.lend(talk)
        assert len({talk.ask(text, Accept=JSON).body for _ in range(4)}) == 1
    assert server.lanes(text, 4)[1:] == ["kept"] * 3


def test_a_query_that_takes_long_is_answered_all_the_same(server: Served) -> None:
    with talking(server.web) as talk:
        for number in range(3):
            server.lend(talk)
            text = LONG.replace("@", str(number))
            reply = talk.ask(text, Accept=JSON)
            assert reply.status == HTTPStatus.OK
            assert server.lanes(text, 1)[0] in ("quick", "slow")


def test_a_query_that_kills_costs_an_answer_and_no_connection(server: Served) -> None:
    """Nested deeper than the engine can read, in a way that is not looked at."""
    deep = "ASK { FILTER (" + "!" * 3_500 + "true) }"
    with talking(server.web) as talk:
        server.lend(talk)
        lent, before = talk.ask(deep, Accept=JSON), talk.socket
        assert talk.ask("ASK {}", Accept=JSON).status == HTTPStatus.OK
        assert talk.socket is before
    with talking(server.web) as other:
        assert but_for_the_date(other.ask(deep, Accept=JSON)) == but_for_the_date(lent)


def test_an_answer_that_does_not_go_at_once_is_whole(server: Served) -> None:
    small = "SELECT * { ?s ?p ?o . ?t ?q ?r } LIMIT 20000"
    with talking(server.web) as talk, talking(server.web) as other:
        server.lend(talk)
        found = talk.ask(small, Accept=JSON)
        assert len(found.body) > 4_000_000
        assert but_for_the_date(found) == but_for_the_date(other.ask(small, Accept=JSON))
        assert talk.ask("ASK {}", Accept=JSON).status == HTTPStatus.OK


def request(number: int) -> bytes:
    query = quote(f"SELECT ({number} AS ?n) {{}}", safe="")
    return f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def replies(connection: socket.socket, numbers: range) -> None:
    """Read the answers to these requests, in order."""
    with connection.makefile("rb") as stream:
        for number in numbers:
            length = 0
            while (line := stream.readline()) not in (b"\r\n", b""):
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            assert b'"value":"%d"' % number in stream.read(length)


@pytest.fixture
def lent(server: Served) -> Iterator[socket.socket]:
    """A connection whose requests are alike."""
    with socket.create_connection(("127.0.0.1", server.web.port), timeout=SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(4):
            connection.sendall(request(number))
            replies(connection, range(number, number + 1))
        yield connection


def test_requests_that_come_at_once_are_answered_in_order(lent: socket.socket) -> None:
    lent.sendall(b"".join(map(request, range(4, 40))))
    replies(lent, range(4, 40))


@pytest.mark.parametrize("first", [1, 4, 20, 60])
def test_a_request_that_comes_in_parts_is_answered(
    server: Served, lent: socket.socket, first: int
) -> None:
    for number in range(4, 8):
        whole = request(number)
        lent.sendall(whole[:first])
        server.web.send("/healthz")  # by then, it has come
        lent.sendall(whole[first:])
        replies(lent, range(number, number + 1))


def test_who_leaves_in_the_middle_keeps_no_worker(server: Served) -> None:
    for number in range(3):
        with talking(server.web) as talk:
            server.lend(talk)
            talk.leave(LONG.replace("@", str(100 + number)))
    with talking(server.web) as talk:
        server.lend(talk)
    server.lent()


def test_a_worker_that_is_killed_costs_no_answer(server: Served) -> None:
    """Whether it read a request, nobody can tell any more: so its client has to ask again."""
    with talking(server.web) as talk:
        server.lend(talk)
        for pid in workers(server):
            os.kill(pid, signal.SIGKILL)
        try:
            reply = talk.ask("ASK {}", Accept=JSON)
        except (http.client.RemoteDisconnected, ConnectionError):
            talk.close()
            reply = talk.ask("ASK {}", Accept=JSON)
        assert reply.status == HTTPStatus.OK


def test_a_new_release_reaches_who_never_pauses(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    releases.add(tmp_path, 1)
    text = f"SELECT (COUNT(*) AS ?n) {{ ?s <{B}def#release> ?o }} LIMIT "
    with served(tmp_path) as server, talking(server.web) as talk:
        server.lend(talk)
        releases.use(tmp_path, named(1))
        deadline = time.monotonic() + SECONDS
        number = 1
        while b'"value":"0"' in talk.ask(f"{text}{number}", Accept=JSON).body:
            number += 1
            assert time.monotonic() < deadline
        until(server.web, named(1))
        server.lend(talk)  # by the new one


def test_a_stop_waits_for_no_client_who_is_lent(tmp_path: Path) -> None:
    tiny.write(tmp_path)
    with served(tmp_path) as server, talking(server.web) as talk:
        server.lend(talk)
        began = time.monotonic()
        server.watched.process.terminate()
        server.watched.process.wait(SECONDS)
        assert time.monotonic() - began < SECONDS / 4


def test_no_more_workers_stay_than_there_are_places(server: Served) -> None:
    """Others had to be made while these were lent."""
    with talking(server.web) as one, talking(server.web) as other:
        server.lend(one)
        server.lend(other)
        for number in range(8):
            assert server.web.ask(f"ASK {{ ?s ?p {number} }}").status == HTTPStatus.OK
    server.lent()
    deadline = time.monotonic() + SECONDS
    while len(workers(server)) > 2:
        assert time.monotonic() < deadline
