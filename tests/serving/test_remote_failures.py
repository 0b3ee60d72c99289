"""An endpoint that is down, slow, lies or breaks off: 502 or 504 with words, and pages go on."""

import json
import shutil
import socket
import ssl
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from server.engines.remote import PLACES, Dataset, RemoteEngine
from server.errors import (
    BadRequestError,
    EngineError,
    EngineTimeoutError,
    GemmaError,
    RefusedError,
    TooLargeError,
    UnavailableError,
)
from server.formats import BY_KEY, Form
from server.sparql.engine import ANSWER_MAXIMUM, Query
from tests.serving import tiny
from tests.serving.misbehaving import (
    Behaviour,
    answer,
    drips,
    floods,
    hangs,
    misbehaving,
    sends,
)
from tests.serving.running import serving

B = tiny.BASE
FORMATS = {
    Form.BINDINGS: BY_KEY["csv"],
    Form.BOOLEAN: BY_KEY["sparql-json"],
    Form.GRAPH: BY_KEY["turtle"],
}
TABLE = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}}]}}'
TRUE = b'{"head":{},"boolean":true}'
TRIPLE = b"<http://a/> <http://b/> <http://c/> .\n"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/sparql-results+json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PAGE = b"<!DOCTYPE html><title>502 Bad Gateway</title><h1>Bad Gateway</h1>"
NT = "application/n-triples"


def test_a_truth_value_is_passed_on() -> None:
    assert json.loads(ask(ASK, sends(answer(TRUE))))["boolean"] is True


def ask(text: str, behaviour: Behaviour, seconds: float = 20) -> bytes:
    with misbehaving(behaviour) as endpoint:
        return RemoteEngine(endpoint.url, B, seconds).answer(Query(text, formats=FORMATS)).body


SELECT, ASK, GRAPH = "SELECT * {}", "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("text", "raw", "found"),
    [
        (SELECT, answer(TABLE), b"x\r\na\r\n"),
        (SELECT, answer(TABLE, "application/json; charset=utf-8"), b"x\r\na\r\n"),
        (SELECT, CHUNKED + b"%x\r\n%b\r\n0\r\n\r\n" % (len(TABLE), TABLE), b"x\r\na\r\n"),
        (SELECT, HEAD + b"\r\n" + TABLE, b"x\r\na\r\n"),  # JSON shows its own end
        (SELECT, b"HTTP/1.1 100 Continue\r\n\r\n" + answer(TABLE), b"x\r\na\r\n"),
        (GRAPH, answer(TRIPLE, NT), b"<http://a/> <http://b/> <http://c/> .\n"),
    ],
)
def test_what_is_whole_is_passed_on(text: str, raw: bytes, found: bytes) -> None:
    assert ask(text, sends(raw)) == found


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        pytest.param(SELECT, b"", id="nothing"),
        pytest.param(SELECT, b"HTTP/1.1 2", id="half a status line"),
        pytest.param(SELECT, b"SSH-2.0-OpenSSH_9.2\r\n", id="no HTTP"),
        pytest.param(SELECT, HEAD, id="half a head"),
        pytest.param(SELECT, HEAD + b"X: " + b"a" * 70_000, id="endless header"),
        pytest.param(SELECT, HEAD + b"X: y\r\n" * 200 + b"\r\n", id="200 headers"),
        pytest.param(SELECT, answer(TABLE)[:-1], id="one byte short of its length"),
        pytest.param(SELECT, answer(TABLE[:-1]), id="half JSON with its own length"),
        pytest.param(SELECT, HEAD + b"\r\n" + TABLE[:-1], id="half JSON without length"),
        pytest.param(SELECT, answer(TABLE + b"x"), id="JSON and more"),
        pytest.param(SELECT, CHUNKED + b"5\r\n" + TABLE[:5], id="half a chunk"),
        pytest.param(SELECT, CHUNKED + b"%x\r\n%b\r\n" % (len(TABLE), TABLE), id="no last chunk"),
        pytest.param(SELECT, CHUNKED + b"zz\r\n" + TABLE, id="no size of a chunk"),
        pytest.param(SELECT, answer(b"[" * 1_000_000), id="deep JSON"),
        pytest.param(SELECT, answer(b"\xff\xfe\x00"), id="no UTF-8"),
        pytest.param(SELECT, answer(TRUE), id="a truth value for a table"),
        pytest.param(ASK, answer(TABLE), id="a table for a truth value"),
        pytest.param(ASK, answer(TRUE[:-1]), id="half a truth value"),
        pytest.param(SELECT, answer(PAGE, "text/html"), id="a page with status 200"),
        pytest.param(SELECT, answer(PAGE), id="a page that says it is JSON"),
        pytest.param(SELECT, answer(b"x\r\na\r\n", "text/csv"), id="another form"),
        pytest.param(SELECT, answer(TABLE).replace(b"Content-Type", b"X-Type"), id="no type"),
        pytest.param(SELECT, answer(TABLE, more="Content-Encoding: gzip\r\n"), id="says gzip"),
        pytest.param(SELECT, answer(b"", status="204 No Content"), id="204"),
        pytest.param(SELECT, answer(PAGE, "text/html", "500 Oops"), id="500"),
        pytest.param(SELECT, answer(PAGE, "text/html", "502 Bad Gateway"), id="502"),
        pytest.param(SELECT, answer(PAGE, "text/html", "404 Not Found"), id="404"),
        pytest.param(SELECT, answer(b"", status="401 Unauthorized"), id="401"),
        pytest.param(GRAPH, answer(TRIPLE[:-3], NT), id="half a triple"),
        pytest.param(GRAPH, answer(TRIPLE, NT).replace(b"Content-Length", b"X-L"), id="no length"),
        pytest.param(GRAPH, answer(PAGE, "text/html"), id="a page for a graph"),
        pytest.param(GRAPH, answer(TABLE), id="a table for a graph"),
    ],
)
def test_what_is_not_whole_is_an_error(text: str, raw: bytes) -> None:
    with pytest.raises(EngineError, match="Het eindpunt") as failure:
        ask(text, sends(raw))
    assert failure.value.status == 502
    assert "<" not in failure.value.detail and "127.0.0.1" not in failure.value.detail


@pytest.mark.parametrize(
    "behaviour",
    [
        pytest.param(hangs(), id="no answer"),
        pytest.param(hangs(HEAD + b"\r\n"), id="no body"),
        pytest.param(hangs(answer(TABLE)[:-1]), id="not the last byte"),
        pytest.param(drips(HEAD, b"X-More: y\r\n"), id="headers that drip"),
        pytest.param(drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), id="patience without end"),
        pytest.param(drips(CHUNKED, b"1\r\n \r\n"), id="a body that drips"),
        pytest.param(drips(b"HTTP/1.1 400 Bad\r\n\r\n", b"x"), id="an error that drips"),
    ],
)
def test_one_deadline_holds_for_all_steps(behaviour: Behaviour) -> None:
    """Each piece comes well within the deadline; all of them together never do."""
    with pytest.raises(EngineTimeoutError, match=r"niet binnen 0\.5 seconden") as failure:
        ask(SELECT, behaviour, seconds=0.5)
    assert failure.value.status == 504


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_tls_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A certificate that nobody vouches for is refused; a handshake has the same deadline."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    asked = Query(SELECT, formats=FORMATS)
    with misbehaving(sends(answer(TABLE)), context) as endpoint:
        engine = RemoteEngine(f"https://localhost:{endpoint.port}/query", B, 20)
        with pytest.raises(EngineError, match="niet te bereiken"):
            engine.answer(asked)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert engine.answer(asked).body == b"x\r\na\r\n"
        other = RemoteEngine(f"https://127.0.0.1:{endpoint.port}/query", B, 20)
        with pytest.raises(EngineError, match="niet te bereiken"):
            other.answer(asked)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        with pytest.raises(EngineTimeoutError):
            RemoteEngine(f"https://127.0.0.1:{port}/query", B, 0.5).answer(asked)


def test_an_answer_without_end_is_cut_off() -> None:
    for raw in (HEAD + b"\r\n", b"HTTP/1.1 500 Oops\r\n\r\n"):
        with pytest.raises(TooLargeError, match=f"{ANSWER_MAXIMUM // 1024 // 1024} MB"):
            ask(SELECT, floods(raw))


@pytest.mark.parametrize("status", ["301", "302", "303", "307", "308"])
def test_no_redirect_is_followed(status: str) -> None:
    with misbehaving(sends(answer(TABLE))) as elsewhere:
        more = f"Location: {elsewhere.url}\r\n"
        with pytest.raises(EngineError, match="verwijst door"):
            ask(SELECT, sends(answer(b"", status=f"{status} Moved", more=more)))
        assert elsewhere.asked == []


def test_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with misbehaving(sends(answer(TRUE))) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(SELECT, sends(answer(TABLE))) == b"x\r\na\r\n"
        assert proxy.asked == []


@pytest.mark.parametrize(
    ("status", "kind", "ours"),
    [
        ("400 Bad Request", BadRequestError, 400), ("403 Forbidden", RefusedError, 403),
        ("413 Too Large", TooLargeError, 413), ("429 Too Many", UnavailableError, 503),
        ("503 Unavailable", UnavailableError, 503), ("504 Timeout", EngineTimeoutError, 504),
    ],
)  # fmt: skip
def test_a_status_keeps_its_meaning(status: str, kind: type[GemmaError], ours: int) -> None:
    with pytest.raises(kind) as failure:
        ask(SELECT, sends(answer(b"\x00 onzin " * 10_000, "text/plain", status)))
    assert failure.value.status == ours and len(failure.value.detail) < 1_000


def test_the_dataset_goes_along_unless_the_query_has_its_own() -> None:
    """SPARQL 1.1 Protocol, 2.1.4: the dataset of the request goes before that of the query."""
    dataset = Dataset((B + "sparql#union",), (B + "id/graph/landschap",))
    wanted = [
        (SELECT, (), True),
        (f"SELECT * FROM <{B}x> {{}}", (), False),
        (SELECT, (B + "y",), False),
    ]
    for text, default, sent in wanted:
        with misbehaving(sends(answer(TABLE))) as endpoint:
            engine = RemoteEngine(endpoint.url, B, 20, dataset)
            engine.answer(Query(text, default, (), FORMATS))
            assert (b"sparql%23union" in endpoint.asked[0]) == sent
            assert (b"id/graph/landschap" in endpoint.asked[0]) == sent


def test_pages_go_on_while_every_question_hangs(tiny_var: Path) -> None:
    more = 8
    with (
        misbehaving(hangs()) as endpoint,
        serving(tiny_var, B, GEMMA_SPARQL_ENDPOINT=endpoint.url, GEMMA_QUERY_SECONDS="3") as web,
        ThreadPoolExecutor(PLACES + more) as clients,
    ):
        barrier = threading.Barrier(PLACES + more)

        def client(_: int) -> tuple[int, str]:
            barrier.wait()
            reply = web.ask("ASK {}")
            return reply.status, json.loads(reply.body)["detail"]

        replies = clients.map(client, range(PLACES + more))
        while len(endpoint.asked) < PLACES:
            assert web.send("/doc/element/balie", "text/html").status == 200
        for path in ("/", "/def.ttl", "/sparql", "/doc/element"):
            assert web.send(path, "text/html").status == 200
        found = list(replies)
    assert sorted(status for status, _ in found) == [503] * more + [504] * PLACES
    assert all("eindpunt" in text or "wachten" in text for _, text in found)
