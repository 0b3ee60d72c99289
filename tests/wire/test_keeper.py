"""The keeper with real processes: who ends is replaced, and no client notices."""

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.serving.running import ROOT
from tests.wire.listening import SECONDS, Client


class Kept:
    """A server that is kept, seen from outside."""

    def __init__(self, folder: Path, how: str = "") -> None:
        """Start it."""
        self._folder = folder
        os.mkfifo(folder / "go")
        self.start_as(how)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.wire.kept", str(folder)],
            cwd=ROOT, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        # A test that waits for what never comes ends as well.
        self._watchdog = threading.Timer(SECONDS * 2, self.process.kill)
        self._watchdog.start()
        self.said: list[str] = []

    def start_as(self, how: str) -> None:
        """Say how the next process starts."""
        (self._folder / "how").write_text(how)

    def go(self) -> None:
        """Let go on what waits."""
        (self._folder / "go").write_bytes(b"")

    def line(self, start: str) -> str:
        """Wait for a line that starts like this; return the rest of it."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line)
            if line.startswith(start):
                return line.removeprefix(start).strip()
        raise AssertionError(f"no line starts with {start}: {self.said}")

    def client(self) -> Client:
        """A client of it; waits until it listens."""
        if not hasattr(self, "port"):
            self.port = int(self.line("listens"))
        return Client(self.port)

    def pid(self) -> int:
        """The process that answers now."""
        return int(self.client().ask("/").body)

    def signal(self, *numbers: signal.Signals) -> None:
        """Tell the keeper something."""
        for number in numbers:
            self.process.send_signal(number)

    def end(self) -> tuple[int, str]:
        """Wait for its end; return its code and all that it said."""
        assert self.process.stderr
        self.said += self.process.stderr
        code = self.process.wait(SECONDS)
        self._watchdog.cancel()
        return code, "".join(self.said)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    found = Kept(tmp_path)
    yield found
    found.process.terminate()
    found.end()


def test_who_is_killed_is_replaced(kept: Kept) -> None:
    """The socket stays, so who connects meanwhile waits a moment."""
    for _ in range(2):
        before = kept.pid()
        os.kill(before, signal.SIGKILL)
        assert kept.pid() != before
    kept.signal(signal.SIGTERM)
    code, said = kept.end()
    assert code == 0 and said.count("ended (-9); another starts") == 2


def has_more(seen: list[int], number: int) -> bool:
    return len(seen) > number


def test_another_takes_over_under_load(kept: Kept) -> None:
    """SIGHUP loses no request: all are answered, each in its own connection."""
    pid, over, changed = kept.pid(), threading.Event(), threading.Condition()
    seen: list[int] = []

    def ask() -> None:
        while not over.is_set():
            found = kept.pid()
            with changed:
                seen.append(found)
                changed.notify()
        seen.append(0)  # nothing was lost

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    for _ in range(3):
        process = os.pidfd_open(pid)
        kept.signal(signal.SIGHUP)
        ended, _, _ = select.select([process], [], [], SECONDS)
        os.close(process)
        assert ended
        pid = kept.pid()
        with changed:
            before = len(seen)
            assert changed.wait_for(partial(has_more, seen, before + 10), SECONDS)
    over.set()
    for client in clients:
        client.join(SECONDS)
    assert seen.count(0) == len(clients) and len(set(seen)) == 5  # four processes, and that


def test_a_second_wish_is_not_lost(kept: Kept) -> None:
    """SIGHUP while one starts: what that one read may be old, so another follows."""
    first = kept.pid()
    kept.start_as("wait")
    kept.signal(signal.SIGHUP)
    kept.line("starts wait")
    kept.start_as("")
    kept.signal(signal.SIGHUP)
    kept.go()
    kept.line("starts")
    while kept.pid() == first:
        pass


def test_who_cannot_take_over_leaves_the_other_serving(kept: Kept) -> None:
    first = kept.pid()
    client = kept.client()
    kept.start_as("fail")
    for _ in range(2):
        kept.signal(signal.SIGHUP)
        kept.line("gemma: no other process took over (")
        assert int(client.ask("/").body) == kept.pid() == first
    kept.start_as("")
    kept.signal(signal.SIGHUP)
    assert client.has_ended() and kept.pid() != first


def test_who_takes_over_and_dies_is_replaced_while_the_other_still_answers(kept: Kept) -> None:
    first = kept.pid()
    idle, slow = kept.client(), kept.client().say("/slow")
    assert int(idle.ask("/").body) == first
    kept.line("slow")
    kept.signal(signal.SIGHUP)
    assert idle.has_ended(), "the other took over"
    second = kept.pid()
    os.kill(second, signal.SIGKILL)
    assert kept.pid() not in (first, second)
    kept.go()
    assert int(slow.reply().body) == first


def test_who_cannot_start_again_is_tried_again(kept: Kept) -> None:
    first = kept.pid()
    kept.start_as("fail")
    os.kill(first, signal.SIGKILL)
    client = kept.client().say("/")
    for _ in range(3):
        kept.line("starts fail")
    kept.start_as("")
    assert int(client.reply().body) != first


def test_a_stop_ends_the_waiting_for_a_start(kept: Kept) -> None:
    first = kept.pid()
    kept.start_as("fail")
    os.kill(first, signal.SIGKILL)
    kept.line("starts fail")
    kept.signal(signal.SIGTERM)
    assert kept.end()[0] == 0


def test_without_a_keeper_nothing_serves(kept: Kept) -> None:
    pid = kept.pid()
    idle, slow = kept.client(), kept.client()
    assert idle.ask("/").status == 200
    slow.say("/slow")
    kept.line("slow")
    process = os.pidfd_open(pid)
    kept.signal(signal.SIGKILL)
    assert idle.has_ended()
    kept.go()
    assert int(slow.reply().body) == pid
    assert slow.finish().has_ended()
    ended, _, _ = select.select([process], [], [], SECONDS)
    os.close(process)
    assert ended
    with pytest.raises(ConnectionRefusedError):
        kept.client()


def test_a_first_start_that_fails_is_said(tmp_path: Path) -> None:
    code, said = Kept(tmp_path, "fail").end()
    assert code == 5
    assert said.splitlines() == [
        "starts fail",
        "error: as it was asked to",
        "error: the server process ended by itself; its last words are above",
    ]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_lets_the_running_answer_end(kept: Kept, number: signal.Signals) -> None:
    """However often it is said, and whatever else is."""
    pid = kept.pid()
    idle, slow = kept.client(), kept.client()
    assert idle.ask("/").status == 200
    slow.say("/slow")
    kept.line("slow")
    kept.signal(number)
    assert idle.has_ended()
    with pytest.raises(ConnectionRefusedError):  # a proxy goes elsewhere at once
        kept.client()
    kept.signal(number, signal.SIGHUP, signal.SIGTERM)
    kept.go()
    reply = slow.reply()
    assert (int(reply.body), reply.fields["connection"]) == (pid, "close")
    assert slow.finish().has_ended()
    code, said = kept.end()
    assert code == 0 and said.count("starts") == 1


def test_a_stop_while_it_starts(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "wait")
    kept.line("starts wait")
    kept.signal(signal.SIGTERM)
    code, said = kept.end()
    assert (code, said) == (0, "starts wait\n")
