"""The journal counts every answer at once, writes a line of each soon, and waits for no reader."""

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from server.http.journal import Journal, What
from server.http.observe import BUCKETS, Metrics

SECONDS = 30.0


class Pipe:
    """A journal that writes to a pipe, and what comes out of it."""

    def __init__(self) -> None:
        self.out, self.descriptor = os.pipe()
        self.metrics = Metrics()
        self.journal = Journal(self.metrics, self.descriptor)
        self._read = b""
        self._reader = threading.Thread(target=self._all)

    def lines(self) -> list[dict[str, Any]]:
        """What was written, once all of it is."""
        self._reader.start()
        self.journal.flush(SECONDS)
        os.write(self.descriptor, b"\0")
        self._reader.join(SECONDS)
        return [json.loads(line) for line in self._read.removesuffix(b"\0").splitlines()]

    def number(self, name: str) -> float:
        """A number of the metrics, 0 where it is not told."""
        for line in self.metrics.text().splitlines():
            if line.startswith(name + " "):
                return float(line.removeprefix(name))
        return 0.0

    def _all(self) -> None:
        while not self._read.endswith(b"\0"):
            self._read += os.read(self.out, 1 << 20)


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    made = Pipe()
    yield made
    with contextlib.suppress(OSError):
        os.close(made.out)


def answer(path: str = "/doc/element/balie", **more: Any) -> What:
    said = {"method": "GET", "status": "200 OK", "size": 10, "noted": (), **more}
    return ("127.0.0.0/24", said["method"], path, said["status"], said["size"], said["noted"])


def test_lines_stand_in_the_order_of_what_happened(pipe: Pipe) -> None:
    pipe.journal.tell(answer(), 0.0123456)
    pipe.journal.write(event="release", outcome="opened")
    noted = (("query", "ab"), ("lane", "quick"), ("outcome", "QueryTimeout"))
    late = answer("/sparql", status="503 SERVICE UNAVAILABLE", size=7, noted=noted)
    pipe.journal.tell(late, 3.0)
    first, event, second = pipe.lines()
    assert list(first) == [
        "time", "client", "method", "path", "status", "bytes", "ms", "outcome",
    ]  # fmt: skip
    assert (first["ms"], first["status"], first["bytes"]) == (12.35, 200, 10)
    assert first["outcome"] == "answered" and event["event"] == "release"
    assert (second["outcome"], second["query"], second["lane"]) == ("QueryTimeout", "ab", "quick")
    assert first["time"] <= event["time"] <= second["time"]


def test_numbers_are_of_every_answer_so_far(pipe: Pipe) -> None:
    for seconds in (0.001, BUCKETS[0], 0.2, 99.0):
        pipe.journal.tell(answer(), seconds)
    pipe.journal.tell(answer(method="HEAD", size=0), 0.001)
    pipe.journal.tell(answer("/healthz"), 0.001)
    total = "gemma_requests_total"
    assert pipe.number(f'{total}{{kind="document",method="GET",status="200"}}') == 4
    assert pipe.number(f'{total}{{kind="document",method="HEAD",status="200"}}') == 1
    assert pipe.number(f'{total}{{kind="health",method="GET",status="200"}}') == 1
    assert pipe.number('gemma_answer_bytes_total{kind="document"}') == 40
    bucket = 'gemma_request_seconds_bucket{kind="document",le='
    assert pipe.number(f'{bucket}"{BUCKETS[0]:g}"}}') == 3, "a bound belongs to its bucket"
    assert pipe.number(f'{bucket}"15"}}') == 4 and pipe.number(f'{bucket}"+Inf"}}') == 5
    assert pipe.number('gemma_request_seconds_count{kind="document"}') == 5
    assert len(pipe.lines()) == 5, "who asks whether the server is there gets no line"


def test_a_large_number_is_told_exactly() -> None:
    metrics = Metrics()
    metrics.answered(((("document", "GET", "200"), 1, 0.001)) for _ in range(1_234_567))
    assert 'gemma_request_seconds_bucket{kind="document",le="0.005"} 1234567\n' in metrics.text()


def test_without_a_reader_lines_are_lost_and_counted_and_no_more_are_kept(pipe: Pipe) -> None:
    """The pipe is full after some hundreds of lines, so the thread waits in the middle of one."""
    told = 40_000
    for number in range(told):
        pipe.journal.tell(answer(f"/doc/element/{number}"), 0.001)
    assert pipe.number('gemma_requests_total{kind="document",method="GET",status="200"}') == told
    lost = pipe.number("gemma_log_lines_lost_total")
    assert lost >= told - 2 * 10_000, "one batch is being written, one waits"
    assert len(pipe.lines()) + lost == told


def test_a_reader_that_is_gone_stops_nobody(pipe: Pipe) -> None:
    os.close(pipe.out)
    pipe.journal.tell(answer(), 0.001)
    pipe.journal.flush(SECONDS)
    pipe.journal.tell(answer(), 0.001)
    pipe.journal.flush(SECONDS)
    assert pipe.number("gemma_log_lines_lost_total") == 2
