"""`gemma serve` starts on a whole release or says in one line why not, and stops with grace."""

import contextlib
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from server.release import CURRENT, MANIFEST, QUADS, open_current
from server.settings import DEFAULT_BASE
from tests.making.conftest import RUNNER, TINY
from tests.serving import tiny
from tests.serving.running import SECONDS, Web, encoded, environment, free_port, gemma, wait_for
from tests.serving.watched import answering, two_ports


def break_nothing(_var: Path) -> None: ...


def remove_all(var: Path) -> None:
    shutil.rmtree(var)


def remove_manifest(var: Path) -> None:
    (var / CURRENT / MANIFEST).unlink()


def cut(var: Path) -> None:
    file = var / CURRENT / QUADS
    file.write_bytes(file.read_bytes()[:-100])


def flip(var: Path) -> None:
    file = var / CURRENT / QUADS
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


def spoil_manifest(var: Path) -> None:
    (var / CURRENT / MANIFEST).write_text("{")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (remove_all, "run `gemma build` first"),
        (remove_manifest, "half written"),
        (cut, "release.nq is not what"),
        (flip, "release.nq is not what"),
        (spoil_manifest, "is no manifest"),
    ],
)
def test_no_whole_release_no_server(
    tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    var = tmp_path / "var"
    tiny.write(var)
    spoil(var)
    env = environment(var, tiny.BASE, PORT=str(free_port()))
    done = gemma("serve", "--no-build", env=env)
    assert done.returncode == 4
    assert words in done.stderr and len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_release_of_another_base_is_not_served(tiny_var: Path) -> None:
    env = environment(tiny_var, "https://elders.example/", PORT=str(free_port()))
    done = gemma("serve", "--no-build", env=env)
    assert done.returncode == 4 and "GEMMA_BASE" in done.stderr


def test_a_port_in_use_is_named(tiny_var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = gemma("serve", "--no-build", env=environment(tiny_var, tiny.BASE, PORT=port))
    assert done.returncode == 2
    assert f"PORT {port}" in done.stderr and len(done.stderr.splitlines()) == 1


def test_an_unknown_host_is_named(tiny_var: Path) -> None:
    env = environment(tiny_var, tiny.BASE, HOST="bestaat-niet.invalid", PORT=str(free_port()))
    done = gemma("serve", "--no-build", env=env)
    assert done.returncode == 2 and "bestaat-niet.invalid" in done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_finishes_the_running_answer(
    request: pytest.FixtureRequest, tiny_var: Path, number: signal.Signals
) -> None:
    """The slow query gets its own error in full, not a dropped connection; nothing stays behind."""
    port, scraped = two_ports()
    metrics = f"127.0.0.1:{scraped}"
    more = {"PORT": str(port), "GEMMA_METRICS": metrics, "GEMMA_QUERY_SECONDS": "2"}
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", "--no-build"],
        env=environment(tiny_var, tiny.BASE, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    request.addfinalizer(process.terminate)  # where this test fails before it stops it
    wait_for(port, process)
    web = Web(port, tiny.BASE)
    assert web.send("/doc/element/balie").status == 200
    workers = children(process.pid)
    assert len(workers) >= 3  # the web process, the nursery and its workers
    slow = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6)) + "}"
    replies = []
    asking = threading.Thread(
        target=lambda: replies.append(web.send(f"/sparql?query={encoded(slow)}"))
    )
    asking.start()
    while not answering(scraped):
        assert asking.is_alive()
    process.send_signal(number)
    out, err = process.communicate(timeout=SECONDS)
    asking.join(SECONDS)
    assert process.returncode == 0, err
    assert f"http://127.0.0.1:{port}/" in err and tiny.ID in err
    lines = [json.loads(line) for line in out.splitlines()]  # nothing but the log
    assert [line.get("status") for line in lines] == [None, 200, 503]
    assert lines[-1]["path"] == "/sparql" and lines[-1]["ms"] > 1_000
    assert "Traceback" not in err
    assert [reply.status for reply in replies] == [503]
    deadline = time.monotonic() + SECONDS
    while left := [pid for pid in workers if alive(pid)]:
        assert time.monotonic() < deadline, left


def test_broken_sources_leave_the_release_in_use_serving(tmp_path: Path) -> None:
    root, var = tmp_path / "bron", tmp_path / "var"
    shutil.copytree(TINY, root)

    def start(*args: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-c", RUNNER, str(root), *args],
            env=environment(var, DEFAULT_BASE, **more),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    assert start("build").wait(SECONDS) == 0
    release = open_current(var).id
    with (root / "data/landschap/elementen.ttl").open("a") as source:
        source.write("dit is geen Turtle\n")
    port = free_port()
    process = start("serve", PORT=str(port))
    wait_for(port, process)
    assert release in Web(port, DEFAULT_BASE).send("/", "text/html").text
    process.terminate()
    _, err = process.communicate(timeout=SECONDS)
    assert "elementen.ttl:" in err and "serving the release in use" in err
    shutil.rmtree(var)
    process = start("serve", PORT=str(port))
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 2 and "elementen.ttl:" in err.splitlines()[-1]


def alive(pid: int) -> bool:
    """Tell whether a process still runs; one that only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children(pid: int) -> list[int]:
    """Every process below this one."""
    found = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it ends meanwhile
            for child in task.read_text().split():
                found += [int(child), *children(int(child))]
    return found


def test_help_says_everything() -> None:
    done = gemma("serve", "--help", env=environment(Path("var"), tiny.BASE))
    assert done.returncode == 0
    for word in ("--no-build", "HOST", "PORT", "GEMMA_BASE", "GEMMA_QUERY_SECONDS"):
        assert re.search(rf"(?m){word}", done.stdout)
