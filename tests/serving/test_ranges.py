"""Downloads in parts, over a real connection and with the real curl (RFC 9110, 14 and 15.3.7)."""

import hashlib
import http.client
import json
import subprocess
import time
from pathlib import Path

import pytest

from server.release import MANIFEST, RELEASES
from tests.serving import releases, tiny
from tests.serving.running import SECONDS, Reply, Web, serving

NAME = "standaarden.ttl"


@pytest.fixture(scope="module")
def path(real: Web) -> str:
    """Where a file of the release in use is."""
    return real.send(f"/download/latest/{NAME}").headers["location"]


@pytest.fixture(scope="module")
def whole(real: Web, path: str) -> Reply:
    return real.send(path)


def test_the_whole_says_that_there_are_parts(whole: Reply) -> None:
    assert (whole.status, whole.headers["accept-ranges"]) == (200, "bytes")
    assert "content-range" not in whole.headers
    assert len(whole.body) > 40_000


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-9", 0, 9), ("bytes=100-", 100, None), ("bytes=-7", -7, None), ("bytes=0-", 0, None)],
)
def test_a_part(
    real: Web, path: str, whole: Reply, asked: str, first: int, last: int | None
) -> None:
    """15.3.7: Content-Range, and what the whole would have said of itself."""
    reply = real.send(path, Range=asked)
    size = len(whole.body)
    start, end = first % size, size - 1 if last is None else last
    assert (reply.status, reply.body) == (206, whole.body[start : end + 1])
    assert reply.headers["content-range"] == f"bytes {start}-{end}/{size}"
    assert reply.headers["content-length"] == str(end - start + 1)
    for name in ("etag", "cache-control", "content-type", "accept-ranges"):
        assert reply.headers[name] == whole.headers[name]


def test_a_part_after_the_end(real: Web, path: str, whole: Reply) -> None:
    """15.5.17: the refusal says how long the file is."""
    size = len(whole.body)
    for asked in (f"bytes={size}-", "bytes=-0"):
        reply = real.send(path, Range=asked)
        assert (reply.status, reply.headers["content-range"]) == (416, f"bytes */{size}")
        assert reply.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-1", "lines=0-1", "bytes=x"])
def test_what_is_not_understood_gets_the_whole(
    real: Web, path: str, whole: Reply, asked: str
) -> None:
    reply = real.send(path, Range=asked)
    assert (reply.status, reply.body) == (200, whole.body)


def test_a_part_of_what_the_client_has_or_the_whole(real: Web, path: str, whole: Reply) -> None:
    """13.1.5, and 15.3.7: with If-Range the client knows the rest already."""
    tag = whole.headers["etag"]
    reply = real.send(path, Range="bytes=10-", If_Range=tag)
    assert (reply.status, reply.body) == (206, whole.body[10:])
    assert reply.headers["etag"] == tag
    assert not {"content-type", "content-disposition"} & reply.headers.keys()
    for other in (f"W/{tag}", '"something-else"', "Sun, 22 Nov 2026 00:00:00 GMT"):
        assert real.send(path, Range="bytes=10-", If_Range=other).body == whole.body


def test_conditions_go_first(real: Web, path: str, whole: Reply) -> None:
    """13.2.2: a range is looked at where the answer would have been 200."""
    tag = whole.headers["etag"]
    reply = real.send(path, Range="bytes=0-9", If_None_Match=tag)
    assert (reply.status, reply.body) == (304, b"")
    assert real.send(path, Range="bytes=0-9", If_Match='"other"').status == 412
    assert real.send(path, Range="bytes=999999999-", If_None_Match=tag).status == 304


def test_head_has_no_parts(real: Web, path: str, whole: Reply) -> None:
    """14.2: only GET."""
    reply = real.send(path, method="HEAD", Range="bytes=0-9")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-length"] == str(len(whole.body))


def test_other_answers_have_no_parts(real: Web) -> None:
    reply = real.send("/doc/element/zaaksysteem.ttl", Range="bytes=0-9")
    assert reply.status == 200 and "accept-ranges" not in reply.headers


def test_curl_goes_on_where_a_download_broke_off(real: Web, tmp_path: Path) -> None:
    address = real.send("/download/latest/gemma.nq").headers["location"]
    connection = http.client.HTTPConnection("127.0.0.1", real.port, timeout=30)
    connection.request("GET", address)
    response = connection.getresponse()
    size = int(response.headers["Content-Length"])
    file = tmp_path / "gemma.nq"
    file.write_bytes(response.read(1_000_000))
    connection.close()
    assert size > 5_000_000
    command = ["curl", "-sS", "-C", "-", "-o", str(file), "-w", "%{http_code}", real.root + address]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "206" and file.stat().st_size == size
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert response.headers["ETag"] == f'"{digest[:32]}"'


def put(folder: Path, body: bytes) -> None:
    """Let a release have this file to fetch."""
    (folder / "graphs").mkdir(exist_ok=True)
    (folder / "graphs" / "landschap.nt").write_bytes(body)
    manifest = json.loads((folder / MANIFEST).read_text())
    digest = hashlib.sha256(body).hexdigest()
    manifest["files"]["graphs/landschap.nt"] = {"bytes": len(body), "sha256": digest}
    (folder / MANIFEST).write_text(json.dumps(manifest))


def test_a_switch_mixes_no_two_releases(tmp_path: Path) -> None:
    """A slow reader gets the file it began, a part is of that file, or the new one comes whole."""
    tiny.write(tmp_path)
    name = releases.add(tmp_path, 1)
    old, new = b"# oud\n" * 1_000_000, b"# nieuw\n" * 900_000
    put(tmp_path / RELEASES / tiny.ID, old)
    put(tmp_path / RELEASES / name, new)
    with serving(tmp_path, tiny.BASE) as web:
        path = web.send("/download/latest/landschap.nt").headers["location"]
        slow = http.client.HTTPConnection("127.0.0.1", web.port, timeout=30)
        slow.request("GET", path)
        response = slow.getresponse()
        tag, begun = response.headers["ETag"], response.read(10_000)
        releases.use(tmp_path, name)
        deadline = time.monotonic() + SECONDS
        while (latest := web.send("/download/latest/landschap.nt").headers["location"]) == path:
            assert time.monotonic() < deadline
        assert begun + response.read() == old
        slow.close()
        assert web.send(path, Range="bytes=10000-", If_Range=tag).body == old[10_000:]
        fresh = web.send(latest, Range="bytes=10000-", If_Range=tag)
        assert (fresh.status, fresh.body) == (200, new)
