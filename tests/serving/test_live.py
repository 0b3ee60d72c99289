"""A running server takes another release in use: none fails, each answer is of one release."""

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from server.app.live import Live
from server.http.journal import Journal
from server.http.observe import Metrics
from server.release import CURRENT, MANIFEST, QUADS, RELEASES, open_current
from server.settings import DEFAULT_BASE, Settings
from server.store import Store
from tests.making.conftest import RUNNER, TINY
from tests.serving import releases, tiny
from tests.serving.running import SECONDS, Web, encoded, environment, free_port
from tests.serving.test_serve_command import children
from tests.serving.watched import Watched, answering, asking, watched

B = tiny.BASE
GRAPHS = ("landschap", "schemes")
_RELEASE = re.compile(r"2026-11-2[23]-[0-9a-f]{12}")


def named(number: int) -> str:
    return f"2026-11-23-{number:012x}" if number else tiny.ID


def ready(web: Web) -> str:
    reply = web.send("/readyz")
    assert reply.status == 200
    return str(json.loads(reply.body)["release"])


def until(web: Web, name: str) -> None:
    """Wait until a release answers."""
    deadline = time.monotonic() + SECONDS
    while ready(web) != name:
        assert time.monotonic() < deadline, name


@pytest.fixture
def var(tmp_path: Path) -> Path:
    tiny.write(tmp_path)
    for number in (1, 2):
        releases.add(tmp_path, number)
    return tmp_path


@pytest.fixture
def server(var: Path) -> Iterator[Watched]:
    with watched(var, B, GEMMA_QUERY_SECONDS="3") as running:
        running.event("opened")
        yield running


def page(web: Web) -> tuple[str, int]:
    """The release that a page names at its foot, and the number that its contents tell."""
    reply = web.send("/doc/element/balie", "text/html")
    assert reply.status == 200
    (name,) = set(_RELEASE.findall(reply.text))
    return name, len(set(re.findall(r"\d-\d-landschap", reply.text)))


def query(web: Web) -> tuple[str, int]:
    """The same from one query over two graphs."""
    graphs = [f"GRAPH <id/graph/{g}> {{ ?s <def#release> ?{g} }}" for g in GRAPHS]
    counts = " ".join(f"(COUNT(DISTINCT ?{g}) AS ?n{g})" for g in GRAPHS)
    reply = web.ask(f"SELECT {counts} {{ {' '.join(graphs)} }}", "text/csv")
    assert reply.status == 200, reply.text
    one, other = reply.text.split("\r\n")[1].split(",")
    assert one == other
    return named(int(one)), int(one)


def test_every_answer_is_of_one_release_and_none_fails(var: Path, server: Watched) -> None:
    web = server.web
    before = len(children(server.process.pid))
    clients: list[Callable[[], Any]] = [
        lambda: page(web), lambda: query(web), lambda: page(web), lambda: query(web),
    ]  # fmt: skip
    with asking(clients) as found:
        for number in (1, 2, 0):
            releases.use(var, named(number))
            until(web, named(number))
    assert not [item for item in found if not isinstance(item, tuple)]
    assert all(name == named(number) for name, number in found)
    assert {number for _, number in found} == {0, 1, 2}
    deadline = time.monotonic() + SECONDS
    while len(children(server.process.pid)) > before:  # the old engines are gone
        assert time.monotonic() < deadline


def test_an_old_release_leaves_the_memory(var: Path) -> None:
    """Though what a release holds is kept out of the way of collections while it is in use."""

    def stores() -> int:
        gc.unfreeze()
        return sum(type(found) is Store for found in gc.get_objects())

    gc.collect()  # what other tests left
    before = stores()
    metrics = Metrics()
    settings = Settings(B, var, endpoint="http://127.0.0.1:9/query")
    with Path(os.devnull).open("wb") as nowhere:
        journal = Journal(metrics, nowhere.fileno())
        live = Live(settings, metrics, journal)
        releases.use(var, named(1))
        live.look()
        journal.flush()
    assert named(1) in metrics.text()
    assert stores() == before + 1


def test_a_running_answer_keeps_its_release(var: Path) -> None:
    """A query that began with the old release ends by its own deadline, not with its engine."""
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6)) + "}"
    scraped = free_port()
    with watched(var, B, scraped=scraped, GEMMA_QUERY_SECONDS="3") as server:
        replies = []
        asked = threading.Thread(
            target=lambda: replies.append(server.web.send(f"/sparql?query={encoded(slow)}"))
        )
        asked.start()
        while not answering(scraped):
            assert asked.is_alive()
        releases.use(var, named(1))
        until(server.web, named(1))
        assert query(server.web) == (named(1), 1)
        asked.join(SECONDS)
    assert [reply.status for reply in replies] == [503]
    assert "seconden" in replies[0].text


def test_another_process_takes_over(tiny_var: Path) -> None:
    """SIGHUP: the process that serves is replaced, also where the numbers have their address."""
    with watched(tiny_var, B, scraped=free_port()) as server:
        server.event("opened")
        before = set(children(server.process.pid))
        with asking([lambda: page(server.web), lambda: query(server.web)]) as found:
            server.process.send_signal(signal.SIGHUP)
            server.event("opened")
            deadline = time.monotonic() + SECONDS
            while before & set(children(server.process.pid)) or len(found) <= 10:
                assert time.monotonic() < deadline
        assert server.process.poll() is None
        assert query(server.web) == (tiny.ID, 0)
    assert set(found) == {(tiny.ID, 0)}


def point(var: Path, name: str) -> None:
    """Switch the link as whoever does not look would."""
    (var / "beside").symlink_to(f"{RELEASES}/{name}")
    (var / "beside").rename(var / CURRENT)


def cut(folder: Path) -> None:
    text = (folder / QUADS).read_bytes()
    (folder / QUADS).write_bytes(text[:-200])


def no_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def spoil_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")


def other_base(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps({**manifest, "base": "https://elders.example/"}))


def empty(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    nothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    manifest["files"][QUADS] = {"bytes": 0, "sha256": nothing}
    (folder / QUADS).write_bytes(b"")
    (folder / MANIFEST).write_text(json.dumps(manifest))


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize("damage", [cut, no_manifest, spoil_manifest, other_base, empty, gone])
def test_a_damaged_release_is_refused_and_the_old_one_serves_on(
    var: Path, server: Watched, damage: Callable[[Path], None]
) -> None:
    folder = var / RELEASES / named(1)
    whole = var / "whole"
    shutil.copytree(folder, whole)
    damage(folder)
    with asking([lambda: page(server.web), lambda: query(server.web)]) as found:
        point(var, named(1))
        said = server.event("refused")
    assert said["still"] == tiny.ID and said["why"]
    assert found and all(item == (tiny.ID, 0) for item in found)
    # Made anew under the same name, as the next build does, it is noticed though the link is not.
    folder.rename(var / "broken") if folder.exists() else None
    whole.rename(folder)
    until(server.web, named(1))
    assert query(server.web) == (named(1), 1)


def test_without_a_link_the_release_serves_on(var: Path, server: Watched) -> None:
    (var / CURRENT).unlink()
    assert server.event("refused")["still"] == tiny.ID
    assert page(server.web) == (tiny.ID, 0)
    point(var, named(2))
    until(server.web, named(2))


def test_a_real_build_is_noticed(tmp_path: Path) -> None:
    """`gemma build` beside a running `gemma serve`, twice, and back to the first release."""
    root, var = tmp_path / "bron", tmp_path / "var"
    shutil.copytree(TINY, root)
    command = [sys.executable, "-c", RUNNER, str(root)]

    def build(*args: str) -> str:
        done = subprocess.run(
            [*command, "build", *args],
            env=environment(var, DEFAULT_BASE),
            capture_output=True,
            text=True,
            timeout=SECONDS * 2,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return open_current(var).id

    names = [build()]
    with watched(var, DEFAULT_BASE, [*command, "serve", "--no-build"]) as server:
        web = server.web

        def home() -> Any:
            reply = web.send("/", "text/html")
            assert reply.status == 200
            (name,) = re.findall(r'"/doc/release/current">([0-9a-f-]+)<', reply.text)
            return name

        def count() -> bool:
            reply = web.ask("ASK { ?s ?p ?o }")
            return reply.status == 200 and b"true" in reply.body

        with asking([home, count]) as found:
            for label in ("Part one", "Part two"):
                file = root / "data/landschap/elementen.ttl"
                text = re.sub('"Part[^"]*"@en', f'"{label}"@en', file.read_text(encoding="utf-8"))
                file.write_text(text, encoding="utf-8")
                names.append(build())
                until(web, names[-1])
            build("--use", names[0])
            until(web, names[0])
        assert len(set(names)) == 3
        assert set(found) == {*names, True}
