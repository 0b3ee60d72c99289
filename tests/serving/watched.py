"""A server whose log is read while it runs, and clients that never stop asking."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.serving.running import SECONDS, Web, environment, free_port, wait_for

#: Seconds between an answer and the next question of a client: the processor is for who answers.
PAUSE = 0.005
_SERVE = (sys.executable, "-m", "scripts.cli", "serve", "--no-build")


@dataclass
class Watched:
    """A server, its process and its log."""

    web: Web
    process: subprocess.Popen[str]
    lines: "queue.Queue[str]"

    def line(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for the next line of the log that is wanted."""
        while True:
            found: dict[str, Any] = json.loads(self.lines.get(timeout=SECONDS))
            if wanted(found):
                return found

    def event(self, outcome: str) -> dict[str, Any]:
        """Wait until a release was opened or refused."""
        return self.line(lambda line: (line.get("event"), line["outcome"]) == ("release", outcome))


def two_ports() -> tuple[int, int]:
    """Two ports that nothing listens on at this moment."""
    one = other = free_port()
    while other == one:
        other = free_port()
    return one, other


@contextmanager
def watched(
    var: Path, base: str, command: Sequence[str] = _SERVE, scraped: int = 0, **more: str
) -> Iterator[Watched]:
    """Serve for as long as the block lasts, with its numbers on port `scraped`."""
    port = next(found for found in iter(free_port, 0) if found != scraped)
    if scraped:
        more["GEMMA_METRICS"] = f"127.0.0.1:{scraped}"
    process = subprocess.Popen(
        list(command),
        env=environment(var, base, PORT=str(port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout and process.stderr
    lines: queue.Queue[str] = queue.Queue()
    out = process.stdout

    def read() -> None:
        for line in out:
            lines.put(line)

    reading = [threading.Thread(target=read), threading.Thread(target=process.stderr.read)]
    for thread in reading:
        thread.start()
    try:
        wait_for(port, process)
        yield Watched(Web(port, base), process, lines)
    finally:
        process.terminate()
        process.wait(SECONDS)
        for thread in reading:
            thread.join(SECONDS)


def answering(port: int) -> float:
    """How many requests a server is answering at this moment, by its numbers."""
    text = Web(port, "").send("/metrics").text
    return float(text.partition("\ngemma_requests_running ")[2].partition("\n")[0])


@contextmanager
def asking(clients: Sequence[Callable[[], Any]]) -> Iterator[list[Any]]:
    """Let clients ask again and again; what they got, or what went wrong, is in the list."""
    found: list[Any] = []
    done = threading.Event()

    def client(ask: Callable[[], Any]) -> None:
        while not done.wait(PAUSE):
            try:
                found.append(ask())
            except Exception as error:
                found.append(error)

    threads = [threading.Thread(target=client, args=(ask,)) for ask in clients]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        done.set()
        for thread in threads:
            thread.join(SECONDS)
